"""The pipeline on a newsroom, worked by hand: poll, do what follows, move the clock."""

import os
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from monitor import rules
from monitor.building import prepare
from monitor.pipeline import Pipeline
from monitor.polling import PollReport
from monitor.store import Store
from monitor.testing import FakeClock
from monitor.watch import Crews
from tests.newsroom import Newsroom

LEASE = timedelta(minutes=10)


@dataclass(frozen=True)
class Desk:
    """The stages of a pipeline, all work of one kind at a time."""

    store: Store
    clock: FakeClock
    pipeline: Pipeline

    async def poll(self, after: timedelta = timedelta(hours=1)) -> PollReport:
        """Let time pass, and poll the one host."""
        self.clock.advance(after)
        now = self.clock.now()
        (claim,) = await self.store.feeds.claim_hosts(now, now + LEASE, 1, 20)
        return await self.pipeline.poll(claim, LEASE)

    async def read(self) -> int:
        """Process every entry that is due; gives how many."""
        now = self.clock.now()
        claims = await self.store.entries.claim(now, now + LEASE, 500, 500, 500)
        for claim in claims:
            await self.pipeline.process(claim)
        return len(claims)

    async def look_again(self) -> int:
        """Look again at every article that is due for it; gives how many."""
        now = self.clock.now()
        claims = await self.store.revisions.claim(now, now + LEASE, 500, 500, 500)
        for claim in claims:
            await self.pipeline.revise(claim)
        return len(claims)

    async def send(self) -> int:
        """Deliver everything that is due; gives how many."""
        now = self.clock.now()
        await self.pipeline.make_rounds()
        arbiter = self.pipeline.watch.policies
        deliveries = await self.store.deliveries.claim(now, now + LEASE, 500, 500, arbiter=arbiter)
        for delivery in deliveries:
            await self.pipeline.deliver(delivery)
        return len(deliveries)

    async def work(self, after: timedelta = timedelta(hours=1)) -> int:
        """Poll, and do all that follows; gives how many entries were new."""
        report = await self.poll(after)
        await self.read()
        await self.look_again()
        await self.send()
        return report.new_entries


@asynccontextmanager
async def open_desk(newsroom: Newsroom, clock: FakeClock, crews: Crews) -> AsyncIterator[Desk]:
    """A :class:`Desk` on the configuration of ``newsroom``; opened again, it goes on where it stood."""
    async with AsyncExitStack() as stack:
        configuration, watch = await prepare(newsroom.config, os.environ, clock, rules.Forms())
        stack.push_async_callback(watch.client.aclose)
        if watch.model_client is not None:
            stack.push_async_callback(watch.model_client.aclose)
        store = await Store.open(configuration.settings.store.url)
        stack.push_async_callback(store.close)
        await store.upgrade()
        await store.feeds.sync(configuration.feeds, clock.now(), lambda feed: clock.now())
        yield Desk(store, clock, Pipeline(store, crews, clock, random.Random(7), watch))
