"""The gate at the socket: a name is resolved once, its addresses are checked, and a checked address is connected to.

Checking the URL first and letting the HTTP library resolve the name again would leave a gap in which the name can
change its answer (DNS rebinding). Here the check stands where the connection is made, so that no path goes round it.
"""

import asyncio
import select
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore

from monitor.errors import Fault
from monitor.net.addresses import Address, AllowList, parse_address, why_closed

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives the addresses of a host for a port. Raises :class:`OSError` when it has none."""

# As many as polls at once by default. A name server that is away holds a thread for 10 s and more, and a dozen dead
# sites are nothing special: they must not make the others wait for their turn until their time is up.
_LOOKUPS_AT_ONCE = 64
# How long to wait for one address while there is another to try.
FIRST_TRIES = 4.0


class Refusal(Exception):
    """A destination is not connected to; ``fault`` and ``detail`` become those of a FetchError."""

    def __init__(self, fault: Fault, detail: str) -> None:
        self.fault = fault
        self.detail = detail
        super().__init__(detail)


def look_up(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(item[4][0]) for item in found))


class SystemResolver:
    """The resolver of the machine, in threads of its own: lookups that hang must not starve other work.

    ``look_up`` stands in for the machine's own, and may block.
    """

    def __init__(self, look_up: Callable[[str, int], Sequence[str]] = look_up) -> None:
        self._look_up = look_up
        self._threads = ThreadPoolExecutor(_LOOKUPS_AT_ONCE, thread_name_prefix="resolver")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._look_up, host, port)

    def close(self) -> None:
        """Let go of the threads without waiting for lookups under way."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Guard:
    """Decides which addresses may be connected to."""

    def __init__(self, resolver: Resolver, allowed: AllowList) -> None:
        self._resolver = resolver
        self._allowed = allowed

    async def addresses(self, host: str, port: int) -> Sequence[Address]:
        """The checked addresses of ``host``, all public or allowed. One lookup.

        Raises :class:`Refusal`: for a name with one public and one private address too, since a site has no reason to
        publish such a name, and an attacker has.
        """
        try:
            found = [parse_address(text) for text in await self._resolver(host, port)]
        except (OSError, UnicodeError) as error:
            raise Refusal(Fault.DNS, f"The host name {host} has no address ({_reason(error)}).") from error
        if not found:
            raise Refusal(Fault.DNS, f"The host name {host} has no address.")
        for address in found:
            what = why_closed(address)
            if what is not None and not self._allowed.covers(host, address, port):
                raise Refusal(
                    Fault.BLOCKED_ADDRESS,
                    f"{_named(host, address)} is {what}, which is not fetched;"
                    f" if that is meant, list {_listed(host, port)} under network.allow_private.",
                )
        return found

    async def targets_behind_proxy(self, host: str, port: int) -> Sequence[str]:
        """What a proxy may be asked for in place of ``host``: its checked addresses, or the name if that is listed."""
        if self._allowed.names(host, port):
            return (host,)
        try:
            return tuple(str(address) for address in await self.addresses(host, port))
        except Refusal as refusal:
            raise _known_to_proxy_only(refusal, host) from refusal

    async def check_behind_proxy(self, host: str, port: int) -> None:
        """Refuse ``host`` as the target of a proxy on the same grounds.

        A name that only the proxy can resolve has to be listed: it may be one of the proxy's own network.
        """
        await self.targets_behind_proxy(host, port)


def _known_to_proxy_only(refusal: Refusal, host: str) -> Refusal:
    if refusal.fault is not Fault.DNS:
        return refusal
    hint = f"If only the proxy knows it, list {host} under network.allow_private."
    return Refusal(Fault.DNS, f"{refusal.detail} {hint}")


def _listed(host: str, port: int) -> str:
    """How ``network.allow_private`` names a destination; with its port where that is not one of the web."""
    return host if port in (80, 443) or ":" in host else f"{host}:{port}"


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that quickly says whether there is something to read: whether its far side has closed it.

    That is looked at on every idle connection, at each request and at each end of one. httpcore's own stream gathers
    the addresses of both ends each time, which was a ninth of the processor time of a poll.
    """

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._watched = select.poll()
        self._watched.register(inner.get_extra_info("socket").fileno(), select.POLLIN)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        return await self._inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        return _Stream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  (httpcore's signature)
        return bool(self._watched.poll(0)) if info == "is_readable" else self._inner.get_extra_info(info)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects as httpcore asks, to checked addresses only. ``exempt`` is the host and port of a configured proxy."""

    def __init__(self, guard: Guard, exempt: tuple[str, int] | None = None) -> None:
        self._guard = guard
        self._exempt = exempt
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._connect(host, port, timeout, local_address, socket_options)
        return _Stream(stream)

    async def _connect(
        self,
        host: str,
        port: int,
        timeout: float | None,  # noqa: ASYNC109  (httpcore's signature)
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.AsyncNetworkStream:
        if (host, port) == self._exempt:
            return await self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        addresses = await self._guard.addresses(host, port)
        for address in addresses[:-1]:
            try:
                return await self._inner.connect_tcp(str(address), port, FIRST_TRIES, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._inner.connect_tcp(str(addresses[-1]), port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's signature)
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise Refusal(Fault.BLOCKED_ADDRESS, "Unix sockets are not fetched.")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


def _named(host: str, address: Address) -> str:
    return host if host == str(address) else f"{host} has the address {address}, which"


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
