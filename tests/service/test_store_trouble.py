"""A store that does not answer for a while costs time, and neither alerts nor peace."""

import asyncio
import random
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.app import open_app
from monitor.clock import SystemClock
from monitor.engine import LocalEngine, Retention
from monitor.errors import InstanceLost
from monitor.pipeline import Pipeline
from monitor.store import Store
from monitor.systemd import ServiceManager
from monitor.testing import FakeClock
from tests.newsroom import Newsroom, Story, filler, until
from tests.service.conftest import StartService

RULES = "rules: [{id: cyber, keywords: [cybersecurity]}]"
STORY = Story("a", "A note on cybersecurity", filler("cybersecurity"))
REFUSE = "CREATE TRIGGER planted BEFORE UPDATE OF {column} ON {table} BEGIN SELECT RAISE(ABORT, 'planted'); END"


async def execute(newsroom: Newsroom, script: str) -> None:
    """Run SQL on the service's database; in a thread, for the service may be in the midst of a write."""

    def run() -> None:
        with closing(sqlite3.connect(newsroom.directory / "monitor.db")) as connection:
            connection.executescript(script)

    await asyncio.to_thread(run)


async def test_a_send_that_cannot_be_marked_at_once_is_not_repeated(newsroom: Newsroom, service: StartService) -> None:
    """The far side has said yes and the database stumbles: the yes is kept until it can be written down."""
    answered = asyncio.Event()

    async def stumble(_identity: str) -> int:
        await execute(newsroom, REFUSE.format(column="receipt", table="deliveries"))
        answered.set()
        return 200

    newsroom.hook.before_answer = stumble
    newsroom.publish("wire", STORY)
    newsroom.configure(RULES, channels=("ops",))
    async with service(newsroom.config) as app:
        await asyncio.wait_for(answered.wait(), 30)
        await asyncio.sleep(0.5)
        assert app.totals.delivered == 0
        await execute(newsroom, "DROP TRIGGER planted")
        await until(lambda: app.totals.delivered == 1)
    assert len(newsroom.hook.requests) == 1


async def test_a_reload_that_the_store_refuses_can_be_tried_again(newsroom: Newsroom, service: StartService) -> None:
    """Neither the service nor its reloading ends over it, and the old rules stay in force until then."""
    newsroom.publish("wire")
    newsroom.configure(RULES)
    rules = newsroom.directory / "rules.yaml"
    feeds = newsroom.directory / "feeds.yaml"
    async with service(newsroom.config) as app:
        await execute(newsroom, REFUSE.format(column="title", table="feeds"))
        feeds.write_text(feeds.read_text().replace("language: en", "title: The wire"))
        rules.write_text("rules: [{id: garden, keywords: [gardening]}]")
        assert not await app.reload()
        assert app.rule_ids == {"cyber"}
        await execute(newsroom, "DROP TRIGGER planted")
        app.request_reload()
        await until(lambda: app.rule_ids == {"garden"})


async def test_the_service_stops_when_a_second_one_could_begin(newsroom: Newsroom) -> None:
    """Without its lock it can no longer promise that nothing is sent twice, and says so."""
    newsroom.configure(RULES)
    manager = ServiceManager({"WATCHDOG_USEC": "300000"})
    async with open_app(newsroom.config, {}, SystemClock(), rng=random.Random(7), manager=manager, spread=False) as app:
        running = asyncio.create_task(app.run(asyncio.Event()))
        await asyncio.sleep(0)
        (newsroom.directory / "monitor.db.lock").unlink()
        with pytest.raises(InstanceLost, match="start again"):
            await asyncio.wait_for(running, 30)


class StuckEngine(LocalEngine):
    """One that waits for ever when it hands out work."""

    async def dispatch(self, polls_due_by: datetime | None = None) -> int:
        await asyncio.Event().wait()
        return 0


class IdlePipeline(Pipeline):
    """One for which nothing falls due."""

    async def make_rounds(self) -> int:
        return 0


async def test_a_service_that_hands_out_no_work_gives_no_sign_of_life(tmp_path: Path) -> None:
    """Health check and watchdog notice a service that stands still, though its loop turns and its store answers."""
    clock = FakeClock()
    beats: list[datetime] = []
    store = await Store.open(f"sqlite:///{tmp_path}/monitor.db")
    await store.upgrade()
    pipeline: Pipeline = object.__new__(IdlePipeline)
    retention = Retention(timedelta(days=1), timedelta(days=1))
    every = timedelta(milliseconds=20)
    engine = StuckEngine(store, pipeline, clock, retention, on_beat=lambda: beats.append(clock.now()), beat=every)
    stop = asyncio.Event()
    running = asyncio.create_task(engine.run(stop))
    await until(lambda: len(beats) >= 2)
    clock.advance(timedelta(minutes=1))
    await asyncio.sleep(0.1)
    seen = len(beats)  # one may have been on its way
    await asyncio.sleep(0.3)
    assert len(beats) == seen
    stop.set()
    await running
    await store.close()
