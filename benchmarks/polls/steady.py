"""The service at its usual work: thousands of feeds at their interval, nearly all of which have nothing new."""

import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import bindparam, update

from benchmarks.polls.cost import Cost, Meter, resident
from benchmarks.polls.ours import configure
from monitor import config
from monitor.app import App, open_app
from monitor.clock import Clock
from monitor.store import Store, schema
from monitor.systemd import ServiceManager
from monitor.telemetry import LogFormat, configure_logging

INTERVAL = timedelta(minutes=15)
_STEP = 0.01


@dataclass(frozen=True, slots=True)
class Plan:
    """``seconds`` at the true pace, then ``rounds`` over all feeds with a clock that is ``speed`` times as fast."""

    seconds: float
    speed: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """The longest silence of the event loop in each part, in milliseconds."""

    first: float
    usual: float
    reload: float
    long: float


@dataclass(frozen=True, slots=True)
class Steady:
    """``start`` and ``again`` are the seconds until the service is ready, at first and with all feeds known.

    ``first`` are the first polls, at a pace that is to keep it busy, ``usual`` those at their interval, and ``long``
    those of the rounds after; ``memory`` is what is in use before the rounds and after each, in MiB. ``reload`` and
    ``listed`` are the seconds that a reload and `feeds list` take. ``gaps`` are the longest silences of the event loop
    meanwhile, in milliseconds.
    """

    start: float
    again: float
    first: Cost
    usual: Cost
    long: Cost
    reload: float
    listed: float
    memory: tuple[float, ...]
    gaps: Gaps


class LapseClock:
    """The machine's clock, which passes more quickly while that is wanted; waits are not shortened."""

    def __init__(self) -> None:
        self._speed = 1.0
        self._since = time.monotonic()
        self._from = datetime.now(UTC)

    def now(self) -> datetime:
        return self._from + timedelta(seconds=(time.monotonic() - self._since) * self._speed)

    def pass_at(self, speed: float) -> None:
        """Go on at another speed."""
        self._from, self._since, self._speed = self.now(), time.monotonic(), speed

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class _Watcher:
    """Looks every few milliseconds; a look that comes late is a gap."""

    def __init__(self) -> None:
        self._longest = 0.0

    async def watch(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(_STEP)
            self._longest = max(self._longest, time.perf_counter() - before - _STEP)

    def take(self) -> float:
        """The longest gap since this was asked last, in milliseconds."""
        longest, self._longest = self._longest, 0.0
        return longest * 1000


def steady(urls: Sequence[str], plan: Plan) -> Steady:
    """Poll ``urls`` with the service, in this process and its workers."""
    with tempfile.TemporaryDirectory() as directory, (Path(directory) / "log").open("w", encoding="utf-8") as log:
        configure_logging(LogFormat.JSON, stream=log)
        return asyncio.run(_steady(configure(urls, Path(directory)), len(urls), plan))


async def _steady(path: Path, feeds: int, plan: Plan) -> Steady:
    clock = LapseClock()
    began = time.monotonic()
    async with _opened(path, clock) as app:
        start = time.monotonic() - began
        async with _running(app) as watcher:
            clock.pass_at(plan.speed)
            first = await _polled(app, feeds)
            first_gap = watcher.take()
    clock.pass_at(1.0)
    await _spread(path, clock)
    began = time.monotonic()
    async with _opened(path, clock) as app:
        again = time.monotonic() - began
        async with _running(app) as watcher:
            usual = await _polled_for(app, plan.seconds)
            usual_gap = watcher.take()
            reload = await _timed(_reload(app))
            reload_gap = watcher.take()
            listed = await _timed(_list_feeds(path))
            memory = [resident()]
            clock.pass_at(plan.speed)
            meter, before = Meter(), app.totals.feeds
            watcher.take()
            for _ in range(plan.rounds):
                await _polled(app, feeds)
                memory.append(resident())
            long = meter.read(app.totals.feeds - before)
            gaps = Gaps(first_gap, usual_gap, reload_gap, watcher.take())
        if app.totals.feeds_failed:
            raise AssertionError(f"{app.totals.feeds_failed} polls failed")
    return Steady(start, again, first, usual, long, reload, listed, tuple(memory), gaps)


async def _spread(path: Path, clock: Clock) -> None:
    """Put the next polls evenly over an interval, as they are after hours, however slow this machine was at first."""
    store = await Store.open(config.load(path, os.environ, clock.now()).settings.store.url)
    known = [report.state.feed_id for report in await store.reports.feeds()]
    step = INTERVAL / len(known)
    due = [{"key": feed_id, "moment": clock.now() + step * number} for number, feed_id in enumerate(known)]
    plan = update(schema.feeds).where(schema.feeds.c.id == bindparam("key")).values(next_poll_at=bindparam("moment"))
    async with store._database.write() as connection:
        await connection.execute(plan, due)
    await store.close()


def _opened(path: Path, clock: Clock) -> AbstractAsyncContextManager[App]:
    return open_app(path, os.environ, clock, rng=random.Random(7), manager=ServiceManager({}))


@asynccontextmanager
async def _running(app: App) -> AsyncIterator[_Watcher]:
    stop, watcher = asyncio.Event(), _Watcher()
    watching = asyncio.create_task(watcher.watch())
    running = asyncio.create_task(app.run(stop))
    try:
        yield watcher
    finally:
        stop.set()
        watching.cancel()
        await asyncio.gather(running, watching, return_exceptions=True)


async def _timed(work: Awaitable[object]) -> float:
    began = time.monotonic()
    await work
    return time.monotonic() - began


async def _reload(app: App) -> None:
    if not await app.reload():
        raise AssertionError("the configuration was not taken up again")


async def _list_feeds(path: Path) -> None:
    command = ("-m", "monitor", "feeds", "list", "--config", str(path))
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.DEVNULL)
    if await process.wait():
        raise AssertionError("`feeds list` failed")


async def _polled(app: App, feeds: int) -> Cost:
    """What it costs to poll ``feeds`` more feeds."""
    meter, wanted = Meter(), app.totals.feeds + feeds
    while app.totals.feeds < wanted:  # noqa: ASYNC110  (there is no event of it)
        await asyncio.sleep(0.05)
    return meter.read(feeds)


async def _polled_for(app: App, seconds: float) -> Cost:
    meter, before = Meter(), app.totals.feeds
    await asyncio.sleep(seconds)
    return meter.read(app.totals.feeds - before)
