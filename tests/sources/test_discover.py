"""What can be read of a site is found, tried and ranked; and an index of sitemaps is read through its parts."""

import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from aiohttp import web

from monitor.errors import Fault, FetchError, ParseError
from monitor.model import Feed, FeedState, RowRead, SourceKind
from monitor.net import Client
from monitor.sources import Discovery, Failed, PollResult, Read, Where, discover, fetch_feed
from monitor.sources.discover import MOST_REQUESTS
from monitor.workers import Workers
from tests.net.support import open_client
from tests.servers import Site, serve_site
from tests.sources.samples import NOON, item, numbered, rss
from tests.sources.test_fetch import answering
from tests.sources.test_kinds import index, urlset

pytestmark = pytest.mark.asyncio(loop_scope="module")

HEADLINES = "".join(
    f'<li><h3><a href="/2026/{name}">A headline about the {name} talks</a></h3></li>' for name in ("first", "second")
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workers() -> AsyncIterator[Workers]:
    workers = Workers(1, 512 * 2**20)
    yield workers
    await workers.close()


@pytest_asyncio.fixture(loop_scope="module")
async def client() -> AsyncIterator[Client]:
    async with open_client() as client:
        yield client


@pytest_asyncio.fixture(loop_scope="module")
async def site() -> AsyncIterator[Site]:
    async with serve_site() as site:
        yield site


class Turns:
    """Lets every request through at once, and remembers what for."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    @asynccontextmanager
    async def __call__(self, url: str) -> AsyncIterator[None]:
        self.taken.append(url)
        yield


async def search(client: Client, workers: Workers, url: str, selector: str | None = None) -> Discovery:
    return await discover(client, workers, url, turn=Turns(), now=NOON, selector=selector)


def home(*links: str, body: str = "") -> str:
    return f'<!doctype html><html lang="en"><head><title>Wire</title>{"".join(links)}</head><body>{body}</body></html>'


def alternate(path: str, kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" href="{path}">'


def news_page(url: str) -> str:
    return (
        f"<url><loc>{url}</loc><news:news><news:publication_date>2026-01-02</news:publication_date>"
        "<news:title>A title of the news</news:title></news:news></url>"
    )


async def test_everything_that_a_site_has_is_found(client: Client, workers: Workers, site: Site) -> None:
    """Feeds announced and linked, sitemaps of robots.txt, and the page itself: each tried, shown with what it holds."""
    entry = {"id": "1", "url": site.url + "/1", "title": "One", "date_published": "2026-01-02T00:00:00Z"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire as JSON", "items": [entry]}
    links = [
        alternate("/feed.xml"),
        alternate("/feed.xml?utm_source=page"),
        alternate("/comments/feed"),
        alternate("/feed.json", "application/feed+json"),
        alternate("/gone.xml", "application/atom+xml"),
        '<link rel="alternate" hreflang="fr" href="/fr/">',
    ]
    anchors = '<a href="/world/rss">World</a><a href="/dead/rss">RSS</a><a href="/about">About</a>'
    site.pages["/"] = home(*links, body=f"<ul>{HEADLINES}</ul><footer>{anchors}</footer>")
    site.feed("/feed.xml", numbered(3))
    site.feed("/comments/feed", rss([item(0, title="Re: Report")]))
    site.feed("/feed.json", json.dumps(feed), "application/feed+json")
    site.feed("/world/rss", rss([item(9)]))
    site.feed("/robots.txt", "User-agent: *\nDisallow: /x\nSITEMAP: /sitemap.xml # main\n", "text/plain")
    site.feed("/sitemap.xml", index("news.xml.gz", "pages.xml").replace("https://wire.example", site.url))
    site.feed("/news.xml.gz", gzip.compress(urlset(news_page(site.url + "/2026/first")).encode()), "application/gzip")
    site.feed("/pages.xml", urlset(f"<url><loc>{site.url}/2026/first</loc></url><url><loc>{site.url}/x</loc></url>"))

    found = await search(client, workers, site.url + "/")
    shown = [
        (each.url.removeprefix(site.url), each.kind, each.where, len(each.parsed.entries)) for each in found.candidates
    ]
    assert shown == [
        ("/feed.xml", SourceKind.FEED, Where.ANNOUNCED, 3),
        ("/feed.json", SourceKind.FEED, Where.ANNOUNCED, 1),
        ("/world/rss", SourceKind.FEED, Where.MENTIONED, 1),
        ("/news.xml.gz", SourceKind.SITEMAP, Where.PART, 1),
        ("/", SourceKind.PAGE, Where.ADDRESS, 2),
        ("/sitemap.xml", SourceKind.SITEMAP, Where.ROBOTS, 2),
        ("/comments/feed", SourceKind.FEED, Where.ANNOUNCED, 1),
    ]
    assert (found.title, found.language, found.candidates[0].parsed.title) == ("Wire", "en", "Wire")
    assert found.candidates[0].newest == NOON
    (miss,) = found.misses
    assert (miss.url, miss.where) == (site.url + "/gone.xml", Where.ANNOUNCED)
    assert "404" in miss.reason
    assert not site.asked("/feed/"), "no guesses where the site says it"
    assert len([request for request in site.requests if request.path == "/feed.xml"]) == 1


async def test_a_silent_site_is_asked_at_the_usual_addresses(client: Client, workers: Workers, site: Site) -> None:
    """Where the page announces nothing, usual addresses are tried; what has moved for good is found where it is now."""
    site.pages["/world"] = home(body=f'<a href="/2026/x">{"A headline of some length"}</a>')
    site.pages["/world/feed/"] = answering(301, Location="/world/all.xml")
    site.feed("/world/all.xml", numbered(2))
    site.pages["/rss"] = answering(302, Location="/moved.xml")
    site.feed("/moved.xml", numbered(4))
    site.feed("/news-sitemap.xml", urlset(news_page(site.url + "/2026/x")))
    found = await search(client, workers, site.url + "/world")
    assert [(each.url.removeprefix(site.url), each.where) for each in found.candidates] == [
        ("/world/all.xml", Where.USUAL),
        ("/rss", Where.USUAL),
        ("/news-sitemap.xml", Where.USUAL),
        ("/world", Where.ADDRESS),
    ]
    assert found.misses == ()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (rss([item(1, extra="<description><![CDATA[<!doctype html><html><body>]]></description>")]), SourceKind.FEED),
        (urlset("<url><loc>https://wire.example/1</loc></url>"), SourceKind.SITEMAP),
    ],
)
async def test_a_source_is_taken_at_its_word(
    client: Client, workers: Workers, site: Site, body: str, kind: SourceKind
) -> None:
    """Who gives the address of a feed or a sitemap gets that, in one request."""
    found = await search(client, workers, site.feed("/anything", body, "text/html"))
    (candidate,) = found.candidates
    assert (candidate.kind, candidate.where, len(site.requests)) == (kind, Where.ADDRESS, 1)


async def test_a_stale_feed_does_not_win(client: Client, workers: Workers, site: Site) -> None:
    """A feed that was given up a year ago comes after the page that goes on."""
    site.pages["/"] = home(alternate("/old.xml"), body=HEADLINES)
    site.feed("/old.xml", numbered(3).replace("2026", "2024"))
    found = await search(client, workers, site.url)
    assert [each.kind for each in found.candidates] == [SourceKind.PAGE, SourceKind.FEED]


async def test_a_selector_is_tried_on_the_page_alone(client: Client, workers: Workers, site: Site) -> None:
    """With a selector there is one request, one candidate, and an error that tells what was wrong with it."""
    site.pages["/"] = home(alternate("/feed.xml"), body=HEADLINES)
    (candidate,) = (await search(client, workers, site.url + "/", "li:first-child a")).candidates
    assert (candidate.selector, [entry.title for entry in candidate.parsed.entries]) == (
        "li:first-child a",
        ["A headline about the first talks"],
    )
    assert len(site.requests) == 1
    for selector in ("p a", "a[["):
        with pytest.raises(ParseError, match="selector"):
            await search(client, workers, site.url, selector)


async def test_a_search_ends(client: Client, workers: Workers, site: Site) -> None:
    """A site that offers ever more is asked sixty times at most, and the rest is said to be left."""

    async def more(request: web.Request) -> web.Response:
        names = [f"{chr(97 + number)}-news.xml" for number in range(8)]
        text = index(*names).replace("https://wire.example", f"{site.url}{request.path}")
        return web.Response(text=text, content_type="application/xml")

    site.pages["/"] = home(*(alternate(f"/{number}") for number in range(40)))
    site.pages |= {f"/{number}": more for number in range(40)}
    for request in range(40):
        site.pages |= {f"/{request}/{chr(97 + number)}-news.xml": more for number in range(8)}
    found = await search(client, workers, site.url)
    assert len(site.requests) == MOST_REQUESTS
    assert any("there may be more" in miss.reason for miss in found.misses)


async def test_nothing_goes_where_the_guard_forbids(client: Client, workers: Workers, site: Site) -> None:
    """What a page announces, or an index or a robots.txt names, is asked for through the guarded client only."""
    inside = "http://169.254.169.254/latest.xml"
    site.pages["/"] = home(alternate(inside))
    site.feed("/robots.txt", f"Sitemap: {inside}\nSitemap: file:///etc/passwd\nSitemap: /index.xml", "text/plain")
    site.feed("/index.xml", f"<sitemapindex><sitemap><loc>{inside}</loc></sitemap></sitemapindex>")
    found = await search(client, workers, site.url)
    assert found.candidates == ()
    assert [miss.url for miss in found.misses if "private" in miss.reason or "169.254" in miss.reason]
    with pytest.raises(FetchError):
        await search(client, workers, "http://10.0.0.1/")


def never_read(url: str) -> FeedState:
    return FeedState("map", url, NOON)


async def poll(
    client: Client, workers: Workers, url: str, state: FeedState | None = None, turns: Turns | None = None
) -> PollResult:
    feed = Feed("map", url, headers={"X-Api-Key": "secret"})
    return await fetch_feed(client, workers, feed, state or never_read(url), turns or Turns(), now=NOON)


def serving(site: Site, *names: str) -> None:
    for name in names:
        site.feed(f"/{name}", urlset(f"<url><loc>{site.url}/pages/{name}</loc></url>"), "application/xml")


async def test_the_newest_parts_of_an_index_are_read_in_turn(client: Client, workers: Workers, site: Site) -> None:
    """All parts that matter are read, each request in its turn, and no others: the first time both ends of a row."""
    names = ("a-1.xml", "a-2.xml", "a-3.xml", "category.xml")
    site.feed("/index.xml", index(*names, lastmod="2026-01-01").replace("https://wire.example", site.url))
    for newest, (newer, older) in {"a-3.xml": ("a-3.xml", "a-2.xml"), "a-1.xml": ("a-1.xml", "a-2.xml")}.items():
        for name in names:
            moment = "2026-01-01T12:00:00Z" if name == newest else "2025-01-01T12:00:00Z"
            site.feed(f"/{name}", urlset(f"<url><loc>{site.url}/pages/{name}</loc><lastmod>{moment}</lastmod></url>"))
        turns = Turns()
        found = await poll(client, workers, site.url + "/index.xml", turns=turns)
        assert isinstance(found, Read)
        assert {entry.url for entry in found.parsed.entries} == {f"{site.url}/pages/{name}" for name in (newer, older)}
        assert turns.taken == [f"{site.url}/{name}" for name in ("index.xml", "a-3.xml", "a-1.xml", "a-2.xml")]
        rows = tuple(RowRead(each.row, each.place, each.newest_first) for each in found.parsed.parts)
        turns = Turns()
        state = replace(never_read(site.url + "/index.xml"), last_success_at=NOON, sitemap_rows=rows)
        await poll(client, workers, state.url, state, turns)
        assert turns.taken == [f"{site.url}/{name}" for name in ("index.xml", newer, older)]


async def test_a_part_that_fails_fails_the_poll(client: Client, workers: Workers, site: Site) -> None:
    """A part left out would come back as a flood: the poll fails, by the name of the fault and of the part."""
    site.feed("/index.xml", index("a.xml", "b.xml").replace("https://wire.example", site.url), "application/xml")
    serving(site, "a.xml")
    site.pages["/b.xml"] = answering(503, Retry_After="60")
    result = await poll(client, workers, site.url + "/index.xml")
    assert isinstance(result, Failed)
    assert (result.fault, result.retry_after) == (Fault.HTTP_UNAVAILABLE, timedelta(minutes=1))
    assert "/b.xml" in result.detail


async def test_credentials_stay_with_the_site_of_the_index(client: Client, workers: Workers, site: Site) -> None:
    """A part on another host does not get the headers of the feed."""
    async with serve_site("127.0.0.2") as other, open_client(("127.0.0.0/8",)) as wide:
        serving(other, "a.xml")
        serving(site, "b.xml")
        parts = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in (other.url + "/a.xml", site.url + "/b.xml"))
        site.feed("/index.xml", f"<sitemapindex>{parts}</sitemapindex>", "application/xml")
        assert isinstance(await poll(wide, workers, site.url + "/index.xml"), Read)
        requests = (*other.requests, *site.requests)
        keys = [{name.lower() for name in request.headers} & {"x-api-key"} for request in requests]
        assert keys == [set(), {"x-api-key"}, {"x-api-key"}]
