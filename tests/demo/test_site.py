"""The demo's news site, asked over a socket."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import feedparser
import httpx
import pytest

from monitor.demo.articles import OUTLETS, PIECES, arabic, wire
from monitor.demo.site import NewsSite, Timetable, serve_site
from monitor.testing import FakeClock

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PACE = timedelta(seconds=2)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(START)


@pytest.fixture
def site(clock: FakeClock) -> Iterator[NewsSite]:
    with serve_site(OUTLETS, clock) as site:
        site.publish(Timetable(PIECES, START, PACE))
        yield site


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


def titles(client: httpx.Client, site: NewsSite) -> set[str]:
    """The titles in all feeds together."""
    return {
        entry.title
        for outlet in OUTLETS
        for entry in feedparser.parse(io.BytesIO(client.get(site.feed_url(outlet)).content)).entries
    }


def test_pieces_come_out_one_by_one(site: NewsSite, client: httpx.Client, clock: FakeClock) -> None:
    """The first piece is out at the start, the next after one pace, and a page is not there before its time."""
    assert titles(client, site) == {wire.FIRST.title}
    assert client.get(site.article_url(arabic.TALKS)).status_code == 404
    clock.advance(PACE)
    assert titles(client, site) == {wire.FIRST.title, arabic.TALKS.title}
    assert client.get(site.article_url(arabic.TALKS)).status_code == 200


def test_nothing_is_out_before_publication_starts(clock: FakeClock, client: httpx.Client) -> None:
    """The site stands before the daemon does, with feeds that are valid and empty."""
    with serve_site(OUTLETS, clock) as site:
        assert titles(client, site) == set()
        for outlet in OUTLETS:
            assert not feedparser.parse(io.BytesIO(client.get(site.feed_url(outlet)).content)).bozo


def test_every_feed_is_valid_and_complete(site: NewsSite, client: httpx.Client, clock: FakeClock) -> None:
    """Once all is out, each feed parses without complaint, names its language and links to pages that are there."""
    clock.advance(PACE * len(PIECES))
    for outlet in OUTLETS:
        answer = client.get(site.feed_url(outlet))
        feed = feedparser.parse(io.BytesIO(answer.content), response_headers=dict(answer.headers))
        assert not feed.bozo
        assert feed.version == {"rss": "rss20", "atom": "atom10"}[outlet.format]
        assert (feed.feed.title, feed.feed.language) == (outlet.name, outlet.language)
        assert [entry.title for entry in feed.entries] == [
            piece.title for piece in reversed(PIECES) if piece.outlet == outlet.id
        ]
        for entry in feed.entries:
            assert client.get(entry.link).status_code == 200
            assert bool(entry.get("published")) == outlet.dated


def test_an_unchanged_feed_answers_304(site: NewsSite, client: httpx.Client, clock: FakeClock) -> None:
    """A reader that sends its ETag back gets no body until something new is out, then all of it with a new ETag."""
    url = site.feed_url(OUTLETS[0])
    tag = client.get(url).headers["ETag"]
    unchanged = client.get(url, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["ETag"]) == (304, b"", tag)
    clock.advance(PACE * len(PIECES))
    changed = client.get(url, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_the_arabic_page_holds_the_traps(site: NewsSite, client: httpx.Client, clock: FakeClock) -> None:
    """A render date in Arabic-Indic digits, the headline three times, label, teaser, credit and newsletter."""
    clock.advance(PACE)
    page = client.get(site.article_url(arabic.TALKS)).text
    for trap in ("٢٠٢٠", "الوضع الليلي", arabic.TALKS.teaser, arabic.TALKS.credit, "النشرة البريدية", "Logo"):
        assert trap
        assert trap in page
    assert page.count(f">{arabic.TALKS.title}<") >= 3
    assert page.index(arabic.TALKS.paragraphs[3]) < page.index(str(arabic.TALKS.teaser))
    assert page.index(str(arabic.TALKS.teaser)) < page.index(arabic.TALKS.paragraphs[4])


def test_the_same_wire_text_stands_in_different_pages(site: NewsSite, client: httpx.Client, clock: FakeClock) -> None:
    """Both pages hold every paragraph of the wire text, in mark-up that has nothing else in common."""
    clock.advance(PACE * len(PIECES))
    first, second = (client.get(site.article_url(piece)).text for piece in (wire.FIRST, wire.SECOND))
    assert ("<article>" in first, "<article>" in second) == (True, False)
    assert ("application/ld+json" in first, "article:published_time" in second) == (True, True)


def test_a_reader_can_start_at_the_front_page(site: NewsSite, client: httpx.Client) -> None:
    """The front page links what is out, an unknown path is a clear 404, and nothing can be posted."""
    home = site.homes[wire.FIRST.outlet]
    assert site.article_url(wire.FIRST) in client.get(f"{home}/").text
    assert client.get(f"{home}/nothing").status_code == 404
    assert client.head(f"{home}/").content == b""
    assert client.post(f"{home}/", content=b"x").status_code == 405
