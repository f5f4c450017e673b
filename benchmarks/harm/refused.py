"""Every closed place, asked for by every way out: directly, by a redirect, and through a proxy."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from benchmarks.harm.outbound import FOLLOWING, WAYS, Tools
from benchmarks.harm.places import HOSTLESS, SPELLINGS, closed_urls, named_closed
from benchmarks.harm.sockets import connections
from monitor.errors import Fault
from monitor.net import Client, Resolver
from monitor.workers import Workers

HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
REFUSALS = frozenset({Fault.BAD_URL, Fault.BLOCKED_ADDRESS, Fault.DNS, Fault.TLS})


@dataclass(frozen=True, slots=True)
class Toll:
    """How many ``requests`` one way made for closed places, how many ``connections`` to such came of it, and for which
    places it gave no refusal.
    """

    requests: int
    connections: int
    admitted: tuple[str, ...]


@asynccontextmanager
async def serving(head: Callable[[], bytes]) -> AsyncIterator[int]:
    """A server on loopback that answers everybody with what ``head`` gives at the time; yields its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(head())
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def named(host: str, port: int) -> Sequence[str]:
    """The resolver of the names that lead to closed places."""
    try:
        return named_closed()[host]
    except KeyError:
        raise OSError("no such name") from None


def direct_places(port: int) -> tuple[str, ...]:
    """URLs of closed places; ``port`` is one of loopback where somebody listens."""
    return (*closed_urls(), *(spelling.format(port=port) for spelling in SPELLINGS))


async def ask_directly(way: str, workers: Workers) -> Toll:
    """Ask for every address, every spelling and every name, with nothing allowed."""
    async with serving(lambda: HELLO) as port, _client() as client, _client(resolver=named) as naming:
        spelled = await _ask(way, workers, client, direct_places(port))
        return _sum(spelled, await _ask(way, workers, naming, [f"http://{name}/" for name in named_closed()]))


async def ask_by_redirect(way: str, workers: Workers) -> Toll:
    """Ask a place that is allowed and redirects to a closed one."""
    target = ""

    def redirect() -> bytes:
        location = target.encode("utf-8", "replace")
        return b"HTTP/1.1 302 Found\r\nLocation: %b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % location

    toll = Toll(0, 0, ())
    async with serving(lambda: HELLO) as trap, serving(redirect) as door:
        hosted = [text.format(port=trap) for text in SPELLINGS if "\r" not in text and text not in HOSTLESS]
        async with _client(allow_private=[f"127.0.0.1:{door}"]) as client:
            for place in [*closed_urls(), *hosted]:
                target = place
                toll = _sum(toll, await _ask(way, workers, client, [f"http://127.0.0.1:{door}/"], open_port=door))
    return toll


async def ask_through_proxy(way: str, workers: Workers) -> Toll:
    """Ask a proxy, which may be connected to, for every closed place: its being asked counts as a connection."""
    asked = 0

    def proxy() -> bytes:
        nonlocal asked
        asked += 1
        return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    async with serving(proxy) as port:
        proxy_url = f"http://127.0.0.1:{port}"
        async with _client(proxy=proxy_url) as client, _client(proxy=proxy_url, resolver=named) as naming:
            spelled = await _ask(way, workers, client, direct_places(port))
            names = await _ask(way, workers, naming, [f"http://{name}/" for name in named_closed()])
    toll = _sum(spelled, names)
    return Toll(toll.requests, toll.connections + asked, toll.admitted)


ROUTES = {"directly": ask_directly, "by a redirect": ask_by_redirect, "through a proxy": ask_through_proxy}


def trips() -> tuple[tuple[str, str], ...]:
    """Every way out with every route that it can take."""
    return tuple((way, route) for way in WAYS for route in ROUTES if route != "by a redirect" or way in FOLLOWING)


@asynccontextmanager
async def _client(
    allow_private: Iterable[str] = (), proxy: str | None = None, resolver: Resolver | None = None
) -> AsyncIterator[Client]:
    limits = ("news-monitor/test", timedelta(seconds=5), 2**20)
    client = Client(*limits, allow_private=allow_private, proxy=proxy, resolver=resolver)
    try:
        yield client
    finally:
        await client.aclose()


async def _ask(way: str, workers: Workers, client: Client, urls: Iterable[str], open_port: int | None = None) -> Toll:
    requests, admitted = 0, []
    with connections() as seen:
        for url in urls:
            requests += 1
            if await WAYS[way](Tools(client, workers), url) not in REFUSALS:
                admitted.append(url)
    return Toll(requests, sum(port != open_port for _, port in seen), tuple(admitted))


def _sum(one: Toll, other: Toll) -> Toll:
    return Toll(one.requests + other.requests, one.connections + other.connections, one.admitted + other.admitted)
