"""A disk without space: SQLite's own SQLITE_FULL, met by a real service."""

import asyncio
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import Pool

from monitor.app import open_app
from monitor.clock import SystemClock
from monitor.systemd import ServiceManager
from monitor.telemetry import LogFormat, configure_logging
from tests.newsroom import Newsroom, Story, filler, until
from tests.service.test_store_trouble import execute

RULES = "rules: [{id: cyber, keywords: [cybersecurity]}]"
STORY = Story("a", "A note on cybersecurity", filler("cybersecurity"))
QUICK = "{interval: 1s, min_interval: 1s, spacing: 0s}"
# On a full disk every write needs space, for it goes to the write-ahead log first; here these must ask for some.
NEED_SPACE = """
CREATE TABLE ballast (bytes BLOB);
CREATE TRIGGER polls BEFORE UPDATE OF token ON hosts BEGIN INSERT INTO ballast VALUES (zeroblob(100000)); END;
CREATE TRIGGER beats BEFORE UPDATE ON instance BEGIN INSERT INTO ballast VALUES (zeroblob(100000)); END;
"""
ALL_PAGES = 2**32 - 2


@dataclass
class Disk:
    """How many pages every database may have; SQLite never takes less than it has."""

    pages: int = ALL_PAGES

    def limit(self, connection: DBAPIConnection, record: object, proxy: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA max_page_count={self.pages}")
        cursor.close()


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk()
    event.listen(Pool, "checkout", disk.limit)
    yield disk
    event.remove(Pool, "checkout", disk.limit)


class Listener(ServiceManager):
    """A service manager that counts the signs of life."""

    def __init__(self) -> None:
        super().__init__({"WATCHDOG_USEC": "300000"})
        self.signs = 0

    def alive(self) -> None:
        self.signs += 1


async def test_a_full_disk_is_outlived(newsroom: Newsroom, disk: Disk, capsys: pytest.CaptureFixture[str]) -> None:
    """The service stays up and says once what to do; the health check sees it; with space, the news goes out."""
    configure_logging(LogFormat.JSON)
    newsroom.publish("wire")
    newsroom.configure(RULES, polling=QUICK, channels=("ops",))
    manager, stop = Listener(), asyncio.Event()
    async with open_app(newsroom.config, {}, SystemClock(), rng=random.Random(7), manager=manager, spread=False) as app:
        running = asyncio.create_task(app.run(stop))
        await until(lambda: app.totals.feeds >= 1 and manager.signs >= 2)
        await execute(newsroom, NEED_SPACE)
        disk.pages = 1
        newsroom.publish("wire", STORY)
        await asyncio.sleep(0.5)  # one beat may have been on its way
        beat, signs = _last_beat(newsroom), manager.signs
        await asyncio.sleep(2.5)
        assert _last_beat(newsroom) == beat
        assert manager.signs >= signs + 5
        assert not running.done()
        assert capsys.readouterr().err.count("Free some disk space") == 1
        disk.pages = ALL_PAGES
        await until(lambda: newsroom.hook.titles == [STORY.title])
        await until(lambda: _last_beat(newsroom) != beat)
        stop.set()
        await running


def _last_beat(newsroom: Newsroom) -> str:
    with closing(sqlite3.connect(newsroom.directory / "monitor.db")) as connection:
        return str(connection.execute("SELECT at FROM instance").fetchone())
