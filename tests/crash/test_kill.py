"""kill -9 at any moment loses nothing, and repeats no more than was being sent at that moment, under the same id."""

import random
from pathlib import Path

import pytest

from monitor.engine import Limits
from tests.crash.storm import Plan, Toll, storm

IN_FLIGHT = 2 * Limits().deliveries_per_channel  # to the desk and to ops


def _assert_promise(toll: Toll) -> None:
    assert not toll.lost
    assert not toll.strangers
    assert not toll.renamed
    assert toll.most_per_kill <= IN_FLIGHT


@pytest.mark.timeout(400)
async def test_five_kills_lose_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Killed five times while it polls, reads and sends, the service still delivers every match to every channel;
    prints the toll.
    """
    toll = await storm(tmp_path, Plan(kills=5, feeds=8, stories_per_feed=6), random.Random(1))
    with capsys.disabled():
        print(f"\n{toll}")
    _assert_promise(toll)


@pytest.mark.soak
@pytest.mark.timeout(400)
async def test_marking_before_sending_would_be_seen(tmp_path: Path) -> None:
    """The same storm loses messages when deliveries are marked before they are sent: it can fail."""
    plan = Plan(kills=4, feeds=2, stories_per_feed=6, flags=("--mark-before-send",), answer_delay=0.2)
    toll = await storm(tmp_path, plan, random.Random(2))
    assert toll.lost


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_roll_ups_survive_kills(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Killed while alerts are gathered and roll-ups made and sent, every match still arrives, alone or in a roll-up."""
    plan = Plan(kills=12, feeds=3, stories_per_feed=6, ops="limit: {alerts: 3, per: 200ms}", longest_life=4)
    toll = await storm(tmp_path, plan, random.Random(4))
    with capsys.disabled():
        print(f"\n{toll}")
    _assert_promise(toll)


@pytest.mark.soak
@pytest.mark.timeout(1800)
async def test_lives_too_short_for_anything_give_up_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Killed within half a second again and again, with the same in hand each time, the service still tells it all."""
    plan = Plan(kills=60, feeds=20, stories_per_feed=8, longest_life=0.5)
    toll = await storm(tmp_path, plan, random.Random(3))
    with capsys.disabled():
        print(f"\n{toll}")
    _assert_promise(toll)


@pytest.mark.soak
async def test_two_hundred_kills_lose_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same with 50 feeds, 500 articles and 200 kills; prints the toll."""
    toll = await storm(tmp_path, Plan(kills=200, feeds=50, stories_per_feed=10), random.Random(3))
    with capsys.disabled():
        print(f"\n{toll}")
    _assert_promise(toll)
