"""What the store remembers of subscriptions at hubs, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.model import PollOutcome, Release, Subscription, SubscriptionState
from monitor.store import Store
from tests.store.world import NOW, claim_entries, claim_host, configure, entry, feed

DAY = timedelta(days=1)
WANTED = Subscription(
    token="one",
    feed_id="wire",
    feed_url="https://wire.example/feed.xml",
    hub="https://hub.example/",
    topic="https://wire.example/feed.xml",
    callback="https://me.example/one",
    secret="hush",
    state=SubscriptionState.ASKED,
    due_at=NOW,
    created_at=NOW,
)


def _tomorrow(attempts: int, now: datetime) -> datetime:
    return now + attempts * DAY


@pytest.fixture
async def subscribed(store: Store) -> Store:
    await configure(store, feed("wire"), feed("herald"))
    await store.subscriptions.put(WANTED, NOW)
    return store


async def test_a_request_counts_before_it_is_sent(subscribed: Store) -> None:
    """What is due is given once, and is due again later whatever becomes of it: also after a kill."""
    assert await subscribed.subscriptions.take_due(NOW - DAY, 10, _tomorrow) == ()
    assert await subscribed.subscriptions.take_due(NOW, 10, _tomorrow) == (WANTED,)
    assert await subscribed.subscriptions.take_due(NOW, 10, _tomorrow) == ()
    (again,) = await subscribed.subscriptions.take_due(NOW + DAY, 10, _tomorrow)
    assert again.attempts == 1
    assert await subscribed.subscriptions.find("one") == replace(WANTED, attempts=2, due_at=NOW + 3 * DAY)


async def test_a_grant_lasts_until_its_lease_ends(subscribed: Store) -> None:
    """Confirmed, it is left alone until it is to be renewed; unrenewed, it lapses once and is asked for anew."""
    await subscribed.subscriptions.confirm("one", NOW + 10 * DAY, NOW + 8 * DAY)
    assert await subscribed.subscriptions.take_due(NOW + 7 * DAY, 10, _tomorrow) == ()
    assert len(await subscribed.subscriptions.take_due(NOW + 8 * DAY, 10, _tomorrow)) == 1
    assert await subscribed.subscriptions.lapse(NOW + 9 * DAY) == ()
    assert await subscribed.subscriptions.lapse(NOW + 10 * DAY) == ("wire",)
    assert await subscribed.subscriptions.lapse(NOW + 10 * DAY) == ()
    found = await subscribed.subscriptions.of_feed("wire")
    assert found is not None
    assert (found.state, found.expires_at) == (SubscriptionState.ASKED, None)


async def test_a_feed_has_one_subscription_and_the_old_one_is_left(subscribed: Store) -> None:
    """A new offer replaces the old; the hub of the old is told if it may know of it, four times at most."""
    await subscribed.subscriptions.put(replace(WANTED, token="two"), NOW)
    assert await subscribed.subscriptions.find("one") is None  # the hub was never asked
    await subscribed.subscriptions.confirm("two", NOW + DAY, NOW + DAY)
    await subscribed.subscriptions.put(replace(WANTED, token="three", due_at=NOW + 99 * DAY), NOW)
    standing = await subscribed.subscriptions.standing()
    assert {feed_id: each.token for feed_id, each in standing.items()} == {"wire": "three"}
    for attempt in range(4):
        (left,) = await subscribed.subscriptions.take_due(NOW + 20 * attempt * DAY, 10, _tomorrow)
        assert (left.token, left.state) == ("two", SubscriptionState.LEAVING)
        await subscribed.subscriptions.confirm("two", NOW, NOW)  # a late answer changes nothing
    assert await subscribed.subscriptions.take_due(NOW + 98 * DAY, 10, _tomorrow) == ()
    assert await subscribed.subscriptions.find("two") is None
    assert await subscribed.subscriptions.clear() == ("wire",)


async def test_what_is_pushed_is_news_once_and_leaves_polls_alone(subscribed: Store) -> None:
    """Entries of a push wait like those of a poll; a poll under way that finds the same adds nothing, and its state
    is not touched."""
    claim = await claim_host(subscribed)
    state = await subscribed.feeds.state(claim.feeds[0].feed_id)
    assert state == claim.feeds[0]
    assert len(await subscribed.feeds.commit_push(PollOutcome(state, fresh=(entry(1), entry(2))), NOW)) == 2
    assert await subscribed.feeds.commit_push(PollOutcome(state, fresh=(entry(1),)), NOW) == ()
    polled = replace(state, etag='"x"', next_poll_at=NOW + 2 * DAY)
    assert len(await subscribed.feeds.commit_poll(claim, PollOutcome(polled, fresh=(entry(2), entry(3))), NOW)) == 1
    await subscribed.feeds.release_host(claim, NOW, NOW)
    assert len(await claim_entries(subscribed)) == 3
    after = await subscribed.feeds.state(state.feed_id)
    assert after is not None
    assert (after.etag, after.next_poll_at, after.last_new_at) == ('"x"', NOW + 2 * DAY, NOW)
    await subscribed.feeds.poll_by({state.feed_id: NOW + DAY}, DAY)
    later = await subscribed.feeds.claim_hosts(NOW + DAY, NOW + 2 * DAY, 10, per_host=10)
    assert state.feed_id in {each.feed_id for claim in later for each in claim.feeds}


async def test_a_feed_is_hastened_within_what_it_and_its_server_bear(store: Store) -> None:
    """It is polled at the moment that is wanted, but not within the spacing, and not before its pause when it fails."""
    minute = DAY / 1440
    await configure(store, feed("new"), feed("fine"), feed("fails"))
    for claim in await store.feeds.claim_hosts(NOW, NOW + DAY, 10, 10):
        (state,) = claim.feeds
        if state.feed_id != "new":
            asked = replace(state, last_polled_at=NOW, next_poll_at=NOW + DAY, failures=state.feed_id == "fails")
            await store.feeds.commit_poll(claim, PollOutcome(asked), NOW, Release(NOW))
    await store.feeds.poll_by({"new": NOW + minute, "fine": NOW + minute, "fails": NOW + minute}, 2 * minute)
    planned = {report.state.feed_id: report.state.next_poll_at - NOW for report in await store.reports.feeds()}
    assert planned == {"new": 0 * minute, "fine": 2 * minute, "fails": DAY}
    await store.feeds.poll_by({"fine": NOW + 9 * minute}, 2 * minute)
    assert (await store.reports.feeds())[1].state.next_poll_at == NOW + 2 * minute


async def test_news_that_were_not_pushed_are_noted_with_the_poll_that_found_them(subscribed: Store) -> None:
    """Both or neither: a hub that missed something is not relied on. A poll without news says nothing of it."""
    claim = await claim_host(subscribed)
    found = PollOutcome(claim.feeds[0], fresh=(entry(1),), relied_on="one")
    noted = []
    for moment in (NOW + DAY / 24, NOW + DAY / 12):
        await subscribed.feeds.commit_poll(claim, found, moment)
        subscription = await subscribed.subscriptions.find("one")
        noted.append(subscription.missed_at if subscription else None)
    assert noted == [NOW + DAY / 24] * 2


async def test_what_a_poll_wants_of_a_hub_is_stored_with_it(store: Store) -> None:
    """Both or neither: a feed that never changes again is subscribed to all the same. It replaces what was wanted."""
    await configure(store, feed())
    claim = await claim_host(store, NOW)
    (state,) = claim.feeds
    for token in ("one", "two"):
        wanted = replace(WANTED, token=token, feed_id=state.feed_id)
        await store.feeds.commit_poll(claim, PollOutcome(state, subscription=wanted), NOW)
        assert await store.subscriptions.of_feed(state.feed_id) == wanted
    assert await store.subscriptions.find("one") is None


async def test_a_poll_that_is_under_way_when_news_are_told_is_followed_by_another(store: Store) -> None:
    """Its answer may be older than the news. The next one keeps its distance, and a server that fails its peace."""
    await configure(store, *(feed(name, f"https://site.example/{name}") for name in ("told", "fails", "quiet")))
    minute = DAY / 1440
    (claim,) = await store.feeds.claim_hosts(NOW, NOW + 5 * minute, 1, 9, if_cut_off=lambda _: NOW + 15 * minute)
    told = next(state for state in claim.feeds if state.feed_id == "told")
    await store.feeds.commit_push(PollOutcome(told, fresh=(entry(1),)), NOW)
    await store.feeds.poll_by({"told": NOW, "fails": NOW}, 2 * minute)
    for state in claim.feeds:
        failures = int(state.feed_id == "fails")
        after = replace(state, last_polled_at=NOW, next_poll_at=NOW + DAY, failures=failures)
        await store.feeds.commit_poll(claim, PollOutcome(after), NOW)
    states = {report.state.feed_id: report.state for report in await store.reports.feeds()}
    due_at = {name: state.next_poll_at - NOW for name, state in states.items()}
    assert due_at == {"told": 2 * minute, "fails": DAY, "quiet": DAY}
    assert (states["told"].last_new_at, states["quiet"].last_new_at) == (NOW, None)
