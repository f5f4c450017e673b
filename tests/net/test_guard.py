"""Where the client does not go, counted at the socket."""

import asyncio
import ssl
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from monitor.errors import Fault, FetchError
from monitor.net import Client
from monitor.net.guard import SystemResolver
from tests.certificates import Certificate
from tests.net.support import FakeResolver, open_client
from tests.servers import serve_raw

SECOND = timedelta(seconds=5)


@asynccontextmanager
async def trap() -> AsyncIterator[tuple[int, list[int]]]:
    """A listener on loopback; gives its port and the connections that it saw."""
    seen: list[int] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(1)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
        await writer.drain()

    async with serve_raw(accept) as url:
        yield urlsplit(url).port or 0, seen


async def test_a_name_that_changes_its_answer_is_asked_once() -> None:
    """DNS rebinding: the address that was checked is the one that is connected to."""
    async with trap() as (port, seen):
        resolver = FakeResolver(rebind_example=[["192.0.2.1"], ["127.0.0.1"]])
        async with open_client(["192.0.2.1"], resolver=resolver, timeout=timedelta(seconds=0.5)) as client:
            with pytest.raises(FetchError) as caught:
                await client.get(f"http://rebind.example:{port}/")
        assert caught.value.fault in {Fault.TIMEOUT, Fault.NETWORK, Fault.REFUSED}
        assert resolver.asked == ["rebind.example"]
        assert seen == []


async def test_one_private_address_among_public_ones_is_enough() -> None:
    """A name with a public and a private address is refused whole, in any order."""
    resolver = FakeResolver(mixed_example=[["1.1.1.1", "10.0.0.1"]], other_example=[["10.0.0.1", "1.1.1.1"]])
    async with open_client((), resolver=resolver) as client:
        for host in ("mixed.example", "other.example"):
            with pytest.raises(FetchError, match=r"10\.0\.0\.1.*private network.*network\.allow_private") as caught:
                await client.get(f"http://{host}/")
            assert caught.value.fault is Fault.BLOCKED_ADDRESS


async def test_allowing_one_host_allows_only_that() -> None:
    """An entry of network.allow_private opens its own host and port, not the network around it."""
    async with trap() as (port, seen), trap() as (other, others):
        resolver = FakeResolver(intranet_example=[["127.0.0.1"]], evil_example=[["127.0.0.1"]])
        async with open_client([f"intranet.example:{port}"], resolver=resolver) as client:
            assert (await client.get(f"http://intranet.example:{port}/")).status == 200
            for url in (f"http://evil.example:{port}/", f"http://intranet.example:{other}/"):
                with pytest.raises(FetchError) as caught:
                    await client.get(url)
                assert caught.value.fault is Fault.BLOCKED_ADDRESS
        assert (len(seen), len(others)) == (1, 0)


@asynccontextmanager
async def forward_proxy() -> AsyncIterator[tuple[str, list[bytes]]]:
    """An HTTP proxy that answers for everybody; gives its URL and the request lines that it saw."""
    seen: list[bytes] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        seen.append(head)
        if head.startswith(b"CONNECT"):
            writer.write(b"HTTP/1.1 403 Not here\r\nContent-Length: 0\r\n\r\n")
        else:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nvia proxy")
        await writer.drain()

    async with serve_raw(accept) as url:
        yield url, seen


async def via(client: Client, url: str, proxy: str) -> bytes:
    return (await client.get(url, proxy=proxy)).body


async def test_a_proxy_is_allowed_but_opens_nothing() -> None:
    """A configured proxy may be private; what is asked of it may not."""
    resolver = FakeResolver(site_example=[["1.1.1.1"]], inside_example=[["10.0.0.1"]])
    async with forward_proxy() as (proxy, seen), open_client((), resolver=resolver) as client:
        assert await via(client, "http://site.example/feed", proxy) == b"via proxy"
        assert seen[0].startswith(b"GET http://site.example/feed HTTP/1.1")
        for url in ("http://inside.example/", "http://127.0.0.1/", "http://169.254.169.254/", "https://10.0.0.1/"):
            with pytest.raises(FetchError):
                await via(client, url, proxy)
        with pytest.raises(FetchError, match=r"has no address.*If only the proxy knows it, list only-the") as caught:
            await via(client, "http://only-the-proxy-knows.example/", proxy)
        assert caught.value.fault is Fault.DNS
        assert len(seen) == 1


@asynccontextmanager
async def tunnelling_proxy(seen: list[bytes], tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A proxy that opens the tunnels it is asked for; ``seen`` takes what it was asked."""

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        host, _, port = seen[-1].split()[1].decode().rpartition(":")
        there, out = await asyncio.open_connection(host.replace("only-the-proxy.example", "127.0.0.1"), int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pump(reader, out), _pump(there, writer))

    async with serve_raw(accept, tls=tls) as url:
        yield url if tls is None else url.replace("http:", "https:")


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await source.read(4096):
            sink.write(piece)
            await sink.drain()
        sink.close()


async def test_a_proxy_that_is_asked_by_address_looks_nothing_up() -> None:
    """The address that was checked is the one connected to, whatever the name stands for a moment later.

    The site still sees its name, in TLS too; only a listed name goes to the proxy as such.
    """
    heads: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nhere")
        await writer.drain()

    certificate = Certificate(("site.example", "127.0.0.1"))
    asked: list[bytes] = []
    async with (
        serve_raw(answer) as plain,
        serve_raw(answer, tls=certificate.server()) as secure,
        tunnelling_proxy(asked) as proxy,
        tunnelling_proxy(asked, certificate.server()) as secure_proxy,
    ):
        ports = [url.rpartition(":")[2].rstrip("/") for url in (plain, secure)]
        resolver = FakeResolver(site_example=[["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]])
        allowed = ["127.0.0.1", "only-the-proxy.example"]
        async with open_client(allowed, resolver=resolver, tls=certificate.trusting(), proxy_by_address=True) as client:
            with_password = proxy.replace("http://", "http://user:canary@")
            assert await via(client, f"http://site.example:{ports[0]}/", with_password) == b"here"
            assert await via(client, f"https://site.example:{ports[1]}/", secure_proxy) == b"here"
            with pytest.raises(FetchError) as caught:
                await via(client, "http://site.example/", proxy)
            assert caught.value.fault is Fault.BLOCKED_ADDRESS
            assert await via(client, f"http://only-the-proxy.example:{ports[0]}/", proxy) == b"here"
    places = [line.split()[1].decode() for line in asked]
    assert places == [f"127.0.0.1:{ports[0]}", f"127.0.0.1:{ports[1]}", f"only-the-proxy.example:{ports[0]}"]
    assert b"Proxy-Authorization: Basic dXNlcjpjYW5hcnk=" in asked[0]
    assert b"host: site.example:" in heads[0].lower()
    assert b"canary" not in heads[0]


async def test_a_proxy_that_takes_no_addresses_is_told_from_one_that_is_out_of_order() -> None:
    """Some proxies are asked by name or not at all: the message says what to set."""
    resolver = FakeResolver(site_example=[["1.1.1.1", "1.0.0.1"]])
    async with (
        forward_proxy() as (proxy, seen),
        open_client((), resolver=resolver, proxy_by_address=True) as client,
    ):
        with pytest.raises(FetchError, match=r"403 Not here;.*network.proxy_by to `name`") as caught:
            await via(client, "http://site.example/", proxy)
        assert caught.value.fault is Fault.PROXY
        assert [head.split()[1] for head in seen] == [b"1.1.1.1:80", b"1.0.0.1:80"]
        with pytest.raises(FetchError, match="cannot be reached"):
            await via(client, "http://site.example/", "http://user:canary@127.0.0.1:1")


async def test_a_failing_proxy_is_named_without_its_password() -> None:
    """What goes wrong between us and a proxy is told from what goes wrong with the site, and no secret is told."""
    resolver = FakeResolver(site_example=[["1.1.1.1"]])
    async with forward_proxy() as (proxy, _), open_client((), resolver=resolver) as client:
        with pytest.raises(FetchError, match="The proxy refused to connect: 403 Not here") as caught:
            await via(client, "https://site.example/", proxy)
        assert caught.value.fault is Fault.PROXY
        for broken in ("http://user:canary@127.0.0.1:1", "socks5://user:canary@127.0.0.1:1", "http://user:canary@[::1"):
            with pytest.raises(FetchError) as caught:
                await via(client, "http://site.example/", broken)
            assert caught.value.fault is Fault.PROXY
            assert "canary" not in str(caught.value)


async def test_names_that_nobody_answers_for_hold_up_no_other() -> None:
    """Half a hundred sites whose name servers are away do not keep the rest from being looked up."""
    answered = threading.Event()

    def look_up(host: str, port: int) -> Sequence[str]:
        if host != "alive.example":
            answered.wait(30)
        return ["1.1.1.1"]

    resolver = SystemResolver(look_up)
    dead = [asyncio.ensure_future(resolver(f"dead-{n}.example", 80)) for n in range(50)]
    try:
        await asyncio.sleep(0)  # the dead ones come first
        async with asyncio.timeout(5):
            assert await resolver("alive.example", 80) == ["1.1.1.1"]
    finally:
        answered.set()
        await asyncio.gather(*dead)
        resolver.close()


async def test_the_environment_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTP_PROXY in the environment of a service does not reroute it."""
    async with trap() as (port, seen), forward_proxy() as (proxy, proxied):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy)
        async with open_client() as client:
            assert (await client.get(f"http://127.0.0.1:{port}/")).body == b"hi"
        assert (len(seen), proxied) == (1, [])
