"""What a site sees of us over days, through restarts, by a clock that the test sets."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from itertools import pairwise

from aiohttp import web
from sqlalchemy import update

from monitor.app import App, open_app
from monitor.clock import Clock, SystemClock
from monitor.errors import Fault
from monitor.model import FeedState
from monitor.store import Store
from monitor.store.schema import feeds
from monitor.systemd import ServiceManager
from monitor.testing import FakeClock
from tests.newsroom import Newsroom, Story, filler
from tests.recorder import Recorder
from tests.servers import serve_site

RULES = "rules: [{id: cyber, keywords: [cybersecurity]}]"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HOURLY = "{interval: 1h, min_interval: 10m, spacing: 1s}"
NO_RULES = "rules: []"


@asynccontextmanager
async def life(newsroom: Newsroom, clock: Clock) -> AsyncIterator[App]:
    """The service from start to stop, by ``clock``."""
    manager, rng = ServiceManager({}), random.Random(7)
    async with open_app(newsroom.config, os.environ, clock, rng=rng, manager=manager, spread=False) as app:
        yield app


async def states(newsroom: Newsroom) -> dict[str, FeedState]:
    store = await Store.open(f"sqlite:///{newsroom.directory}/monitor.db")
    reports = await store.reports.feeds()
    await store.close()
    return {report.state.feed_id: report.state for report in reports}


async def move(newsroom: Newsroom, feed_id: str, address: str) -> None:
    """Have the feed asked at ``address``, as after redirects that held."""
    store = await Store.open(f"sqlite:///{newsroom.directory}/monitor.db")
    async with store._database.write() as connection:
        await connection.execute(update(feeds).where(feeds.c.id == feed_id).values(moved_to=address))
    await store.close()


def watch(newsroom: Newsroom, *feeds: str, polling: str = HOURLY, extra: str = "") -> None:
    newsroom.configure(NO_RULES, polling=polling, channels=(), extra=extra)
    lines = "".join(f"  - {{{feed.replace('SITE', newsroom.site.url)}}}\n" for feed in feeds)
    (newsroom.directory / "feeds.yaml").write_text(f"feeds:\n{lines}")


def gaps(moments: Sequence[datetime]) -> list[timedelta]:
    return [later - earlier for earlier, later in pairwise(moments)]


async def test_a_recording_server_has_nothing_to_complain_of(newsroom: Newsroom) -> None:
    """200 polls over days with 20 restarts: one unconditional request, every validator the last one given, byte for
    byte, no cookie, referrer or query parameter, and never two requests within an interval.
    """
    clock = FakeClock()
    recorder = Recorder(clock)
    recorder.publish(3)
    newsroom.site.pages["/feed.xml"] = recorder
    watch(newsroom, "id: wire, url: SITE/feed.xml, interval: 1h, content: feed")
    for restart in range(20):
        async with life(newsroom, clock) as app:
            await app.run_once()
            for minutes in (57, 10, *[67] * 9):  # after 57 an interval is not over
                clock.advance(minutes * MINUTE)
                await app.run_once()
        recorder.publish(restart % 5 == 0)
    score = recorder.score
    assert score["requests"] >= 200
    assert score["unconditional"] == 1
    for name in ("if-none-match", "if-modified-since"):
        assert score[f"{name} good"] == score["requests"] - 1
        assert not score[f"{name} out of sequence"] + score[f"{name} made up"]
    assert not any(score[name] for name in ("cookies", "referrers", "query parameters"))
    assert score["identified"] == score["requests"]
    assert min(gaps(recorder.served)) >= HOUR
    assert (await states(newsroom))["wire"].last_new_at is not None


def answering(status: int, **headers: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return answer


async def test_every_status_has_its_consequence(newsroom: Newsroom) -> None:
    """A feed that moved for good is asked at its new place once that has held, and back when it is lost there; one that
    is lent elsewhere is asked where it was; one that is gone is asked once more, then never; whoever corrects the
    address of a moved feed costs its site nothing.
    """
    site, clock = newsroom.site, FakeClock()
    for name in ("new", "lent"):
        newsroom.publish(name, Story("a", "A note on gardens", filler("gardens")))
    site.pages |= {
        "/moved": answering(301, Location="/new.xml"),
        "/away": answering(307, Location="/lent.xml"),
        "/gone": answering(410),
    }
    feeds = [f"id: {name}, url: SITE/{name}, content: feed, interval: 1h" for name in ("moved", "away", "gone")]
    watch(newsroom, *feeds)
    async with life(newsroom, clock) as app:
        for _ in range(6):
            await app.run_once()
            clock.advance(67 * MINUTE)
    assert [len(site.asked(path)) for path in ("/moved", "/new.xml", "/away", "/lent.xml")] == [3, 6, 6, 6]
    found = await states(newsroom)
    assert (found["moved"].address, found["away"].address) == (site.url + "/new.xml", site.url + "/away")
    assert len(site.asked("/gone")) == 1

    watch(newsroom, feeds[0].replace("/moved", "/new.xml"), *feeds[1:])
    async with life(newsroom, clock) as app:
        corrected = (await states(newsroom))["moved"]
        assert (corrected.url, corrected.moved_to) == (site.url + "/new.xml", None)
        assert corrected.body_hash == found["moved"].body_hash
        await app.run_once()
        for _ in range(3):
            clock.advance(24 * HOUR)
            await app.run_once()
    assert (len(site.asked("/moved")), len(site.asked("/gone"))) == (3, 2)
    gone = (await states(newsroom))["gone"]
    assert (gone.stopped, gone.fault) == (True, Fault.HTTP_GONE)


async def test_a_move_that_does_not_hold_is_forgotten(newsroom: Newsroom) -> None:
    """A feed that was followed to a new place and fails there is looked for where its owner said it is."""
    site, clock = newsroom.site, FakeClock()
    newsroom.publish("new", Story("a", "A note on gardens", filler("gardens")))
    site.pages["/moved"] = answering(308, Location="/new.xml")
    watch(newsroom, "id: moved, url: SITE/moved, content: feed")
    async with life(newsroom, clock) as app:
        for _ in range(4):
            await app.run_once()
            clock.advance(5 * HOUR)
        site.pages["/new.xml"] = answering(404)
        newsroom.publish("back", Story("a", "A note on gardens", filler("gardens")))
        site.pages["/moved"] = site.pages["/back.xml"]
        asked = len(site.asked("/moved"))
        for _ in range(4):
            await app.run_once()
            clock.advance(25 * HOUR)
    assert len(site.asked("/moved")) == asked + 1
    moved = (await states(newsroom))["moved"]
    assert (moved.address, moved.fault) == (site.url + "/moved", None)


async def test_a_shorter_interval_holds_at_once(newsroom: Newsroom) -> None:
    """The next reading comes within it of the last, after a reload and after a start; but no sooner, nor again at each
    of many starts, and not before the server's own wish is over.
    """
    site, clock = newsroom.site, FakeClock()
    newsroom.publish("plain", Story("story", "A note", filler("notes")))
    plain = site.pages["/plain.xml"]

    async def fresh(request: web.Request) -> web.StreamResponse:
        assert callable(plain)
        answer = await plain(request)
        answer.headers["Cache-Control"] = "max-age=36000"
        return answer

    site.pages["/fresh.xml"] = fresh
    site.pages["/down.xml"] = answering(503, Retry_After="36000")

    def configure(interval: str) -> None:
        feeds = (f"id: {name}, url: SITE/{name}.xml, content: feed" for name in ("plain", "fresh", "down"))
        watch(newsroom, *feeds, polling=f"{{interval: {interval}, min_interval: 10m, spacing: 0s, adaptive: false}}")

    async def asked_after(minutes: int, app: App) -> list[str]:
        before = len(site.requests)
        clock.advance(minutes * MINUTE)
        await app.run_once()
        return sorted(request.path for request in site.requests[before:])

    configure("12h")
    async with life(newsroom, clock) as app:
        assert len(await asked_after(0, app)) == 3
        configure("6h")
        assert await app.reload()
        assert await asked_after(359, app) == []
        assert await asked_after(40, app) == ["/plain.xml"]
        assert await asked_after(30, app) == []
    configure("1h")
    for _ in range(3):
        async with life(newsroom, clock) as app:
            assert await asked_after(8, app) == []
    async with life(newsroom, clock) as app:
        assert await asked_after(13, app) == ["/plain.xml"]


async def test_a_site_that_asks_for_fewer_requests_gets_none(newsroom: Newsroom) -> None:
    """A 429 to one feed or page keeps all the others of its site away for as long as it says, through a restart too."""
    site, clock = newsroom.site, FakeClock()
    for name in ("a", "b", "c"):
        newsroom.publish(name, Story("story", f"A note on {name}", filler(name)))
    site.pages["/b.xml"] = answering(429, Retry_After="7200")
    watch(newsroom, *(f"id: {name}, url: SITE/{name}.xml, interval: 20m" for name in ("a", "b", "c")))
    async with life(newsroom, clock) as app:
        await app.run_once()
        assert [request.path for request in site.requests] == ["/a.xml", "/b.xml"]
    async with life(newsroom, clock) as app:
        for _ in range(5):
            clock.advance(22 * MINUTE)
            await app.run_once()
        assert len(site.requests) == 2
        clock.advance(22 * MINUTE)
        newsroom.publish("b")
        await app.run_once()
    assert {request.path for request in site.requests[2:]} == {"/a.xml", "/b.xml", "/c.xml"}


async def test_a_feed_that_moved_to_a_site_that_is_left_alone_keeps_no_other_waiting(newsroom: Newsroom) -> None:
    """The feeds that stayed on its old site are asked as ever; it is asked again in an interval, not in a loop."""
    site, clock = newsroom.site, FakeClock()
    for name in ("a", "b"):
        newsroom.publish(name)
    watch(newsroom, *(f"id: {name}, url: SITE/{name}.xml, interval: 20m" for name in ("a", "b")))
    async with serve_site() as other, life(newsroom, clock) as app:
        other.feed("/a.xml", "<rss/>")
        await app.run_once()
        await move(newsroom, "a", f"http://localhost:{other.url.rpartition(':')[2]}/a.xml")
        app._pipeline.watch.gate.shut(f"http://localhost:{other.url.rpartition(':')[2]}/", 20 * HOUR)
        clock.advance(25 * MINUTE)
        await app.run_once()
        assert [request.path for request in site.requests] == ["/a.xml", "/b.xml", "/b.xml"]
        assert other.requests == []
        assert (await states(newsroom))["a"].next_poll_at > clock.now()


ROBOTS = "User-agent: *\nDisallow: /wire/private\n\nUser-agent: news-monitor\nDisallow: /wire/closed\n"


async def test_robots_txt_counts_for_pages_and_not_for_feeds(newsroom: Newsroom) -> None:
    """A page that is closed to robots is left alone, and its article has the feed's own text and says why; robots.txt
    is fetched once a day, and where it cannot be had, pages wait.
    """
    site, clock = newsroom.site, FakeClock()
    slugs = ("open", "private", "closed")
    newsroom.publish("wire", *(Story(slug, f"A note that is {slug}", filler(slug)) for slug in slugs))
    site.pages["/robots.txt"] = ROBOTS + "Disallow: /wire.xml\n"
    watch(newsroom, "id: wire, url: SITE/wire.xml", polling=HOURLY[:-1] + ", backfill: 10}")
    async with life(newsroom, clock) as app:
        await app.run_once()
        assert app.totals.articles == 3
        assert [len(site.asked(f"/wire/{slug}")) for slug in slugs] == [1, 1, 0]
        assert (len(site.asked("/robots.txt")), len(site.asked("/wire.xml"))) == (1, 1)
        site.pages["/robots.txt"] = answering(503)
        newsroom.publish("wire", Story("later", "A note that is later", filler("rain")))
        clock.advance(25 * HOUR)
        await app.run_once()
        assert (app.totals.entries_put_off, site.asked("/wire/later")) == (1, [])
        site.pages["/robots.txt"] = ROBOTS
        clock.advance(11 * MINUTE)
        await app.run_once()
        assert (app.totals.articles, len(site.asked("/wire/later"))) == (4, 1)
    store = await Store.open(f"sqlite:///{newsroom.directory}/monitor.db")
    notes = {article.title: article.origin_note async for article in store.articles.stream()}
    await store.close()
    assert "closes this page to robots" in (notes["A note that is closed"] or "")
    assert notes["A note that is open"] is None


async def test_the_site_that_asks_for_fewer_requests_is_the_one_that_is_left_alone(newsroom: Newsroom) -> None:
    """Two feeds of two sites are lent by a third, which answers 429: that one is asked no more, for neither of them,
    and the sites that sent us there have done nothing to be passed over.
    """
    site, clock = newsroom.site, FakeClock()
    newsroom.publish("own", Story("a", "A note on gardens", filler("gardens")))
    async with serve_site("127.0.0.2") as second, serve_site("127.0.0.3") as third:
        third.pages["/lent"] = answering(429, Retry_After="7200")
        site.pages["/a"] = second.pages["/b"] = answering(302, Location=third.url + "/lent")
        feeds = ("id: a, url: SITE/a", f"id: b, url: {second.url}/b", "id: own, url: SITE/own.xml")
        watch(newsroom, *(f"{feed}, content: feed, interval: 20m" for feed in feeds))
        async with life(newsroom, clock) as app:
            for _ in range(5):
                await app.run_once()
                clock.advance(22 * MINUTE)
            assert (len(third.requests), len(site.asked("/own.xml"))) == (1, 5)
            third.pages["/lent"] = site.pages["/own.xml"]
            clock.advance(2 * HOUR)
            await app.run_once()
        assert {state.fault for state in (await states(newsroom)).values()} == {None}


async def test_pages_of_a_site_that_asks_for_fewer_requests_wait_through_reloads(newsroom: Newsroom) -> None:
    """Of five pages that wait for their turn one meets a 429, and no other is asked for within the time that it names,
    nor for another feed that is added meanwhile; and a reload is no reason to fetch robots.txt again.
    """
    site, clock = newsroom.site, FakeClock()
    slugs = [f"note-{number}" for number in range(5)]
    newsroom.publish("wire", *(Story(slug, f"A note on {slug}", filler(slug)) for slug in slugs))
    pages = {f"/wire/{slug}": site.pages[f"/wire/{slug}"] for slug in slugs}
    site.pages |= {"/robots.txt": ROBOTS, **dict.fromkeys(pages, answering(429, Retry_After="1800"))}
    polling = HOURLY[:-1] + ", backfill: 10}"
    watch(newsroom, "id: wire, url: SITE/wire.xml", polling=polling)
    async with serve_site("127.0.0.2") as other, life(newsroom, clock) as app:
        await app.run_once()
        other.pages["/wire.xml"] = site.pages["/wire.xml"]
        watch(newsroom, "id: wire, url: SITE/wire.xml", f"id: copy, url: {other.url}/wire.xml", polling=polling)
        assert await app.reload()
        for _ in range(2):
            clock.advance(12 * MINUTE)
            await app.run_once()
        assert (app.totals.feeds, sum(len(site.asked(page)) for page in pages)) == (2, 1)
        site.pages |= pages
        clock.advance(12 * MINUTE)
        await app.run_once()
        assert app.totals.articles == 10
    assert (sum(len(site.asked(page)) for page in pages), len(site.asked("/robots.txt"))) == (11, 1)


async def test_a_cold_start_is_no_storm(newsroom: Newsroom) -> None:
    """Fifty new feeds on five sites, some of which send their readers on to another: whatever is asked of whom, one
    request a site is under way at a time, and all are read.
    """
    busy: Counter[str] = Counter()
    most: Counter[str] = Counter()

    async with AsyncExitStack() as stack:
        sites = [await stack.enter_async_context(serve_site(f"127.0.0.{n}")) for n in range(2, 7)]

        async def serve(request: web.Request) -> web.Response:
            host = request.host
            busy[host] += 1
            most[host] = max(most[host], busy[host])
            await asyncio.sleep(0.02)
            busy[host] -= 1
            number = int(request.path[1:])
            if number % 3 == 0:
                target = sites[number // 3 % 5].url + "/1"
                return web.Response(status=302, headers={"Location": target})
            return web.Response(text="<rss version='2.0'><channel><title>T</title></channel></rss>")

        for site in sites:
            site.pages |= {f"/{number}": serve for number in range(10)}
        feeds = [f"id: f{at}-{n}, url: {site.url}/{n}" for at, site in enumerate(sites) for n in range(10)]
        watch(newsroom, *feeds, polling="{interval: 1h, min_interval: 1s, spacing: 0s}")
        async with life(newsroom, SystemClock()) as app:
            await app.run_once()
            assert (app.totals.feeds, app.totals.feeds_failed) == (50, 0)
    assert set(most.values()) == {1}
    assert len(most) == 5
