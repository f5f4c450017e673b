"""A newsroom, and the service running on it in this process."""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from monitor.app import App, open_app
from monitor.clock import SystemClock
from monitor.systemd import ServiceManager
from monitor.watch import Crews
from monitor.workers import Workers
from tests.accounts import assert_accounted_at
from tests.newsroom import Newsroom, open_newsroom

StartService = Callable[[Path], AbstractAsyncContextManager[App]]


@pytest.fixture
async def newsroom(tmp_path: Path) -> AsyncIterator[Newsroom]:
    """A newsroom; whatever was done in it, at the end everything in its database is accounted for."""
    async with open_newsroom(tmp_path / "newsroom") as opened:
        yield opened
    if (database := tmp_path / "newsroom" / "monitor.db").exists():
        await assert_accounted_at(database)


@pytest.fixture(scope="session")
def crews() -> Iterator[Crews]:
    """One worker process for every test that works a pipeline by hand: to start one takes a second and more."""
    workers = Workers(1, 2**30)
    yield Crews(feeds=workers, articles=workers)
    asyncio.run(workers.close())


@pytest.fixture
def service() -> StartService:
    """Runs the real service in this process until the block ends, then drains it."""

    @asynccontextmanager
    async def start(config: Path) -> AsyncIterator[App]:
        manager = ServiceManager({})
        async with open_app(
            config, os.environ, SystemClock(), rng=random.Random(7), manager=manager, spread=False
        ) as app:
            stop = asyncio.Event()
            running = asyncio.create_task(app.run(stop), name="service under test")
            try:
                yield app
            finally:
                stop.set()
                await running

    return start
