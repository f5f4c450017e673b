"""The work of one process: a tick claims what is due, and bounded tasks carry it through the pipeline.

All truth is in the store. The schedule is a column there, so the scheduler needs no job for a feed: a handful of
APScheduler jobs tick, beat and tidy, whatever the number of feeds.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

from monitor import __version__
from monitor.clock import Clock
from monitor.engine.due import DELIVERY_LEASE, POLL_TIME, Due
from monitor.engine.places import Places
from monitor.engine.sums import Sums
from monitor.engine.terms import Limits, Retention, Totals
from monitor.engine.timetable import Job, Timetable
from monitor.engine.trouble import StoreTrouble
from monitor.errors import InstanceLost, StoreError
from monitor.model import (
    Delivery,
    EntryClaim,
    HostClaim,
    RevisionClaim,
)
from monitor.pipeline import Pipeline
from monitor.store import Store
from monitor.telemetry import get_logger

TICK = timedelta(seconds=1)
BEAT = timedelta(seconds=10)
TIDY = timedelta(hours=1)
MEND = timedelta(minutes=15)
ROUNDS = timedelta(seconds=5)  # quiet hours end, and digests go out, so late at most
AUDIT = timedelta(minutes=30)
LONG_LOG = 256 * 2**20  # bytes
STANDSTILL = timedelta(seconds=30)  # no claim tried for so long: the service is not at work, whatever else still turns
AFTER_TROUBLE = timedelta(minutes=2)  # when a feed or page is asked again whose news the store would not take
_CLAIMED_AT_ONCE = 8  # where hosts wait, they are claimed when such a part of all places is free
_USUAL = Limits()

T = TypeVar("T")

log = get_logger("engine")


class LocalEngine:
    """Runs a pipeline in this process until told to stop, or until nothing is left to do."""

    def __init__(
        self,
        store: Store,
        pipeline: Pipeline,
        clock: Clock,
        retention: Retention,
        limits: Limits = _USUAL,
        on_beat: Callable[[], None] = lambda: None,
        beat: timedelta = BEAT,
    ) -> None:
        self._store = store
        self._pipeline = pipeline
        self._clock = clock
        self._limits = limits
        self._due = Due(store, clock, limits)
        self._on_beat = on_beat
        self._beat_every = beat
        self._wake = asyncio.Event()  # something may be due
        self._ended = asyncio.Event()  # a piece of work has ended
        self._polls: Places[HostClaim] = Places(limits.polls, self._poll_ended)
        self._articles: Places[EntryClaim] = Places(limits.articles, self._work_ended)
        self._deliveries: Places[Delivery] = Places(limits.deliveries, self._work_ended)
        self._revisions: Places[RevisionClaim] = Places(limits.revisions, self._work_ended)
        self._places = (self._polls, self._articles, self._revisions, self._deliveries)
        self._at_jobs: set[asyncio.Task[None]] = set()
        self._retired: Places[None] = Places(sys.maxsize, lambda: None)
        self._turned_at = clock.monotonic()
        self._trouble = StoreTrouble(clock)
        self._set_back = timedelta(0)  # by so much, what waits in the store has yet to follow the wall clock
        self._hosts_wait = False  # more hosts were due than there was room for
        self._lost: InstanceLost | None = None
        self.retention = retention
        self.jobs: Sequence[Job] = ()
        self._sums = Sums()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set; then take up nothing new. Call :meth:`drain` after.

        Raises InstanceLost when another instance may have begun on the database.
        """
        self._turned_at = self._clock.monotonic()
        beat = self._guarded("beat", self._beat)
        timetable = Timetable(self._clock, self._clock_set_back)
        timetable.every(TICK, "tick", self._wake.set)
        timetable.every(self._beat_every, "beat", beat)
        timetable.every(TIDY, "tidy", self._guarded("tidy", self._tidy))
        timetable.every(MEND, "mend", self._guarded("mend", self._mend))
        rounds = self._guarded("rounds", self._make_rounds)
        timetable.every(ROUNDS, "rounds", rounds)
        timetable.every(AUDIT, "audit", self._guarded("audit", self._audit))
        for job in self.jobs:
            timetable.every(job.every, job.name, self._guarded(job.name, self._noted(job)))
        async with timetable.running():
            dispatcher = asyncio.create_task(self._dispatch_on_wake(), name="dispatcher")
            stopped = asyncio.create_task(stop.wait(), name="stop")
            try:
                await beat()
                await rounds()
                await asyncio.wait({dispatcher, stopped}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (dispatcher, stopped):
                    task.cancel()
                results = await asyncio.gather(dispatcher, stopped, return_exceptions=True)
        if isinstance(results[0], Exception):
            raise results[0]

    async def run_until_idle(self) -> None:
        """Do all that is due now, and all that follows from it; then return.

        A feed that falls due meanwhile is left for the next time: there might be no end.
        """
        began = self._clock.now()
        self._sums.add(entries_before=await self._store.reports.pending_entries())
        await self._work_off(began)
        for job in self.jobs:
            if job.in_a_pass:
                await job.run()
        await self._work_off(began)
        left = await self._store.reports.pending_entries()
        self._sums.add(entries_waiting=left - self.totals.entries_put_off)

    async def _work_off(self, due_by: datetime) -> None:
        # What ended while the claims were made may have left work that they did not see.
        while (
            await self.dispatch(polls_due_by=due_by) or self.busy or self._ended.is_set() or await self._make_rounds()
        ):
            await self._next_turn()

    async def _next_turn(self) -> None:
        """Wait until something may be due, or all work has ended; a tick at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(TICK.total_seconds()):
                while self.busy and not self._wake.is_set():
                    await self._ended.wait()
                    self._ended.clear()
        self._ended.clear()
        self._wake.clear()

    def take_pushed(self, entries: int) -> None:
        """So many new entries have come by push: see to them at once."""
        self._sums.add(entries=entries)
        self._wake.set()

    def retire(self, close: Callable[[], Coroutine[object, object, None]]) -> None:
        """Call ``close`` once all the work that is in hand now has ended."""
        in_hand = [*self._at_jobs, *(task for place in self._places for task in place.tasks)]

        async def close_later() -> None:
            if in_hand:
                await asyncio.wait(in_hand)
            await close()

        self._retired.start("close what a reload replaced", close_later(), None)

    async def drain(self, grace: timedelta) -> None:
        """Let the work in hand end; what has not ended within ``grace`` is cut off and done again at the next start.

        What has not begun, but waits for its turn at a site, is cut off at once.
        """
        self._pipeline.stop_waiting()
        try:
            async with asyncio.timeout(grace.total_seconds()):
                await asyncio.gather(*(place.drain() for place in self._places))
        except TimeoutError:
            log.warning("cutting off what did not end in time", tasks=self.busy, grace=str(grace))
            await asyncio.gather(*(place.cancel() for place in self._places))
        await self._retired.drain()

    @property
    def totals(self) -> Totals:
        """What was done since it was made."""
        return self._sums.totals

    @property
    def busy(self) -> int:
        """How many pieces of work are in hand."""
        return sum(place.busy for place in self._places)

    async def dispatch(self, polls_due_by: datetime | None = None) -> int:
        """Claim what is due, as far as there is room, and set it going. Gives the number of claims.

        With ``polls_due_by``, feeds that fell due later are left alone.
        """
        due = await self._store.reports.due(self._clock.now())
        # Latest stage first: what is nearest to a reader is never starved by what has just come in.
        claims = await self._dispatch_deliveries() if due.deliveries else 0
        claims += await self._dispatch_articles() if due.entries else 0
        claims += await self._dispatch_revisions() if due.revisions else 0
        if due.hosts:
            return claims + await self._dispatch_polls(polls_due_by)
        self._hosts_wait = False
        return claims

    async def _dispatch_deliveries(self) -> int:
        if not self._deliveries.free:
            return 0
        now, kept = self._clock.now(), self._sums.kept
        deliveries = await self._store.deliveries.claim(
            now,
            now + DELIVERY_LEASE,
            self._deliveries.free,
            per_channel=self._limits.deliveries_per_channel,
            in_hand=self._deliveries.in_hand,
            arbiter=self._pipeline.watch.policies,
            on_kept=self._sums.kept_back,
            resting=self._pipeline.watch.breaker.pausing(),
        )
        if self._sums.kept != kept:
            self._wake.set()  # behind what is kept back there may be more
        for delivery in deliveries:
            self._start(self._deliveries, f"deliver {delivery.id}", self._deliver, delivery)
        return len(deliveries) + self._sums.kept - kept

    async def _dispatch_articles(self) -> int:
        claims = await self._due.articles(self._articles)
        for claim in claims:
            self._start(self._articles, f"process {claim.id}", self._process, claim)
        return len(claims)

    async def _dispatch_revisions(self) -> int:
        claims = await self._due.revisions(self._revisions)
        for claim in claims:
            self._start(self._revisions, f"look again at {claim.article.id}", self._revise, claim)
        return len(claims)

    async def _dispatch_polls(self, due_by: datetime | None) -> int:
        room = self._polls.free
        claims = await self._due.hosts(self._polls, self._pipeline.if_cut_off, due_by)
        self._hosts_wait = len(claims) == room
        for claim in claims:
            self._start(self._polls, f"poll {claim.host}", self._poll, claim)
        return len(claims)

    def _start(
        self, places: Places[T], name: str, work: Callable[[T], Coroutine[object, object, None]], subject: T
    ) -> None:
        async def attempt() -> None:
            try:
                await work(subject)
            except StoreError as error:
                # Told of once a minute, not once for each piece of work.
                self._trouble.met(error, name)

        places.start(name, attempt(), subject)

    async def _poll(self, claim: HostClaim) -> None:
        try:
            report = await self._pipeline.poll(claim, POLL_TIME)
        except StoreError:
            now = self._clock.now()
            await self._store.feeds.release_host(claim, now, not_before=now + AFTER_TROUBLE)
            raise
        self._sums.add(feeds=report.feeds, feeds_failed=report.failed, entries=report.new_entries)
        if report.new_entries:
            self._wake.set()

    def _poll_ended(self) -> None:
        """Nothing may follow from a poll: what falls due is looked for once a second, and not after each.

        Where hosts wait, a few are claimed at a time.
        """
        self._ended.set()
        if self._hosts_wait and self._polls.free >= self._limits.polls // _CLAIMED_AT_ONCE:
            self._wake.set()

    def _work_ended(self) -> None:
        self._ended.set()
        self._wake.set()

    async def _process(self, claim: EntryClaim) -> None:
        try:
            result = await self._pipeline.process(claim)
        except StoreError:
            await self._store.entries.put_back(claim, self._clock.now() + AFTER_TROUBLE)
            raise
        self._sums.entry(claim.id, result)

    async def _revise(self, claim: RevisionClaim) -> None:
        try:
            updates = await self._pipeline.revise(claim)
        except StoreError:
            await self._store.revisions.put_back(claim, self._clock.now() + AFTER_TROUBLE)
            raise
        self._sums.add(looked_again=1, updates=updates)

    async def _deliver(self, delivery: Delivery) -> None:
        self._sums.sent(await self._pipeline.deliver(delivery))

    async def _dispatch_on_wake(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            if self._lost is not None:
                raise self._lost
            try:
                await self._follow_clock()
                await self.dispatch()
            except StoreError as error:
                self._trouble.met(error, "dispatch")
            self._turned_at = self._clock.monotonic()

    def _clock_set_back(self, by: timedelta) -> None:
        log.warning("the wall clock was set back; what waits in the store is moved back with it", by=str(by))
        self._set_back += by
        self._wake.set()

    async def _follow_clock(self) -> None:
        by = self._set_back
        if by:
            await self._store.move_back(by, self._clock.now())
            self._set_back -= by

    async def _beat(self) -> None:
        """Give the two signs of life.

        The service manager hears that the loop turns and work is tried: a restart would not mend a full disk. The
        store, for the health check, that it takes writes besides.
        """
        await self._store.confirm_instance()
        if self._clock.monotonic() - self._turned_at > STANDSTILL.total_seconds():
            log.error("no work has been handed out for a while; no sign of life is given", limit=str(STANDSTILL))
            return
        self._on_beat()
        await self._store.heartbeat(self._clock.now(), os.getpid(), __version__)
        self._trouble.not_met()

    async def _tidy(self) -> None:
        now = self._clock.now()
        kept = self.retention
        pruned = await self._store.prune(now, kept.articles, kept.alerts, kept.identities)
        log.info("tidied", pruned=str(pruned))
        if (bytes_ := await self._store.log_bytes()) > LONG_LOG:
            log.warning(
                "the database's log (-wal) is long: something reads it without end; find and end it", bytes=bytes_
            )

    async def _mend(self) -> None:
        """Give held deliveries another chance, for their channel may have been mended on the far side.

        And bring back polls that were planned by a clock that was wrong.
        """
        now, watch = self._clock.now(), self._pipeline.watch
        await self._store.feeds.keep_within(now, now + watch.polling.max_interval)
        await self._store.deliveries.release_held(now, watch.channels.keys())
        self._wake.set()

    async def _make_rounds(self) -> int:
        """See to what falls due by time alone; gives how many deliveries that queued."""
        queued = await self._pipeline.make_rounds()
        self._wake.set()
        return queued

    async def _audit(self) -> None:
        await self._pipeline.audit(self.retention.alerts)

    def _noted(self, job: Job) -> Callable[[], Coroutine[object, object, None]]:
        """``job``, noted while it runs: what it works with is not closed under it."""

        async def noted() -> None:
            task = asyncio.create_task(job.run(), name=job.name)
            self._at_jobs.add(task)
            task.add_done_callback(self._at_jobs.discard)
            await task

        return noted

    def _guarded(
        self, name: str, job: Callable[[], Coroutine[object, object, object]]
    ) -> Callable[[], Awaitable[None]]:
        async def guarded() -> None:
            try:
                await job()
            except InstanceLost as error:
                self._lost = error
                self._wake.set()
            except StoreError as error:
                self._trouble.met(error, name)

        return guarded
