"""When a feed is asked again, and which of its entries are news."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from monitor.errors import Fault
from monitor.model import Entry, Feed, FeedState, Hints, ParsedFeed, PollOutcome
from monitor.sources import (
    Failed,
    Manners,
    PollingPolicy,
    PollResult,
    Read,
    Unchanged,
    decide,
    if_cut_off,
    spread_first_polls,
)
from tests.sources.samples import NOON

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
POLICY = PollingPolicy(15 * MINUTE, 2 * MINUTE, 24 * HOUR)
NEVER_READ = FeedState("wire", "https://wire.example/feed", NOON)
READ_BEFORE = FeedState("wire", "https://wire.example/feed", NOON, '"old"', "then", "hash", NOON, NOON)


def entry(name: str, published: datetime | None = None) -> Entry:
    return Entry(name, name, f"https://wire.example/{name}", name, published=published)


def read(*entries: Entry) -> Read:
    return Read(ParsedFeed("Wire", "en", entries), '"new"', None, "new hash")


def outcome(
    state: FeedState, result: PollResult, policy: PollingPolicy = POLICY, interval: timedelta | None = None
) -> PollOutcome:
    return decide(state, result, polling=policy, interval=interval, now=NOON, jitter=random.Random(7))


def pause(state: FeedState, result: PollResult, interval: timedelta | None = None) -> timedelta:
    return outcome(state, result, interval=interval).state.next_poll_at - NOON


def identities(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.identity for entry in entries]


def test_the_first_poll_is_silent() -> None:
    """A feed added with 200 old entries raises no alert; its entries are remembered."""
    first = outcome(NEVER_READ, read(*(entry(str(n)) for n in range(200))))
    assert (len(first.fresh), len(first.known)) == (0, 200)
    assert first.state.last_success_at == NOON


def test_backfill_takes_the_newest() -> None:
    """The backfill counts from the newest entry: by date when all have one, as listed when not."""
    policy = PollingPolicy(15 * MINUTE, 2 * MINUTE, 24 * HOUR, backfill=2)
    dated = [entry("old", NOON - 3 * HOUR), entry("new", NOON - HOUR), entry("newer", NOON)]
    assert identities(outcome(NEVER_READ, read(*dated), policy).fresh) == ["new", "newer"]
    assert identities(outcome(NEVER_READ, read(*dated), policy).known) == ["old"]
    assert identities(outcome(NEVER_READ, read(*dated, entry("undated")), policy).fresh) == ["old", "new"]


def test_later_polls_are_news() -> None:
    """After the first good poll every entry is offered; the store knows which it has."""
    assert identities(outcome(READ_BEFORE, read(entry("a"), entry("b"))).fresh) == ["a", "b"]


def test_a_failed_first_poll_leaves_the_next_one_first() -> None:
    """A feed that was down when it was added does not flood when it comes back."""
    failed = outcome(NEVER_READ, Failed(Fault.DNS, "No such name.")).state
    back = outcome(failed, read(entry("a")))
    assert (identities(back.fresh), identities(back.known)) == ([], ["a"])
    assert (back.state.failures, back.state.fault, back.state.fault_detail) == (0, None, None)


def test_validators_change_with_a_good_answer_only() -> None:
    """After a fault the feed is asked as before, so nothing published meanwhile is missed."""
    failed = outcome(READ_BEFORE, Failed(Fault.NOT_A_FEED, "A page.")).state
    assert (failed.etag, failed.last_modified, failed.body_hash) == ('"old"', "then", "hash")
    assert (failed.failures, failed.fault, failed.fault_detail) == (1, Fault.NOT_A_FEED, "A page.")
    assert (failed.last_success_at, failed.last_polled_at) == (NOON, NOON)
    good = outcome(READ_BEFORE, read()).state
    assert (good.etag, good.last_modified, good.body_hash) == ('"new"', None, "new hash")
    same = outcome(READ_BEFORE, Unchanged('"old"', "now")).state
    assert (same.etag, same.last_modified, same.body_hash) == ('"old"', "now", "hash")


def test_polls_spread_beyond_their_interval() -> None:
    """Feeds of one interval drift apart: each poll comes a tenth of its time late at most, and never early."""
    rng = random.Random(1)
    pauses = {
        decide(READ_BEFORE, Unchanged(), polling=POLICY, interval=None, now=NOON, jitter=rng).state.next_poll_at - NOON
        for _ in range(200)
    }
    assert min(pauses) >= 15 * MINUTE
    assert max(pauses) <= 16.5 * MINUTE
    assert max(pauses) - min(pauses) > MINUTE


@pytest.mark.parametrize(("interval", "expected"), [(HOUR, HOUR), (MINUTE, 2 * MINUTE), (72 * HOUR, 24 * HOUR)])
def test_a_feed_has_its_own_interval_within_the_limits(interval: timedelta, expected: timedelta) -> None:
    """The interval of a feed overrides the general one, but not its limits."""
    assert pause(READ_BEFORE, Unchanged(), interval) == pytest.approx(expected, rel=0.1)


def test_no_feed_is_asked_sooner_than_the_least_interval() -> None:
    """Spreading polls out does not break `polling.min_interval`."""
    rng = random.Random(1)
    result = Unchanged()
    pauses = [
        decide(READ_BEFORE, result, polling=POLICY, interval=2 * MINUTE, now=NOON, jitter=rng).state.next_poll_at - NOON
        for _ in range(50)
    ]
    assert min(pauses) >= 2 * MINUTE
    assert max(pauses) > 2 * MINUTE


def test_feeds_that_failed_together_come_back_apart() -> None:
    """After an outage nobody is asked sooner than planned, nor all at one moment."""
    rng = random.Random(1)
    failed = Failed(Fault.TIMEOUT, "late")
    pauses = {
        decide(READ_BEFORE, failed, polling=POLICY, interval=None, now=NOON, jitter=rng).state.next_poll_at - NOON
        for _ in range(50)
    }
    assert len(pauses) == 50
    assert min(pauses) >= 15 * MINUTE
    assert max(pauses) > 16 * MINUTE


def test_failures_back_off() -> None:
    """A feed that stays broken is asked half as often each time, down to the longest interval."""
    state, pauses = READ_BEFORE, []
    for _ in range(40):
        state = outcome(state, Failed(Fault.HTTP_SERVER, "Down.")).state
        pauses.append(state.next_poll_at - NOON)
    assert state.failures == 40
    assert pauses[0] < 17 * MINUTE
    assert all(b > 1.7 * a for a, b in pairwise(pauses[:6]))
    assert 21.8 * HOUR <= pauses[-1] <= 24 * HOUR


@pytest.mark.parametrize(
    ("fault", "asked", "least", "most"),
    [
        (Fault.HTTP_THROTTLED, None, 4 * HOUR, 4.4 * HOUR),
        (Fault.HTTP_CHALLENGE, None, 4 * HOUR, 4.4 * HOUR),
        (Fault.HTTP_THROTTLED, HOUR, HOUR, 1.1 * HOUR),
        (Fault.HTTP_SERVER, HOUR, HOUR, 1.1 * HOUR),
        (Fault.HTTP_THROTTLED, timedelta(0), 15 * MINUTE, 16.5 * MINUTE),
        (Fault.HTTP_THROTTLED, timedelta(days=3650), 24 * HOUR, 24 * HOUR),
    ],
)
def test_what_a_server_asks_for_is_kept(
    fault: Fault, asked: timedelta | None, least: timedelta, most: timedelta
) -> None:
    """Retry-After is honoured, never undercut, and capped; without it a throttling site is left alone for hours."""
    assert least <= pause(READ_BEFORE, Failed(fault, "Later.", asked)) <= most


def test_dates_ahead_of_time_are_not_believed() -> None:
    """An entry dated next month is undated; one of tomorrow, in another time zone, is not."""
    entries = (entry("far", NOON + timedelta(days=30)), entry("near", NOON + timedelta(hours=14)))
    far, near = outcome(READ_BEFORE, read(*entries)).fresh
    assert (far.published, near.published) == (None, NOON + timedelta(hours=14))


def test_first_polls_are_soon_and_spread() -> None:
    """Five hundred new feeds on five hosts: the first at once, none in a crowd, no host twice in a row."""
    feeds = [Feed(f"f{n}", f"https://h{n // 100}.example/{n}") for n in range(500)]
    polls = spread_first_polls(feeds, NOON, HOUR, random.Random(3))
    order = sorted(feeds, key=lambda feed: polls[feed.id])
    moments = [polls[feed.id] for feed in order]
    assert len(polls) == 500
    assert NOON <= moments[0] < NOON + timedelta(seconds=1)
    assert moments[-1] < NOON + timedelta(seconds=250)
    assert all(b - a >= timedelta(seconds=0.24) for a, b in pairwise(moments))
    assert all(a.url.split("/")[2] != b.url.split("/")[2] for a, b in pairwise(order))
    assert max(spread_first_polls(feeds, NOON, MINUTE, random.Random(3)).values()) <= NOON + MINUTE
    assert spread_first_polls([], NOON, MINUTE, random.Random(3)) == {}


@pytest.mark.parametrize(
    ("state", "interval", "least"),
    [
        (NEVER_READ, 6 * HOUR, 2 * MINUTE),
        (READ_BEFORE, None, 15 * MINUTE),
        (READ_BEFORE, 6 * HOUR, 6 * HOUR),
        (replace(READ_BEFORE, hints=Hints(ttl=2 * HOUR)), None, 2 * HOUR),
        (replace(READ_BEFORE, fault=Fault.HTTP_UNAVAILABLE, last_polled_at=NOON - 9 * HOUR), None, 9 * HOUR),
        (replace(READ_BEFORE, fault=Fault.HTTP_UNAVAILABLE, last_polled_at=NOON - 99 * HOUR), None, 24 * HOUR),
        (replace(NEVER_READ, fault=Fault.TIMEOUT, last_polled_at=NOON - MINUTE), 6 * HOUR, 6 * HOUR),
    ],
    ids=["never asked", "usual", "its own interval", "its own word", "what its server asked for", "longest", "fails"],
)
def test_a_poll_that_was_cut_off_counts_as_one(state: FeedState, interval: timedelta | None, least: timedelta) -> None:
    """Killed between request and commit, a feed is asked again when it would be after an answer; a new one soon."""
    planned = if_cut_off(state, polling=POLICY, interval=interval, now=NOON, jitter=random.Random(7))
    assert least <= planned - NOON <= 1.1 * least


def test_a_feed_that_moves_back_has_not_moved() -> None:
    """Where its new place has sent us to its old one for long enough, nobody is told to correct its address."""
    state = replace(READ_BEFORE, moved_to="https://wire.example/moved")
    answer = Unchanged(manners=Manners(url=state.url, moved_to=state.url))
    for address in (state.moved_to, state.moved_to, state.url):
        state = outcome(state, answer).state
        assert state.address == address
    assert (state.moved_to, state.moving_to, state.moving_times) == (None, None, 0)


def test_gone_where_a_feed_had_moved_to_is_not_gone_for_good() -> None:
    """A place that a feed moved to may be gone while its old one serves again: that is asked before it is given up."""
    moved = replace(READ_BEFORE, moved_to="https://wire.example/moved", fault=Fault.HTTP_GONE, failures=1)
    gone = Failed(Fault.HTTP_GONE, "410", status=410)
    back = outcome(moved, gone).state
    assert (back.stopped, back.address) == (False, READ_BEFORE.url)
    assert back.next_poll_at < NOON + HOUR
    assert outcome(back, gone).state.stopped
