"""The article on a page: the only file that touches trafilatura.

Trafilatura finds the paragraphs. By itself it keeps "read more" lines, loses a credit in a bare ``div``, and dates the
article by the day that the page header prints; so boxes and teasers leave the tree before, the lines are cleaned after,
and date, credit and metadata are read by this package.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import trafilatura
from trafilatura.settings import use_config

from monitor.articles.arrange import arrange, fill_gaps
from monitor.articles.boxes import drop_boxes
from monitor.articles.byline import printed_authors
from monitor.articles.clean import clean_lines, teaser_blocks
from monitor.articles.credit import credit_of, marked_credits
from monitor.articles.handover import Extracted
from monitor.articles.html import Block, Element, blocks, drop, parse_page, text_of
from monitor.articles.joiners import restore, shelter
from monitor.articles.lines import join_broken, split_joined
from monitor.articles.metadata import Stated, read_metadata
from monitor.articles.obstacle import find_obstacle, may_be_obstructed
from monitor.articles.plain import is_dense, likeness_key, plain_lines
from monitor.articles.prose import better_reading
from monitor.articles.region import Region, credit_after, dated_links, is_titled, locate, printed_date
from monitor.errors import Fault, ParseError
from monitor.model import DateOrigin, ObstacleKind
from monitor.text.dates import read_date

# It reports every page that it declines on its own loggers; the caller of this file says so in better words.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_TABLE_PARTS = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")
# What these obstacles say is no part of an article.
_NO_ARTICLE = frozenset({ObstacleKind.CONSENT_WALL, ObstacleKind.BOT_CHALLENGE})
_LINES_TO_DATE = 2
_LONGEST_DATELINE = 60
# Where trafilatura holds a text to be too short, in characters: its own 250 are a long paragraph of Chinese.
_PAGE, _DENSE_PAGE = use_config(), use_config()
_DENSE_PAGE.set("DEFAULT", "MIN_EXTRACTED_SIZE", "100")


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of an article, the credit under it, and where on the page it stands."""

    text: str
    credit: str | None
    region: Region | None


def extract_page(
    body: bytes, *, content_type: str | None, url: str | None, now: datetime, source: str | None = None
) -> Extracted:
    """As :func:`monitor.articles.extract_page`."""
    tree = parse_page(body, content_type, url or "the page")
    stated = read_metadata(tree, url, now)
    drop_boxes(tree)
    marked = marked_credits(tree)
    found = _read(tree, stated, url, now, marked, [name for name in (stated.site, source) if name])
    # Rare, so the page is parsed afresh rather than each page kept whole beside what is cut out of it.
    obstacle = None
    if may_be_obstructed(found.text):
        obstacle = find_obstacle(parse_page(body, content_type, url or "the page"), found.text, stated, url)
    is_wall = obstacle is not None and obstacle.kind in _NO_ARTICLE
    published, origin = stated.published, stated.date_origin
    if published is None and found.region is not None and (published := printed_date(found.region, now)):
        origin = DateOrigin.ARTICLE
    authors, agencies = _apart(stated.authors)
    if not stated.authors and found.region is not None:
        authors = printed_authors(found.region, stated.site)
    return Extracted(
        title=None if is_wall else stated.title,
        text="" if is_wall else found.text,
        published=published,
        date_origin=origin,
        authors=authors,
        credit=_credit(found.credit, found.region, marked, authors) or ", ".join(agencies) or None,
        site=stated.site,
        language=stated.language,
        canonical_url=stated.canonical_url,
        updated=stated.updated,
        obstacle=obstacle,
    )


def _read(
    tree: Element, stated: Stated, url: str | None, now: datetime, marked: Collection[str], names: Collection[str]
) -> _Text:
    """The text on ``tree``: found by trafilatura, replaced where that is too little, cleaned and put in order."""
    page_blocks = blocks(tree)
    linked = teaser_blocks(page_blocks)
    # Not all of them lead away: on many sites headline and date are links to the article itself.
    dates = dated_links(tree)
    teasers = [block for block in linked if not (is_titled(block, stated.title) or block.text in dates)]
    dropped = {id(block) for block in teasers}
    shown = [block for block in page_blocks if id(block) not in dropped]
    lines = join_broken(split_joined(_main_lines(tree, teasers, url, stated.title), page_blocks), page_blocks)
    lines = better_reading(lines, shown, stated)
    lines = arrange(lines, shown, stated.title, now)
    unwanted = frozenset(likeness_key(block.text) for block in linked)
    cleaned = clean_lines(lines, title=stated.title, unwanted=unwanted, marked=marked, names=names)
    paragraphs = _without_dateline(cleaned.lines, now)
    region = locate(shown, paragraphs, stated.title)
    return _Text("\n".join(fill_gaps(paragraphs, page_blocks)), cleaned.credit, region)


def _apart(authors: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """People, and the agencies that are stated as the authors of their stories."""
    agencies = tuple(author for author in authors if credit_of(author))
    return tuple(author for author in authors if author not in agencies), agencies


def _unfold_layout(tree: Element) -> None:
    """Turn tables that hold a heading and paragraphs into plain boxes: they lay out a page, and are no data."""
    for table in list(tree.iter("table")):
        if next(table.iter("h1", "h2", "h3"), None) is None or next(table.iter("p", "br"), None) is None:
            continue
        for part in list(table.iter(*_TABLE_PARTS)):
            part.tag = "div"


def _without_dateline(lines: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """``lines`` without a printed date above them: it is read where it stands, and is no paragraph."""
    kept = [line for line in lines[:_LINES_TO_DATE] if len(line) > _LONGEST_DATELINE or not read_date(line, now)]
    return (*kept, *lines[_LINES_TO_DATE:])


def _credit(own: str | None, region: Region | None, marked: Collection[str], authors: Sequence[str]) -> str | None:
    """The text's ``own`` credit, or the one that extraction lost below it; but no person who is its author."""
    credit = own or (credit_after(region, marked) if region is not None else None)
    return None if credit in authors else credit


def _main_lines(tree: Element, teasers: list[Block], url: str | None, title: str | None) -> list[str]:
    """The lines of the article as trafilatura finds them, once the teasers are out of ``tree``.

    ``title`` tells whether it is written in letters of which fewer make an article.

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
        found = trafilatura.extract(
            tree, url=url, fast=True, include_comments=False, config=_DENSE_PAGE if is_dense(title or "") else _PAGE
        )
    except Exception as error:  # its rules are many and index freely: any of the built-in errors may come out
        raise ParseError(Fault.NOT_A_PAGE, url or "the page", f"no article could be read: {error!r:.200}") from error
    return [line.removeprefix("- ") for line in plain_lines(restore(found or "", sheltered))]
