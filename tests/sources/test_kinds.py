"""Sources that are no RSS or Atom: JSON Feeds, sitemaps, and pages that list articles."""

import contextlib
import gzip
import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import Fault, ParseError
from monitor.model import ParsedFeed, SourceKind
from monitor.sources import read_source
from monitor.sources.offers import offers_of, sitemaps_in
from monitor.sources.sitemap import SitemapIndex, ends_to_read
from tests.sources.samples import numbered

URL = "https://wire.example/section/"
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def read(body: str | bytes, kind: SourceKind = SourceKind.AUTO, selector: str | None = None) -> ParsedFeed:
    parsed = read_source(body.encode() if isinstance(body, str) else body, None, URL, kind, selector)
    assert isinstance(parsed, ParsedFeed)
    return parsed


def urlset(*pages: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {SITEMAP} {NEWS}>{"".join(pages)}</urlset>'


def index(*names: str, lastmod: str = "") -> str:
    dated = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    parts = "".join(f"<sitemap><loc>https://wire.example/{name}</loc>{dated}</sitemap>" for name in names)
    return f"<sitemapindex {SITEMAP}>{parts}</sitemapindex>"


def test_json_feed_of_version_1_1() -> None:
    """Everything that a JSON Feed says comes out as it would of an Atom feed."""
    item = {
        "id": 7,
        "url": "/a?b=1",
        "title": "Talks <b>resume</b> &amp; end",
        "content_text": "First.\n\nSecond < third.",
        "summary": "Short",
        "date_published": "2026-01-02T13:00:00+01:00",
        "date_modified": "2026-01-02T14:00:00Z",
        "authors": [{"name": "Rana"}, {"url": "https://x.example"}, "no"],
        "tags": ["arms", 3, "control"],
        "language": "ar",
    }
    body = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "language": "en", "items": [item, item, 4]}
    feed = read("\ufeff" + json.dumps(body))
    (entry,) = feed.entries
    assert (feed.title, feed.language, feed.kind) == ("Wire", "en", SourceKind.FEED)
    assert (entry.guid, entry.url, entry.title) == ("7", "https://wire.example/a?b=1", "Talks resume & end")
    assert entry.content == "<p>First.</p>\n<p>Second &lt; third.</p>"
    assert (entry.published, entry.updated) == (
        datetime(2026, 1, 2, 12, tzinfo=UTC),
        datetime(2026, 1, 2, 14, tzinfo=UTC),
    )
    assert (entry.authors, entry.tags, entry.language) == (("Rana",), ("arms", "control"), "ar")


def test_json_feed_of_version_1_0() -> None:
    """The older version has one author, and HTML wins over text; a moment without a zone is none."""
    item = {
        "id": "https://wire.example/1",
        "content_html": "<p>Hello</p>",
        "content_text": "Hello",
        "author": {"name": "Omar"},
        "date_published": "2026-01-02T13:00:00",
    }
    (entry,) = read(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [item]})).entries
    assert (entry.url, entry.content, entry.authors) == ("https://wire.example/1", "<p>Hello</p>", ("Omar",))
    assert entry.published is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"version": "2.0", "data": []}', "no JSON Feed"),
        ("[1, 2]", "no JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": [', "cut off"),
        ("[" * 100_000, "cannot be read"),
        ('{"version": ' + "9" * 10_000 + "}", "cannot be read"),
    ],
)
def test_other_json_is_no_feed(body: str, words: str) -> None:
    """An API's answer, a cut one and a bomb are told apart from a feed."""
    with pytest.raises(ParseError, match=words) as caught:
        read(body)
    assert caught.value.fault is Fault.NOT_A_FEED


def test_fields_of_wrong_types_count_as_missing() -> None:
    """No JSON value in the place of another breaks the feed."""
    values: list[Any] = [None, True, 3, 1e300, [], {}, [[1]], {"a": {}}, "\ud800"]
    for odd in values:
        item: dict[str, Any] = dict.fromkeys(
            ("id", "url", "title", "summary", "content_html", "date_published", "author", "authors", "tags"), odd
        )
        body = {"version": "https://jsonfeed.org/version/1.1", "title": odd, "language": odd, "items": [item, odd]}
        assert len(read(json.dumps(body)).entries) == 1
        read(json.dumps({**body, "items": odd}))


def test_news_sitemap() -> None:
    """A news sitemap gives titles, dates, languages and keywords; pictures beside them are not taken for the page."""
    page = (
        "<url><image:image xmlns:image='http://i'><image:loc>https://wire.example/p.jpg</image:loc>"
        "<image:title>Picture</image:title></image:image><loc> https://wire.example/a </loc>"
        "<lastmod>2026-01-02T12:00:00.5+00:00</lastmod><news:news><news:publication><news:name>The Wire</news:name>"
        "<news:language>ru</news:language></news:publication><news:publication_date>2026-01-02</news:publication_date>"
        "<news:title>Переговоры &amp; договор</news:title><news:keywords>arms, talks</news:keywords></news:news></url>"
    )
    feed = read(urlset(page, page))
    (entry,) = feed.entries
    assert (feed.title, feed.language, feed.kind) == ("The Wire", "ru", SourceKind.SITEMAP)
    assert (entry.url, entry.title) == ("https://wire.example/a", "Переговоры & договор")
    assert (entry.published, entry.tags) == (datetime(2026, 1, 2, tzinfo=UTC), ("arms", "talks"))
    assert entry.updated == datetime(2026, 1, 2, 12, 0, 0, 500_000, tzinfo=UTC)


def test_plain_sitemap_in_a_gzip_file() -> None:
    """A plain sitemap gives addresses and dates of change; nonsense among them is left out, a month is no date."""
    pages = (
        "<url><loc>https://wire.example/1</loc><lastmod>2026-01-02</lastmod></url>"
        "<url><loc>javascript:alert(1)</loc></url><url></url>"
        "<url><loc>/2</loc><lastmod>2026-01</lastmod></url>"
    )
    first, second = read(gzip.compress(urlset(pages).encode())).entries
    assert (first.url, first.title, first.published) == ("https://wire.example/1", "", None)
    assert first.updated == datetime(2026, 1, 2, tzinfo=UTC)
    assert (second.url, second.updated) == ("https://wire.example/2", None)


def test_a_sitemap_that_breaks_off_loses_its_last_page() -> None:
    """Half an address would be another page."""
    whole = urlset(*(f"<url><loc>https://wire.example/{n}00</loc></url>" for n in range(3)))
    urls = [entry.url for entry in read(whole[: whole.index("200") + 1]).entries]
    assert urls == ["https://wire.example/000", "https://wire.example/100"]


def test_large_and_hostile_sitemaps_are_bounded() -> None:
    """50,000 pages are read in seconds and no more are; bombs end in a sentence."""
    started = time.process_time()
    pages = (f"<url><loc>https://wire.example/{n}</loc><lastmod>2026-01-02</lastmod></url>" for n in range(50_100))
    assert len(read(urlset(*pages)).entries) == 50_000
    assert time.process_time() - started < 15
    with pytest.raises(ParseError) as caught:
        read(gzip.compress(b"<urlset>" + b" " * (51 * 2**20)))
    assert caught.value.fault is Fault.TOO_BIG
    with pytest.raises(ParseError) as caught:
        read(b"\x1f\x8b\x08 broken")
    assert caught.value.fault is Fault.BAD_ENCODING
    laughs = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
    bomb = f"<!DOCTYPE urlset [<!ENTITY e0 'ha'>{laughs}]>{urlset('<url><loc>&e11;</loc></url>')[38:]}"
    outside = (
        "<!DOCTYPE urlset [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>" + urlset("<url><loc>/&e;</loc></url>")[38:]
    )
    for body in (bomb, outside, "<urlset>" * 50_000, "<urlset><url><loc>" + "<a>" * 50_000):
        started = time.process_time()
        assert all(entry.url == "https://wire.example/" for entry in read(body).entries)
        assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("names", "read_at_each_poll"),
    [
        (["post-sitemap.xml", "post-sitemap2.xml", "post-sitemap10.xml", "page-sitemap.xml", "category-sitemap.xml"],
         ["post-sitemap10.xml", "post-sitemap2.xml"]),
        (["wp-sitemap-posts-post-1.xml", "wp-sitemap-posts-post-2.xml", "wp-sitemap-posts-page-1.xml",
          "wp-sitemap-taxonomies-category-1.xml", "wp-sitemap-users-1.xml"],
         ["wp-sitemap-posts-post-2.xml", "wp-sitemap-posts-post-1.xml"]),
        (["s-11-2025.xml", "s-12-2025.xml", "s-01-2026.xml"], ["s-01-2026.xml", "s-12-2025.xml"]),
        (["2025/12/31.xml", "2026/01/02.xml", "2026/01/01.xml"], ["2026/01/02.xml", "2026/01/01.xml"]),
        (["2025-dezember.xml", "2026-januar.xml", "2026-april.xml"], ["2026-april.xml", "2026-januar.xml"]),
        (["s-fevrier-2026.xml", "s-mars-2026.xml", "s-janvier-2026.xml"], ["s-mars-2026.xml", "s-fevrier-2026.xml"]),
        (["may.xml", "april.xml"], ["may.xml", "april.xml"]),
        (["sitemap.xml?page=9", "sitemap.xml?page=10"], ["sitemap.xml?page=10", "sitemap.xml?page=9"]),
        (["author-sitemap.xml"], ["author-sitemap.xml"]),
        (["news.xml", *(f"old-{n}.xml" for n in range(5000))], ["news.xml", "old-4999.xml", "old-4998.xml"]),
    ],
)  # fmt: skip
def test_of_an_index_the_growing_ends_are_read(names: list[str], read_at_each_poll: list[str]) -> None:
    """Whatever software wrote the index, new pages are looked for where they turn up, in a few requests."""
    parsed = read_source(index(*names).encode(), None, URL)
    assert isinstance(parsed, SitemapIndex)
    read = [part for end in ends_to_read(parsed, URL) for part in end.parts]
    assert read == [f"https://wire.example/{name}" for name in read_at_each_poll]


def test_an_index_of_too_many_kinds_says_so() -> None:
    """Nothing is left out in silence: who subscribes to an index of a hundred sections is told to choose."""
    parsed = read_source(index(*(f"{chr(97 + n // 26)}{chr(97 + n % 26)}.xml" for n in range(100))).encode(), None, URL)
    assert isinstance(parsed, SitemapIndex)
    with pytest.raises(ParseError, match="feeds discover"):
        ends_to_read(parsed, URL)


PAGE = """<!doctype html><html lang="fr"><head><title>Presse</title><base href="/fr/"></head><body>
<nav><a href="ministere/organisation">Organisation et missions du ministère</a></nav>
<main><ul>
<li><a href="actualites/2026/accord"><img alt="photo"></a>
  <h3><a href="actualites/2026/accord">Accord sur la réduction des armements</a></h3>
  <time datetime="2026-01-02T10:00:00+01:00">2 janvier</time>
  <a href="actualites/2026/accord#suite">Lire la suite</a></li>
<li><h3><a href="actualites/2026/visite?utm_source=home">Visite</a></h3>
  <time datetime="2025-12-30">30 décembre</time></li>
<li><a href="/zh/xinwen/1">部长就军备控制发表讲话全文</a></li>
<li><a href="https://elsewhere.example/2026/an-article">Un article dans un autre journal étranger</a></li>
<li><a href="/fr/rapport.pdf">Le rapport annuel du ministère, en PDF</a></li>
<li><a href="/fr/tag/armes/">Tous les articles sur le contrôle des armements</a></li>
</ul></main>
<footer><a href="mentions/legales-du-site">Mentions légales et données personnelles</a></footer></body></html>"""


def test_a_listing_page_without_a_selector() -> None:
    """Headlines are found, one entry an article, with the words of the headline and its date; menus are not."""
    feed = read(PAGE, SourceKind.PAGE)
    assert (feed.title, feed.language, feed.kind) == ("Presse", "fr", SourceKind.PAGE)
    assert [(entry.url, entry.title, entry.published) for entry in feed.entries] == [
        (
            "https://wire.example/fr/actualites/2026/accord",
            "Accord sur la réduction des armements",
            datetime(2026, 1, 2, 9, tzinfo=UTC),
        ),
        ("https://wire.example/zh/xinwen/1", "部长就军备控制发表讲话全文", None),
    ]


@pytest.mark.parametrize("selector", ["li h3 a", "main li:has(h3)", "h3"])
def test_a_listing_page_with_a_selector(selector: str) -> None:
    """A selector may pick the links or what holds them; what it picks is taken, however short."""
    entries = read(PAGE, SourceKind.PAGE, selector).entries
    assert [(entry.title, entry.published) for entry in entries] == [
        ("Accord sur la réduction des armements", datetime(2026, 1, 2, 9, tzinfo=UTC)),
        ("Visite", datetime(2025, 12, 30, tzinfo=UTC)),
    ]


def test_entries_of_a_page_outlive_its_tracking_parameters() -> None:
    """The same article is the same entry when its link carries another campaign."""
    before = {entry.identity for entry in read(PAGE, SourceKind.PAGE, "h3 a").entries}
    after = {
        entry.identity
        for entry in read(PAGE.replace("utm_source=home", "utm_source=x"), SourceKind.PAGE, "h3 a").entries
    }
    assert before == after


@pytest.mark.parametrize(
    ("body", "kind", "selector", "words"),
    [
        (PAGE, SourceKind.PAGE, ".teaser a", r"Nothing on the page fits the selector `\.teaser a`"),
        ("<html><body><p>Just a moment...</p></body></html>", SourceKind.PAGE, None, "No links to articles"),
        (PAGE, SourceKind.AUTO, None, "kind: page"),
        (PAGE, SourceKind.SITEMAP, None, "not a sitemap"),
        (numbered(1), SourceKind.SITEMAP, None, "not a sitemap"),
        (urlset(), SourceKind.FEED, None, "kind: sitemap"),
        ("", SourceKind.PAGE, None, "no HTML"),
    ],
)
def test_what_is_not_of_the_kind_is_said(body: str, kind: SourceKind, selector: str | None, words: str) -> None:
    """A page is never taken for a listing by itself, and a redesign is noticed: the owner reads what to do."""
    with pytest.raises(ParseError, match=words):
        read(body, kind, selector)


def test_a_page_in_a_legacy_charset() -> None:
    """A page is read in the charset that its mark-up names."""
    page = '<html><meta charset="windows-1256"><h2><a href="/1">محادثات الحد من التسلح في جنيف</a></h2></html>'
    (entry,) = read(page.encode("cp1256"), SourceKind.PAGE).entries
    assert entry.title == "محادثات الحد من التسلح في جنيف"


def test_large_pages_are_bounded() -> None:
    """A page of many links gives five hundred entries in little time, however deep they stand."""
    link = '<p><a href="/2026/{0}">A headline of the number {0} and more</a></p>'
    started = time.process_time()
    assert len(read("<html>" + "".join(map(link.format, range(8000))), SourceKind.PAGE).entries) == 500
    with contextlib.suppress(ParseError):
        read("<html>" + "<div>" * 20_000 + link.format(1), SourceKind.PAGE)
    assert time.process_time() - started < 10
    with pytest.raises(ParseError, match="more than 100,000 elements"):
        read("<html>" + "<p>a" * 100_001, SourceKind.PAGE)


PIECES = [
    "<urlset>",
    "</urlset>",
    "<sitemapindex>",
    "<url>",
    "<loc>",
    "</loc>",
    "<lastmod>",
    "2026-13-45T99:99",
    "0001-01-01T00:00+14:00",
    "<news:news>",
    "<n:title xmlns:n='x'>",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>",
    "&a;",
    "&#0;",
    "<?xml version='1.0'?>",
    "<!--",
    "-->",
    "<html>",
    "<base href='http://['>",
    "<a href='//[::1'>",
    "<a href='http://x/1/2'>",
    "A headline that is long enough to be one",
    "<h2>",
    "</a>",
    "<time datetime='9999-12-31T23:59:59-14:00'>",
    "<link rel=alternate type='application/rss+xml' href='x:y'>",
    "<nav>",
    "<meta charset=utf-7>",
    "\x00",
    "\ufeff",
    "\ud800",
    '{"version":"jsonfeed.org/version/1"',
    ',"items":[',
    '{"id":1e999}',
    "]}",
    "\x1f\x8b",
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=300)
    | st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30).map(
        lambda pieces: "".join(pieces).encode("utf-8", "surrogatepass")
    ),
    st.sampled_from(list(SourceKind)),
    st.sampled_from([None, "a", "h2:not(a) > *", "nav"]),
    st.sampled_from([URL, "", "http://["]),
)
def test_nothing_but_parse_errors(body: bytes, kind: SourceKind, selector: str | None, url: str) -> None:
    """Whatever bytes come for whatever kind, the answer is entries with web addresses, parts, or a ParseError."""
    with contextlib.suppress(ParseError):
        offers_of(body, None, url)
    sitemaps_in(body, url)
    try:
        parsed = read_source(body, None, url, kind, selector)
    except ParseError:
        return
    urls = parsed.parts if isinstance(parsed, SitemapIndex) else [entry.url for entry in parsed.entries]
    assert all(url is None or url.startswith(("http://", "https://")) for url in urls)
