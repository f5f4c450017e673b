"""The article on a page: the only file that touches trafilatura.

Trafilatura finds the paragraphs. By itself it keeps "read more" lines, loses a credit in a bare ``div``, and dates the
article by the day that the page header prints; so boxes and teasers leave the tree before, the lines are cleaned after,
and date, credit and metadata are read by this package.
"""

import logging
import re
from dataclasses import dataclass
from datetime import datetime

import trafilatura

from monitor.articles.clean import clean_lines, teaser_blocks
from monitor.articles.dates import read_date
from monitor.articles.html import Block, Element, blocks, drop, parse_page, text_of
from monitor.articles.metadata import read_metadata
from monitor.articles.plain import likeness_key, plain_lines
from monitor.articles.region import Region, credit_after, locate, printed_date
from monitor.errors import Fault, ParseError
from monitor.model import DateOrigin

# It reports every page that it declines on its own loggers; the caller of this file says so in better words.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# Boxes about something else, by class or id.
_BOX = re.compile(r"related|read[-_]?more|read-also|newsletter|share-|sharing|social-|caption", re.IGNORECASE)
# Never the whole article: a body may carry "social-share-enabled", a container "has-related".
_NEVER_A_BOX = frozenset({"html", "body", "article", "main"})
_MOST_PARAGRAPHS = 5
_LONGEST_BOX = 1500
_LINES_TO_DATE = 2
_LONGEST_DATELINE = 60


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one page yields. ``text`` has one paragraph a line and may be empty; ``published`` is in UTC.

    ``language`` and ``site`` are what the page states of itself.
    """

    title: str | None
    text: str
    published: datetime | None
    date_origin: DateOrigin
    authors: tuple[str, ...]
    credit: str | None
    site: str | None
    language: str | None
    canonical_url: str | None


def extract_page(body: bytes, *, content_type: str | None, url: str | None, now: datetime) -> Extracted:
    """Read the article on a page.

    Args:
        body: the page as fetched, decompressed.
        content_type: the header of that name, for its charset.
        url: the address the page finally came from, to complete relative links.
        now: the moment of the fetch; dates more than a day later are refused.

    Raises:
        ParseError: ``NOT_A_PAGE``: the bytes are no HTML, or more of it than an article page can be.
    """
    tree = parse_page(body, content_type, url or "the page")
    stated = read_metadata(tree, url, now)
    _drop_boxes(tree)
    page_blocks = blocks(tree)
    teasers = teaser_blocks(page_blocks)
    lines = _main_lines(tree, teasers, url)
    unwanted = frozenset(likeness_key(block.text) for block in teasers)
    cleaned = clean_lines(lines, title=stated.title, unwanted=unwanted)
    paragraphs = _without_dateline(cleaned.lines, now)
    dropped = {id(block) for block in teasers}
    region = locate([block for block in page_blocks if id(block) not in dropped], paragraphs, stated.title)
    published, origin = stated.published, stated.date_origin
    if published is None and region is not None and (published := printed_date(region, now)):
        origin = DateOrigin.ARTICLE
    return Extracted(
        title=stated.title,
        text="\n".join(paragraphs),
        published=published,
        date_origin=origin,
        authors=stated.authors,
        credit=cleaned.credit or _lost_credit(region),
        site=stated.site,
        language=stated.language,
        canonical_url=stated.canonical_url,
    )


def _drop_boxes(tree: Element) -> None:
    """Take out captions, and boxes whose class or id says that they are about something else."""
    for element in list(tree.iter()):
        if element.tag == "figcaption" or _is_box(element):
            drop(element)


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


def _lost_credit(region: Region | None) -> str | None:
    return credit_after(region) if region is not None else None


def _main_lines(tree: Element, teasers: list[Block], url: str | None) -> list[str]:
    """The lines of the article as trafilatura finds them, once the teasers are out of ``tree``.

    Raises:
        ParseError: trafilatura met something in the tree that it does not expect.
    """
    for teaser in teasers:
        if text_of(teaser.element) == teaser.text:
            drop(teaser.element)
    try:
        # Fast: without its fall-back extractors, which cost more and score lower (benchmarks/extraction.py).
        found = trafilatura.extract(tree, url=url, fast=True, include_comments=False, include_formatting=False)
    except Exception as error:  # its rules are many and index freely: any of the built-in errors may come out
        raise ParseError(Fault.NOT_A_PAGE, url or "the page", f"no article could be read: {error!r:.200}") from error
    return [line.removeprefix("- ") for line in plain_lines(found or "")]
