"""Wherever words of a machine are shown, it is said that they are."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from monitor.alerts import body_bytes, render_alert, worded
from monitor.alerts.brief import brief_html, brief_text
from monitor.alerts.payload import AlertPayload, leading_articles
from monitor.model import Payload, Wording, Words
from tests.alerts.samples import ARABIC, ZURICH, delivery, hit
from tests.alerts.test_digest_mail import numbered_alerts
from tools import mail_samples

TITLE, SUMMARY = "Gespräche < > gehen weiter", "Zwei Delegationen trafen sich am Freitag & reden weiter."
MARK = "Written by a machine (model tiny), which may be wrong."


def _worded(payload: Payload, longest: int = 20_000) -> Payload:
    words = {article["id"]: Words(SUMMARY, TITLE) for article in leading_articles(payload)}
    return worded(payload, Wording("tiny", "de", words), longest)


@pytest.fixture
def alert() -> Payload:
    return _worded(delivery(ARABIC, hit(ARABIC, "الحد من التسلح")).payload)


@pytest.mark.parametrize(
    "shown",
    [
        lambda payload: render_alert(payload, channel="desk", timezone=ZURICH).text,
        lambda payload: render_alert(payload, channel="desk", timezone=ZURICH).html,
        lambda payload: brief_text(payload, ZURICH),
        lambda payload: brief_html(payload, ZURICH),
    ],
    ids=["mail", "page", "room", "feed"],
)
def test_every_way_says_who_wrote_what(alert: Payload, shown: Callable[[Payload], str]) -> None:
    """Mails, rooms and feeds show title and summary of a machine, its mark behind them, and the article's own words."""
    plain = unescape(re.sub("</?[a-z][^>]*>", "", shown(alert).partition("<body")[2] or shown(alert)))
    text = " ".join(plain.replace("\n| ", " ").split())
    assert text.index(ARABIC.title) < text.index(TITLE) < text.index(SUMMARY) < text.index(MARK)
    assert "التقى وفدان" in text[text.index(MARK) :]
    assert text.count(SUMMARY) == 1


def test_digests_of_rooms_and_feeds_say_who_translated_a_headline() -> None:
    """In the few lines of a story its headline stands in both languages."""
    payload = _worded(mail_samples.digest())
    for text in (brief_text(payload, ZURICH), brief_html(payload, ZURICH).replace("&lt;", "<").replace("&gt;", ">")):
        assert text.count(f"{TITLE} (translated by a machine)") == 4
        assert "两国特使本周在维也纳讨论军备控制和航天安全" in text


@pytest.mark.parametrize("longest", [8_000, 20_000, 150_000])
def test_a_digest_is_no_longer_for_a_machine_s_words(longest: int) -> None:
    """What finds no room in the body is left out, the words of what matters least first; nothing else gives way."""
    payload = mail_samples.digest_of(numbered_alerts(40), matches=(40,), answered=220, longest=longest)
    told = _worded(payload, longest)
    assert len(body_bytes(told)) <= longest
    assert [each["id"] for each in leading_articles(told)] == [each["id"] for each in leading_articles(payload)]
    by = [article["summary_by"] for article in leading_articles(told)]
    assert by == sorted(by, key=lambda each: each is None)
    assert by[0] == "model tiny"
    own = [article["extract"] or article["summary"] for article in leading_articles(told)]
    assert own == [article["summary"] for article in leading_articles(payload)]
    AlertPayload.model_validate(told)
