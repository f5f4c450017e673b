"""Quiet hours and crontabs on the clocks of a zone, through the days on which these are put forward or back.

Both are turned into moments first and compared as such. What the clocks leave out begins when they have passed it;
what they show twice ends, or happens, the first time. A crontab of every hour does not ask the clocks for the hour.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import dropwhile, groupby
from zoneinfo import ZoneInfo

from cronsim import CronSim

from monitor.model import QuietHours

_DAY = timedelta(days=1)
_SHORTEST = timedelta(seconds=1)
_EVERY_HOUR = frozenset(range(24))


def quiet_until(quiet: QuietHours, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the quiet hours end in which ``now`` lies, in UTC; ``None`` when it lies in none."""
    today = now.astimezone(zone).date()
    for day in (today - _DAY, today):
        begin, end = quiet_hours(quiet, zone, day)
        if begin <= now < end:
            return end
    return None


def quiet_hours(quiet: QuietHours, zone: ZoneInfo, day: date) -> tuple[datetime, datetime]:
    """When the quiet hours that begin on ``day`` begin and end, in UTC."""
    last = day + _DAY if quiet.end <= quiet.start else day
    return moment_of(day, quiet.start, zone), moment_of(last, quiet.end, zone)


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first moment, in UTC, at which the clocks of ``zone`` show that time or have just passed it over."""
    wall = datetime.combine(day, at, zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    # The clocks are put forward over it (PEP 495): with the offset of after they are not there yet, with that of before
    # they are past it. The moment of the change lies between.
    early, late = wall.replace(fold=1).astimezone(UTC), moment
    after = late.astimezone(zone).utcoffset()
    while late - early > _SHORTEST:
        middle = (early + (late - early) / 2).replace(microsecond=0)
        if middle in (early, late):
            break
        if middle.astimezone(zone).utcoffset() == after:
            late = middle
        else:
            early = middle
    return late


def next_fire(cron: str, zone: ZoneInfo, after: datetime) -> datetime:
    """The first moment after ``after``, in UTC, at which ``cron`` is due; it must be due some day."""
    return next(fires(cron, zone, after))


def last_fire(cron: str, zone: ZoneInfo, after: datetime, until: datetime) -> datetime | None:
    """The last moment after ``after`` and not after ``until`` at which ``cron`` was due, if it was."""
    found = None
    for moment in fires(cron, zone, after):
        if moment > until:
            break
        found = moment
    return found


def fires(cron: str, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """The moments after ``after`` at which ``cron`` is due, in UTC.

    One for every hour goes by the time that passes: an hour that the clocks leave out is none, one that they show twice
    is two. One that names hours means those of the clocks: each comes once, the first time or when it has been passed.
    """
    local = after.astimezone(zone)
    walls = CronSim(cron, local.replace(tzinfo=None))
    if walls.hours == _EVERY_HOUR:
        minutes, _, *days = cron.split()
        # By a star the library knows what goes by the time that passes.
        found = (moment.astimezone(UTC) for moment in CronSim(" ".join((minutes, "*", *days)), local))
    else:
        found = (moment_of(wall.date(), wall.time(), zone) for wall in walls)
    # Within an hour that the clocks show twice, both begin anew with the first time.
    yield from (moment for moment, _ in groupby(dropwhile(lambda moment: moment <= after, found)))
