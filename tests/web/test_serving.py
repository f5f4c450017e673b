"""The server that strangers meet, of hubs and readers alike: few connections, little time, and nothing to log."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs

from monitor.errors import MonitorError
from monitor.serving import Doors, Patience, Server, Wanted
from tests.servers import exchange, free_port

USUAL = Patience()
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Backstage:
    """An app that answers when it is let, and notes who went away."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.left = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        answer: Response = PlainTextResponse("hello")
        if scope["path"] == "/read":
            try:
                await request.body()
            except ClientDisconnect:
                self.left.set()
        elif scope["path"] == "/stream":
            answer = StreamingResponse(self._parts())
        await answer(scope, receive, send)

    async def _parts(self) -> AsyncIterator[bytes]:
        yield b"one"
        await self.go.wait()
        yield b"two"


def _server(listen: str = "127.0.0.1:0", patience: Patience = USUAL, app: Backstage | None = None) -> Server:
    return Server(app or Backstage(), listen, patience, setting="door.listen", without="nothing is lost")


async def test_a_flood_of_connections_holds_few_of_them(caplog: pytest.LogCaptureFixture) -> None:
    """Beyond its number clients are told to come again, and beyond twice that cut off; then others are served."""
    server = _server(patience=Patience(connections=2))
    server.start()
    try:
        silent = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(3)]
        assert (await exchange(server.port, REQUEST)).startswith(b"HTTP/1.1 503 ")
        silent += [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(9)]
        reads = {asyncio.create_task(reader.read()) for reader, _ in silent}
        async with asyncio.timeout(10):
            while sum(read.done() for read in reads) < 8:
                await asyncio.sleep(0.01)
            assert sum(read.done() for read in reads) == 8
            for _, writer in silent:
                writer.close()
            await asyncio.gather(*reads, return_exceptions=True)
            while not (await exchange(server.port, REQUEST)).startswith(b"HTTP/1.1 200 "):
                await asyncio.sleep(0.01)
    finally:
        await server.aclose()
    assert caplog.records == []


async def test_a_body_that_is_none_ends_a_request(caplog: pytest.LogCaptureFixture) -> None:
    """Before the answer has begun that is a 400, after it the end; the app hears of it, and no log does."""
    app = Backstage()
    server = _server(app=app)
    server.start()
    head = "POST {} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    try:
        with capture_logs() as logs:
            for path in ("/", "/read"):
                answer = await exchange(server.port, head.format(path).encode() + b"no chunk\r\n")
                assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 200 "))
            await app.left.wait()
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(head.format("/stream").encode())
            async with asyncio.timeout(10):
                await reader.readuntil(b"one")
                writer.write(b"no chunk\r\n")
                with suppress(ConnectionResetError):
                    assert b"two" not in await reader.read()
            app.go.set()
            writer.close()
            assert (await exchange(server.port, REQUEST)).endswith(b"hello")
    finally:
        await server.aclose()
    assert logs == []
    assert caplog.records == []


async def test_who_has_asked_may_stop_talking() -> None:
    """A client that closes its side after its request, as netcat does, gets all of the answer; one that has not asked
    is not waited for.
    """
    app = Backstage()
    server = _server(app=app)
    server.start()
    try:
        for asked in (b"", b"GET / HTTP/1.1\r\n", b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(asked)
            writer.write_eof()
            async with asyncio.timeout(5):
                assert await reader.read() == b""
            writer.close()
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(REQUEST.replace(b" / ", b" /stream "))
        writer.write_eof()
        async with asyncio.timeout(5):
            await reader.readuntil(b"one")
            app.go.set()
            assert b"two" in await reader.read()
        writer.close()
    finally:
        await server.aclose()


async def test_doors_follow_the_settings() -> None:
    """A server stays where it is wanted; an address that cannot be had changes nothing, and says whose it is."""
    doors, built = Doors(), []

    def wanted(listen: str) -> list[Wanted]:
        def build() -> Server:
            built.append(listen)
            return _server(listen)

        return [Wanted("door.listen", listen, build)]

    await doors.swap(await doors.prepare(wanted("127.0.0.1:0")))
    await doors.swap(await doors.prepare(wanted("127.0.0.1:0")))
    assert built == ["127.0.0.1:0"]
    port = free_port()
    for listen, advice in (("192.0.2.1:0", "an address of this machine"), ("a..b:0", "correct it")):
        with pytest.raises(MonitorError, match=rf"door\.listen: {re.escape(listen)} cannot be .* {advice}"):
            await doors.prepare(wanted(listen))
    taken = _server(f"127.0.0.1:{port}")
    with pytest.raises(MonitorError, match=rf"door\.listen: 127\.0\.0\.1:{port} cannot be .* choose another port"):
        await doors.prepare(wanted(f"127.0.0.1:{port}"))
    await taken.aclose()
    await doors.swap(await doors.prepare(wanted(f"127.0.0.1:{port}")))
    with pytest.raises(MonitorError, match="while this service has its port at another address: restart the service"):
        await doors.prepare(wanted(f"0.0.0.0:{port}"))
    assert (await exchange(port, REQUEST)).endswith(b"hello")
    await doors.swap({})
    with pytest.raises(ConnectionRefusedError):
        await exchange(port, REQUEST)
