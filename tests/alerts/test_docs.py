"""docs/alerts.md says what the program does."""

import re
from pathlib import Path

from pydantic import BaseModel

from monitor.alerts import WEBHOOK_SCHEDULE, AlertPayload
from monitor.alerts.payload import AlertPart, ArticlePart, MatchPart

_PAGE = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text(encoding="utf-8")


def _keys(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


def test_the_payload_shown_is_a_payload() -> None:
    """The example of the documentation has every field there is, and its offsets are right."""
    (block,) = re.findall(r"```json\n(.*?)```", _PAGE, re.DOTALL)
    shown = AlertPayload.model_validate_json(block)
    (article,) = shown.data.articles
    (match,) = article.matches
    assert shown.model_fields_set == _keys(AlertPayload)
    assert shown.data.model_fields_set == _keys(AlertPart)
    assert article.model_fields_set == _keys(ArticlePart)
    assert match.model_fields_set == _keys(MatchPart)
    assert article.title[match.start : match.end] == match.text
    assert match.highlight is not None
    assert match.snippet[slice(*match.highlight)] == match.text


def test_the_schedule_shown_is_the_schedule() -> None:
    """The waits between webhook attempts are those of the documentation."""
    assert "after 5 seconds, 5 minutes, 30 minutes, 2, 5, 10, 14, 20 and 24 hours" in _PAGE
    assert [wait.total_seconds() for wait in WEBHOOK_SCHEDULE.waits] == [
        5,
        300,
        1800,
        *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24)),
    ]
