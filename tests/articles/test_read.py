"""From an entry and its page to an article: which text, which title, which date, and why."""

import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.articles import Page, ReadRequest, read_article
from monitor.errors import Fault, ParseError
from monitor.model import ContentPolicy, DateOrigin, Entry, Feed, TextOrigin
from tests.articles.samples import NOW, filler, sample

FEED = Feed(id="courier", url="https://news.example/feed", title="The Example Courier", tags=("world",))
ENTRY = Entry(
    identity="1",
    guid=None,
    url="https://news.example/go?to=1",
    title="Harbour towns agree on shared flood warnings",
    summary="<p>Five harbour towns share their gauges.</p>",
)
PAGE = Page(sample("english").encode(), "text/html; charset=utf-8", "https://news.example/2025/11/harbour-towns")
LANGUAGES = frozenset({"en", "ar", "ru", "fr", "de"})
REQUEST = ReadRequest("a1", FEED, ENTRY, PAGE, None, LANGUAGES, NOW)
LONG_SUMMARY = filler("The feed itself tells the story at some length, with all the names and places that matter.")


def page_of(markup: str) -> Page:
    return Page(f"<html><body>{markup}</body></html>".encode(), "text/html", "https://news.example/p")


def test_an_article_is_read_from_its_page() -> None:
    """Text, date, authors, credit, site and language come from the page; the link is the page's final address."""
    article = read_article(REQUEST)
    assert article.text.startswith("Five harbour towns will share")
    assert (article.text_origin, article.origin_note) == (TextOrigin.PAGE, None)
    assert (article.date_origin, article.language) == (DateOrigin.JSON_LD, "en")
    assert article.authors == ("Ada Example", "Ben Sample")
    assert (article.credit, article.site, article.source) == ("Reuters", "The Example Courier", "The Example Courier")
    assert (article.id, article.feed_id, article.feed_tags) == ("a1", "courier", ("world",))
    assert article.url == PAGE.url
    assert article.fetched_at == NOW


@pytest.mark.parametrize(
    ("url", "canonical", "expected"),
    [
        ("https://news.example/a?token=1", "https://news.example/2026/a", "https://news.example/2026/a"),
        ("https://amp.news.example/a", "https://www.news.example/a", "https://www.news.example/a"),
        ("https://news.example/a", "/2026/a", "https://news.example/2026/a"),
        ("https://news.example/a", "https://first.example/a", "https://news.example/a"),
        ("https://news.example/a", "https://news.example/", "https://news.example/a"),
        ("https://news.example/a", "https://[", "https://news.example/a"),
    ],
    ids=["token", "amp", "relative", "another site", "home page", "none"],
)
def test_a_link_leads_to_the_article_itself(url: str, canonical: str, expected: str) -> None:
    """Readers get the lasting address of the same site, and never one that is another page."""
    markup = f"<html><head><link rel=canonical href='{canonical}'></head><body>{LONG_SUMMARY}</body></html>"
    page = Page(markup.encode(), "text/html", url)
    assert read_article(replace(REQUEST, page=page)).url == expected


def test_the_last_change_is_told_by_page_or_feed() -> None:
    """Whoever follows edits learns of the page's own moment first, and of none in the future."""
    stated = "<meta property='article:modified_time' content='2026-01-02T09:00:00+01:00'>"
    page = Page(
        f"<html><head>{stated}</head><body>{LONG_SUMMARY}</body></html>".encode(), "text/html", "https://n.example/a"
    )
    entry = replace(ENTRY, updated=datetime(2026, 1, 1, tzinfo=UTC))
    assert read_article(replace(REQUEST, page=page, entry=entry)).updated == datetime(2026, 1, 2, 8, tzinfo=UTC)
    assert read_article(replace(REQUEST, page=None, entry=entry)).updated == entry.updated
    late = replace(ENTRY, updated=NOW + timedelta(days=9))
    assert read_article(replace(REQUEST, page=None, entry=late)).updated is None


def test_the_feeds_date_comes_first() -> None:
    """What the feed states is believed before the page."""
    published = datetime(2025, 11, 19, 6, tzinfo=UTC)
    article = read_article(replace(REQUEST, entry=replace(ENTRY, published=published)))
    assert (article.published, article.date_origin) == (published, DateOrigin.FEED)


def test_a_feed_date_in_the_future_is_not_believed() -> None:
    """A wrong clock at the source must not put an article into next week."""
    entry = replace(ENTRY, published=NOW + timedelta(days=2), updated=NOW + timedelta(days=3))
    assert read_article(replace(REQUEST, entry=entry)).date_origin is DateOrigin.JSON_LD
    article = read_article(replace(REQUEST, entry=entry, page=None))
    assert (article.published, article.date_origin) == (None, DateOrigin.UNKNOWN)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("the feed gives no link", "the feed gives no link."),
        ("The site refuses access (403).", "the site refuses access (403)."),
        ("TLS failed.", "TLS failed."),
    ],
)
def test_without_a_page_the_feeds_text_is_taken_and_the_reason_kept(fault: str, reason: str) -> None:
    """Nothing is lost when a page cannot be had, and the reader learns in a sentence why the text is short."""
    article = read_article(replace(REQUEST, page=None, page_fault=fault))
    assert article.text == "Five harbour towns share their gauges."
    assert article.text_origin is TextOrigin.FEED
    assert article.origin_note == f"The text is the feed's own: {reason}"
    assert article.url == ENTRY.url


def test_a_page_that_is_none_falls_back_to_the_feed() -> None:
    """A link to a PDF does not lose the entry."""
    article = read_article(replace(REQUEST, page=Page(b"%PDF-1.4", "application/pdf", "https://news.example/x.pdf")))
    assert article.text_origin is TextOrigin.FEED
    assert "application/pdf" in (article.origin_note or "")


def test_the_longer_of_content_and_summary_is_the_feeds_text() -> None:
    """Whichever element a feed puts its text into, it is found."""
    short = "<p>Short.</p>"
    for entry in (replace(ENTRY, content=LONG_SUMMARY), replace(ENTRY, summary=LONG_SUMMARY, content=short)):
        assert len(read_article(replace(REQUEST, entry=entry, page=None)).text.split("\n")) == 3


def test_a_page_that_yields_clearly_less_gives_way_to_the_feed() -> None:
    """A consent wall or a paywall must not replace the text that the feed already gave."""
    entry = replace(ENTRY, content=LONG_SUMMARY)
    wall = page_of("<article><p>Please accept our conditions in order to read this article today.</p></article>")
    article = read_article(replace(REQUEST, entry=entry, page=wall))
    assert article.text_origin is TextOrigin.FEED
    assert "characters" in (article.origin_note or "")
    only_page = replace(FEED, content=ContentPolicy.PAGE)
    kept = read_article(replace(REQUEST, feed=only_page, entry=entry, page=wall))
    assert (kept.text_origin, kept.origin_note) == (TextOrigin.PAGE, None)


def test_the_feed_policy_never_looks_at_the_page() -> None:
    """An owner who trusts the feed alone gets the feed alone, without an excuse beside it."""
    article = read_article(replace(REQUEST, feed=replace(FEED, content=ContentPolicy.FEED)))
    assert article.text == "Five harbour towns share their gauges."
    assert (article.text_origin, article.origin_note, article.site) == (TextOrigin.FEED, None, None)


def test_feed_text_is_cleaned_like_a_page() -> None:
    """Teasers, newsletter lines and the credit leave a feed's HTML too; script never becomes text."""
    markup = (
        f"<p>{ENTRY.title}</p>{LONG_SUMMARY}<p>Read more: <a href='/x'>Zanzibar ferry inquiry</a></p>"
        "<script>alert('x')</script><p>AFP / dpa</p><p>Subscribe to our newsletter</p>"
    )
    article = read_article(replace(REQUEST, entry=replace(ENTRY, content=markup), page=None))
    assert article.credit == "AFP / dpa"
    assert len(article.text.split("\n")) == 3
    for trap in ("Zanzibar", "alert", "Subscribe", ENTRY.title):
        assert trap not in article.text


@pytest.mark.parametrize(
    ("title", "page", "expected"),
    [
        ("  Two\n lines ", PAGE, "Two lines"),
        ("", PAGE, "Harbour towns agree on shared flood warnings"),
        ("\u202e", None, "Five harbour towns share their gauges."),
    ],
    ids=["from the feed", "from the page", "from the text"],
)
def test_every_article_has_a_title(title: str, page: Page | None, expected: str) -> None:
    """A mail without a subject helps nobody."""
    article = read_article(replace(REQUEST, entry=replace(ENTRY, title=title), page=page))
    assert article.title == expected


def test_a_title_made_of_a_long_sentence_is_cut_at_a_word() -> None:
    """A made title fits a subject line."""
    entry = replace(ENTRY, title="", summary="word " * 100)
    title = read_article(replace(REQUEST, entry=entry, page=None)).title
    assert len(title) <= 121
    assert title.endswith("word…")


def test_a_title_alone_is_still_an_article() -> None:
    """Rules can match a headline; an entry without text is not thrown away."""
    article = read_article(replace(REQUEST, entry=replace(ENTRY, summary=""), page=None))
    assert (article.title, article.text) == (ENTRY.title, "")


def test_an_entry_with_nothing_in_it_is_refused() -> None:
    """Neither title nor text, in feed and page: the failure is listed with its reason."""
    empty = replace(ENTRY, title="", summary=" ")
    with pytest.raises(ParseError, match="no title and no text: The text is the feed's own: gone") as caught:
        read_article(replace(REQUEST, entry=empty, page=None, page_fault="gone"))
    assert caught.value.fault is Fault.NOT_A_PAGE


def test_request_and_article_travel_between_processes() -> None:
    """The worker is another process."""
    article = read_article(pickle.loads(pickle.dumps(REQUEST)))
    assert pickle.loads(pickle.dumps(article)) == article
