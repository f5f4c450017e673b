"""The server that hubs call: what strangers get from it, and what it lets anybody take."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest

from monitor import websub
from monitor.clock import SystemClock
from monitor.errors import MonitorError, StoreError

TOKEN = "t" * 43
LIMIT = 10_000


@dataclass
class Behind:
    """Knows one callback, and keeps what it is given."""

    pushes: list[websub.Push] = field(default_factory=list)
    intents: list[websub.Intent] = field(default_factory=list)
    answer: websub.Answer = websub.Answer.TAKEN
    broken: Exception | None = None
    wait: asyncio.Event | None = None

    async def knows(self, token: str) -> bool:
        if self.broken:
            raise self.broken
        return token == TOKEN

    async def confirm(self, token: str, intent: websub.Intent) -> str | None:
        self.intents.append(intent)
        return intent.challenge if intent.mode == "subscribe" else None

    async def take(self, token: str, push: websub.Push) -> websub.Answer:
        self.pushes.append(push)
        if self.wait:
            await self.wait.wait()
        return self.answer


@pytest.fixture
def behind() -> Behind:
    return Behind()


@pytest.fixture
async def url(behind: Behind) -> AsyncIterator[str]:
    server = websub.Listener("127.0.0.1:0", behind, lambda: LIMIT, SystemClock())
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    await server.aclose()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_strangers_get_a_404_that_says_nothing(url: str, http: aiohttp.ClientSession, behind: Behind) -> None:
    """Whatever the path, query or method: no body, no name of a program, and nothing reaches what is behind."""
    for path in ("/", f"/{TOKEN[:-1]}", f"/{TOKEN}/", "/docs", "/openapi.json", f"/{'u' * 43}?hub.mode=subscribe"):
        for method in ("GET", "POST"):
            async with http.request(method, url + path, data=b"x" * 100 if method == "POST" else None) as reply:
                assert (reply.status, await reply.read()) == (404, b"")
                assert "server" not in {name.lower() for name in reply.headers}
    async with http.request("DELETE", f"{url}/{TOKEN}") as reply:
        assert reply.status == 405
    assert not behind.pushes
    assert not behind.intents


async def test_a_challenge_comes_back_as_plain_text(url: str, http: aiohttp.ClientSession, behind: Behind) -> None:
    """What was asked for is confirmed, below whatever path the proxy puts before it; anything else is a 404."""
    query = {"hub.mode": "subscribe", "hub.topic": "https://t/", "hub.challenge": "<b>1", "hub.lease_seconds": "60"}
    async with http.get(f"{url}/push/here/{TOKEN}", params=query) as reply:
        assert (reply.status, await reply.text()) == (200, "<b>1")
        assert reply.headers["content-type"].startswith("text/plain")
        assert reply.headers["x-content-type-options"] == "nosniff"
    assert behind.intents == [websub.Intent("subscribe", "https://t/", "<b>1", "60")]
    async with http.get(f"{url}/{TOKEN}", params=query | {"hub.mode": "unsubscribe"}) as reply:
        assert (reply.status, await reply.read()) == (404, b"")


async def test_bodies_are_bounded_in_size_number_and_pace(
    url: str, http: aiohttp.ClientSession, behind: Behind
) -> None:
    """A body that is too long is refused, announced or not; so is a third at a time, and a sixty-first in a minute."""

    async def chunked() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 1000

    async def post(data: object) -> int:
        async with http.post(f"{url}/{TOKEN}", data=data) as reply:
            return reply.status

    assert await post(b"x" * LIMIT) == 202
    for data in (b"x" * (LIMIT + 1), chunked()):
        assert await post(data) == 413
    assert [len(push.body) for push in behind.pushes] == [LIMIT]
    behind.wait = asyncio.Event()
    held = [asyncio.create_task(post(b"held")) for _ in range(2)]
    while len(behind.pushes) < 3:
        await asyncio.sleep(0.01)
    assert await post(b"third") == 503
    behind.wait.set()
    assert await asyncio.gather(*held) == [202, 202]
    # Five have been counted: the one that was one too many at a time was not.
    assert {await post(b"more") for _ in range(websub.Patience().pushes_a_minute - 5)} == {202}
    assert await post(b"too often") == 503


async def test_trouble_behind_it_is_a_503_without_words(url: str, http: aiohttp.ClientSession, behind: Behind) -> None:
    """The hub is asked to come again; neither a database error nor a mistake of ours is told to it."""
    for error in (StoreError("the secret path /var/lib"), RuntimeError("a mistake")):
        behind.broken = error
        async with http.post(f"{url}/{TOKEN}", data=b"x") as reply:
            assert (reply.status, await reply.read()) == (503, b"")
            assert reply.headers["retry-after"] == "60"


async def test_slow_clients_are_let_go(behind: Behind) -> None:
    """Who sends no whole request in time, or goes on for too long, is cut off; a request in between is served."""
    patience = websub.Patience(header=0.2, connection=0.6)
    server = websub.Listener("127.0.0.1:0", behind, lambda: LIMIT, SystemClock(), patience)
    server.start()
    head = f"POST /{TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n".encode()
    try:
        async with asyncio.timeout(10):
            for sent in (b"", b"GET / HTTP/1.1\r\nHost:", head + b"a few bytes"):
                reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
                writer.write(sent)
                assert await _all_that_comes(reader) == b""
                writer.close()
            async with aiohttp.ClientSession() as http, http.post(f"http://127.0.0.1:{server.port}/{TOKEN}") as reply:
                assert reply.status == 202
    finally:
        await server.aclose()
    assert len(behind.pushes) == 1


async def test_an_address_that_is_taken_is_a_sentence() -> None:
    """The operator learns which setting it is about."""
    first = websub.Listener("127.0.0.1:0", Behind(), lambda: LIMIT, SystemClock())
    with pytest.raises(MonitorError, match=rf"websub\.listen: 127\.0\.0\.1:{first.port} cannot be listened on"):
        websub.Listener(f"127.0.0.1:{first.port}", Behind(), lambda: LIMIT, SystemClock())
    await first.aclose()


async def _all_that_comes(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""
