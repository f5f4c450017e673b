"""Documents read in worker processes, and what was found in them brought over without stopping the event loop."""

import asyncio
import pickle
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.errors import WorkerTimeout
from monitor.model import Entry, Feed, ParsedFeed, SourceKind
from monitor.net import Response
from monitor.sources.identity import recognisable
from monitor.sources.read import read_source
from monitor.sources.sitemap import SitemapIndex
from monitor.workers import Workers

# Nearly every feed is parsed in a tenth of a second. What takes longer goes on elsewhere, so that it holds up no other.
QUICK_LIMIT = timedelta(seconds=3)
PARSE_LIMIT = timedelta(seconds=20)
# Fifty thousand entries in one piece would hold the interpreter for some tenths of a second.
_ENTRIES_IN_A_PACK = 500


@dataclass(frozen=True, slots=True)
class Packed:
    """A feed on its way between processes: ``packs`` are its entries, some at a time, pickled."""

    feed: ParsedFeed
    packs: tuple[bytes, ...]


async def parse_document(
    workers: Workers, feed: Feed, response: Response, slow: Workers | None = None
) -> ParsedFeed | SitemapIndex:
    """Parse in a worker what came for ``feed``. Raises ParseError and WorkerError."""
    return await parse_body(workers, feed, response.body, response.headers.get("content-type"), response.url, slow)


async def parse_body(
    workers: Workers, feed: Feed, body: bytes, content_type: str | None, url: str, slow: Workers | None = None
) -> ParsedFeed | SitemapIndex:
    """Parse what came for ``feed`` from ``url`` in a worker; what takes long, in one of ``slow``.

    Raises ParseError and WorkerError.
    """
    document = (body, content_type, url, feed.kind, feed.selector)
    if slow is not None:
        try:
            return await _unpacked(await workers.run(read_packed, *document, timeout=QUICK_LIMIT.total_seconds()))
        except WorkerTimeout:
            workers = slow
    return await _unpacked(await workers.run(read_packed, *document, timeout=PARSE_LIMIT.total_seconds()))


def read_packed(
    body: bytes, content_type: str | None, url: str, kind: SourceKind, selector: str | None
) -> Packed | SitemapIndex:
    """As :func:`read_recognisable`, for the way to another process."""
    parsed = read_recognisable(body, content_type, url, kind, selector)
    if isinstance(parsed, SitemapIndex):
        return parsed
    found = parsed.entries
    packs = (found[at : at + _ENTRIES_IN_A_PACK] for at in range(0, len(found), _ENTRIES_IN_A_PACK))
    return Packed(replace(parsed, entries=()), tuple(map(pickle.dumps, packs)))


def read_recognisable(
    body: bytes,
    content_type: str | None,
    url: str,
    kind: SourceKind = SourceKind.AUTO,
    selector: str | None = None,
) -> ParsedFeed | SitemapIndex:
    """As :func:`read_source`, and each entry with what it can be recognised by. Runs in a worker process.

    The pages of a sitemap, of which there may be fifty thousand, go by their addresses alone.
    """
    parsed = read_source(body, content_type, url, kind, selector)
    if isinstance(parsed, SitemapIndex) or parsed.kind is SourceKind.SITEMAP:
        return parsed
    return recognisable(parsed)


async def _unpacked(packed: Packed | SitemapIndex) -> ParsedFeed | SitemapIndex:
    if isinstance(packed, SitemapIndex):
        return packed
    entries: list[Entry] = []
    for pack in packed.packs:
        entries += pickle.loads(pack)  # noqa: S301  (a worker's own, as all that it answers)
        await asyncio.sleep(0)
    return replace(packed.feed, entries=tuple(entries))
