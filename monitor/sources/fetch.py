"""One conditional request for a feed, and what it came to."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from monitor.errors import Fault, FetchError, ParseError, WorkerCrashed, WorkerTimeout
from monitor.model import Feed, FeedState, ParsedFeed
from monitor.net import ACCEPT_FEED, Client, Response, retry_after, speakable
from monitor.sources.parse import parse_feed
from monitor.workers import Workers

PARSE_LIMIT = timedelta(seconds=20)
_LONGEST_VALIDATOR = 1024


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The feed is as it was. ``etag`` and ``last_modified`` are new validators that came along, if any did."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """The feed was fetched and parsed. ``body_hash`` names its bytes."""

    parsed: ParsedFeed
    etag: str | None
    last_modified: str | None
    body_hash: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The feed was not read; ``detail`` says why in a sentence. ``retry_after`` is what the server asked for."""

    fault: Fault
    detail: str
    retry_after: timedelta | None = None


PollResult = Unchanged | Read | Failed


async def fetch_feed(client: Client, workers: Workers, feed: Feed, state: FeedState) -> PollResult:
    """Ask for ``feed`` if it changed since ``state``, and parse it in a worker. Never raises for the feed's sake."""
    try:
        conditions = _conditions(feed, state)
        response = await client.get(
            feed.url, headers={**feed.headers, **conditions}, proxy=feed.proxy, accept=ACCEPT_FEED
        )
        if response.status == 304 and conditions:
            return Unchanged(_validator(response, "etag"), _validator(response, "last-modified"))
        raise_for_status(response)
        body_hash = hashlib.sha256(response.body).hexdigest()
        # Servers that ignore validators send the same bytes again and again.
        if state.last_success_at is not None and body_hash == state.body_hash:
            return Unchanged(_validator(response, "etag"), _validator(response, "last-modified"))
        parsed = await workers.run(
            parse_feed,
            response.body,
            response.headers.get("content-type"),
            response.url,
            timeout=PARSE_LIMIT.total_seconds(),
        )
    except (FetchError, ParseError) as error:
        return Failed(error.fault, error.detail, error.retry_after if isinstance(error, FetchError) else None)
    except WorkerTimeout:
        seconds = PARSE_LIMIT.total_seconds()
        return Failed(Fault.PARSE_TIMEOUT, f"The feed could not be parsed within {seconds:g} s; it may be an attack.")
    except WorkerCrashed as error:
        return Failed(Fault.PARSE_CRASHED, f"The feed broke the process that parsed it: {error}.")
    return Read(parsed, _validator(response, "etag"), _validator(response, "last-modified"), body_hash)


def raise_for_status(response: Response) -> None:
    """Raise :class:`FetchError` for an answer that is no document: every status but 2xx."""
    status = response.status
    if 200 <= status < 300:
        return
    fault, detail = _status_words(status, response.headers)
    patience = retry_after(response.headers)
    raise FetchError(fault, speakable(response.url), detail, status=status, retry_after=patience)


def _status_words(status: int, headers: Mapping[str, str]) -> tuple[Fault, str]:
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return Fault.HTTP_CHALLENGE, f"The site answers {status} and wants a person with a browser; ask it for access."
    match status:
        case 304:
            return Fault.HTTP_SERVER, "The site answers that nothing has changed (304) without having been asked."
        case 410:
            return Fault.HTTP_GONE, "The site says that this address is gone for good (410); take it out."
        case 404:
            return Fault.HTTP_CLIENT, "There is nothing at this address (404); look for the new one on the site."
        case 401 | 403 | 407:
            return Fault.HTTP_CLIENT, f"The site refuses access ({status}); it may want credentials in the headers."
        case 429:
            return Fault.HTTP_THROTTLED, "The site asks for fewer requests (429); lengthen the interval of this feed."
        case 503:
            return Fault.HTTP_THROTTLED, "The site is overloaded or closed for a while (503)."
    if status >= 500:
        return Fault.HTTP_SERVER, f"The site has a fault of its own ({status})."
    return Fault.HTTP_CLIENT, f"The site answers with status {status} instead of a document."


def _conditions(feed: Feed, state: FeedState) -> dict[str, str]:
    """The stored validators as they came. They count for the address that they came from only."""
    if state.url != feed.url or state.last_success_at is None:
        return {}
    conditions = {"if-none-match": state.etag, "if-modified-since": state.last_modified}
    return {name: value for name, value in conditions.items() if value}


def _validator(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value if value and len(value) <= _LONGEST_VALIDATOR else None
