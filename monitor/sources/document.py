"""HTML pages as trees, for links and not for texts; the only file of this room that parses HTML."""

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree
from lxml import html as lxml_html

from monitor.errors import Fault, ParseError
from monitor.sources.clean import link
from monitor.sources.encoding import UnreadableError, decode_feed

# lxml ships no types; an element is used through ``get``, ``iter``, ``text_content`` and their kin only.
Element: TypeAlias = Any

MOST_ELEMENTS = 100_000
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)
_LOOKED_AT = 4096
_NO_CONTROLS = dict.fromkeys({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0D})


def is_page(text: str) -> bool:
    """Whether ``text`` looks like an HTML page."""
    return _HTML.search(text[:_LOOKED_AT]) is not None


def decode_page(body: bytes, content_type: str | None, url: str) -> str:
    """The text of a page: its bytes if they are UTF-8, else in the charset of its header or its mark-up."""
    meta = _META_CHARSET.search(body[:_LOOKED_AT])
    if meta and "charset" not in (content_type or "").lower():
        content_type = f"text/html; charset={meta[1].decode('ascii', 'replace')}"
    try:
        return decode_feed(body, content_type)
    except UnreadableError as error:
        raise ParseError(Fault.BAD_ENCODING, url, "The page cannot be read: no encoding fits its bytes.") from error


def parse_html(text: str, url: str) -> Element:
    """The tree of a page. Raises :class:`ParseError` when there is none in ``text``, or more than can be looked at."""
    tree = None
    try:
        # A declared encoding is not heeded in text, but makes lxml refuse it.
        cleaned = re.sub(r"^\s*<\?xml[^>]{0,300}\?>", "", text.translate(_NO_CONTROLS), count=1)
        tree = lxml_html.document_fromstring(cleaned, parser=lxml_html.HTMLParser(remove_comments=True))
    except (etree.LxmlError, ValueError):
        pass
    if tree is None:
        raise ParseError(Fault.NOT_A_PAGE, url, "The answer holds no HTML.")
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        raise ParseError(Fault.NOT_A_PAGE, url, f"The page has more than {MOST_ELEMENTS:,} elements; it is not read.")
    return tree


def base_of(tree: Element, url: str) -> str:
    """What relative links of the page at ``url`` hang on."""
    return next((found for base in tree.iter("base") if (found := link(base.get("href"), url))), url)


def anchors(tree: Element, base: str) -> Iterator[tuple[Element, str]]:
    """Every ``a`` that leads to a web page, and where to, without the fragment."""
    for anchor in tree.iter("a"):
        target = link(anchor.get("href"), base)
        if target:
            yield anchor, target.partition("#")[0]


def said_language(tree: Element) -> str | None:
    """The ``lang`` of the page, as it stands."""
    said = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    return said if isinstance(said, str) else None


def title_of(tree: Element) -> str | None:
    """The site's name where the page tells it, else its title."""
    for meta in tree.iter("meta"):
        if meta.get("property") == "og:site_name" and meta.get("content"):
            return str(meta.get("content"))
    return next((title.text_content() for title in tree.iter("title")), None)
