"""The sitemaps of an index: which of them are asked for at a poll, and what they list."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from monitor.errors import Fault, FetchError, ParseError
from monitor.model import Feed, ParsedFeed, PartSeen, RowRead, SourceKind
from monitor.net import Client, Conditions, Turn, speakable
from monitor.sources.asking import get_document, raise_for_status, validator
from monitor.sources.bounds import distinct
from monitor.sources.reading import parse_document
from monitor.sources.sitemap import MOST_PAGES, RowEnd, SitemapIndex, ends_to_read, is_newer, part_read
from monitor.workers import Workers

# Two full sitemaps: the newest and the one before it.
_MOST_PAGES_OF_PARTS = 2 * MOST_PAGES
_NOTHING = ParsedFeed(None, None, (), SourceKind.SITEMAP)
_NOTHING_THERE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class PartsRead:
    """The ``pages`` of those parts that were read, as one sitemap, and how each part that was asked for was ``seen``.

    ``unread`` counts the pages of parts that stand as they were seen before.
    """

    pages: ParsedFeed = _NOTHING
    seen: tuple[PartSeen, ...] = ()
    unread: int = 0


async def read_parts(
    client: Client,
    workers: Workers,
    feed: Feed,
    index: SitemapIndex,
    turn: Turn,
    before: tuple[PartSeen, ...] = (),
    rows: tuple[RowRead, ...] = (),
) -> PartsRead:
    """Read those parts that may hold new pages, but not those that stand as they were seen ``before``.

    Of a row of which ``rows`` do not say at which end it grows, that is found out by the last part of either end. Each
    part is asked for, whenever the index says that it changed: that date may be a mere day, or stand still while news
    come. All of them or none: with one part left out, the news in it would look like what it held all along. Raises
    FetchError, ParseError and WorkerError.
    """
    known = {each.url: each for each in before}
    found = PartsRead()
    # In a thread: an index may list fifty thousand parts.
    for end in await asyncio.to_thread(ends_to_read, index, feed.url, rows):
        read = partial(_read_part, client, workers, feed, turn, {} if end.others else known)
        found = _added(found, await _read_row(read, end))
        if len(found.pages.entries) > _MOST_PAGES_OF_PARTS:
            detail = f"The parts of this sitemap index hold more than {_MOST_PAGES_OF_PARTS:,} pages."
            hint = "Subscribe to one of them; `feeds discover` lists them."
            raise ParseError(Fault.TOO_BIG, end.parts[0], f"{detail} {hint}")
    return replace(found, pages=replace(found.pages, entries=tuple(distinct(found.pages.entries))))


async def _read_row(read: Callable[[str], Awaitable[PartsRead]], end: RowEnd) -> PartsRead:
    """What a row lists at the end where it grows."""
    found, parts = await read(end.parts[0]), end.parts
    newest_first: bool | None = None
    if end.others:
        other = await read(end.others[0])
        newest_first = is_newer(other.pages, found.pages)
        found, parts = (other, end.others) if newest_first else (found, parts)
    for part in parts[1:]:
        found = _added(found, await read(part))
    return found if newest_first is None else _in_row(found, newest_first)


def _in_row(found: PartsRead, newest_first: bool) -> PartsRead:
    parts = tuple(replace(each, newest_first=newest_first) for each in found.pages.parts)
    return replace(found, pages=replace(found.pages, parts=parts))


def _added(found: PartsRead, part: PartsRead) -> PartsRead:
    pages, more = found.pages, part.pages
    both = replace(
        pages,
        title=pages.title or more.title,
        language=pages.language or more.language,
        entries=pages.entries + more.entries,
        parts=pages.parts + more.parts,
    )
    return PartsRead(both, found.seen + part.seen, found.unread + part.unread)


async def _read_part(
    client: Client, workers: Workers, feed: Feed, turn: Turn, known: Mapping[str, PartSeen], part: str
) -> PartsRead:
    seen = known.get(part)
    try:
        conditions = Conditions(seen.validators_url, seen.etag, seen.last_modified) if seen else None
        response = await get_document(client, feed, part, turn, conditions)
        if response.status in _NOTHING_THERE:
            return PartsRead(seen=(PartSeen(part, part),))
        if seen is not None and response.status == 304 and response.conditional:
            return PartsRead(seen=(seen,), unread=seen.pages)
        raise_for_status(response)
        found = PartSeen(
            part,
            response.url,
            validator(response, "etag"),
            validator(response, "last-modified"),
            hashlib.sha256(response.body).hexdigest(),
        )
        if seen is not None and seen.body_hash == found.body_hash:
            return PartsRead(seen=(replace(found, pages=seen.pages),), unread=seen.pages)
        parsed = await parse_document(workers, replace(feed, kind=SourceKind.AUTO), response)
    except FetchError as error:
        raise FetchError(
            error.fault, error.url, _of_part(part, error.detail), status=error.status, retry_after=error.retry_after
        ) from error
    except ParseError as error:
        raise ParseError(error.fault, error.url, _of_part(part, error.detail)) from error
    if isinstance(parsed, SitemapIndex):
        raise ParseError(Fault.NOT_A_FEED, part, _of_part(part, "It is an index again; subscribe to it instead."))
    pages = replace(parsed, parts=(part_read(part, parsed),))
    return PartsRead(pages, (replace(found, pages=len(parsed.entries)),))


def _of_part(part: str, detail: str) -> str:
    return f"Its part {speakable(part)}: {detail}"
