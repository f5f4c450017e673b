"""Background tasks in bounded number, none of which fails unseen."""

import asyncio

import pytest

from monitor.engine.places import Places
from monitor.telemetry import LogFormat, configure_logging


async def test_a_crowded_owner_is_named_until_a_task_of_its_ends() -> None:
    """A feed or channel that has its share of places is left out of the next claim, and let in again after."""
    finished = asyncio.Event()
    release = asyncio.Event()
    places = Places(3, finished.set)

    async def work() -> None:
        await release.wait()

    places.start("a", work(), "slow")
    places.start("b", work(), "slow")
    places.start("c", work(), "quick")
    assert (places.free, places.busy) == (0, 3)
    assert places.crowded(2) == {"slow"}
    release.set()
    await places.drain()
    assert finished.is_set()
    assert places.crowded(2) == frozenset()


async def test_a_task_that_fails_is_logged_with_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    """A fault in the program shows in the log, and its place becomes free."""
    configure_logging(LogFormat.JSON)
    places = Places(1, lambda: None)

    async def fail() -> None:
        raise RuntimeError("unforeseen")

    places.start("process x", fail())
    await places.drain()
    await asyncio.sleep(0)
    log = capsys.readouterr().err
    assert "process x" in log
    assert "unforeseen" in log
    assert places.free == 1
