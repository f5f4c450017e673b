"""The stages of the pipeline when something hangs, breaks off or runs out of time."""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from aiohttp import web

from monitor import alerts, rules
from monitor.building import prepare
from monitor.clock import Clock, SystemClock
from monitor.delivering import SEND_LIMIT
from monitor.model import Delivery, DeliveryState, EntryClaim, HostClaim, Tally
from monitor.pipeline import Pipeline
from monitor.store import Store
from monitor.testing import FakeClock
from monitor.watch import Crews
from monitor.workers import Workers
from tests.newsroom import Newsroom, Story, filler
from tests.service.test_store_trouble import REFUSE, RULES, STORY, execute

LEASE = timedelta(minutes=10)
PATIENT = "{interval: 1h, min_interval: 1s, spacing: 50s, backfill: 1000}"


@dataclass(frozen=True)
class Bench:
    """A pipeline on a store, to be worked by hand."""

    store: Store
    crews: Crews
    clock: Clock
    pipeline: Pipeline

    async def host(self) -> HostClaim:
        now = self.clock.now()
        (claim,) = await self.store.feeds.claim_hosts(now, now + LEASE, 1, 20)
        return claim

    async def entry(self) -> EntryClaim:
        now = self.clock.now()
        (claim,) = await self.store.entries.claim(now, now + LEASE, 1, 1, 1)
        return claim

    async def delivery(self) -> Delivery:
        """Take the one story that is out all the way to its one delivery."""
        await self.pipeline.poll(await self.host(), LEASE)
        await self.pipeline.process(await self.entry())
        now = self.clock.now()
        (delivery,) = await self.store.deliveries.claim(now, now + LEASE, 1, 1)
        return delivery

    async def state_of(self, delivery: Delivery) -> tuple[DeliveryState, str | None]:
        (report,) = await self.store.reports.deliveries(10)
        assert report.id == delivery.id
        return report.state, report.last_error


@asynccontextmanager
async def opened(newsroom: Newsroom, clock: Clock, send_limit: timedelta = SEND_LIMIT) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        configuration, watch = await prepare(newsroom.config, os.environ, clock, rules.Forms())
        stack.push_async_callback(watch.client.aclose)
        store = await Store.open(configuration.settings.store.url)
        stack.push_async_callback(store.close)
        await store.upgrade()
        await store.feeds.sync(configuration.feeds, clock.now(), lambda feed: clock.now())
        crews = Crews(feeds=Workers(1, 2**30), articles=Workers(1, 2**30))
        stack.push_async_callback(crews.feeds.close)
        stack.push_async_callback(crews.articles.close)
        yield Bench(store, crews, clock, Pipeline(store, crews, clock, random.Random(7), watch, send_limit))


async def test_a_host_of_many_slow_feeds_is_given_back_before_its_lease_ends(newsroom: Newsroom) -> None:
    """Twenty feeds, 50 s apart, take longer than a lease: the rest is due again at once, and none is asked twice."""
    for number in range(20):
        newsroom.publish(f"feed{number:02}")
    newsroom.configure(RULES, polling=PATIENT)
    clock = FakeClock()
    async with opened(newsroom, clock) as bench:
        began = clock.monotonic()
        report = await bench.pipeline.poll(await bench.host(), LEASE / 2)
        assert 5 <= report.feeds < 10
        assert clock.monotonic() - began < LEASE.total_seconds()
        rest = await bench.host()
    assert len(rest.feeds) == 20 - report.feeds
    assert len(newsroom.site.requests) == report.feeds


async def test_feeds_that_are_no_longer_configured_are_not_counted_as_polled(newsroom: Newsroom) -> None:
    """The count of polled feeds is that of the sites that were asked."""
    newsroom.publish("wire")
    newsroom.publish("gone")
    newsroom.configure(RULES)
    async with opened(newsroom, SystemClock()) as bench:
        watch = bench.pipeline.watch
        bench.pipeline.watch = replace(watch, feeds={"wire": watch.feeds["wire"]})
        assert (await bench.pipeline.poll(await bench.host(), LEASE)).feeds == 1


async def test_a_feed_that_is_long_in_parsing_holds_up_no_article(newsroom: Newsroom) -> None:
    """Whatever a hostile feed does to the process that parses it, pages are read in another."""
    newsroom.publish("wire", STORY)
    newsroom.configure(RULES, channels=("ops",))
    async with opened(newsroom, SystemClock()) as bench:
        await bench.pipeline.poll(await bench.host(), LEASE)
        busy = asyncio.create_task(bench.crews.feeds.run(time.sleep, 60, timeout=60))
        await asyncio.sleep(0)
        async with asyncio.timeout(30):
            assert isinstance(await bench.pipeline.process(await bench.entry()), Tally)
        assert not busy.done()
        busy.cancel()
        with suppress(asyncio.CancelledError):
            await busy


async def test_a_far_side_that_never_answers_is_left_and_tried_again(newsroom: Newsroom) -> None:
    """A sending has an end however slowly the far side speaks, and its delivery says why it was put off."""
    stalled = asyncio.Event()

    async def stall(_identity: str) -> int:
        await stalled.wait()
        return 200

    newsroom.hook.before_answer = stall
    newsroom.publish("wire", STORY)
    newsroom.configure(RULES, channels=("ops",))
    async with opened(newsroom, SystemClock(), send_limit=timedelta(seconds=0.5)) as bench:
        delivery = await bench.delivery()
        assert await bench.pipeline.deliver(delivery) is DeliveryState.QUEUED
        state, error = await bench.state_of(delivery)
    stalled.set()
    assert state is DeliveryState.QUEUED
    assert "0:00:00.500000" in (error or "")


async def test_a_send_that_is_cut_off_after_its_yes_is_recorded(newsroom: Newsroom) -> None:
    """The service is stopped while the store is slow to take the yes: the message is not sent a second time."""
    answered = asyncio.Event()

    async def stumble(_identity: str) -> int:
        await execute(newsroom, REFUSE.format(column="receipt", table="deliveries"))
        answered.set()
        return 200

    newsroom.hook.before_answer = stumble
    newsroom.publish("wire", STORY)
    newsroom.configure(RULES, channels=("ops",))
    async with opened(newsroom, SystemClock()) as bench:
        delivery = await bench.delivery()
        sending = asyncio.create_task(bench.pipeline.deliver(delivery))
        await asyncio.wait_for(answered.wait(), 30)
        await asyncio.sleep(0.3)
        sending.cancel()
        await asyncio.sleep(0)
        await execute(newsroom, "DROP TRIGGER planted")
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert (await bench.state_of(delivery))[0] is DeliveryState.DELIVERED


async def test_what_only_waits_for_its_turn_is_cut_off_at_once(newsroom: Newsroom) -> None:
    """A stopping service lets requests end that are under way, and sends none of those that queue behind them."""
    newsroom.publish("wire", STORY, Story("b", "Another note on cybersecurity", filler("networks")))
    newsroom.configure(RULES, channels=("ops",))
    async with opened(newsroom, SystemClock()) as bench:
        await bench.pipeline.poll(await bench.host(), LEASE)
        claims = [await bench.entry(), await bench.entry()]
        async with bench.pipeline.watch.gate.passing(newsroom.site.url):
            waiting = [asyncio.create_task(bench.pipeline.process(claim)) for claim in claims]
            await asyncio.sleep(0.1)
            bench.pipeline.stop_waiting()
            done, _ = await asyncio.wait(waiting, timeout=5)
            assert [task.cancelled() for task in done] == [True, True]
        late = asyncio.create_task(bench.pipeline.process(claims[0]))
        await asyncio.wait({late})
        assert late.cancelled()
    assert not newsroom.site.asked("/wire/a")


async def test_a_feed_whose_poll_is_cut_off_is_asked_again_an_interval_later(newsroom: Newsroom) -> None:
    """A service that is stopped while a feed hangs has asked it; those that waited behind it are due as they were."""
    for name in ("a", "b"):
        newsroom.publish(name)
    reached = asyncio.Event()

    async def hang(request: web.Request) -> web.Response:
        reached.set()
        await asyncio.sleep(60)
        return web.Response()

    newsroom.site.pages["/a.xml"] = hang
    newsroom.configure(RULES, channels=("ops",))
    clock = SystemClock()
    async with opened(newsroom, clock) as bench:
        now = clock.now()
        (claim,) = await bench.store.feeds.claim_hosts(now, now + LEASE, 1, 20, if_cut_off=lambda feed: now + LEASE)
        polling = asyncio.create_task(bench.pipeline.poll(claim, LEASE))
        await asyncio.wait_for(reached.wait(), 30)
        polling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await polling
        planned = {report.state.feed_id: report.state.next_poll_at for report in await bench.store.reports.feeds()}
        assert planned["a"] == now + LEASE
        assert planned["b"] <= now
    assert not newsroom.site.asked("/b.xml")


class BrokenChannel:
    """A channel with a fault of the program in it."""

    recipients: tuple[str, ...] = ("",)
    schedule = alerts.WEBHOOK_SCHEDULE
    far_side = "far side"
    patience: timedelta | None = None

    async def send(self, delivery: Delivery) -> str:
        raise RuntimeError("unforeseen")

    async def aclose(self) -> None:
        pass


async def test_a_fault_of_the_program_in_sending_is_put_off_and_listed(newsroom: Newsroom) -> None:
    """It is not tried without end in silence: it has its reason in the list, its schedule, and an end."""
    newsroom.publish("wire", STORY)
    newsroom.configure(RULES, channels=("ops",))
    async with opened(newsroom, SystemClock()) as bench:
        delivery = await bench.delivery()
        bench.pipeline.watch = replace(bench.pipeline.watch, channels={"ops": BrokenChannel()})
        assert await bench.pipeline.deliver(delivery) is DeliveryState.QUEUED
        state, error = await bench.state_of(delivery)
    assert state is DeliveryState.QUEUED
    assert "RuntimeError" in (error or "")
