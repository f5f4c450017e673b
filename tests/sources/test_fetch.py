"""One poll of a real site, for every way a site can answer."""

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from aiohttp import web

from monitor.errors import Fault
from monitor.model import Feed, FeedState
from monitor.net import ACCEPT_FEED, Client
from monitor.sources import Failed, Manners, PollingPolicy, PollResult, Read, Unchanged, decide, fetch_feed
from monitor.workers import Workers
from tests.net.support import open_client
from tests.servers import Handler, Site, serve_raw, serve_site
from tests.sources.samples import NOON, numbered


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


HOUR = timedelta(hours=1)
POLLING = PollingPolicy(HOUR, HOUR, HOUR)

pytestmark = pytest.mark.asyncio(loop_scope="module")


def never_read(url: str) -> FeedState:
    return FeedState("wire", url, NOON)


def answering(status: int = 200, body: str | bytes = b"", **headers: str) -> Handler:
    data = body.encode() if isinstance(body, str) else body

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, body=data, headers={k.replace("_", "-"): v for k, v in headers.items()})

    return answer


async def poll(client: Client, workers: Workers, url: str, state: FeedState | None = None) -> PollResult:
    return await fetch_feed(client, workers, Feed("wire", url), state or never_read(url), now=NOON)


async def test_reads_and_then_asks_conditionally(client: Client, workers: Workers, site: Site) -> None:
    """The second request carries the validators of the first, and 304 leaves nothing to do."""
    url = site.url + "/feed"
    site.pages["/feed"] = answering(200, numbered(3), ETag='W/"x-gzip"', Last_Modified="yesterday, more or less")
    first = await poll(client, workers, url)
    assert isinstance(first, Read)
    assert (len(first.parsed.entries), first.etag, first.last_modified) == (3, 'W/"x-gzip"', "yesterday, more or less")
    assert site.requests[0].headers["Accept"] == ACCEPT_FEED
    assert not {"If-None-Match", "If-Modified-Since"} & {name.title() for name in site.requests[0].headers}

    site.pages["/feed"] = answering(304, Last_Modified="today")
    state = FeedState("wire", url, NOON, first.etag, first.last_modified, first.body_hash, NOON, NOON)
    second = await poll(client, workers, url, state)
    assert second == Unchanged('W/"x-gzip"', "today", manners=Manners(url))
    sent = {name.lower(): value for name, value in site.requests[1].headers.items()}
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('W/"x-gzip"', "yesterday, more or less")


@pytest.mark.parametrize("etag", [b'W/"x-gzip"', b"unquoted", b'"\xd9\x85"', b'"a" "b', b"\xff"])
async def test_validators_go_back_byte_for_byte(client: Client, workers: Workers, etag: bytes) -> None:
    """A validator is sent back as the very bytes that came, however odd."""
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        body = numbered(1).encode()
        head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nETag: %b\r\nContent-Length: %d\r\n\r\n" % (etag, len(body))
        writer.write(head + body)
        await writer.drain()

    async with serve_raw(serve) as url:
        first = await poll(client, workers, url)
        assert isinstance(first, Read)
        again = replace(never_read(url), etag=first.etag, body_hash=first.body_hash, last_success_at=NOON)
        assert isinstance(await poll(client, workers, url, again), Unchanged)
    assert b"if-none-match: " + etag + b"\r\n" in seen[1]


async def test_validators_belong_to_their_address(client: Client, workers: Workers, site: Site) -> None:
    """When the address of a feed changes, the validators of the old one are not sent to the new one."""
    url = site.feed("/feed", numbered(1))
    moved = replace(never_read(url), etag='"a"', validators_url=site.url + "/old", last_success_at=NOON)
    await poll(client, workers, url, moved)
    assert "if-none-match" not in {name.lower() for name in site.requests[0].headers}


async def test_the_same_bytes_are_not_parsed_again(client: Client, workers: Workers, site: Site) -> None:
    """A site that ignores validators costs a request, and no more."""
    url = site.feed("/feed", numbered(2))
    first = await poll(client, workers, url)
    assert isinstance(first, Read)
    state = replace(never_read(url), body_hash=first.body_hash, last_success_at=NOON)
    assert await poll(client, workers, url, state) == Unchanged(manners=Manners(url))
    assert isinstance(await poll(client, workers, url, replace(state, last_success_at=None)), Read)


@pytest.mark.parametrize("lastmod", ["", "<lastmod>2025-01-01</lastmod>", "<lastmod>2025-01-01T10:11:12Z</lastmod>"])
async def test_parts_of_an_index_are_asked_for_conditionally(
    client: Client, workers: Workers, site: Site, lastmod: str
) -> None:
    """Whatever the index says of their dates, each is asked for without condition once in its life.

    What changed is read, and that alone.
    """
    listed: dict[str, list[str]] = {"/post-1.xml": ["a", "b", "c"], "/news.xml": ["d"]}
    names = "".join(f"<sitemap><loc>{site.url}{name}</loc>{lastmod}</sitemap>" for name in listed)
    _publish(site, "/index.xml", f"<sitemapindex>{names}</sitemapindex>", etag=True)

    def publish() -> None:
        for name, pages in listed.items():
            body = "".join(f"<url><loc>{site.url}/{page}</loc></url>" for page in pages)
            # One of them sends validators, the other the same bytes again.
            _publish(site, name, f"<urlset>{body}</urlset>", etag=name == "/news.xml")

    async def again(state: FeedState) -> tuple[PollResult, FeedState]:
        result = await poll(client, workers, state.url, state)
        outcome = decide(state, result, polling=POLLING, interval=None, now=NOON, jitter=random.Random(1))
        return result, outcome.state

    publish()
    first, state = await again(never_read(site.url + "/index.xml"))
    assert isinstance(first, Read)
    assert len(first.parsed.entries) == 4
    for _ in range(3):
        result, state = await again(state)
        assert isinstance(result, Unchanged)
    listed["/news.xml"].insert(0, "e")
    publish()
    changed, state = await again(state)
    assert isinstance(changed, Read)
    assert [entry.url for entry in changed.parsed.entries] == [f"{site.url}/{page}" for page in "ed"]
    assert changed.unread == 3
    result, state = await again(state)
    assert isinstance(result, Unchanged)
    for name in ("/index.xml", "/news.xml"):
        conditional = ["If-None-Match" in request.headers for request in site.asked(name)]
        assert conditional == [False] + [True] * 5, name


def _publish(site: Site, path: str, body: str, *, etag: bool) -> None:
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:12]}"'

    async def serve(request: web.Request) -> web.Response:
        if etag and request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(text=body, content_type="application/xml", headers={"ETag": tag} if etag else None)

    site.pages[path] = serve


async def test_headers_of_the_feed_are_sent(client: Client, workers: Workers, site: Site) -> None:
    """What the owner of a feed configured reaches its site."""
    feed = Feed("wire", site.feed("/feed", numbered(1)), headers={"X-Api-Key": "k"})
    await fetch_feed(client, workers, feed, never_read(feed.url), now=NOON)
    assert {name.lower(): value for name, value in site.requests[0].headers.items()}["x-api-key"] == "k"


@pytest.mark.parametrize(
    ("answer", "fault", "retry_after"),
    [
        (answering(410), Fault.HTTP_GONE, None),
        (answering(404), Fault.HTTP_NOT_FOUND, None),
        (answering(403), Fault.HTTP_FORBIDDEN, None),
        (answering(403, cf_mitigated="challenge"), Fault.HTTP_CHALLENGE, None),
        (answering(429, Retry_After="120"), Fault.HTTP_THROTTLED, timedelta(seconds=120)),
        (answering(429), Fault.HTTP_THROTTLED, None),
        (answering(202, x_amzn_waf_action="challenge"), Fault.HTTP_CHALLENGE, None),
        (answering(503, Retry_After="soon"), Fault.HTTP_UNAVAILABLE, None),
        (answering(500, Retry_After="60"), Fault.HTTP_SERVER, timedelta(seconds=60)),
        (answering(304), Fault.HTTP_SERVER, None),
        (answering(300), Fault.HTTP_CLIENT, None),
        (answering(200, "<html><title>Hi</title></html>"), Fault.NOT_A_FEED, None),
        (answering(200, b"x" * 2**21), Fault.TOO_BIG, None),
        (answering(302, Location="http://169.254.169.254/"), Fault.BLOCKED_ADDRESS, None),
        (answering(302, Location="/feed"), Fault.REDIRECTS, None),
    ],
)
async def test_every_fault_has_its_name(
    client: Client, workers: Workers, site: Site, answer: Handler, fault: Fault, retry_after: timedelta | None
) -> None:
    """What is wrong with a feed is told by name and in a sentence, and what its server asks for is heard."""
    site.pages["/feed"] = answer
    result = await poll(client, workers, site.url + "/feed")
    assert isinstance(result, Failed)
    assert (result.fault, result.retry_after) == (fault, retry_after)
    assert result.detail.endswith(".")


async def test_a_feed_that_is_slow_to_parse_holds_up_no_other(workers: Workers, site: Site) -> None:
    """A document that keeps the parser busy for seconds goes on in another process, and the next feed has its turn."""
    slow = Workers(1, 512 * 2**20)
    bad = Feed("bad", site.feed("/bad", "<rss><channel>" + "<skipHours>" * 500_000))
    good = Feed("good", site.url + "/good")

    async def later(request: web.Request) -> web.Response:
        await asyncio.sleep(0.7)  # by then the other one is being parsed
        return web.Response(text=numbered(3))

    site.pages["/good"] = later
    async with open_client(max_body=2**24) as client:
        hostile = asyncio.create_task(fetch_feed(client, workers, bad, never_read(bad.url), now=NOON, slow=slow))
        assert isinstance(await fetch_feed(client, workers, good, never_read(good.url), now=NOON, slow=slow), Read)
        assert not hostile.done()
        hostile.cancel()
        await asyncio.gather(hostile, return_exceptions=True)
    await slow.close()
