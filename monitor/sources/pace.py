"""When a feed that answers is asked again: what we want, what it publishes, and what its server says. Pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Entry, Hints, Rhythm

JITTER = 0.1
# A feed that publishes once a week is not worth asking every quarter of an hour; but its news must not be a day late.
_SLOWEST = 4
_COUNTED = 12
_FEWEST = 3
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PollingPolicy:
    """How often feeds are asked. ``backfill`` is how many entries of a feed's first poll count as news.

    ``adaptive`` lets the interval follow how often a feed publishes, between ``min_interval`` and ``max_interval``.
    """

    interval: timedelta
    min_interval: timedelta
    max_interval: timedelta
    backfill: int = 0
    adaptive: bool = True


def within(pause: timedelta, polling: PollingPolicy) -> timedelta:
    """``pause``, held between the shortest and the longest interval."""
    return min(max(pause, polling.min_interval), polling.max_interval)


def rhythm_of(entries: Sequence[Entry], before: Rhythm, last_success: datetime | None, now: datetime) -> Rhythm:
    """How often a feed publishes, by the dates of the ``entries`` of its document, all of them.

    A document whose every entry is dated after the last good poll has turned over in between. ``before`` is what was
    known until now.
    """
    stated = [entry.published or entry.updated for entry in entries]
    dates = sorted((date for date in stated if date is not None and date <= now), reverse=True)
    counted = dates[:_COUNTED]
    if len(counted) < _FEWEST:
        return Rhythm()
    turned = before.turns_over_since is not None or (last_success is not None and dates[-1] > last_success)
    return Rhythm(
        entries=len(counted),
        since=counted[-1],
        turns_over_since=dates[-1] if turned and len(dates) == len(entries) else None,
    )


def usual_interval(own: timedelta | None, rhythm: Rhythm, polling: PollingPolicy, now: datetime) -> timedelta:
    """How often a feed is to be asked, before its server is heard: its ``own`` interval, or one that suits it.

    Twice for every entry that is to be expected, but not more often than ``polling.interval``, nor four times as
    seldom. A feed that turns over between polls is asked sooner, so that no entry comes and goes unseen.
    """
    usual = within(polling.interval, polling)
    if own is not None:
        return within(own, polling)
    if not polling.adaptive or rhythm.since is None:
        return usual
    if rhythm.turns_over_since is not None and (now - rhythm.turns_over_since) / 2 < usual:
        return within((now - rhythm.turns_over_since) / 2, polling)
    expected = (now - rhythm.since) / rhythm.entries / 2
    return within(min(max(expected, usual), _SLOWEST * usual), polling)


def next_poll(
    usual: timedelta,
    *,
    own: bool,
    hints: Hints,
    rhythm: Rhythm,
    fresh_for: timedelta | None,
    polling: PollingPolicy,
    now: datetime,
    jitter: random.Random,
) -> datetime:
    """When a feed that answered is asked again: after the longest of what is usual and what its server says.

    Never sooner than that, so that there is at most one request an interval, and up to a tenth later, so that feeds
    drift apart. The operator's ``own`` interval for a feed goes before the hints in its document, but not before
    ``fresh_for``: until then its server would give the same answer. ``polling.max_interval`` goes before everything.
    """
    pause = max(usual, fresh_for or timedelta(0))
    if not own:
        pause = max(pause, hints.ttl or timedelta(0), _stated_rhythm(hints, rhythm, now))
    latest = now + polling.max_interval
    planned = min(now + later(within(pause, polling), jitter), latest)
    return planned if own else min(after_silence(planned, hints, jitter), latest)


def later(pause: timedelta, jitter: random.Random) -> timedelta:
    """``pause`` or a little more; never less."""
    return pause * jitter.uniform(1, 1 + JITTER)


def _stated_rhythm(hints: Hints, rhythm: Rhythm, now: datetime) -> timedelta:
    """The syndication module's rhythm, unless the feed outruns it: blog software writes "hourly" whatever the blog."""
    stated = hints.update_every
    if stated is None:
        return timedelta(0)
    if rhythm.since is not None and (now - rhythm.since) / rhythm.entries < stated:
        return timedelta(0)
    return stated


def after_silence(moment: datetime, hints: Hints, jitter: random.Random) -> datetime:
    """``moment``, or the first after it that lies in none of the hours and days to skip."""
    if moment.hour not in hints.skip_hours and moment.weekday() not in hints.skip_days:
        return moment
    hour = moment.replace(minute=0, second=0, microsecond=0)
    for _ in range(24 * 8):
        hour += _HOUR
        if hour.hour not in hints.skip_hours and hour.weekday() not in hints.skip_days:
            return hour + _HOUR * jitter.uniform(0, JITTER)
    return moment
