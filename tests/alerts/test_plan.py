"""Who is told what: one alert a rule and story, one delivery a recipient, one body that all of them see."""

import json
from dataclasses import replace
from datetime import timedelta

from monitor.alerts import AlertPayload, body_bytes, plan_alerts
from monitor.ids import digest_id
from monitor.model import AlertPlan, Article, Field, Hit, How, Match
from monitor.rulebook import Phrase, Rule
from tests.alerts.samples import ARABIC, ENGLISH, NOW, RULE, STORY, hit

ROUTES = {"desk": ("a@example.org", "b@example.org"), "ops": ("",)}


def _plans(*rules: Rule, article: Article = ENGLISH, routes: dict[str, tuple[str, ...]] = ROUTES) -> list[AlertPlan]:
    matches = [Match(rule.id, (hit(article, "arms control"),)) for rule in rules]
    return list(plan_alerts(article, STORY, matches, {rule.id: rule for rule in rules}, routes, NOW))


def test_rule_that_names_no_channel_tells_all() -> None:
    """A rule without `notify` reaches every recipient of every channel, each with a delivery of their own."""
    (plan,) = _plans(RULE)
    told = [(one.channel, one.recipient) for one in plan.deliveries]
    assert told == [("desk", "a@example.org"), ("desk", "b@example.org"), ("ops", "")]
    assert {one.payload is plan.alert.payload for one in plan.deliveries} == {True}


def test_rule_that_names_channels_tells_those_once() -> None:
    """Only the channels of `notify` are told, once each; one that is not configured does not stop the alert."""
    (plan,) = _plans(replace(RULE, notify=("ops", "ops", "gone")))
    assert [one.channel for one in plan.deliveries] == ["ops"]


def test_alert_without_a_channel_is_kept() -> None:
    """With no channel at all the alert still exists, so that it can be looked up."""
    (plan,) = _plans(RULE, routes={})
    assert plan.alert.rule_id == RULE.id
    assert plan.deliveries == ()


def test_ids_survive_a_crash() -> None:
    """Planned again later, alert and deliveries have the ids that they had; other rules and recipients have others."""
    other = replace(RULE, id="other")
    first, second = _plans(RULE, other)
    again = plan_alerts(ENGLISH, STORY, [Match(RULE.id, ())], {RULE.id: RULE}, ROUTES, NOW + timedelta(days=1))[0]
    assert again.alert.id == first.alert.id == digest_id(RULE.id, STORY.id, "new")
    assert [one.id for one in again.deliveries] == [one.id for one in first.deliveries]
    ids = [one.id for plan in (first, second) for one in plan.deliveries]
    assert len(set(ids)) == len(ids)


def test_payload_is_the_contract() -> None:
    """A webhook's receiver finds the fields of the contract, in plain JSON, with times in UTC to the second."""
    found = json.loads(body_bytes(_plans(RULE)[0].alert.payload))
    assert found["type"] == "alert"
    assert found["timestamp"] == "2026-01-02T03:04:05Z"
    data = found["data"]
    assert data["kind"] == "new"
    assert data["rule"] == {"id": "talks", "title": "Arms talks", "severity": "high"}
    told = {"articles": 1, "sources": ["Example News"], "languages": ["en"], "reason": "first of its story"}
    assert data["story"] == {"id": "story", **told, "headline": None, "independent": 1}
    (article,) = data["articles"]
    assert article["published"] == "2026-01-02T02:30:00Z"
    assert article["credit"] == "Agency – Wire"
    (match,) = article["matches"]
    assert ENGLISH.text[match["start"] : match["end"]] == match["text"] == "arms control"
    assert (match["leaf"], match["field"], match["how"]) == ("phrase:arms control", "body", "exact")


def test_no_date_is_null() -> None:
    """An article without a date carries none, never a guess."""
    (plan,) = _plans(RULE, article=replace(ENGLISH, published=None))
    assert plan.alert.payload["data"]["articles"][0]["published"] is None


def test_highlight_is_exact() -> None:
    """Of words that stand twice in a snippet, the mention that was hit is highlighted, after emoji too."""
    article = replace(ENGLISH, text="😀 talks on talks, then talks again")
    second = Hit("phrase:talks", Field.BODY, 11, 16, "talks", How.EXACT, "talks", "… talks on talks, then talks …")
    (plan,) = plan_alerts(article, STORY, [Match("talks", (second,))], {"talks": RULE}, {}, NOW)
    (match,) = plan.alert.payload["data"]["articles"][0]["matches"]
    start, end = match["highlight"]
    assert match["snippet"][start:end] == "talks"
    assert match["snippet"][:start] == "… talks on "


def test_highlight_outlives_cleaning() -> None:
    """Invisible characters and overlong surroundings are taken out of a snippet; the highlight still fits."""
    text = "x\u202e" * 300 + "\u200b\n arms control \x00" + "y " * 300
    article = replace(ENGLISH, text=text)
    place = text.index("arms control")
    whole = Hit("p:a", Field.BODY, place, place + 12, "arms control", How.EXACT, "arms control", text)
    (plan,) = plan_alerts(article, STORY, [Match("talks", (whole,))], {"talks": RULE}, {}, NOW)
    (match,) = plan.alert.payload["data"]["articles"][0]["matches"]
    start, end = match["highlight"]
    assert match["snippet"][start:end] == "arms control"
    assert len(match["snippet"]) < 300
    assert match["snippet"].isprintable()


def test_body_stays_small() -> None:
    """Whatever an article brings, the body stays below 20 kB and keeps a match of every leaf it can."""
    wide = "\U0001f600" * 5000
    huge = replace(
        ARABIC,
        title=wide,
        text=wide,
        source=wide,
        credit=wide,
        authors=(wide,) * 50,
        origin_note='"' * 5000,
        url="https://example.org/" + "a" * 5000,
    )
    hits = tuple(
        Hit(f"topic:{n % 7}", Field.BODY, n, n + 100, wide[:100], How.EXACT, wide, wide, wide) for n in range(200)
    )
    rule = replace(RULE, title=wide)
    (plan,) = plan_alerts(huge, STORY, [Match("talks", hits)], {"talks": rule}, {}, NOW)
    assert len(body_bytes(plan.alert.payload)) <= 20_000
    article = plan.alert.payload["data"]["articles"][0]
    assert 1 <= len(article["matches"]) <= 20
    assert article["url"] is None
    AlertPayload.model_validate(plan.alert.payload)


def test_many_hits_keep_every_leaf() -> None:
    """Of a hundred hits on one leaf and one on another, the one is kept."""
    article = replace(ENGLISH, text="war " * 100 + "peace")
    wars = tuple(Hit("p:war", Field.BODY, 4 * n, 4 * n + 3, "war", How.EXACT, "war", "war") for n in range(100))
    peace = hit(article, "peace", "p:peace")
    (plan,) = plan_alerts(article, STORY, [Match("talks", (*wars, peace))], {"talks": RULE}, {}, NOW)
    matches = plan.alert.payload["data"]["articles"][0]["matches"]
    assert len(matches) == 20
    assert matches[-1]["leaf"] == "p:peace"


def test_story_of_other_language_sums_up_in_its_own() -> None:
    """An Arabic article is summarised in its own words, naming what was found."""
    rule = replace(RULE, when=Phrase({"ar": ("الحد من التسلح",)}))
    match = Match("talks", (hit(ARABIC, "الحد من التسلح"),))
    (plan,) = plan_alerts(ARABIC, STORY, [match], {"talks": rule}, {}, NOW)
    summary = plan.alert.payload["data"]["articles"][0]["summary"]
    assert "الحد من التسلح" in summary
    assert summary.startswith("التقى وفدان")
