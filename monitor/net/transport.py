"""httpx's transport over a guarded connection pool, for one way out: direct, or through one proxy.

``httpx.AsyncHTTPTransport`` offers no place for a guard; ``httpcore.AsyncConnectionPool`` takes a network backend, so
this is that transport in the few lines that are needed.
"""

import ssl
from collections.abc import AsyncIterator
from typing import cast

import httpcore
import httpx

from monitor.net.guard import Guard, GuardedBackend
from monitor.net.tunnel import TunnelBackend
from monitor.net.urls import port_of

_CONNECTIONS = 256
_IDLE_CONNECTIONS = 32
_IDLE_SECONDS = 15.0


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends requests to checked addresses. Raises :class:`~monitor.net.guard.Refusal` and what httpcore raises.

    ``by_address``: a proxy is told the address to connect to, and not the name to look up.
    """

    def __init__(
        self, guard: Guard, tls: ssl.SSLContext, proxy: httpx.Proxy | None, *, by_address: bool = False
    ) -> None:
        self._guard = guard
        self.proxied = proxy is not None
        tunnel = TunnelBackend(guard, proxy, tls) if proxy and by_address else None
        self._named = proxy is not None and tunnel is None
        exempt = (proxy.url.raw_host.decode("ascii"), port_of(proxy.url)) if proxy else None
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            proxy=_core_proxy(proxy, tls) if proxy and self._named else None,
            max_connections=_CONNECTIONS,
            max_keepalive_connections=_IDLE_CONNECTIONS,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=tunnel or GuardedBackend(guard, exempt),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._named:
            await self._guard.check_behind_proxy(request.url.raw_host.decode("ascii"), port_of(request.url))
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=_core_url(request.url),
                headers=request.headers.raw,
                content=cast(httpx.AsyncByteStream, request.stream),
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Stream(answer),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Stream(httpx.AsyncByteStream):
    """The body of an answer as it comes off the wire."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._answer.aiter_stream():
            yield chunk

    async def aclose(self) -> None:
        await self._answer.aclose()


def _core_url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _core_proxy(proxy: httpx.Proxy, tls: ssl.SSLContext) -> httpcore.Proxy:
    # httpcore refuses a TLS context for a proxy that is spoken to in the clear.
    context = tls if proxy.url.scheme == "https" else None
    return httpcore.Proxy(_core_url(proxy.url), auth=proxy.raw_auth, headers=proxy.headers.raw, ssl_context=context)
