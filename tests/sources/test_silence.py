"""When a feed's silence is longer than its own rhythm explains."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Entry, FeedState, NewsDay, NewsRecord
from monitor.sources.silence import KEPT, LEAST_DAYS, LEAST_SPAN, days_off, first_news, judged, later_news, usual

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)

silences = st.lists(st.integers(1, 60 * 24 * 60), min_size=1, max_size=120)


def grown(gaps: list[timedelta], start: datetime = MONDAY) -> NewsRecord:
    """The record of a feed that is asked all the time and has news after each of ``gaps``."""
    record, now = NewsRecord(last_at=start), start
    for gap in gaps:
        now += gap
        state = FeedState("wire", "https://wire.example/", now, last_success_at=now - HOUR / 4)
        record = later_news(record, state, 1, now, DAY)
    return record


def at_office_hours(weeks: int, per_day: int = 4, weekdays: int = 5) -> Iterator[datetime]:
    """Moments on the first days of each week, between seven and five."""
    rng = random.Random(7)
    for day in range(7 * weeks):
        if day % 7 < weekdays:
            yield from sorted(MONDAY + day * DAY + rng.uniform(7, 17) * HOUR for _ in range(per_day))


def of_moments(moments: list[datetime]) -> NewsRecord:
    return grown([later - earlier for earlier, later in pairwise(moments)], moments[0])


@given(silences)
def test_a_silence_that_came_twice_is_never_too_long(minutes: list[int]) -> None:
    """Whatever the rhythm: what is usual alarms nobody, six hours alarm nobody, and little is judged by nobody."""
    record = grown([timedelta(minutes=each) for each in minutes])
    assert len(record.days) <= KEPT
    if record.quiet_at is None:
        assert len(record.days) < LEAST_DAYS or record.days[-1].ended_at - record.days[0].ended_at < LEAST_SPAN
        assert usual(record) is None
        return
    assert record.last_at is not None
    second = sorted(day.silence for day in record.days)[-2]
    assert record.quiet_at - record.last_at >= max(6 * HOUR, second)


@given(silences, st.integers(1, 100))
def test_a_rhythm_is_the_same_in_whatever_week(minutes: list[int], weeks: int) -> None:
    """Nothing depends on the date but the day of the week."""
    gaps = [timedelta(minutes=each) for each in minutes]
    here, there = grown(gaps), grown(gaps, MONDAY + weeks * WEEK)
    assert (here.quiet_at is None) == (there.quiet_at is None)
    if here.quiet_at and there.quiet_at:
        assert there.quiet_at - here.quiet_at == weeks * WEEK
    assert usual(here) == usual(there)


@given(silences)
def test_longer_silences_make_it_more_patient(minutes: list[int]) -> None:
    """A feed that is twice as slow is given no less time."""
    gaps = [timedelta(minutes=each) for each in minutes]
    record = grown(gaps)
    if record.quiet_at is None or record.last_at is None or days_off(record.days):
        return
    slower = judged(replace(record, days=tuple(replace(day, silence=2 * day.silence) for day in record.days)))
    assert slower.quiet_at is not None
    assert slower.quiet_at >= record.quiet_at


@pytest.mark.parametrize("weeks", [3, 5, 12])
def test_a_feed_of_weekdays_may_keep_weekends_and_a_holiday(weeks: int) -> None:
    """From Friday evening to Tuesday, with the Monday off, nobody is alarmed; by the end of the week everybody is."""
    friday = [moment for moment in at_office_hours(weeks) if moment < MONDAY + (weeks - 1) * WEEK + 5 * DAY]
    record = of_moments(friday)
    end_of_monday = MONDAY + weeks * WEEK + DAY
    assert record.quiet_at is not None
    assert record.quiet_at > end_of_monday + 12 * HOUR
    assert record.quiet_at < end_of_monday + (4 * DAY if weeks > 4 else 9 * DAY)
    assert days_off(record.days) == (frozenset({5, 6}) if weeks > 4 else frozenset())


def test_no_alarm_is_raised_on_a_day_off() -> None:
    """A silence becomes too long on a day on which news could have come."""
    moments = list(at_office_hours(8))
    for length in range(len(moments) - 40, len(moments)):
        record = of_moments(moments[:length])
        assert record.quiet_at is not None
        assert record.quiet_at.weekday() not in (5, 6)


def test_the_dates_of_the_first_document_tell_the_rhythm() -> None:
    """A monthly bulletin is known at once, and a day's, or a month's, silence of it alarms nobody."""
    now = MONDAY + 730 * DAY
    entries = [Entry(str(n), str(n), None, "Bulletin", published=now - n * 30 * DAY - DAY) for n in range(12)]
    record = first_news(entries, now)
    assert record.last_at == now - DAY
    assert record.quiet_at == now - DAY + 90 * DAY
    found = usual(record)
    assert found is not None
    assert 25 < 1 / found.per_day < 31
    assert first_news([replace(entry, published=None, updated=now) for entry in entries], now) == NewsRecord()


def test_nothing_is_learned_of_the_time_in_which_nobody_asked() -> None:
    """After a fortnight's standstill of the service, the gap is no silence of the feed."""
    record = grown([DAY] * 30)
    now = MONDAY + 60 * DAY
    state = FeedState("wire", "https://wire.example/", now, last_success_at=now - 14 * DAY)
    after = later_news(record, state, 5, now, DAY)
    assert after.days == record.days
    assert after.quiet_at == now + 3 * DAY


def test_a_feed_that_is_asked_every_other_day_has_a_rhythm_too() -> None:
    """It is watched as long as it is asked when it is due; not over a standstill, nor over a poll that failed,
    nor while it was taken out."""
    record, now = NewsRecord(last_at=MONDAY), MONDAY
    for _ in range(20):
        state = FeedState("wire", "https://wire.example/", now + 2 * DAY, last_polled_at=now, last_success_at=now)
        now += 2 * DAY + HOUR
        record = later_news(record, state, 1, now, 7 * DAY)
    assert len(record.days) == 20
    assert record.quiet_at == now + 3 * (2 * DAY + HOUR)
    due = FeedState("wire", "https://wire.example/", now + 2 * DAY, last_polled_at=now, last_success_at=now)
    assert later_news(record, due, 1, now + 2 * DAY, 7 * DAY).days != record.days
    for unwatched in (replace(due, next_poll_at=now + DAY), replace(due, last_success_at=now - 2 * DAY)):
        assert later_news(record, unwatched, 1, now + 2 * DAY, 7 * DAY).days == record.days
    put_back = replace(due, next_poll_at=now + 60 * DAY)
    assert later_news(record, put_back, 1, now + 60 * DAY, 7 * DAY).days == record.days


def test_what_is_older_than_three_years_tells_no_rhythm() -> None:
    """An archive of early days beside the news of today is no silence of ten years."""
    now = MONDAY
    dates = [now - n * DAY for n in range(1, 21)] + [now - (3 * 366 + n) * DAY for n in range(1, 40)]
    record = first_news([Entry(str(n), str(n), None, "Note", published=date) for n, date in enumerate(dates)], now)
    assert [day.ended_at for day in record.days] == sorted(dates[:20])
    assert record.quiet_at == now + 2 * DAY


def test_a_clock_that_was_ahead_spoils_nothing() -> None:
    """News remembered in the future, from before the clock was set back, make no silence."""
    record = replace(grown([DAY] * 30), last_at=MONDAY + 4000 * DAY)
    now = MONDAY + 31 * DAY
    state = FeedState("wire", "https://wire.example/", now, last_success_at=now - HOUR)
    after = later_news(record, state, 1, now, DAY)
    assert (after.days, after.quiet_at) == (record.days, now + 3 * DAY)


@pytest.mark.parametrize(
    ("gaps", "limit"),
    [
        ([1] * 28 + [4, 9], 3 * 4 * DAY),
        ([1] * 12 + [4, 9], 3 * 9 * DAY),
        ([1] * 28 + [1, 1], 3 * DAY),
        ([1 / 96] * 96 * 20, 6 * HOUR),
    ],
)
def test_the_rule_is_the_one_that_is_documented(gaps: list[float], limit: timedelta) -> None:
    """Three times the second longest silence, the longest while twenty days are not known, six hours at least."""
    record = grown([gap * DAY for gap in gaps])
    assert record.last_at is not None
    assert record.quiet_at == record.last_at + limit


def test_the_rhythm_in_figures() -> None:
    """Four a day on working days, the night between them, and a record as days, not items."""
    record = of_moments(list(at_office_hours(8)))
    found = usual(record)
    assert found is not None
    assert found.per_day == pytest.approx(4, abs=0.2)
    assert 14 * HOUR < found.within < 24 * HOUR
    assert found.days_off == {5, 6}
    assert all(isinstance(day, NewsDay) for day in record.days)
    assert len(record.days) == KEPT
