"""How often a feed is asked: by what is configured, what server and document say, and how often it publishes."""

import random
from datetime import timedelta
from typing import Any

import pytest

from monitor.model import Entry, FeedState, Hints, ParsedFeed
from monitor.sources import Manners, PollingPolicy, PollResult, Read, Unchanged, decide
from tests.sources.samples import NOON

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
POLICY = PollingPolicy(15 * MINUTE, 2 * MINUTE, DAY)
NO_HINTS = Hints()
STATE = FeedState("wire", "https://wire.example/feed", NOON, last_success_at=NOON - HOUR)


def dated(*ages: timedelta) -> tuple[Entry, ...]:
    return tuple(Entry(str(n), str(n), None, "t", published=NOON - age) for n, age in enumerate(ages))


def read(*ages: timedelta, hints: Hints = NO_HINTS, fresh_for: timedelta | None = None) -> Read:
    return Read(
        ParsedFeed("Wire", "en", dated(*ages), hints=hints), None, None, "hash", manners=Manners(fresh_for=fresh_for)
    )


def state_after(result: PollResult, state: FeedState = STATE, **options: Any) -> FeedState:
    defaults: dict[str, Any] = {"polling": POLICY, "interval": None, "now": NOON, "jitter": random.Random(7)}
    return decide(state, result, **{**defaults, **options}).state


def pause(result: PollResult, state: FeedState = STATE, **options: Any) -> timedelta:
    now = options.get("now", NOON)
    found: timedelta = state_after(result, state, **options).next_poll_at - now
    return found


@pytest.mark.parametrize(
    ("result", "least"),
    [
        (read(fresh_for=12 * HOUR), 12 * HOUR),
        (read(fresh_for=timedelta(0)), 15 * MINUTE),
        (read(fresh_for=timedelta(days=3650)), DAY),
        (read(hints=Hints(ttl=HOUR)), HOUR),
        (read(hints=Hints(ttl=MINUTE)), 15 * MINUTE),
        (read(hints=Hints(ttl=timedelta(days=366))), DAY),
        (read(hints=Hints(update_every=6 * HOUR)), 6 * HOUR),
        (read(hints=Hints(ttl=HOUR), fresh_for=2 * HOUR), 2 * HOUR),
        (Unchanged(manners=Manners(fresh_for=2 * HOUR)), 2 * HOUR),
    ],
)
def test_the_longest_wish_counts_up_to_the_longest_interval(result: PollResult, least: timedelta) -> None:
    """Freshness, ttl and rhythm are kept, never undercut, and never beyond `polling.max_interval`."""
    for seed in range(20):
        assert least <= pause(result, jitter=random.Random(seed)) <= min(1.1 * least, DAY)


def test_hints_outlast_the_answers_that_do_not_hold_them() -> None:
    """A 304 says nothing of ttl; what the last document said goes on counting."""
    state = state_after(read(hints=Hints(ttl=6 * HOUR)))
    assert pause(Unchanged(), state) >= 6 * HOUR


def test_the_owner_of_a_feed_goes_before_its_document_but_not_its_server() -> None:
    """An interval set for a feed is kept whatever ttl and skipHours say; asking before max-age is over is in vain."""
    hints = Hints(ttl=6 * HOUR, update_every=DAY, skip_hours=(12, 13))
    assert pause(read(hints=hints), interval=5 * MINUTE) <= 5.5 * MINUTE
    assert pause(read(hints=hints, fresh_for=HOUR), interval=5 * MINUTE) >= HOUR


def test_hours_and_days_to_skip_are_skipped() -> None:
    """A poll that would fall into a silent hour or day comes right after it; silence beyond a day is not waited out."""
    planned = state_after(read(hints=Hints(skip_hours=(12, 13, 14)))).next_poll_at
    assert (planned.date(), planned.hour) == (NOON.date(), 15)
    saturday = NOON + timedelta(days=5 - NOON.weekday())
    weekend = Hints(skip_days=(5, 6))
    assert pause(read(hints=weekend), now=saturday) == DAY
    sunday = state_after(read(hints=weekend), now=saturday + DAY).next_poll_at
    assert (sunday.weekday(), sunday.hour) == (0, 0)


@pytest.mark.parametrize(
    ("ages", "least", "most"),
    [
        ([HOUR * n for n in range(12)], 27 * MINUTE, 31 * MINUTE),
        ([*(MINUTE * n for n in range(12)), DAY], 15 * MINUTE, 16.5 * MINUTE),
        ([7 * DAY * n for n in range(12)], HOUR, 66 * MINUTE),
        ([400 * DAY + HOUR * n for n in range(12)], HOUR, 66 * MINUTE),
        ([7 * DAY, 14 * DAY], 15 * MINUTE, 16.5 * MINUTE),
    ],
)
def test_a_feed_that_seldom_publishes_is_asked_less_often(
    ages: list[timedelta], least: timedelta, most: timedelta
) -> None:
    """Two polls for an entry are enough; but news of the quietest source is four intervals late at most."""
    assert least <= pause(read(*ages)) <= most
    assert pause(Unchanged(), state_after(read(*ages))) <= most
    fixed = PollingPolicy(15 * MINUTE, 2 * MINUTE, DAY, adaptive=False)
    assert pause(read(*ages), polling=fixed) <= 16.5 * MINUTE
    assert pause(read(*ages), interval=15 * MINUTE) <= 16.5 * MINUTE


def test_a_feed_that_turns_over_between_polls_is_asked_sooner() -> None:
    """When all entries are newer than the last poll some were missed; then twice in the time that a document spans."""
    ages = [MINUTE * n for n in range(10)]
    busy = state_after(read(*ages))
    assert busy.next_poll_at - NOON <= 5 * MINUTE
    assert pause(read(*ages, 20 * DAY)) >= 15 * MINUTE
    assert pause(read(*(timedelta(seconds=n) for n in range(10)))) >= 2 * MINUTE
    assert pause(read(*(HOUR * n for n in range(10))), busy) >= 15 * MINUTE


def test_software_that_says_hourly_whatever_the_blog_is_not_believed() -> None:
    """WordPress states one update an hour of a newspaper, too; its dates say otherwise."""
    hourly = Hints(update_every=HOUR)
    assert pause(read(*(5 * MINUTE * n for n in range(9)), 9 * DAY, hints=hourly)) >= HOUR
    assert pause(read(*(5 * MINUTE * n for n in range(12)), 9 * DAY, hints=hourly)) <= 16.5 * MINUTE
