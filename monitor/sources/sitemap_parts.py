"""The sitemaps of an index: which of them are asked for at a poll, and what they list."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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

    Of a row of which ``rows`` do not say at which end it grows, both ends are read, and the newer one is kept.

    Each is asked for, whenever the index says that it changed: that date may be a mere day, or stand still while news
    come. All of them or none: with one part left out, the news in it would look like what it held all along. Raises
    FetchError, ParseError and WorkerError.
    """
    known = {each.url: each for each in before}
    found = PartsRead()
    # In a thread: an index may list fifty thousand parts.
    for end in await asyncio.to_thread(ends_to_read, index, feed.url, rows):
        seen = {} if end.others else known
        read = {
            part: await _read_part(client, workers, feed, part, turn, seen.get(part))
            for part in dict.fromkeys((*end.parts, *end.others))
        }
        for part in _newer_end(end, read):
            found = _added(found, part)
        if len(found.pages.entries) > _MOST_PAGES_OF_PARTS:
            detail = f"The parts of this sitemap index hold more than {_MOST_PAGES_OF_PARTS:,} pages."
            raise ParseError(
                Fault.TOO_BIG, end.parts[0], f"{detail} Subscribe to one of them; `feeds discover` lists them."
            )
    return replace(found, pages=replace(found.pages, entries=tuple(distinct(found.pages.entries))))


def _newer_end(end: RowEnd, read: Mapping[str, PartsRead]) -> Sequence[PartsRead]:
    """What was read of a row at the end where it grows."""
    if not end.others:
        return [read[part] for part in end.parts]
    newest_first = is_newer(read[end.others[0]].pages, read[end.parts[0]].pages)
    return [_in_row(read[part], newest_first) for part in (end.others if newest_first else end.parts)]


def _in_row(part: PartsRead, newest_first: bool) -> PartsRead:
    parts = tuple(replace(each, newest_first=newest_first) for each in part.pages.parts)
    return replace(part, pages=replace(part.pages, parts=parts))


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
    client: Client, workers: Workers, feed: Feed, part: str, turn: Turn, seen: PartSeen | None
) -> PartsRead:
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
