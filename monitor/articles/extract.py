"""The article on a page: the only file that touches trafilatura.

Trafilatura finds the paragraphs. By itself it keeps "read more" lines, loses a credit in a bare ``div``, and dates the
article by the day that the page header prints; so boxes and teasers leave the tree before, the lines are cleaned after,
and date, credit and metadata are read by this package.
"""

import logging
import re
from collections.abc import Collection, Sequence
from datetime import datetime

import trafilatura

from monitor.articles.clean import clean_lines, teaser_blocks
from monitor.articles.credit import credit_of, marked_credits
from monitor.articles.handover import Extracted
from monitor.articles.headings import with_headings
from monitor.articles.html import Block, Element, blocks, drop, parse_page, text_of
from monitor.articles.joiners import restore, shelter
from monitor.articles.lines import split_joined
from monitor.articles.metadata import read_metadata
from monitor.articles.plain import likeness_key, plain_lines
from monitor.articles.region import Region, credit_after, locate, printed_date
from monitor.errors import Fault, ParseError
from monitor.model import DateOrigin
from monitor.text.dates import read_date

# It reports every page that it declines on its own loggers; the caller of this file says so in better words.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# Boxes about something else, by class or id.
_BOX = re.compile(r"related|read[-_]?more|read-also|newsletter|share-|sharing|social-|caption", re.IGNORECASE)
# Never the whole article: a body may carry "social-share-enabled", a container "has-related".
_NEVER_A_BOX = frozenset({"html", "body", "article", "main"})
_TABLE_PARTS = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")
_MOST_PARAGRAPHS = 5
_LONGEST_BOX = 1500
_LINES_TO_DATE = 2
_LONGEST_DATELINE = 60


def extract_page(
    body: bytes, *, content_type: str | None, url: str | None, now: datetime, source: str | None = None
) -> Extracted:
    """As :func:`monitor.articles.extract_page`."""
    tree = parse_page(body, content_type, url or "the page")
    stated = read_metadata(tree, url, now)
    _drop_boxes(tree)
    marked = marked_credits(tree)
    page_blocks = blocks(tree)
    teasers = teaser_blocks(page_blocks)
    lines = split_joined(_main_lines(tree, teasers, url), page_blocks)
    unwanted = frozenset(likeness_key(block.text) for block in teasers)
    names = [name for name in (stated.site, source) if name]
    cleaned = clean_lines(lines, title=stated.title, unwanted=unwanted, marked=marked, names=names)
    paragraphs = _without_dateline(cleaned.lines, now)
    dropped = {id(block) for block in teasers}
    region = locate([block for block in page_blocks if id(block) not in dropped], paragraphs, stated.title)
    published, origin = stated.published, stated.date_origin
    if published is None and region is not None and (published := printed_date(region, now)):
        origin = DateOrigin.ARTICLE
    return Extracted(
        title=stated.title,
        text="\n".join(with_headings(paragraphs, page_blocks)),
        published=published,
        date_origin=origin,
        authors=stated.authors,
        credit=_credit(cleaned.credit, region, marked, stated.authors),
        site=stated.site,
        language=stated.language,
        canonical_url=stated.canonical_url,
    )


def _drop_boxes(tree: Element) -> None:
    """Take out captions, and boxes whose class or id says that they are about something else."""
    for element in list(tree.iter()):
        if element.tag == "figcaption" or _is_box(element):
            drop(element)


def _unfold_layout(tree: Element) -> None:
    """Turn tables that hold a heading and paragraphs into plain boxes: they lay out a page, and are no data."""
    for table in list(tree.iter("table")):
        if next(table.iter("h1", "h2", "h3"), None) is None or next(table.iter("p", "br"), None) is None:
            continue
        for part in list(table.iter(*_TABLE_PARTS)):
            part.tag = "div"


def _is_box(element: Element) -> bool:
    if element.tag in _NEVER_A_BOX or not _BOX.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return False
    if next(element.iter("h1"), None) is not None or len(text_of(element)) > _LONGEST_BOX:
        return False
    return sum(1 for _ in element.iter("p")) <= _MOST_PARAGRAPHS


def _without_dateline(lines: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """``lines`` without a printed date above them: it is read where it stands, and is no paragraph."""
    kept = [line for line in lines[:_LINES_TO_DATE] if len(line) > _LONGEST_DATELINE or not read_date(line, now)]
    return (*kept, *lines[_LINES_TO_DATE:])


def _credit(own: str | None, region: Region | None, marked: Collection[str], authors: Sequence[str]) -> str | None:
    """The text's ``own`` credit, or the one that extraction lost below it; but no person who is its author."""
    credit = own or (credit_after(region, marked) if region is not None else None)
    if credit is None or (credit in authors and not credit_of(credit)):
        return None  # an agency may be stated as the author of its story
    return credit


def _main_lines(tree: Element, teasers: list[Block], url: str | None) -> list[str]:
    """The lines of the article as trafilatura finds them, once the teasers are out of ``tree``.

    Raises:
        ParseError: trafilatura met something in the tree that it does not expect.
    """
    for teaser in teasers:
        if text_of(teaser.element) == teaser.text:
            drop(teaser.element)
    _unfold_layout(tree)
    sheltered = shelter(tree)
    try:
        # Fast: without its fall-back extractors, which cost more and score lower (benchmarks/extraction.py).
        found = trafilatura.extract(tree, url=url, fast=True, include_comments=False, include_formatting=False)
    except Exception as error:  # its rules are many and index freely: any of the built-in errors may come out
        raise ParseError(Fault.NOT_A_PAGE, url or "the page", f"no article could be read: {error!r:.200}") from error
    return [line.removeprefix("- ") for line in plain_lines(restore(found or "", sheltered))]
