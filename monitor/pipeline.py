"""The way of an article from feed to reader: one function a stage, each ending in one commit.

::

    poll     ask the feeds of a host what is new          -> entries            (one commit a feed)
    process  read the page, match it, plan the alerts     -> article and outbox (one commit an entry)
    deliver  hand one alert to one recipient              -> outcome            (one commit, after the far side's yes)

No stage holds a transaction open while it waits for the network, and each may be cut off at any point: what was not
committed is claimed and done again, under the same ids.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor import alerts, articles, sources, stories
from monitor.clock import Clock
from monitor.errors import (
    ChannelUnusable,
    DeliveryDeferred,
    DeliveryRefused,
    Fault,
    FetchError,
    ParseError,
    StoreError,
    WorkerError,
)
from monitor.model import (
    Article,
    ArticleOutcome,
    ContentPolicy,
    Delivery,
    DeliveryState,
    EntryClaim,
    Feed,
    FeedState,
    HostClaim,
    PollOutcome,
    Tally,
)
from monitor.net import Client, HostGate
from monitor.rulebook import Rule
from monitor.rules import Matcher
from monitor.store import Store
from monitor.telemetry import get_logger
from monitor.workers import Workers

READ_LIMIT = timedelta(seconds=20)
# An attempt counts when it begins, so a service that is killed over and over uses them up: an entry must outlast that,
# and yet not be able to bring the service down for ever.
ENTRY_ATTEMPTS = 20

# A page that fails in one of these ways may well answer soon; in any other, the feed's own text is used at once.
_PASSING = frozenset(
    {Fault.DNS, Fault.REFUSED, Fault.TIMEOUT, Fault.NETWORK, Fault.PROXY, Fault.HTTP_SERVER, Fault.HTTP_THROTTLED}
)
_PAGE_RETRIES = (timedelta(seconds=30), timedelta(minutes=2))

# In seconds. A delivery that was sent and cannot be marked would be sent again.
_MARK_WAITS = (1, 2, 5, 10, 30, 60, 120, 300)

log = get_logger("pipeline")


@dataclass(frozen=True, slots=True)
class Watch:
    """A configuration made ready to work with. A reload replaces it as a whole; a stage keeps the one it began with."""

    feeds: Mapping[str, Feed]
    polling: sources.PollingPolicy
    rules: Mapping[str, Rule]
    matcher: Matcher
    languages: frozenset[str]
    channels: Mapping[str, alerts.Channel]
    client: Client
    gate: HostGate

    @property
    def routes(self) -> Mapping[str, tuple[str, ...]]:
        """The recipients of each channel."""
        return {name: channel.recipients for name, channel in self.channels.items()}


@dataclass(frozen=True, slots=True)
class PollReport:
    """What polling one host came to."""

    feeds: int
    failed: int
    new_entries: int


class Pipeline:
    """The stages, given their tools. ``watch`` may be replaced at any time."""

    def __init__(self, store: Store, workers: Workers, clock: Clock, rng: random.Random, watch: Watch) -> None:
        self._store = store
        self._workers = workers
        self._clock = clock
        self._rng = rng
        self.watch = watch

    async def poll(self, claim: HostClaim) -> PollReport:
        """Ask every due feed of the claimed host what is new, one after the other, and free the host."""
        watch = self.watch
        failed = new = 0
        for state in claim.feeds:
            feed = watch.feeds.get(state.feed_id)
            if feed is None:
                continue  # taken out of the configuration since it was claimed
            async with watch.gate.passing(feed.url):
                outcome = await self._ask(watch, feed, state)
            fresh = await self._store.feeds.commit_poll(claim, outcome, self._clock.now())
            new += len(fresh)
            failed += outcome.state.fault is not None
            self._report_poll(feed, state, outcome, len(fresh))
        now = self._clock.now()
        await self._store.feeds.release_host(claim, now, not_before=now)
        return PollReport(len(claim.feeds), failed, new)

    async def process(self, claim: EntryClaim) -> Tally | None:
        """Read, match and commit one entry. Gives ``None`` when the entry was put off or given up instead."""
        watch = self.watch
        now = self._clock.now()
        feed = watch.feeds.get(claim.feed_id)
        if feed is None:
            await self._give_up(claim, f"its feed `{claim.feed_id}` is no longer configured; add it back")
            return None
        if claim.attempts > ENTRY_ATTEMPTS:
            await self._give_up(claim, f"gave up after {ENTRY_ATTEMPTS} attempts; the log has their errors")
            return None

        page, page_fault, retry_in = await self._fetch_page(watch, feed, claim)
        if retry_in is not None:
            await self._store.entries.defer(claim, now + retry_in, page_fault or "")
            return None
        try:
            article = await self._read(watch, feed, claim, page, page_fault)
        except (ParseError, WorkerError) as error:
            await self._give_up(claim, f"neither its page nor the feed's own text could be read: {error}")
            return None

        matches = watch.matcher.match(article)
        story = stories.story_key(article)
        plans = alerts.plan_alerts(article, story, matches, watch.rules, watch.routes, self._clock.now())
        tally = await self._store.articles.commit(
            claim, ArticleOutcome(article, story, matches, plans), self._clock.now()
        )
        log.info("article", feed=feed.id, title=article.title, url=article.url, matched=[m.rule_id for m in matches])
        return tally

    async def deliver(self, delivery: Delivery) -> DeliveryState:
        """Hand an alert to its recipient and record what came of it."""
        channel = self.watch.channels.get(delivery.channel)
        if channel is None:
            error = f"channel `{delivery.channel}` is no longer configured; add it back, or replay to another"
            return await self._hold(delivery, error)
        try:
            receipt = await channel.send(delivery)
        except DeliveryDeferred as error:
            return await self._put_off(delivery, channel, error)
        except DeliveryRefused as error:
            return await self._bury(delivery, str(error))
        except ChannelUnusable as error:
            return await self._hold(delivery, str(error))
        await self._mark_delivered(delivery, receipt)
        log.info("delivered", channel=delivery.channel, recipient=delivery.recipient, delivery=delivery.id)
        return DeliveryState.DELIVERED

    async def _ask(self, watch: Watch, feed: Feed, state: FeedState) -> PollOutcome:
        result = await sources.fetch_feed(watch.client, self._workers, feed, state)
        return sources.decide(
            state, result, polling=watch.polling, interval=feed.interval, now=self._clock.now(), jitter=self._rng
        )

    def _report_poll(self, feed: Feed, before: FeedState, outcome: PollOutcome, new: int) -> None:
        after = outcome.state
        if after.fault is not None:
            log.warning("feed failed", feed=feed.id, fault=after.fault, detail=after.fault_detail, times=after.failures)
        elif before.last_success_at is None:
            log.info("feed read for the first time", feed=feed.id, not_alerted=len(outcome.known), new=new)
        elif before.fault is not None:
            log.info("feed answers again", feed=feed.id, after_failures=before.failures, new=new)
        elif new:
            log.info("feed has news", feed=feed.id, new=new)

    async def _fetch_page(
        self, watch: Watch, feed: Feed, claim: EntryClaim
    ) -> tuple[articles.Page | None, str | None, timedelta | None]:
        """The entry's page; or why there is none; and in how long to try again, when that may help."""
        url = claim.entry.url
        if feed.content is ContentPolicy.FEED:
            return None, None, None
        if url is None:
            return None, "the feed gives no link", None
        try:
            async with watch.gate.passing(url):
                response = await watch.client.get(url, proxy=feed.proxy, headers=_headers_for(feed, url))
            sources.raise_for_status(response)
        except FetchError as error:
            waits = _PAGE_RETRIES[claim.attempts - 1 :] if error.fault in _PASSING else ()
            return None, error.detail, waits[0] if waits else None
        return articles.Page(response.body, response.headers.get("content-type"), response.url), None, None

    async def _read(
        self, watch: Watch, feed: Feed, claim: EntryClaim, page: articles.Page | None, page_fault: str | None
    ) -> Article:
        """Extract in a worker; when a page breaks the worker, read the feed's own text instead."""
        request = articles.ReadRequest(
            id=claim.id,
            feed=feed,
            entry=claim.entry,
            page=page,
            page_fault=page_fault,
            languages=watch.languages,
            now=self._clock.now(),
        )
        limit = READ_LIMIT.total_seconds()
        try:
            return await self._workers.run(articles.read_article, request, timeout=limit)
        except (ParseError, WorkerError) as error:
            if page is None:
                raise
            spare = replace(request, page=None, page_fault=f"its page could not be read: {error}")
            return await self._workers.run(articles.read_article, spare, timeout=limit)

    async def _mark_delivered(self, delivery: Delivery, receipt: str | None) -> None:
        """Record the far side's yes, and keep at it for a while when the database does not answer."""
        for wait in _MARK_WAITS:
            try:
                await self._store.deliveries.mark_delivered(delivery, receipt, self._clock.now())
            except StoreError as error:
                log.error("sent, but not recorded yet", delivery=delivery.id, again_in=wait, error=str(error))
                await self._clock.sleep(wait)
            else:
                return
        await self._store.deliveries.mark_delivered(delivery, receipt, self._clock.now())

    async def _give_up(self, claim: EntryClaim, reason: str) -> None:
        log.error("entry given up", feed=claim.feed_id, entry=claim.id, title=claim.entry.title, reason=reason)
        await self._store.entries.fail(claim, reason, self._clock.now())

    async def _put_off(self, delivery: Delivery, channel: alerts.Channel, error: DeliveryDeferred) -> DeliveryState:
        now = self._clock.now()
        due = alerts.next_attempt(delivery.attempts, error, now, self._rng, channel.schedule)
        if due is None:
            return await self._bury(delivery, f"given up after {delivery.attempts} attempts; the last said: {error}")
        log.warning("delivery put off", channel=delivery.channel, delivery=delivery.id, until=_iso(due), why=str(error))
        await self._store.deliveries.defer(delivery, due, str(error))
        return DeliveryState.QUEUED

    async def _bury(self, delivery: Delivery, reason: str) -> DeliveryState:
        log.error("delivery dead", channel=delivery.channel, delivery=delivery.id, why=reason)
        await self._store.deliveries.mark_dead(delivery, reason, self._clock.now())
        return DeliveryState.DEAD

    async def _hold(self, delivery: Delivery, reason: str) -> DeliveryState:
        log.error("delivery held", channel=delivery.channel, delivery=delivery.id, why=reason)
        await self._store.deliveries.hold(delivery, reason)
        return DeliveryState.HELD


def _headers_for(feed: Feed, url: str) -> Mapping[str, str]:
    """The feed's own headers, only where they were meant to go: they may carry credentials."""
    return feed.headers if urlsplit(url)[:2] == urlsplit(feed.url)[:2] else {}


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
