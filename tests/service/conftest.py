"""A newsroom, and the service running on it in this process."""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from monitor.app import App, open_app
from monitor.clock import SystemClock
from monitor.systemd import ServiceManager
from tests.newsroom import Newsroom, open_newsroom

StartService = Callable[[Path], AbstractAsyncContextManager[App]]


@pytest.fixture
async def newsroom(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with open_newsroom(tmp_path / "newsroom") as opened:
        yield opened


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
