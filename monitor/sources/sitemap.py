"""Sitemaps (https://www.sitemaps.org/protocol.html) and Google's news sitemaps to entries; indexes to their parts."""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import islice
from operator import itemgetter
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from lxml import etree

from monitor.errors import Fault, ParseError
from monitor.ids import digest_id
from monitor.model import Entry, ParsedFeed, RowRead, SitemapPart, SourceKind
from monitor.sources.bounds import TITLE, distinct, names
from monitor.sources.clean import language_tag, link, plain, within_reason
from monitor.sources.identity import entry_identity
from monitor.text.calendars import Calendar
from monitor.text.months import month

# The limits that the protocol sets itself.
MOST_PAGES = 50_000
_LARGEST = 50 * 2**20
_GZIP = b"\x1f\x8b"

# How many parts of an index are read at a poll. The newest two of each row of numbered parts, for a page may still come
# to the one when the next is begun.
_MOST_PARTS = 10
_OF_A_ROW = 2
_CLEARLY = timedelta(hours=1)

_LOOKED_AT = 65_536
_COMMENT = re.compile(r"<!--.{0,20000}?-->", re.DOTALL)
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,100}:)?([A-Za-z_][\w.-]{0,100})")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_ROOTS = frozenset({"urlset", "sitemapindex"})
_NUMBER = re.compile(r"[0-9]+")
_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,12}(?![^\W\d_])")
_LONGEST_NUMBER = 18
_YEARS = range(1990, 2200)
# Parts that list what is no article, as the usual software names them.
_ASIDE = re.compile(
    r"categor|taxonom|(^|[^a-z])(tags?|authors?|users?|images?|videos?|products?|static|profiles?)([^a-z]|$)"
    r"|(^|[^a-z])pages?[-_]sitemap|sitemap[-_]pages?([^a-z]|$)|posts-page",
    re.IGNORECASE,
)
_NEWS = re.compile(r"news(?!letter)", re.IGNORECASE)

# lxml ships no types; an element is used through ``iter``, ``tag`` and ``text`` only.
_Element: TypeAlias = Any
_Fields = dict[str, str]
_Place = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SitemapIndex:
    """The addresses of sitemaps, in document order. When the index says that they changed is not believed."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowEnd:
    """The ``parts`` of a row in which new pages turn up, the newest first.

    ``others`` are those of its other end, where it is not known yet at which of them it grows.
    """

    parts: tuple[str, ...]
    others: tuple[str, ...] = ()


def is_sitemap(text: str) -> bool:
    """Whether ``text`` is a sitemap or an index of such."""
    return _root(text) in _ROOTS


def unzipped(body: bytes, url: str) -> bytes:
    """``body``, decompressed if it is a gzip file. Raises :class:`ParseError` for a broken one and a bomb."""
    if not body.startswith(_GZIP):
        return body
    decoder = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        text = decoder.decompress(body, _LARGEST)
    except zlib.error as error:
        raise ParseError(Fault.BAD_ENCODING, url, "The answer is a gzip file that cannot be unpacked.") from error
    if decoder.unconsumed_tail:
        raise ParseError(
            Fault.TOO_BIG, url, "The answer is a gzip file of more than 50 MiB, which no sitemap may have."
        )
    return text


def parse_sitemap(text: str, url: str) -> ParsedFeed | SitemapIndex:
    """Read a sitemap that was fetched from ``url``, as far as it goes: at most 50,000 pages, or parts.

    A page is named by its address, and its date of change is taken as stated; titles and publication dates come with
    news sitemaps only. Raises :class:`ParseError` when ``text`` is no sitemap.
    """
    root = _root(text)
    listed = list(islice(_records(text, "url" if root == "urlset" else "sitemap", url), MOST_PAGES + 1))
    if f"{root}>" not in text[-200:]:
        # It breaks off: the last address may be half of one.
        listed = listed[:-1]
    if root == "sitemapindex":
        found = (link(record.get("loc"), url) for record in listed)
        return SitemapIndex(tuple(dict.fromkeys(address for address in found if address)))
    entries = (entry for record in listed if (entry := _entry(record, url)))
    return ParsedFeed(
        title=next((name for record in listed if (name := plain(record.get("name"), TITLE))), None),
        language=next((tag for record in listed if (tag := language_tag(record.get("language")))), None),
        entries=tuple(islice(distinct(entries), MOST_PAGES)),
        kind=SourceKind.SITEMAP,
    )


def ends_to_read(index: SitemapIndex, url: str, known: Iterable[RowRead] = ()) -> tuple[RowEnd, ...]:
    """The parts of the index at ``url`` in which new articles turn up, by rows, of which some are ``known``.

    That is decided by their names, so that the choice seldom changes: parts whose names differ in numbers only, or in
    the month beside a year, are a row, which grows at one end. It does change when a part goes, or a row comes or goes;
    what a part brings that is then read for the first time is for :mod:`monitor.sources.sitemap_news` to judge. Raises
    :class:`ParseError` when that leaves more parts than can be read at every poll.
    """
    telling = _telling_rows(index)
    if len(telling) > _MOST_PARTS:
        detail = f"This sitemap index has {len(telling):,} kinds of parts, more than the {_MOST_PARTS} read at a poll."
        hint = "`news-monitor feeds discover` with its address lists them: subscribe to those that hold the news."
        raise ParseError(Fault.NOT_A_FEED, url, f"{detail} {hint}")
    each = _OF_A_ROW if len(telling) * _OF_A_ROW <= _MOST_PARTS else 1
    newest_first = {row.row: row.newest_first for row in known}
    return tuple(_end(row, newest_first.get(_name_and_place(row[0])[0]), each) for row in telling)


def _end(row: Sequence[str], newest_first: bool | None, each: int) -> RowEnd:
    if len(row) <= each:
        return RowEnd(tuple(row))
    last, first = tuple(row[:each]), tuple(row[: -each - 1 : -1])
    if newest_first is None:
        return RowEnd(last, first)
    return RowEnd(first if newest_first else last)


def is_newer(one: ParsedFeed, other: ParsedFeed) -> bool:
    """Whether the pages of ``one`` are clearly newer than those of ``other``: the newest one, and most of them.

    The newest one alone may have been edited; and where all are dated by the making of their sitemap, both are as new.
    """
    first, second = (
        sorted(date for entry in pages.entries if (date := entry.published or entry.updated)) for pages in (one, other)
    )
    if not (first and second):
        return False
    middle = first[len(first) // 2] - second[len(second) // 2]
    return middle > _CLEARLY and first[-1] - second[-1] > _CLEARLY


def part_read(url: str, pages: ParsedFeed, *, newest_first: bool | None = None) -> SitemapPart:
    """The sitemap at ``url``, of which ``pages`` were read, in a row that is ``newest_first`` or not."""
    row, place = _name_and_place(url)
    return SitemapPart(row, place, frozenset(each.identity for each in pages.entries), newest_first)


def _name_and_place(url: str) -> tuple[str, _Place]:
    """The name of the row of a part, the same under http and https and with ``www.``, and its place there."""
    row, place = _place_in_row(url)
    return digest_id("row", re.sub(r"^https?://(www\.)?", "", row, flags=re.IGNORECASE)), place


def news_parts(index: SitemapIndex) -> tuple[str, ...]:
    """The parts that call themselves news."""
    return tuple(part for part in index.parts if _NEWS.search(_file_of(part)))


def parts_to_offer(index: SitemapIndex) -> tuple[str, ...]:
    """The newest part of each row, for somebody to choose from."""
    return tuple(row[0] for row in _telling_rows(index))


def _telling_rows(index: SitemapIndex) -> list[list[str]]:
    """The rows of parts that may list articles, each newest first."""
    rows: defaultdict[str, list[tuple[_Place, str]]] = defaultdict(list)
    for part in index.parts:
        row, place = _place_in_row(part)
        rows[row].append((place, part))
    telling = [row for name, row in rows.items() if not _ASIDE.search(_file_of(name))] or list(rows.values())
    return [[part for _, part in sorted(row, key=itemgetter(0), reverse=True)] for row in telling]


def _root(text: str) -> str | None:
    found = _ROOT.search(_COMMENT.sub("", text[:_LOOKED_AT]))
    return found[1] if found else None


def _file_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path.rpartition('/')[2]}?{parts.query}"


def _place_in_row(url: str) -> tuple[str, _Place]:
    """What the address of a part shares with those of its row, all but numbers, and these numbers.

    A year comes before the others: ``05-2026`` comes after ``11-2025``. Beside a year the name of a month is a number;
    without one it is not, for then January would come before December.
    """
    numbers = _numbers(url)
    if any(number in _YEARS for number in numbers):
        url = _WORD.sub(_month_number, url)
        numbers = _numbers(url)
    return _NUMBER.sub("", url), tuple(sorted(numbers, key=lambda number: number not in _YEARS))


def _numbers(url: str) -> list[int]:
    return [int(digits[:_LONGEST_NUMBER]) for digits in _NUMBER.findall(url)]


def _month_number(word: re.Match[str]) -> str:
    calendar, number = month(word[0].casefold(), None) or (None, 0)
    return str(number) if calendar is Calendar.GREGORIAN else word[0]


def _records(text: str, name: str, url: str) -> Iterator[_Fields]:
    """The fields of every element ``name``, by local name; of several of one name the first."""
    stream = BytesIO(_DECLARATION.sub("", text, count=1).lstrip("\ufeff \t\r\n").encode("utf-8", "replace"))
    try:
        elements = etree.iterparse(
            stream, tag=f"{{*}}{name}", recover=True, resolve_entities=False, no_network=True, load_dtd=False
        )
        for _, element in elements:
            yield _fields(element)
            _forget(element)
    except etree.XMLSyntaxError as error:
        raise ParseError(Fault.NOT_A_FEED, url, "The sitemap is not XML that can be read.") from error


def _fields(element: _Element) -> _Fields:
    """Those of the protocol and of news; pictures and films have addresses, titles and dates of their own."""
    found: _Fields = {}
    news = (each for child in element.iterchildren("{*}news") for each in child.iterdescendants("{*}*"))
    for child in (*element.iterchildren("{*}*"), *news):
        if child.text and child.text.strip():
            found.setdefault(etree.QName(child).localname, child.text)
    return found


def _forget(element: _Element) -> None:
    """Let go of what was read: a sitemap of 50 MiB would take ten times that as a tree."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _entry(record: _Fields, url: str) -> Entry | None:
    address = link(record.get("loc"), url)
    if address is None:
        return None
    return Entry(
        identity=entry_identity(None, address, "", None),
        guid=None,
        url=address,
        title=plain(record.get("title"), TITLE),
        published=_moment(record.get("publication_date")),
        updated=_moment(record.get("lastmod")),
        tags=names(record.get("keywords", "").split(",")),
        language=language_tag(record.get("language")),
    )


def _moment(value: str | None) -> datetime | None:
    """A date of W3C's profile of ISO 8601, midnight UTC where it is a day; nothing for a mere year or month."""
    try:
        stated = datetime.fromisoformat((value or "").strip())
        return within_reason(stated.replace(tzinfo=stated.tzinfo or UTC).astimezone(UTC))
    except (ValueError, OverflowError):
        return None
