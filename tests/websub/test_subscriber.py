"""The life of a subscription, against a real hub on loopback and a clock that can be moved."""

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import alerts, rulebook, rules, sources, websub
from monitor.errors import Fault
from monitor.model import Feed, HubOffer, ParsedFeed, PollOutcome, Release, Subscription, SubscriptionState
from monitor.net import Client, HostGate
from monitor.sources.reading import read_recognisable
from monitor.store import Store
from monitor.subscriber import Subscriber
from monitor.testing import FakeClock
from monitor.watch import Crews, Watch
from monitor.workers import Workers
from tests.websub.hub import Hub, serve_hub

WIRE = Feed("wire", "https://wire.example/feed.xml")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
POLLING = sources.PollingPolicy(15 * MINUTE, MINUTE, 2 * DAY)


@dataclass
class World:
    """A subscriber at its listener, a hub, and what they share."""

    subscriber: Subscriber
    store: Store
    clock: FakeClock
    hub: Hub
    terms: websub.Terms
    listener: websub.Listener

    @property
    def offer(self) -> HubOffer:
        return HubOffer(self.hub.url, WIRE.url)

    async def want(self) -> Subscription:
        """Find the offer of the hub in the feed, as a poll does."""
        now = self.clock.now()
        subscription = websub.new_subscription(WIRE, self.offer, self.terms, now)
        await self.store.subscriptions.put(subscription, now)
        return subscription

    async def keep_up(self, after: timedelta = timedelta(0)) -> None:
        """Let time pass, see to what is due then, and let the hub call back."""
        self.clock.advance(after)
        await self.subscriber.keep_up()
        await self.hub.settled()

    async def now(self) -> Subscription | None:
        return await self.store.subscriptions.of_feed("wire")

    async def next_poll(self) -> timedelta:
        state = await self.store.feeds.state("wire")
        assert state is not None
        return state.next_poll_at - self.clock.now()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    clock = FakeClock()
    store = await Store.open(f"sqlite:///{tmp_path}/monitor.db")
    await store.upgrade()
    await store.feeds.sync([WIRE], clock.now(), lambda feed: clock.now() + DAY)
    client = Client("tests", timedelta(seconds=5), 10_000, allow_private=["127.0.0.0/8"])
    crews = Crews(Workers(1, 2**30), Workers(1, 2**30))
    watch: list[Watch] = []
    subscriber = Subscriber(store, crews, clock, random.Random(7), lambda: watch[0], lambda new: None)
    listener = websub.Listener("127.0.0.1:0", subscriber, lambda: 10_000, clock)
    listener.start()
    terms = websub.Terms(f"http://127.0.0.1:{listener.port}/push", 10 * DAY, timedelta(hours=4))
    watch.append(
        Watch(
            feeds={WIRE.id: WIRE},
            polling=POLLING,
            rules={},
            matcher=rules.compile_rulebook(rulebook.Rulebook((), {}, {})),
            languages=frozenset(),
            channels={},
            breaker=alerts.Breaker(clock),
            client=client,
            gate=HostGate(clock, timedelta(0)),
            pushes=terms,
        )
    )
    async with serve_hub() as hub:
        yield World(subscriber, store, clock, hub, terms, listener)
        await listener.aclose()
    await client.aclose()
    await crews.feeds.close()
    await crews.articles.close()
    await store.close()


async def test_a_subscription_is_verified_renewed_in_time_and_ended(world: World) -> None:
    """The hub gets a secret and the lease that is wanted; it is asked again under the same callback with a fifth of the
    lease left; when the feed goes, it is told, and the callback is gone once it has verified that."""
    made = await world.want()
    await world.keep_up()
    first = world.hub.asked[0]
    assert (first["hub.mode"], first["hub.topic"]) == ("subscribe", WIRE.url)
    assert (first["hub.callback"], first["hub.secret"]) == (made.callback, made.secret)
    assert first["hub.lease_seconds"] == "864000"
    stands = await world.now()
    assert stands is not None
    assert (stands.state, stands.expires_at) == (SubscriptionState.ACTIVE, world.clock.now() + 10 * DAY)

    await world.keep_up(8 * DAY - MINUTE)
    assert len(world.hub.asked) == 1
    await world.keep_up(MINUTE)
    assert world.hub.asked[1] == first
    renewed = await world.now()
    assert renewed is not None
    assert (renewed.expires_at, renewed.attempts) == (world.clock.now() + 10 * DAY, 0)

    await world.subscriber.sync([], world.terms, POLLING)
    assert await world.hub.push(WIRE.url, "x") == 410
    await world.keep_up()
    assert world.hub.asked[2]["hub.mode"] == "unsubscribe"
    assert not world.hub.subscribed
    assert not await world.subscriber.knows(made.token)


async def test_a_hub_that_fails_is_asked_ever_less_often_and_polling_takes_over(world: World) -> None:
    """A renewal that comes to nothing is tried again in time; when the lease has ended, the feed is polled as usual."""
    await world.want()
    await world.keep_up()
    world.hub.answer = 500
    for wait, asked in ((8 * DAY, 2), (MINUTE, 2), (MINUTE, 3), (9 * MINUTE, 3), (MINUTE, 4), (60 * MINUTE, 5)):
        await world.keep_up(wait)
        assert len(world.hub.asked) == asked
    stands = await world.now()
    assert stands is not None
    assert (stands.state, stands.error) == (SubscriptionState.ACTIVE, "The hub answers with status 500: so it is")
    await world.store.feeds.poll_by({"wire": world.clock.now()}, MINUTE)
    await world.keep_up(DAY)
    await world.keep_up(DAY)
    lapsed = await world.now()
    assert lapsed is not None
    assert lapsed.state is SubscriptionState.ASKED
    assert await world.next_poll() <= 15 * MINUTE
    world.hub.answer = 202
    await world.keep_up(DAY)
    assert WIRE.url in world.hub.subscribed


async def test_a_refusal_stands_for_a_day(world: World) -> None:
    """A hub that denies, at once or after it granted, is left alone for a day; its reason is kept, the feed polled."""
    await world.want()
    world.hub.answer = 403
    await world.keep_up()
    refused = await world.now()
    assert refused is not None
    assert (refused.state, refused.error) == (SubscriptionState.REFUSED, "The hub answers with status 403: so it is")
    assert await world.next_poll() <= 15 * MINUTE
    world.hub.answer = 202
    await world.keep_up(DAY - MINUTE)
    assert len(world.hub.asked) == 1
    await world.keep_up(MINUTE)
    assert WIRE.url in world.hub.subscribed
    await world.hub.deny(world.hub.asked[1], "no more")
    denied = await world.now()
    assert denied is not None
    assert (denied.state, denied.error) == (SubscriptionState.REFUSED, "The hub denies the subscription: no more")


async def test_only_what_was_asked_for_is_confirmed(world: World) -> None:
    """Another topic, an end that nobody wants and a request without a challenge are not found; a hub that names no
    lease grants what was asked for."""
    await world.want()
    world.hub.lease = None
    await world.keep_up()
    form = world.hub.asked[0]
    stands = await world.now()
    assert stands is not None
    assert stands.expires_at == world.clock.now() + 10 * DAY
    for changed in (
        {"hub.topic": "https://other/"},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": ""},
        {"hub.challenge": ""},
    ):
        await world.hub.verify(form, **changed)
    assert world.hub.statuses == [200, 404, 404, 404, 404]
    assert await world.now() == stands


async def test_a_moved_address_or_feed_leads_to_a_new_subscription(world: World) -> None:
    """With another `public_url` the hub gets a new callback and the old one is given up; so it is when the feed has
    another address; without `websub` nothing is kept, and the feed is polled as usual."""
    made = await world.want()
    await world.keep_up()
    moved = replace(world.terms, base=world.terms.base.replace("/push", "/elsewhere"))
    await world.subscriber.sync([WIRE], moved, POLLING)
    await world.keep_up()
    callback, _ = world.hub.subscribed.get(WIRE.url, ("", ""))
    assert [form["hub.mode"] for form in world.hub.asked] in (
        ["subscribe", "unsubscribe", "subscribe"],
        ["subscribe", "subscribe", "unsubscribe"],
    )
    assert not await world.subscriber.knows(made.token)
    new = await world.now()
    assert new is not None
    assert new.callback.startswith(moved.base)
    assert callback in ("", new.callback)

    await world.subscriber.sync([replace(WIRE, url="https://wire.example/new.xml")], moved, POLLING)
    assert await world.now() is None
    await world.want()
    await world.subscriber.sync([WIRE], None, POLLING)
    assert await world.now() is None
    assert await world.next_poll() <= 15 * MINUTE


async def test_a_push_of_what_is_known_under_new_names_has_the_feed_polled(world: World) -> None:
    """Nothing of it is news: the poll, which sees the whole feed, decides. A push of news does not hasten it."""

    def document(numbers: range, guid: str) -> str:
        items = "".join(
            f"<item><title>Night {n} at pier{n}</title><guid isPermaLink='false'>{guid}{n}</guid></item>"
            for n in numbers
        )
        return f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'

    await world.want()
    await world.keep_up()
    await world.store.feeds.poll_by({"wire": world.clock.now()}, MINUTE)
    now = world.clock.now()
    (claim,) = await world.store.feeds.claim_hosts(now, now + MINUTE, 1, 1)
    read = replace(claim.feeds[0], last_success_at=now, next_poll_at=now + DAY)
    old = read_recognisable(document(range(8), "a").encode(), "application/rss+xml", WIRE.url)
    assert isinstance(old, ParsedFeed)
    await world.store.feeds.commit_poll(claim, PollOutcome(read, known=old.entries), now)
    await world.store.feeds.release_host(claim, now, now)

    async def counts() -> int:
        return sum((await world.store.reports.feeds())[0].entries.values())

    assert await world.hub.push(WIRE.url, document(range(8, 13), "a")) == 202
    assert (await counts(), await world.next_poll()) == (13, DAY)
    assert await world.hub.push(WIRE.url, document(range(8), "cms-")) == 202
    assert (await counts(), await world.next_poll()) == (13, timedelta(0))


async def test_pushes_without_news_do_not_hammer_the_feed(world: World) -> None:
    """A hub that says every five seconds that there is news has the feed polled once in the shortest interval, however
    long its server holds an answer for fresh; one that was asked to wait is left alone.
    """
    await world.want()
    await world.keep_up()
    await world.store.feeds.poll_by({"wire": world.clock.now()}, MINUTE)
    polls = 0
    answer: sources.PollResult = sources.Unchanged(manners=sources.Manners(fresh_for=6 * HOUR))

    async def poll_if_due() -> int:
        now = world.clock.now()
        claims = await world.store.feeds.claim_hosts(now, now + HOUR, 1, 1)
        for claim in claims:
            outcome = sources.decide(
                claim.feeds[0], answer, polling=POLLING, interval=None, now=now, jitter=random.Random(7)
            )
            await world.store.feeds.commit_poll(claim, outcome, now, Release(now, frozenset({"wire"})))
        return len(claims)

    for _ in range(120):
        polls += await poll_if_due()
        world.clock.advance(timedelta(seconds=5))
        assert await world.hub.push(WIRE.url, "there is news") == 202
    assert polls == 10
    answer = sources.Failed(Fault.HTTP_UNAVAILABLE, "503", retry_after=6 * HOUR, status=503)
    assert await poll_if_due() == 1
    for _ in range(5):
        world.clock.advance(HOUR)
        assert await world.hub.push(WIRE.url, "there is news") == 202
        assert await poll_if_due() == 0
    world.clock.advance(2 * HOUR)
    assert await poll_if_due() == 1


async def test_a_feed_whose_pushes_end_is_polled_in_its_own_interval(world: World) -> None:
    """That its hub is left says nothing of news: a feed that is to be asked every six hours is not asked sooner."""
    await world.want()
    await world.subscriber.sync([replace(WIRE, interval=6 * HOUR)], None, POLLING)
    assert await world.next_poll() == 6 * HOUR


async def test_a_hub_in_a_private_network_is_not_reached(world: World) -> None:
    """A feed may name any address as its hub; the guard of the client decides."""
    now = world.clock.now()
    offer = HubOffer("http://10.0.0.1/hub", WIRE.url)
    await world.store.subscriptions.put(websub.new_subscription(WIRE, offer, world.terms, now), now)
    await world.keep_up()
    stands = await world.now()
    assert stands is not None
    assert "which is not fetched" in (stands.error or "")
