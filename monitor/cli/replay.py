"""Past articles one after another, from the store or from JSON Lines, and how far one has come."""

import asyncio
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol
from zoneinfo import ZoneInfo

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from monitor import config, rules
from monitor.building import languages_of
from monitor.cli.common import err
from monitor.cli.opening import open_store
from monitor.cli.records import BAD_RECORD, article_of, read_record, reason
from monitor.clock import Clock
from monitor.errors import MonitorError
from monitor.model import Article
from monitor.store import Store

# An article dated more than a day after it was fetched counts as undated, so it was not stored long before its date.
_DATED_AHEAD = timedelta(days=2)


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
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    # The first and last years of the calendar have moments that other time zones cannot name.
    if moment is None or not 1900 <= moment.year < 9000:
        raise typer.BadParameter("write a duration such as 30d or 12h, or a date such as 2026-01-31")
    return Since(moment=moment)


class Source(Protocol):
    """Where articles come from. ``done`` of ``total`` (``None``: unknown) says how far :meth:`articles` has come.

    ``left_out`` counts articles that were read, and then passed over for their date.
    """

    total: int | None
    done: int
    left_out: int
    bad: list[BadLine]

    @property
    def name(self) -> str:
        """What messages call it."""

    def articles(self) -> AsyncGenerator[Article, None]:
        """The articles, in the order in which they were, or would have been, read."""


@dataclass
class StoredArticles:
    """Those of a store, dated ``since`` or later. Counted in articles."""

    store: Store
    since: datetime | None
    total: int | None = None
    done: int = 0
    left_out: int = 0
    bad: list[BadLine] = field(default_factory=list)

    @property
    def name(self) -> str:
        """As :attr:`Store.name`."""
        return self.store.name

    async def articles(self) -> AsyncGenerator[Article, None]:
        """As :meth:`Source.articles`. Raises StoreError."""
        stored_since = self.since - _DATED_AHEAD if self.since else None
        self.total = await self.store.articles.count(stored_since)
        async for article in self.store.articles.stream(stored_since):
            self.done += 1
            if _is_of(article, self.since):
                yield article


@dataclass
class JsonLines:
    """Those of a stream of JSON Lines, as ``stage match`` takes them, dated ``since`` or later. Counted in bytes.

    A line that is no article is put among ``bad``, and the next one is read.
    """

    stream: BinaryIO
    configuration: config.Configuration
    since: datetime | None
    name: str
    total: int | None
    done: int = 0
    left_out: int = 0
    bad: list[BadLine] = field(default_factory=list)

    async def articles(self) -> AsyncGenerator[Article, None]:
        """As :meth:`Source.articles`."""
        languages = languages_of(self.configuration)
        feeds = {feed.id: feed for feed in self.configuration.feeds}
        for number, line in enumerate(self.stream, 1):
            # Nothing else here waits, and a wish to stop arrives only where something does.
            await asyncio.sleep(0)
            self.done += len(line)
            if not line.strip():
                continue
            try:
                article = article_of(read_record(line), languages, feeds)
            except BAD_RECORD as error:
                self.bad.append(BadLine(number, reason(error)))
                continue
            if _is_of(article, self.since):
                yield article
            else:
                self.left_out += 1


def _is_of(article: Article, since: datetime | None) -> bool:
    moment = rules.moment_of(article)
    return since is None or (moment is not None and moment >= since)


@asynccontextmanager
async def open_source(
    path: Path, jsonl: str | None, configuration: config.Configuration, since: datetime | None
) -> AsyncIterator[Source]:
    """The articles of the file ``jsonl``; without one, those in the store of the ``configuration`` at ``path``."""
    if jsonl is not None:
        with open_lines(jsonl, configuration, since) as lines:
            yield lines
    else:
        async with open_store(path) as store:
            yield StoredArticles(store, since)


@contextmanager
def open_lines(name: str, configuration: config.Configuration, since: datetime | None) -> Iterator[JsonLines]:
    """The articles of the file ``name``, or of standard input (``-``). Raises MonitorError when it cannot be read."""
    with ExitStack() as stack:
        if name == "-":
            yield JsonLines(sys.stdin.buffer, configuration, since, "standard input", None)
            return
        try:
            stream = stack.enter_context(Path(name).open("rb"))
            size = Path(name).stat().st_size
        except OSError as error:
            raise MonitorError(
                f"{name}: cannot be read ({error.strerror}); --jsonl wants a file of JSON Lines, or -"
            ) from error
        yield JsonLines(stream, configuration, since, name, size or None)


@contextmanager
def progress(source: Source, clock: Clock) -> Iterator[Callable[[int], None]]:
    """A bar on standard error when that is a terminal; call what it gives with the number of articles replayed."""
    if not err.is_terminal:
        yield lambda count: None
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
        task = bar.add_task("", total=None, speed_of_articles=0.0)

        def advance(count: int) -> None:
            elapsed = clock.monotonic() - began
            speed = count / elapsed if elapsed else 0.0
            bar.update(task, total=source.total, completed=source.done, speed_of_articles=speed)

        yield advance
