"""A digest in a few lines, for rooms and feed readers: how much it holds, and a line and a link for each story."""

from collections.abc import Iterator
from html import escape
from zoneinfo import ZoneInfo

from monitor.alerts.clean import clip
from monitor.alerts.diff import versions
from monitor.alerts.payload import DigestPart
from monitor.alerts.render.digests import DigestView, StoryView, digest_view
from monitor.alerts.render.pieces import counted
from monitor.text.direction import isolate

_CHANGE = 160


def digest_lines(digest: DigestPart, timezone: ZoneInfo, longest: int) -> Iterator[str]:
    """``digest`` as blocks of plain text, about ``longest`` characters of them, whole stories only."""
    view = digest_view(digest, timezone)
    yield "\n".join([view.heading, view.period, *view.facts])
    room, listed = longest, 0
    for rule in view.rules:
        lines = [f"{isolate(rule.title)} ({rule.size})"]
        for story in rule.stories:
            told = _line(story)
            if room < len(told):
                break
            room -= len(told)
            lines.append(told)
        listed += len(lines) - 1
        if len(lines) > 1:
            yield "\n".join(lines)
    if rest := _rest(view, listed):
        yield rest


def digest_html(digest: DigestPart, timezone: ZoneInfo) -> Iterator[str]:
    """``digest`` as blocks of HTML that load nothing."""
    view = digest_view(digest, timezone)
    for line in (view.heading, view.period, *view.facts):
        yield f"<p>{escape(line)}</p>"
    for rule in view.rules:
        yield f'<h3 dir="auto">{escape(rule.title)} ({escape(rule.size)})</h3>'
        yield f"<ul>{''.join(_item(story) for story in rule.stories)}</ul>"
    if rest := _rest(view, view.stories):
        yield f"<p>{escape(rest)}</p>"


def _line(story: StoryView) -> str:
    said = [f"• {isolate(story.text)} – {', '.join(map(isolate, story.details))}", *_beside(story)]
    return "\n  ".join([*said, story.url] if story.url else said)


def _item(story: StoryView) -> str:
    title = escape(story.text)
    headline = f'<a href="{escape(story.url)}">{title}</a>' if story.url else title
    told = [headline, *map(escape, (", ".join(map(isolate, story.details)), *_beside(story)))]
    return f'<li dir="auto">{"<br>".join(told)}</li>'


def _beside(story: StoryView) -> Iterator[str]:
    """The headline as a machine has translated it, if one did; the first line of each change; notes on the text."""
    if story.machine and story.machine.title:
        yield f"{isolate(story.machine.title)} (translated by a machine)"
    for each in story.changed:
        for line in map(versions, each.lines[:1]):
            yield from change_lines(line.before, line.after, _CHANGE)
    yield from map(isolate, story.notes)


def change_lines(before: str, after: str, longest: int) -> Iterator[str]:
    """A sentence as it was and as it is, in lines of which the words are ``longest`` characters at most."""
    if before:
        yield f"− {isolate(clip(before, longest))}"
    if after:
        yield f"+ {isolate(clip(after, longest))}"


def _rest(view: DigestView, listed: int) -> str:
    left = sum(len(rule.stories) + rule.left_out for rule in view.rules) - listed
    told = [counted(left, "more story", "more stories")] if left else []
    told += [counted(view.more_rules, "more rule")] if view.more_rules else []
    return f"And {' and '.join(told)}." if told else ""
