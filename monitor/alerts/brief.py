"""An alert in a few lines, for rooms and feed readers: what, where, when, why, and the link."""

from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor.alerts.brief_digest import change_lines, digest_html, digest_lines
from monitor.alerts.clean import clip
from monitor.alerts.payload import AlertPart, AlertPayload, ArticlePart, ChangePart
from monitor.alerts.render import (
    Voice,
    edit_view,
    found_in,
    machine_view,
    notes_of,
    own_summary,
    safe_link,
    shown_time,
    update_view,
    voice_of,
)
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
    blocks += [" ".join(_sentences(data, timezone)), "\n".join(_changes(data))]
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
    sentences = " ".join(_sentences(data, timezone))
    parts += [f'<p dir="auto">{escape(line)}</p>' for line in (sentences, *_changes(data)) if line]
    parts += [_article_html(article, timezone) for article in data.articles]
    return "\n".join(parts)


def _lines(article: ArticlePart, timezone: ZoneInfo) -> Iterator[str]:
    yield article.title or "(no title)"
    yield _where(article, timezone)
    if machine := machine_view(article):
        yield from (line for line in (machine.title, clip(machine.summary, _SUMMARY)) if line)
        yield f"({machine.mark})"
    if own := own_summary(article):
        yield clip(own, _SUMMARY)
    yield from notes_of(article)
    if reasons := "; ".join(found_in(article.matches, leaves=_LEAVES, words=_WORDS)):
        yield f"Why: {reasons}"
    if link := safe_link(article.url):
        yield link


def _article_html(article: ArticlePart, timezone: ZoneInfo) -> str:
    link, title = safe_link(article.url), escape(article.title or "(no title)")
    headline = f'<a href="{escape(link)}">{title}</a>' if link else title
    own = f"<p>{escape(own_summary(article))}</p>"
    lines = [f"<p><strong>{headline}</strong></p>"]
    if machine := machine_view(article):
        words = [f"<p><em>{escape(words)}</em></p>" for words in (machine.title, machine.summary) if words]
        lines = [_in_voice(voice_of(article), lines), _in_voice(machine.voice, words), f"<p>{escape(machine.mark)}</p>"]
        lines.append(_in_voice(voice_of(article), [own]))
    else:
        lines = [_in_voice(voice_of(article), [*lines, own])]
    lines += [f"<p>{escape(note)}</p>" for note in (_where(article, timezone), *notes_of(article))]
    if reasons := "; ".join(found_in(article.matches, leaves=_LEAVES, words=_WORDS)):
        lines.append(f"<p>Why: {escape(reasons)}</p>")
    return "\n".join(lines)


def _in_voice(voice: Voice, parts: Iterable[str]) -> str:
    inside = "\n".join(parts)
    return f'<div dir="{voice.direction}" lang="{escape(voice.language)}">\n{inside}</div>'


def _where(article: ArticlePart, timezone: ZoneInfo) -> str:
    link = safe_link(article.url)
    host = (urlsplit(link).hostname or "").removeprefix("www.") if link else ""
    return " · ".join(
        part for part in (isolate(article.source or host), shown_time(article.published, timezone)) if part
    )


def _sentences(data: AlertPart, timezone: ZoneInfo) -> Iterator[str]:
    """Why an article is told of again, how its story has grown, and how well it is founded."""
    if data.edit:
        yield from edit_view(data.edit, Voice()).reasons
    yield from update_view(data, timezone)


def _changes(data: AlertPart) -> Iterator[str]:
    """What was changed in the article of an update, old and new; nothing of another alert."""
    if data.edit is None:
        return
    changes: list[ChangePart] = [data.edit.title] if data.edit.title else []
    for change in [*changes, *data.edit.changes]:
        yield from change_lines(change.before, change.after, _CHANGE)
