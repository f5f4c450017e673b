"""When a delivery is tried again."""

import itertools
import random
from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts.retry import MAIL_SCHEDULE, RETRY_AFTER_LIMIT, WEBHOOK_SCHEDULE, Schedule, next_attempt
from monitor.errors import DeliveryDeferred

START = datetime(2026, 1, 1, tzinfo=UTC)
LATER = DeliveryDeferred("busy")


def _attempts(schedule: Schedule, seed: int) -> list[datetime]:
    """The moments at which a delivery is tried against a far side that never takes it."""
    rng, moments = random.Random(seed), [START]
    while (due := next_attempt(len(moments), LATER, moments[-1], rng, schedule)) is not None:
        moments.append(due)
    return moments


@pytest.mark.parametrize("seed", range(20))
def test_webhook_schedule(seed: int) -> None:
    """Ten attempts over about 76 hours, as Standard Webhooks advises, and never sooner than its table."""
    moments = _attempts(WEBHOOK_SCHEDULE, seed)
    assert len(moments) == 10
    assert timedelta(hours=75) < moments[-1] - START < timedelta(hours=84)
    waits = [after - before for before, after in itertools.pairwise(moments)]
    assert all(wait >= least for wait, least in zip(waits, WEBHOOK_SCHEDULE.waits, strict=True))


@pytest.mark.parametrize("seed", range(20))
def test_mail_schedule(seed: int) -> None:
    """Several attempts in the first hour, then one every two to three hours, given up after four to five days."""
    moments = _attempts(MAIL_SCHEDULE, seed)
    within_hour = [moment for moment in moments if moment - START <= timedelta(hours=1)]
    assert len(within_hour) == 4
    later = moments[len(within_hour) - 1 :]
    waits = [after - before for before, after in itertools.pairwise(later)]
    assert all(timedelta(hours=2) <= wait <= timedelta(hours=3) for wait in waits)
    assert timedelta(days=3.9) < moments[-1] - START < timedelta(days=5)


def test_jitter_spreads() -> None:
    """A thousand deliveries put off at one moment do not all come back at one moment."""
    assert len({next_attempt(3, LATER, START, random.Random(seed), WEBHOOK_SCHEDULE) for seed in range(50)}) == 50


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (timedelta(seconds=0), timedelta(seconds=5)),
        (timedelta(hours=1), timedelta(hours=1)),
        (timedelta(days=3650), RETRY_AFTER_LIMIT),
    ],
)
def test_far_side_may_ask_for_patience(asked: timedelta, expected: timedelta) -> None:
    """Retry-After lengthens a wait, up to a day, and never shortens it."""
    due = next_attempt(1, DeliveryDeferred("busy", retry_after=asked), START, random.Random(1), WEBHOOK_SCHEDULE)
    assert due is not None
    assert expected <= due - START <= expected * 1.1
