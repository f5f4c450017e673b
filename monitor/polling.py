"""Polling: the feeds of a host are asked what is new, and each answer ends in one commit."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

from monitor import alerts, sources, websub
from monitor.clock import Clock
from monitor.errors import Fault, StoreError
from monitor.model import (
    EditPolicy,
    Feed,
    FeedState,
    HostClaim,
    ParsedFeed,
    PollOutcome,
    Release,
    SourceKind,
    Subscription,
    SubscriptionState,
)
from monitor.net import Turns, speakable
from monitor.remedies import action_for
from monitor.store import Store
from monitor.telemetry import get_logger
from monitor.watch import Crews, Watch

log = get_logger("pipeline")


@dataclass(frozen=True, slots=True)
class PollReport:
    """What polling one host came to."""

    feeds: int
    failed: int
    new_entries: int


class Poller:
    """Asks the feeds of claimed hosts, each in its turn at its site."""

    def __init__(self, store: Store, crews: Crews, clock: Clock, rng: random.Random, turns: Turns) -> None:
        self._store = store
        self._crews = crews
        self._clock = clock
        self._rng = rng
        self._turns = turns

    def if_cut_off(self, watch: Watch, state: FeedState) -> datetime:
        """When a feed that is claimed now is asked again should its poll come to no end."""
        feed, now = watch.feeds.get(state.feed_id), self._clock.now()
        interval = feed.interval if feed is not None else None
        return sources.if_cut_off(state, polling=watch.polling, interval=interval, now=now, jitter=self._rng)

    async def poll(self, watch: Watch, claim: HostClaim, time_limit: timedelta) -> PollReport:
        """Ask every due feed of the claimed host what is new, one after the other, and free the host.

        After ``time_limit`` no feed is begun: the claim must not run out under it. The rest is due again at once.
        """
        asked: set[str] = set()
        try:
            return await self._poll_feeds(watch, claim, time_limit, asked)
        except asyncio.CancelledError:
            # Those that were asked are asked again in an interval, although nothing came of it; the rest are still due.
            with suppress(StoreError):
                now = self._clock.now()
                await self._store.feeds.release_host(claim, now, not_before=now, asked=asked)
            raise

    async def _poll_feeds(self, watch: Watch, claim: HostClaim, time_limit: timedelta, asked: set[str]) -> PollReport:
        """As :meth:`poll`; puts the id of each feed into ``asked`` at the moment of its request."""
        end = self._clock.monotonic() + time_limit.total_seconds()
        polled = failed = new = 0
        left_alone = timedelta(0)
        for state in claim.feeds:
            left_alone = watch.gate.shut_for(state.url)
            if self._clock.monotonic() >= end or left_alone:
                break
            feed = watch.feeds.get(state.feed_id)
            if feed is None:
                continue  # taken out of the configuration since it was claimed
            if watch.gate.shut_for(state.address):
                # It has moved to a site that is left alone: it is asked in an interval, and keeps nobody here waiting.
                asked.add(feed.id)
                continue
            subscription = await self._store.subscriptions.of_feed(feed.id) if watch.pushes else None
            outcome = await self._ask(watch, feed, state, subscription, partial(asked.add, feed.id))
            polled += 1
            left_alone, now = watch.gate.shut_for(state.url), self._clock.now()
            ends = left_alone or state is claim.feeds[-1]
            release = Release(now + left_alone, frozenset(asked)) if ends else None
            fresh = await self._store.feeds.commit_poll(claim, outcome, now, release)
            new += len(fresh)
            failed += outcome.state.fault is not None
            _tell_of(feed, state, outcome, len(fresh))
            if ends:
                return PollReport(polled, failed, new)
        now = self._clock.now()
        await self._store.feeds.release_host(claim, now, not_before=now + left_alone, asked=asked)
        return PollReport(polled, failed, new)

    async def _ask(
        self,
        watch: Watch,
        feed: Feed,
        state: FeedState,
        subscription: Subscription | None,
        on_request: Callable[[], None],
    ) -> PollOutcome:
        @asynccontextmanager
        async def turn(url: str) -> AsyncIterator[None]:
            async with self._turns.passing(watch.gate, url):
                on_request()
                yield

        crews, now = self._crews, self._clock.now()
        result = await sources.fetch_feed(watch.client, crews.feeds, feed, state, turn, now=now, slow=crews.slow_feeds)
        if isinstance(result, sources.Failed) and result.status == HTTPStatus.TOO_MANY_REQUESTS:
            # Said to one feed, meant for all: whoever counts requests counts those of an address.
            watch.leave_alone(result.url or state.address, result.retry_after)
        now = self._clock.now()
        decide = partial(
            sources.decide, state, result, polling=watch.polling, interval=feed.interval, now=now, jitter=self._rng
        )
        # In a thread, as what follows: with thousands of entries it takes a tenth of a second.
        outcome = await asyncio.to_thread(decide) if isinstance(result, sources.Read) else decide()
        if not isinstance(result, sources.Failed):
            outcome = _not_before(outcome, now + websub.rest_from_polls(subscription, watch.pushes, now))
            wanted = websub.wanted(subscription, feed, result.offer, watch.pushes, now)
            outcome = replace(outcome, subscription=wanted)
        if subscription is not None and subscription.state is SubscriptionState.ACTIVE:
            outcome = replace(outcome, relied_on=subscription.token)
        if isinstance(result, sources.Read):
            outcome = await self._sort_out(watch, feed, state, outcome, result)
        return outcome

    async def _sort_out(
        self, watch: Watch, feed: Feed, state: FeedState, outcome: PollOutcome, read: sources.Read
    ) -> PollOutcome:
        """Tell what is news from what is known, edited or in doubt, and plan the notice of a feed that is held."""
        now, parsed = self._clock.now(), read.parsed
        # In a thread: thousands of entries take some tenths of a second.
        if parsed.kind is SourceKind.SITEMAP:
            # There may be fifty thousand pages: they go by their addresses alone.
            known = await self._store.feeds.identities(feed.id)
            found = await asyncio.to_thread(sources.sort_pages, outcome, state, parsed.parts, known, now, read.unread)
        else:
            memory = await self._store.recall.of(feed.id, outcome.fresh)
            # What a page writes on its links changes by the hour; that says nothing of the articles.
            edits = EditPolicy.IGNORE if parsed.kind is SourceKind.PAGE else watch.edits_of(feed)
            found = await asyncio.to_thread(sources.sort_out, outcome, state, memory, now, edits)
        outcome = await self._with_news(watch, found.outcome, state, parsed)
        if found.hold is None:
            return outcome
        notice = alerts.feed_held(
            feed.id,
            feed.source,
            same=found.hold.same,
            renamed=found.hold.renamed,
            new=len(found.hold.new),
            held=found.hold.held,
            begun=found.hold.begun,
            old=found.hold.old,
            now=now,
        )
        return replace(outcome, notices=(alerts.plan_notice(notice, watch.notices, watch.routes, now),))

    async def _with_news(self, watch: Watch, outcome: PollOutcome, state: FeedState, parsed: ParsedFeed) -> PollOutcome:
        """``outcome`` with what it adds to the feed's record of news."""
        now, number = self._clock.now(), len(outcome.fresh) + len(outcome.held)
        if state.last_success_at is None:
            return replace(outcome, news=sources.first_news(parsed.entries, now))
        if not number:
            return outcome
        record = await self._store.health.news(state.feed_id)
        return replace(outcome, news=sources.later_news(record, state, number, now, watch.polling.max_interval))


def _tell_of(feed: Feed, before: FeedState, outcome: PollOutcome, new: int) -> None:
    after = outcome.state
    if after.stopped:
        log.error(
            "feed stopped: its site said twice that it is gone for good",
            feed=feed.id,
            action=action_for(Fault.HTTP_GONE),
        )
    elif after.fault is not None:
        log.warning(
            "feed failed",
            feed=feed.id,
            fault=after.fault,
            detail=after.fault_detail,
            times=after.failures,
            action=action_for(after.fault),
        )
    elif before.last_success_at is None:
        log.info("feed read for the first time", feed=feed.id, not_alerted=len(outcome.known), new=new)
    elif before.fault is not None:
        log.info("feed answers again", feed=feed.id, after_failures=before.failures, new=new)
    elif new:
        log.info("feed has news", feed=feed.id, new=new)
    if after.moved_to is not None and after.moved_to != before.moved_to:
        log.warning("feed has moved for good; correct its url", feed=feed.id, to=speakable(after.moved_to))
    if outcome.notices or outcome.held:
        log.warning("feed held: most of it suddenly looked new", feed=feed.id, held=len(outcome.held), new=new)
    if outcome.release:
        log.info("feed not held any more: it always replaces what it holds", feed=feed.id)


def _not_before(outcome: PollOutcome, moment: datetime) -> PollOutcome:
    """``outcome`` with the next poll at ``moment`` or later."""
    if moment <= outcome.state.next_poll_at:
        return outcome
    return replace(outcome, state=replace(outcome.state, next_poll_at=moment, planned_by=None))
