"""Digests, and stories that have grown, as the templates show them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from monitor.alerts.clean import clip
from monitor.alerts.payload import (
    ArticlePart,
    Corroborated,
    DigestPart,
    DigestReason,
    DigestStoryPart,
    UpdatePart,
    UpdateReason,
)
from monitor.text.direction import isolate

T = TypeVar("T")
Clock = Callable[[datetime], str]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CORROBORATION = {
    Corroborated.CORROBORATED: "A second, independent source has it.",
    Corroborated.SINGLE_SOURCE: "Single source: no other independent source has had it within the time given.",
}
DIGEST_LABELS = {DigestReason.DIGEST: "digest", DigestReason.LIMIT: "roll-up"}


@dataclass(frozen=True, slots=True)
class StoryView(Generic[T]):
    """One story of a digest. ``growth`` says of how many articles and sources it is."""

    articles: tuple[T, ...]
    growth: str
    notes: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class RuleView(Generic[T]):
    """One rule of a digest. ``label`` is its severity, ``more`` counts stories that are not listed."""

    title: str
    label: str
    alerts: str
    stories: tuple[StoryView[T], ...]
    more: int


@dataclass(frozen=True, slots=True)
class DigestView(Generic[T]):
    """A digest: one sentence that sums it up, its rules, and the days as bars, ``height`` in percent of the highest."""

    summary: str
    period: str
    rules: tuple[RuleView[T], ...]
    days: tuple["DayView", ...]
    coverage: str
    more: int


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of the chart. ``bar`` is drawn of letters, for plain text."""

    name: str
    matches: int
    height: int
    bar: str


def growth(update: UpdatePart, clock: Clock) -> str:
    """How the story has grown, in a sentence or two."""
    since = clock(update.since)
    sources = _count(update.sources, "independent source")
    new = f" New languages: {', '.join(update.languages)}." if update.languages else ""
    if update.reason is UpdateReason.AGAIN:
        return f"This story goes on: you were last told of it on {since}. {sources} so far.{new}"
    return f"You were told of this story on {since}. It has {sources} by now.{new}"


def digest_subject(digest: DigestPart) -> str:
    """How much there is, and of which rules; or that there is nothing."""
    if not digest.alerts:
        return f"Nothing matched; {digest.answered} of {digest.sources} sources answered"
    titles = ", ".join(isolate(clip(rule.rule.title, 60)) for rule in digest.rules[:3])
    more = f" and {_count(len(digest.rules) - 3, 'rule')} more" if len(digest.rules) > 3 else ""
    what = "more alerts" if digest.reason is DigestReason.LIMIT and digest.alerts > 1 else None
    count = f"{digest.alerts} {what}" if what else _count(digest.alerts, "alert")
    return f"{count}: {titles}{more}"


def digest_view(digest: DigestPart, clock: Clock, show: Callable[[ArticlePart], T]) -> DigestView[T]:
    """``digest`` as the templates take it; ``show`` makes the view of an article, ``clock`` says a moment."""
    answered = f"{digest.answered} of {digest.sources} sources answered"
    highest = max((day.matches for day in digest.days), default=0)
    summary = "Nothing matched"
    if digest.alerts:
        summary = f"{_count(digest.alerts, 'alert')} of {_count(len(digest.rules), 'rule')}"
    if digest.reason is DigestReason.LIMIT:
        summary += "; these came together because there were more than the limit lets pass one by one"
    return DigestView(
        summary=f"{summary}.",
        period=f"From {clock(digest.since)} to {clock(digest.until)}.",
        rules=tuple(
            RuleView(
                title=rule.rule.title,
                label=rule.rule.severity.value,
                alerts=_count(rule.alerts, "alert"),
                stories=tuple(_story(story, show) for story in rule.stories),
                more=rule.more,
            )
            for rule in digest.rules
        ),
        days=tuple(
            DayView(
                name=f"{_DAYS[day.day.weekday()]} {day.day.day} {_MONTHS[day.day.month - 1]}",
                matches=day.matches,
                height=round(100 * day.matches / highest) if highest else 0,
                bar="#" * (-(-20 * day.matches // highest) if highest else 0),
            )
            for day in digest.days
        ),
        coverage=f"{answered}.",
        more=digest.more,
    )


def _story(story: DigestStoryPart, show: Callable[[ArticlePart], T]) -> StoryView[T]:
    notes = ["You were told of it before; there is more."] if story.updated else []
    if story.corroboration:
        notes.append(CORROBORATION[story.corroboration])
    sources = f" in {_count(len(story.story.sources), 'source')}" if len(story.story.sources) > 1 else ""
    return StoryView(
        articles=tuple(show(article) for article in story.articles),
        growth=f"{_count(story.story.articles, 'article')}{sources}" if story.story.articles > 1 else "",
        notes=tuple(notes),
        more=story.more,
    )


def _count(number: int, what: str) -> str:
    if number == 1:
        return f"1 {what}"
    return f"{number} {what}s"
