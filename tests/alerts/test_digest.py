"""Digests: what matters most first, nothing uncounted, within bounds, and the same however often they are planned."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from lxml import html

from monitor.alerts import body_bytes, plan_alerts, plan_digest, render_alert, rule_part
from monitor.alerts.brief import brief_html, brief_text
from monitor.alerts.edits import Edit, plan_updates
from monitor.alerts.follow import independent
from monitor.alerts.payload import AlertPayload, Corroborated, build_payload, voices_part
from monitor.alerts.policy import Policies
from monitor.alerts.syndication import item_of
from monitor.model import (
    Action,
    AlertPlan,
    Article,
    Batch,
    ChannelPolicy,
    Digest,
    DigestFacts,
    EditPolicy,
    Facts,
    Gathered,
    Match,
    Pending,
    Reason,
    Severity,
    StoryKey,
    TextOrigin,
    Voice,
)
from monitor.rulebook import Phrase, Rule
from tests.alerts.hostile import HOSTILE
from tests.alerts.samples import ARABIC, ENGLISH, NOW, hit

ZURICH = ZoneInfo("Europe/Zurich")
RULES = {
    severity.value: Rule(severity.value, Phrase({"en": ("arms control",)}), f"The {severity} rule", severity)
    for severity in Severity
}
DAYS = DigestFacts(tuple((date(2026, 1, day), day) for day in range(1, 15)), answered=214, sources=220)


def _plan(rule_id: str, number: int, article: Article) -> AlertPlan:
    article = replace(article, id=f"article-{rule_id}-{number}")
    hits = (hit(article, "arms control"),) if "arms control" in article.text else ()
    key = StoryKey(f"story-{number}", "said so", article.id)
    (plan,) = plan_alerts(article, key, [Match(rule_id, hits)], RULES, {"desk": ("desk@example.org",)}, NOW)
    return plan


def _batch(plans: Sequence[AlertPlan]) -> Batch:
    gathered = tuple(
        Gathered((plan.deliveries[0].id,), plan.alert.id, plan.alert.rule_id, plan.alert.story_id) for plan in plans
    )
    since = NOW - timedelta(days=1)
    listed = tuple(plan.alert for plan in plans)
    return Batch(
        "desk", ("desk@example.org",), rolled_up=False, gathered=gathered, alerts=listed, since=since, until=NOW
    )


def _digest(plans: Sequence[AlertPlan], longest: int = 150_000) -> AlertPlan:
    titles = {rule.id: rule_part(rule) for rule in RULES.values()}
    return plan_digest(_batch(plans), DAYS, titles, longest, NOW)


def test_a_digest_reads_well_in_all_its_forms() -> None:
    """Subject, text and page say how much there is, of which rules, what it says and why, and how the days went; a feed
    reader's list tells one digest from another.
    """
    plans = [_plan("normal", 1, ENGLISH), _plan("critical", 2, ARABIC), _plan("normal", 2, ARABIC)]
    shown = render_alert(_digest(plans).alert.payload, channel="desk", timezone=ZURICH)
    assert shown.subject.startswith("[critical] Digest, 3 alerts for 2 rules: ")
    for text in (shown.text, shown.html):
        assert text.index("The critical rule") < text.index("The normal rule")
        assert "3 alerts for 2 rules" in text
        assert "214 of 220 sources answered" in text
        assert ARABIC.title in text
        assert "Found: phrase arms control (arms control)" in text
        assert "Matches a day" in text
    assert f"Wed 14 Jan {'█' * 40} 14" in shown.text
    assert 'dir="rtl"' in shown.html
    assert item_of(_digest(plans).alert.payload, ZURICH)["title"] == "Digest, 3 alerts for 2 rules"


def test_what_was_found_is_said_in_the_words_of_the_article() -> None:
    """A phrase of several terms is called by its first: "Found: phrase ransomware" alone misleads where another is."""
    hits = (replace(hit(ENGLISH, "arms control"), leaf="phrase:strategic stability"),)
    (plan,) = plan_alerts(
        ENGLISH, StoryKey("story", "", ENGLISH.id), [Match("normal", hits)], RULES, {"desk": ("a@example.org",)}, NOW
    )
    shown = render_alert(_digest([plan]).alert.payload, channel="desk", timezone=ZURICH)
    for text in (shown.text, shown.html):
        assert "Found: phrase strategic stability (arms control)" in text


def test_an_edit_is_not_taken_for_more_of_a_story() -> None:
    """Readers learn from a digest that what they were told was changed since; of growth it says that there is more."""
    shown = render_alert(_digest([_edited(ENGLISH, 1)]).alert.payload, channel="desk", timezone=ZURICH)
    for text in (shown.text, shown.html):
        assert "changed since you were told of it" in text
        assert "more of a story" not in text


_NEW = {"en": "Delegations delay the talks until May", "ar": "تأجيل المحادثات إلى شهر مايو"}


def _edited(article: Article, number: int) -> AlertPlan:
    """The update of an edit of ``article``: another headline, and another first sentence."""
    new = _NEW[article.language or "en"]
    article = replace(article, id=f"edited-{number}")
    after = replace(article, title=new, text=f"{new}. {article.text.partition('. ')[2]}")
    matches = (Match("normal", ()),)
    edit = Edit(article, after, matches, matches, frozenset({"normal"}))
    routes = {"desk": ("desk@example.org",)}
    (plan,) = plan_updates(edit, f"story-{number}", RULES, routes, EditPolicy.WHEN_RULE_RELEVANT, NOW)
    return plan


def test_a_digest_shows_what_changed_and_where_the_text_is_from() -> None:
    """As a mail of the one article does: the old and the new words, in their direction, and that the page was not read;
    in rooms and feeds, too.
    """
    cause = "The page could not be read: HTTP 503."
    of_feed = replace(ENGLISH, text_origin=TextOrigin.FEED, origin_note=cause)
    payload = _digest([_edited(of_feed, 1), _edited(ARABIC, 2), _plan("normal", 3, of_feed)]).alert.payload
    shown = render_alert(payload, channel="desk", timezone=ZURICH)
    page = html.document_fromstring(shown.html)
    told = (shown.text, " ".join(page.text_content().split()), brief_text(payload, ZURICH), brief_html(payload, ZURICH))
    for text in told:
        assert text.count(cause) == 2
        assert ENGLISH.title.split()[-1] in text
        assert _NEW["en"] in text
    assert "Changed: It has another headline." in shown.text
    assert f"    - {ENGLISH.title}\n    + {_NEW['en']}\n" in shown.text
    assert page.xpath("//del")
    assert page.xpath("//ins")
    assert {line.get("dir") for line in page.xpath("//p[ins or del]")} == {"ltr", "rtl"}
    (rule,) = payload["data"]["digest"]["rules"]
    (edit,) = rule["stories"][0]["edits"]
    assert (edit["article"], edit["title"]) == ("edited-1", {"before": ENGLISH.title, "after": _NEW["en"]})
    assert rule["stories"][2]["edits"] == []


def test_of_many_changes_each_story_shows_the_last() -> None:
    """Where all of it finds no room, stories are shortened before they are left out; the changes are, too."""
    payload = _digest([_edited(ENGLISH, number) for number in range(100)], 20_000).alert.payload
    assert len(body_bytes(payload)) <= 20_000
    (rule,) = payload["data"]["digest"]["rules"]
    assert len(rule["stories"]) > 5
    assert {(len(story["edits"]), story["edits"][0]["more"]) for story in rule["stories"]} == {(1, 2)}
    twice = _digest([_edited(ENGLISH, 1), _edited(replace(ENGLISH, title="Before that"), 1)]).alert.payload
    assert render_alert(twice, channel="desk", timezone=ZURICH).text.count("Changed: ") == 2


def test_sources_of_a_story_are_those_that_corroborate() -> None:
    """Two feeds of one site, or two sites with one agency's text, are one source, in a digest as in the mail of one."""
    plan = _plan("normal", 1, ENGLISH)
    data = AlertPayload.model_validate(plan.alert.payload).data
    voices = [Voice("news.example", "News", "own", "en"), Voice("news.example", "News: World", "copy", "en")]
    story = voices_part("story-1", voices, independent(voices))
    told = data.model_copy(update={"story": story, "corroboration": Corroborated.SINGLE_SOURCE})
    grown = replace(plan, alert=replace(plan.alert, payload=build_payload(told, NOW)))
    for payload in (grown.alert.payload, _digest([grown]).alert.payload):
        text = " ".join(render_alert(payload, channel="desk", timezone=ZURICH).text.split())
        assert "2 articles" in text
        assert "from 1 independent source" in text
        assert "one source so far" in text or "Only one independent source" in text


def test_an_empty_digest_says_that_the_watch_goes_on() -> None:
    """One line is enough, and it is in the subject."""
    shown = render_alert(_digest([]).alert.payload, channel="desk", timezone=ZURICH)
    assert shown.subject == "[digest] Nothing matched; 214 of 220 sources answered"
    entry = item_of(_digest([]).alert.payload, ZURICH)
    assert entry["title"] == "Nothing matched; 214 of 220 sources answered"
    assert "Nothing matched" in shown.text


def test_an_empty_digest_does_not_deny_what_was_told_at_once() -> None:
    """Where something matched that no digest carries, an excepted alert or more of a known story, it is not denied."""
    facts = replace(DAYS, matched=3)
    shown = render_alert(
        plan_digest(_batch([]), facts, {}, 150_000, NOW).alert.payload, channel="desk", timezone=ZURICH
    )
    assert shown.subject == "[digest] Nothing gathered of 3 matches; 214 of 220 sources answered"
    for text in (shown.text, shown.html):
        assert "Nothing matched" not in text
        assert "told at once or before" in " ".join(text.split())


def test_what_a_digest_lets_through_is_said_to_be_excepted() -> None:
    """An alert that matters too much to be gathered is sent, and not as if the channel sent everything at once."""
    policies = Policies({"desk": ChannelPolicy(digest=Digest("0 7 * * *", passes=Severity.HIGH))}, {})

    def decided(rule_id: str) -> tuple[Action, Reason]:
        plan = _plan(rule_id, 1, ENGLISH)
        decision = policies.decide(Pending(plan.deliveries[0], plan.alert.kind, rule_id, NOW), Facts(), NOW)
        return decision.action, decision.reason

    assert decided("critical") == (Action.SEND, Reason.EXCEPTED)
    assert decided("normal") == (Action.DIGEST, Reason.DIGEST)


def test_nothing_in_a_digest_is_taken_for_markup() -> None:
    """Titles and texts of a digest are as foreign as those of an alert."""
    for bad in HOSTILE:
        article = replace(ENGLISH, title=f"{bad} arms", source=bad, text=f"{bad} arms control\nMore.")
        shown = render_alert(_digest([_plan("info", 1, article)]).alert.payload, channel="desk", timezone=ZURICH)
        tree = html.document_fromstring(shown.html)
        assert not tree.xpath("//script | //img | //@onerror | //@onclick")
        assert {link.partition(":")[0] for link in tree.xpath("//a/@href")} <= {"https"}
        assert "\n" not in shown.subject


@pytest.mark.parametrize("longest", [20_000, 150_000])
def test_what_does_not_fit_is_counted(longest: int) -> None:
    """Hundreds of alerts make one body within its bound: the least important are left out, and the sums are right."""
    plans = [_plan(rule_id, number, ENGLISH) for rule_id in ("info", "high") for number in range(150)]
    payload = _digest(plans, longest).alert.payload
    assert len(body_bytes(payload)) <= longest
    digest = AlertPayload.model_validate(payload).data.digest
    assert digest is not None
    listed = sum(len(story.alerts) for rule in digest.rules for story in rule.stories)
    assert (digest.alerts, digest.more) == (300, 300 - listed)
    assert [rule.rule.id for rule in digest.rules] == ["high", "info"]
    assert [len(rule.stories) + rule.more for rule in digest.rules] == [150, 150]
    assert len(digest.rules[0].stories) >= len(digest.rules[1].stories)
    assert listed > 10


def test_the_same_deliveries_make_the_same_digest() -> None:
    """Planned again after a crash, in whatever order, it has the id that it had; with one more, it is another."""
    plans = [_plan("normal", number, ENGLISH) for number in range(3)]
    ids = {_digest(order).deliveries[0].id for order in permutations(plans)}
    assert len(ids) == 1
    assert _digest([*plans, _plan("normal", 4, ENGLISH)]).deliveries[0].id not in ids


@pytest.mark.parametrize(
    ("voices", "sources"),
    [
        ("a:wire b:wire c:wire", 1),
        ("a:one a:two a:three", 1),
        ("a:wire b:wire b:own", 2),
        ("a:wire b:wire c:wire a:own a:more", 2),
        ("a:wire b:own b:wire c:own", 2),
        ("a:1 b:2 c:3", 3),
    ],
)
def test_a_source_is_an_outlet_with_a_text_of_its_own(voices: str, sources: int) -> None:
    """Copies of one text count once, and so do the texts of one outlet, whoever copies whom."""
    parts = [each.split(":") for each in voices.split()]
    assert independent([Voice(site, site, wire, "en") for site, wire in parts]) == sources
