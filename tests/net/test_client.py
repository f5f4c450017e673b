"""What the client sends, what it takes, and where it stops."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import web

from monitor.errors import Fault, FetchError
from monitor.net import ACCEPT_FEED, Conditions, Redirect, user_agent
from tests.net.support import open_client
from tests.servers import RawHandler, Site, serve_raw, serve_site

SECOND = timedelta(seconds=5)


def answering(head: str, body: bytes = b"", *, wait: float = 0.0) -> RawHandler:
    """A server that sends these bytes to whoever connects, whatever is asked."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n" + body)
        await writer.drain()
        await asyncio.sleep(wait)

    return answer


def redirecting(to: str, status: int = 302) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def redirect(request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": to})

    return redirect


async def test_introduces_itself_and_says_no_more() -> None:
    """Sites see who asks and how to reach them, what is wanted, and nothing that follows anybody around."""
    async with serve_site() as site, open_client(user_agent=user_agent("ops@example.org")) as client:

        async def with_cookie(request: web.Request) -> web.Response:
            return web.Response(text="hello", headers={"Set-Cookie": "sid=1"})

        site.pages["/a"] = with_cookie
        for _ in range(2):
            await client.get(site.url + "/a#part", accept=ACCEPT_FEED)
        sent = {name.lower(): value for name, value in site.requests[1].headers.items()}
        assert sent.pop("user-agent").endswith(" (+ops@example.org)")
        assert sent.pop("accept") == ACCEPT_FEED
        assert sent.pop("accept-encoding") == "gzip"
        assert set(sent) <= {"host", "connection"}
        assert site.requests[1].path == "/a"


async def test_headers_stay_with_their_origin() -> None:
    """Credentials of a feed are not carried to another site by a redirect, nor back by one that comes from there."""
    async with serve_site() as site, serve_site() as other, open_client() as client:
        site.pages |= {"/same": redirecting("/away"), "/away": redirecting(other.url + "/on"), "/end": "hello"}
        other.pages["/on"] = redirecting(site.url + "/end")
        secret = {"Authorization": "a", "Cookie": "b", "X-Api-Key": "c"}
        response = await client.get(site.url + "/same", headers=secret, accept="text/x")
        assert response.redirects == (
            Redirect(302, site.url + "/same", site.url + "/away"),
            Redirect(302, site.url + "/away", other.url + "/on"),
            Redirect(302, other.url + "/on", site.url + "/end"),
        )
        assert response.url == site.url + "/end"
        kept = {name.lower(): value for name, value in site.asked("/away")[0].headers.items()}
        assert {kept["authorization"], kept["cookie"], kept["x-api-key"]} == {"a", "b", "c"}
        for request in (other.requests[0], site.asked("/end")[0]):
            sent = {name.lower(): value for name, value in request.headers.items()}
            assert sent.keys().isdisjoint({"authorization", "cookie", "x-api-key", "referer"})
            assert sent["accept"] == "text/x"


async def test_validators_go_to_their_own_address_only() -> None:
    """What one address gave is shown to that address: to any other it would be made up."""
    async with serve_site() as site, open_client() as client:
        site.pages |= {"/feed": redirecting("/end"), "/end": "hello"}
        for given_by, shown_to, conditional in (("/end", "/end", True), ("/feed", "/feed", False), ("/x", None, False)):
            site.requests.clear()
            response = await client.get(site.url + "/feed", conditions=Conditions(site.url + given_by, 'W/"d"'))
            shown = [request.path for request in site.requests if 'W/"d"' in request.headers.values()]
            assert shown == ([shown_to] if shown_to else [])
            assert response.conditional is conditional


async def test_waiting_for_a_turn_is_not_time_of_the_site() -> None:
    """A request that waits long for its turn, at its own site or the next, has its whole time limit left."""
    turns: list[str] = []

    @asynccontextmanager
    async def turn(url: str) -> AsyncIterator[None]:
        await asyncio.sleep(0.3)
        turns.append(url)
        yield

    async with serve_site() as site, open_client(timeout=timedelta(seconds=0.25)) as client:
        site.pages |= {"/feed": redirecting("/end"), "/end": "hello"}
        assert (await client.get(site.url + "/feed", turn=turn)).body == b"hello"
    assert turns == [site.url + "/feed", site.url + "/end"]


async def test_redirects_end() -> None:
    """Five redirects are followed; circles and longer chains are told apart and given up."""
    async with serve_site() as site, open_client() as client:
        site.pages |= {f"/{n}": redirecting(f"/{n + 1}") for n in range(6)} | {"/6": "end", "/a": redirecting("/b")}
        site.pages |= {"/b": redirecting("/a"), "/self": redirecting("/self")}
        assert (await client.get(site.url + "/1")).body == b"end"
        for path, words in (("/0", "more than 5 redirects"), ("/a", "in a circle"), ("/self", "in a circle")):
            with pytest.raises(FetchError, match=words) as caught:
                await client.get(site.url + path)
            assert caught.value.fault is Fault.REDIRECTS


async def test_redirects_in_other_scripts_are_followed() -> None:
    """Many sites send the path of an Arabic or Russian page as bare UTF-8."""
    async with serve_site() as site, open_client() as client:
        site.pages["/أخبار"] = "مرحبا"
        location = (site.url + "/أخبار").encode().decode("latin-1")
        async with serve_raw(answering(f"HTTP/1.1 301 Moved\nLocation: {location}\nContent-Length: 0")) as url:
            assert (await client.get(url)).body.decode() == "مرحبا"


async def test_the_body_of_a_redirect_is_not_read() -> None:
    """A redirect may carry a bomb or never end; it is followed all the same."""
    async with serve_site() as site, open_client() as client:
        site.pages["/end"] = "end"
        bomb = gzip.compress(bytes(2**22))
        head = f"HTTP/1.1 302 Found\nLocation: {site.url}/end\nContent-Encoding: gzip\nContent-Length: 999999"
        async with serve_raw(answering(head, bomb, wait=3)) as url:
            assert (await client.get(url)).body == b"end"


async def test_post_follows_nothing_and_reads_little() -> None:
    """A webhook goes to its address and nowhere else; of a huge answer the beginning is enough."""
    async with serve_site() as site, open_client() as client:

        async def chatty(request: web.Request) -> web.Response:
            return web.Response(status=500, body=b"x" * 10**6)

        site.pages |= {"/moved": redirecting("/hook", 307), "/chatty": chatty, "/hook": "taken"}
        response = await client.post(site.url + "/moved", b"{}", {"webhook-id": "1"}, SECOND)
        assert (response.status, site.asked("/hook")) == (307, [])
        response = await client.post(site.url + "/chatty", b"{}", {}, SECOND)
        assert (response.status, response.body) == (500, b"x" * 65536)
        response = await client.post(site.url + "/hook", b'{"a": 1}', {"webhook-id": "1"}, SECOND)
        request = site.asked("/hook")[0]
        assert (response.body, request.method, request.body) == (b"taken", "POST", b'{"a": 1}')
        assert {"webhook-id", "User-Agent".lower()} <= {name.lower() for name in request.headers}


@pytest.mark.parametrize(
    "tail",
    ["Content-Encoding: gzip\nContent-Length: 4", "Content-Length: 999", "Content-Encoding: secret\nContent-Length: 4"],
)
async def test_what_was_taken_stays_taken(tail: str) -> None:
    """When a webhook answered 200, nothing about the rest of its answer makes us send it again."""
    async with serve_raw(answering(f"HTTP/1.1 200 OK\n{tail}", b"\xff\xff\xff\xff")) as url, open_client() as client:
        assert (await client.post(url, b"{}", {}, SECOND)).status == 200


async def test_errors_of_post_do_not_tell_the_address() -> None:
    """The path of a webhook is a password; it does not get into logs."""
    async with open_client() as client:
        for url in ("http://127.0.0.1:1/canary?canary", "http://x\\canary", "http://canary@127.0.0.1/"):
            with pytest.raises(FetchError) as caught:
                await client.post(url, b"", {}, SECOND)
            assert "canary" not in str(caught.value)


async def test_errors_of_get_do_not_tell_the_query() -> None:
    """Private feeds have tokens in their query; messages show the rest of the address."""
    async with open_client() as client:
        with pytest.raises(FetchError) as caught:
            await client.get("http://127.0.0.1:1/feed?token=canary")
        assert caught.value.fault is Fault.REFUSED
        assert str(caught.value) == "http://127.0.0.1:1/feed?…: 127.0.0.1 refused the connection."
        async with serve_site() as site:
            site.pages |= {"/feed": redirecting("/moved?token=canary"), "/moved": "hello"}
            response = await client.get(site.url + "/feed?token=canary")
            assert response.url.endswith("/moved?token=canary")
            assert "canary" not in repr(response)


@pytest.mark.parametrize(
    ("head", "body", "fault"),
    [
        ("HTTP/1.1 200 OK\nContent-Length: 100", b"short", Fault.NETWORK),
        ("HTTP/1.1 200 OK\nContent-Length: 3\nContent-Length: 5", b"abcde", Fault.NETWORK),
        ("HTTP/1.1 200 OK\nContent-Length: 9999999999999", b"", Fault.TOO_BIG),
        ("HTTP/1.1 200 OK\nContent-Length: 2000000", b"", Fault.TOO_BIG),
        ("HTTP/1.1 200 OK", b"x" * 2**21, Fault.TOO_BIG),
        ("HTTP/1.1 200 OK\nX-Long: " + "x" * 200_000 + "\nContent-Length: 0", b"", Fault.NETWORK),
        ("HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: 4", b"oops", Fault.BAD_ENCODING),
        ("HTTP/1.1 200 OK\nContent-Encoding: compress\nContent-Length: 4", b"oops", Fault.BAD_ENCODING),
        ("nonsense", b"", Fault.NETWORK),
        ("nonsense" * 8000, b"", Fault.NETWORK),
        ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"z" * 40_000 + b"\r\n", Fault.NETWORK),
        ("", b"", Fault.NETWORK),
    ],
)
async def test_broken_answers(head: str, body: bytes, fault: Fault) -> None:
    """A server that breaks HTTP gets an error of the right name, and never more room than was set."""
    async with serve_raw(answering(head, body)) as url, open_client() as client:
        with pytest.raises(FetchError) as caught:
            await client.get(url)
        assert caught.value.fault is fault
        assert caught.value.detail.endswith(".")
        assert len(caught.value.detail) < 300


async def test_a_trickle_ends_at_the_deadline() -> None:
    """A server that sends a byte now and then for ever is cut off when the time for the whole is up."""

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with serve_raw(trickle) as url, open_client(timeout=timedelta(seconds=0.5)) as client:
        loop = asyncio.get_running_loop()
        started = loop.time()
        with pytest.raises(FetchError, match=r"not complete after 0\.5 s") as caught:
            await client.get(url)
        assert caught.value.fault is Fault.TIMEOUT
        assert loop.time() - started < 5


@pytest.mark.parametrize("etag", ['"a"', 'W/"a-gzip"', "unquoted", '"é"', '""a" b"', "'"])
async def test_header_values_come_and_go_unchanged(etag: str) -> None:
    """A validator is the server's own bytes: what came is what goes back, quotes, marks and all."""
    seen: list[bytes] = []

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(
            b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\nETag: " + etag.encode() + b"\r\n\r\n"
        )
        await writer.drain()

    async with serve_raw(echo) as url, open_client() as client:
        first = await client.get(url)
        await client.get(url, conditions=Conditions(first.url, first.headers["ETAG"]))
    assert b"if-none-match: " + etag.encode() + b"\r\n" in seen[1]


async def test_error_pages_are_given_in_part(site_with_error: Site) -> None:
    """The status of an error says enough; its page is not worth more than an excerpt."""
    async with open_client(max_body=10) as client:
        response = await client.get(site_with_error.url + "/gone")
        assert (response.status, response.body) == (410, b"y" * 65536)


async def test_an_open_connection_is_used_again_and_a_closed_one_is_not() -> None:
    """Feeds of one site share a connection; one that the site has closed meanwhile spoils no poll."""
    connections = 0
    close = asyncio.Event()
    closed = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        for _ in range(2):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        await close.wait()
        writer.close()
        closed.set()

    async with serve_raw(answer) as url, open_client() as client:
        assert [(await client.get(url)).body for _ in range(2)] == [b"hi", b"hi"]
        assert connections == 1
        close.set()
        await closed.wait()
        assert (await client.get(url)).body == b"hi"
        assert connections == 2
