"""One conditional request for a feed, and what it came to; for an index of sitemaps, requests for its parts too."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.errors import Fault, FetchError, ParseError, WorkerCrashed, WorkerTimeout
from monitor.model import Feed, FeedState, HubOffer, ParsedFeed, PartSeen, SourceKind
from monitor.net import Client, Conditions, Response, Turn, fresh_for, no_turn
from monitor.sources.asking import get_document, raise_for_status, validator
from monitor.sources.hubs import hub_offer
from monitor.sources.reading import PARSE_LIMIT, parse_document
from monitor.sources.sitemap import SitemapIndex, part_read
from monitor.sources.sitemap_parts import read_parts
from monitor.workers import Workers

_PERMANENT = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Manners:
    """What an answer says beside the feed: where it came from, how long it is fresh, where the feed has moved for good.

    ``url`` is where its redirects ended, ``moved_to`` where those of them led that are permanent.
    """

    url: str | None = None
    fresh_for: timedelta | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The feed is as it was. ``etag`` and ``last_modified`` are its validators from now on.

    ``body_hash`` names its bytes and ``parts`` are those of its sitemaps that were asked for, if it is an index.
    """

    etag: str | None = None
    last_modified: str | None = None
    offer: HubOffer | None = None
    manners: Manners = Manners()
    body_hash: str | None = None
    parts: tuple[PartSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """The feed was fetched and parsed. ``body_hash`` names its bytes; ``offer`` is where it offers its news by push.

    ``parts`` are the sitemaps that were asked for, if it is an index: unchanged, it may lead to news.
    ``unread`` counts the pages of those that are as they were.
    """

    parsed: ParsedFeed
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    offer: HubOffer | None = None
    manners: Manners = Manners()
    parts: tuple[PartSeen, ...] = ()
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Failed:
    """The feed was not read; ``detail`` says why in a sentence.

    ``status`` is that of the answer, if one came, and ``retry_after`` what the server asked for. ``url`` is where that
    came from: after redirects another site, perhaps.
    """

    fault: Fault
    detail: str
    retry_after: timedelta | None = None
    status: int | None = None
    url: str | None = field(default=None, repr=False)


PollResult = Unchanged | Read | Failed


async def fetch_feed(
    client: Client,
    workers: Workers,
    feed: Feed,
    state: FeedState,
    turn: Turn = no_turn,
    *,
    now: datetime,
    slow: Workers | None = None,
) -> PollResult:
    """Ask for ``feed`` if it changed since ``state``, and parse it in a worker. Never raises for the feed's sake.

    Each request waits for its ``turn``, those after redirects too. A document that keeps one of ``workers`` busy for
    seconds is begun anew in one of ``slow``, if there are such.
    """
    try:
        return await _fetch(client, workers, feed, state, turn, now, slow)
    except FetchError as error:
        return Failed(error.fault, error.detail, error.retry_after, error.status, error.url)
    except ParseError as error:
        return Failed(error.fault, error.detail)
    except WorkerTimeout:
        seconds = PARSE_LIMIT.total_seconds()
        return Failed(Fault.PARSE_TIMEOUT, f"The feed could not be parsed within {seconds:g} s; it may be an attack.")
    except WorkerCrashed as error:
        return Failed(Fault.PARSE_CRASHED, f"The feed broke the process that parsed it: {error}.")


async def _fetch(
    client: Client, workers: Workers, feed: Feed, state: FeedState, turn: Turn, now: datetime, slow: Workers | None
) -> Unchanged | Read:
    """As :func:`fetch_feed`. Raises FetchError, ParseError and WorkerError."""
    response = await get_document(client, feed, state.address, turn, _conditions(state))
    manners = Manners(response.url, fresh_for(response.headers, now), _moved_to(response))
    etag, last_modified = validator(response, "etag"), validator(response, "last-modified")
    offer = hub_offer(response.headers.get("link"), response.url, None)
    unchanged = Unchanged(etag, last_modified, offer, manners)
    body_hash = state.body_hash
    parsed: ParsedFeed | SitemapIndex
    if response.status == 304 and response.conditional:
        unchanged = replace(unchanged, etag=etag or state.etag, last_modified=last_modified or state.last_modified)
        parsed = _index_of(state)
    else:
        raise_for_status(response, now)
        body_hash = hashlib.sha256(response.body).hexdigest()
        # Servers that ignore validators send the same bytes again and again.
        is_same = state.last_success_at is not None and body_hash == state.body_hash
        parsed = _index_of(state) if is_same else await parse_document(workers, feed, response, slow)
    if isinstance(parsed, SitemapIndex):
        return await _fetch_parts(client, workers, feed, state, parsed, unchanged, body_hash, turn)
    if parsed.kind is SourceKind.SITEMAP:
        parsed = replace(parsed, parts=(part_read(feed.url, parsed),))
    offer = hub_offer(response.headers.get("link"), response.url, parsed)
    return Read(parsed, etag, last_modified, body_hash, offer, manners)


def _index_of(state: FeedState) -> SitemapIndex:
    """The index that a feed still is: its parts may have changed. Other feeds have no parts."""
    return SitemapIndex(tuple(each.url for each in state.sitemap_parts))


async def _fetch_parts(
    client: Client,
    workers: Workers,
    feed: Feed,
    state: FeedState,
    index: SitemapIndex,
    unchanged: Unchanged,
    body_hash: str | None,
    turn: Turn,
) -> Unchanged | Read:
    """The pages of the ``index`` whose own answer is told by ``unchanged`` and ``body_hash``."""
    if not index.parts and state.last_success_at is not None:
        return unchanged
    found = await read_parts(client, workers, feed, index, turn, state.sitemap_parts, state.sitemap_rows)
    if state.last_success_at is not None and not found.pages.parts:
        return replace(unchanged, body_hash=body_hash, parts=found.seen)
    return Read(
        found.pages,
        unchanged.etag,
        unchanged.last_modified,
        body_hash,
        manners=unchanged.manners,
        parts=found.seen,
        unread=found.unread,
    )


def _conditions(state: FeedState) -> Conditions | None:
    """The stored validators as they came, for the address that they came from."""
    if state.last_success_at is None or not (state.etag or state.last_modified):
        return None
    return Conditions(state.validators_url or state.url, state.etag, state.last_modified)


def _moved_to(response: Response) -> str | None:
    """Where the permanent redirects led that stand at the head of the chain.

    Never from https to http: whoever can forge one answer in the clear would own the feed for good.
    """
    target = None
    for redirect in response.redirects:
        if redirect.status not in _PERMANENT or redirect.url.startswith("https:") > redirect.target.startswith(
            "https:"
        ):
            break
        target = redirect.target
    return target
