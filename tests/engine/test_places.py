"""Background tasks in bounded number, none of which fails unseen."""

import asyncio

import pytest

from monitor.engine.places import Places
from monitor.telemetry import LogFormat, configure_logging


async def test_what_is_in_hand_is_known_until_its_task_ends() -> None:
    """A claim leaves out what is in hand and counts it towards its feed or channel; after, there is room again."""
    finished = asyncio.Event()
    release = asyncio.Event()
    places: Places[str] = Places(3, finished.set)

    async def work() -> None:
        await release.wait()

    for name in ("a", "b", "c"):
        places.start(name, work(), f"claim {name}")
    assert (places.free, places.busy) == (0, 3)
    assert list(places.in_hand) == ["claim a", "claim b", "claim c"]
    release.set()
    await places.drain()
    assert finished.is_set()
    assert list(places.in_hand) == []
    assert places.free == 3


async def test_a_task_that_fails_is_logged_with_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    """A fault in the program shows in the log, and its place becomes free."""
    configure_logging(LogFormat.JSON)
    places: Places[None] = Places(1, lambda: None)

    async def fail() -> None:
        raise RuntimeError("unforeseen")

    places.start("process x", fail(), None)
    await places.drain()
    await asyncio.sleep(0)
    log = capsys.readouterr().err
    assert "process x" in log
    assert "unforeseen" in log
    assert places.free == 1
