"""A digest as its templates show it: what it holds, a chart of the days, and its rules with their stories."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from monitor.alerts.clean import clip
from monitor.alerts.diff import Stretch
from monitor.alerts.payload import (
    ArticlePart,
    Corroborated,
    DayPart,
    DigestEditPart,
    DigestPart,
    DigestRulePart,
    DigestStoryPart,
)
from monitor.alerts.render.pieces import Piece, counted, marked, safe_link, shown_day, shown_moment
from monitor.alerts.render.plain import bar
from monitor.alerts.render.views import (
    EditView,
    MachineView,
    Voice,
    edit_view,
    found_in,
    from_sources,
    is_single,
    machine_view,
    notes_of,
    own_summary,
    voice_of,
)
from monitor.text.direction import Direction, direction, isolate, sole_direction
from monitor.text.language_names import language_name

_SUMMARY = 260
_FOUND, _WORDS = 4, 2
_DAYS = 14
_LOWEST, _TALLEST = 2, 56  # pixels
_LONGEST_BAR = 40  # columns


@dataclass(frozen=True, slots=True)
class OtherView:
    """Another article of a story: its source, or its headline where it names none, and a link to it."""

    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class ChangedView:
    """What changed in an article of a story, in words and as it was and is; ``name`` says which, if not the first."""

    name: str
    edit: EditView

    @property
    def heading(self) -> str:
        """Which article was changed, and why that is told."""
        which = f"Changed in {isolate(self.name)}" if self.name else "Changed"
        return f"{which}: {' '.join(self.edit.reasons)}"

    @property
    def lines(self) -> tuple[tuple[Stretch, ...], ...]:
        """The headline, if that was changed, and the sentences."""
        return (*((self.edit.title,) if self.edit.title else ()), *self.edit.changes)


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story by its first article, with what changed in it and others. Without its details it is a headline, a source
    and a time. ``notes`` say what to know of its text.
    """

    title: tuple[Piece, ...]
    title_direction: Direction
    url: str | None
    voice: Voice
    details: tuple[str, ...]
    machine: MachineView | None
    summary: tuple[Piece, ...]
    found: tuple[str, ...]
    others: tuple[OtherView, ...]
    more_others: int
    changed: tuple[ChangedView, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def brief(self) -> "StoryView":
        """The story without its details."""
        brief = replace(self, title=(Piece(self.text),), details=self.details[:2], machine=None)
        return replace(brief, summary=(), found=(), others=(), changed=(), notes=())

    @property
    def text(self) -> str:
        """The headline."""
        return "".join(piece.text for piece in self.title)


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule of a digest; ``left_out`` counts its stories that are not shown here."""

    anchor: str
    title: str
    severity: str
    size: str
    stories: tuple[StoryView, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class DayView:
    """A column of the chart, ``height`` pixels high, and its bar of block characters. ``last`` marks the last day.

    ``short`` is the number of matches as a narrow column holds it: 12345 are ``12k``.
    """

    name: str
    matches: int
    short: str
    height: int
    bar: str
    last: bool


@dataclass(frozen=True, slots=True)
class DigestView:
    """A digest. ``alerts`` counts all, ``unlisted`` those that are not in the payload.

    ``left_out`` counts stories that are in the payload and not shown, ``more_rules`` rules that are not shown.
    """

    heading: str
    period: str
    facts: tuple[str, ...]
    days: tuple[DayView, ...]
    rules: tuple[RuleView, ...]
    alerts: int
    unlisted: int
    more_rules: int
    left_out: int = 0

    @property
    def stories(self) -> int:
        """How many stories are shown."""
        return sum(len(rule.stories) for rule in self.rules)

    @property
    def cuts(self) -> int:
        """How many cuts leave nothing of it."""
        return 2 * self.stories + len(self.rules)

    def cut(self, cuts: int) -> "DigestView":
        """The digest after so many ``cuts`` from its end: stories lose their details, then they go, then rules do."""
        whole, listed, shown = self.stories - cuts, 2 * self.stories - cuts, self.cuts - cuts
        rules, place = list[RuleView](), 0
        for rule in self.rules[:shown]:
            stories = [
                story if place + index < whole else story.brief
                for index, story in enumerate(rule.stories)
                if place + index < listed
            ]
            left_out = len(rule.stories) - len(stories)
            rules.append(replace(rule, stories=tuple(stories), left_out=rule.left_out + left_out))
            place += len(rule.stories)
        more_rules = self.more_rules + len(self.rules) - len(rules)
        return replace(self, rules=tuple(rules), more_rules=more_rules, left_out=self.stories - max(0, listed))


def digest_view(digest: DigestPart, timezone: ZoneInfo) -> DigestView:
    """``digest`` with its times on the clocks of ``timezone``."""
    rules = tuple(_rule(part, f"r{number}", timezone) for number, part in enumerate(digest.rules, start=1))
    return DigestView(
        heading=digest_size(digest).capitalize(),
        period=f"{shown_moment(digest.since, timezone)} to {shown_moment(digest.until, timezone)} ({timezone.key})",
        facts=coverage(digest),
        days=_days(digest.days[-_DAYS:]),
        rules=rules,
        alerts=digest.alerts,
        unlisted=digest.more,
        more_rules=digest.more_rules,
    )


def digest_size(digest: DigestPart) -> str:
    """How much ``digest`` tells: ``12 alerts for 3 rules``. Several rules may tell of one story.

    For none, that; and that there were matches all the same, which were told at once or are of stories told before.
    """
    if not digest.rules:
        return (
            f"nothing gathered of {counted(digest.matched, 'match', 'matches')}"
            if digest.matched
            else "nothing matched"
        )
    return f"{counted(digest.alerts, 'alert')} for {counted(len(digest.rules) + digest.more_rules, 'rule')}"


def digest_title(title: str, digest: DigestPart) -> str:
    """``title`` and how much ``digest`` tells; of an empty one, that, and how much of the watch was kept."""
    if not digest.rules:
        return "; ".join([digest_size(digest).capitalize(), *coverage(digest)])
    return f"{title}, {digest_size(digest)}"


def coverage(digest: DigestPart) -> tuple[str, ...]:
    """How many of the sources were read, which tells a quiet night from a fault; nothing where there are none."""
    return (f"{digest.answered:,} of {counted(digest.sources, 'source')} answered",) if digest.sources else ()


def _rule(part: DigestRulePart, anchor: str, timezone: ZoneInfo) -> RuleView:
    stories = tuple(_story(story, timezone) for story in part.stories if story.articles)
    all_stories = len(part.stories) + part.more
    size = counted(all_stories, "story", "stories")
    if part.alerts > all_stories:
        size += f", {counted(part.alerts, 'alert')}"
    return RuleView(
        anchor=anchor,
        title=part.rule.title,
        severity=part.rule.severity.value,
        size=size,
        stories=stories,
        left_out=all_stories - len(stories),
    )


def _story(part: DigestStoryPart, timezone: ZoneInfo) -> StoryView:
    first, *others = part.articles
    words = [match.text for match in first.matches]
    machine = machine_view(first)
    local = first.published.astimezone(timezone) if first.published else None
    published = f"{shown_day(local.date())}, {local:%H:%M}" if local else "date unknown"
    voice = voice_of(first)
    return StoryView(
        title=marked(first.title or "(no title)", words),
        title_direction=sole_direction(first.title) or voice.direction,
        url=safe_link(first.url),
        voice=voice,
        details=tuple(detail for detail in (first.source, published, *_standing(part)) if detail),
        machine=replace(machine, summary=clip(machine.summary, _SUMMARY)) if machine else None,
        summary=() if machine else marked(clip(own_summary(first), _SUMMARY), words),
        found=tuple(found_in(first.matches, leaves=_FOUND, words=_WORDS)),
        others=tuple(_other(article) for article in others),
        more_others=part.more,
        changed=tuple(_changed(edit, part.articles) for edit in part.edits),
        notes=tuple(notes_of(first)),
    )


def _changed(edit: DigestEditPart, articles: Sequence[ArticlePart]) -> ChangedView:
    place, article = next(((n, each) for n, each in enumerate(articles) if each.id == edit.article), (None, None))
    if article is not None:
        return ChangedView(_other(article).name if place else "", edit_view(edit, voice_of(article)))
    changes = [edit.title, *edit.changes] if edit.title else edit.changes
    words = " ".join(change.after or change.before for change in changes)
    return ChangedView("another article", edit_view(edit, Voice(direction(words))))


def _standing(part: DigestStoryPart) -> Sequence[str]:
    """What else to know of a story: that it has been told before, how large it is, and how well it is founded."""
    words = {
        Corroborated.CORROBORATED: "more than one independent source",
        Corroborated.SINGLE_SOURCE: "one source so far" if is_single(part.story) else "too few sources so far",
    }
    told = []
    if part.edited:
        told.append("changed since you were told of it" if part.updated else "changed since it was first read")
    elif part.updated:
        told.append("more of a story that you know")
    if part.story.articles > 1:
        told.append(f"{counted(part.story.articles, 'article')}{from_sources(part.story)}")
    if len(part.story.languages) > 1:
        told.append(f"in {', '.join(map(language_name, part.story.languages))}")
    return [*told, words[part.corroboration]] if part.corroboration else told


def _other(article: ArticlePart) -> OtherView:
    return OtherView(article.source or clip(article.title, 60), safe_link(article.url))


def _days(days: Sequence[DayPart]) -> tuple[DayView, ...]:
    most = max((day.matches for day in days), default=0)
    return tuple(
        DayView(
            name=shown_day(part.day),
            matches=part.matches,
            short=_short(part.matches),
            height=max(_LOWEST, round(part.matches * _TALLEST / most)) if most else _LOWEST,
            bar=bar(part.matches, most, _LONGEST_BAR),
            last=part is days[-1],
        )
        for part in days
    )


def _short(number: int) -> str:
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{number // size}{unit}"
    return str(number)
