"""The only HTTP client of this program: feeds, pages and webhooks all go through it.

It stands on httpx's transport layer without ``httpx.AsyncClient``, which keeps cookies, decodes without bound, follows
redirects with the caller's headers on, and has no limit on the whole exchange.
"""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType
from typing import cast
from urllib.parse import urljoin

import httpx

from monitor import __version__
from monitor.errors import Fault, FetchError
from monitor.net.addresses import AllowList
from monitor.net.decoding import OversizeError, decode, decoders_for
from monitor.net.failures import FOREIGN, Errand, translated
from monitor.net.gate import Turn, no_turn
from monitor.net.guard import Guard, Resolver, SystemResolver
from monitor.net.transport import GuardedTransport
from monitor.net.trust import TrustingContext
from monitor.net.urls import TRICKS, check_url, origin, speakable

ACCEPT_FEED = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5"
)
ACCEPT_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"

_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_EXCERPT = 64 * 1024
_EXCERPT_SECONDS = 5.0


PRODUCT = "news-monitor"


def user_agent(contact: str | None) -> str:
    """How this program names itself to the sites it reads; ``contact`` is whom they can turn to."""
    return f"{PRODUCT}/{__version__}" + (f" (+{contact})" if contact else "")


@dataclass(frozen=True, slots=True)
class Redirect:
    """A redirect that was followed: ``url`` answered with ``status`` and led to ``target``."""

    status: int
    url: str
    target: str


@dataclass(frozen=True, slots=True)
class Conditions:
    """Validators as ``url`` once gave them. They are sent to that address only: to no other do they mean a thing."""

    url: str = field(repr=False)
    etag: str | None = None
    last_modified: str | None = None

    def fields(self) -> dict[str, str]:
        """The request headers that ask for an answer only if something has changed."""
        both = {"if-none-match": self.etag, "if-modified-since": self.last_modified}
        return {name: value for name, value in both.items() if value}


@dataclass(frozen=True, slots=True)
class Response:
    """An answer. ``url`` is where the redirects ended; ``headers`` finds names in any case; ``body`` is decoded.

    ``conditional`` says whether validators went along with the request that it answers.

    Header values are the server's bytes, one character a byte (latin-1), so that they can be sent back unchanged.
    Addresses may hold tokens, so ``repr`` leaves them out.
    """

    url: str = field(repr=False)
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    redirects: tuple[Redirect, ...] = field(default=(), repr=False)
    conditional: bool = False


class Client:
    """Fetches and posts, within limits, and only where it is allowed to go.

    ``timeout`` bounds a whole exchange with all its redirects, ``max_body`` the bytes of a decoded answer.
    ``allow_private`` lists private destinations (see :class:`AllowList`); ``proxy`` is an ``http://`` or ``https://``
    URL. With ``proxy_by_address`` proxies are told the address to connect to, not the name to look up. ``resolver`` and
    ``tls`` stand in for those of the machine. The environment is not consulted.
    """

    def __init__(
        self,
        user_agent: str,
        timeout: timedelta,
        max_body: int,
        *,
        allow_private: Iterable[str] = (),
        proxy: str | None = None,
        proxy_by_address: bool = False,
        resolver: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._user_agent = user_agent
        self._timeout = timeout
        self._max_body = max_body
        self._proxy = proxy
        self._by_address = proxy_by_address
        self._own_resolver: SystemResolver | None = None
        if resolver is None:
            resolver = self._own_resolver = SystemResolver()
        self._guard = Guard(resolver, AllowList(allow_private))
        self._tls = tls or TrustingContext(ssl.PROTOCOL_TLS_CLIENT)
        self._transports: dict[str | None, GuardedTransport] = {}

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        conditions: Conditions | None = None,
        proxy: str | None = None,
        accept: str = ACCEPT_PAGE,
        max_body: int | None = None,
        turn: Turn = no_turn,
    ) -> Response:
        """Fetch ``url``, following up to five redirects.

        ``headers`` are sent to the origin of ``url`` only, ``conditions`` to their own address only; ``proxy`` and
        ``max_body`` override the client's. ``turn`` is entered around each request, those after redirects too, with its
        URL; the time spent waiting there is not counted. An answer of status 400 or more is given like any other, with
        a body cut at 64 KiB. Raises :class:`~monitor.errors.FetchError`.
        """
        start = check_url(url)
        transport = self._transport(start, proxy or self._proxy)
        errand = Errand(start, start, self._timeout, transport.proxied)
        fields = {"accept": accept, **_lower(headers)}
        with translated(errand):
            if conditions is not None and conditions.url == url:
                conditions = replace(conditions, url=str(start))  # the address as it was configured, in our spelling
            return await self._follow(transport, errand, fields, conditions, max_body or self._max_body, turn)

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        timeout: timedelta,  # noqa: ASYNC109  (part of the message of the error)
        *,
        whole: int | None = None,
    ) -> Response:
        """Send ``body`` to ``url`` and give the answer, its body cut at 64 KiB. Redirects are not followed.

        With ``whole``, a body of up to so many bytes is wanted: it must be complete within ``timeout``, too. Raises
        :class:`~monitor.errors.FetchError` when no answer came within ``timeout``; its ``url`` is the origin only,
        because the paths of webhooks are secrets.
        """
        target = check_url(url, secret=True)
        bare = target.copy_with(raw_path=b"/")
        transport = self._transport(bare, self._proxy)
        errand = Errand(bare, bare, timeout, transport.proxied)
        with translated(errand):
            async with asyncio.timeout(timeout.total_seconds()) as deadline:
                fields = {"accept": "*/*", **_lower(headers)}
                async with self._exchange(transport, "POST", target, fields, body) as answer:
                    if whole is not None and answer.status_code < 400:
                        read = await _body(answer, whole)
                        return Response(str(target), answer.status_code, _headers(answer), read)
                    deadline.reschedule(None)  # a yes is a yes, however long the rest takes; that has its own limit
                    excerpt = await _excerpt(answer, min(_EXCERPT_SECONDS, timeout.total_seconds()))
                    return Response(str(target), answer.status_code, _headers(answer), excerpt)

    async def aclose(self) -> None:
        """Close all connections."""
        for transport in self._transports.values():
            await transport.aclose()
        if self._own_resolver is not None:
            self._own_resolver.close()

    async def _follow(
        self,
        transport: GuardedTransport,
        errand: Errand,
        fields: dict[str, str],
        conditions: Conditions | None,
        max_body: int,
        turn: Turn,
    ) -> Response:
        trail: list[Redirect] = []
        left = self._timeout.total_seconds()
        loop = asyncio.get_running_loop()
        while True:
            here = str(errand.at)
            asked = conditions.fields() if conditions is not None and conditions.url == here else {}
            async with turn(here):
                began = loop.time()
                async with (
                    asyncio.timeout(left),
                    self._exchange(transport, "GET", errand.at, {**fields, **asked}) as answer,
                ):
                    status, headers = answer.status_code, _headers(answer)
                    location = headers.get("location")
                    if status not in _REDIRECTS or location is None:
                        body = await (_excerpt(answer) if status >= 400 else _body(answer, max_body))
                        return Response(here, status, headers, body, tuple(trail), conditional=bool(asked))
                    # The body of a redirect is not read: it interests nobody, and may be a bomb.
                left -= loop.time() - began
            target = _next_url(errand, trail, location)
            trail.append(Redirect(status, here, str(target)))
            if origin(target) != origin(errand.at):
                fields = {"accept": fields["accept"]}
            errand.at = target

    @asynccontextmanager
    async def _exchange(
        self, transport: GuardedTransport, method: str, url: httpx.URL, fields: Mapping[str, str], body: bytes = b""
    ) -> AsyncIterator[httpx.Response]:
        # gzip only and always the same: servers mark the ETag with the coding, and answer 304 to that one alone.
        sent = {"user-agent": self._user_agent, "accept-encoding": "gzip", **fields}
        raw = [(name.encode("ascii", "replace"), _header_bytes(value)) for name, value in sent.items()]
        request = httpx.Request(method, url, headers=raw, content=body or None)
        answer = await transport.handle_async_request(request)
        try:
            yield answer
        finally:
            await answer.aclose()

    def _transport(self, url: httpx.URL, proxy: str | None) -> GuardedTransport:
        if proxy not in self._transports:
            try:
                parsed = httpx.Proxy(proxy) if proxy else None
                if parsed is not None and parsed.url.scheme not in ("http", "https"):
                    raise ValueError(proxy)
            except (ValueError, httpx.InvalidURL):
                # The URL of a proxy may hold a password, and so may the message of the library.
                detail = "The proxy setting of this feed or of the network is not an http:// or https:// URL."
                raise FetchError(Fault.PROXY, speakable(url), detail) from None
            self._transports[proxy] = GuardedTransport(self._guard, self._tls, parsed, by_address=self._by_address)
        return self._transports[proxy]


def _next_url(errand: Errand, trail: list[Redirect], location: str) -> httpx.URL:
    """Where a redirect leads. Raises FetchError when it leads nowhere that may be fetched."""
    if len(trail) >= _MOST_REDIRECTS:
        raise errand.failure(Fault.REDIRECTS, f"There are more than {_MOST_REDIRECTS} redirects.")
    try:
        target = check_url(_joined(str(errand.at), location))
    except FetchError as error:
        raise errand.failure(error.fault, f"It redirects to {error.url}. {error.detail}") from error
    if str(target) in {str(errand.at), *(step.url for step in trail)}:
        raise errand.failure(Fault.REDIRECTS, f"The redirects go round in a circle at {speakable(target)}.")
    return target


def _joined(base: str, location: str) -> str:
    """``location`` against ``base``. It should be ASCII, but many sites send UTF-8."""
    with suppress(UnicodeDecodeError):
        location = location.encode("latin-1").decode()
    if TRICKS.search(location):
        return location  # urljoin would drop the line breaks that check_url refuses
    return urljoin(base, location)


async def _body(answer: httpx.Response, limit: int) -> bytes:
    """The decoded body. Raises :class:`OversizeError` and :class:`UndecodableError`."""
    declared = answer.headers.get("content-length", "")
    if declared.isdecimal() and len(declared) < 20 and int(declared) > limit:
        raise OversizeError(limit)
    layers = decoders_for(answer.headers.get("content-encoding", ""), limit)
    received = 0
    body = bytearray()
    async with _chunks(answer) as chunks:
        async for chunk in chunks:
            received += len(chunk)
            if received > limit:
                raise OversizeError(limit)
            for piece in decode(layers, chunk):
                body += piece
    for layer in layers:
        layer.finish()
    return bytes(body)


async def _excerpt(answer: httpx.Response, seconds: float = _EXCERPT_SECONDS) -> bytes:
    """The beginning of a body, or less: the status has said what matters, and nothing after it takes that back."""
    body = bytearray()
    with suppress(*FOREIGN):
        async with asyncio.timeout(seconds), _chunks(answer) as chunks:
            layers = decoders_for(answer.headers.get("content-encoding", ""), _EXCERPT)
            async for chunk in chunks:
                for piece in decode(layers, chunk):
                    body += piece
                if len(body) >= _EXCERPT:
                    break
    return bytes(body[:_EXCERPT])


def _chunks(answer: httpx.Response) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
    """The undecoded body. Left early, it is closed at once and not whenever it is collected."""
    return aclosing(cast(AsyncGenerator[bytes, None], answer.aiter_raw()))


def _headers(answer: httpx.Response) -> Mapping[str, str]:
    return MappingProxyType(httpx.Headers(answer.headers.raw, encoding="latin-1"))


def _header_bytes(value: str) -> bytes:
    """The bytes that :func:`_headers` read ``value`` from; UTF-8 for what it never read."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode()


def _lower(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name.lower(): value for name, value in (headers or {}).items()}
