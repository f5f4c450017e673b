"""How often a feed really has news, and when its silence is longer than that explains. Pure.

What is kept are the last forty days on which it had news, each with the longest silence that ended on it: enough to see
a rhythm of minutes as of months. **The rule**: a feed is quiet after three times the second longest of these silences
(the longest, while fewer than twenty days are known), and six hours at least. Days of the week on which it never has
news do not count, neither in its silences nor in the one that is judged; a feed that has such days off keeps holidays
as well, and is given a day more. Of fewer than ten days with news, or fewer than two weeks, nothing is concluded. How
often that is wrong: ``python -m benchmarks silence``.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from monitor.model import Entry, FeedState, NewsDay, NewsRecord, Usual

KEPT = 40
LEAST_DAYS = 10
LEAST_SPAN = timedelta(days=14)
_MANY = 20
_TIMES = 3
_SHORTEST = timedelta(hours=6)
_HOLIDAY = timedelta(days=1)
# Among so many days with news, a weekday that has none is hardly left out by chance.
_ENOUGH_TO_MISS = 21
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
# A feed that nobody asked for longer may have had news meanwhile: nothing is learned of that time. One that is to be
# asked less often is watched as long as it is asked when it is due, or not much later.
_UNWATCHED = timedelta(hours=26)
_PUNCTUAL = timedelta(hours=2)
_OLDEST = timedelta(days=3 * 365)
# A sitemap may list fifty thousand pages.
_MOST_DATES = 5000


def first_news(entries: Sequence[Entry], now: datetime) -> NewsRecord:
    """What the dates of a feed's document tell of its rhythm, when it is read for the first time.

    Only those of publication: when a page of a plain sitemap was changed says nothing of news.
    """
    since = now - _OLDEST
    dates = sorted({entry.published for entry in entries if entry.published and since <= entry.published <= now})
    record = NewsRecord()
    for published in dates[-_MOST_DATES:]:
        record = _with(record, published, 1)
    return judged(record)


def later_news(record: NewsRecord, state: FeedState, items: int, now: datetime, longest: timedelta) -> NewsRecord:
    """``record`` with ``items`` that came ``now``.

    ``state`` is that of the feed before, ``longest`` the longest that a feed is left unasked by plan.
    """
    last = record.last_at or state.last_new_at
    if last is None or last > now or not _is_watched(state, now, longest):
        return judged(replace(record, last_at=now))
    return judged(_with(replace(record, last_at=last), now, items))


def _is_watched(state: FeedState, now: datetime, longest: timedelta) -> bool:
    asked = state.last_success_at
    if asked is None:
        return False
    punctual = asked == state.last_polled_at and now - state.next_poll_at <= _PUNCTUAL
    # A feed that was taken out, and put back, is due at once.
    planned = longest + _PUNCTUAL if punctual else timedelta(0)
    return now - asked <= max(planned, _UNWATCHED)


def judged(record: NewsRecord) -> NewsRecord:
    """``record`` with the moment from which its silence is too long."""
    if record.last_at is None or not _is_known(record):
        return replace(record, quiet_at=None)
    off = days_off(record.days)
    silences = _silences(record.days, off)
    limit = max(_TIMES * silences[-2 if len(silences) >= _MANY else -1], _SHORTEST) + (
        _HOLIDAY if off else timedelta(0)
    )
    return replace(record, quiet_at=_after(record.last_at, limit, off))


def usual(record: NewsRecord) -> Usual | None:
    """How the feed publishes, in figures for people; ``None`` while too little is known."""
    if not _is_known(record):
        return None
    off = days_off(record.days)
    silences = _silences(record.days, off)
    first, last = record.days[0].ended_at.date(), record.days[-1].ended_at.date()
    span = (last - first).days + 1
    working = sum((first + _DAY * number).weekday() not in off for number in range(span))
    items = sum(day.items for day in record.days)
    return Usual(items / max(working, 1), silences[len(silences) * 9 // 10 - 1], off)


def days_off(days: Sequence[NewsDay]) -> frozenset[int]:
    """The days of the week, from Monday, 0, on which the feed never has news; of UTC."""
    if len(days) < _ENOUGH_TO_MISS:
        return frozenset()
    return frozenset(range(7)) - {day.ended_at.weekday() for day in days}


def _silences(days: Sequence[NewsDay], off: frozenset[int]) -> list[timedelta]:
    return sorted(_working(day.ended_at - day.silence, day.ended_at, off) for day in days)


def _is_known(record: NewsRecord) -> bool:
    days = record.days
    return len(days) >= LEAST_DAYS and days[-1].ended_at - days[0].ended_at >= LEAST_SPAN


def _with(record: NewsRecord, now: datetime, items: int) -> NewsRecord:
    silence = now - record.last_at if record.last_at else timedelta(0)
    days = record.days
    if days and days[-1].ended_at.date() == now.date():
        last = days[-1]
        longest = (now, silence) if silence > last.silence else (last.ended_at, last.silence)
        days = (*days[:-1], NewsDay(*longest, last.items + items))
    else:
        days = (*days, NewsDay(now, silence, items))[-KEPT:]
    return NewsRecord(days, now)


def _working(start: datetime, end: datetime, off: frozenset[int]) -> timedelta:
    """How much of the time from ``start`` to ``end`` is on no day off."""
    if not off:
        return end - start
    weeks = (end - start) // _WEEK
    total, at = weeks * (7 - len(off)) * _DAY, start + weeks * _WEEK
    while at < end:
        until = min(_next_day(at), end)
        total += until - at if at.weekday() not in off else timedelta(0)
        at = until
    return total


def _after(start: datetime, working: timedelta, off: frozenset[int]) -> datetime | None:
    """When so much time that is on no day off has passed since ``start``; ``None`` for beyond all calendars."""
    try:
        weeks = working // ((7 - len(off)) * _DAY)
        at, left = start + weeks * _WEEK, working - weeks * (7 - len(off)) * _DAY
        while True:
            step = _next_day(at) - at
            if at.weekday() not in off:
                if left < step:
                    return at + left
                left -= step
            at += step
    except OverflowError:
        return None


def _next_day(moment: datetime) -> datetime:
    following: date = moment.date() + _DAY
    return datetime.combine(following, time(), UTC)
