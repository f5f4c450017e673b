"""What is read from a feed that means well."""

from datetime import UTC, datetime

import pytest

from monitor.model import Entry
from monitor.sources import parse_feed
from tests.sources.samples import item, numbered, rss

URL = "https://wire.example/feeds/all.xml"


def entries(document: str, content_type: str | None = None) -> tuple[Entry, ...]:
    return parse_feed(document.encode(), content_type, URL).entries


def test_rss() -> None:
    """The parts of an RSS item arrive where they belong, its date in UTC, its words as plain text."""
    document = rss(
        [
            "<item><guid isPermaLink='false'>a1</guid><link>/news/1?utm_source=rss</link>"
            "<title>Talks &amp;amp; &lt;b&gt;treaties&lt;/b&gt; &amp;#8217;26</title>"
            "<description>&lt;p&gt;Short&lt;/p&gt;</description>"
            "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
            "<![CDATA[<p>Long <a href='/x'>text</a></p>]]></content:encoded>"
            "<pubDate>Fri, 02 Jan 2026 13:00:00 +0300</pubDate><category>Politics</category>"
            "<author>a.writer@wire.example (Ann Writer)</author></item>"
        ],
        '<rss version="2.0"><channel><title>Wire</title><language>en-gb</language>',
    )
    feed = parse_feed(document.encode(), "application/rss+xml", URL)
    assert (feed.title, feed.language) == ("Wire", "en-gb")
    (entry,) = feed.entries
    assert (entry.guid, entry.url) == ("a1", "https://wire.example/news/1?utm_source=rss")
    assert entry.title == "Talks & treaties ’26"
    assert (entry.summary, entry.content) == ("<p>Short</p>", "<p>Long <a href='/x'>text</a></p>")
    assert entry.published == datetime(2026, 1, 2, 10, tzinfo=UTC)
    assert (entry.updated, entry.tags, entry.authors) == (None, ("Politics",), ("Ann Writer",))


def test_atom() -> None:
    """Atom links resolve against xml:base, dates stay apart, and the language of an entry is its own."""
    document = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://wire.example/x/" xml:lang="en">
      <title>Wire</title><entry xml:base="y/" xml:lang="ar"><id>tag:1</id><title>محادثات</title>
      <link rel="enclosure" href="a.mp3"/><link href="z"/><author><name>كاتب</name></author>
      <published>2026-01-02T03:04:05Z</published><updated>2026-01-02T04:04:05+01:00</updated></entry></feed>"""
    feed = parse_feed(document.encode(), "application/atom+xml; charset=utf-8", URL)
    (entry,) = feed.entries
    assert (feed.language, entry.language) == ("en", "ar")
    assert (entry.url, entry.authors) == ("https://wire.example/x/y/z", ("كاتب",))
    assert entry.published == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert entry.updated == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://", "mailto:a@b"]
)
def test_only_web_links_are_kept(link: str) -> None:
    """A link that a reader could be hurt by, or that leads nowhere, is left out; the entry stays."""
    (entry,) = entries(rss([f"<item><title>t</title><link>{link}</link><guid isPermaLink='false'>g</guid></item>"]))
    assert (entry.url, entry.title) == (None, "t")


@pytest.mark.parametrize(
    ("date", "stated"),
    [
        ("", None),
        ("soon", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59Z", None),
        ("Fri, 02 Jan 2026 23:30:00 -0500", datetime(2026, 1, 3, 4, 30, tzinfo=UTC)),
        ("2026-01-02T03:04:05.678Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
    ],
)
def test_dates_are_stated_or_unknown(date: str, stated: datetime | None) -> None:
    """A date is what the feed says, never a guess and never the beginning of the epoch."""
    (entry,) = entries(rss([f"<item><title>t</title><pubDate>{date}</pubDate></item>"]))
    assert (entry.published, entry.updated) == (stated, None)


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("a&lt;script&gt;alert(1)&lt;/script&gt;b", "ab"),
        ("x &lt; y and y &gt; z", "x < y and y > z"),
        ("line\n  break\ttab\u2028end", "line break tab end"),
        ("\u202eevil\u202c txt\u2066.\u2069", "evil txt."),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("&lt;!-- note --&gt;seen", "seen"),
        ("x" * 5000, "x" * 1000),
        ("", ""),
    ],
)
def test_titles_are_plain_text(title: str, plain: str) -> None:
    """Titles are one clean line: no mark-up, no control or direction-turning characters, joiners kept."""
    (entry,) = entries(rss([f"<item><guid>g</guid><title>{title}</title></item>"]))
    assert entry.title == plain


def test_identity_is_guid_then_link_then_title_and_date() -> None:
    """An entry is the same while its guid stays; without one, while its page stays; else while its words stay."""
    same = [
        ("<guid>a</guid><link>https://e.example/1</link>", "<guid>a</guid><link>https://e.example/2</link>"),
        ("<link>https://e.example/1?utm_source=a#x</link>", "<link>https://e.example/1?fbclid=9</link>"),
        ("<link>https://e.example/?b=2&amp;a=1</link>", "<link>https://E.example/?a=1&amp;b=2</link>"),
        ("<title>t</title><pubDate>2026-01-02T00:00:00Z</pubDate>",) * 2,
    ]
    other = [
        ("<guid>a</guid>", "<guid>b</guid>"),
        ("<link>https://e.example/?id=1</link>", "<link>https://e.example/?id=2</link>"),
        ("<title>t</title>", "<title>t</title><pubDate>2026-01-02T00:00:00Z</pubDate>"),
    ]
    for pairs, equal in ((same, True), (other, False)):
        for left, right in pairs:
            (a,), (b,) = entries(rss([f"<item>{left}</item>"])), entries(rss([f"<item>{right}</item>"]))
            assert (a.identity == b.identity) is equal, (left, right)


def test_a_guid_is_not_a_link_unless_it_looks_like_one() -> None:
    """Guids such as 12345 are common and rarely marked as no link; they stay as they are and lead nowhere."""
    number, permalink = entries(
        rss(["<item><guid>12345</guid></item>", "<item><guid>https://e.example/1</guid></item>"])
    )
    assert (number.guid, number.url) == ("12345", None)
    assert (permalink.guid, permalink.url) == ("https://e.example/1", "https://e.example/1")


def test_doubles_and_floods() -> None:
    """An entry listed twice counts once, as first listed; a feed of endless entries is cut at 5,000."""
    first = entries(rss([item(1, title="first"), item(2), item(1, title="again")]))
    assert [entry.title for entry in first] == ["first", "Report 2"]
    assert len(entries(numbered(5100))) == 5000


def test_a_feed_that_breaks_off_gives_what_it_holds() -> None:
    """A truncated document loses the entry it ends in, and no other."""
    document = numbered(10)
    cut = entries(document[: document.index("<guid>g7")])
    assert [entry.guid for entry in cut] == [f"g{n}" for n in range(7)]


def test_a_feed_without_entries_is_a_feed() -> None:
    """A quiet source is no fault."""
    assert entries(rss([])) == ()
