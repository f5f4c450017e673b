"""What a page yields, and what it must not."""

from datetime import UTC, datetime

import pytest

from monitor.articles import Extracted, extract_page
from monitor.model import DateOrigin
from tests.articles.samples import NOW, sample


def read(markup: str, charset: str = "utf-8") -> Extracted:
    body = markup.encode(charset)
    return extract_page(body, content_type="text/html", url="https://news.example/a/b", now=NOW)


# The six ways in which sites set a "read more" line into a text: text before the title, the title.
MARK_UPS = {
    "paragraph with a link": '<p>{lead}: <a href="/x">{title}</a></p>',
    "bold link": '<p><strong><a href="/x">{lead}: {title}</a></strong></p>',
    "plain paragraph": "<p>{lead}: {title}</p>",
    "quotation": "<blockquote><p>{lead}: {title}</p></blockquote>",
    "bare div": "<div>{lead}: {title}</div>",
    "related box": '<div class="related-posts"><span>{lead}</span> <a href="/x">{title}</a></div>',
}
TEASERS = {
    "ar": ("اقرأ المزيد", "مرصد فلكي يعلن اكتشاف كوكب جديد"),
    "en": ("Read more", "Observatory reports a new planet"),
    "ru": ("Читайте также", "Обсерватория сообщила о новой планете"),
    "fr": ("Lire aussi", "Un observatoire annonce une nouvelle planète"),
    "de": ("Lesen Sie auch", "Sternwarte meldet einen neuen Planeten"),
    "es": ("Lea también", "Un observatorio anuncia un nuevo planeta"),
}


@pytest.mark.parametrize("mark_up", MARK_UPS)
@pytest.mark.parametrize("language", TEASERS)
def test_a_teaser_never_reaches_the_text(mark_up: str, language: str) -> None:
    """A rule must not fire, or be held back, by the headline of another story set into the text."""
    lead, title = TEASERS[language]
    page = sample("arabic").replace("<!-- TEASER -->", MARK_UPS[mark_up].format(lead=lead, title=title))
    text = read(page).text
    assert title not in text
    assert lead not in text
    assert len(text.split("\n")) == 4


@pytest.mark.parametrize("credit", ["<p>{}</p>", "<div>{}</div>", "<p><em>{}</em></p>"])
def test_the_arabic_page_yields_its_four_paragraphs_and_its_credit(credit: str) -> None:
    """Labels, menus, headline repeats, captions and newsletter boxes are gone; the credit is kept apart."""
    line = "مثال نيوز _ أ ف ب _ الأناضول"
    found = read(sample("arabic").replace("<!-- CREDIT -->", credit.format(line)))
    assert found.credit == line
    lines = found.text.split("\n")
    assert [words.split()[0] for words in lines] == ["بدأت", "وقالت", "للمزيد", "وكان"]
    for trap in ("الوضع المظلم", "Logo", "النشرة", "اشترك", "٢٠٢٦", "صورة", line):
        assert trap not in found.text


def test_the_day_a_page_was_rendered_is_not_its_date() -> None:
    """Today's date in the page header must never become the article's date."""
    found = read(sample("arabic"))
    assert found.published is None
    assert found.date_origin is DateOrigin.UNKNOWN


def test_the_english_page() -> None:
    """JSON-LD inside a graph is believed before anything on the page."""
    found = read(sample("english"))
    assert found.title == "Harbour towns agree on shared flood warnings"
    assert found.published == datetime(2025, 11, 20, 7, 15, tzinfo=UTC)
    assert found.date_origin is DateOrigin.JSON_LD
    assert found.authors == ("Ada Example", "Ben Sample")
    assert (found.site, found.language) == ("The Example Courier", "en")
    assert found.credit == "Reuters"
    assert found.canonical_url == "https://news.example/2025/11/harbour-towns"
    assert found.text.startswith("Five harbour towns")
    assert found.text.endswith("will sound in every town.")
    for trap in ("Zanzibar", "newsletter", "Caption", "Most read", "All rights"):
        assert trap not in found.text


@pytest.mark.parametrize(
    ("name", "charset", "published", "origin", "credit", "unwanted", "paragraphs"),
    [
        ("russian", "cp1251", (2025, 8, 14, 10, 30), DateOrigin.ARTICLE, "ТАСС", "Атлантиде", 2),
        ("french", "utf-8", (2025, 12, 24, 17, 0), DateOrigin.META, "AFP - Reuters", "volcan", 2),
        ("chinese", "gb18030", (2025, 12, 3, 9, 20), DateOrigin.ARTICLE, "新华社", "火星", 2),
        ("persian", "utf-8", (2025, 11, 22, 0, 0), DateOrigin.ARTICLE, "ایرنا – رویترز", "زلزله", 2),
    ],
)
def test_pages_in_other_languages(
    name: str,
    charset: str,
    published: tuple[int, int, int, int, int],
    origin: DateOrigin,
    credit: str,
    unwanted: str,
    paragraphs: int,
) -> None:
    """Charset, dateline, credit and teaser are read in the language of the page."""
    found = read(sample(name), charset)
    assert found.published == datetime(*published, tzinfo=UTC)
    assert found.date_origin is origin
    assert found.credit == credit
    assert unwanted not in found.text
    assert len(found.text.split("\n")) == paragraphs


DATED = "<article><h1>Bridge reopens after repairs</h1>{}</article>"
PARAGRAPHS = "".join(
    f"<p>The bridge over the river was closed for {n} weeks while its piers were mended, engineers said.</p>"
    for n in ("six", "seven", "eight")
)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f"<head><meta name='date' content='2026-01-02'></head>{PARAGRAPHS}", None),
        (f"<head><meta name='date' content='2025-06-02'></head>{PARAGRAPHS}", datetime(2025, 6, 2, tzinfo=UTC)),
        (f"<header><time datetime='2025-05-05'>5 May</time></header>{PARAGRAPHS}", None),
        (f"{PARAGRAPHS}<footer><time datetime='2025-05-05'>5 May</time></footer>", None),
        (
            f"<article><h1>Bridge</h1><time datetime='2025-05-05T10:00Z'>5 May</time>{PARAGRAPHS}</article>",
            datetime(2025, 5, 5, 10, tzinfo=UTC),
        ),
        (f"<article><time class='updated' datetime='2025-05-05'></time>{PARAGRAPHS}</article>", None),
        (f"<article><nav><time datetime='2025-05-05'></time></nav>{PARAGRAPHS}</article>", None),
        (f"<article>{PARAGRAPHS}<article><time datetime='2025-05-05'></time></article></article>", None),
        (f"<h1>Bridge</h1><div>5 May 2025</div><div>{PARAGRAPHS}</div>", datetime(2025, 5, 5, tzinfo=UTC)),
        (f"<h1>Bridge</h1><div>2 January 2026</div><div>{PARAGRAPHS}</div>", None),
        (
            f'<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"2025-04-03", oops</script>'
            f"{PARAGRAPHS}",
            datetime(2025, 4, 3, tzinfo=UTC),
        ),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-02-01"}</script>'
            f"<meta itemprop='datePublished' content='2025-04-03'>{PARAGRAPHS}",
            datetime(2025, 4, 3, tzinfo=UTC),
        ),
    ],
    ids=[
        "weak meta of the fetch day", "weak meta of another day", "time in the page header", "time in the footer",
        "time in the article", "time of the last change", "time in a menu", "time of a nested article",
        "dateline under the headline", "dateline of the fetch day outside the container", "broken JSON-LD",
        "JSON-LD in the future",
    ],
)  # fmt: skip
def test_which_date_is_believed(page: str, expected: datetime | None) -> None:
    """A date is taken where the article states it, and from nowhere else."""
    assert read(f"<html><body>{page}</body></html>").published == expected


@pytest.mark.parametrize(
    "page",
    [
        f"<h1>Bridge</h1><h3>Monday, May 5, 2025</h3>{PARAGRAPHS}",
        f"<p>Von A. Beispiel publiziert am 5. Mai 2025</p><h1>Bridge</h1>{PARAGRAPHS}",
        f"<h1>Bridge</h1><div>Updated: 9 May 2025 10:00</div><div>First published: 5 May 2025</div>{PARAGRAPHS}",
        f"<h1>Bridge</h1><div>Last updated: 9 May 2025</div>{PARAGRAPHS}<p>Published on 5 May 2025</p>",
        f"<h1>Bridge</h1><h2 class=dek>It was closed, and trade suffered much.</h2><p>5 May 2025</p>{PARAGRAPHS}",
        f"<h1>Bridge</h1><p>05.05.2025</p>{PARAGRAPHS}",
    ],
    ids=["in a heading", "labelled above", "beside an update", "under the text", "under a standfirst", "in figures"],
)
def test_a_date_of_publication_is_found_where_pages_print_it(page: str) -> None:
    """Half of the outlets state no date for machines."""
    found = read(f"<html><body>{page}</body></html>")
    assert found.published == datetime(2025, 5, 5, tzinfo=UTC)


RENDERED = "<time datetime='2024-04-25'>Thursday 25 April 2024</time>"
TITLE = "Bridge reopens after repairs"
HEADED = f"<h1>{TITLE}</h1>"
# Pages whose masthead stands in the element that holds the paragraphs, and which show no date of the article.
MASTHEADS = {
    "time in a div": f"<div>{RENDERED}{HEADED}{PARAGRAPHS}</div>",
    "time without text": f"<div><time datetime='2024-04-25'></time>{HEADED}{PARAGRAPHS}</div>",
    "plain text in a div": f"<div><div>Thursday 25 April 2024</div>{HEADED}{PARAGRAPHS}</div>",
    "header in main": f"<main><header>{RENDERED}</header>{HEADED}{PARAGRAPHS}</main>",
    "header with the headline": f"<main><header>{RENDERED}{HEADED}By A. Sample</header>{PARAGRAPHS}</main>",
    "bare text under the headline": f"<div>{RENDERED}{HEADED}By A. Sample{PARAGRAPHS}</div>",
    "bare headline": f"<div>{RENDERED}<br>{TITLE}<br>By A. Sample{PARAGRAPHS}</div>",
    "no headline": f"<div>{RENDERED}{PARAGRAPHS}</div>",
    "two names above": f"<div><h1>The Example</h1><h1>News</h1>{RENDERED}<div>{TITLE}</div>{PARAGRAPHS}</div>",
    "name of the site above": f"<div><h1>The Example</h1>{RENDERED}<h2>Bridge reopens</h2>{PARAGRAPHS}</div>",
}


@pytest.mark.parametrize("name", MASTHEADS)
@pytest.mark.parametrize("body", ["<body>", "<body itemscope itemtype='https://schema.org/NewsArticle'>"])
def test_a_date_above_the_headline_is_that_of_the_page(name: str, body: str) -> None:
    """A page stored long ago still shows the day on which it was rendered: no date is better than that one."""
    found = read(f"<html><head><title>{TITLE}</title></head>{body}{MASTHEADS[name]}</body></html>")
    assert "closed for six weeks" in found.text
    assert (found.published, found.date_origin) == (None, DateOrigin.UNKNOWN)


@pytest.mark.parametrize(
    "dateline",
    [
        "<time datetime='2024-04-20T00:00Z'>Saturday</time>",
        "<div class='meta'><span>A. Sample</span> <time datetime='2024-04-20'>Saturday</time></div>",
        "<div>20 April 2024</div>",
    ],
)
@pytest.mark.parametrize("around", ["div", "main", "article"])
def test_the_date_under_the_headline_is_that_of_the_article(around: str, dateline: str) -> None:
    """The masthead above costs a page nothing: its own dateline is still found."""
    masthead = "" if around == "article" else f"<div>{RENDERED}</div>"
    page = f"<html><body><{around}>{masthead}{HEADED}{dateline}{PARAGRAPHS}</{around}></body></html>"
    assert read(page).published == datetime(2024, 4, 20, tzinfo=UTC)


def test_a_headline_and_a_date_that_are_links_to_the_article_itself_count() -> None:
    """Blogs link both to their own page; the dates of other articles, linked as parts of them, stay theirs."""
    other = "<div><a href='/2'><h4>Ferry runs again</h4><div><time datetime='2024-04-01'>Monday</time></div></a></div>"
    date = "<div><time datetime='2024-04-20T08:00Z'><a href='/1'>Saturday 8:00AM</a></time></div>"
    head = f"<head><title>{TITLE}</title></head>"
    linked = f"{head}<div>{other}<h1><a href='/1'>{TITLE}</a></h1>{other}{date}<div>{PARAGRAPHS}</div></div>"
    found = read(f"<html>{linked}</html>")
    assert found.published == datetime(2024, 4, 20, 8, tzinfo=UTC)
    assert [line[:10] for line in found.text.split("\n")] == ["The bridge"] * 3
    assert read(f"<html>{linked.replace(date, '')}</html>").published is None


def test_a_date_above_the_headline_counts_in_an_article_element() -> None:
    """Many sites print the dateline over the headline; within an article element it is the article's."""
    page = f"<html><body><article>{RENDERED}{HEADED}{PARAGRAPHS}</article></body></html>"
    assert read(page).published == datetime(2024, 4, 25, tzinfo=UTC)


def test_a_page_in_windows_1256_without_any_label_of_it_is_read() -> None:
    """Old Arabic sites still send it; a Latin-1 default header does not win over the mark-up."""
    markup = sample("arabic").replace('charset="utf-8"', 'charset="windows-1256"')
    body = markup.translate(str.maketrans("٠٢٦", "026")).encode("cp1256")
    for header in ("text/html", "text/html; charset=ISO-8859-1", "text/html; charset=windows-1256"):
        found = extract_page(body, content_type=header, url=None, now=NOW)
        assert found.text.startswith("بدأت في هلسنكي")


def test_the_stored_text_has_nothing_invisible_in_it() -> None:
    """Bidirectional overrides and control characters cannot make a line read other than it is."""
    page = f"<html><body><article><p>Evil \u202elatot\u202c\x07 e\u0301 words.</p>{PARAGRAPHS}</article></body></html>"
    assert "Evil latot é words." in read(page).text
