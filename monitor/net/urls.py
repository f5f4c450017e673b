"""What may be asked for: http and https URLs without tricks."""

import re
from urllib.parse import urlsplit, urlunsplit

import httpx

from monitor.errors import Fault, FetchError

_LONGEST = 8192
_LONGEST_HOST = 254  # RFC 1035, with the final dot
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Browsers take a backslash for a slash and drop control characters; other readers of URLs do not. What two programs
# read differently can pass a check in one and reach a private host in the other (GHSA-rph4-96w6-q594).
TRICKS = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
_HOST = re.compile(rb"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|[0-9A-Fa-f:.]+")


def check_url(url: str, *, secret: bool = False) -> httpx.URL:
    """Read ``url`` and give it in the form that is sent.

    Raises :class:`FetchError` with ``Fault.BAD_URL``, which does not repeat a ``secret`` URL.
    """
    try:
        return _checked(url)
    except _UntrustedError as error:
        shown = "(a configured URL)" if secret else speakable(url)
        raise FetchError(Fault.BAD_URL, shown, f"This URL is not fetched: {error}.") from None


class _UntrustedError(Exception):
    """Why a URL is not fetched, as the end of a sentence."""


def _checked(url: str) -> httpx.URL:
    text = url.strip(" ")
    if len(text) > _LONGEST:
        raise _UntrustedError(f"it is longer than {_LONGEST} characters")
    if TRICKS.search(text):
        raise _UntrustedError("it holds a backslash or a control character")
    try:
        parsed = httpx.URL(text)
    except (httpx.InvalidURL, UnicodeError) as error:  # UnicodeError: a lone surrogate
        raise _UntrustedError("it cannot be read") from error
    if parsed.scheme not in _DEFAULT_PORTS:
        raise _UntrustedError(f"only http and https are fetched, not `{parsed.scheme[:20]}:`")
    if parsed.userinfo:
        raise _UntrustedError("it holds a user name; give credentials as a header of the feed instead")
    if len(parsed.raw_host) > _LONGEST_HOST or not _HOST.fullmatch(parsed.raw_host):
        raise _UntrustedError("it has no valid host name")
    if parsed.port is not None and not 0 < parsed.port < 65536:
        raise _UntrustedError(f"there is no port {parsed.port}")
    return parsed.copy_with(fragment=None)


def origin(url: httpx.URL) -> tuple[str, bytes, int]:
    """Scheme, host and port of ``url`` (RFC 6454)."""
    return url.scheme, url.raw_host.lower(), port_of(url)


def port_of(url: httpx.URL) -> int:
    """The port that ``url`` stands for."""
    return url.port or _DEFAULT_PORTS[url.scheme]


def speakable(url: httpx.URL | str) -> str:
    """``url`` for messages and logs: without user name and query, which may carry secrets."""
    text = TRICKS.sub("\N{REPLACEMENT CHARACTER}", str(url))[:500]
    try:
        parts = urlsplit(text)
    except ValueError:
        return "(an unreadable URL)"
    netloc = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, netloc, parts.path, "…" if parts.query else "", ""))
