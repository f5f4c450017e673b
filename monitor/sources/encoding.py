"""Which characters the bytes of a feed stand for, when the server, the feed and the bytes disagree.

feedparser falls back to windows-1252, with which any bytes "work": an Arabic feed that claims to be UTF-8 comes out
as ``ÇáÃãä``, and nothing ever matches it. Here every claim is held against the bytes first.
"""

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
# Names that software gives when nobody chose one. They are believed only where the bytes bear them out.
_UNCHOSEN = frozenset({"utf-8", "ascii", "iso8859-1", "cp1252"})
_LEGACY = [
    "cp1256",
    "cp1251",
    "koi8_r",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "euc_kr",
    "cp1255",
    "cp1253",
    "cp1250",
    "cp1254",
    "cp1257",
    "cp1252",
]
_LATIN_BY_LANGUAGE = {
    **dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"), "cp1250"),
    **dict.fromkeys(("az", "tr"), "cp1254"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
}
_SAMPLE = 64 * 1024
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_LANGUAGE = re.compile(rb"""(?:<language>\s*|xml:lang\s*=\s*["'])([A-Za-z]{2,3})""")
_TAG = re.compile(rb"<[^<>]{0,1000}>|&#?\w{1,10};")
_ASCII_LETTER = re.compile(rb"[A-Za-z]")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")


class UnreadableError(Exception):
    """No encoding fits the bytes."""


def decode_feed(body: bytes, content_type: str | None) -> str:
    """The text of a feed document.

    A byte order mark or the width of the characters decides; then UTF-8, if the bytes are UTF-8; then what the
    ``Content-Type`` header and the XML declaration say; then the look of the bytes. Raises :class:`UnreadableError`.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for beginning, encoding in _WIDE:
        if body.startswith(beginning):
            return body.decode(encoding, "replace")
    text = _as_utf8(body)
    if text is not None:
        return text
    for encoding in _claims(body, content_type):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return _by_look(body)


def _as_utf8(body: bytes) -> str | None:
    """UTF-8 hardly ever fits by chance. A few misfits among many characters are damage, such as a cut at the end."""
    text = body.decode("utf-8", "replace")
    misfits = text.count("\N{REPLACEMENT CHARACTER}")
    if not misfits:
        return text
    fits = sum(not character.isascii() for character in text) - misfits
    return text if fits >= 4 * misfits else None


def _claims(body: bytes, content_type: str | None) -> Iterator[str]:
    """The encodings that somebody chose, as Python names them: the header before the document (RFC 7303)."""
    in_header = _CHARSET.search(content_type or "")
    in_document = _XML_ENCODING.match(body)
    for name in (in_header and in_header[1], in_document and in_document[1].decode("ascii")):
        try:
            encoding = codecs.lookup(name or "utf-8").name
        except LookupError:
            continue
        # UTF-16 and its kin were told by their width; a claim to them is false here and fits any even number of bytes.
        if encoding not in _UNCHOSEN and not encoding.startswith(("utf", "punycode", "idna")):
            # What is called GB2312 or GBK is mostly GB18030, of which both are parts.
            yield "gb18030" if encoding in ("gb2312", "gbk") else encoding


def _by_look(body: bytes) -> str:
    sample = _TAG.sub(b" ", body[:_SAMPLE])
    high, low = len(_HIGH_BYTE.findall(sample)), len(_ASCII_LETTER.findall(sample))
    if 3 * high < low:
        # Accents among ASCII letters. The code pages for these differ in a few letters only: the language decides.
        language = _LANGUAGE.search(body[:_SAMPLE])
        page = _LATIN_BY_LANGUAGE.get(language[1].decode("ascii").lower() if language else "", "cp1252")
        return body.decode(page, "replace")
    best = from_bytes(sample, cp_isolation=_LEGACY).best()
    if best is None:
        raise UnreadableError("the server and the feed name no encoding that fits its bytes")
    return body.decode(best.encoding, "replace")
