"""Jobs at intervals, which go on when the wall clock is set."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.clock import Clock

_LOOK = timedelta(seconds=1)
_TOLERANCE = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done every ``every``, beside the work that is claimed; ``in_a_pass``: at the end of one, too."""

    name: str
    every: timedelta
    run: Callable[[], Coroutine[object, object, None]]
    in_a_pass: bool = False


class Timetable:
    """Runs jobs at intervals. ``on_setback`` is told by how much the wall clock was set back, whenever it was.

    APScheduler plans by the wall clock: set back by an hour, it would sleep for that hour. So a task that lives on the
    event loop's time, which no setting of a clock reaches, compares the two and has every job run when they part. A
    clock that is set forward, or a machine that slept, needs nothing: all jobs are overdue then, and run once.
    """

    def __init__(self, clock: Clock, on_setback: Callable[[timedelta], None]) -> None:
        self._clock = clock
        self._on_setback = on_setback
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def every(self, interval: timedelta, name: str, job: Callable[[], Awaitable[None] | None]) -> None:
        """Run ``job`` every ``interval``, one at a time; a run that comes late counts for those it missed."""

        async def run() -> None:
            # A scheduler that stops cancels what runs, and would log that as a fault.
            with suppress(asyncio.CancelledError):
                under_way = job()
                if under_way is not None:
                    await under_way

        self._scheduler.add_job(
            run,
            "interval",
            seconds=interval.total_seconds(),
            id=name,
            name=name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the jobs until the block ends."""
        self._scheduler.start()
        watching = asyncio.create_task(self._watch_clock(), name="watch clock")
        try:
            yield
        finally:
            self._scheduler.shutdown(wait=False)
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    async def _watch_clock(self) -> None:
        wall, steady = self._clock.now(), self._clock.monotonic()
        while True:
            await asyncio.sleep(_LOOK.total_seconds())
            expected = wall + timedelta(seconds=self._clock.monotonic() - steady)
            wall, steady = self._clock.now(), self._clock.monotonic()
            if expected - wall > _TOLERANCE:
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=wall)
                self._on_setback(expected - wall)
