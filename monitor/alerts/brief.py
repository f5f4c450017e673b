"""An alert in a few lines, for rooms and feed readers: what, where, when, why, and the link."""

from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor.alerts.brief_digest import digest_html, digest_lines
from monitor.alerts.clean import clip
from monitor.alerts.payload import AlertPart, AlertPayload, ArticlePart, ChangePart, MatchPart
from monitor.alerts.render import safe_link, shown_time
from monitor.alerts.render.views import MachineView, Voice, machine_view, own_summary, voice_of
from monitor.model import Payload
from monitor.text.direction import isolate

# Discord takes 2000 characters, Telegram 4096; no room wants more.
_LONGEST = 1900
_SUMMARY, _CHANGE, _LEAVES, _WORDS = 600, 300, 6, 3


def brief_text(payload: Payload, timezone: ZoneInfo) -> str:
    """The alert as plain text of a few lines, times in ``timezone``; without the subject."""
    data = AlertPayload.model_validate(payload).data
    blocks = ["This is a test; nothing has happened."] if data.test else []
    if data.notice:
        blocks += [*data.notice.paragraphs, "\n".join(f"- {item}" for item in data.notice.items)]
    blocks += digest_lines(data.digest, timezone, _LONGEST * 2 // 3) if data.digest else []
    blocks += ["\n".join(_changes(data))] if data.edit else []
    kept: list[str] = []
    articles = list(data.articles)
    while articles and len("\n\n".join([*blocks, *kept])) < _LONGEST * 2 // 3:
        kept.append("\n".join(_lines(articles.pop(0), timezone)))
    rest = [f"And {len(articles)} more articles."] if articles else []
    return clip("\n\n".join(block for block in [*blocks, *kept, *rest] if block), _LONGEST)


def brief_html(payload: Payload, timezone: ZoneInfo) -> str:
    """The alert as a fragment of HTML that loads nothing, each article in its own direction and language."""
    data = AlertPayload.model_validate(payload).data
    parts = ["<p>This is a test; nothing has happened.</p>"] if data.test else []
    if data.notice:
        parts += [f"<p>{escape(paragraph)}</p>" for paragraph in data.notice.paragraphs]
        items = "".join(f'<li dir="auto">{escape(item)}</li>' for item in data.notice.items)
        parts += [f"<ul>{items}</ul>"] if items else []
    parts += digest_html(data.digest, timezone) if data.digest else []
    parts += [f'<p dir="auto">{escape(line)}</p>' for line in _changes(data)] if data.edit else []
    parts += [_article_html(article, timezone) for article in data.articles]
    return "\n".join(parts)


def _lines(article: ArticlePart, timezone: ZoneInfo) -> Iterator[str]:
    yield article.title or "(no title)"
    yield _where(article, timezone)
    if machine := machine_view(article):
        yield from (line for line in (machine.title, clip(machine.summary, _SUMMARY), machine.mark) if line)
    if own := own_summary(article):
        yield clip(own, _SUMMARY)
    if reasons := "; ".join(_reasons(article.matches)):
        yield f"Why: {reasons}"
    if link := safe_link(article.url):
        yield link


def _article_html(article: ArticlePart, timezone: ZoneInfo) -> str:
    link, title = safe_link(article.url), escape(article.title or "(no title)")
    headline = f'<a href="{escape(link)}">{title}</a>' if link else title
    lines = [
        f"<div {_voiced(voice_of(article))}>",
        f"<p><strong>{headline}</strong></p>",
        *_machine_html(machine_view(article)),
        f"<p>{escape(own_summary(article))}</p></div>",
        f"<p>{escape(_where(article, timezone))}</p>",
    ]
    if reasons := "; ".join(_reasons(article.matches)):
        lines.append(f"<p>Why: {escape(reasons)}</p>")
    return "\n".join(lines)


def _machine_html(machine: MachineView | None) -> Iterator[str]:
    """What a machine wrote, and that it did."""
    if machine:
        title = f"<strong>{escape(machine.title)}</strong><br>" if machine.title else ""
        yield f"<p {_voiced(machine.voice)}>{title}{escape(machine.summary)}</p>"
        yield f'<p dir="ltr" lang="en"><em>{escape(machine.mark)}</em></p>'


def _voiced(voice: Voice) -> str:
    return f'dir="{voice.direction}" lang="{escape(voice.language)}"'


def _where(article: ArticlePart, timezone: ZoneInfo) -> str:
    link = safe_link(article.url)
    host = (urlsplit(link).hostname or "").removeprefix("www.") if link else ""
    return " · ".join(
        part for part in (isolate(article.source or host), shown_time(article.published, timezone)) if part
    )


def _reasons(matches: Iterable[MatchPart]) -> Iterator[str]:
    """Each leaf of the rule that holds, with the words that were found."""
    found: dict[str, dict[str, None]] = {}
    for match in matches:
        found.setdefault(match.leaf, {})[match.text] = None
    for leaf, words in list(found.items())[:_LEAVES]:
        listed = ", ".join(isolate(word) for word in list(words)[:_WORDS])
        yield f"{isolate(leaf.replace(':', ' ', 1))} ({listed})"


def _changes(data: AlertPart) -> Iterator[str]:
    """What was changed in the article of an update, old and new."""
    assert data.edit is not None  # noqa: S101 - for the type checker; the callers have looked
    changes: list[ChangePart] = [data.edit.title] if data.edit.title else []
    for change in [*changes, *data.edit.changes]:
        if change.before:
            yield f"− {clip(change.before, _CHANGE)}"
        if change.after:
            yield f"+ {clip(change.after, _CHANGE)}"
