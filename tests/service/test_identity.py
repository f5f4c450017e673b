"""An entry is the same entry whatever its publisher does to its feed, and a feed that goes mad alerts nobody."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

from monitor.checkup import Checkup
from monitor.model import FloodState
from monitor.testing import FakeClock
from monitor.watch import Crews
from tests.newsroom import Newsroom
from tests.service.bench import Desk, open_desk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = "rules: [{id: cyber, keywords: [cybersecurity], notify: [ops]}]"
SUBJECTS = (
    *("ports", "dams", "trains", "banks", "clinics", "schools", "airports", "mills", "farms", "mines"),
    *(
        "bridges",
        "courts",
        "archives",
        "theatres",
        "stadiums",
        "harbours",
        "depots",
        "kitchens",
        "orchards",
        "quarries",
    ),
)


@dataclass(frozen=True)
class Item:
    """An item of a feed; its text is its description, and every one satisfies the rule."""

    title: str
    guid: str | None
    link: str
    date: datetime | None = None

    @property
    def xml(self) -> str:
        guid = f"<guid isPermaLink='false'>{escape(self.guid)}</guid>" if self.guid else ""
        date = f"<pubDate>{format_datetime(self.date)}</pubDate>" if self.date else ""
        text = f"Of {escape(self.title)} it was said that cybersecurity comes first."
        return (
            f"<item><title>{escape(self.title)}</title>{guid}{date}<link>{escape(self.link)}</link>"
            f"<description>{text}</description></item>"
        )


def items(count: int, newest: datetime | None) -> list[Item]:
    """Items of different headlines, newest first and an hour apart."""
    return [
        Item(
            f"A night at the {SUBJECTS[n]}",
            f"urn:{n}",
            f"https://wire.example/2026/{n:03}-night",
            newest - n * HOUR + timedelta(minutes=7, seconds=n) if newest else None,
        )
        for n in range(count)
    ]


def publish(newsroom: Newsroom, found: list[Item], remark: str = "") -> None:
    body = "".join(item.xml for item in found)
    newsroom.site.feed("/wire.xml", f'<rss version="2.0"><channel><title>Wire</title>{body}{remark}</channel></rss>')


def configure(newsroom: Newsroom, path: str = "/wire.xml") -> None:
    newsroom.configure(
        RULES,
        channels=("ops",),
        polling="{interval: 50m, max_interval: 50m, min_interval: 1s, spacing: 0s, backfill: 0}",
    )
    feed = f'feeds: [{{id: wire, url: "{newsroom.site.url}{path}", content: feed}}]'
    (newsroom.directory / "feeds.yaml").write_text(feed)


def notices(newsroom: Newsroom) -> list[dict[str, object]]:
    return [body["data"]["notice"] for _, body in newsroom.hook.taken if body["data"]["kind"] == "notice"]


def news(newsroom: Newsroom) -> list[str]:
    """The headlines that were alerted, in order."""
    return [body["data"]["articles"][0]["title"] for _, body in newsroom.hook.taken if body["data"]["kind"] == "new"]


async def held(desk: Desk) -> tuple[FloodState | None, int]:
    (report,) = await desk.store.reports.feeds()
    return report.state.flood, report.held


async def look_over(desk: Desk) -> None:
    await Checkup(desk.store, desk.clock, lambda: desk.pipeline.watch).run()
    await desk.send()


async def test_an_entry_outlives_all_that_its_publisher_does_to_it(newsroom: Newsroom, crews: Crews) -> None:
    """Guids, https, host, trackers, tokens, a headline, months away, the feed's own address: known all the same."""
    clock = FakeClock()
    day = clock.now()
    first = items(3, day)
    publish(newsroom, [])
    configure(newsroom)
    async with open_desk(newsroom, clock, crews) as desk:
        await desk.work()
        publish(newsroom, first)
        assert await desk.work() == 3
        changes: list[Callable[[int, Item], Item]] = [
            lambda n, item: replace(item, guid=f"https://cms.example/?p={n}"),
            lambda n, item: replace(item, link=item.link.replace("https", "http") + "?utm_source=rss&fbclid=x"),
            lambda n, item: replace(item, link=item.link.replace("wire.example", "news.example.org"), guid=f"new:{n}"),
            lambda n, item: replace(item, guid=None, link=f"https://wire.example/go?token={'a' * 30}{n}"),
            lambda n, item: replace(item, date=None, guid=None),
            lambda n, item: replace(item, title=item.title + ", and what became of it", date=clock.now()),
        ]
        for change in changes:
            publish(newsroom, [change(n, item) for n, item in enumerate(first)])
            assert await desk.work() == 0
        publish(newsroom, [])
        assert await desk.work(60 * DAY) == 0
        publish(newsroom, first)
        assert await desk.work(60 * DAY) == 0
        assert await held(desk) == (None, 0)
    newsroom.site.pages["/moved.xml"] = newsroom.site.pages["/wire.xml"]
    configure(newsroom, path="/moved.xml")
    async with open_desk(newsroom, clock, crews) as desk:
        assert await desk.work() == 0
        assert newsroom.site.asked("/moved.xml")
    assert sorted(news(newsroom)) == sorted(item.title for item in first)


async def test_one_guid_for_several_articles_loses_none(newsroom: Newsroom, crews: Crews) -> None:
    """Items that are numbered by their place, and a bulletin that always has one guid, are all told."""
    clock = FakeClock()
    publish(newsroom, [])
    configure(newsroom)
    async with open_desk(newsroom, clock, crews) as desk:
        await desk.work()
        for day in range(1, 4):
            fresh = items(20, clock.now())[day * 3 : day * 3 + 3]
            numbered = [replace(item, guid=str(place)) for place, item in enumerate(fresh)]
            bulletin = Item(f"Bulletin of day {day}", "bulletin", "https://wire.example/", clock.now())
            publish(newsroom, [*numbered, bulletin])
            assert await desk.work(DAY) == 4
            assert await desk.work() == 0
    assert len(set(news(newsroom))) == 12


async def test_a_new_content_system_holds_the_feed_and_lets_news_through(newsroom: Newsroom, crews: Crews) -> None:
    """Every guid and link is new, older items come up, headlines stay: one notice, one alert for what is new, no more.

    A restart in the midst of it changes nothing, and the feed goes by its new names afterwards. The all-clear comes
    when nothing waits any more, and not before.
    """
    clock = FakeClock()
    old = items(12, clock.now())
    publish(newsroom, old)
    configure(newsroom)
    async with open_desk(newsroom, clock, crews) as desk:
        await desk.work()
        fresh = Item("Word from the lighthouse", "cms-99", "https://new.example/articles/99", clock.now())
        past = [
            Item(
                f"From the drawer: {SUBJECTS[n]}",
                f"cms-{n}",
                f"https://new.example/articles/{n}",
                clock.now() - 90 * DAY,
            )
            for n in range(15, 18)
        ]
        moved = [replace(item, guid=f"cms-{n}", link=f"https://new.example/articles/{n}") for n, item in enumerate(old)]
        moved = [replace(item, date=item.date.replace(minute=0, second=0) if item.date else None) for item in moved]
        publish(newsroom, [fresh, *moved, *past])
        assert await desk.work() == 1
        assert await held(desk) == (FloodState.HELD, 3)
        await look_over(desk)
    async with open_desk(newsroom, clock, crews) as desk:
        assert await desk.work() == 0
        later = Item("Word from the pier", "cms-100", "https://new.example/articles/100", clock.now())
        publish(newsroom, [later, fresh, *moved])
        assert await desk.work() == 1
        assert await held(desk) == (None, 3)
        await look_over(desk)
        (notice,) = notices(newsroom)
        assert await desk.store.feeds.release_held("wire", clock.now()) == 3
        await desk.read()
        await look_over(desk)
        await look_over(desk)
    assert news(newsroom)[:2] == [fresh.title, later.title]
    assert sorted(news(newsroom)[2:]) == sorted(item.title for item in past)
    assert [each["subject"] for each in notices(newsroom)[1:]] == ["Feed wire is not held any more"]
    assert notice["about"] == "feed-held"
    assert notice["items"] == [item.title for item in past]
    assert "feeds release wire" in str(notice["paragraphs"])


async def test_another_encoding_is_no_news(newsroom: Newsroom, crews: Crews) -> None:
    """All headlines come out as other letters, at once: nobody hears of changed articles, but of a feed in doubt."""
    clock = FakeClock()
    old = items(8, clock.now())
    publish(newsroom, old)
    configure(newsroom)
    async with open_desk(newsroom, clock, crews) as desk:
        await desk.work()
        garbled = [
            replace(item, title="Ãà" * (n + 2), guid=f"x{n}", link=item.link + "-") for n, item in enumerate(old)
        ]
        publish(newsroom, garbled)
        assert await desk.work() == 0
        publish(newsroom, [replace(item, title="Øº" * (n + 2)) for n, item in enumerate(garbled)])
        assert await desk.work() == 0
    assert news(newsroom) == []
    assert len(notices(newsroom)) == 1


async def test_a_wire_that_replaces_all_it_holds_is_held_once(newsroom: Newsroom, crews: Crews) -> None:
    """Undated items, all new now and then: after one doubt, what was held goes out with the rest, however many polls
    bring the same in between."""
    clock = FakeClock()
    every = items(20, None)
    publish(newsroom, every[:5])
    configure(newsroom)
    async with open_desk(newsroom, clock, crews) as desk:
        await desk.work()
        publish(newsroom, every[5:10])
        assert await desk.work() == 0
        assert await held(desk) == (FloodState.DOUBTED, 5)
        for quiet in ("", "<!-- made anew -->"):
            publish(newsroom, every[5:10], quiet)
            assert await desk.work(HOUR) == 0
        for start in (10, 15):
            publish(newsroom, every[start : start + 5])
            await desk.work()
            assert await held(desk) == (FloodState.TURNOVER, 0)
    assert sorted(news(newsroom)) == sorted(item.title for item in every[5:])
    assert len(notices(newsroom)) == 1


async def test_much_news_is_no_flood(newsroom: Newsroom, crews: Crews) -> None:
    """A feed that was not read for two weeks, and one with a busy hour, are read as usual."""
    clock = FakeClock()
    publish(newsroom, items(6, None))
    configure(newsroom)
    async with open_desk(newsroom, clock, crews) as desk:
        await desk.work()
        publish(newsroom, items(14, None)[8:])
        assert await desk.work(14 * DAY) == 6
        publish(newsroom, [*items(20, clock.now())[14:], *items(14, None)[8:10]])
        assert await desk.work() == 6
    assert notices(newsroom) == []


async def test_a_site_that_moves_the_pages_of_its_sitemap_alerts_nobody(newsroom: Newsroom, crews: Crews) -> None:
    """Old pages under new addresses, and those of a part never read, make one notice and no alert, over a restart."""
    clock, url = FakeClock(), newsroom.site.url

    def publish_parts(folder: str, *numbers: int, first: int = 0) -> None:
        parts = "".join(f"<sitemap><loc>{url}/map{number}.xml</loc></sitemap>" for number in numbers)
        newsroom.site.feed("/wire.xml", f"<sitemapindex>{parts}</sitemapindex>", "application/xml")
        for number in numbers:
            pages = "".join(f"<url><loc>{url}/{folder}/{number}-{n}</loc></url>" for n in range(first, 600))
            newsroom.site.feed(f"/map{number}.xml", f"<urlset>{pages}</urlset>", "application/xml")

    publish_parts("news", 10, 11, 12)
    configure(newsroom)
    (newsroom.directory / "feeds.yaml").write_text(f'feeds: [{{id: wire, url: "{url}/wire.xml"}}]')
    async with open_desk(newsroom, clock, crews) as desk:
        assert await desk.work() == 0
        publish_parts("news", 10, 11)
    async with open_desk(newsroom, clock, crews) as desk:
        assert await desk.work() == 0
        assert await held(desk) == (None, 0)
        publish_parts("articles", 10, 11)
        assert await desk.work() == 0
        assert await held(desk) == (FloodState.HELD, 1200)
        assert await desk.work() == 0
        assert await held(desk) == (FloodState.HELD, 1200)
        publish_parts("articles", 10, 11, first=1)
        assert await desk.work() == 0
        assert await held(desk) == (None, 1200)
        (notice,) = notices(newsroom)
        assert (notice["about"], notice["feed"]) == ("feed-held", "wire")
        await _begin_parts(newsroom, desk)
    assert news(newsroom) == []


async def _begin_parts(newsroom: Newsroom, desk: Desk) -> None:
    """A part that was not there before, of 1,600 pages without dates, and a day later one of three."""
    site, known = newsroom.site, f"<sitemap><loc>{newsroom.site.url}/map11.xml</loc></sitemap>"
    for name, count, subject in (("archive", 1600, "has a part of old pages"), ("weekly", 3, "is held")):
        pages = "".join(f"<url><loc>{site.url}/{name}/{n}</loc></url>" for n in range(count))
        site.feed(f"/{name}.xml", f"<urlset>{pages}</urlset>", "application/xml")
        known += f"<sitemap><loc>{site.url}/{name}.xml</loc></sitemap>"
        site.feed("/wire.xml", f"<sitemapindex>{known}</sitemapindex>", "application/xml")
        assert await desk.work(DAY) == 0
        notice = notices(newsroom)[-1]
        assert notice["subject"] == f"Feed wire {subject}"
        assert "a part that was not there before" in str(notice["paragraphs"])
    assert len(notices(newsroom)) == 3
    assert await held(desk) == (FloodState.HELD, 1203)
