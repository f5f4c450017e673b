"""An alert as people read it: a subject, plain text and HTML, from the payload alone.

Every article stands in its own direction, language and fonts, and every piece of foreign text in an isolate (Unicode
Standard Annex 9, section 2.4.2), so that an Arabic title cannot reorder the English line that it stands in.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from monitor.alerts.payload import AlertPayload, DigestPart
from monitor.alerts.render.actions import ActionLinks, actions
from monitor.alerts.render.digests import DigestView, digest_title, digest_view
from monitor.alerts.render.pages import html_page, plain_page
from monitor.alerts.render.pieces import marked, safe_link, shown_time
from monitor.alerts.render.sentences import elsewhere, preheader, why
from monitor.alerts.render.subjects import label, subject
from monitor.alerts.render.views import (
    HOW_IN_WORDS,
    Voice,
    article_view,
    edit_view,
    found_in,
    machine_view,
    notes_of,
    own_summary,
    size_view,
    update_view,
    voice_of,
)
from monitor.model import Payload

__all__ = [
    "HOW_IN_WORDS",
    "ActionLinks",
    "Rendered",
    "Voice",
    "digest_title",
    "edit_view",
    "found_in",
    "machine_view",
    "marked",
    "notes_of",
    "own_summary",
    "render_alert",
    "safe_link",
    "shown_time",
    "subject",
    "update_view",
    "voice_of",
]

# Gmail shows the first 102 kB (of 1,024 bytes) of a page, and a link to the rest.
LONGEST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Rendered:
    """An alert ready for a mail: all three are Unicode text without control characters but line feeds."""

    subject: str
    text: str
    html: str


def render_alert(payload: Payload, *, channel: str, timezone: ZoneInfo, links: ActionLinks | None = None) -> Rendered:
    """The alert of ``payload`` for a reader of ``channel`` (empty: of none), times in ``timezone``.

    ``links`` lead to the service's pages, where it has any. Raises ``pydantic.ValidationError`` for a payload that is
    none.
    """
    alert = AlertPayload.model_validate(payload)
    world = {
        "alert": alert.data,
        "actions": actions(links),
        "channel": channel,
        "label": label(alert),
        "size": size_view(alert.data.story),
        "made": shown_time(alert.timestamp, timezone),
        "preheader": preheader(alert),
        "title": alert.data.notice.subject if alert.data.notice else alert.data.rule.title,
        "why": why(alert, channel),
    }
    if alert.data.digest:
        return _digest(alert, alert.data.digest, timezone, world)
    articles = tuple(article_view(article, timezone) for article in alert.data.articles)
    world["articles"] = articles
    world["edit"] = edit_view(alert.data.edit, articles[0].voice if articles else Voice()) if alert.data.edit else None
    world["update"] = update_view(alert.data, timezone)
    return Rendered(subject(alert), plain_page("alert.txt.j2", world), html_page("alert.html.j2", world))


def _digest(alert: AlertPayload, digest: DigestPart, timezone: ZoneInfo, world: Mapping[str, Any]) -> Rendered:
    """The digest: all of it as plain text, and as much of it in HTML as mail programs show."""
    view = digest_view(digest, timezone)

    def page(cut: int) -> str:
        return html_page("digest.html.j2", {**world, **_told(view.cut(cut) if cut else view, alert.data.id)})

    def fits(cut: int) -> bool:
        return len(page(cut).encode()) <= LONGEST_PAGE

    cut = 0 if fits(0) else bisect_left(range(view.cuts), True, lo=1, key=fits)  # noqa: FBT003
    text = plain_page("digest.txt.j2", {**world, **_told(view, alert.data.id)})
    return Rendered(subject(alert), text, page(cut))


def _told(view: DigestView, alert_id: str) -> dict[str, Any]:
    return {"digest": view, "elsewhere": tuple(elsewhere(view, alert_id))}
