"""The alert payload: what a webhook receives and what a mail is rendered from, one and the same.

The models are the contract; :meth:`AlertPayload.model_json_schema` gives its JSON Schema. Fields may be added, never
taken away or changed in meaning. A payload is frozen when its alert is made, so that every attempt carries the same
bytes; it is kept below 20 kB, the bound of Standard Webhooks.
"""

from monitor.alerts.payload.alert import (
    BODY_LIMIT,
    AlertPart,
    AlertPayload,
    body_bytes,
    build_payload,
    is_readable,
    leading_articles,
    worded,
)
from monitor.alerts.payload.digest import (
    DayPart,
    DigestEditPart,
    DigestPart,
    DigestReason,
    DigestRulePart,
    DigestStoryPart,
)
from monitor.alerts.payload.making import article_part, headed, rule_part, story_part, voices_part
from monitor.alerts.payload.parts import (
    ArticlePart,
    ChangePart,
    Corroborated,
    EditPart,
    EditReason,
    MatchPart,
    NoticePart,
    RulePart,
    SentencePart,
    StoryPart,
    UpdatePart,
    UpdateReason,
    whole_second,
)

__all__ = [
    "BODY_LIMIT",
    "AlertPart",
    "AlertPayload",
    "ArticlePart",
    "ChangePart",
    "Corroborated",
    "DayPart",
    "DigestEditPart",
    "DigestPart",
    "DigestReason",
    "DigestRulePart",
    "DigestStoryPart",
    "EditPart",
    "EditReason",
    "MatchPart",
    "NoticePart",
    "RulePart",
    "SentencePart",
    "StoryPart",
    "UpdatePart",
    "UpdateReason",
    "article_part",
    "body_bytes",
    "build_payload",
    "headed",
    "is_readable",
    "leading_articles",
    "rule_part",
    "story_part",
    "voices_part",
    "whole_second",
    "worded",
]
