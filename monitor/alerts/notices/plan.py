"""Notices as alerts: the same payload, outbox and channels."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from monitor.alerts.clean import one_line
from monitor.alerts.payload import AlertPart, NoticePart, RulePart, StoryPart, build_payload
from monitor.alerts.plan import deliveries_of
from monitor.ids import digest_id
from monitor.model import Alert, AlertKind, AlertPlan, Notice, Severity

# The id under which notices stand where an alert has the id of its rule: in lists, List-Id and filters.
NOTICES = "notices"
_RULE = RulePart(id=NOTICES, title="News monitor", severity=Severity.NORMAL)
_LINE, _PARAGRAPH, _ITEMS = 200, 1000, 20


def plan_notice(
    notice: Notice, channels: Sequence[str], routes: Mapping[str, tuple[str, ...]], now: datetime
) -> AlertPlan:
    """The alert that carries ``notice`` to each recipient of ``channels``.

    Its id depends on what it is about and on ``notice.occasion`` alone: planned again, it is the same.
    """
    alert_id = digest_id("notice", notice.about, notice.feed_id or "", notice.occasion)
    story_id = digest_id("story", alert_id)
    part = NoticePart(
        about=notice.about,
        feed=notice.feed_id,
        subject=one_line(notice.subject, _LINE),
        paragraphs=tuple(one_line(paragraph, _PARAGRAPH) for paragraph in notice.paragraphs),
        items=tuple(one_line(item, _LINE) for item in notice.items[:_ITEMS]),
        more=max(0, len(notice.items) - _ITEMS),
    )
    data = AlertPart(
        id=alert_id,
        kind=AlertKind.NOTICE,
        rule=_RULE,
        story=StoryPart(id=story_id, articles=0, sources=(), languages=()),
        articles=(),
        notice=part,
    )
    alert = Alert(alert_id, AlertKind.NOTICE, NOTICES, story_id, now, build_payload(data, now))
    return AlertPlan(alert, deliveries_of(alert, channels, routes))
