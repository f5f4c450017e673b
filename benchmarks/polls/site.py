"""Thousands of sites on loopback, each with an address of its own, served by one process beside what is measured."""

import asyncio
import multiprocessing
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection
from typing import Any

ENTRIES = 30
_SUMMARY = " ".join(f"The committee heard its secretary on item {number} of a long agenda." for number in range(6))
_LAST_MODIFIED = "Mon, 05 Jan 2026 10:00:00 GMT"
_BLOCK = 254


class Mode(StrEnum):
    """How the feeds of a site answer who has polled them before."""

    NOT_MODIFIED = "304"  # by validators
    SAME = "200, unchanged"  # no validators; the same bytes each time
    CHANGED = "200, one new entry"  # another ETag and one entry more each time


@dataclass(frozen=True, slots=True)
class Sites:
    """``hosts`` sites that listen on ``port``, and ``feeds`` feeds of ``entries`` each, spread evenly over them."""

    port: int
    hosts: int
    feeds: int
    entries: int = ENTRIES

    def urls(self, mode: Mode, poller: str) -> tuple[str, ...]:
        """The addresses of the feeds that answer by ``mode``; each ``poller`` has feeds of its own."""
        folder = f"{mode.name.lower()}/{self.entries}/{poller}"
        return tuple(
            f"http://{address(number % self.hosts)}:{self.port}/{folder}/{number}.xml" for number in range(self.feeds)
        )


def address(number: int) -> str:
    """The loopback address of a host: from 127.1.1.1 on."""
    rest, last = divmod(number, _BLOCK)
    second, third = divmod(rest, _BLOCK)
    return f"127.{1 + second}.{1 + third}.{1 + last}"


class Served:
    """The process that serves. It counts its answers by status."""

    def __init__(self, line: Connection, port: int) -> None:
        self._line = line
        self.port = port

    def answers(self) -> Counter[int]:
        """How many answers of each status it has given since this was asked last."""
        self._line.send("answers")
        counted: Counter[int] = self._line.recv()
        return counted


@contextmanager
def serving() -> Iterator[Served]:
    """Serve until the block ends."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield Served(here, here.recv())
    finally:
        process.terminate()
        process.join()


def _serve(line: Connection) -> None:
    asyncio.run(_listen(line))


async def _listen(line: Connection) -> None:
    loop = asyncio.get_running_loop()
    counted: Counter[int] = Counter()
    revisions: Counter[str] = Counter()
    # An address of 127/8 that nobody has listed can be listened on only together with all others.
    server = await loop.create_server(lambda: _Answering(counted, revisions), "0.0.0.0", backlog=4096)
    line.send(server.sockets[0].getsockname()[1])

    def tell() -> None:
        line.recv()
        line.send(Counter(counted))
        counted.clear()

    loop.add_reader(line.fileno(), tell)
    await server.serve_forever()


class _Answering(asyncio.Protocol):
    """One connection, kept open as HTTP/1.1 is; from this machine only."""

    def __init__(self, counted: Counter[int], revisions: Counter[str]) -> None:
        self._counted = counted
        self._revisions = revisions
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401  (the base class says Transport or Any)
        self._transport = transport
        if not transport.get_extra_info("sockname")[0].startswith("127."):
            transport.abort()

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received and self._transport is not None:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self._transport.write(self._answer(head.decode("latin-1")))

    def _answer(self, head: str) -> bytes:
        first, *lines = head.split("\r\n")
        path = first.split(" ")[1]
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        _, named, entries, *_ = path.split("/")
        mode = Mode[named.upper()]
        if mode is Mode.CHANGED:
            self._revisions[path] += 1
        revision = self._revisions[path]
        etag = f'"{revision}"'
        validators = "" if mode is Mode.SAME else f"ETag: {etag}\r\nLast-Modified: {_LAST_MODIFIED}\r\n"
        if validators and fields.get("if-none-match") == etag:
            self._counted[304] += 1
            return f"HTTP/1.1 304 Not Modified\r\n{validators}\r\n".encode()
        self._counted[200] += 1
        body = document(path, revision, int(entries))
        kind = f"Content-Type: application/rss+xml; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        return f"HTTP/1.1 200 OK\r\n{kind}{validators}\r\n".encode() + body


def document(path: str, revision: int, entries: int = ENTRIES) -> bytes:
    """A feed of so many ``entries``, newest first; a later ``revision`` has one new one for each step."""
    items = "".join(
        f"<item><title>Report {number} of {path}</title><link>https://news.example{path}/{number}</link>"
        f"<guid isPermaLink='false'>{path}-{number}</guid><pubDate>{_date(number)}</pubDate>"
        f"<description>{number}. {_SUMMARY}</description></item>"
        for number in range(revision + entries - 1, revision - 1, -1)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{path}</title>{items}</channel></rss>".encode()


def _date(number: int) -> str:
    return f"Mon, 05 Jan 2026 {number // 60 % 24:02}:{number % 60:02}:00 GMT"
