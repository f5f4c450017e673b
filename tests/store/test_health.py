"""How sources fare, as the store remembers it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import Fault, StoreError
from monitor.model import NewsDay, NewsRecord, Occasion, PageOutcome, PollOutcome, Trouble, Vitals
from monitor.store import Store
from tests.store.world import NOW, claim_entries, claim_host, configure, entry, feed, outcome, plan, polled

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RECORD = NewsRecord((NewsDay(NOW.replace(second=0, microsecond=0), 5 * HOUR, 3),), NOW, NOW + 2 * DAY)


async def test_the_record_of_news_is_stored_with_the_news(store: Store) -> None:
    """With new entries only, and read back as it was; known entries prove no news."""
    await configure(store, feed())
    claim = await claim_host(store)
    state = replace(claim.feeds[0], last_success_at=NOW)
    await store.feeds.commit_poll(claim, PollOutcome(state, fresh=(entry(1),), news=RECORD), NOW)
    assert await store.health.news("wire") == RECORD
    again = PollOutcome(state, fresh=(entry(1),), news=NewsRecord())
    assert await store.feeds.commit_poll(claim, again, NOW) == ()
    assert await store.health.news("wire") == RECORD
    pushed = replace(RECORD, last_at=NOW + HOUR)
    await store.feeds.commit_push(PollOutcome(state, fresh=(entry(2),), news=pushed), NOW + HOUR)
    assert await store.health.vitals() == {"wire": Vitals(news=pushed)}


async def test_what_pages_gave_is_stored_with_the_articles(store: Store) -> None:
    """The last twenty, those that were given up among them, and how many ever gave a text."""
    await polled(store, *(entry(number) for number in range(25)))
    claims = await claim_entries(store)
    for claim in claims[:23]:
        page = PageOutcome.TEXT if claim.id == claims[0].id else PageOutcome.PAYWALL
        await store.articles.commit(claim, replace(outcome(claim), page=page), NOW)
    await store.articles.commit(claims[23], outcome(claims[23]), NOW)
    await store.entries.fail(claims[24], "no text", NOW, PageOutcome.NO_TEXT)
    pages = (await store.health.vitals())["wire"].pages
    assert pages.recent == (PageOutcome.PAYWALL,) * 19 + (PageOutcome.NO_TEXT,)
    assert pages.texts == 1
    assert [state.feed_id for state, _ in await store.health.suspects()] == ["wire"]


async def test_only_feeds_that_may_be_unwell_are_looked_at(store: Store) -> None:
    """Those that fail, are quiet, or are under way, and those that are named; not those that are well or taken out."""
    names = ("well", "fails", "quiet", "told", "named", "away")
    await configure(store, *map(feed, names))
    for claim in await store.feeds.claim_hosts(NOW, NOW + HOUR, 10, 10):
        state = replace(claim.feeds[0], last_success_at=NOW)
        if state.feed_id in ("fails", "away"):
            state = replace(state, fault=Fault.DNS, fault_detail="No.", failing_since=NOW)
        quiet_at = NOW if state.feed_id == "quiet" else NOW + HOUR
        news = replace(RECORD, quiet_at=quiet_at)
        await store.feeds.commit_poll(claim, PollOutcome(state, known=(entry(1),), news=news), NOW)
    await configure(store, *map(feed, names[:-1]))
    await store.health.settle([Occasion("told", Trouble.NO_TEXT, NOW, NOW)], [], [], NOW)
    assert (await store.health.occasions())[1].well == 4
    found = {state.feed_id: vitals for state, vitals in await store.health.suspects(["named"])}
    assert sorted(found) == ["fails", "named", "quiet", "told"]
    assert found["quiet"].news.quiet_at == NOW


async def test_a_notice_and_what_it_told_are_stored_together_or_not_at_all(store: Store, other: Store) -> None:
    """A checkup that dies before its commit leaves nothing, so the next tells; after it, the next knows."""
    occasion = Occasion("wire", Trouble.QUIET, NOW - DAY, NOW)
    notice = plan("notices", "notice")
    broken = replace(notice, alert=replace(notice.alert, payload={"data": object()}))
    with pytest.raises(StoreError):
        await store.health.settle([occasion], [], [("feeds-quiet", broken)], NOW)
    assert (await other.health.occasions())[0] == ()
    await store.health.settle([occasion], [], [("feeds-quiet", notice)], NOW)
    under_way, circumstances = await other.health.occasions()
    assert under_way == (occasion,)
    assert circumstances.told == (("feeds-quiet", NOW),)
    assert [alert.id for alert in await other.reports.alerts(10)] == [notice.alert.id]
    offline = Occasion("", Trouble.OFFLINE, NOW, None)
    await store.health.settle([offline], [occasion], [], NOW + HOUR)
    await store.health.settle([replace(offline, told_at=NOW + DAY)], [], [], NOW + DAY)
    assert (await other.health.occasions())[0] == (replace(offline, told_at=NOW + DAY),)
    await store.health.settle([], [offline], [], NOW + 2 * DAY, online=NOW + HOUR)
    under_way, circumstances = await other.health.occasions()
    assert (under_way, circumstances.offline_at, circumstances.online_at) == ((), NOW + HOUR, NOW + 2 * DAY)
