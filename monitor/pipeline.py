"""The way of an article from feed to reader: one function a stage, each ending in one commit.

::

    poll     ask the feeds of a host what is new          -> entries            (one commit a feed)
    process  read the page, match it, plan the alerts     -> article and outbox (one commit an entry)
    revise   see whether an article has changed           -> article and outbox (one commit an article)
    deliver  hand one alert to one recipient              -> outcome            (one commit, after the far side's yes)
    rounds   see to what falls due by time alone          -> queue and outbox   (one commit a digest)

The first stage is carried out in ``polling.py``; news that a hub pushes come in beside it: ``subscriber.py``.

No stage holds a transaction open while it waits for the network, and each may be cut off at any point: what was not
committed is claimed and done again, under the same ids.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from monitor import alerts, articles, sources
from monitor.clock import Clock
from monitor.delivering import SEND_LIMIT, Deliverer
from monitor.errors import ParseError, WorkerError
from monitor.model import (
    Article,
    Delivery,
    DeliveryState,
    EditPolicy,
    EntryClaim,
    Feed,
    FeedState,
    HostClaim,
    Match,
    PageOutcome,
    Revision,
    RevisionClaim,
    StoryKey,
    Tally,
    TextOrigin,
    Validators,
)
from monitor.net import Turns
from monitor.pages import Fetched, PageReader, page_outcome
from monitor.polling import Poller, PollReport
from monitor.rounds import Rounds
from monitor.rules import index_keys
from monitor.store import Store
from monitor.telemetry import get_logger
from monitor.telling import Read, Teller
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
        self._clock = clock
        self._turns = Turns()
        self._poller = Poller(store, crews, clock, rng, self._turns)
        self._pages = PageReader(crews.articles, self._turns, clock)
        self._deliverer = Deliverer(store, crews.articles, clock, rng, send_limit, lambda: self.watch)
        self._rounds = Rounds(store, clock)
        self._matching = asyncio.Lock()
        self._teller = Teller(store, clock)
        self.watch = watch

    def stop_waiting(self) -> None:
        """Cancel the tasks that only wait for their turn at a site; what they were about is done at the next start."""
        self._turns.end()

    def if_cut_off(self, state: FeedState) -> datetime:
        """When a feed that is claimed now is asked again should its poll come to no end."""
        return self._poller.if_cut_off(self.watch, state)

    async def poll(self, claim: HostClaim, time_limit: timedelta) -> PollReport:
        """Ask every due feed of the claimed host what is new, for ``time_limit`` at most, and free the host."""
        return await self._poller.poll(self.watch, claim, time_limit)

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
        look_again = _second_look(article, matches, fetched, watch.edits_of(feed), self._clock.now())
        page = page_outcome(feed, claim.entry, fetched, article)
        tally = await self._teller.tell(watch, claim, Read(article, matches, keys, look_again, page))
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
        updates = await self._store.revisions.commit(claim, found, self._clock.now(), watch.follow)
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
        edit = alerts.Edit(claim.article, article, before, after, claim.told, claim.headlines, claim.untold)
        plans = await asyncio.to_thread(
            alerts.plan_updates, edit, claim.story_id, watch.rules, watch.routes, policy, now
        )
        story = StoryKey(claim.story_id, "", claim.wire)
        as_new = await asyncio.to_thread(alerts.plan_as_new, edit, plans, story, watch.rules, watch.routes, now)
        known = claim.told.union(claim.untold, (plan.alert.rule_id for plan in plans))
        matches = tuple(match for match in after if match.rule_id in known)
        return replace(found, article=article, matches=matches, plans=plans, keys=keys, as_new=as_new)

    async def _give_up(self, claim: EntryClaim, reason: str, page: PageOutcome | None = None) -> Unread:
        log.error("entry given up", feed=claim.feed_id, entry=claim.id, title=claim.entry.title, reason=reason)
        await self._store.entries.fail(claim, reason, self._clock.now(), page)
        return Unread.GIVEN_UP

    async def deliver(self, delivery: Delivery) -> DeliveryState:
        """Hand an alert to its recipient and record what came of it."""
        return await self._deliverer.deliver(delivery)

    async def make_rounds(self) -> int:
        """End waits that are over and make the digests that are due; gives how many deliveries were queued by that."""
        return await self._rounds.make(self.watch)

    async def audit(self, alerts_kept: timedelta) -> None:
        """See whether the sums add up, and raise a notice when they do not; alerts are kept for so long."""
        await self._rounds.audit(self.watch, alerts_kept)


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
