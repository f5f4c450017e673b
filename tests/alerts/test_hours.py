"""Quiet hours and digests keep to the clocks of their readers, through every change of these."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.hours import fires, last_fire, moment_of, next_fire, quiet_until
from monitor.model import QuietHours

ZURICH = ZoneInfo("Europe/Zurich")
# Changes of half an hour, at midnight, before dawn, in both halves of the year, in Ramadan; a day that was left out.
NAMES = (
    "UTC Europe/Zurich America/New_York Australia/Lord_Howe Asia/Beirut Africa/Casablanca Pacific/Apia "
    "America/Santiago Asia/Kolkata Africa/Cairo America/Havana"
)
ZONES = st.sampled_from(NAMES.split()).map(ZoneInfo)
MOMENTS = st.integers(1_293_900_000, 2_051_222_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
DAY = timedelta(days=1)
CRONS = ["0 7 * * *", "30 2 * * *", "0 0 * * *", "15 */6 * * *", "0 9 * * 1-5", "*/30 * * * *", "30 0-23 * * 0"]
CHANGES = st.sampled_from(
    [
        ("Europe/Zurich", "2026-03-29T01:00"),
        ("Europe/Zurich", "2026-10-25T01:00"),
        ("Australia/Lord_Howe", "2026-10-03T15:30"),
        ("Australia/Lord_Howe", "2026-04-04T15:00"),
        ("America/Havana", "2026-03-08T05:00"),
        ("America/Havana", "2026-11-01T05:00"),
    ]
)
FEW = settings(max_examples=40, deadline=None)


@given(ZONES, MOMENTS, CLOCKS, CLOCKS)
def test_quiet_hours_are_whole_and_end_where_they_say(zone: ZoneInfo, now: datetime, start: time, end: time) -> None:
    """From within, the end is the same at every moment; and on days without a change they are what the clocks show."""
    quiet = QuietHours(start, end)
    until = quiet_until(quiet, zone, now)
    local = now.astimezone(zone)
    if until is not None:
        assert now < until < now + DAY + timedelta(hours=25)
        for part in range(4):
            between = now + (until - now) * part / 4
            assert quiet_until(quiet, zone, between) == until
    offsets = {(now + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in range(-50, 51)}
    if len(offsets) == 1 and start != end:
        clock = local.time()
        within = start <= clock < end if start < end else clock >= start or clock < end
        assert (until is not None) == within
        assert until is None or until.astimezone(zone).time() == end


@given(ZONES, MOMENTS, CLOCKS)
def test_a_clock_shows_a_time_once_a_day_or_has_just_passed_it_over(zone: ZoneInfo, now: datetime, at: time) -> None:
    """A moment is the first at which the clock shows at least that time, on that day or where the day is left out."""
    day = now.astimezone(zone).date()
    moment = moment_of(day, at, zone)
    shown = moment.astimezone(zone).replace(tzinfo=None)
    wanted = datetime.combine(day, at)
    assert shown >= wanted
    assert (moment - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None) < wanted
    assert moment_of(day + DAY, at, zone) >= moment


@given(ZONES, MOMENTS, st.sampled_from(CRONS))
def test_digests_are_due_in_order_and_never_twice(zone: ZoneInfo, now: datetime, cron: str) -> None:
    """Each is after the one before; from any moment between, the last is the last and the next is the next."""
    due = list(islice(fires(cron, zone, now), 8))
    assert all(now < first < second for first, second in pairwise(due))
    for first, second in pairwise(due):
        between = first + (second - first) / 2
        assert next_fire(cron, zone, first) == second
        assert (last_fire(cron, zone, now, between), next_fire(cron, zone, between)) == (first, second)
    if cron in CRONS[:3]:
        days = [moment.astimezone(zone).date() for moment in due]
        assert all(later > day for day, later in pairwise(days))


@FEW
@given(
    CHANGES, st.integers(-1800, 600), st.sampled_from(["*/30", "0", "7,45", "*"]), st.sampled_from(["*", "0-23", "*/1"])
)
def test_every_hour_is_by_the_time_that_passes(change: tuple[str, str], minutes: int, minute: str, hour: str) -> None:
    """It is due whenever the clocks show such a minute: in both hours that they call two, and in none that is not."""
    zone, since = (
        ZoneInfo(change[0]),
        datetime.fromisoformat(change[1]).replace(tzinfo=UTC) + timedelta(minutes=minutes),
    )
    wanted = {"*/30": {0, 30}, "0": {0}, "7,45": {7, 45}, "*": set(range(60))}[minute]
    passing = [since + timedelta(minutes=number) for number in range(1, 1441)]
    shown = [moment for moment in passing if moment.astimezone(zone).minute in wanted]
    assert list(islice(fires(f"{minute} {hour} * * *", zone, since), len(shown))) == shown


@FEW
@given(
    CHANGES, st.integers(-1800, 600), st.sets(st.integers(0, 4), min_size=1), st.sets(st.sampled_from([0, 15, 30, 45]))
)
def test_hours_by_name_are_those_of_the_clocks(
    change: tuple[str, str], minutes: int, hours: set[int], more: set[int]
) -> None:
    """Each time that it names comes once a day: the first time that it is shown, or when it has been passed over."""
    zone, since = (
        ZoneInfo(change[0]),
        datetime.fromisoformat(change[1]).replace(tzinfo=UTC) + timedelta(minutes=minutes),
    )
    clocks = [time(hour, minute) for hour in hours for minute in {30} | more]
    days = [since.astimezone(zone).date() + number * DAY for number in range(3)]
    due = sorted({moment for day in days for at in clocks if (moment := moment_of(day, at, zone)) > since})
    cron = f"{','.join(map(str, sorted({30} | more)))} {','.join(map(str, sorted(hours)))} * * *"
    assert list(islice(fires(cron, zone, since), len(due))) == due


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-01-05T20:59", None),
        ("2026-01-05T21:00", "2026-01-06T05:30"),
        ("2026-01-06T05:29", "2026-01-06T05:30"),
        ("2026-01-06T05:30", None),
        # The clocks are put forward, and back: the night is an hour shorter, and longer.
        ("2026-03-28T22:00", "2026-03-29T04:30"),
        ("2026-10-24T22:00", "2026-10-25T05:30"),
    ],
)
def test_a_night_in_zurich(now: str, until: str | None) -> None:
    """Ten in the evening to half past six, over midnight, in winter, and in the nights of the changes."""
    quiet = QuietHours(time(22), time(6, 30))
    found = quiet_until(quiet, ZURICH, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found == (datetime.fromisoformat(until).replace(tzinfo=UTC) if until else None)


def test_what_the_clocks_leave_out_begins_and_ends_when_they_have_passed_it() -> None:
    """On 29 March there is no half past two: quiet hours to then end at three, which is the same moment."""
    assert moment_of(date(2026, 3, 29), time(2, 30), ZURICH) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert moment_of(date(2026, 10, 25), time(2, 30), ZURICH) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    five_to_two = datetime(2026, 3, 29, 0, 55, tzinfo=UTC)
    assert quiet_until(QuietHours(time(1), time(2, 30)), ZURICH, five_to_two) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert next_fire("0 7 * * 1-5", ZURICH, datetime(2026, 1, 2, 7, tzinfo=UTC)) == datetime(2026, 1, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "cron", "since", "due"),
    [
        # Half an hour forward, and back, between two of the times.
        ("Australia/Lord_Howe", "15 */6 * * *", "2026-10-03T14:00", ["19:15", "01:15"]),
        ("Australia/Lord_Howe", "15 */6 * * *", "2026-04-04T14:00", ["19:45", "01:45"]),
        # The whole hour that the crontab names is left out, and shown twice.
        ("Europe/Zurich", "*/30 2 * * *", "2026-03-29T00:00", ["01:00", "00:00"]),
        ("Europe/Zurich", "*/30 2 * * *", "2026-10-25T00:00", ["00:30", "01:00"]),
        # Every hour: half past two is left out, and comes twice.
        ("Europe/Zurich", "30 * * * *", "2026-03-29T00:00", ["00:30", "01:30"]),
        ("Europe/Zurich", "30 * * * *", "2026-10-25T00:00", ["00:30", "01:30"]),
    ],
)
def test_digests_with_a_star_on_the_days_of_a_change(zone: str, cron: str, since: str, due: list[str]) -> None:
    """What names hours comes at each, or follows the gap; what comes every hour comes every hour."""
    found = islice(fires(cron, ZoneInfo(zone), datetime.fromisoformat(since).replace(tzinfo=UTC)), 2)
    assert [f"{moment:%H:%M}" for moment in found] == due
