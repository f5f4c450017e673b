"""What a poll leads to: what to remember, which entries are news, and when to ask again. Pure."""

import random
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from operator import itemgetter
from urllib.parse import urlsplit

from monitor.errors import Fault
from monitor.model import Entry, Feed, FeedState, PollOutcome
from monitor.sources.fetch import Failed, Manners, PollResult, Read, Unchanged
from monitor.sources.pace import (
    JITTER,
    PollingPolicy,
    after_silence,
    later,
    next_poll,
    rhythm_of,
    usual_interval,
    within,
)

# For a server that asks for fewer requests or patience and does not say how much, one that wants a person instead, and
# one that has shut us out.
_LONG_PAUSE = timedelta(hours=4)
_LONG_FAULTS = frozenset({Fault.HTTP_THROTTLED, Fault.HTTP_UNAVAILABLE, Fault.HTTP_CHALLENGE})
_FORBIDDEN = 403
# A feed has moved when so many polls in a row were sent to one place and found it there, and has not when as many
# fail there.
_MOVES_TO_BELIEVE = 3
_DOUBLINGS = 20
_FUTURE = timedelta(days=2)
_FIRST_POLL_SPACING = timedelta(seconds=0.5)
# A poll may be so late because there is much to do, or a scheduler starts the service each hour.
_PUNCTUAL = timedelta(hours=1)


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
    if isinstance(result, Failed):
        return PollOutcome(_failed(state, result, polling, interval, now, jitter))
    hints, rhythm = state.hints, state.rhythm
    if isinstance(result, Read):
        hints = result.parsed.hints
        rhythm = rhythm_of(result.parsed.entries, state.rhythm, state.last_success_at, now)
    good = _answered(replace(state, hints=hints, rhythm=rhythm), result, now)
    good = replace(good, fresh_for=result.manners.fresh_for, planned_by=interval or polling.interval)
    good = replace(good, next_poll_at=_planned(good, polling, interval, now, jitter))
    good = _follow_move(good, result.manners)
    return _read_outcome(state, good, result, polling.backfill, now) if isinstance(result, Read) else PollOutcome(good)


def _answered(state: FeedState, result: Unchanged | Read, now: datetime) -> FeedState:
    return replace(
        state,
        etag=result.etag,
        last_modified=result.last_modified,
        validators_url=result.manners.url,
        last_polled_at=now,
        last_success_at=now,
        failures=0,
        fault=None,
        fault_detail=None,
        failing_since=None,
        unasked=timedelta(0),
        body_hash=result.body_hash or state.body_hash,
        sitemap_parts=result.parts,
    )


def _planned(
    state: FeedState,
    polling: PollingPolicy,
    interval: timedelta | None,
    now: datetime,
    jitter: random.Random,
) -> datetime:
    """When a feed that answers is asked again, by what is known of it."""
    return next_poll(
        usual_interval(interval, state.rhythm, polling, now),
        own=interval is not None,
        hints=state.hints,
        rhythm=state.rhythm,
        fresh_for=state.fresh_for,
        polling=polling,
        now=now,
        jitter=jitter,
    )


def _follow_move(state: FeedState, manners: Manners) -> FeedState:
    """Count permanent redirects to one place, and ask there from now on when they have held; others start anew."""
    if manners.moved_to is None:
        return replace(state, moving_to=None, moving_times=0)
    times = state.moving_times + 1 if manners.moved_to == state.moving_to else 1
    if times < _MOVES_TO_BELIEVE:
        return replace(state, moving_to=manners.moved_to, moving_times=times)
    back = manners.moved_to == state.url
    return replace(state, moved_to=None if back else manners.moved_to, moving_to=None, moving_times=0)


def _failed(
    state: FeedState,
    result: Failed,
    polling: PollingPolicy,
    interval: timedelta | None,
    now: datetime,
    jitter: random.Random,
) -> FeedState:
    failures = state.failures + 1
    gone = result.fault is Fault.HTTP_GONE
    # One 410 may be a slip; a second one, the longest interval later, is meant.
    surely_gone = gone and state.fault is Fault.HTTP_GONE
    lost = state.moved_to is not None and (failures >= _MOVES_TO_BELIEVE or surely_gone)
    usual = within(interval or polling.interval, polling)
    pause = polling.max_interval if gone and not lost else _pause(result, failures, usual, polling, jitter)
    return replace(
        state,
        next_poll_at=now + pause,
        last_polled_at=now,
        failures=failures,
        fault=result.fault,
        fault_detail=result.detail,
        failing_since=min(state.failing_since or now, now),
        unasked=_unasked(state, polling, now),
        moved_to=None if lost else state.moved_to,
        moving_to=None,
        moving_times=0,
        stopped=surely_gone and not lost,
        planned_by=None,
    )


def _unasked(state: FeedState, polling: PollingPolicy, now: datetime) -> timedelta:
    """For how long a failing feed was not asked although it should have been: the service did not run."""
    if state.failing_since is None or state.last_polled_at is None:
        return timedelta(0)
    late = max(now - state.next_poll_at, now - state.last_polled_at - polling.max_interval)
    return state.unasked + (late if late > _PUNCTUAL else timedelta(0))


def _read_outcome(state: FeedState, good: FeedState, result: Read, backfill: int, now: datetime) -> PollOutcome:
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


def if_cut_off(
    state: FeedState, *, polling: PollingPolicy, interval: timedelta | None, now: datetime, jitter: random.Random
) -> datetime:
    """When a feed that is asked ``now`` is asked again should nothing be heard of this poll: the service was killed.

    One that was never asked has nothing to show yet, so it is asked again soon. A failing one waits as long again as it
    was left alone, for that may be what its server asked for. ``interval`` is the feed's own, if it has one.
    """
    if state.last_polled_at is None:
        return now + polling.min_interval
    if state.fault is not None:
        usual = interval or polling.interval
        return now + within(max(usual, state.next_poll_at - state.last_polled_at), polling)
    return _planned(state, polling, interval, now, jitter)


def replanned(
    state: FeedState,
    *,
    polling: PollingPolicy,
    interval: timedelta | None,
    now: datetime,
    turn: datetime,
    jitter: random.Random,
) -> datetime:
    """When a feed is asked that has got another interval since its last answer: as if it had had that already.

    If that is past, in its ``turn`` among all feeds. ``interval`` is the feed's own, if it has one.
    """
    planned = _planned(state, polling, interval, state.last_polled_at or now, jitter)
    if planned >= now:
        return planned
    return turn if interval is not None else after_silence(turn, state.hints, jitter)


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


def _pause(result: Failed, failures: int, usual: timedelta, polling: PollingPolicy, jitter: random.Random) -> timedelta:
    """How long to leave a failing feed alone: twice as long each time, or as long as its server asks.

    Spread out, so that feeds that failed together do not come back together.
    """
    if result.retry_after is not None:
        return within(later(max(result.retry_after, usual), jitter), polling)
    pause = usual * 2 ** min(failures - 1, _DOUBLINGS)
    if result.fault in _LONG_FAULTS or result.status == _FORBIDDEN:
        pause = max(pause, _LONG_PAUSE)
    return within(later(min(pause, polling.max_interval / (1 + JITTER)), jitter), polling)
