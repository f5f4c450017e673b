"""What a poll leads to: what to remember, which entries are news, and when to ask again. Pure."""

import random
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter
from urllib.parse import urlsplit

from monitor.errors import Fault
from monitor.model import Entry, Feed, FeedState, PollOutcome
from monitor.sources.fetch import Failed, PollResult, Read, Unchanged

_JITTER = 0.1
# For a server that asks for fewer requests and does not say how many, and one that wants a person instead.
_LONG_PAUSE = timedelta(hours=4)
_LONG_FAULTS = frozenset({Fault.HTTP_THROTTLED, Fault.HTTP_CHALLENGE})
_DOUBLINGS = 20
_FUTURE = timedelta(days=2)
_FIRST_POLL_SPACING = timedelta(seconds=0.5)


@dataclass(frozen=True, slots=True)
class PollingPolicy:
    """How often feeds are asked. ``backfill`` is how many entries of a feed's first poll count as news."""

    interval: timedelta
    min_interval: timedelta
    max_interval: timedelta
    backfill: int = 0


def decide(
    state: FeedState,
    result: PollResult,
    *,
    polling: PollingPolicy,
    interval: timedelta | None,
    now: datetime,
    jitter: random.Random,
) -> PollOutcome:
    """Turn the ``result`` of asking a feed that stood at ``state`` into what is to be committed.

    ``interval`` is the feed's own, if it has one. ``now`` is aware and in UTC. Validators change only with a good
    answer, so that whatever spoilt a poll is asked for again. The store drops ``fresh`` entries that it has already.
    """
    usual = _within(interval or polling.interval, polling)
    if isinstance(result, Failed):
        failures = state.failures + 1
        failed = replace(
            state,
            next_poll_at=now + _later(_pause(result, failures, usual, polling), jitter),
            last_polled_at=now,
            failures=failures,
            fault=result.fault,
            fault_detail=result.detail,
        )
        return PollOutcome(failed)
    good = replace(
        state,
        next_poll_at=now + max(_spread(usual, jitter), polling.min_interval),
        last_polled_at=now,
        last_success_at=now,
        failures=0,
        fault=None,
        fault_detail=None,
    )
    if isinstance(result, Unchanged):
        etag, last_modified = result.etag or state.etag, result.last_modified or state.last_modified
        return PollOutcome(replace(good, etag=etag, last_modified=last_modified))
    return _read_outcome(state, good, result, polling.backfill, now)


def _read_outcome(state: FeedState, good: FeedState, result: Read, backfill: int, now: datetime) -> PollOutcome:
    good = replace(good, etag=result.etag, last_modified=result.last_modified, body_hash=result.body_hash)
    entries = tuple(_without_future(entry, now) for entry in result.parsed.entries)
    if state.last_success_at is not None:
        return PollOutcome(good, fresh=entries)
    # Everything in a feed that is new to us is new to us; nobody wants an alert for each of the last 200 entries.
    if not backfill:
        return PollOutcome(good, known=entries)
    newest = {entry.identity for entry in _newest_first(entries)[:backfill]}
    return PollOutcome(
        good,
        fresh=tuple(entry for entry in entries if entry.identity in newest),
        known=tuple(entry for entry in entries if entry.identity not in newest),
    )


def spread_first_polls(
    feeds: Sequence[Feed], now: datetime, interval: timedelta, rng: random.Random
) -> Mapping[str, datetime]:
    """When to poll feeds for the first time, by feed id: the first within seconds, all within ``interval``.

    Half a second a feed, less when the interval is too short for that, and host by host in turn, so that none is asked
    many times in a row.
    """
    by_host: defaultdict[str, deque[Feed]] = defaultdict(deque)
    for feed in feeds:
        by_host[urlsplit(feed.url).netloc.lower()].append(feed)
    turns: deque[deque[Feed]] = deque(by_host.values())
    step = min(_FIRST_POLL_SPACING, interval / max(len(feeds), 1))
    polls: dict[str, datetime] = {}
    while turns:
        queue = turns.popleft()
        polls[queue.popleft().id] = now + step * (len(polls) + rng.random() / 2)
        if queue:
            turns.append(queue)
    return polls


def _newest_first(entries: Sequence[Entry]) -> Sequence[Entry]:
    """By date where all are dated; else as they stand, which is newest first in nearly every feed."""
    dated = [(date, entry) for entry in entries if (date := entry.published or entry.updated) is not None]
    if len(dated) < len(entries):
        return entries
    return [entry for _, entry in sorted(dated, key=itemgetter(0), reverse=True)]


def _without_future(entry: Entry, now: datetime) -> Entry:
    """A date well ahead of now is a mistake, or a trick to stay on top."""
    limit = now + _FUTURE
    published = entry.published if entry.published and entry.published <= limit else None
    updated = entry.updated if entry.updated and entry.updated <= limit else None
    if (published, updated) == (entry.published, entry.updated):
        return entry
    return replace(entry, published=published, updated=updated)


def _pause(result: Failed, failures: int, usual: timedelta, polling: PollingPolicy) -> timedelta:
    """How long to leave a failing feed alone: twice as long each time, or as long as its server asks."""
    if result.retry_after is not None:
        return _within(max(result.retry_after, usual), polling)
    pause = usual * 2 ** min(failures - 1, _DOUBLINGS)
    if result.fault in _LONG_FAULTS:
        pause = max(pause, _LONG_PAUSE)
    return _within(pause, polling)


def _within(pause: timedelta, polling: PollingPolicy) -> timedelta:
    return min(max(pause, polling.min_interval), polling.max_interval)


def _spread(pause: timedelta, jitter: random.Random) -> timedelta:
    return pause * jitter.uniform(1 - _JITTER, 1 + _JITTER)


def _later(pause: timedelta, jitter: random.Random) -> timedelta:
    """Never earlier than ``pause``: a server may have asked for it."""
    return pause * jitter.uniform(1, 1 + _JITTER)
