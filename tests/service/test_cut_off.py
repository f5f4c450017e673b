"""What a site and a hub see of a service that is killed, or has its configuration replaced, in the midst of work."""

import asyncio
import random
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from aiohttp import web

from monitor.engine import Job, LocalEngine, Retention
from monitor.model import HostClaim, PollOutcome, Release
from monitor.pipeline import Pipeline
from monitor.store import Store
from monitor.store.engine import Database
from monitor.store.feeds import Feeds
from monitor.testing import FakeClock
from monitor.watch import Crews
from tests.newsroom import Newsroom
from tests.service.bench import LEASE, open_desk
from tests.service.test_etiquette import HOUR, MINUTE, watch


class Killed(Exception):
    """The end of the process."""


class ShortLived(Feeds):
    """The store's part for polling, of a process that is killed with its first commit: just before it, or just after.

    It lives as long as it is ``spared``.
    """

    before = spared = False

    async def commit_poll(
        self, claim: HostClaim, outcome: PollOutcome, now: datetime, release: Release | None = None
    ) -> tuple[str, ...]:
        if self.before and not self.spared:
            raise Killed
        new = await super().commit_poll(claim, outcome, now, release)
        if not self.spared:
            raise Killed
        return new


class ShortLivedStore(Store):
    """A store for :class:`ShortLived`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.feeds: ShortLived = ShortLived(database)


async def _open(newsroom: Newsroom) -> ShortLivedStore:
    store = await ShortLivedStore.open(f"sqlite:///{newsroom.directory}/monitor.db")
    assert isinstance(store, ShortLivedStore)
    return store


async def test_a_feed_is_asked_once_an_interval_whatever_becomes_of_the_service(
    newsroom: Newsroom, crews: Crews
) -> None:
    """A service that is killed between each request and its commit asks a feed of six hours' interval every six hours,
    though the others are asked hourly.
    """
    asked: list[datetime] = []
    clock, day = FakeClock(), timedelta(days=1)

    async def serve(request: web.Request) -> web.Response:
        asked.append(clock.now())
        return web.Response(text="<rss version='2.0'><channel><title>Wire</title></channel></rss>")

    newsroom.site.pages["/wire.xml"] = serve
    watch(newsroom, "id: wire, url: SITE/wire.xml, interval: 6h")
    async with open_desk(newsroom, clock, crews) as desk:
        store = await _open(newsroom)
        store.feeds.before = store.feeds.spared = True
        pipeline = Pipeline(store, crews, clock, random.Random(7), desk.pipeline.watch)
        engine = LocalEngine(store, pipeline, clock, Retention(day, day))
        await engine.run_until_idle()
        store.feeds.spared = False
        for _ in range(18):
            clock.advance(67 * MINUTE)
            await store.release_leases(clock.now())
            await engine.run_until_idle()
        await store.close()
    assert len(asked) == 4
    assert all(later - earlier >= 6 * HOUR for earlier, later in pairwise(asked))


async def test_a_hub_is_remembered_with_the_poll_that_found_it(newsroom: Newsroom, crews: Crews) -> None:
    """A service that is killed after the commit of a poll has the hub stored that the document names: later answers,
    which say that nothing has changed, do not name it.
    """
    topic = f"{newsroom.site.url}/wire.xml"
    links = f'<link rel="hub" href="{newsroom.site.url}/hub"/><link rel="self" href="{topic}"/>'
    newsroom.site.feed("/wire.xml", f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>{links}</feed>')
    pushes = "websub: {listen: '127.0.0.1:9', public_url: 'http://127.0.0.1:9/push'}\n"
    watch(newsroom, "id: wire, url: SITE/wire.xml", extra=pushes)
    clock = FakeClock()
    async with open_desk(newsroom, clock, crews) as desk:
        now = clock.now()
        (claim,) = await desk.store.feeds.claim_hosts(now, now + LEASE, 1, 1)
        store = await _open(newsroom)
        with pytest.raises(Killed):
            await Pipeline(store, crews, clock, random.Random(7), desk.pipeline.watch).poll(claim, LEASE)
        await store.close()
        wanted = await desk.store.subscriptions.of_feed("wire")
    assert wanted is not None
    assert (wanted.hub, wanted.topic) == (f"{newsroom.site.url}/hub", topic)


async def test_a_reload_closes_nothing_that_a_job_works_with(newsroom: Newsroom, crews: Crews) -> None:
    """A hub that is being asked when the configuration is replaced is asked to the end."""
    begun, may_end, stop = asyncio.Event(), asyncio.Event(), asyncio.Event()
    done: list[str] = []

    async def ask() -> None:
        begun.set()
        await may_end.wait()
        done.append("asked")

    async def close() -> None:
        done.append("closed")

    watch(newsroom)
    clock, day = FakeClock(), timedelta(days=1)
    async with open_desk(newsroom, clock, crews) as desk, await desk.store.acquire_instance():
        engine = LocalEngine(desk.store, desk.pipeline, clock, Retention(day, day))
        engine.jobs = [Job("hubs", timedelta(seconds=0.1), ask)]
        running = asyncio.create_task(engine.run(stop))
        await begun.wait()
        engine.retire(close)
        may_end.set()
        await engine.drain(LEASE)
        stop.set()
        await running
    assert done[:2] == ["asked", "closed"]
