"""Articles come in, time passes, and what goes out is written down: policy on a real store, without a network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from monitor import alerts, rules
from monitor.building import prepare
from monitor.model import Article, ArticleOutcome, Entry, PollOutcome, StoryKey, Tally, Validators
from monitor.rounds import Rounds
from monitor.store import Store
from monitor.testing import FakeClock
from monitor.watch import Watch
from tests.config.folder import ENVIRON, write
from tests.store.world import claim_entries
from tests.store.world import entry as an_entry

LEASE = timedelta(minutes=5)
FEEDS = ("alpha", "beta", "gamma", "delta")
DESK = "email: {to: [desk@example.org], from: m@example.org, smtp: {host: smtp.example.org}}"
OPS = f"webhook: {{url: 'https://ops.example/hook', secret: {'A' * 40}}}"


@dataclass(frozen=True)
class Sent:
    """What was sent: when, where to, and the payload's data."""

    at: datetime
    channel: str
    recipient: str
    id: str
    data: dict[str, Any]

    @property
    def titles(self) -> list[str]:
        """Of all articles in it, those of a digest, too."""
        listed = self.data["articles"]
        if self.data["digest"]:
            stories = [story for rule in self.data["digest"]["rules"] for story in rule["stories"]]
            listed = [article for story in stories for article in story["articles"]]
        return [article["title"] for article in listed]


@dataclass
class Newsdesk:
    """A store and the policies that work on it. ``sent`` is all that went out so far."""

    directory: Path
    store: Store
    clock: FakeClock
    watch: Watch
    rounds: Rounds
    sent: list[Sent] = field(default_factory=list)
    number: int = 0

    async def configure(self, channels: str, rules_yaml: str) -> None:
        """Take up another configuration, as a reload does; ``channels`` and ``rules_yaml`` are flow mappings."""
        self.watch = await _watch(self.directory, self.clock, channels, rules_yaml)
        await self.store.deliveries.release_held(self.clock.now(), self.watch.channels.keys())
        await self.store.waiting.reconsider(self.clock.now(), self.watch.policies.gathering)

    async def article(
        self, feed: str, title: str, story: str | None = None, wire: str | None = None, language: str = "en"
    ) -> Tally:
        """An article that ``feed`` published: of a story of its own, and nobody's copy, unless it is said."""
        self.number += 1
        self.clock.advance(timedelta(seconds=1))
        now = self.clock.now()
        entry = replace(an_entry(self.number, site=feed), title=title)
        (claim,) = await self._claimed(feed, entry)
        article = Article(
            claim.id, title, f"{title}.\nMore.", entry.url, feed, feed.title(), language, published=now, fetched_at=now
        )
        key = StoryKey(story or claim.id, "said so", wire or claim.id)
        matches = self.watch.matcher.match(article, now)
        plans = alerts.plan_alerts(article, key, matches, self.watch.rules, self.watch.routes, now)
        return await self.store.articles.commit(
            claim,
            ArticleOutcome(article, key, matches, plans, look_again=(now, Validators())),
            now,
            self.watch.follow,
        )

    async def _claimed(self, feed: str, entry: Entry) -> Any:
        now = self.clock.now()
        for host in await self.store.feeds.claim_hosts(now, now + LEASE, limit=10, per_host=10):
            for state in host.feeds:
                fresh = (entry,) if state.feed_id == feed else ()
                # Due again at once.
                outcome = PollOutcome(replace(state, next_poll_at=now, last_success_at=now), fresh=fresh)
                await self.store.feeds.commit_poll(host, outcome, now)
            await self.store.feeds.release_host(host, now, now)
        return await claim_entries(self.store, now)

    async def known(self) -> list[frozenset[str]]:
        """For each article that may be looked at again, the rules whose readers know of it."""
        now = self.clock.now()
        claims = await self.store.revisions.claim(now, now + LEASE, 100, 100, 100)
        for claim in claims:
            await self.store.revisions.put_back(claim, now)
        return [claim.told for claim in claims]

    async def work(self, after: timedelta = timedelta(0)) -> list[Sent]:
        """Let time pass, make the rounds, and send what is to be sent; gives that."""
        self.clock.advance(after)
        before = len(self.sent)
        await self.rounds.make(self.watch)
        while deliveries := await self.store.deliveries.claim(
            self.clock.now(), self.clock.now() + LEASE, 100, 100, arbiter=self.watch.policies
        ):
            for delivery in deliveries:
                now = self.clock.now()
                await self.store.deliveries.mark_delivered(delivery, "yes", now)
                data = dict(delivery.payload["data"])
                self.sent.append(Sent(now, delivery.channel, delivery.recipient, delivery.id, data))
        return self.sent[before:]

    async def until(self, moment: datetime, step: timedelta = timedelta(minutes=10)) -> list[Sent]:
        """Work until ``moment``, as the service does: every so often."""
        before = len(self.sent)
        while self.clock.now() < moment:
            await self.work(min(step, moment - self.clock.now()))
        return self.sent[before:]


async def _watch(directory: Path, clock: FakeClock, channels: str, rules_yaml: str) -> Watch:
    feeds = "".join(f"  - {{id: {each}, url: 'https://{each}.example/feed', content: feed}}\n" for each in FEEDS)
    files = {
        "monitor.yaml": f"timezone: Europe/Zurich\nchannels: {channels}\n",
        "feeds.yaml": f"feeds:\n{feeds}",
        "rules/rules.yaml": f"rules: {rules_yaml}\n",
    }
    _, watch = await prepare(write(directory, files), ENVIRON, clock, rules.Forms())
    await watch.client.aclose()
    return watch


@asynccontextmanager
async def open_newsdesk(
    store: Store, directory: Path, start: datetime, channels: str, rules_yaml: str
) -> AsyncIterator[Newsdesk]:
    """A :class:`Newsdesk` that begins at ``start``; at the end, everything must be accounted for."""
    clock = FakeClock(start)
    watch = await _watch(directory, clock, channels, rules_yaml)
    await store.feeds.sync(tuple(watch.feeds.values()), clock.now(), lambda feed: clock.now())
    yield Newsdesk(directory, store, clock, watch, Rounds(store, clock))
