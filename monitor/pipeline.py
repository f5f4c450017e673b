"""The way of an article from feed to reader: one function a stage, each ending in one commit.

::

    poll     ask the feeds of a host what is new          -> entries            (one commit a feed)
    process  read the page, match it, plan the alerts     -> article and outbox (one commit an entry)
    revise   see whether an article has changed           -> article and outbox (one commit an article)
    deliver  hand one alert to one recipient              -> outcome            (one commit, after the far side's yes)

News that a hub pushes come in beside the first stage: ``subscriber.py``.

No stage holds a transaction open while it waits for the network, and each may be cut off at any point: what was not
committed is claimed and done again, under the same ids.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from http import HTTPStatus

from monitor import alerts, articles, sources, stories, websub
from monitor.clock import Clock
from monitor.delivering import SEND_LIMIT, Deliverer
from monitor.errors import Fault, ParseError, StoreError, WorkerError
from monitor.model import (
    Article,
    ArticleOutcome,
    Delivery,
    DeliveryState,
    EditPolicy,
    EntryClaim,
    Feed,
    FeedState,
    HostClaim,
    Match,
    PageOutcome,
    ParsedFeed,
    PollOutcome,
    Release,
    Revision,
    RevisionClaim,
    SourceKind,
    Subscription,
    SubscriptionState,
    Tally,
    TextOrigin,
    Validators,
)
from monitor.net import Turns, speakable
from monitor.pages import Fetched, PageReader, page_outcome
from monitor.remedies import action_for
from monitor.rules import index_keys
from monitor.store import Store
from monitor.telemetry import get_logger
from monitor.watch import Crews, Watch

# An attempt counts when it begins, so a service that is killed over and over uses them up: an entry must outlast that,
# and yet not be able to bring the service down for ever.
ENTRY_ATTEMPTS = 20
# More than twice the half-hours of the week in which an article is looked at again: each holds one look at most, and
# may see one called off.
LOOKS = 700

_PAGE_RETRIES = (timedelta(seconds=30), timedelta(minutes=2))
# A site that wants to be left alone for longer than that keeps its page; news does not wait for it.
_LONGEST_WAIT_FOR_PAGE = timedelta(hours=1)

_WALL = 0.4

log = get_logger("pipeline")


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
        self._turns = Turns()
        self._pages = PageReader(crews.articles, self._turns, clock)
        self._deliverer = Deliverer(store, clock, rng, send_limit)
        self._matching = asyncio.Lock()
        self.watch = watch

    def stop_waiting(self) -> None:
        """Cancel the tasks that only wait for their turn at a site; what they were about is done at the next start."""
        self._turns.end()

    def if_cut_off(self, state: FeedState) -> datetime:
        """When a feed that is claimed now is asked again should its poll come to no end."""
        watch, now = self.watch, self._clock.now()
        feed = watch.feeds.get(state.feed_id)
        interval = feed.interval if feed is not None else None
        return sources.if_cut_off(state, polling=watch.polling, interval=interval, now=now, jitter=self._rng)

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
            if fresh and subscription is not None and subscription.state is SubscriptionState.ACTIVE:
                await self._store.subscriptions.note_miss(subscription.token, now)  # they were not pushed
            new += len(fresh)
            failed += outcome.state.fault is not None
            self._report_poll(feed, state, outcome, len(fresh))
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
            watch.leave_alone(state.address, result.retry_after)
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
        outcome = await self._with_news(found.outcome, state, parsed)
        if found.hold is None:
            return outcome
        notice = alerts.feed_held(
            feed.id,
            feed.source,
            same=found.hold.same,
            renamed=found.hold.renamed,
            new=len(found.hold.new),
            held=found.hold.held,
            now=now,
        )
        return replace(outcome, notices=(alerts.plan_notice(notice, watch.notices, watch.routes, now),))

    async def _with_news(self, outcome: PollOutcome, state: FeedState, parsed: ParsedFeed) -> PollOutcome:
        """``outcome`` with what it adds to the feed's record of news."""
        now, number = self._clock.now(), len(outcome.fresh) + len(outcome.held)
        if state.last_success_at is None and parsed.kind is SourceKind.FEED:
            return replace(outcome, news=sources.first_news(parsed.entries, now))
        if state.last_success_at is None or not number:
            return outcome
        record = await self._store.health.news(state.feed_id)
        return replace(outcome, news=sources.later_news(record, state, number, now))

    def _report_poll(self, feed: Feed, before: FeedState, outcome: PollOutcome, new: int) -> None:
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

    async def process(self, claim: EntryClaim) -> Tally | Unread:
        """Read, match and commit one entry, or put it off, or give it up."""
        watch = self.watch
        now = self._clock.now()
        feed = watch.feeds.get(claim.feed_id)
        if feed is None:
            return await self._give_up(claim, f"its feed `{claim.feed_id}` is no longer configured; add it back")
        if claim.attempts > ENTRY_ATTEMPTS:
            return await self._give_up(claim, f"gave up after {ENTRY_ATTEMPTS} attempts; the log has their errors")

        fetched = await self._pages.fetch(watch, feed, claim.entry.url)
        if fetched.passing and claim.attempts <= len(_PAGE_RETRIES):
            wait = max(_PAGE_RETRIES[claim.attempts - 1], fetched.retry_after or timedelta(0))
            if wait <= _LONGEST_WAIT_FOR_PAGE:
                await self._store.entries.defer(claim, now + wait, fetched.fault or "")
                return Unread.PUT_OFF
        try:
            article = await self._pages.read(watch, feed, claim.id, claim.entry, fetched)
        except (ParseError, WorkerError) as error:
            reason = f"neither its page nor the feed's own text could be read: {error}"
            return await self._give_up(claim, reason, page_outcome(feed, claim.entry, fetched, None))

        # One at a time, for a matcher remembers words; in a thread, for a text of a megabyte takes a second and more.
        async with self._matching:
            matches = await asyncio.to_thread(watch.matcher.match, article, self._clock.now())
            keys = await asyncio.to_thread(index_keys, article)
        story = stories.story_key(article)
        plans = alerts.plan_alerts(article, story, matches, watch.rules, watch.routes, self._clock.now())
        look_again = _second_look(article, matches, fetched, watch.edits_of(feed), self._clock.now())
        page = page_outcome(feed, claim.entry, fetched, article)
        tally = await self._store.articles.commit(
            claim, ArticleOutcome(article, story, matches, plans, keys, look_again, page), self._clock.now()
        )
        log.info("article", feed=feed.id, title=article.title, url=article.url, matched=[m.rule_id for m in matches])
        return tally

    async def revise(self, claim: RevisionClaim) -> int:
        """See whether an article has changed, and tell of it as its feed's policy wants; gives how many alerts of it.

        A page that does not answer, or yields its text no more, is no change: it is looked at again in its time.
        """
        watch = self.watch
        now = self._clock.now()
        feed = watch.feeds.get(claim.feed_id)
        if feed is None or watch.edits_of(feed) is EditPolicy.IGNORE or claim.attempts > LOOKS:
            return await self._store.revisions.commit(claim, Revision(claim.validators, None), now)
        # What the feed itself says may be new where the page is not.
        title = articles.headline(claim.entry) or claim.article.title
        by_feed = claim.article.text_origin is TextOrigin.FEED or alerts.differs(claim.article.title, title)
        known = None if by_feed else claim.validators
        fetched = await self._pages.fetch(watch, feed, claim.entry.url, known, claim.article.url)
        article = claim.article if fetched.unchanged else await self._read_again(watch, feed, claim, fetched)
        look = sources.later_look if fetched.passing else sources.next_look
        found = Revision(
            claim.validators if fetched.fault else fetched.validators, look(claim.first_at, self._clock.now())
        )
        if alerts.is_edited(claim.article, article):
            found = await self._told_of(watch, watch.edits_of(feed), claim, article, found)
        updates = await self._store.revisions.commit(claim, found, self._clock.now())
        if found.article is not None:
            log.info("article changed", feed=feed.id, title=article.title, url=article.url, updates=updates)
        return updates

    async def _read_again(self, watch: Watch, feed: Feed, claim: RevisionClaim, fetched: Fetched) -> Article:
        """The article as it is now. Where its text cannot be had as before, that is no change: only its headline is."""
        before, title = claim.article, articles.headline(claim.entry)
        try:
            article = await self._pages.read(watch, feed, before.id, claim.entry, fetched)
        except (ParseError, WorkerError):
            article = replace(before, title=title or before.title)
        if article.text_origin is before.text_origin and not _is_wall(before, article):
            return article
        return replace(before, title=title or before.title)

    async def _told_of(
        self, watch: Watch, policy: EditPolicy, claim: RevisionClaim, article: Article, found: Revision
    ) -> Revision:
        """``found`` with the changed article, what it matches, and what people are told."""
        now = self._clock.now()
        async with self._matching:
            # Both by the rules of today, so that a changed rule is not taken for a changed article.
            before = await asyncio.to_thread(watch.matcher.match, claim.article, now)
            after = await asyncio.to_thread(watch.matcher.match, article, now)
            keys = await asyncio.to_thread(index_keys, article)
        edit = alerts.Edit(claim.article, article, before, after, claim.told)
        plans = await asyncio.to_thread(
            alerts.plan_updates, edit, claim.story_id, watch.rules, watch.routes, policy, now
        )
        known = claim.told.union(plan.alert.rule_id for plan in plans)
        matches = tuple(match for match in after if match.rule_id in known)
        return replace(found, article=article, matches=matches, plans=plans, keys=keys)

    async def _give_up(self, claim: EntryClaim, reason: str, page: PageOutcome | None = None) -> Unread:
        log.error("entry given up", feed=claim.feed_id, entry=claim.id, title=claim.entry.title, reason=reason)
        await self._store.entries.fail(claim, reason, self._clock.now(), page)
        return Unread.GIVEN_UP

    async def deliver(self, delivery: Delivery) -> DeliveryState:
        """Hand an alert to its recipient and record what came of it."""
        return await self._deliverer.deliver(self.watch, delivery)


def _not_before(outcome: PollOutcome, moment: datetime) -> PollOutcome:
    """``outcome`` with the next poll at ``moment`` or later."""
    return replace(outcome, state=replace(outcome.state, next_poll_at=max(outcome.state.next_poll_at, moment)))


def _second_look(
    article: Article, matches: Sequence[Match], fetched: Fetched, policy: EditPolicy, now: datetime
) -> tuple[datetime, Validators] | None:
    """When to ask for an article's page again without being told that it changed: only where people were told of it."""
    wanted = matches and policy is not EditPolicy.IGNORE and article.text_origin is TextOrigin.PAGE
    due_at = sources.next_look(now, now)
    return (due_at, fetched.validators) if wanted and due_at else None


def _is_wall(before: Article, after: Article) -> bool:
    """Whether a page yields so much less under its old headline that a consent wall or paywall is likelier."""
    return len(after.text) < _WALL * len(before.text) and not alerts.differs(before.title, after.title)
