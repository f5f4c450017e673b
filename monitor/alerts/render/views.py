"""Articles, reasons and changes as the templates show them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, islice
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor.alerts.diff import Change, Stretch, stretches
from monitor.alerts.payload import (
    AlertPart,
    ArticlePart,
    Corroborated,
    EditPart,
    EditReason,
    MatchPart,
    StoryPart,
    UpdatePart,
    UpdateReason,
)
from monitor.alerts.render.pieces import Piece, counted, marked, safe_link, shown_time
from monitor.alerts.render.scripts import font_class
from monitor.model import How, TextOrigin
from monitor.text.direction import Direction, direction, isolate, language_direction, sole_direction
from monitor.text.fold import fold
from monitor.text.language_names import language_name

_SNIPPETS_A_LEAF = 2
_WORDS_A_LEAF = 4
# Pages state a change within this time of the publication: the same act twice, which tells a reader nothing.
_CHANGED_LATER = timedelta(minutes=1)

HOW_IN_WORDS = {
    How.EXACT: "as listed",
    How.FOLDED: "in another spelling or letter case",
    How.CLITIC: "with an attached particle",
    How.ARTICLE: "with or without the article",
    How.LEMMA: "another form of the word",
    How.CASE_FORM: "in another grammatical case",
    How.COMPOUND: "inside a compound word",
    How.WILDCARD: "as the beginning of a longer word",
    How.PARTICLE: "with a particle",
    How.REGEX: "by the expression",
    How.GENERATED: "in a usual spelling of the name",
    How.LOOSE: "in a loose spelling of the name",
}


@dataclass(frozen=True, slots=True)
class Voice:
    """How a text is set: its direction, its language (a BCP 47 tag, or "und"), and the class of its fonts."""

    direction: Direction = "ltr"
    language: str = "und"
    font: str = ""


@dataclass(frozen=True, slots=True)
class EditView:
    """What changed in an article: why that is told, and each change word by word."""

    reasons: tuple[str, ...]
    title: tuple[Stretch, ...]
    changes: tuple[tuple[Stretch, ...], ...]
    more: int
    voice: Voice


@dataclass(frozen=True, slots=True)
class ReasonView:
    """Why a leaf of the rule holds: the words found, how they count, and where they stand."""

    kind: str
    name: str
    words: tuple[str, ...]
    how: str
    licence: str | None
    snippets: tuple[tuple[Piece, ...], ...]
    more: int


@dataclass(frozen=True, slots=True)
class MachineView:
    """What a language model wrote of an article, the title where it is translated; ``mark`` says who wrote it."""

    mark: str
    title: str
    summary: str
    voice: Voice


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article. ``details`` are source, time, authors and credit; ``notes`` say what to know of its text.

    ``title`` and ``summary`` are its own words; those of a machine stand beside them. The title may be in another
    language, and run the other way.
    """

    title: tuple[Piece, ...]
    title_direction: Direction
    machine: MachineView | None
    summary: tuple[Piece, ...]
    voice: Voice
    url: str | None
    host: str
    details: tuple[str, ...]
    notes: tuple[str, ...]
    reasons: tuple[ReasonView, ...]


def article_view(article: ArticlePart, timezone: ZoneInfo) -> ArticleView:
    """``article`` with its matched words marked and its time on the clocks of ``timezone``."""
    words = [match.text for match in article.matches]
    link = safe_link(article.url)
    details = (article.source, *_times(article, timezone), *article.authors, article.credit or "")
    voice = voice_of(article)
    return ArticleView(
        title=marked(article.title or "(no title)", words),
        title_direction=sole_direction(article.title) or voice.direction,
        machine=machine_view(article),
        summary=marked(own_summary(article), words),
        voice=voice,
        url=link,
        host=(urlsplit(link).hostname or "").removeprefix("www.") if link else "",
        details=tuple(detail for detail in details if detail),
        notes=tuple(notes_of(article)),
        reasons=tuple(_reasons(article.matches)),
    )


def voice_of(article: ArticlePart) -> Voice:
    """How the words of ``article`` are set.

    The direction is that of its language; of an unknown one, that of its words. Arabic may begin with a Latin name.
    """
    known = language_direction(article.language) if article.language else None
    return Voice(
        direction=known or direction(f"{article.title} {own_summary(article)}"),
        language=(article.language or "und").replace("_", "-"),
        font=font_class(article.language),
    )


def own_summary(article: ArticlePart) -> str:
    """The summary in the article's own words."""
    return article.summary if article.extract is None else article.extract


def machine_view(article: ArticlePart) -> MachineView | None:
    """What a machine wrote of ``article``, if one did."""
    if article.summary_by is None:
        return None
    language = article.summary_language
    voice = Voice(
        direction=language_direction(language) if language else direction(article.summary),
        language=(language or "und").replace("_", "-"),
        font=font_class(language),
    )
    mark = f"Written by a machine ({article.summary_by}), which may be wrong."
    return MachineView(mark, article.title_translated or "", article.summary, voice)


def edit_view(edit: EditPart, voice: Voice) -> EditView:
    """``edit`` in words; ``voice`` is that of the article that was changed."""
    words = {
        EditReason.NEW_MATCH: "It satisfies the rule now, which it did not before.",
        EditReason.NO_MATCH: "It does not satisfy the rule any more.",
        EditReason.HEADLINE: "It has another headline.",
        EditReason.REMOVED_TERM: f"Not found in it any more: {_listed(edit.lost)}.",
        EditReason.NEW_TERM: f"Now found in it: {_listed(edit.found)}.",
        EditReason.TEXT: "Its text was changed.",
    }
    # That the text was changed goes without saying where something better can be said.
    told = [reason for reason in edit.reasons if reason is not EditReason.TEXT] or edit.reasons
    return EditView(
        reasons=tuple(words[reason] for reason in told),
        title=stretches(Change(edit.title.before, edit.title.after)) if edit.title else (),
        changes=tuple(stretches(Change(change.before, change.after)) for change in edit.changes),
        more=edit.more,
        voice=voice,
    )


def update_view(alert: AlertPart, timezone: ZoneInfo) -> tuple[str, ...]:
    """What the story of ``alert`` has come to, in sentences: how it has grown, and how well it is founded."""
    sentences = list(_growth(alert.update, timezone)) if alert.update else []
    if alert.update and alert.story.reason:
        sentences.append(f"Why it is the same story: {isolate(alert.story.reason)}.")
    if alert.corroboration is Corroborated.SINGLE_SOURCE:
        sentences.append(_too_few(alert.story))
    if alert.corroboration is Corroborated.CORROBORATED:
        sentences.append("More than one independent source has this story, as the rule wants.")
    return tuple(sentences)


def size_view(story: StoryPart) -> str:
    """How large ``story`` is by now, in which languages if in several; nothing of a single article."""
    if story.articles < 2:
        return ""
    languages = f", in {', '.join(map(language_name, story.languages))}" if len(story.languages) > 1 else ""
    return f"The story has {story.articles} articles so far{from_sources(story)}{languages}."


def from_sources(story: StoryPart) -> str:
    """From how many independent sources the articles of ``story`` are, where that was counted."""
    if story.independent is None:
        return ""
    return f" from {counted(story.independent, 'independent source')}"


def is_single(story: StoryPart) -> bool:
    """Whether ``story`` has a single source; where independent ones were not counted, by their titles."""
    return (story.independent or len(story.sources)) < 2


def _too_few(story: StoryPart) -> str:
    """A rule may want more sources than two."""
    if is_single(story):
        return "Only one independent source has this story so far, and the rule waits for another no longer."
    return "Too few independent sources have this story so far, and the rule waits for others no longer."


def _growth(update: UpdatePart, timezone: ZoneInfo) -> Iterator[str]:
    since = shown_time(update.since, timezone)
    if update.reason is UpdateReason.AGAIN:
        yield f"The rule wants to be reminded of this story, which was told of last on {since}."
    else:
        yield f"There is more of a story that was told of last on {since}."
    yield f"{counted(update.sources, 'independent source has', 'independent sources have')} it now."
    if update.languages:
        yield f"New in {', '.join(language_name(tag) for tag in update.languages)}."


def _listed(leaves: Iterable[str]) -> str:
    return ", ".join(isolate(leaf.replace(":", " ", 1)) for leaf in leaves)


def _times(article: ArticlePart, timezone: ZoneInfo) -> Iterator[str]:
    """When the article was published and, if that is later, last changed."""
    yield shown_time(article.published, timezone)
    if article.updated and (article.published is None or article.updated - article.published >= _CHANGED_LATER):
        yield f"last changed {shown_time(article.updated, timezone)}"


def notes_of(article: ArticlePart) -> Iterator[str]:
    """What a reader ought to know of the words above: where they came from, when that is not the article's page."""
    if article.text_origin is TextOrigin.FEED:
        yield article.origin_note or "The text is the feed's own."


def found_in(matches: Iterable[MatchPart], *, leaves: int, words: int) -> Iterator[str]:
    """In short: at most so many leaves that hold, each with the first ``words`` that were found.

    A leaf of several terms is called by its first, which need not be the one that stands in the article.
    """
    found: dict[str, dict[str, str]] = {}
    for match in matches:
        found.setdefault(match.leaf, {}).setdefault(fold(match.text), match.text)
    for leaf, forms in islice(found.items(), leaves):
        yield f"{_listed([leaf])} ({', '.join(isolate(form) for form in islice(forms.values(), words))})"


def _reasons(matches: Sequence[MatchPart]) -> Iterator[ReasonView]:
    """One reason for each leaf, in order of first place."""
    order = {leaf: place for place, leaf in enumerate(dict.fromkeys(match.leaf for match in matches))}
    for leaf, group in groupby(sorted(matches, key=lambda match: order[match.leaf]), key=lambda match: match.leaf):
        hits = list(group)
        kind, _, name = leaf.partition(":")
        forms = tuple(dict.fromkeys(hit.text for hit in hits))
        snippets = tuple(dict.fromkeys(_pieces(hit) for hit in hits))
        yield ReasonView(
            kind=kind,
            name=name,
            words=forms[:_WORDS_A_LEAF],
            how=", ".join(dict.fromkeys(HOW_IN_WORDS[hit.how] for hit in hits)),
            # A mention that needs no licence says enough: nothing to explain about the others.
            licence=hits[0].licence if all(hit.licence for hit in hits) else None,
            snippets=snippets[:_SNIPPETS_A_LEAF],
            more=max(0, len(snippets) - _SNIPPETS_A_LEAF),
        )


def _pieces(match: MatchPart) -> tuple[Piece, ...]:
    """The snippet with its matched words, exactly where the payload says they stand."""
    if match.highlight is None:
        return (Piece(match.snippet),)
    start, end = match.highlight
    pieces = (Piece(match.snippet[:start]), Piece(match.snippet[start:end], matched=True), Piece(match.snippet[end:]))
    return tuple(piece for piece in pieces if piece.text)
