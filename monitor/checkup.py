"""Looking over the feeds, now and then: what goes wrong with them is told once, and once more when it is over.

All of it is remembered in the store, and written there together with the notices: a service that is killed at any
moment neither forgets a notice nor sends it twice.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from monitor import alerts, sources
from monitor.clock import Clock
from monitor.model import Notice, Occasion, Trouble
from monitor.store import Store, host_of
from monitor.telemetry import get_logger
from monitor.watch import Watch

EVERY = timedelta(minutes=10)

log = get_logger("health")


class Checkup:
    """Looks over the feeds of the configuration in force, which ``watch`` gives."""

    def __init__(self, store: Store, clock: Clock, watch: Callable[[], Watch]) -> None:
        self._store = store
        self._clock = clock
        self._watch = watch

    async def run(self) -> None:
        """See what has begun and what is over, and queue the notices of it."""
        watch, now = self._watch(), self._clock.now()
        under_way, circumstances = await self._store.health.occasions()
        own = [feed.id for feed in watch.feeds.values() if feed.quiet_after is not None]
        suspects = await self._store.health.suspects(own)
        patients = [
            sources.Patient(watch.feeds[state.feed_id], state, vitals, host_of(state.address))
            for state, vitals in suspects
            if state.feed_id in watch.feeds
        ]
        # In a thread: after a bad night there may be thousands.
        found = await asyncio.to_thread(sources.review, patients, under_way, circumstances, watch.health, now)
        if not (found.begun or found.over):
            return
        _log(found, under_way)
        notices = [
            (notice.about, alerts.plan_notice(notice, watch.notices, watch.routes, now))
            for notice in _notices(found, under_way, watch, now)
        ]
        await self._store.health.settle(found.begun, found.over, notices, now, online=found.online)


def _notices(found: sources.Review, under_way: Sequence[Occasion], watch: Watch, now: datetime) -> Sequence[Notice]:
    notices = []
    if found.offline is not None and found.tell_offline:
        notices.append(alerts.feeds_offline(sources.about(Trouble.OFFLINE), found.offline, now))
    if found.online_told:
        since = next(each.since for each in under_way if each.trouble is Trouble.OFFLINE)
        notices.append(alerts.feeds_online(sources.about(Trouble.OFFLINE), since, now))
    for trouble in Trouble:
        told = [finding for finding in found.told if finding.trouble is trouble]
        if told:
            notices.append(alerts.feeds_unwell(sources.about(trouble), told, now))
    if found.well:
        names = {feed.id: feed.source for feed in watch.feeds.values()}
        notices.append(alerts.feeds_well(sources.WELL, found.well, names, now))
    return notices


def _log(found: sources.Review, under_way: Sequence[Occasion]) -> None:
    if found.offline is not None and not any(each.trouble is Trouble.OFFLINE for each in under_way):
        log.warning("no feed can be read; this machine seems to be offline", since=found.offline.isoformat())
    if any(each.trouble is Trouble.OFFLINE for each in found.over):
        log.info("feeds can be read again")
    for finding in found.told:
        log.warning("source is unwell", feed=finding.feed_id, trouble=finding.trouble, action=alerts.action_of(finding))
    for occasion in found.well:
        log.info("source is well again", feed=occasion.feed_id, trouble=occasion.trouble)
