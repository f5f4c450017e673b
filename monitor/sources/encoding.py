"""Which characters the bytes of a feed stand for, when the server, the feed and the bytes disagree.

feedparser falls back to windows-1252, with which any bytes "work": an Arabic feed that claims to be UTF-8 comes out
as ``ÇáÃãä``, and nothing ever matches it. Here every claim is held against the bytes first.
"""

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes
from ftfy import bad_codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Blanks, then the first mark of a document, in characters of four bytes and of two.
_WIDE = (
    (re.compile(rb"(?:\s\0\0\0){0,99}<\0\0\0"), "utf-32-le"),
    (re.compile(rb"(?:\0\0\0\s){0,99}\0\0\0<"), "utf-32-be"),
    (re.compile(rb"(?:\s\0){0,99}<\0"), "utf-16-le"),
    (re.compile(rb"(?:\0\s){0,99}\0<"), "utf-16-be"),
)
# "<?xml" on a mainframe; all its encodings have the letters of a declaration in the same places.
_EBCDIC = "<?xml".encode("cp037")
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
# Names for encodings that Python has under others.
_ALIASES = {
    "x-sjis": "shift_jis",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "x-euc-kr": "euc_kr",
    "x-gbk": "gbk",
    "x-big5": "big5",
    "ks_c_5601-1987": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-roman": "mac_roman",
    "mac": "mac_roman",
    "csmacintosh": "mac_roman",
    "ms-arab": "cp1256",
    "ms-cyrl": "cp1251",
    "koi": "koi8_r",
    "koi8": "koi8_r",
}
_CODE_PAGE = re.compile(r"(?:x-)?(?:cp|win|windows|microsoft-cp)[-_]?(\d{3,4})", re.IGNORECASE)
# What is called so is often a larger set, of which the one named is a part.
_WIDER = {
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "shift_jis": ("shift_jis", "cp932", "shift_jisx0213"),
    "euc_kr": ("cp949",),
    "big5": ("big5", "cp950", "big5hkscs"),
    "iso8859-11": ("cp874",),
    "tis-620": ("cp874",),
}
_LATIN_BY_LANGUAGE = {
    **dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"), "cp1250"),
    **dict.fromkeys(("az", "tr"), "cp1254"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
}
_SAMPLE = 64 * 1024
_DECLARATION = 1024
_ENOUGH_ACCENTS = 40
_ACCENTED = re.compile("[\xc0-\xff]")
_PLAIN_LETTER = re.compile("[A-Za-z]")
_TEXT_TAG = re.compile(r"<[^<>]{0,1000}>|&#?\w{1,10};")
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_LANGUAGE = re.compile(rb"""(?:<language>\s*|xml:lang\s*=\s*["'])([A-Za-z]{2,3})""")
_TAG = re.compile(rb"<[^<>]{0,1000}>|&#?\w{1,10};")
_ASCII_LETTER = re.compile(rb"[A-Za-z]")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")


# Registers the page that browsers read for Western Europe, which gives every byte a character.
bad_codecs.ok()


class UnreadableError(Exception):
    """No encoding fits the bytes."""


def decode_feed(body: bytes, content_type: str | None) -> str:
    """The text of a feed document.

    A byte order mark or the width of the characters decides; then UTF-8, if the bytes are UTF-8; then what the
    ``Content-Type`` header and the XML declaration say; then the look of the bytes. Text that somebody took for Western
    before it was made UTF-8 is read anew, where hardly any letter in it is plain. Raises :class:`UnreadableError`.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for beginning, encoding in _WIDE:
        if beginning.match(body):
            return body.decode(encoding, "replace")
    text = _as_utf8(body)
    if text is not None:
        return _read_anew(text)
    if body.startswith(_EBCDIC):
        content_type, declared = None, body[:_DECLARATION].decode("cp037").encode("ascii", "replace")
    else:
        declared = body[:_DECLARATION]
    for encoding in _claims(declared, content_type):
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


def _read_anew(text: str) -> str:
    """``text`` whose letters are nearly all accented, as no language has them: it was of another script."""
    high = len(_ACCENTED.findall(text, 0, _SAMPLE))
    if high < _ENOUGH_ACCENTS or high < 3 * len(_PLAIN_LETTER.findall(_TEXT_TAG.sub(" ", text[:_SAMPLE]))):
        return text
    try:
        body = text.encode("sloppy-windows-1252")
        return _as_utf8(body) or _by_look(body)
    except (UnicodeEncodeError, UnreadableError):
        return text


def _claims(declaration: bytes, content_type: str | None) -> Iterator[str]:
    """The encodings that somebody chose, as Python names them: the header before the document (RFC 7303)."""
    in_header = _CHARSET.search(content_type or "")
    in_document = _XML_ENCODING.match(declaration)
    for name in (in_header and in_header[1], in_document and in_document[1].decode("ascii")):
        label = (name or "utf-8").lower()
        try:
            encoding = codecs.lookup(_CODE_PAGE.sub(r"cp\1", _ALIASES.get(label, label))).name
        except LookupError:
            continue
        # UTF-16 and its kin were told by their width; a claim to them is false here and fits any even number of bytes.
        if encoding not in _UNCHOSEN and not encoding.startswith(("utf", "punycode", "idna")):
            yield from _WIDER.get(encoding, (encoding,))


def _by_look(body: bytes) -> str:
    sample = _TAG.sub(b" ", body[:_SAMPLE])
    high, low = len(_HIGH_BYTE.findall(sample)), len(_ASCII_LETTER.findall(sample))
    named = _LANGUAGE.search(body[:_SAMPLE])
    language = named[1].decode("ascii").lower() if named else ""
    if 3 * high < low:
        # Accents among ASCII letters. The code pages for these differ in a few letters only: the language decides.
        return body.decode(_LATIN_BY_LANGUAGE.get(language, "cp1252"), "replace")
    if language == "th":
        return body.decode("cp874", "replace")
    best = from_bytes(sample, cp_isolation=_LEGACY).best() or from_bytes(sample, cp_isolation=["cp874"]).best()
    if best is None:
        raise UnreadableError("the server and the feed name no encoding that fits its bytes")
    return body.decode(best.encoding, "replace")
