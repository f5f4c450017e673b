"""People hear once of a source that fails, falls silent, gives no text or is stopped, and once when it is well."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web

from monitor.checkup import Checkup
from monitor.testing import FakeClock
from monitor.watch import Crews
from tests.newsroom import Newsroom, Story, filler
from tests.servers import Site, serve_site
from tests.service.bench import LEASE, Desk, open_desk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = "rules: [{id: cyber, keywords: [cybersecurity], notify: [ops]}]"
POLLING = "{interval: 50m, max_interval: 50m, min_interval: 1s, spacing: 0s, backfill: 0}"
WALL = """<!doctype html><html><head><title>Before you continue</title></head><body>
<div id="consent"><h1>Before you continue</h1><p>We and our partners use cookies to store and access information on your
device.</p><button>Accept all</button> <button>Reject all</button></div></body></html>"""


@dataclass
class Outlet:
    """A feed on a site of its own, which can fall silent, be cut off, or be gone."""

    name: str
    site: Site
    items: list[tuple[str, datetime]] = field(default_factory=list)
    down: bool = False
    status: int = 200

    def publish(self, *dates: datetime) -> None:
        self.items[:0] = [(f"{self.name} reports {len(self.items) + n}", date) for n, date in enumerate(dates)]

    async def serve(self, request: web.Request) -> web.Response:
        if self.down and request.transport is not None:
            request.transport.close()
        items = "".join(
            f"<item><title>{title}</title><guid>{title}</guid><description>Words of {title}.</description>"
            f"<pubDate>{format_datetime(date)}</pubDate></item>"
            for title, date in self.items[:40]
        )
        text = f'<rss version="2.0"><channel><title>{self.name}</title>{items}</channel></rss>'
        return web.Response(status=self.status, text=text, content_type="application/rss+xml")


@asynccontextmanager
async def open_outlets(newsroom: Newsroom, *names: str) -> AsyncIterator[list[Outlet]]:
    """Outlets on hosts of their own, each with a month of daily news, and a configuration that watches them."""
    async with AsyncExitStack() as stack:
        outlets = []
        for number, name in enumerate(names):
            outlet = Outlet(name, await stack.enter_async_context(serve_site(f"127.0.0.{20 + number}")))
            outlet.site.pages["/feed.xml"] = outlet.serve
            outlets.append(outlet)
        newsroom.configure(RULES, channels=("ops",), polling=POLLING)
        feeds = [f'{{id: {each.name}, url: "{each.site.url}/feed.xml", content: feed}}' for each in outlets]
        (newsroom.directory / "feeds.yaml").write_text(f"feeds: [{', '.join(feeds)}]")
        yield outlets


async def pass_by(desk: Desk, after: timedelta, times: int = 1) -> None:
    """Let time pass; poll whatever is due, do what follows, look over the feeds, and deliver. So many times."""
    for _ in range(times):
        desk.clock.advance(after)
        now = desk.clock.now()
        for claim in await desk.store.feeds.claim_hosts(now, now + LEASE, 100, 20):
            await desk.pipeline.poll(claim, LEASE)
        await desk.read()
        await Checkup(desk.store, desk.clock, lambda: desk.pipeline.watch).run()
        await desk.send()


def notices(newsroom: Newsroom) -> list[dict[str, Any]]:
    return [body["data"]["notice"] for _, body in newsroom.hook.taken if body["data"]["kind"] == "notice"]


def heard(newsroom: Newsroom) -> list[tuple[str, str | None]]:
    """What people were told of, and of which feed where it was a single one."""
    return [(notice["about"], notice["feed"]) for notice in notices(newsroom)]


def daily(end: datetime, days: int = 30) -> Sequence[datetime]:
    return [end - number * DAY for number in range(days)]


async def test_a_feed_that_goes_quiet_is_told_of_once_and_again_when_it_has_news(
    newsroom: Newsroom, crews: Crews
) -> None:
    """Known from the dates in its first document to be daily, it is quiet after three days, over a restart, and not one
    that is unknown; a day's delay is nothing."""
    clock = FakeClock()
    async with open_outlets(newsroom, "daily", "unknown") as (outlet, unknown):
        outlet.publish(*daily(clock.now() - HOUR))
        unknown.publish(clock.now() - HOUR)
        async with open_desk(newsroom, clock, crews) as desk:
            await pass_by(desk, HOUR)
            await pass_by(desk, 12 * HOUR, times=5)
            assert notices(newsroom) == []
        async with open_desk(newsroom, clock, crews) as desk:
            await pass_by(desk, 12 * HOUR, times=2)
            assert heard(newsroom) == [("feeds-quiet", "daily")]
        async with open_desk(newsroom, clock, crews) as desk:
            await pass_by(desk, 12 * HOUR, times=4)
            assert len(notices(newsroom)) == 1
            outlet.publish(clock.now())
            await pass_by(desk, HOUR)
            assert heard(newsroom) == [("feeds-quiet", "daily"), ("feeds-well", "daily")]
            await pass_by(desk, 12 * HOUR, times=5)
            assert len(notices(newsroom)) == 2
    told = " ".join(notices(newsroom)[0]["paragraphs"])
    assert "no new item for 3 d, usually within 24 h" in told
    assert "feeds discover" in told
    assert "has news again after" in notices(newsroom)[1]["paragraphs"][0]


async def test_a_news_sitemap_is_known_to_go_quiet_by_its_dates_of_publication(
    newsroom: Newsroom, crews: Crews
) -> None:
    """They tell its rhythm from the first poll on; when the pages of a plain sitemap were changed tells nothing."""
    clock = FakeClock()
    newsroom.configure(RULES, channels=("ops",), polling=POLLING)
    url, dates = newsroom.site.url, [date.isoformat() for date in daily(clock.now() - HOUR)]
    for name, field_name in (("news", "publication_date"), ("plain", "lastmod")):
        pages = (
            "".join(
                f"<url><loc>{url}/{name}/{n}</loc><{field_name}>{at}</{field_name}></url>" for n, at in enumerate(dates)
            )
            .replace("<publication_date>", "<news><publication_date>")
            .replace("date></url>", "date></news></url>")
        )
        newsroom.site.feed(f"/{name}.xml", f"<urlset>{pages}</urlset>", "application/xml")
    feeds = ", ".join(f'{{id: {name}, url: "{url}/{name}.xml", content: feed}}' for name in ("news", "plain"))
    (newsroom.directory / "feeds.yaml").write_text(f"feeds: [{feeds}]")
    async with open_desk(newsroom, clock, crews) as desk:
        await pass_by(desk, HOUR)
        await pass_by(desk, 12 * HOUR, times=5)
        assert notices(newsroom) == []
        await pass_by(desk, 12 * HOUR, times=2)
        assert heard(newsroom) == [("feeds-quiet", "news")]


async def test_quiet_after_goes_before_the_rhythm(newsroom: Newsroom, crews: Crews) -> None:
    """Of one feed its owner wants to hear after two hours, of another never."""
    clock = FakeClock()
    async with open_outlets(newsroom, "soon", "never") as (soon, never):
        soon.publish(clock.now() - HOUR)
        never.publish(*daily(clock.now() - HOUR))
        feeds = newsroom.directory / "feeds.yaml"
        text = feeds.read_text().replace("id: soon,", "id: soon, quiet_after: 2h,")
        feeds.write_text(text.replace("id: never,", "id: never, quiet_after: never,"))
        async with open_desk(newsroom, clock, crews) as desk:
            await pass_by(desk, HOUR, times=3)
            assert heard(newsroom) == [("feeds-quiet", "soon")]
            await pass_by(desk, DAY, times=6)
    assert heard(newsroom) == [("feeds-quiet", "soon")]


async def test_pages_that_stop_to_give_text_are_told_of(newsroom: Newsroom, crews: Crews) -> None:
    """Articles came from their pages; then a consent wall stands there. Once told, and once when texts come again."""
    clock = FakeClock()
    newsroom.publish("wire")
    newsroom.configure(RULES, channels=("ops",), polling=POLLING)

    def publish(first: int, last: int, page: str | None = None) -> None:
        for number in range(first, last):
            newsroom.publish("wire", Story(f"s{number}", f"A note on harbour {number}", filler(f"harbour {number}")))
            if page:
                newsroom.site.pages[f"/wire/s{number}"] = page

    async with open_desk(newsroom, clock, crews) as desk:
        await pass_by(desk, HOUR)
        publish(0, 4)
        await pass_by(desk, HOUR)
        publish(4, 10, WALL)
        await pass_by(desk, HOUR)
        assert notices(newsroom) == []
        publish(10, 12, WALL)
        await pass_by(desk, HOUR)
    async with open_desk(newsroom, clock, crews) as desk:
        await pass_by(desk, HOUR)
        assert heard(newsroom) == [("feeds-no-text", "wire")]
        publish(12, 16)
        await pass_by(desk, HOUR)
        assert heard(newsroom) == [("feeds-no-text", "wire"), ("feeds-well", "wire")]
    told = " ".join(notices(newsroom)[0]["paragraphs"])
    assert "its pages give no text any more: 8 consent wall" in told


async def test_pages_that_never_gave_text_are_told_of_early(newsroom: Newsroom, crews: Crews) -> None:
    """The site's robots.txt closes them: after five pages people know, and then hear no more of it."""
    clock = FakeClock()
    newsroom.site.pages["/robots.txt"] = "User-agent: *\nDisallow: /"
    newsroom.publish("wire")
    newsroom.configure(RULES, channels=("ops",), polling=POLLING)
    async with open_desk(newsroom, clock, crews) as desk:
        await pass_by(desk, HOUR)
        for number in range(12):
            newsroom.publish("wire", Story(f"s{number}", f"A note on harbour {number}", filler("harbours")))
            await pass_by(desk, 7 * HOUR)
            assert len(notices(newsroom)) == (number >= 4)
    assert "its pages give no text: 5 closed by robots.txt" in " ".join(notices(newsroom)[0]["paragraphs"])


async def test_feeds_that_fail_together_share_a_notice_and_an_all_clear(newsroom: Newsroom, crews: Crews) -> None:
    """Three sites are cut off one after another: nothing for a day, then one notice, over a restart, and one all-clear.

    One that is gone for good is stopped, and told of at once. A single bad poll is nothing.
    """
    clock = FakeClock()
    async with open_outlets(newsroom, "a", "b", "c", "fine", "gone") as outlets:
        first, second, third, _, gone = outlets
        async with open_desk(newsroom, clock, crews) as desk:
            await pass_by(desk, HOUR)
            first.down, gone.status = True, 410
            await pass_by(desk, HOUR)
            assert notices(newsroom) == []
            second.down = third.down = True
            await pass_by(desk, HOUR)
            assert heard(newsroom) == [("feeds-stopped", "gone")]
            await pass_by(desk, HOUR, times=21)
            assert len(notices(newsroom)) == 1
        async with open_desk(newsroom, clock, crews) as desk:
            await pass_by(desk, HOUR, times=4)
            assert heard(newsroom) == [("feeds-stopped", "gone"), ("feeds-failing", None)]
            first.down = second.down = third.down = False
            await pass_by(desk, HOUR, times=3)
            assert [about for about, _ in heard(newsroom)] == ["feeds-stopped", "feeds-failing", "feeds-well"]
            gone.status = 200
            assert await desk.store.feeds.resume("gone", clock.now())
            await pass_by(desk, 7 * HOUR)
    failing, well, last = notices(newsroom)[1:]
    assert [item.partition(":")[0] for item in failing["items"]] == ["a", "b", "c"]
    assert all("network for" in item and "→ Wait" in item for item in failing["items"])
    assert [item.partition(" ")[0] for item in well["items"]] == ["a", "b", "c"]
    assert (last["about"], last["feed"]) == ("feeds-well", "gone")


async def test_a_machine_without_a_network_blames_no_feed(newsroom: Newsroom, crews: Crews) -> None:
    """All feeds fail for two days: one notice of that, and one when it is over; what fails on has a day from then."""
    clock = FakeClock()
    async with open_outlets(newsroom, "a", "b", "c") as outlets:
        async with open_desk(newsroom, clock, crews) as desk:
            await pass_by(desk, HOUR)
            for outlet in outlets:
                outlet.down = True
            await pass_by(desk, HOUR)
            assert notices(newsroom) == []
            await pass_by(desk, HOUR, times=24)
        async with open_desk(newsroom, clock, crews) as desk:
            await pass_by(desk, HOUR, times=24)
            assert heard(newsroom) == [("feeds-offline", None)]
            outlets[0].down = False
            await pass_by(desk, HOUR)
            assert heard(newsroom) == [("feeds-offline", None), ("feeds-offline-over", None)]
            await pass_by(desk, HOUR, times=21)
            assert len(notices(newsroom)) == 2
            await pass_by(desk, HOUR, times=3)
    assert [about for about, _ in heard(newsroom)][2:] == ["feeds-failing"]
    assert [item.partition(":")[0] for item in notices(newsroom)[2]["items"]] == ["b", "c"]


@pytest.mark.parametrize("setting", ["health: {silence: false}", "notices: []"])
async def test_who_wants_no_notices_gets_none(newsroom: Newsroom, crews: Crews, setting: str) -> None:
    """Silence can be left unwatched; and where nobody hears of the service, nothing is sent."""
    clock = FakeClock()
    async with open_outlets(newsroom, "daily") as (outlet,):
        newsroom.config.write_text(newsroom.config.read_text() + setting + "\n")
        outlet.publish(*daily(clock.now() - HOUR))
        async with open_desk(newsroom, clock, crews) as desk:
            await pass_by(desk, HOUR)
            await pass_by(desk, DAY, times=6)
    assert notices(newsroom) == []
