"""What people see of an alert: the right words, in the right direction, and nothing that acts."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import html as lxml_html

from monitor.alerts import Rendered, render_alert
from monitor.alerts.render import HOW_IN_WORDS, marked, safe_link
from monitor.model import Article, Field, Hit, How
from monitor.text.direction import isolate
from tests.alerts.browser import measure
from tests.alerts.hostile import HOSTILE
from tests.alerts.samples import ARABIC, ENGLISH, RULE, delivery, hit

ZURICH = ZoneInfo("Europe/Zurich")


_OUR_ELEMENTS = frozenset(
    "html head meta title style body div span article h1 h2 p a bdi blockquote mark".split()  # noqa: SIM905
)


def _shown(article: Article = ENGLISH, *hits: Hit, timezone: ZoneInfo = ZURICH) -> Rendered:
    return render_alert(delivery(article, *hits).payload, channel="desk", timezone=timezone)


def _arabic() -> Rendered:
    name = hit(ARABIC, "ريابكوف", "official:sergei-ryabkov", how=How.CLITIC, licence="سيرغي ريابكوف", variant="ريابكوف")
    return _shown(ARABIC, name, hit(ARABIC, "الحد من التسلح", "topic:arms-control"))


def _tree(rendered: Rendered) -> Any:
    return lxml_html.document_fromstring(rendered.html)


def test_mail_answers_what_a_reader_asks() -> None:
    """Both parts say what, where, when on the reader's clock, by whom, why, and where to read on."""
    shown = _shown()
    for text in (shown.text, _tree(shown).text_content()):
        assert "Delegations resume arms control talks" in text
        assert "Example News" in text
        assert "Fri 2 Jan 2026, 03:30 (Europe/Zurich)" in text
        assert "Agency – Wire" in text
        assert "as listed" in text
        assert "talks" in text
        assert "Talks on" in text
    assert ENGLISH.url
    assert ENGLISH.url in shown.text
    assert _tree(shown).xpath("//article//a/@href") == [ENGLISH.url, ENGLISH.url]


def test_reason_is_a_sentence() -> None:
    """The reason names the official, the words as they stand, how they count, and what lets a surname count."""
    shown = _arabic()
    line = next(line for line in shown.text.split("\n") if "sergei-ryabkov" in line)
    assert re.sub("[\u2068\u2069]", "", line) == (
        "- official: sergei-ryabkov - found ريابكوف (with an attached particle); "
        "it counts because سيرغي ريابكوف is in the same article"
    )
    assert "it counts because سيرغي ريابكوف is in the same article" in _tree(shown).text_content()


def test_full_name_needs_no_excuse() -> None:
    """Where the full name itself was found, the mail does not explain why the surname counts as well."""
    article = replace(ENGLISH, text="Sergei Ryabkov came. Later Ryabkov left.")
    full = hit(article, "Sergei Ryabkov", "official:sergei-ryabkov")
    start = article.text.rindex("Ryabkov")
    bare = replace(full, start=start, end=start + 7, text="Ryabkov", snippet="Later Ryabkov left.", licence=full.text)
    assert "it counts because" not in _shown(article, full, bare).text
    assert "it counts because Sergei Ryabkov is in" in _shown(article, bare).text


def test_every_way_of_matching_has_words() -> None:
    """No way in which a term can be found is left without an explanation."""
    assert set(HOW_IN_WORDS) == set(How)


def test_unknown_date_is_said() -> None:
    """An article without a date says so instead of showing another date."""
    shown = _shown(replace(ENGLISH, published=None))
    assert "Example News, date unknown" in shown.text
    assert "date unknown" in _tree(shown).text_content()


def test_text_from_the_feed_is_said() -> None:
    """A reader learns that the text is not the page's, and why."""
    assert "The text is the feed's own: the page did not answer" in _arabic().text
    assert "feed's own" not in _shown().text


def test_highlight_is_exact() -> None:
    """The words that were hit are marked, in the snippet, the summary and the title, and nothing else is."""
    shown = _shown()
    tree = _tree(shown)
    assert {mark.text_content() for mark in tree.xpath("//mark")} == {"arms control"}
    (quote,) = tree.xpath("//blockquote")
    assert [mark.text_content() for mark in quote.xpath("./mark")] == ["arms control"]
    assert quote.text_content() in ENGLISH.text.replace("\n", " ")
    assert "[arms control]" in shown.text


def test_words_inside_longer_words_are_not_marked() -> None:
    """In a summary "war" is not marked inside "toward"; Chinese, which writes no spaces, is marked anywhere."""
    assert [piece.text for piece in marked("toward war", ["war"]) if piece.matched] == ["war"]
    assert [piece.text for piece in marked("美国军控谈判", ["军控"]) if piece.matched] == ["军控"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_inert(text: str) -> None:
    """Whatever a feed writes is shown as text: no element, attribute, template or override of its making."""
    article = replace(
        ENGLISH,
        title=text,
        text=f"{text} arms control {text}",
        source=text,
        credit=text,
        authors=(text,),
        language=text,
        url=f"https://example.org/{text}",
        origin_note=text,
    )
    body = f"{text} arms control {text}"
    found = Hit(text, Field.BODY, len(text) + 1, len(text) + 13, "arms control", How.EXACT, text, body, text)
    shown = _shown(article, found)
    tree = _tree(shown)
    assert {element.tag for element in tree.iter()} <= _OUR_ELEMENTS
    assert set(tree.xpath("//@*[starts-with(name(), 'on') or name() = 'src' or name() = 'style']")) == set()
    assert all(link.startswith("https://example.org/") for link in tree.xpath("//@href"))
    assert not re.search("[\u202a-\u202e\u2066\u200b\ufeff\x00-\x09\x0b-\x1f]", shown.text + shown.html)
    assert shown.text.count("\u2068") == shown.text.count("\u2069")
    assert "49" not in shown.subject
    assert shown.subject.isprintable() or "\u2068" in shown.subject or "\u200d" in shown.subject
    assert len(shown.subject) <= 350


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org/x",
        "ftp://example.org/x",
        "https://",
        "https://example.org/a b",
        'https://example.org/"onclick=',
        "https://[bad",
        "java\nscript:alert(1)",
        "https://example.org/\u202egpj.exe",
        "https://example.org/\u200b",
    ],
)
def test_only_web_links_are_links(url: str | None) -> None:
    """A reader is sent to http and https addresses only; for anything else the mail has no link, and still goes out."""
    assert safe_link(url) is None
    assert not _tree(_shown(replace(ENGLISH, url=url))).xpath("//@href")


def test_nothing_is_loaded_from_elsewhere() -> None:
    """Opening the mail tells nobody: it loads no image, font, style or script."""
    tree = _tree(_arabic())
    assert not tree.xpath("//img | //script | //link | //iframe | //object | //form | //@src | //@background")
    assert "url(" not in _arabic().html
    assert "@import" not in _arabic().html


def test_every_how_has_words() -> None:
    """However a hit came to count, a mail can say so."""
    assert HOW_IN_WORDS.keys() == set(How)


def test_latin_text_takes_no_isolates() -> None:
    """Subjects without right-to-left letters stay as they are."""
    assert isolate("Überblick – 会谈") == "Überblick – 会谈"
    assert isolate("عربي") == "\u2068عربي\u2069"


def test_each_article_has_its_own_direction() -> None:
    """An Arabic article runs right to left in its own language, inside an English mail."""
    (article,) = _tree(_arabic()).xpath("//article")
    assert (article.get("dir"), article.get("lang")) == ("rtl", "ar")
    (article,) = _tree(_shown()).xpath("//article")
    assert (article.get("dir"), article.get("lang")) == ("ltr", "en")


_LAYOUT = """document => {
    const view = document.defaultView, style = query => view.getComputedStyle(document.querySelector(query));
    const wide = [...document.querySelectorAll("body *")].filter(element => {
        const box = element.getBoundingClientRect();
        return box.right > view.innerWidth + 1 || box.left < -1;
    });
    const title = document.querySelector("h1"), box = title.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(title);
    const text = range.getBoundingClientRect();
    return {
        direction: style("article").direction,
        quote: style("blockquote").direction,
        reason: style(".why").direction,
        titleAtRight: Math.abs(text.right - box.right) < 2,
        overflow: document.documentElement.scrollWidth - view.innerWidth,
        wide: wide.map(element => element.tagName + "." + element.className),
        scripts: document.scripts.length,
        width: view.innerWidth,
        paper: style("body").backgroundColor,
    };
}"""


@pytest.mark.browser
def test_on_a_phone(tmp_path: Path) -> None:
    """360 pixels wide, Arabic runs and stands right to left, the reason left to right, and nothing overflows."""
    found = measure(tmp_path, _arabic().html, _LAYOUT, width=360)
    assert found["width"] == 360
    assert (found["direction"], found["quote"], found["reason"]) == ("rtl", "rtl", "ltr")
    assert found["titleAtRight"]
    assert found["overflow"] <= 0
    assert found["wide"] == []


@pytest.mark.browser
def test_long_words_on_a_phone(tmp_path: Path) -> None:
    """Five thousand characters without a space do not push a mail wider than the phone."""
    endless = "W" * 5000
    article = replace(ENGLISH, title=endless, source=endless, text=endless + " arms control", credit=endless)
    rule = replace(RULE, title=endless)
    shown = render_alert(delivery(article, rule=rule).payload, channel="desk", timezone=ZURICH)
    found = measure(tmp_path, shown.html, _LAYOUT, width=360)
    assert found["overflow"] <= 0
    assert found["wide"] == []


@pytest.mark.browser
def test_in_the_dark(tmp_path: Path) -> None:
    """A reader who prefers dark pages gets a dark one."""
    found = measure(tmp_path, _arabic().html, _LAYOUT, width=600, dark=True)
    assert found["paper"] == "rgb(16, 21, 28)"
