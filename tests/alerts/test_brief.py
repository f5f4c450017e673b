"""What rooms and feed readers are told in a few lines: nothing that the mail says of how far to believe it is lost."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.brief import brief_html, brief_text
from monitor.alerts.payload import (
    AlertPayload,
    ChangePart,
    Corroborated,
    EditPart,
    EditReason,
    UpdatePart,
    UpdateReason,
    build_payload,
)
from monitor.alerts.syndication import item_of
from monitor.model import AlertKind, Payload, TextOrigin
from tests.alerts.samples import ARABIC, NOW, delivery, hit

ZURICH = ZoneInfo("Europe/Zurich")
_NOTHING: dict[str, Any] = {"changes": (), "more": 0, "found": (), "lost": ()}


def _changed(**changes: Any) -> Payload:
    data = AlertPayload.model_validate(delivery().payload).data.model_copy(update=changes)
    return build_payload(data, NOW)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"corroboration": Corroborated.SINGLE_SOURCE}, "Only one independent source has this story so far"),
        ({"corroboration": Corroborated.CORROBORATED}, "More than one independent source has this story"),
        (
            {"update": UpdatePart(reason=UpdateReason.SOURCES, sources=3, languages=("ar",), since=NOW)},
            "3 independent sources have it now. New in Arabic.",
        ),
        (
            {"edit": EditPart(reasons=(EditReason.NO_MATCH,), title=ChangePart(before="Old", after="New"), **_NOTHING)},
            "It does not satisfy the rule any more.",
        ),
    ],
    ids=["single source", "corroborated", "grown", "edited"],
)
def test_a_room_hears_how_far_a_story_has_come(changes: dict[str, Any], said: str) -> None:
    """An alert of a single source is marked as one in chats and feeds as in mails, and an update says what it is."""
    payload = _changed(**changes)
    assert said in brief_text(payload, ZURICH)
    assert said in brief_html(payload, ZURICH)


def test_a_machine_s_words_are_marked_in_rooms_too() -> None:
    """A model's words never stand alone and unmarked: the article's own are there, each in its own direction."""
    data = AlertPayload.model_validate(delivery(ARABIC, hit(ARABIC, "ريابكوف")).payload).data
    (article,) = data.articles
    worded = article.model_copy(
        update={
            "extract": article.summary,
            "summary": "Two delegations <b>met</b>.",
            "summary_by": "model tiny-7b",
            "summary_language": "en",
            "title_translated": "Talks resume",
            "text_origin": TextOrigin.FEED,
            "origin_note": "The page is closed.",
        }
    )
    payload = build_payload(data.model_copy(update={"articles": (worded,)}), NOW)
    lines = brief_text(payload, ZURICH).splitlines()
    marked = lines.index("(Written by a machine (model tiny-7b), which may be wrong.)")
    assert lines[marked - 2 : marked] == ["Talks resume", "Two delegations <b>met</b>."]
    assert lines[marked + 1] == article.summary
    assert "The page is closed." in lines
    html = brief_html(payload, ZURICH)
    assert '<div dir="ltr" lang="en">\n<p><em>Talks resume</em></p>' in html
    assert "&lt;b&gt;met" in html
    assert f'<div dir="rtl" lang="ar">\n<p>{article.summary}' in html


def test_a_feed_tells_growth_from_change() -> None:
    """An entry about a story that has grown is not said to be a changed article."""
    grown = UpdatePart(reason=UpdateReason.DAILY, sources=2, languages=(), since=NOW)
    edit = EditPart(reasons=(EditReason.TEXT,), title=None, **_NOTHING)
    assert item_of(_changed(kind=AlertKind.UPDATE, update=grown), ZURICH)["title"].startswith("More: ")
    assert item_of(_changed(kind=AlertKind.UPDATE, edit=edit), ZURICH)["title"].startswith("Changed: ")
