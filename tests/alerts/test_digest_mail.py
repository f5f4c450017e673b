"""What people see of a digest: what it holds, how much that is, and where the rest is."""

import re
from dataclasses import replace
from typing import Any

import pytest
from lxml import html as lxml_html

from monitor.alerts import Rendered, body_bytes, render_alert
from monitor.alerts.brief import brief_html, brief_text
from monitor.model import Alert, Payload, Severity
from tests.alerts.hostile import HOSTILE
from tests.alerts.samples import ARABIC, ENGLISH, RULE, ZURICH
from tools import mail_samples

TALKS = replace(RULE, id="second", title="Second", severity=Severity.CRITICAL)
GMAIL = 102 * 1024


def _shown(payload: Payload) -> Rendered:
    return render_alert(payload, channel="desk", timezone=ZURICH)


def _tree(shown: Rendered) -> Any:
    return lxml_html.document_fromstring(shown.html)


def _words(shown: Rendered) -> tuple[str, str]:
    """What both parts say, spaces and isolates aside."""
    plain = re.sub(r"[\u2066-\u2069]", "", shown.text)
    return " ".join(plain.split()), " ".join(_tree(shown).text_content().split())


def numbered_alerts(number: int) -> list[Alert]:
    """As many alerts of as many stories, in two languages, for two rules."""
    found = []
    for each in range(number):
        article, words, rule = (ARABIC, "الحد من التسلح", TALKS) if each % 3 else (ENGLISH, "arms control", RULE)
        told = replace(
            article,
            id=f"article-{each}",
            title=f"{article.title} ({each})",
            url=f"https://news.example.org/2026/01/02/section/what-a-delegation-said-of-the-talks-{each}",
        )
        found += mail_samples.raised(rule, f"story-{each}", words, "topic:arms-control", (told,))
    return found


def test_both_parts_hold_all_of_it() -> None:
    """Period, coverage, days, rules and stories stand in both parts, and what is in the contents can be gone to."""
    shown = _shown(mail_samples.digest())
    for words in _words(shown):
        assert "Thu 15 Jan 2026, 10:42 to Fri 16 Jan 2026, 10:42 (Europe/Zurich)" in words
        assert "6 alerts for 2 rules" in words
        assert "214 of 220 sources answered" in words
        assert "In this digest" in words
        assert words.count("Strategic stability talks") == 2
        assert "Порты готовятся: экспорт зерна вырастет на треть" in words
        assert "Found: topic arms-control" in words
        assert "Also in Le Courrier d’Exemple" in words
        assert "these rules send to the channel desk, where their alerts are gathered into digests" in words
    tree = _tree(shown)
    anchors = [link.removeprefix("#") for link in tree.xpath("//a/@href[starts-with(., '#')]")]
    assert len(anchors) == 2
    assert all(tree.xpath(f"//*[@id='{anchor}']") for anchor in anchors)
    assert shown.subject == (
        "[high] Digest, 6 alerts for 2 rules: \u2068جنيف تستضيف جولة جديدة من محادثات الاستقرار الاستراتيجي\u2069"
    )


def test_rooms_and_feed_readers_get_it_in_a_few_lines() -> None:
    """What it holds, and of each story the headline, source and link; what finds no room is counted."""
    payload = mail_samples.digest()
    text, page = brief_text(payload, ZURICH), lxml_html.fromstring(f"<div>{brief_html(payload, ZURICH)}</div>")
    for words in (text, page.text_content()):
        assert "6 alerts for 2 rules" in words
        assert "214 of 220 sources answered" in words
        assert "Порты готовятся: экспорт зерна вырастет на треть" in words
    links = page.xpath("//li/a/@href")
    assert links
    assert all(link in text for link in links)
    many = brief_text(mail_samples.digest_of(numbered_alerts(60), matches=(60,), answered=220), ZURICH)
    assert len(many) <= 1900
    listed = many.count("• ")
    assert listed
    assert f"And {60 - listed} more stories." in many


def test_the_chart_says_its_numbers() -> None:
    """Each day has its number and a bar as long as that, in both parts; a day without matches has none."""
    payload = mail_samples.digest_of(numbered_alerts(1), matches=(0, 8, 4, 1), answered=220)
    shown = _shown(payload)
    assert [count.text for count in _tree(shown).xpath("//span[@class='count']")] == ["0", "8", "4", "1"]
    heights = [re.search(r"height:\s*(\d+)px", style) for style in _tree(shown).xpath("//td/div/@style")]
    assert [int(height[1]) for height in heights if height] == [2, 56, 28, 7]
    bars = re.findall(r"^  \w{3} \d+ Jan +([█▏▎▍▌▋▊▉]*) ?(\d+)$", shown.text, re.MULTILINE)
    assert [(len(bar), number) for bar, number in bars] == [(0, "0"), (40, "8"), (20, "4"), (5, "1")]


def test_three_hundred_stories_are_not_clipped() -> None:
    """The page stays below what Gmail shows, and says how many it leaves out; the plain text has every one."""
    shown = _shown(mail_samples.digest_of(numbered_alerts(300), matches=range(30), answered=220, longest=10**6))
    assert len(shown.html.encode()) < GMAIL
    tree = _tree(shown)
    links = set(tree.xpath("//a/@href[contains(., 'what-a-delegation')]"))
    assert 100 < len(links) < 300
    left_out = 300 - len(links)
    assert f"{left_out} stories would have made this page too long" in tree.text_content()
    assert "news-monitor alerts show" in tree.text_content()
    assert shown.text.count("https://news.example.org/") == 300
    assert "too long" not in shown.text
    assert max(map(len, shown.text.split("\n"))) < 100


def test_what_the_payload_leaves_out_is_counted() -> None:
    """Alerts that a digest has no room for are counted, by rule and in all, with the command that lists them."""
    payload = mail_samples.digest_of(numbered_alerts(300), matches=(300,), answered=220, longest=20_000)
    shown = _shown(payload)
    listed = sum(len(rule["stories"]) for rule in payload["data"]["digest"]["rules"])
    for words in _words(shown):
        assert f"{300 - listed} alerts are only counted here: `news-monitor alerts list --limit 300` lists" in words
        more = [int(number) for number in re.findall(r"(\d+) stories (?:more|not shown here)", words)]
        assert sum(more) == 300 - listed


@pytest.mark.parametrize("longest", [20_000, 150_000])
def test_hundreds_of_rules_fit_into_body_and_page(longest: int) -> None:
    """With an alert for each of 300 rules, body and page keep their bounds, show stories, and count what they leave."""
    title = "Права человека и свобода собраний в странах региона"
    alerts = [
        alert
        for number in range(300)
        for alert in mail_samples.raised(
            replace(RULE, id=f"rule-{number}", title=f"{title} {number}"),
            f"story-{number}",
            "arms control",
            "topic:arms-control",
            (replace(ENGLISH, id=f"article-{number}"),),
        )
    ]
    payload = mail_samples.digest_of(alerts, matches=(300,), answered=220, longest=longest)
    assert len(body_bytes(payload)) <= longest
    digest = payload["data"]["digest"]
    listed = sum(len(rule["stories"]) for rule in digest["rules"])
    assert listed > 5
    assert (digest["alerts"], digest["more"]) == (300, 300 - listed)
    assert len(digest["rules"]) + digest["more_rules"] == 300
    shown = _shown(payload)
    assert len(shown.html.encode()) < GMAIL
    rows = len(_tree(shown).xpath("//p/a[starts-with(@href, '#')]"))
    plain, page = _words(shown)
    assert "300 alerts for 300 rules Thu" in page
    assert f"and {300 - rows} more rules" in page
    assert f"and {digest['more_rules']} more rules" in plain if digest["more_rules"] else "more rules" not in plain
    assert shown.text.count(title) == 2 * len(digest["rules"])
    brief = brief_text(payload, ZURICH)
    assert len(brief) <= 1900
    if digest["more_rules"]:
        assert f"{digest['more_rules']} more rules." in brief


def test_nothing_is_worth_a_line() -> None:
    """A digest without alerts says that nothing matched, and how many sources that is known of."""
    shown = _shown(mail_samples.digest_of([], matches=(3, 0), answered=214))
    assert shown.subject == "[digest] Nothing matched; 214 of 220 sources answered"
    for words in _words(shown):
        assert "Nothing matched" in words
        assert "214 of 220 sources answered" in words
        assert "so that silence can be told from a fault" in words
        assert "In this digest" not in words


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_inert_in_digests(text: str) -> None:
    """Whatever feeds and rules are called and say, it is text: no element or link of its own making."""
    article = replace(
        ENGLISH,
        title=text,
        source=text,
        language=text,
        text=f"arms control {text}",
        url=f"https://example.org/{text}",
    )
    rules = [replace(RULE, id=f"rule-{number}", title=text) for number in range(2)]
    alerts = [alert for rule in rules for alert in mail_samples.raised(rule, "s", "arms control", text, (article,))]
    shown = _shown(mail_samples.digest_of(alerts, matches=(1, 2), answered=3))
    tree = _tree(shown)
    expected = "html head meta title style body table tbody tr td div span h1 h2 h3 p a br mark"
    assert {element.tag for element in tree.iter("*")} <= set(expected.split())
    assert set(tree.xpath("//@*[starts-with(name(), 'on') or name() = 'src']")) == set()
    assert all(link.startswith(("https://example.org/", "#r")) for link in tree.xpath("//@href"))
    assert not re.search("[\u202a-\u202e\u200b\ufeff\x00-\x09\x0b-\x1f]", shown.text + shown.html)
    assert all(len(re.findall("[\u2066-\u2068]", line)) == line.count("\u2069") for line in shown.text.split("\n"))
    assert len(shown.subject) <= 350
