"""One conditional request for a feed, and what it came to; for an index of sitemaps, requests for its parts too."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.errors import Fault, FetchError, ParseError, WorkerCrashed, WorkerTimeout
from monitor.model import Feed, FeedState, HubOffer, ParsedFeed, SourceKind
from monitor.net import (
    ACCEPT_FEED,
    ACCEPT_PAGE,
    Client,
    Conditions,
    Response,
    Turn,
    fresh_for,
    no_turn,
    retry_after,
    speakable,
)
from monitor.sources.bounds import distinct
from monitor.sources.hubs import hub_offer
from monitor.sources.reading import PARSE_LIMIT, parse_document
from monitor.sources.sitemap import MOST_PAGES, Part, SitemapIndex, changed_since, part_read, parts_to_read
from monitor.workers import Workers

_LONGEST_VALIDATOR = 1024
_PERMANENT = frozenset({301, 308})
_CHALLENGES = (("cf-mitigated", ("challenge",)), ("x-amzn-waf-action", ("challenge", "captcha")))
# Many indexes state days only, some in the time of their site: a part that changed later than this may have news.
_LAST_CHANGE_SLACK = timedelta(days=2)
# Two full sitemaps: the newest and the one before it.
_MOST_PAGES_OF_PARTS = 2 * MOST_PAGES
_NOTHING = ParsedFeed(None, None, (), SourceKind.SITEMAP)
_NOTHING_THERE = frozenset({404, 410})


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
    """The feed is as it was. ``etag`` and ``last_modified`` are its validators from now on."""

    etag: str | None = None
    last_modified: str | None = None
    offer: HubOffer | None = None
    manners: Manners = Manners()


@dataclass(frozen=True, slots=True)
class Read:
    """The feed was fetched and parsed. ``body_hash`` names its bytes; ``offer`` is where it offers its news by push.

    An index of sitemaps that does not date its parts has neither validators nor a hash: unchanged, it may lead to news.
    """

    parsed: ParsedFeed
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    offer: HubOffer | None = None
    manners: Manners = Manners()


@dataclass(frozen=True, slots=True)
class Failed:
    """The feed was not read; ``detail`` says why in a sentence.

    ``status`` is that of the answer, if one came, and ``retry_after`` what the server asked for.
    """

    fault: Fault
    detail: str
    retry_after: timedelta | None = None
    status: int | None = None


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
        response = await get_document(client, feed, state.address, turn, _conditions(state))
        manners = Manners(response.url, fresh_for(response.headers, now), _moved_to(response))
        etag, last_modified = _validator(response, "etag"), _validator(response, "last-modified")
        offer = hub_offer(response.headers.get("link"), response.url, None)
        if response.status == 304 and response.conditional:
            return Unchanged(etag or state.etag, last_modified or state.last_modified, offer, manners)
        raise_for_status(response, now)
        body_hash = hashlib.sha256(response.body).hexdigest()
        # Servers that ignore validators send the same bytes again and again.
        if state.last_success_at is not None and body_hash == state.body_hash:
            return Unchanged(etag, last_modified, offer, manners)
        parsed = await parse_document(workers, feed, response, slow)
        if isinstance(parsed, SitemapIndex):
            since = state.last_success_at - _LAST_CHANGE_SLACK if state.last_success_at else None
            pages = await read_parts(client, workers, feed, parsed, turn, since)
            if not parsed.is_dated:
                return Read(pages, None, None, None, manners=manners)
            parsed = pages
        elif parsed.kind is SourceKind.SITEMAP:
            parsed = replace(parsed, parts=(part_read(feed.url, parsed),))
    except FetchError as error:
        return Failed(error.fault, error.detail, error.retry_after, error.status)
    except ParseError as error:
        return Failed(error.fault, error.detail)
    except WorkerTimeout:
        seconds = PARSE_LIMIT.total_seconds()
        return Failed(Fault.PARSE_TIMEOUT, f"The feed could not be parsed within {seconds:g} s; it may be an attack.")
    except WorkerCrashed as error:
        return Failed(Fault.PARSE_CRASHED, f"The feed broke the process that parsed it: {error}.")
    offer = hub_offer(response.headers.get("link"), response.url, parsed)
    return Read(parsed, etag, last_modified, body_hash, offer, manners)


async def get_document(
    client: Client, feed: Feed, url: str, turn: Turn, conditions: Conditions | None = None
) -> Response:
    """Ask for ``url`` on behalf of ``feed``, when its ``turn`` has come. Raises FetchError."""
    accept = ACCEPT_PAGE if feed.kind is SourceKind.PAGE else ACCEPT_FEED
    return await client.get(
        url, headers=headers_for(feed, url), conditions=conditions, proxy=feed.proxy, accept=accept, turn=turn
    )


def headers_for(feed: Feed, url: str) -> Mapping[str, str]:
    """The feed's own headers, only where they were meant to go: they may carry credentials."""
    return feed.headers if urlsplit(url)[:2] == urlsplit(feed.url)[:2] else {}


async def read_parts(
    client: Client,
    workers: Workers,
    feed: Feed,
    index: SitemapIndex,
    turn: Turn,
    since: datetime | None = None,
) -> ParsedFeed:
    """The pages of those parts that may hold new ones, as one sitemap; of parts changed after ``since``, if given.

    All of them or none: with one part left out, the news in it would look like what it held all along. Raises
    FetchError, ParseError and WorkerError.
    """
    found = _NOTHING
    for part in changed_since(parts_to_read(index, feed.url), since):
        pages = await _read_part(client, workers, feed, part, turn)
        title, language = found.title or pages.title, found.language or pages.language
        entries, parts = found.entries + pages.entries, found.parts + pages.parts
        found = replace(found, title=title, language=language, entries=entries, parts=parts)
        if len(found.entries) > _MOST_PAGES_OF_PARTS:
            detail = f"The parts of this sitemap index hold more than {_MOST_PAGES_OF_PARTS:,} pages."
            raise ParseError(
                Fault.TOO_BIG, part.url, f"{detail} Subscribe to one of them; `feeds discover` lists them."
            )
    return replace(found, entries=tuple(distinct(found.entries)))


async def _read_part(client: Client, workers: Workers, feed: Feed, part: Part, turn: Turn) -> ParsedFeed:
    try:
        response = await get_document(client, feed, part.url, turn)
        if response.status in _NOTHING_THERE:
            return _NOTHING
        raise_for_status(response)
        parsed = await parse_document(workers, replace(feed, kind=SourceKind.AUTO), response)
    except FetchError as error:
        raise FetchError(
            error.fault, error.url, _of_part(part, error.detail), status=error.status, retry_after=error.retry_after
        ) from error
    except ParseError as error:
        raise ParseError(error.fault, error.url, _of_part(part, error.detail)) from error
    if isinstance(parsed, SitemapIndex):
        raise ParseError(Fault.NOT_A_FEED, part.url, _of_part(part, "It is an index again; subscribe to it instead."))
    return replace(parsed, parts=(part_read(part.url, parsed),))


def _of_part(part: Part, detail: str) -> str:
    return f"Its part {speakable(part.url)}: {detail}"


def raise_for_status(response: Response, now: datetime | None = None) -> None:
    """Raise :class:`FetchError` for an answer that is no document: every status but 2xx.

    ``now`` is for a Retry-After that names a moment where the server does not say what time it has.
    """
    status = response.status
    if 200 <= status < 300 and not _is_challenge(response.headers):
        return
    fault, detail = _status_words(status, response.headers)
    patience = retry_after(response.headers, now)
    raise FetchError(fault, speakable(response.url), detail, status=status, retry_after=patience)


def _is_challenge(headers: Mapping[str, str]) -> bool:
    """Whether a service before the site wants a browser to prove itself: the headers of Cloudflare and AWS WAF."""
    return any(headers.get(name, "").lower() in words for name, words in _CHALLENGES)


def _status_words(status: int, headers: Mapping[str, str]) -> tuple[Fault, str]:
    if _is_challenge(headers):
        return Fault.HTTP_CHALLENGE, f"The site answers {status} and wants a person with a browser; ask it for access."
    match status:
        case 304:
            return Fault.HTTP_SERVER, "The site answers that nothing has changed (304) without having been asked."
        case 410:
            return Fault.HTTP_GONE, "The site says that this address is gone for good (410); take it out."
        case 404:
            return Fault.HTTP_NOT_FOUND, "There is nothing at this address (404); look for the new one on the site."
        case 401 | 403 | 407:
            return Fault.HTTP_FORBIDDEN, f"The site refuses access ({status}); it may want credentials in the headers."
        case 429:
            return Fault.HTTP_THROTTLED, "The site asks for fewer requests (429); lengthen the interval of this feed."
        case 503:
            return Fault.HTTP_UNAVAILABLE, "The site is overloaded or closed for a while (503)."
    if status >= 500:
        return Fault.HTTP_SERVER, f"The site has a fault of its own ({status})."
    return Fault.HTTP_CLIENT, f"The site answers with status {status} instead of a document."


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


def _validator(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value if value and len(value) <= _LONGEST_VALIDATOR else None
