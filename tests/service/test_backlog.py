"""Alerts that wait for a dead endpoint, however many, hold up none for one that is alive."""

from pathlib import Path

import pytest

from benchmarks.delivery import WAYS_TO_BE_DEAD, measure


async def test_a_backlog_to_a_dead_endpoint_holds_up_no_other(tmp_path: Path) -> None:
    """With ten thousand due for an endpoint that hangs, alerts for a live one arrive within five seconds."""
    await _assert_in_time(tmp_path, "hangs", 10_000)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("way", WAYS_TO_BE_DEAD)
async def test_a_hundred_thousand_hold_up_no_other(tmp_path: Path, way: str) -> None:
    """The same with a hundred thousand, whatever the endpoint is dead of."""
    await _assert_in_time(tmp_path, way, 100_000)


async def _assert_in_time(directory: Path, way: str, waiting: int) -> None:
    figures = await measure(directory, f"sqlite:///{directory}/monitor.db", way, waiting, 5)
    assert len(figures.seconds) == 5
    assert max(figures.seconds) < 5
