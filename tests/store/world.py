"""Small makers of what the store keeps, so that a test shows only what it is about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.model import (
    Alert,
    AlertKind,
    AlertPlan,
    Article,
    ArticleOutcome,
    Delivery,
    Entry,
    EntryClaim,
    Feed,
    Field,
    Hit,
    HostClaim,
    How,
    Match,
    PollOutcome,
    StoryKey,
)
from monitor.store import Store

NOW = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
LEASE = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(hours=1)


def feed(feed_id: str = "wire", url: str | None = None, title: str | None = None) -> Feed:
    """A feed on a host of its own."""
    return Feed(feed_id, url or f"https://{feed_id}.example/feed.xml", title=title)


def entry(number: int = 1, site: str = "wire") -> Entry:
    """An entry with every field filled, whose page is on ``site``."""
    return Entry(
        identity=f"guid:{number}",
        guid=f"urn:{number}",
        url=f"https://{site}.example/{number}",
        title=f"Дело № {number}",
        summary="<p>ملخص</p>",
        content="<p>全文</p>",
        published=NOW - timedelta(minutes=number),
        updated=NOW,
        authors=("A. Author",),
        tags=("world",),
        language="ru",
    )


async def configure(store: Store, *feeds: Feed, at: datetime = NOW) -> None:
    """Make ``feeds`` the configured ones, first polled ``at``."""
    await store.feeds.sync(feeds, NOW, lambda each: at)


async def claim_host(store: Store, now: datetime = NOW) -> HostClaim:
    """Claim the one host that is due."""
    (claim,) = await store.feeds.claim_hosts(now, now + timedelta(minutes=5), limit=1, per_host=10)
    return claim


async def polled(store: Store, *entries: Entry, feed_id: str = "wire") -> tuple[str, ...]:
    """Configure one feed and let a poll of it find ``entries``; gives the new ids."""
    await configure(store, feed(feed_id))
    claim = await claim_host(store)
    outcome = PollOutcome(replace(claim.feeds[0], next_poll_at=LATER), fresh=entries)
    found = await store.feeds.commit_poll(claim, outcome, NOW)
    await store.feeds.release_host(claim, NOW, NOW)
    return found


async def claim_entries(store: Store, now: datetime = NOW, limit: int = 100) -> tuple[EntryClaim, ...]:
    """Claim entries of any feed."""
    return await store.entries.claim(now, now + timedelta(minutes=5), limit, per_feed=limit, per_host=limit)


async def claim_deliveries(store: Store, now: datetime = NOW, limit: int = 100) -> tuple[Delivery, ...]:
    """Claim deliveries of any channel."""
    return await store.deliveries.claim(now, now + timedelta(minutes=5), limit, per_channel=limit)


def hit() -> Hit:
    """A place in a text."""
    return Hit("topic:cyber", Field.BODY, 3, 9, "السيبراني", How.CLITIC, "سيبراني", "… السيبراني …", licence="role")


def match(rule_id: str = "cyber") -> Match:
    """A match with one hit."""
    return Match(rule_id, (hit(),))


def plan(rule_id: str = "cyber", story_id: str = "story", to: Sequence[str] = ("desk",), number: int = 0) -> AlertPlan:
    """A new alert for the channels ``to``; those of one rule and story differ in id by ``number`` only."""
    alert_id = f"alert-{rule_id}-{story_id}-{number}"
    payload = {"type": "alert", "data": {"id": alert_id}}
    alert = Alert(alert_id, AlertKind.NEW, rule_id, story_id, NOW, payload)
    deliveries = tuple(
        Delivery(f"{alert_id}-{channel}", alert_id, channel, f"{channel}@example.org", NOW, 0, payload)
        for channel in to
    )
    return AlertPlan(alert, deliveries)


def outcome(claim: EntryClaim, *plans: AlertPlan, story_id: str = "story") -> ArticleOutcome:
    """An article of ``claim`` that matches the rules of ``plans``."""
    article = Article(
        id=claim.id,
        title=claim.entry.title,
        text="Первая строка\nВторая строка",
        url=claim.entry.url,
        feed_id=claim.feed_id,
        source="Wire",
        language="ru",
        title_language="uk",
        published=claim.entry.published,
        authors=("A. Author",),
        credit="AFP",
        tags=("world",),
        feed_tags=("wire",),
        fetched_at=NOW,
    )
    rules = dict.fromkeys(each.alert.rule_id for each in plans)
    return ArticleOutcome(
        article, StoryKey(story_id, "first of its story", claim.id), tuple(match(rule) for rule in rules), plans
    )


async def alerted(store: Store, *plans: AlertPlan, feed_id: str = "wire") -> None:
    """Take one entry all the way to its alerts."""
    await polled(store, entry(), feed_id=feed_id)
    (claim,) = await claim_entries(store)
    await store.articles.commit(claim, outcome(claim, *plans), NOW)
