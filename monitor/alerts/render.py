"""An alert as people read it: a subject, plain text and HTML, from the payload alone.

The templates are this package's own and get finished views; nothing from outside is ever read as a template. Every
article stands in its own direction and language, and every piece of foreign text in an isolate (Unicode Standard
Annex 9, section 2.4.2), so that an Arabic title cannot reorder the English line that it stands in.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from monitor.alerts.clean import clip, one_line
from monitor.alerts.diff import Change, Stretch, stretches
from monitor.alerts.payload import AlertPayload, ArticlePart, EditPart, EditReason, MatchPart
from monitor.model import AlertKind, How, Payload, TextOrigin
from monitor.text.direction import direction, isolate, language_direction

_SUBJECT = 200
_SNIPPETS_A_LEAF = 2
_WORDS_A_LEAF = 4
# Pages state a change within this time of the publication: the same act twice, which tells a reader nothing.
_CHANGED_LATER = timedelta(minutes=1)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

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
class Rendered:
    """An alert ready for a mail: all three are Unicode text without control characters but line feeds."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, matched words or what stands between them."""

    text: str
    matched: bool = False


@dataclass(frozen=True, slots=True)
class EditView:
    """What changed in an article: why that is told, and each change word by word."""

    reasons: tuple[str, ...]
    title: tuple[Stretch, ...]
    changes: tuple[tuple[Stretch, ...], ...]
    more: int
    direction: str
    language: str


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
    """What a language model wrote of an article: by which one, and the title where it is translated."""

    by: str
    title: str | None
    summary: str
    direction: str
    language: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article, as the templates show it."""

    title: tuple[Piece, ...]
    summary: tuple[Piece, ...]
    direction: str
    language: str
    url: str | None
    host: str
    source: str
    dates: str
    authors: str
    credit: str | None
    origin: str | None
    reasons: tuple[ReasonView, ...]
    machine: "MachineView | None"


_environment = Environment(
    loader=PackageLoader("monitor.alerts"),
    autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def render_alert(payload: Payload, *, channel: str, timezone: ZoneInfo) -> Rendered:
    """The alert of ``payload`` for a reader of ``channel``, times in ``timezone``.

    Raises ``pydantic.ValidationError`` for a payload that is none.
    """
    alert = AlertPayload.model_validate(payload)
    articles = tuple(_article(article, timezone) for article in alert.data.articles)
    world = {
        "alert": alert.data,
        "label": _label(alert),
        "articles": articles,
        "edit": _edit(alert.data.edit, articles) if alert.data.edit else None,
        "channel": channel,
        "made": shown_time(alert.timestamp, timezone),
    }
    return Rendered(
        subject=_subject(alert),
        text=_environment.get_template("alert.txt.j2").render(world),
        html=_environment.get_template("alert.html.j2").render(world),
    )


def shown_time(moment: datetime | None, timezone: ZoneInfo) -> str:
    """``moment`` on the clocks of ``timezone``, with its name: ``Fri 2 Jan 2026, 04:04 (Europe/Zurich)``."""
    if moment is None:
        return "date unknown"
    local = moment.astimezone(timezone)
    day = f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{day}, {local:%H:%M} ({timezone.key})"


def safe_link(url: str | None) -> str | None:
    """``url`` if a reader may be sent there: http or https with a host, on one line; else ``None``."""
    if not url or one_line(url) != url or any(character in url for character in ' "<>\\'):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def marked(text: str, words: Iterable[str]) -> tuple[Piece, ...]:
    """``text`` in pieces, with every mention of ``words`` matched; the longest where they overlap.

    A word of letters counts only where it is not part of a longer one, unless its script writes without spaces.
    """
    listed = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    if not listed:
        return (Piece(text),) if text else ()
    pattern = re.compile("|".join(_whole(word) for word in listed))
    pieces, place = [], 0
    for match in pattern.finditer(text):
        pieces += [Piece(text[place : match.start()]), Piece(match[0], matched=True)]
        place = match.end()
    return tuple(piece for piece in [*pieces, Piece(text[place:])] if piece.text)


def _whole(word: str) -> str:
    unspaced = any("\u0e00" <= character <= "\u0eff" or "\u3040" <= character <= "\u9fff" for character in word)
    return re.escape(word) if unspaced else rf"(?<!\w){re.escape(word)}(?!\w)"


def _subject(alert: AlertPayload) -> str:
    """The most telling line of the alert; the article's title is cut first."""
    if alert.data.notice:
        return f"[{_label(alert)}] {isolate(alert.data.notice.subject)}"
    start = f"[{_label(alert)}] {isolate(alert.data.rule.title)}"
    if alert.data.kind is AlertKind.UPDATE:
        start += ", changed"
    if not alert.data.articles:
        return start
    title = clip(alert.data.articles[0].title, max(40, _SUBJECT - len(start) - 4))
    return f"{start}: {isolate(title)}" if title else start


def _label(alert: AlertPayload) -> str:
    """One word for how much the alert matters; a test and a notice announce no news."""
    if alert.data.test:
        return "test"
    return "notice" if alert.data.notice else alert.data.rule.severity.value


def _edit(edit: EditPart, articles: Sequence[ArticleView]) -> EditView:
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
        direction=articles[0].direction if articles else "auto",
        language=articles[0].language if articles else "und",
    )


def _listed(leaves: Iterable[str]) -> str:
    return ", ".join(isolate(leaf.replace(":", " ", 1)) for leaf in leaves)


def _article(article: ArticlePart, timezone: ZoneInfo) -> ArticleView:
    words = [match.text for match in article.matches]
    link = safe_link(article.url)
    return ArticleView(
        title=marked(article.title or "(no title)", words),
        summary=marked(article.summary if article.extract is None else article.extract, words),
        direction=_direction(article),
        language=(article.language or "und").replace("_", "-"),
        url=link,
        host=(urlsplit(link).hostname or "").removeprefix("www.") if link else "",
        source=article.source,
        dates=_dates(article, timezone),
        authors=", ".join(isolate(author) for author in article.authors),
        credit=article.credit,
        origin=_origin(article),
        reasons=tuple(_reasons(article.matches)),
        machine=_machine(article),
    )


def _machine(article: ArticlePart) -> MachineView | None:
    if article.summary_by is None:
        return None
    language = article.summary_language
    return MachineView(
        by=article.summary_by,
        title=article.title_translated,
        summary=article.summary,
        direction=language_direction(language) if language else direction(article.summary),
        language=(language or "und").replace("_", "-"),
    )


def _dates(article: ArticlePart, timezone: ZoneInfo) -> str:
    """When the article was published and, if that is later, last changed."""
    published = shown_time(article.published, timezone)
    if article.updated is None or (article.published and article.updated - article.published < _CHANGED_LATER):
        return published
    return f"{published}; last changed {shown_time(article.updated, timezone)}"


def _direction(article: ArticlePart) -> str:
    """That of the article's language; of an unknown one, that of its words. Arabic may well begin with a Latin name."""
    if article.language:
        return language_direction(article.language)
    return direction(f"{article.title} {article.extract or article.summary}")


def _origin(article: ArticlePart) -> str | None:
    """Where the text came from, when that is not the article's page."""
    if article.text_origin is not TextOrigin.FEED:
        return None
    return article.origin_note or "The text is the feed's own."


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


_environment.filters["isolate"] = isolate
