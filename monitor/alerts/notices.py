"""Notices: what the service has to say of itself, through the channels that alerts take."""

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


def feed_held(
    feed_id: str, source: str, *, same: int, renamed: int, new: int, held: Sequence[str], now: datetime
) -> Notice:
    """The notice that a feed is held, because most of its entries looked new, or changed their headlines, at once."""
    paragraphs = [
        f"Nearly everything in the feed `{feed_id}` ({source}) suddenly looked new. That is how it looks when a site "
        "gets a new content system, or numbers, links or encodes its articles in another way.",
    ]
    if renamed:
        paragraphs = [
            f"{renamed} entries of the feed `{feed_id}` ({source}) changed their headlines at once. That is how it "
            "looks when a site changes its encoding; no alert was made of it. Look at the feed if letters are wrong."
        ]
    if same:
        paragraphs.append(f"Recognised by headline, date or link, and alerting nobody again: {same}.")
    if new:
        paragraphs.append(f"New by their date or place, and read as usual: {new}.")
    if held:
        paragraphs.append(
            f"In doubt, held back and listed below: {len(held)}. If they are news, run "
            f"`news-monitor feeds release {feed_id}`; if not, `news-monitor feeds release {feed_id} --drop`, or do "
            "nothing."
        )
    paragraphs.append("Nothing else needs to be done: the feed is read on, and goes by its new names from now on.")
    return Notice("feed-held", now.isoformat(), feed_id, f"Feed {feed_id} is held", tuple(paragraphs), tuple(held))
