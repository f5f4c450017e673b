"""Jobs that go on whatever is done to the wall clock."""

import asyncio
import logging
from datetime import datetime, timedelta

import pytest

from monitor.clock import SystemClock
from monitor.engine.timetable import Timetable
from tests.newsroom import until

HOUR = timedelta(hours=1)


class SetClock(SystemClock):
    """The machine's clock, with a wall clock that can be set."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.ahead


async def test_jobs_run_when_the_clock_is_set_back() -> None:
    """A job that was planned by the old time is not left sleeping until that time comes round again."""
    clock = SetClock()
    ran: list[datetime] = []
    set_back: list[timedelta] = []
    timetable = Timetable(clock, set_back.append)
    timetable.every(HOUR, "hourly", lambda: ran.append(clock.now()))
    async with timetable.running():
        await asyncio.sleep(1.2)
        assert ran == []
        clock.ahead = -HOUR
        await until(lambda: len(ran) == 1, limit=5)
    (by,) = set_back
    assert abs(by - HOUR) < timedelta(seconds=1)


async def test_a_clock_set_forward_moves_no_schedule() -> None:
    """A machine that slept, or was corrected forward, has overdue work; none of it is put back."""
    clock = SetClock()
    set_back: list[timedelta] = []
    timetable = Timetable(clock, set_back.append)
    async with timetable.running():
        clock.ahead = HOUR
        await asyncio.sleep(1.2)
    assert set_back == []


async def test_stopping_amid_a_job_is_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    """A service that is stopped logs no traceback because something was just under way; that is ended."""
    begun, ended = asyncio.Event(), asyncio.Event()

    async def long() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    timetable = Timetable(SystemClock(), lambda _: None)
    timetable.every(timedelta(seconds=0.1), "long", long)
    with caplog.at_level(logging.WARNING):
        async with timetable.running():
            await begun.wait()
        await ended.wait()
        await asyncio.sleep(0)
    assert [record for record in caplog.records if record.exc_info] == []
