"""What hangs on the far side keeps nothing else waiting."""

import asyncio

from aiohttp import web

from tests.newsroom import Newsroom, Story, filler, until
from tests.servers import serve_site
from tests.service.conftest import StartService

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
