"""The way of an article from feed to reader: one function a stage, each ending in one commit.

::

    poll     ask the feeds of a host what is new          -> entries            (one commit a feed)
    process  read the page, match it, plan the alerts     -> article and outbox (one commit an entry)
    deliver  hand one alert to one recipient              -> outcome            (one commit, after the far side's yes)

No stage holds a transaction open while it waits for the network, and each may be cut off at any point: what was not
committed is claimed and done again, under the same ids.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from urllib.parse import urlsplit

from monitor import alerts, articles, sources, stories
from monitor.clock import Clock
from monitor.errors import (
    ChannelUnusable,
    DeliveryDeferred,
    DeliveryError,
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
from monitor.net import Client, HostGate, RobotsFiles, Turns, speakable
from monitor.pages import PageFetcher
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
# A site that wants to be left alone for longer than that keeps its page; news does not wait for it.
_LONGEST_WAIT_FOR_PAGE = timedelta(hours=1)
_TOO_MANY_REQUESTS = 429

# All of one attempt to send; a mail server alone may take ten minutes to answer the final dot.
SEND_LIMIT = timedelta(minutes=12)
# In seconds. A delivery that was sent and cannot be marked would be sent again.
MARK_WAITS = (1, 2, 5, 10, 30, 60, 120, 300)
# What a send that is cut off has left to hear a yes that is on its way, and to record it.
_LAST_WORD = timedelta(seconds=5)

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
    breaker: alerts.Breaker
    client: Client
    gate: HostGate
    robots: RobotsFiles | None

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


class Unread(StrEnum):
    """What became of an entry that was not made an article."""

    PUT_OFF = "put off"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class Crews:
    """Worker processes, set apart so that feeds hold up no article, and slow feeds no other."""

    feeds: Workers
    articles: Workers
    slow_feeds: Workers | None = None


class Pipeline:
    """The stages, given their tools. ``watch`` may be replaced at any time."""

    def __init__(
        self,
        store: Store,
        crews: Crews,
        clock: Clock,
        rng: random.Random,
        watch: Watch,
        send_limit: timedelta = SEND_LIMIT,
    ) -> None:
        self._store = store
        self._crews = crews
        self._clock = clock
        self._rng = rng
        self._send_limit = send_limit
        self._turns = Turns()
        self._matching = asyncio.Lock()
        self.watch = watch

    def stop_waiting(self) -> None:
        """Cancel the tasks that only wait for their turn at a site; what they were about is done at the next start."""
        self._turns.end()

    async def poll(self, claim: HostClaim, time_limit: timedelta) -> PollReport:
        """Ask every due feed of the claimed host what is new, one after the other, and free the host.

        After ``time_limit`` no feed is begun: the claim must not run out under it. The rest is due again at once.
        """
        asked: set[str] = set()
        try:
            return await self._poll_feeds(claim, time_limit, asked)
        except asyncio.CancelledError:
            # Those that were asked are asked again in an interval, although nothing came of it; the rest are still due.
            with suppress(StoreError):
                now = self._clock.now()
                await self._store.feeds.release_host(claim, now, not_before=now, asked=asked)
            raise

    async def _poll_feeds(self, claim: HostClaim, time_limit: timedelta, asked: set[str]) -> PollReport:
        """As :meth:`poll`; puts the id of each feed into ``asked`` at the moment of its request."""
        watch = self.watch
        end = self._clock.monotonic() + time_limit.total_seconds()
        polled = failed = new = 0
        left_alone = timedelta(0)
        for state in claim.feeds:
            left_alone = watch.gate.shut_for(state.address)
            if self._clock.monotonic() >= end or left_alone:
                break
            feed = watch.feeds.get(state.feed_id)
            if feed is None:
                continue  # taken out of the configuration since it was claimed
            outcome = await self._ask(watch, feed, state, partial(asked.add, feed.id))
            polled += 1
            fresh = await self._store.feeds.commit_poll(claim, outcome, self._clock.now())
            new += len(fresh)
            failed += outcome.state.fault is not None
            self._report_poll(feed, state, outcome, len(fresh))
            left_alone = watch.gate.shut_for(state.address)
        now = self._clock.now()
        await self._store.feeds.release_host(claim, now, not_before=now + left_alone, asked=asked)
        return PollReport(polled, failed, new)

    async def _ask(self, watch: Watch, feed: Feed, state: FeedState, on_request: Callable[[], None]) -> PollOutcome:
        @asynccontextmanager
        async def turn(url: str) -> AsyncIterator[None]:
            async with self._turns.passing(watch.gate, url):
                on_request()
                yield

        crews, now = self._crews, self._clock.now()
        result = await sources.fetch_feed(watch.client, crews.feeds, feed, state, turn, now=now, slow=crews.slow_feeds)
        if isinstance(result, sources.Failed) and result.status == _TOO_MANY_REQUESTS:
            # Said to one feed, meant for all: whoever counts requests counts those of an address.
            self._leave_alone(watch, state.address, result.retry_after)
        return sources.decide(
            state, result, polling=watch.polling, interval=feed.interval, now=self._clock.now(), jitter=self._rng
        )

    def _leave_alone(self, watch: Watch, url: str, asked: timedelta | None) -> None:
        lasting = min(watch.polling.interval if asked is None else asked, watch.polling.max_interval)
        watch.gate.shut(url, lasting)
        log.warning("site asks for fewer requests; left alone", site=urlsplit(url).netloc, lasting=str(lasting))

    def _report_poll(self, feed: Feed, before: FeedState, outcome: PollOutcome, new: int) -> None:
        after = outcome.state
        if after.stopped:
            log.error("feed stopped: its site said twice that it is gone for good", feed=feed.id)
        elif after.fault is not None:
            log.warning("feed failed", feed=feed.id, fault=after.fault, detail=after.fault_detail, times=after.failures)
        elif before.last_success_at is None:
            log.info("feed read for the first time", feed=feed.id, not_alerted=len(outcome.known), new=new)
        elif before.fault is not None:
            log.info("feed answers again", feed=feed.id, after_failures=before.failures, new=new)
        elif new:
            log.info("feed has news", feed=feed.id, new=new)
        if after.moved_to is not None and after.moved_to != before.moved_to:
            log.warning("feed has moved for good; correct its url", feed=feed.id, to=speakable(after.moved_to))

    async def process(self, claim: EntryClaim) -> Tally | Unread:
        """Read, match and commit one entry, or put it off, or give it up."""
        watch = self.watch
        now = self._clock.now()
        feed = watch.feeds.get(claim.feed_id)
        if feed is None:
            return await self._give_up(claim, f"its feed `{claim.feed_id}` is no longer configured; add it back")
        if claim.attempts > ENTRY_ATTEMPTS:
            return await self._give_up(claim, f"gave up after {ENTRY_ATTEMPTS} attempts; the log has their errors")

        page, page_fault, retry_in = await self._fetch_page(watch, feed, claim)
        if retry_in is not None:
            await self._store.entries.defer(claim, now + retry_in, page_fault or "")
            return Unread.PUT_OFF
        try:
            article = await self._read(watch, feed, claim, page, page_fault)
        except (ParseError, WorkerError) as error:
            return await self._give_up(claim, f"neither its page nor the feed's own text could be read: {error}")

        # One at a time, for a matcher remembers words; in a thread, for a text of a megabyte takes a second and more.
        async with self._matching:
            matches = await asyncio.to_thread(watch.matcher.match, article, self._clock.now())
        story = stories.story_key(article)
        plans = alerts.plan_alerts(article, story, matches, watch.rules, watch.routes, self._clock.now())
        tally = await self._store.articles.commit(
            claim, ArticleOutcome(article, story, matches, plans), self._clock.now()
        )
        log.info("article", feed=feed.id, title=article.title, url=article.url, matched=[m.rule_id for m in matches])
        return tally

    async def _fetch_page(
        self, watch: Watch, feed: Feed, claim: EntryClaim
    ) -> tuple[articles.Page | None, str | None, timedelta | None]:
        """The entry's page; or why there is none; and in how long to try again, when that may help."""
        url = claim.entry.url
        if feed.content is ContentPolicy.FEED:
            return None, None, None
        if url is None:
            return None, "the feed gives no link", None
        retries = _PAGE_RETRIES[claim.attempts - 1 :]
        if (shut := watch.gate.shut_for(url)) > timedelta(0):
            detail = "The site asked for fewer requests, and is left alone."
            return None, detail, shut if retries and shut <= _LONGEST_WAIT_FOR_PAGE else None
        fetcher = PageFetcher(watch.client, watch.robots, self._crews.articles)
        turn = partial(self._turns.passing, watch.gate)
        try:
            return await fetcher.fetch(feed, url, self._clock.now(), turn), None, None
        except FetchError as error:
            if error.status == _TOO_MANY_REQUESTS:
                self._leave_alone(watch, error.url, error.retry_after)
            wait = max(retries[0], error.retry_after or retries[0]) if retries and error.fault in _PASSING else None
            return None, error.detail, wait if wait and wait <= _LONGEST_WAIT_FOR_PAGE else None

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
            return await self._crews.articles.run(articles.read_article, request, timeout=limit)
        except (ParseError, WorkerError) as error:
            if page is None:
                raise
            spare = replace(request, page=None, page_fault=f"its page could not be read: {error}")
            return await self._crews.articles.run(articles.read_article, spare, timeout=limit)

    async def _give_up(self, claim: EntryClaim, reason: str) -> Unread:
        log.error("entry given up", feed=claim.feed_id, entry=claim.id, title=claim.entry.title, reason=reason)
        await self._store.entries.fail(claim, reason, self._clock.now())
        return Unread.GIVEN_UP

    async def deliver(self, delivery: Delivery) -> DeliveryState:
        """Hand an alert to its recipient and record what came of it.

        A send that is cancelled may have its yes already, or just now: it is given a moment to record it.
        """
        sending = asyncio.create_task(self._deliver(delivery), name=f"send {delivery.id}")
        try:
            return await asyncio.shield(sending)
        except asyncio.CancelledError:
            await asyncio.wait({sending}, timeout=_LAST_WORD.total_seconds())
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            raise

    async def _deliver(self, delivery: Delivery) -> DeliveryState:
        watch = self.watch
        channel = watch.channels.get(delivery.channel)
        if channel is None:
            error = f"channel `{delivery.channel}` is no longer configured; add it back, or replay to another"
            return await self._hold(delivery, error)
        if (reason := watch.breaker.open_for(delivery.channel)) is not None:
            return await self._hold(delivery, reason)
        try:
            receipt = await self._send(channel, delivery)
        except DeliveryDeferred as error:
            return await self._put_off(delivery, channel, error)
        except DeliveryRefused as error:
            return await self._bury(delivery, str(error))
        except ChannelUnusable as error:
            watch.breaker.failed(delivery.channel, str(error))
            return await self._hold(delivery, str(error))
        watch.breaker.worked(delivery.channel)
        await self._mark_delivered(delivery, receipt)
        log.info("delivered", channel=delivery.channel, recipient=delivery.recipient, delivery=delivery.id)
        return DeliveryState.DELIVERED

    async def _send(self, channel: alerts.Channel, delivery: Delivery) -> str:
        try:
            async with asyncio.timeout(self._send_limit.total_seconds()):
                return await channel.send(delivery)
        except TimeoutError:
            raise DeliveryDeferred(
                f"channel `{delivery.channel}`: sending had not ended after {self._send_limit} and was broken off. "
                "It is tried again under the same id; look at what keeps the far side busy"
            ) from None
        except DeliveryError:
            raise
        except Exception as error:
            # A fault of this program in one alert must not become one that is tried for ever, or never listed.
            log.exception("sending broke", channel=delivery.channel, delivery=delivery.id)
            raise DeliveryDeferred(f"this program failed to send it ({type(error).__name__}); see its log") from error

    async def _mark_delivered(self, delivery: Delivery, receipt: str | None) -> None:
        """Record the far side's yes, and keep at it for a while when the database does not answer."""
        for wait in MARK_WAITS:
            try:
                await self._store.deliveries.mark_delivered(delivery, receipt, self._clock.now())
            except StoreError as error:
                log.error("sent, but not recorded yet", delivery=delivery.id, again_in=wait, error=str(error))
                await self._clock.sleep(wait)
            else:
                return
        await self._store.deliveries.mark_delivered(delivery, receipt, self._clock.now())

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


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
