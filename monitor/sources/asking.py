"""One request on behalf of a feed, and what its status says."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from monitor.errors import Fault, FetchError
from monitor.model import Feed, SourceKind
from monitor.net import ACCEPT_FEED, ACCEPT_PAGE, Client, Conditions, Response, Turn, retry_after, speakable

_LONGEST_VALIDATOR = 1024
_CHALLENGES = (("cf-mitigated", ("challenge",)), ("x-amzn-waf-action", ("challenge", "captcha")))


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
        return Fault.HTTP_CHALLENGE, f"The site answers {status} and wants a person with a browser."
    match status:
        case 304:
            return Fault.HTTP_SERVER, "The site answers that nothing has changed (304) without having been asked."
        case 410:
            return Fault.HTTP_GONE, "The site says that this address is gone for good (410)."
        case 404:
            return Fault.HTTP_NOT_FOUND, "There is nothing at this address (404)."
        case 401 | 403 | 407:
            return Fault.HTTP_FORBIDDEN, f"The site refuses access ({status})."
        case 429:
            return Fault.HTTP_THROTTLED, "The site asks for fewer requests (429)."
        case 503:
            return Fault.HTTP_UNAVAILABLE, "The site is overloaded or closed for a while (503)."
    if status >= 500:
        return Fault.HTTP_SERVER, f"The site has a fault of its own ({status})."
    return Fault.HTTP_CLIENT, f"The site answers with status {status} instead of a document."


def validator(response: Response, name: str) -> str | None:
    """A validator as the server wrote it, if it is of a length that can be kept."""
    value = response.headers.get(name)
    return value if value and len(value) <= _LONGEST_VALIDATOR else None
