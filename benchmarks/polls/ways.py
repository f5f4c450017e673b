"""The ways to poll that are compared: each is given feeds, and polls all of them once a round."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import feedparser
import httpx

AT_ONCE = 64

Round = Callable[[], None]
"""Polls every feed once."""


@dataclass(frozen=True, slots=True)
class Way:
    """``opened`` makes ready, in an empty directory, to poll feeds by their addresses.

    ``packages`` bring the ``modules`` that it needs.
    """

    name: str
    does: str
    opened: Callable[[Sequence[str], Path], AbstractContextManager[Round]]
    modules: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()

    @property
    def missing(self) -> str:
        """How to install what it needs and is not there; nothing when all is."""
        absent = [module for module in self.modules if find_spec(module) is None]
        return f"not installed: pip install {' '.join(self.packages)}" if absent else ""


@contextmanager
def _reader(urls: Sequence[str], directory: Path) -> Iterator[Round]:
    from reader import make_reader  # noqa: PLC0415 - optional

    with make_reader(str(directory / "reader.sqlite")) as library:
        for url in urls:
            library.add_feed(url)
        # Not by its schedule, which would leave out what it has asked within the hour.
        yield lambda: library.update_feeds(scheduled=False, workers=AT_ONCE)


_R2E = """[DEFAULT]
to = desk@example.org
email-protocol = maildir
maildir-path = {maildir}
"""


@contextmanager
def _rss2email(urls: Sequence[str], directory: Path) -> Iterator[Round]:
    config, data = directory / "rss2email.cfg", directory / "rss2email.json"
    feeds = "".join(f"[feed.f{number}]\nurl = {url}\n" for number, url in enumerate(urls))
    config.write_text(_R2E.format(maildir=directory / "mail") + feeds, encoding="utf-8")
    # The mail box as it makes it would be made in the first round only.
    for name in ("cur", "new", "tmp"):
        (directory / "mail" / "INBOX" / name).mkdir(parents=True)
    command = [str(Path(sys.executable).with_name("r2e")), "-c", str(config), "-d", str(data), "run"]

    def run() -> None:
        # What it has never seen is not sent, as whoever subscribes to a feed of old entries would want it.
        subprocess.run(command if data.exists() else [*command, "--no-send"], check=True, capture_output=True)

    yield run


@dataclass
class _Loop:
    """What a loop of one's own would be: validators in memory, and no store."""

    urls: Sequence[str]
    parses: bool
    validators: dict[str, dict[str, str]] = field(default_factory=dict)

    async def poll_all(self) -> None:
        at_once = asyncio.Semaphore(AT_ONCE)
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE // 2)
        async with httpx.AsyncClient(limits=limits, timeout=30, trust_env=False) as client:

            async def poll(url: str) -> None:
                async with at_once:
                    await self._poll(client, url)

            await asyncio.gather(*map(poll, self.urls))

    async def _poll(self, client: httpx.AsyncClient, url: str) -> None:
        answer = await client.get(url, headers=self.validators.get(url))
        if answer.status_code == 304:
            return
        stated = {"If-None-Match": answer.headers.get("etag"), "If-Modified-Since": answer.headers.get("last-modified")}
        self.validators[url] = {name: value for name, value in stated.items() if value}
        if self.parses:
            feedparser.parse(answer.content)


@contextmanager
def _loop(urls: Sequence[str], directory: Path, *, parses: bool) -> Iterator[Round]:
    loop = _Loop(urls, parses)
    with asyncio.Runner() as runner:
        yield lambda: runner.run(loop.poll_all())


PEERS = (
    Way("reader", "one process, 64 threads, SQLite", _reader, ("reader",), ("reader",)),
    Way("rss2email", "`r2e run`, one feed after the other, to a maildir", _rss2email, ("rss2email",), ("rss2email",)),
    Way("httpx loop", "asyncio, 64 at once; keeps nothing, reads nothing", partial(_loop, parses=False)),
    Way("httpx + feedparser", "the same, and parses what came", partial(_loop, parses=True)),
)
