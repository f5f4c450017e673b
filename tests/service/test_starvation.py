"""What hangs on the far side keeps nothing else waiting."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

from aiohttp import web

from monitor.engine import Limits, LocalEngine, Retention
from monitor.engine.local import TICK
from monitor.testing import FakeClock
from monitor.watch import Crews
from tests.newsroom import Newsroom, Story, filler, until
from tests.servers import serve_site
from tests.service.bench import open_desk
from tests.service.conftest import StartService
from tests.service.test_etiquette import watch

RULES = "rules: [{id: cyber, keywords: [cybersecurity]}]"
QUICK = "{interval: 1s, min_interval: 1s, spacing: 0s, backfill: 1000}"
STORY = Story("s1", "A note on cybersecurity", filler("cybersecurity"))


async def test_an_outlet_whose_pages_hang_holds_up_no_other(newsroom: Newsroom, service: StartService) -> None:
    """Ten feeds lead to one site that takes requests and says nothing; another outlet's news arrives meanwhile."""
    released = asyncio.Event()

    async def hang(request: web.Request) -> web.Response:
        await released.wait()
        return web.Response()

    async with serve_site("127.0.0.2") as slow:
        for feed in range(10):
            paths = [f"/{feed}/{number}" for number in range(4)]
            slow.pages |= dict.fromkeys(paths, hang)
            items = "".join(
                f"<item><title>{path}</title><link>{slow.url}{path}</link><guid>{path}</guid></item>" for path in paths
            )
            newsroom.feeds[f"slow{feed}"] = []
            rss = f'<rss version="2.0"><channel><title>Slow</title>{items}</channel></rss>'
            newsroom.site.feed(f"/slow{feed}.xml", rss)
        newsroom.publish("wire")
        newsroom.configure(RULES, polling=QUICK)
        async with service(newsroom.config) as app:
            await until(lambda: app.totals.entries == 40)
            newsroom.publish("wire", STORY)
            await until(lambda: bool(newsroom.hook.taken), limit=8)
            released.set()


async def test_hosts_that_wait_are_polled_as_soon_as_there_is_room(newsroom: Newsroom, crews: Crews) -> None:
    """Twenty-four sites are due, there is room for two at a time, and one of these takes as long as all the others
    together: the others are asked one after the other, and not one a tick.
    """
    sites = 24
    asked = 0
    others_asked = asyncio.Event()

    async def serve(request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        if asked == sites:
            others_asked.set()
        if request.host.startswith("127.0.0.2:"):
            await others_asked.wait()
        return web.Response(text="<rss version='2.0'><channel><title>T</title></channel></rss>")

    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(serve_site(f"127.0.0.{n}")) for n in range(2, 2 + sites)]
        for site in opened:
            site.pages["/feed"] = serve
        watch(newsroom, *(f"id: f{number:02}, url: {site.url}/feed" for number, site in enumerate(opened)))
        clock = FakeClock()
        desk = await stack.enter_async_context(open_desk(newsroom, clock, crews))
        kept = Retention(timedelta(days=1), timedelta(days=1))
        engine = LocalEngine(desk.store, desk.pipeline, clock, kept, Limits(polls=2))
        async with asyncio.timeout(sites * TICK.total_seconds() / 2):
            await engine.run_until_idle()
    assert (engine.totals.feeds, engine.totals.feeds_failed) == (sites, 0)
