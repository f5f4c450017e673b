"""How often the silence watch is wrong, how soon it is right, and what looking over ten thousand feeds costs.

    python -m benchmarks silence [FEEDS] [--store URL]

Feeds are simulated: each kind of rhythm by forty feeds, asked every half hour for months or years. A **false alarm** is
a silence that was told of although the feed went on by itself; the **limit** is how long it takes until a feed that
dies is told of (median, in hours). The cost is that of one checkup on a SQLite file in a temporary directory, or on the
empty database that ``--store`` names: of feeds that are all well, and when one in a hundred is not.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor import sources
from monitor.errors import Fault
from monitor.model import Entry, Feed, FeedState, NewsRecord, PollOutcome
from monitor.sources.silence import first_news, later_news
from monitor.store import Store

START = datetime(2026, 1, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ASKED_EVERY = timedelta(minutes=30)
SEEDS = 40
HOLIDAYS = frozenset({(1, 1), (4, 3), (4, 6), (5, 1), (5, 14), (5, 25), (12, 25), (12, 26)})

Moments = Iterator[datetime]


def poisson(per_day: float, days: int, rng: random.Random) -> Moments:
    """At any time of any day, with no memory."""
    at = 0.0
    while (at := at + rng.expovariate(per_day)) < days:
        yield START + at * DAY


def office(per_day: int, days: int, rng: random.Random, *, holidays: bool = False, christmas: bool = False) -> Moments:
    """On weekdays from seven to five, some more and some less; perhaps not on holidays, nor from 24 December on."""
    for number in range(days):
        day = START + number * DAY
        shut = holidays and (day.month, day.day) in HOLIDAYS
        shut |= christmas and ((day.month == 12 and day.day >= 24) or (day.month, day.day) == (1, 1))
        if day.weekday() < 5 and not shut:
            items = sum(rng.random() < per_day / 24 for _ in range(24))
            yield from sorted(day + rng.uniform(7, 17) * HOUR for _ in range(items))


def bursty(per_day: float, days: int, rng: random.Random) -> Moments:
    """Four gaps of five are short, the fifth is thirty times as long."""
    at = 0.0
    while at < days:
        at += rng.expovariate(per_day / 0.15) if rng.random() < 0.8 else rng.expovariate(per_day / 4.4)
        yield START + at * DAY


def heavy(per_day: float, days: int, rng: random.Random) -> Moments:
    """Gaps of a log-normal distribution (sigma 1.5), whose longest are longer than any before, again and again."""
    at = 0.0
    while at < days:
        at += rng.lognormvariate(0, 1.5) / 3.08 / per_day
        yield START + at * DAY


def clockwork(every: float, days: int, rng: random.Random, missed: float = 0.03) -> Moments:
    """Every so many days, give or take an hour or a twentieth; one in thirty is left out."""
    for number in range(1, int(days / every)):
        if rng.random() >= missed:
            yield START + (number * every + rng.uniform(-1, 1) * max(1 / 24, every / 20)) * DAY


KINDS: tuple[tuple[str, Callable[[random.Random], Moments], float], ...] = (
    ("Poisson, 100 a day", lambda rng: poisson(100, 90, rng), 90),
    ("Poisson, 12 a day", lambda rng: poisson(12, 365, rng), 365),
    ("Poisson, 1 a day", lambda rng: poisson(1, 1100, rng), 1100),
    ("Poisson, 1 in 3 days", lambda rng: poisson(1 / 3, 1100, rng), 1100),
    ("weekdays, 12 a day", lambda rng: office(12, 400, rng), 400),
    ("weekdays, 2 a day", lambda rng: office(2, 730, rng), 730),
    ("weekdays, 12 a day, holidays", lambda rng: office(12, 400, rng, holidays=True), 400),
    ("weekdays, 12 a day, shut at Christmas", lambda rng: office(12, 400, rng, holidays=True, christmas=True), 400),
    ("bursts, 12 a day", lambda rng: bursty(12, 400, rng), 400),
    ("bursts, 1 a day", lambda rng: bursty(1, 1100, rng), 1100),
    ("heavy tails, 12 a day", lambda rng: heavy(12, 400, rng), 400),
    ("daily", lambda rng: clockwork(1, 730, rng), 730),
    ("monthly", lambda rng: clockwork(30.4, 3650, rng), 3650),
)


@dataclass(frozen=True, slots=True)
class Run:
    """What the watch made of one feed: alarms, the years in which it was judged, and the limits then, in hours."""

    alarms: int
    years: float
    limits: tuple[float, ...]


def run(moments: Moments) -> Run:
    """Ask a feed that has news at ``moments`` all the time, and count."""
    polls: dict[int, int] = {}
    for moment in moments:
        poll = int((moment - START) / ASKED_EVERY) + 1
        polls[poll] = polls.get(poll, 0) + 1
    record, alarms, judged, limits = NewsRecord(), 0, timedelta(0), []
    for poll, items in sorted(polls.items()):
        now = START + poll * ASKED_EVERY
        before = now - ASKED_EVERY
        if record.quiet_at is not None and record.last_at is not None:
            judged += now - record.last_at
            limits.append((record.quiet_at - record.last_at) / HOUR)
            alarms += record.quiet_at <= before
        state = FeedState("feed", "https://feed.example/", now, last_success_at=before)
        record = later_news(record, state, items, now, DAY)
    return Run(alarms, judged / (365 * DAY), tuple(limits))


async def checkup_cost(store: Store, number: int) -> tuple[float, float]:
    """Milliseconds of one checkup over ``number`` feeds: all well, and one in a hundred unwell."""
    now = START + 100 * DAY
    feeds = [Feed(f"feed-{n}", f"https://site-{n}.example/feed") for n in range(number)]
    await store.feeds.sync(feeds, now, lambda feed: now)
    known = tuple(Entry(str(n), str(n), None, "An item", published=now - n * DAY) for n in range(40))
    news = first_news(known, now)
    for share in (None, 100):
        for claim in await store.feeds.claim_hosts(now, now + HOUR, number, 1):
            (state,) = claim.feeds
            good = replace(state, last_polled_at=now, last_success_at=now, next_poll_at=now + HOUR)
            if share and int(state.feed_id.removeprefix("feed-")) % share == 0:
                good = replace(good, fault=Fault.DNS, fault_detail="No such name.", failures=3, failing_since=now - DAY)
            outcome = PollOutcome(good) if share else PollOutcome(good, known=known[:1], news=news)
            await store.feeds.commit_poll(claim, outcome, now)
            await store.feeds.release_host(claim, now, now)
        cost = await _timed(store, feeds, now)
        if share is None:
            well = cost
        now += 2 * HOUR
    return well, cost


async def _timed(store: Store, feeds: list[Feed], now: datetime) -> float:
    by_id = {feed.id: feed for feed in feeds}
    times = []
    for _ in range(9):
        began = time.perf_counter()
        under_way, circumstances = await store.health.occasions()
        patients = [
            sources.Patient(by_id[state.feed_id], state, vitals, state.feed_id)
            for state, vitals in await store.health.suspects()
        ]
        sources.review(patients, under_way, circumstances, sources.HealthPolicy(), now)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


async def measure_cost(url: str | None, number: int) -> None:
    """Print what a checkup costs."""
    with tempfile.TemporaryDirectory() as directory:
        store = await Store.open(url or f"sqlite:///{Path(directory) / 'monitor.db'}")
        try:
            await store.upgrade()
            well, unwell = await checkup_cost(store, number)
        finally:
            await store.close()
    print(f"\none checkup of {number:,} feeds: {well:.1f} ms when all are well, {unwell:.1f} ms when 1% are not")


def main() -> None:
    """Print the table of false alarms, and the cost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks silence")
    parser.add_argument("feeds", nargs="?", type=int, default=10_000)
    parser.add_argument("--store", default=None)
    arguments = parser.parse_args()
    print(f"{'rhythm':<40}{'false alarms a year':>20}{'of years':>10}{'limit, median':>16}")
    for name, make, days in KINDS:
        runs = [run(make(random.Random(seed))) for seed in range(SEEDS)]
        alarms, years = sum(each.alarms for each in runs), sum(each.years for each in runs)
        limit = statistics.median(limit for each in runs for limit in each.limits)
        print(f"{name:<40}{alarms / years:>20.3f}{years:>10.0f}{limit:>14.0f} h", flush=True)
        assert years > SEEDS * days / 365 / 4, "hardly anything was judged"
    asyncio.run(measure_cost(arguments.store, arguments.feeds))


if __name__ == "__main__":
    main()
