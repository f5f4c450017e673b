"""The alert as a whole: its models, and its bytes."""

import copy
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, ValidationError

from monitor.alerts.payload.digest import DigestPart
from monitor.alerts.payload.parts import (
    ArticlePart,
    Corroborated,
    EditPart,
    NoticePart,
    Part,
    RulePart,
    StoryPart,
    UpdatePart,
    whole_second,
)
from monitor.model import AlertKind, Payload, Wording

BODY_LIMIT = 20_000


class AlertPart(Part):
    """The alert itself. ``test`` marks a sample that announces nothing.

    ``edit`` is given where an article was changed, ``update`` where a story has grown, ``corroboration`` where a rule
    waits for a second source; and in place of articles, ``notice`` for a notice and ``digest`` for a digest.
    """

    id: str
    kind: AlertKind
    rule: RulePart
    story: StoryPart
    articles: tuple[ArticlePart, ...]
    test: bool = False
    edit: EditPart | None = None
    notice: NoticePart | None = None
    update: UpdatePart | None = None
    corroboration: Corroborated | None = None
    digest: DigestPart | None = None


class AlertPayload(Part):
    """The whole body. ``timestamp`` is when the alert was made, in UTC."""

    type: Literal["alert"] = "alert"
    timestamp: AwareDatetime
    data: AlertPart


def is_readable(payload: Payload) -> bool:
    """Whether ``payload`` is one: what was damaged in the database may be JSON still."""
    try:
        AlertPayload.model_validate(payload)
    except ValidationError:
        return False
    return True


def build_payload(data: AlertPart, now: datetime, limit: int = BODY_LIMIT) -> Payload:
    """The payload of an alert made ``now``, as plain JSON values; its body stays within ``limit`` bytes.

    Whatever does not fit is left out from the end of the longest list of matches, one at a time; then from the end of
    the changes.
    """
    return _fitted(AlertPayload(timestamp=whole_second(now), data=data).model_dump(mode="json"), limit)


def leading_articles(payload: Payload) -> tuple[dict[str, Any], ...]:
    """The articles of ``payload`` whose summaries are shown: those of an alert, or the first of each digest's story."""
    data = payload["data"]
    rules = (data.get("digest") or {}).get("rules", ())
    stories = [story for rule in rules for story in rule["stories"] if story["articles"]]
    return (*data["articles"], *(story["articles"][0] for story in stories))


def worded(payload: Payload, wording: Wording, longest: int = BODY_LIMIT) -> Payload:
    """``payload`` with the words of a model in place of each article's own, which become its ``extract``.

    It stays within ``longest`` bytes, unless it is longer already: an alert loses places of matches for that, a digest
    does without some of the words. The same three give the same bytes.
    """
    changed: dict[str, Any] = copy.deepcopy(dict(payload))
    limit = max(longest, len(body_bytes(payload)))
    for article in leading_articles(changed):
        words = wording.articles.get(article["id"])
        if words is not None:
            own = dict(article)
            article |= {
                "extract": own["summary"],
                "summary": words.summary,
                "summary_by": f"model {wording.by}",
                "summary_language": wording.language or own["language"],
                "title_translated": words.title,
            }
            if changed["data"].get("digest") and len(body_bytes(changed)) > limit:
                article |= own
    return _fitted(changed, limit)


def _fitted(payload: dict[str, Any], limit: int) -> dict[str, Any]:
    """``payload`` without what makes its body longer than ``limit`` bytes."""
    articles: list[dict[str, Any]] = payload["data"]["articles"]
    edit: dict[str, Any] | None = payload["data"].get("edit")
    while len(body_bytes(payload)) > limit:
        longest: list[Any] = max((article["matches"] for article in articles), key=len, default=[])
        if longest:
            longest.pop()
        elif edit and edit["changes"]:
            edit["changes"].pop()
            edit["more"] += 1
        elif articles:
            articles.pop()
        else:
            break
    return payload


def body_bytes(payload: Mapping[str, Any]) -> bytes:
    """``payload`` as compact UTF-8 JSON: the body of a webhook, the same bytes whenever it is asked for."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
