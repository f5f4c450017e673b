"""When to try a delivery again, and when to stop. A table of waits, never a formula that runs away."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.errors import DeliveryDeferred

# Jitter only adds: a far side that is coming back is never asked sooner than the schedule says.
_JITTER = 0.1
# A far side may ask for patience, but not for ever: beyond this, the schedule decides.
RETRY_AFTER_LIMIT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long to wait after each failed attempt, the first first. After the last wait fails, no attempt is left."""

    waits: tuple[timedelta, ...]


# The example schedule of Standard Webhooks: ten attempts over three days (75 h 35 min and jitter).
# https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability
WEBHOOK_SCHEDULE = Schedule(
    (
        timedelta(seconds=5),
        timedelta(minutes=5),
        timedelta(minutes=30),
        *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
    )
)

# RFC 5321, section 4.5.4.1: some attempts within the first hour, then every two to three hours, for four to five days.
MAIL_SCHEDULE = Schedule(
    (
        timedelta(minutes=5),
        timedelta(minutes=10),
        timedelta(minutes=30),
        *[timedelta(hours=2, minutes=15)] * 42,
    )
)


def next_attempt(
    failures: int, error: DeliveryDeferred, now: datetime, rng: random.Random, schedule: Schedule
) -> datetime | None:
    """When to try again after ``error``, which is failure number ``failures`` (1 for the first).

    An attempt that never came to an end, because the service was killed, is no failure.

    ``None`` when the schedule is exhausted: the delivery becomes a dead letter. What the far side asked for in
    ``error.retry_after`` can only lengthen the wait, up to :data:`RETRY_AFTER_LIMIT`.
    """
    if failures > len(schedule.waits):
        return None
    wait = schedule.waits[max(failures, 1) - 1] * (1 + _JITTER * rng.random())
    if error.retry_after is not None:
        wait = max(wait, min(error.retry_after, RETRY_AFTER_LIMIT))
    return now + wait
