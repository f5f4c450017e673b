"""The service at its usual work: thousands of feeds at their interval, nearly all of which have nothing new."""

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.polls.cost import Cost, Meter, resident
from benchmarks.polls.ours import configure
from monitor.app import App, open_app
from monitor.systemd import ServiceManager
from monitor.telemetry import LogFormat, configure_logging

INTERVAL = timedelta(minutes=15)
_STEP = 0.01


@dataclass(frozen=True, slots=True)
class Steady:
    """``start`` and ``again`` are the seconds until the service is ready, for the first time and with all feeds known.

    ``first`` are the first polls, made as quickly as they can be, ``usual`` those at their interval, ``long`` those of
    rounds in a row, and ``memory`` what was in use before those, and after each, in MiB. ``reload`` is how long a
    reload takes in seconds, and the ``gaps``, in milliseconds, are the longest silences of the event loop, at first,
    at usual, and while it reloads.
    """

    start: float
    again: float
    first: Cost
    usual: Cost
    long: Cost
    memory: tuple[float, ...]
    reload: float
    gaps: tuple[float, float, float]


class LapseClock:
    """The machine's clock, which passes ``speed`` times as quickly as long as that is wanted; waits are not shortened."""

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


class _Gaps:
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


def steady(urls: Sequence[str], seconds: float, speed: float, rounds: int) -> Steady:
    """Poll ``urls`` with the service; ``seconds`` at the true pace, then ``rounds`` at ``speed`` times that."""
    with tempfile.TemporaryDirectory() as directory, (Path(directory) / "log").open("w", encoding="utf-8") as log:
        configure_logging(LogFormat.JSON, stream=log)
        return asyncio.run(_steady(configure(urls, Path(directory)), len(urls), seconds, speed, rounds))


async def _steady(path: Path, feeds: int, seconds: float, speed: float, rounds: int) -> Steady:
    clock = LapseClock()
    start = await _time_to_ready(path, clock)
    began = time.monotonic()
    async with open_app(path, os.environ, clock, rng=random.Random(7), manager=ServiceManager({})) as app:
        again = time.monotonic() - began
        stop, gaps = asyncio.Event(), _Gaps()
        watching = asyncio.create_task(gaps.watch())
        running = asyncio.create_task(app.run(stop))
        clock.pass_at(speed)
        first = await _polled(app, feeds)
        first_gap = gaps.take()
        clock.pass_at(1.0)
        await _caught_up(app, feeds)
        gaps.take()
        usual = await _polled_for(app, seconds)
        usual_gap = gaps.take()
        began = time.monotonic()
        if not await app.reload():
            raise AssertionError("the configuration was not taken up again")
        reload, reload_gap = time.monotonic() - began, gaps.take()
        memory = [resident()]
        clock.pass_at(speed)
        meter, before = Meter(), app.totals.feeds
        for _ in range(rounds):
            await _polled(app, feeds)
            memory.append(resident())
        long = meter.read(app.totals.feeds - before)
        stop.set()
        await running
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        if app.totals.feeds_failed:
            raise AssertionError(f"{app.totals.feeds_failed} polls failed")
    return Steady(start, again, first, usual, long, tuple(memory), reload, (first_gap, usual_gap, reload_gap))


async def _time_to_ready(path: Path, clock: LapseClock) -> float:
    began = time.monotonic()
    async with open_app(path, os.environ, clock, rng=random.Random(7), manager=ServiceManager({})):
        return time.monotonic() - began


async def _polled(app: App, feeds: int) -> Cost:
    """What it costs to poll ``feeds`` more feeds."""
    meter, wanted = Meter(), app.totals.feeds + feeds
    await _until(lambda: app.totals.feeds >= wanted)
    return meter.read(feeds)


async def _polled_for(app: App, seconds: float) -> Cost:
    meter, before = Meter(), app.totals.feeds
    await asyncio.sleep(seconds)
    return meter.read(app.totals.feeds - before)


async def _caught_up(app: App, feeds: int) -> None:
    """Wait until nothing that was due is left: until polls come no quicker than the interval wants them, and a half."""
    usual = 2.0 * feeds / INTERVAL.total_seconds()
    while True:
        before = app.totals.feeds
        await asyncio.sleep(2.0)
        if app.totals.feeds - before <= 1.5 * usual + 5:
            return


async def _until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.05)
