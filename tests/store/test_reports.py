"""What the store says of itself: sums that add up, how much work is left, and what retention removes."""

from datetime import timedelta

from sqlalchemy import func, select, update

from monitor.model import DeliveryState, PollOutcome
from monitor.store import EntryState, Pruned, Store
from monitor.store.schema import entries
from tests.store.world import (
    LATER,
    NOW,
    alerted,
    claim_deliveries,
    claim_entries,
    claim_host,
    entry,
    outcome,
    plan,
    polled,
)

DAY = timedelta(days=1)


async def test_the_sums_add_up(store: Store) -> None:
    """Every entry, match and delivery is in exactly one heap, so that a lost one would show."""
    await polled(store, *(entry(number) for number in range(6)))
    first, second, third, fourth, *_ = await claim_entries(store)
    await store.articles.commit(first, outcome(first, plan("a", to=("x", "y", "z")), plan("b", to=("x",))), NOW)
    await store.articles.commit(second, outcome(second, plan("a", number=2)), NOW)
    await store.articles.commit(third, outcome(third), NOW)
    await store.entries.fail(fourth, "no text", NOW)
    one, two, three, _ = await claim_deliveries(store)
    await store.deliveries.mark_delivered(one, None, NOW)
    await store.deliveries.mark_dead(two, "550", NOW)
    await store.deliveries.hold(three, "535")
    counts = await store.reports.tally()
    assert counts.entries == {
        EntryState.PENDING: 2,
        EntryState.KNOWN: 0,
        EntryState.DONE: 3,
        EntryState.FAILED: 1,
    }
    assert counts.articles == counts.entries[EntryState.DONE]
    assert (counts.matched, counts.alerted, counts.merged) == (3, 2, 1)
    assert counts.alerts == counts.alerted
    there = ("queued", "delivered", "dead", "held")
    assert counts.deliveries == {state: int(state in there) for state in DeliveryState}


async def test_alerts_are_listed_newest_first_and_by_rule(store: Store) -> None:
    """People look for what just happened, often for one rule."""
    await alerted(store, plan("a"), plan("b"))
    assert {alert.rule_id for alert in await store.reports.alerts(10)} == {"a", "b"}
    assert len(await store.reports.alerts(1)) == 1
    (alert,) = await store.reports.alerts(10, rule_id="b")
    assert await store.reports.alert(alert.id) == alert
    assert await store.reports.alert("nonesuch") is None


async def test_deliveries_are_listed_by_state_channel_and_alert(store: Store) -> None:
    """An operator asks what is stuck, and where."""
    await alerted(store, plan("a", to=("x", "y")), plan("b", to=("x",)))
    assert {report.alert_id for report in await store.reports.deliveries(9, channel="x")} == {
        "alert-a-story-0",
        "alert-b-story-0",
    }
    (report,) = await store.reports.deliveries(9, channel="y", state=DeliveryState.QUEUED)
    assert (report.rule_id, report.recipient) == ("a", "y@example.org")
    assert len(await store.reports.deliveries(9, alert_id="alert-a-story-0")) == 2
    assert await store.reports.deliveries(9, state=DeliveryState.DEAD) == ()


async def test_articles_are_read_back_page_by_page(store: Store) -> None:
    """A backtest over more articles than one page sees each once, oldest first, from the moment it asks for."""
    await polled(store, *(entry(number) for number in range(130)))
    for number, claim in enumerate(await claim_entries(store, limit=130)):
        await store.articles.commit(claim, outcome(claim), NOW + timedelta(seconds=number // 30))
    ids = [article.id async for article in store.articles.stream()]
    assert len(ids) == len(set(ids)) == 130
    since = [article.id async for article in store.articles.stream(since=NOW + timedelta(seconds=1))]
    assert since == ids[30:]
    assert [article.id async for article in store.articles.stream(limit=110)] == ids[:110]
    assert (await store.articles.count(), await store.articles.count(NOW + timedelta(seconds=1))) == (
        len(ids),
        len(since),
    )


async def test_retention_removes_what_is_old_and_never_what_was_seen(store: Store) -> None:
    """Disk use is bounded, and yet no old entry becomes news again."""
    await alerted(store, plan())
    (delivery,) = await claim_deliveries(store)
    await store.deliveries.mark_delivered(delivery, None, NOW)
    assert await store.prune(NOW + DAY, 2 * DAY, 2 * DAY) == Pruned(0, 0, 0, 0)
    assert await store.prune(NOW + 2 * DAY, DAY, 9 * DAY) == Pruned(articles=1, alerts=0, stories=0, contents=1)
    assert await store.prune(NOW + 2 * DAY, DAY, DAY) == Pruned(articles=0, alerts=1, stories=1, contents=0)
    counts = await store.reports.tally()
    assert (counts.articles, counts.matched, counts.alerts) == (0, 0, 0)
    assert counts.entries[EntryState.DONE] == 1
    claim = await claim_host(store, LATER)
    assert await store.feeds.commit_poll(claim, PollOutcome(claim.feeds[0], fresh=(entry(),)), LATER) == ()


async def test_retention_keeps_a_match_whose_alert_is_gone(store: Store) -> None:
    """Alerts may be kept shorter than articles; the sums of matches stay right."""
    await alerted(store, plan())
    (delivery,) = await claim_deliveries(store)
    await store.deliveries.mark_delivered(delivery, None, NOW)
    assert (await store.prune(NOW + 2 * DAY, 9 * DAY, DAY)).alerts == 1
    counts = await store.reports.tally()
    assert (counts.matched, counts.alerted, counts.alerts) == (1, 1, 0)


async def test_retention_waits_for_what_is_still_to_be_sent(store: Store) -> None:
    """An alert that is queued or held is never removed, nor the article that it tells of."""
    await alerted(store, plan(to=("desk", "ops")))
    first, second = await claim_deliveries(store)
    await store.deliveries.mark_delivered(first, None, NOW)
    nothing = Pruned(articles=0, alerts=0, stories=0, contents=1)
    assert await store.prune(NOW + 9 * DAY, DAY, DAY) == nothing
    await store.deliveries.hold(second, "535")
    assert (await store.prune(NOW + 9 * DAY, DAY, DAY)).alerts == 0
    assert await store.deliveries.release_held(LATER, ["desk", "ops"]) == 1
    (again,) = await claim_deliveries(store, LATER)
    await store.deliveries.mark_dead(again, "550", LATER)
    assert await store.prune(NOW + 9 * DAY, DAY, DAY) == Pruned(articles=1, alerts=1, stories=1, contents=0)


async def test_retention_works_through_more_than_one_batch(store: Store) -> None:
    """A long pause leaves much to remove; all of it goes, in transactions short enough to let others in."""
    await polled(store, *(entry(number) for number in range(1100)))
    async with store._database.write() as connection:
        await connection.execute(update(entries).values(state=EntryState.FAILED.value, finished_at=NOW))
    assert (await store.prune(NOW + 9 * DAY, DAY, DAY)).contents == 1100


async def test_what_is_read_is_of_one_moment(store: Store, other: Store) -> None:
    """What another worker commits meanwhile is in all sums of a report or in none: they add up while it works."""
    count = select(func.count()).select_from(entries)
    async with store._database.read() as connection:
        before = await connection.scalar(count)
        await polled(other, entry(1))
        assert await connection.scalar(count) == before == 0
    async with store._database.read() as connection:
        assert await connection.scalar(count) == 1
