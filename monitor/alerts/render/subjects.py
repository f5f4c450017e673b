"""The subject of a mail, and the one word for how much it matters."""

from collections.abc import Sequence

from monitor.alerts.clean import clip
from monitor.alerts.payload import AlertPart, AlertPayload, ArticlePart
from monitor.alerts.render.digests import digest_title
from monitor.model import AlertKind
from monitor.text.direction import isolate

_LONGEST = 200


def subject(alert: AlertPayload) -> str:
    """The most telling line of the alert; the article's title is cut first."""
    start = f"[{label(alert)}] {_matter(alert.data)}"
    articles = _articles(alert.data)
    title = clip(articles[0].title, max(40, _LONGEST - len(start) - 4)) if articles else ""
    return f"{start}: {isolate(title)}" if title else start


def label(alert: AlertPayload) -> str:
    """One word for how much the alert matters; a test, a notice and an empty digest announce no news."""
    if alert.data.test:
        return "test"
    if alert.data.digest and not alert.data.digest.rules:
        return "digest"
    return "notice" if alert.data.notice else alert.data.rule.severity.value


def _matter(data: AlertPart) -> str:
    """What the alert is about, but for its article."""
    if data.notice:
        return isolate(data.notice.subject)
    if data.digest:
        return digest_title(data.rule.title, data.digest)
    if data.kind is not AlertKind.UPDATE:
        return isolate(data.rule.title)
    return isolate(data.rule.title) + (", changed" if data.edit else ", more")


def _articles(data: AlertPart) -> Sequence[ArticlePart]:
    if data.digest:
        return [story.articles[0] for rule in data.digest.rules for story in rule.stories if story.articles]
    return data.articles
