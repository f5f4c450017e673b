"""News by push: what is asked of hubs, what they are answered, and what becomes of what they push.

Polling goes on beside it, so a hub that is wrong, slow or gone delays news and loses none::

    poll      the feed names a hub                 -> subscription to ask for        (polling.py)
    keep up   ask for what is due, renew, end      -> the hub calls back
    confirm   is this what was asked for?          -> stands until its lease ends
    take      genuine? parse it like a poll        -> entries (one commit), and only then the hub's yes
"""

import asyncio
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from monitor import sources, websub
from monitor.clock import Clock
from monitor.errors import Fault, FetchError, ParseError, WorkerCrashed, WorkerTimeout
from monitor.model import Feed, HubOffer, ParsedFeed, Subscription, SubscriptionState
from monitor.store import Store
from monitor.telemetry import get_logger
from monitor.watch import Crews, Watch

_AT_ONCE = 16
_AFTER_REFUSAL = timedelta(days=1)
_PARSERS_BREAKER = frozenset({Fault.PARSE_TIMEOUT, Fault.PARSE_CRASHED})

log = get_logger("websub")


class Subscriber:
    """Keeps the subscriptions, and is the :class:`~monitor.websub.Receiver` behind their callbacks.

    ``watch`` gives the configuration in force; ``on_news`` is told how many new entries a push has brought.
    """

    def __init__(
        self,
        store: Store,
        crews: Crews,
        clock: Clock,
        rng: random.Random,
        watch: Callable[[], Watch],
        on_news: Callable[[int], None],
    ) -> None:
        self._store = store
        self._crews = crews
        self._clock = clock
        self._rng = rng
        self._watch = watch
        self._on_news = on_news

    async def sync(self, feeds: Sequence[Feed], terms: websub.Terms | None, polling: sources.PollingPolicy) -> None:
        """Follow a configuration: leave what it no longer holds, and move what has another public address.

        Without ``terms`` nothing can be confirmed any more, so all is forgotten, and its feeds are polled as usual
        again.
        """
        now = self._clock.now()
        known = {feed.id: feed for feed in feeds}
        if terms is None:
            await self._poll_as_usual(await self._store.subscriptions.clear(), known, polling)
            return
        for feed_id, subscription in (await self._store.subscriptions.standing()).items():
            feed = known.get(feed_id)
            if feed is None or feed.url != subscription.feed_url:
                await self._store.subscriptions.leave([subscription.token], now)
                continue
            offer = HubOffer(subscription.hub, subscription.topic)
            if not websub.fits(subscription, feed, offer, terms):
                await self._store.subscriptions.put(websub.new_subscription(feed, offer, terms, now), now)

    async def keep_up(self) -> None:
        """Ask hubs for all that is due, and see to feeds whose pushes have ended."""
        watch, now = self._watch(), self._clock.now()
        if watch.pushes is None:
            return
        lapsed = await self._store.subscriptions.lapse(now)
        await self._poll_as_usual(lapsed, watch.feeds, watch.polling)
        due = await self._store.subscriptions.take_due(now, _AT_ONCE, websub.retry_at)
        await asyncio.gather(*(self._ask(watch, watch.pushes, subscription) for subscription in due))

    async def _ask(self, watch: Watch, terms: websub.Terms, subscription: Subscription) -> None:
        try:
            async with watch.gate.passing(subscription.hub):
                await websub.ask(watch.client, subscription, terms.lease)
        except FetchError as error:
            await self._failed(subscription, error.detail, error.retry_after)
        except websub.HubRefusal as error:
            if error.final and subscription.state is not SubscriptionState.LEAVING:
                await self._refused(subscription, str(error))
            else:
                await self._failed(subscription, str(error), error.wait)

    async def _failed(self, subscription: Subscription, detail: str, wait: timedelta | None) -> None:
        log.warning("a hub did not take a request", feed=subscription.feed_id, state=subscription.state, detail=detail)
        not_before = self._clock.now() + min(wait, _AFTER_REFUSAL) if wait else None
        await self._store.subscriptions.note_failure(subscription.token, detail, not_before)

    async def _refused(self, subscription: Subscription, detail: str) -> None:
        log.warning("no pushes from a hub; the feed is polled", feed=subscription.feed_id, detail=detail)
        watch = self._watch()
        await self._store.subscriptions.refuse(subscription.token, detail, self._clock.now() + _AFTER_REFUSAL)
        await self._poll_as_usual([subscription.feed_id], watch.feeds, watch.polling)

    async def _poll_as_usual(
        self, feed_ids: Collection[str], feeds: Mapping[str, Feed], polling: sources.PollingPolicy
    ) -> None:
        """Have feeds polled within their interval: pushes stand in for their polls no more."""
        known = [feeds[feed_id] for feed_id in feed_ids if feed_id in feeds]
        now = self._clock.now()
        moments = {feed.id: now + sources.within(feed.interval or polling.interval, polling) for feed in known}
        await self._store.feeds.poll_by(moments, polling.min_interval)

    async def _poll_soon(self, feed_id: str) -> None:
        """Have a feed polled because its hub says that there is news: not more often than any feed ever is."""
        await self._store.feeds.poll_by({feed_id: self._clock.now()}, self._watch().polling.min_interval)

    async def knows(self, token: str) -> bool:
        """Whether there is such a callback."""
        return await self._store.subscriptions.find(token) is not None

    async def confirm(self, token: str, intent: websub.Intent) -> str | None:
        """The challenge, if the hub asks about what we want; empty for a refusal that was noted, else ``None``."""
        subscription = await self._store.subscriptions.find(token)
        terms = self._watch().pushes
        if subscription is None or terms is None or intent.topic != subscription.topic:
            return None
        leaving = subscription.state is SubscriptionState.LEAVING
        if intent.mode == "subscribe" and intent.challenge and not leaving:
            now, lease = self._clock.now(), websub.lease_given(intent.lease_seconds, terms.lease)
            await self._store.subscriptions.confirm(token, now + lease, websub.renewal(now, lease))
            if subscription.state is not SubscriptionState.ACTIVE:
                log.info("news come by push", feed=subscription.feed_id, hub=subscription.hub, lease=str(lease))
            return intent.challenge
        if intent.mode == "unsubscribe" and intent.challenge and leaving:
            await self._store.subscriptions.remove(token)
            log.info("pushes ended", feed=subscription.feed_id)
            return intent.challenge
        if intent.mode == "denied" and not leaving:
            await self._refused(
                subscription, f"The hub denies the subscription: {(intent.reason or 'no reason')[:200]}"
            )
            return ""
        return None

    async def take(self, token: str, push: websub.Push) -> websub.Answer:
        """Store the news of a push. What is not signed as agreed is dropped, and nobody is told that it was."""
        subscription = await self._store.subscriptions.find(token)
        if subscription is None:
            return websub.Answer.UNKNOWN
        watch = self._watch()
        feed = watch.feeds.get(subscription.feed_id)
        if feed is None or subscription.state is SubscriptionState.LEAVING:
            return websub.Answer.GONE
        if not websub.is_genuine(subscription.secret, push.body, push.signature):
            log.warning("a push was dropped: it is not signed with our secret", feed=feed.id)
            return websub.Answer.TAKEN
        try:
            parsed = await self._parse(push, feed, subscription.topic)
        except ParseError as error:
            await self._unreadable(subscription, error)
        else:
            await self._commit(watch, feed, subscription, parsed)
        return websub.Answer.TAKEN

    async def _parse(self, push: websub.Push, feed: Feed, topic: str) -> ParsedFeed:
        """Like a polled body, in a worker. Raises ParseError, whatever happened to the worker."""
        limit = sources.PARSE_LIMIT.total_seconds()
        try:
            # The topic is where a poll comes to in the end: links in the push mean the same from there.
            parsed = await sources.parse_body(
                self._crews.feeds, feed, push.body, push.content_type, topic, self._crews.slow_feeds
            )
        except WorkerTimeout as error:
            detail = f"It could not be parsed within {limit:g} s."
            raise ParseError(Fault.PARSE_TIMEOUT, feed.url, detail) from error
        except WorkerCrashed as error:
            detail = f"It broke the process that parsed it: {error}."
            raise ParseError(Fault.PARSE_CRASHED, feed.url, detail) from error
        if not isinstance(parsed, ParsedFeed):
            raise ParseError(Fault.NOT_A_FEED, feed.url, "It is an index of sitemaps.")
        return parsed

    async def _unreadable(self, subscription: Subscription, error: ParseError) -> None:
        """Some hubs push only a word that there is news: the feed is asked. One that breaks the parser is left out."""
        if error.fault in _PARSERS_BREAKER:
            await self._refused(subscription, f"A push was not fit to read. {error.detail}")
            return
        log.warning("a push could not be read; the feed is polled", feed=subscription.feed_id, detail=error.detail)
        await self._poll_soon(subscription.feed_id)

    async def _commit(self, watch: Watch, feed: Feed, subscription: Subscription, parsed: ParsedFeed) -> None:
        now = self._clock.now()
        state = await self._store.feeds.state(feed.id)
        if state is None:
            return
        as_polled = sources.Read(parsed, state.etag, state.last_modified, state.body_hash)
        outcome = sources.decide(
            state, as_polled, polling=watch.polling, interval=feed.interval, now=now, jitter=self._rng
        )
        memory = await self._store.recall.of(feed.id, outcome.fresh)
        edits = watch.edits_of(feed)
        found = await asyncio.to_thread(sources.sort_out, outcome, state, memory, now, edits, pushed=True)
        outcome = replace(found.outcome, state=state)
        if number := len(outcome.fresh) + len(outcome.held):
            record = await self._store.health.news(feed.id)
            outcome = replace(outcome, news=sources.later_news(record, state, number, now, watch.polling.max_interval))
        new = await self._store.feeds.commit_push(outcome, now)
        await self._store.subscriptions.note_push(subscription.token, now)
        log.info("news were pushed", feed=feed.id, entries=len(parsed.entries), new=len(new))
        if found.undecided:
            log.warning("a push looks as if the feed had changed as a whole; it is polled", feed=feed.id)
            await self._poll_soon(feed.id)
        self._on_news(len(new))
