"""Lists, quotations and standfirsts that extraction loses are put back where the page has them."""

import pytest

from monitor.articles import extract_page
from tests.articles.samples import NOW

FIRST = "The lighthouse keepers met on Monday and heard how the new lamps had done in the winter storms."
SECOND = "Several asked what the change had cost, and whether the old lenses might be shown in the museum."
LAST = "A second meeting is planned for May; its minutes will be sent to all harbours along the coast."


def lines_of(body: str) -> list[str]:
    page = f"<html><head><title>On lamps</title></head><body>{body}</body></html>"
    return extract_page(page.encode(), content_type="text/html; charset=utf-8", url=None, now=NOW).text.split("\n")


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ("<ul><li>Zanzibar pays</li><li>Pemba waits</li></ul>", ["Zanzibar pays", "Pemba waits"]),
        ("<h3>Who pays</h3><ol><li><span>Zanzibar</span></li></ol>", ["Who pays", "Zanzibar"]),
        ("<blockquote><p>Zanzibar never pays</p></blockquote>", ["Zanzibar never pays"]),
        ("<div class=embed><blockquote class=twitter-tweet><p>We in Zanzibar pay</p></blockquote></div>",
         ["We in Zanzibar pay"]),
        ("<ul><li><a href=/z>Zanzibar pays</a></li></ul>", []),
        ("<div class=promo-list><h3>Elsewhere</h3><ul><li>Zanzibar pays</li></ul></div>", []),
        ("<aside><ul><li>Zanzibar pays</li></ul></aside>", []),
        ("<div><nav><ul><li>Zanzibar pays</li></ul></nav></div>", []),
    ],
    ids=["list", "list under a heading", "quotation", "quoted post", "links", "box", "aside", "menu"],
)  # fmt: skip
def test_what_belongs_to_the_text_is_kept_in_its_order(between: str, expected: list[str]) -> None:
    """A keyword that only a list holds is found; one that a box about something else holds is not."""
    text = f"<div><p>{FIRST}</p>{between}<p>{SECOND}</p></div><div><p>{LAST}</p></div>"
    body = f"<div class=x1><h1>On lamps</h1>{text}</div>"
    assert lines_of(body) == [FIRST, *expected, SECOND, LAST]


@pytest.mark.parametrize(
    "standfirst",
    [
        "<h2>Keepers are content with the lamps, merchants are not</h2>",
        "<div class='article-dek'>Keepers are content, merchants are not</div>",
        "<p itemprop=alternativeHeadline>Keepers are content, merchants are not</p>",
    ],
)
def test_the_standfirst_is_kept(standfirst: str) -> None:
    """It names what the article is about, often in other words than the text."""
    page = f"<div><h1>On lamps</h1>{standfirst}<div>By A. Sample</div><p>{FIRST}</p><p>{SECOND}</p><p>{LAST}</p></div>"
    lines = lines_of(page)
    assert lines[0].startswith("Keepers are content")
    assert lines[-3:] == [FIRST, SECOND, LAST]


def test_what_stands_above_the_headline_is_no_text() -> None:
    """A print variant begins with the name of the site, and its dateline is no paragraph."""
    body = f"<p>The Example Courier</p><h1>On lamps</h1><p>14 March 2025</p><p>{FIRST}</p><p>{SECOND}</p><p>{LAST}</p>"
    assert lines_of(body) == [FIRST, SECOND, LAST]


@pytest.mark.parametrize(
    ("markup", "authors"),
    [
        ("<div class=byline>By <a href=/a>Ada Example</a> and Ben Sample</div>", ("Ada Example", "Ben Sample")),
        ("<span class=article__author>Von Ada Beispiel</span>", ("Ada Beispiel",)),
        ("<p class=reporter>견본희 기자</p>", ("견본희",)),
        ("<div class=author>Reuters</div>", ()),
        ("<div class=byline>14 March 2025</div>", ()),
    ],
)
def test_a_printed_byline_names_the_authors(markup: str, authors: tuple[str, ...]) -> None:
    """People are authors; agencies and dates are none."""
    page = f"<html><title>On lamps</title><h1>On lamps</h1>{markup}<p>{FIRST}</p><p>{SECOND}</p><p>{LAST}</p></html>"
    found = extract_page(page.encode(), content_type="text/html; charset=utf-8", url=None, now=NOW)
    assert found.authors == authors
