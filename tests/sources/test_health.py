"""What people are told of sources, and when: once, together, and not of what proves nothing."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.errors import Fault
from monitor.model import (
    Circumstances,
    ContentPolicy,
    Feed,
    FeedState,
    FloodState,
    NewsDay,
    NewsRecord,
    Occasion,
    PageOutcome,
    PageRecord,
    Trouble,
    Vitals,
)
from monitor.sources import Failed, HealthPolicy, Patient, PollingPolicy, Review, decide, diagnose, review
from tests.sources.samples import NOON

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
POLICY = HealthPolicy()
ONLINE = Circumstances(newest_success=NOON)
FEED = Feed("wire", "https://wire.example/feed")
STATE = FeedState("wire", FEED.url, NOON + HOUR, last_polled_at=NOON, last_success_at=NOON, last_new_at=NOON - DAY)
TEXT, WALL, LITTLE, UNREACHED = (
    PageOutcome.TEXT,
    PageOutcome.PAYWALL,
    PageOutcome.LITTLE,
    PageOutcome.UNREACHED,
)


def failing(feed_id: str, since: timedelta, failures: int = 5, fault: Fault = Fault.DNS) -> Patient:
    """A feed that has failed since so long, as it was found to do just now."""
    state = replace(STATE, feed_id=feed_id, last_success_at=NOON - since - HOUR, failing_since=NOON - since)
    state = replace(state, failures=failures, fault=fault)
    return Patient(replace(FEED, id=feed_id), state, Vitals(), f"{feed_id}.example")


def quiet(feed_id: str) -> Patient:
    """A daily feed that has had nothing for five days."""
    days = tuple(NewsDay(NOON - n * DAY, DAY, 1) for n in range(35, 4, -1))
    vitals = Vitals(news=NewsRecord(days, NOON - 5 * DAY))
    return Patient(replace(FEED, id=feed_id), replace(STATE, feed_id=feed_id), vitals, "wire.example")


def look(*patients: Patient, under_way: tuple[Occasion, ...] = (), circumstances: Circumstances = ONLINE) -> Review:
    return review(patients, under_way, circumstances, POLICY, NOON)


def told(found: Review) -> list[str]:
    return [finding.feed_id for finding in found.told]


@pytest.mark.parametrize(
    ("patient", "expected"),
    [
        (failing("a", 25 * HOUR), ["a"]),
        (failing("a", 23 * HOUR), []),
        (failing("a", 25 * HOUR, failures=2), []),
    ],
)
def test_a_feed_that_has_failed_for_a_day_is_told_of(patient: Patient, expected: list[str]) -> None:
    """Not before, and not for two bad polls with a standstill of the service between them."""
    assert told(look(patient)) == expected


def test_time_in_which_nobody_asked_counts_against_no_feed() -> None:
    """A service that was stopped for days has known a feed to fail only as long as it asked."""
    patient = failing("a", 25 * HOUR)
    asked_last = replace(patient, state=replace(patient.state, last_polled_at=NOON - 20 * HOUR))
    assert told(look(asked_last)) == []
    state = STATE
    for after in (HOUR / 4, HOUR / 2, 2 * DAY, 2 * DAY + HOUR):
        state = fails(state, NOON - 3 * DAY + after)
    back = Patient(FEED, state, Vitals(), "wire.example")
    assert (state.failures, state.unasked) == (4, 2 * DAY - HOUR)
    assert told(look(back)) == []
    assert told(look(replace(back, state=fails(state, state.next_poll_at + DAY)))) == []
    while state.last_polled_at is not None and state.last_polled_at < NOON + DAY:
        state = fails(state, state.next_poll_at)
    assert told(look(replace(back, state=state))) == ["wire"]


def fails(state: FeedState, now: datetime) -> FeedState:
    """``state`` after a bad poll ``now``."""
    polling = PollingPolicy(HOUR / 4, HOUR / 30, DAY)
    failed = Failed(Fault.HTTP_SERVER, "502")
    return decide(state, failed, polling=polling, interval=None, now=now, jitter=NO_JITTER).state


class _NoJitter(random.Random):
    def uniform(self, a: float, b: float) -> float:
        return a


NO_JITTER = _NoJitter()


def test_what_failed_together_is_told_of_together() -> None:
    """Those within three hours of one that is told of go along; one that failed lately waits for its own day."""
    found = look(failing("a", 25 * HOUR), failing("b", 22.5 * HOUR), failing("c", 10 * HOUR))
    assert told(found) == ["a", "b"]
    assert [(each.feed_id, each.told_at) for each in found.begun] == [("a", NOON), ("b", NOON)]


def test_after_a_notice_the_next_ones_are_gathered() -> None:
    """A feed that goes quiet an hour after another is told of when six hours have passed, with all that came since."""
    lately = Circumstances(NOON, told=(("feeds-quiet", NOON - HOUR),))
    assert told(look(quiet("a"), failing("b", 25 * HOUR), circumstances=lately)) == ["b"]
    long_ago = Circumstances(NOON, told=(("feeds-quiet", NOON - 6 * HOUR),))
    assert told(look(quiet("a"), quiet("c"), circumstances=long_ago)) == ["a", "c"]
    clock_set_back = Circumstances(NOON, told=(("feeds-quiet", NOON + DAY),))
    assert told(look(quiet("a"), circumstances=clock_set_back)) == ["a"]


def test_what_is_known_is_not_told_again_and_what_is_over_is_told_once() -> None:
    """While it lasts there is nothing to do; the all-clear waits for rest like any notice."""
    occasion = Occasion("a", Trouble.FAILING, NOON - 40 * HOUR, NOON - 10 * HOUR)
    assert look(failing("a", 40 * HOUR), under_way=(occasion,)) == Review()
    well = Patient(replace(FEED, id="a"), replace(STATE, feed_id="a"), Vitals(), "a.example")
    assert look(well, under_way=(occasion,)) == Review(over=(occasion,), well=(occasion,))
    lately = Circumstances(NOON, told=(("feeds-well", NOON - HOUR),))
    assert look(well, under_way=(occasion,), circumstances=lately) == Review()


def test_a_corrected_address_has_yet_to_answer() -> None:
    """The fault is forgotten with the old address; the all-clear comes with the first good poll."""
    occasion = Occasion("a", Trouble.STOPPED, NOON - 40 * HOUR, NOON - 10 * HOUR)
    corrected = Patient(
        replace(FEED, id="a"), replace(STATE, feed_id="a", last_success_at=NOON - 50 * HOUR), Vitals(), "a.example"
    )
    assert look(corrected, under_way=(occasion,)) == Review()


def test_what_is_taken_out_is_forgotten_without_a_word() -> None:
    """Of a feed that is no longer configured, or whose owner wants to hear no more, there is no all-clear."""
    occasion = Occasion("a", Trouble.QUIET, NOON - 5 * DAY, NOON - DAY)
    assert look(under_way=(occasion,)) == Review(over=(occasion,))
    unwatched = review([quiet("a")], (occasion,), ONLINE, HealthPolicy(silence=False), NOON)
    assert unwatched == Review(over=(occasion,))


def test_the_end_of_a_hold_is_told() -> None:
    """The poll that held the feed has told of it, so the beginning is only noted.

    It lasts while something waits, whatever the feed is taken for, and ends without a word after a month.
    """
    held = replace(STATE, flood=FloodState.HELD, flood_at=NOON - HOUR)
    found = look(Patient(FEED, held, Vitals(waits=True), "wire.example"))
    (occasion,) = found.begun
    assert (occasion.trouble, found.told) == (Trouble.HELD, ())
    for flood in (None, FloodState.DOUBTED):
        still = Patient(FEED, replace(held, flood=flood), Vitals(waits=True), "wire.example")
        assert look(still, under_way=(occasion,)) == Review()
        decided = replace(still, vitals=Vitals())
        assert look(decided, under_way=(occasion,)) == Review(over=(occasion,), well=(occasion,))
        left = replace(still, state=replace(still.state, flood_at=NOON - 31 * DAY))
        assert look(left, under_way=(occasion,)) == Review(over=(occasion,))


@pytest.mark.parametrize(
    ("recent", "texts", "walled"),
    [
        ((WALL,) * 5, 0, True),
        ((WALL,) * 4, 0, False),
        ((WALL,) * 4 + (LITTLE,), 0, False),
        ((LITTLE,) * 20, 0, False),
        ((UNREACHED,) * 20, 0, False),
        ((TEXT,) * 4 + (WALL,) * 8, 4, True),
        ((TEXT,) * 4 + (UNREACHED,) * 8, 4, True),
        ((TEXT,) + (WALL,) * 7, 1, True),
        ((TEXT, TEXT) + (WALL,) * 6, 2, False),
        ((TEXT,) * 4 + (WALL,) * 7, 4, True),
        ((WALL,) * 7, 4, False),
        ((WALL,) * 12 + (TEXT,) * 3 + (WALL,) * 5, 9, False),
        ((), 0, False),
    ],
)
def test_when_pages_are_said_to_give_no_text(recent: tuple[PageOutcome, ...], texts: int, walled: bool) -> None:
    """Of eight seven; where none ever gave one, five that were shut: not a site that is down, nor a fuller feed."""
    vitals = Vitals(pages=PageRecord(recent, texts))
    found = [finding.trouble for finding in diagnose(FEED, STATE, vitals, POLICY)]
    assert found == ([Trouble.NO_TEXT] if walled else [])
    assert diagnose(replace(FEED, content=ContentPolicy.FEED), STATE, vitals, POLICY) == ()
    assert diagnose(FEED, STATE, vitals, HealthPolicy(pages=False)) == ()


SILENT = Circumstances(NOON - 30 * HOUR)


def test_two_dead_feeds_and_one_that_sleeps_are_no_broken_network() -> None:
    """Three sites must fail as without a network, since anything answered; an answer that is no feed is one."""
    two = look(failing("a", 29 * HOUR), failing("b", 29 * HOUR), circumstances=SILENT)
    assert (two.offline, told(two)) == (None, ["a", "b"])
    three = [failing(name, 29 * HOUR) for name in "abc"]
    found = look(*three, circumstances=SILENT)
    assert (found.offline, found.tell_offline, told(found)) == (NOON - 29 * HOUR, True, [])
    assert look(*three, failing("d", 90 * DAY, fault=Fault.HTTP_NOT_FOUND), circumstances=SILENT).offline is None
    assert look(*three, failing("d", 90 * DAY, fault=Fault.BLOCKED_ADDRESS), circumstances=SILENT) == found


def test_ten_minutes_without_an_answer_are_nothing_and_an_hour_is_told() -> None:
    """Three that fail while the rest was well five minutes ago are three that fail."""
    three = [failing(name, 4 * MINUTE) for name in "abc"]
    assert look(*three, circumstances=Circumstances(NOON - 5 * MINUTE)).offline is None
    three = [failing(name, 20 * MINUTE) for name in "abc"]
    just_now = look(*three, circumstances=Circumstances(NOON - 21 * MINUTE))
    assert (just_now.offline, just_now.tell_offline) == (NOON - 20 * MINUTE, False)


def test_dead_feeds_are_no_broken_network_while_the_others_are_not_due() -> None:
    """What failed before the last answer proves nothing, nor do a few beside many that nobody has asked since."""
    dead = [failing(name, 40 * HOUR) for name in "abcd"]
    assert told(look(*dead, circumstances=SILENT)) == ["a", "b", "c", "d"]
    assert look(*dead, failing("e", 20 * HOUR), circumstances=SILENT).offline is None
    assert look(*dead, failing("e", 20 * HOUR), failing("f", 19 * HOUR), circumstances=SILENT).offline is not None
    never_read = [replace(each, state=replace(each.state, last_success_at=None)) for each in map(fresh, "abc")]
    assert look(*never_read, circumstances=SILENT).offline is None
    assert look(*never_read, circumstances=Circumstances()).offline is not None
    assert look(*map(fresh, "abcd"), circumstances=replace(SILENT, well=4)).offline is None
    assert look(*map(fresh, "abcde"), circumstances=replace(SILENT, well=4)).offline is not None
    assert look(*map(fresh, "abcdefghij"), circumstances=replace(SILENT, well=4000)).offline is not None


def fresh(feed_id: str) -> Patient:
    return failing(feed_id, 29 * HOUR)


def test_while_nothing_answers_other_troubles_are_told_of_and_it_is_itself_told_of_with_rest() -> None:
    """A feed that is gone, and one that was quiet before, are what they are; a network that flaps is told of once."""
    stopped = failing("gone", 30 * HOUR, fault=Fault.HTTP_GONE)
    before = replace(stopped.state, stopped=True, last_polled_at=NOON - 30 * HOUR)
    three = [*map(fresh, "abc"), replace(stopped, state=before)]
    found = look(*three, quiet("q"), circumstances=SILENT)
    assert (found.offline, told(found)) == (NOON - 29 * HOUR, ["gone", "q"])
    assert {each.trouble for each in found.begun} == {Trouble.OFFLINE, Trouble.STOPPED, Trouble.QUIET}
    lately = replace(SILENT, told=(("feeds-offline", NOON - 5 * HOUR),))
    rested = look(*map(fresh, "abc"), circumstances=lately)
    assert (rested.offline, rested.tell_offline) == (NOON - 29 * HOUR, False)


def test_only_a_real_time_without_a_network_counts_against_no_feed() -> None:
    """Minutes change nothing; a long one is taken from what a feed failed in all, and not what it failed before it."""
    short = Occasion("", Trouble.OFFLINE, NOON - 30 * MINUTE, None)
    found = look(failing("a", 25 * HOUR), under_way=(short,))
    assert (found.over, found.online, told(found)) == ((short,), None, ["a"])
    long = Occasion("", Trouble.OFFLINE, NOON - 2 * HOUR, None)
    found = look(failing("a", 25 * HOUR), failing("b", 27 * HOUR), under_way=(long,))
    assert (found.over, found.online, found.online_told) == ((long,), NOON - 2 * HOUR, False)
    assert look(failing("a", 25 * HOUR), under_way=(long,)).told == ()
    assert told(look(failing("b", 27 * HOUR), under_way=(long,))) == ["b"]
    later = Circumstances(NOON, NOON - 5 * HOUR, offline_at=NOON - 7 * HOUR)
    assert told(look(failing("a", 25 * HOUR), circumstances=later)) == []
    assert told(look(failing("b", 27 * HOUR), circumstances=later)) == ["b"]
