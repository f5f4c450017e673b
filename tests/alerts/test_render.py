"""What people see of an alert: the right words, in the right direction, and nothing that acts."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import html as lxml_html

from monitor.alerts import AlertPayload, Rendered, render_alert
from monitor.alerts.payload import Corroborated, StoryPart, UpdatePart, UpdateReason, build_payload
from monitor.alerts.render import HOW_IN_WORDS, ActionLinks, marked, safe_link
from monitor.model import Article, Field, Hit, How
from monitor.text.direction import isolate
from tests.alerts.hostile import HOSTILE
from tests.alerts.samples import ARABIC, ENGLISH, NOW, ZURICH, delivery, hit

_OUR_ELEMENTS = frozenset(
    "html head meta title style body table tbody tr td div span h1 h2 p a mark".split()  # noqa: SIM905
)
SHARED = StoryPart(id="s", articles=2, sources=("Example News", "Other Post"), languages=("en",))
# What an honest mail is styled with: whatever else stands in a style would be of a feed's making.
_OUR_STYLES = re.compile(r"[a-z-]+:[\w\s#%,.'()-]+(;[a-z-]+:[\w\s#%,.'()-]+)*")


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
    assert _tree(shown).xpath("//a/@href") == [ENGLISH.url, ENGLISH.url]


def test_reason_is_a_sentence() -> None:
    """The mail says which rule sent it to which channel, and for each part of the rule what was found, and how."""
    shown = _arabic()
    for text in (re.sub(r"[\u2066-\u2069]", "", shown.text), _tree(shown).text_content()):
        words = " ".join(text.split())
        assert "The rule Arms talks sends to the channel desk, and this is what it found:" in words
        assert (
            "official sergei-ryabkov: ريابكوف (with an attached particle); "
            "it counts because سيرغي ريابكوف is in the same article"
        ) in words


def test_full_name_needs_no_excuse() -> None:
    """Where the full name itself was found, the mail does not explain why the surname counts as well."""
    article = replace(ENGLISH, text="Sergei Ryabkov came. Later Ryabkov left.")
    full = hit(article, "Sergei Ryabkov", "official:sergei-ryabkov")
    start = article.text.rindex("Ryabkov")
    bare = replace(full, start=start, end=start + 7, text="Ryabkov", snippet="Later Ryabkov left.", licence=full.text)
    assert "it counts because" not in _shown(article, full, bare).text
    assert "it counts because Sergei Ryabkov is in" in " ".join(_shown(article, bare).text.split())


def test_every_way_of_matching_has_words() -> None:
    """No way in which a term can be found is left without an explanation."""
    assert set(HOW_IN_WORDS) == set(How)


def test_unknown_date_is_said() -> None:
    """An article without a date says so instead of showing another date."""
    shown = _shown(replace(ENGLISH, published=None))
    assert "Example News · date unknown" in shown.text
    assert "date unknown" in _tree(shown).text_content()


def test_a_later_change_is_said() -> None:
    """Both parts say when an article was last changed, unless that was the moment in which it was published."""
    assert ENGLISH.published is not None
    for minutes, is_said in ((90, True), (0.5, False)):
        shown = _shown(replace(ENGLISH, updated=ENGLISH.published + timedelta(minutes=minutes)))
        for text in (shown.text, _tree(shown).text_content()):
            words = " ".join(text.split())
            assert ("03:30 (Europe/Zurich) · last changed Fri 2 Jan 2026, 05:00 (Europe/Zurich)" in words) is is_said
            assert ("last changed" in words) is is_said


def test_text_from_the_feed_is_said() -> None:
    """A reader learns that the text is not the page's, and why."""
    assert "The text is the feed's own: the page did not answer" in _arabic().text
    assert "feed's own" not in _shown().text


def test_highlight_is_exact() -> None:
    """The words that were hit are marked, in the snippet, the summary and the title, and nothing else is."""
    shown = _shown()
    tree = _tree(shown)
    assert {mark.text_content() for mark in tree.xpath("//mark")} == {"arms control"}
    (quote,) = tree.xpath("//div[@class='quote ']")
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
    assert {element.tag for element in tree.iter("*")} <= _OUR_ELEMENTS
    assert set(tree.xpath("//@*[starts-with(name(), 'on') or name() = 'src']")) == set()
    assert all(_OUR_STYLES.fullmatch(style) for style in tree.xpath("//@style"))
    assert all(link.startswith("https://example.org/") for link in tree.xpath("//@href"))
    assert not re.search("[\u202a-\u202e\u200b\ufeff\x00-\x09\x0b-\x1f]", shown.text + shown.html)
    assert "isolated" not in text or "\u2066" not in shown.html
    assert all(len(re.findall("[\u2066-\u2068]", line)) == line.count("\u2069") for line in shown.text.split("\n"))
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


def test_a_title_in_another_script_than_the_text_runs_its_own_way() -> None:
    """An Arabic headline over an English text keeps its marks on its left; a name in it changes nothing of that."""
    title = "استئناف المحادثات!"
    shown = _shown(replace(ENGLISH, title=title))
    (heading,) = _tree(shown).xpath("//h1")
    assert (heading.get("dir"), heading.getparent().get("dir")) == ("rtl", "ltr")
    assert f"\u2067{title}\u2069\n" in shown.text
    (mixed,) = _tree(_shown(replace(ARABIC, title=f"NATO: {title}"))).xpath("//h1")
    assert (mixed.get("dir"), mixed.getparent().get("dir")) == (None, "rtl")


def test_each_article_has_its_own_direction() -> None:
    """An Arabic article runs right to left in its own language, inside an English mail."""
    (article,) = _tree(_arabic()).xpath("//td[contains(@class, 'article')]")
    assert (article.get("dir"), article.get("lang")) == ("rtl", "ar")
    (article,) = _tree(_shown()).xpath("//td[contains(@class, 'article')]")
    assert (article.get("dir"), article.get("lang")) == ("ltr", "en")


def test_styles_stand_in_the_elements() -> None:
    """All that can be inlined is; what stays in sheets depends on the window or on a dark scheme."""
    shown = _shown()
    sheets = " ".join(sheet.text_content() for sheet in _tree(shown).xpath("//style"))
    rest = re.sub(r"@media[^{]*\{([^{}]*\{[^}]*\})*\s*\}", "", sheets)
    assert " ".join(rest.split()) == ":root { color-scheme: light dark; supported-color-schemes: light dark; }"
    assert all(element.get("style") for element in _tree(shown).xpath("//*[@class != '']"))
    assert 'content="light dark"' in shown.html


def test_actions_need_pages_to_lead_to() -> None:
    """A mail offers to open, mark and silence where the service has pages for it, and then in both parts."""
    assert "Silence" not in _shown().html + _shown().text
    links = ActionLinks("https://desk.example.org/news", open="alerts/1", silence="silence?rule=talks", irrelevant=None)
    shown = render_alert(delivery().payload, channel="desk", timezone=ZURICH, links=links)
    offered = {
        "Open this alert": "https://desk.example.org/news/alerts/1",
        "Silence this rule": "https://desk.example.org/news/silence?rule=talks",
    }
    assert {link.text: link.get("href") for link in _tree(shown).xpath("//a[@class='action']")} == offered
    assert all(f"{words}: {url}" in shown.text for words, url in offered.items())
    for page in ("javascript:alert(1)", "//evil\n.example", "data:text/html,x"):
        shown = render_alert(
            delivery().payload, channel="desk", timezone=ZURICH, links=ActionLinks("https://desk.example.org", page)
        )
        assert not _tree(shown).xpath("//a[@class='action']")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"update": UpdatePart(reason=UpdateReason.LANGUAGES, sources=3, languages=("ar", "zh-TW"), since=NOW)},
            "There is more of a story that was told of last on Fri 2 Jan 2026, 04:04 (Europe/Zurich). "
            "3 independent sources have it now. New in Arabic, Chinese (Traditional, Taiwan).",
        ),
        (
            {"update": UpdatePart(reason=UpdateReason.AGAIN, sources=1, languages=(), since=NOW)},
            "The rule wants to be reminded of this story, which was told of last on Fri 2 Jan 2026, 04:04 "
            "(Europe/Zurich). 1 independent source has it now.",
        ),
        ({"corroboration": Corroborated.SINGLE_SOURCE}, "Only one independent source has this story so far"),
        (
            {"corroboration": Corroborated.SINGLE_SOURCE, "story": SHARED},
            "Too few independent sources have this story so far",
        ),
        ({"corroboration": Corroborated.CORROBORATED}, "More than one independent source has this story"),
    ],
    ids=["languages", "again", "single source", "too few sources", "corroborated"],
)
def test_a_story_that_has_grown_says_how(changes: dict[str, Any], said: str) -> None:
    """Both parts say since when there is more of a story, how many sources have it, and in what languages it is new."""
    data = AlertPayload.model_validate(delivery().payload).data.model_copy(update=changes)
    shown = render_alert(build_payload(data, NOW), channel="desk", timezone=ZURICH)
    for text in (shown.text, _tree(shown).text_content()):
        assert said in " ".join(text.split())


def test_a_machine_s_words_are_said_to_be_a_machine_s() -> None:
    """What a model wrote stands beside the article's own words, in its own language, named and never marked up."""
    data = AlertPayload.model_validate(delivery(ARABIC, hit(ARABIC, "ريابكوف")).payload).data
    (article,) = data.articles
    worded = article.model_copy(
        update={
            "extract": article.summary,
            "summary": "Two delegations met. <b>Ryabkov</b> spoke.",
            "summary_by": "model tiny-7b",
            "summary_language": "en",
            "title_translated": "Arms control talks resume",
        }
    )
    payload = build_payload(data.model_copy(update={"articles": (worded,)}), NOW)
    shown = render_alert(payload, channel="desk", timezone=ZURICH)
    tree = _tree(shown)
    (machine,) = tree.xpath("//div[contains(@class, 'machine')]")
    assert (machine.get("dir"), machine.get("lang")) == ("ltr", "en")
    assert not tree.xpath("//b") + machine.xpath(".//mark | .//a")
    (own,) = tree.xpath("//p[@class='summary']")
    assert own.text_content() == article.summary
    assert "Written by a machine (model tiny-7b), which may be wrong" in machine.text_content()
    assert (
        "| Arms control talks resume\n| Two delegations met. <b>Ryabkov</b> spoke.\n"
        "| Written by a machine (model tiny-7b), which may be wrong."
    ) in shown.text


def test_preview_says_what_the_subject_does_not() -> None:
    """Beside the subject, mail programs show the summary's first words, which the page itself hides."""
    hidden = _tree(_shown()).xpath("//div[@class='preheader']")[0]
    assert hidden.text_content().startswith("Two delegations met in Geneva on Friday.")
    assert "display:none" in hidden.get("style")
