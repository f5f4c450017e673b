"""Bytes to a tree and a tree to lines: the only file that touches lxml.

A page may lie about its charset, nest a hundred thousand levels deep or carry a hundred thousand links. Size, depth and
element count are bounded here, so that what comes after costs at most seconds; the worker's time limit bounds the rest.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import charset_normalizer
from lxml import etree
from lxml import html as lxml_html

from monitor.articles.plain import plain_line
from monitor.errors import Fault, ParseError

# lxml ships no types; an element is used through ``get``, ``iter``, ``xpath`` and ``tag`` only.
Element: TypeAlias = Any

MAX_BYTES = 10 * 1024 * 1024
# The article pages of the extraction benchmark have 400 to 9,000 elements; trafilatura's cost grows with the square of
# the number of links (16 s at 100,000).
MAX_ELEMENTS = 30_000

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:.-]{2,40})["']""", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What browsers read for a label: https://encoding.spec.whatwg.org/#names-and-labels
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
}
# UTF-7 lets ASCII hide mark-up, the others are not charsets of text: no browser reads them.
_NEVER = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs"})
_DETECTION_BYTES = 32 * 1024
_BINARY_MAGIC = (b"%PDF", b"\x89PNG", b"GIF8", b"PK\x03\x04", b"\xff\xd8\xff", b"\x1f\x8b", b"\x7fELF", b"RIFF")
_PAGE_TYPES = ("text/", "application/xhtml", "application/xml", "application/octet-stream")
# No XML document may hold them, and trafilatura gives up on a text that does.
_NO_CONTROLS = dict.fromkeys({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0D})
_HIDDEN_TAGS = "script style noscript template svg iframe object select textarea head"
_HIDDEN = frozenset(_HIDDEN_TAGS.split())
_HEAD_TAGS = "base basefont bgsound link meta noframes noscript script style template title"
_IN_HEAD = frozenset(_HEAD_TAGS.split())
_BLOCK_TAGS = (
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td th thead tr ul br"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text between two block boundaries, the ``element`` it stands in, and how much of it is link text."""

    text: str
    element: Element
    linked: int

    @property
    def link_share(self) -> float:
        """Which part of the text is link text, 0 to 1."""
        return min(1.0, self.linked / len(self.text)) if self.text else 0.0


def parse_page(body: bytes, content_type: str | None, url: str) -> Element:
    """Decode and parse a page.

    Raises:
        ParseError: ``NOT_A_PAGE``: the bytes are no HTML, or more of it than an article page can be.
    """
    _refuse_other_types(body, content_type, url)
    text = decode(body, content_type).translate(_NO_CONTROLS)
    if "<" not in text:
        raise ParseError(Fault.NOT_A_PAGE, url, "the page holds no HTML")
    tree = _parse(text)
    if tree is None:
        raise ParseError(Fault.NOT_A_PAGE, url, "the page holds no HTML elements")
    count = sum(1 for _ in tree.iter())
    if count > MAX_ELEMENTS:
        raise ParseError(Fault.NOT_A_PAGE, url, f"the page has {count:,} elements, more than the {MAX_ELEMENTS:,} read")
    return tree


def parse_fragment(markup: str) -> Element | None:
    """Parse a piece of HTML out of a feed; ``None`` when there is nothing in it or too much of it."""
    text = markup[:MAX_BYTES].translate(_NO_CONTROLS)
    tree = _parse(f"<div>{text}</div>") if text.strip() else None
    if tree is None or sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        return None
    return tree


def decode(body: bytes, content_type: str | None) -> str:
    """Read ``body`` in the charset of its byte order mark, its header, its mark-up, or the one it looks like.

    Bytes that are valid UTF-8 beyond ASCII are read as UTF-8 whatever is claimed: text in another charset passes for
    UTF-8 by chance only in a few bytes. A header that says Latin-1 yields to the mark-up, because servers send that
    label by default for files they never looked into.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    if not body.isascii() and _is_utf8(body):
        return body.decode("utf-8", "ignore")
    claimed = _claimed_charsets(body, content_type)
    for name in claimed:
        text = body.decode(name, "replace")
        # A label is believed when next to nothing contradicts it: one stray byte must not turn a page into another.
        if text.count("\ufffd") * 100 <= len(text):
            return text
    if body.isascii():
        return body.decode("ascii")
    guess = charset_normalizer.from_bytes(body[:_DETECTION_BYTES]).best()
    return body.decode(guess.encoding if guess else "utf-8", "replace")


def blocks(root: Element) -> list[Block]:
    """The text under ``root`` cut at block boundaries and line breaks, in document order."""
    found: list[Block] = []
    run: list[str] = []
    linked = 0
    holder = root
    for text, element, in_link in _text_events(root):
        if element is not None:
            if line := plain_line("".join(run)):
                found.append(Block(line, holder, linked))
            run, linked, holder = [], 0, element
        if text:
            run.append(text)
            linked += len(text.strip()) if in_link else 0
    if line := plain_line("".join(run)):
        found.append(Block(line, holder, linked))
    return found


def drop(element: Element) -> None:
    """Take ``element`` out of its tree; the text that follows it stays."""
    if element.getparent() is not None:
        element.drop_tree()


def text_of(element: Element) -> str:
    """All text of ``element``, shown or not, as one line, with a blank at the bounds of every element."""
    return plain_line(" ".join(element.itertext()))


def shown_text(element: Element) -> str:
    """The text of ``element`` as its reader sees it, as one line: inline mark-up parts no word."""
    return " ".join(block.text for block in blocks(element))


def _refuse_other_types(body: bytes, content_type: str | None, url: str) -> None:
    kind = (content_type or "text/html").split(";")[0].strip().lower()
    if not kind.startswith(_PAGE_TYPES):
        raise ParseError(Fault.NOT_A_PAGE, url, f"the page is {kind[:60]}, not HTML")
    if not body.strip():
        raise ParseError(Fault.NOT_A_PAGE, url, "the page is empty")
    if len(body) > MAX_BYTES:
        raise ParseError(Fault.NOT_A_PAGE, url, f"the page has {len(body):,} bytes, more than the {MAX_BYTES:,} read")
    if body.startswith(_BINARY_MAGIC):
        raise ParseError(Fault.NOT_A_PAGE, url, "the page is a binary file, not HTML")


def _is_utf8(body: bytes) -> bool:
    try:
        # Not final: a page cut at the size limit may end inside a character.
        codecs.getincrementaldecoder("utf-8")().decode(body, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _claimed_charsets(body: bytes, content_type: str | None) -> list[str]:
    head = body[:4096]
    header = _HEADER_CHARSET.search(content_type or "")
    in_mark_up = _META_CHARSET.search(head) or _XML_ENCODING.search(head)
    by_header = _charset(header[1]) if header else None
    by_mark_up = _charset(in_mark_up[1].decode("ascii", "replace")) if in_mark_up else None
    order = (by_mark_up, by_header) if by_header == "cp1252" else (by_header, by_mark_up)
    # UTF-16 without zero bytes is a false label: an ASCII page is half zeros in it.
    return [name for name in order if name is not None and (b"\x00" in head or not name.startswith("utf-16"))]


def _charset(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
        # Python registers codecs between bytes under the same names; they cannot decode a page.
        "".encode(name)
    except (LookupError, ValueError, TypeError):
        return None
    return None if name in _NEVER else _READ_AS.get(name, name)


def _parse(text: str) -> Element | None:
    parser = lxml_html.HTMLParser(
        encoding="utf-8", huge_tree=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    _end_head(tree)
    return tree


def _end_head(tree: Element) -> None:
    """Move what no head may hold into the body, as browsers do.

    libxml2 does not know the elements of HTML 5: an ``article`` right after the ``title`` is left inside the head.
    https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inhead
    """
    head = tree.find("head")
    strays = [node for node in head if node.tag not in _IN_HEAD] if head is not None else []
    if not strays:
        return
    body = tree.find("body")
    if body is None:
        body = etree.SubElement(tree, "body")
    lead, body.text = body.text, None
    for node in reversed(strays):
        body.insert(0, node)
    strays[-1].tail = (strays[-1].tail or "") + (lead or "")


def _text_events(root: Element) -> Iterator[tuple[str, Element | None, int]]:
    """Text pieces in order; an element beside a piece says that a block boundary comes first, and in which block."""
    in_link = skipped = 0
    holders = [root]
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag
        step = 1 if event == "start" else -1
        in_link += step if tag == "a" else 0
        skipped += step if tag in _HIDDEN else 0
        block = tag in _BLOCKS
        if block and tag != "br":
            if event == "start":
                holders.append(node)
            else:
                holders.pop()
        if skipped:
            continue
        tail = node.tail if node is not root else None
        text = node.text if event == "start" else tail
        yield text or "", holders[-1] if block else None, in_link
