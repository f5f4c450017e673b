"""Past articles one after another, from the store or from JSON Lines, and how far one has come."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol
from zoneinfo import ZoneInfo

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from monitor import config
from monitor.cli.common import err
from monitor.cli.records import BAD_RECORD, article_of, read_record, reason
from monitor.clock import Clock
from monitor.errors import MonitorError
from monitor.model import Article
from monitor.store import Store


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that holds no article, and why; lines count from 1."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Since:
    """Where a replay begins: so long ago, or at a moment, which is a midnight when only its day was said."""

    ago: timedelta | None = None
    moment: datetime | None = None

    def start(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The moment in UTC; one that was said without a zone is on the clocks of ``zone``."""
        if self.moment is None:
            return now - (self.ago or timedelta())
        return (self.moment if self.moment.tzinfo else self.moment.replace(tzinfo=zone)).astimezone(UTC)


def parse_since(text: str) -> Since:
    """``30d``, ``2026-01-31`` or ``2026-01-31T08:00``. Raises ``typer.BadParameter``."""
    try:
        ago = config.parse_duration(text)
    except ValueError:
        ago = None
    if isinstance(ago, timedelta):
        return Since(ago=ago)
    try:
        return Since(moment=datetime.fromisoformat(text))
    except ValueError:
        raise typer.BadParameter("write a duration such as 30d or 12h, or a date such as 2026-01-31") from None


class Source(Protocol):
    """Where articles come from. ``done`` of ``total`` (``None``: unknown) says how far :meth:`articles` has come."""

    name: str
    total: int | None
    done: int
    bad: list[BadLine]

    def articles(self) -> AsyncGenerator[Article, None]:
        """The articles, in the order in which they were, or would have been, read."""


@dataclass
class StoredArticles:
    """Those of a store, stored from ``since`` on. Counted in articles."""

    store: Store
    since: datetime | None
    name: str
    total: int | None
    done: int = 0
    bad: list[BadLine] = field(default_factory=list)

    async def articles(self) -> AsyncGenerator[Article, None]:
        """As :meth:`Source.articles`. Raises StoreError."""
        async for article in self.store.articles.stream(self.since):
            self.done += 1
            yield article


@dataclass
class JsonLines:
    """Those of a stream of JSON Lines, as ``stage match`` takes them. Counted in bytes.

    A line that is no article is put among ``bad``, and the next one is read.
    """

    stream: BinaryIO
    languages: frozenset[str]
    feed_tags: Mapping[str, tuple[str, ...]]
    name: str
    total: int | None
    done: int = 0
    bad: list[BadLine] = field(default_factory=list)

    async def articles(self) -> AsyncGenerator[Article, None]:
        """As :meth:`Source.articles`."""
        for number, line in enumerate(self.stream, 1):
            # Nothing else here waits, and a wish to stop arrives only where something does.
            await asyncio.sleep(0)
            self.done += len(line)
            if not line.strip():
                continue
            try:
                article = article_of(read_record(line), self.languages, self.feed_tags)
            except BAD_RECORD as error:
                self.bad.append(BadLine(number, reason(error)))
            else:
                yield article


@contextmanager
def open_lines(name: str, languages: frozenset[str], feed_tags: Mapping[str, tuple[str, ...]]) -> Iterator[JsonLines]:
    """The articles of the file ``name``, or of standard input (``-``). Raises MonitorError when it cannot be read."""
    with ExitStack() as stack:
        if name == "-":
            yield JsonLines(sys.stdin.buffer, languages, feed_tags, "standard input", None)
            return
        try:
            stream = stack.enter_context(Path(name).open("rb"))
            size = Path(name).stat().st_size
        except OSError as error:
            raise MonitorError(
                f"{name}: cannot be read ({error.strerror}); --jsonl wants a file of JSON Lines, or -"
            ) from error
        yield JsonLines(stream, languages, feed_tags, name, size or None)


@contextmanager
def progress(total: int | None, clock: Clock) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error when that is a terminal; call what it gives with the units done and the articles read."""
    if not err.is_terminal:
        yield lambda done, count: None
        return
    began = clock.monotonic()
    columns = (
        TextColumn("replaying"),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TextColumn("{task.fields[speed_of_articles]:,.0f} articles/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, expand=True) as bar:
        task = bar.add_task("", total=total, speed_of_articles=0.0)

        def advance(done: int, count: int) -> None:
            elapsed = clock.monotonic() - began
            bar.update(task, completed=done, speed_of_articles=count / elapsed if elapsed else 0.0)

        yield advance
