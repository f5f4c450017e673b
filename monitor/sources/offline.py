"""Whether it is this machine that reaches nothing, and not the sites that are down. Pure.

A feed that has failed for long proves nothing, nor does one that is not due yet. So this machine is taken for offline
when every feed that was asked since the last answer failed as feeds do without a network, on three sites or more, and
most of the feeds that were well began to fail since then; or, so that slow feeds need not all be waited for, those of
ten sites. An answer that is no feed, such as a 404, is an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.errors import Fault
from monitor.model import Circumstances, Feed, FeedState, Occasion, Trouble, Vitals

TOLD_AFTER = timedelta(hours=1)
_SILENT_FOR = timedelta(minutes=10)
_HOSTS = 3
_NEW_HOSTS = 2
_PLENTY = 10
_OF_THE_NETWORK = frozenset({Fault.DNS, Fault.REFUSED, Fault.TLS, Fault.TIMEOUT, Fault.NETWORK, Fault.PROXY})
# These are found before anything is asked.
_UNASKED = frozenset({Fault.BAD_URL, Fault.BLOCKED_ADDRESS})


@dataclass(frozen=True, slots=True)
class Patient:
    """A feed that may be unwell, and the site it is asked at."""

    feed: Feed
    state: FeedState
    vitals: Vitals
    host: str


@dataclass(frozen=True, slots=True)
class Spell:
    """A time without a network: ``standing`` while it lasts, ``ended`` when it is just over.

    ``tell`` says whether people are to hear of it now. One that was ``long`` enough to be told of, whether or not it
    was, counts against no feed.
    """

    standing: Occasion | None = None
    ended: Occasion | None = None
    tell: bool = False
    long: bool = False


def spell_of(
    patients: Sequence[Patient], before: Occasion | None, circumstances: Circumstances, rests: bool, now: datetime
) -> Spell:
    """The spell that lasts ``now`` or has just ended, where ``before`` was under way. While it ``rests``, none is told.

    Of a spell without ``before`` that stands or ended there is none.
    """
    since = _since(patients, circumstances, now)
    if since is None:
        return Spell(ended=before, long=before is not None and now - before.since >= TOLD_AFTER)
    since, told_at = (before.since, before.told_at) if before is not None else (since, None)
    long = now - since >= TOLD_AFTER
    tell = told_at is None and long and not rests
    return Spell(standing=Occasion("", Trouble.OFFLINE, since, now if tell else told_at), tell=tell, long=long)


def _since(patients: Sequence[Patient], circumstances: Circumstances, now: datetime) -> datetime | None:
    """Since when nothing answers, if this machine is the reason."""
    answered = _last_answer(patients, circumstances.newest_success)
    if answered is not None and now - answered < _SILENT_FOR:
        return None
    failed = [
        each
        for each in patients
        if each.state.fault in _OF_THE_NETWORK
        and each.state.last_polled_at is not None
        and (answered is None or each.state.last_polled_at > answered)
    ]
    began = [(each.host, since) for each in failed if (since := _began_after(each.state, answered)) is not None]
    hosts = len({host for host, _ in began})
    most = len(began) > circumstances.well or hosts >= _PLENTY
    if len({each.host for each in failed}) < _HOSTS or hosts < _NEW_HOSTS or not most:
        return None
    return min(since for _, since in began)


def _last_answer(patients: Sequence[Patient], newest_success: datetime | None) -> datetime | None:
    moments = [
        each.state.last_polled_at
        for each in patients
        if each.state.last_polled_at is not None
        and each.state.fault is not None
        and each.state.fault not in _OF_THE_NETWORK | _UNASKED
    ]
    return max((*moments, newest_success) if newest_success is not None else moments, default=None)


def _began_after(state: FeedState, answered: datetime | None) -> datetime | None:
    """When a feed that was well began to fail, if that was after the last answer; any, while nothing ever answered."""
    if answered is None:
        return state.failing_since
    if state.last_success_at is None or state.failing_since is None or state.failing_since <= answered:
        return None
    return state.failing_since
