"""The alert payload: what a webhook receives and what a mail is rendered from, one and the same.

The models are the contract; :meth:`AlertPayload.model_json_schema` gives its JSON Schema. Fields may be added, never
taken away or changed in meaning. A payload is frozen when its alert is made, so that every attempt carries the same
bytes; it is kept below 20 kB, the bound of Standard Webhooks.
"""

import copy
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from monitor.alerts.clean import before_marks, clip, one_line, without_controls
from monitor.alerts.summary import Summary
from monitor.model import AlertKind, Article, Field, Hit, How, Payload, Severity, TextOrigin, Voice, Wording
from monitor.rulebook import Rule

BODY_LIMIT = 20_000
MATCHES_AN_ARTICLE = 20
_TITLE, _NAME, _NOTE, _TERM, _BESIDE, _URL, _AUTHORS = 300, 120, 300, 80, 110, 2000, 8
_SOURCES = 30


_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}([_-][A-Za-z0-9]{1,8}){0,4}")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class RulePart(_Part):
    """The rule that fired."""

    id: str
    title: str
    severity: Severity


class StoryPart(_Part):
    """The story so far: how many articles tell it, in which sources and languages.

    ``reason`` says why the article of the alert belongs to it; it is empty where that is not known.
    ``headline`` is the one under which it was told first, where another one leads now.
    """

    id: str
    articles: int
    sources: tuple[str, ...]
    languages: tuple[str, ...]
    reason: str = ""
    headline: str | None = None


class MatchPart(_Part):
    """One place where the article satisfies a leaf of the rule.

    ``start`` and ``end`` count code points in the article's stored title or text. ``highlight`` is where the words
    stand in ``snippet``, counted the same way. ``licence`` is the full name or role that lets a bare surname count.
    """

    leaf: str
    field: Field
    start: int
    end: int
    text: str
    how: How
    snippet: str
    highlight: tuple[int, int] | None = None
    variant: str = ""
    licence: str | None = None


class SentencePart(_Part):
    """Where a sentence of the summary stands: code points in the article's stored text."""

    start: int
    end: int


class ArticlePart(_Part):
    """One article. ``origin_note`` says why its text came from the feed when the page was wanted.

    ``updated`` is when its page, or else its feed, says that it was last changed.

    ``summary`` is made of the article's own sentences, which stand at ``summary_sentences``; unless ``summary_by`` says
    who wrote it (``model NAME``): then it is in ``summary_language``, ``title_translated`` is the title in that
    language, where it is another than the article's, and ``extract`` are the article's own sentences.
    """

    id: str
    url: str | None
    title: str
    source: str
    language: str | None
    published: AwareDatetime | None
    authors: tuple[str, ...]
    credit: str | None
    summary: str
    matches: tuple[MatchPart, ...]
    text_origin: TextOrigin = TextOrigin.PAGE
    origin_note: str | None = None
    updated: AwareDatetime | None = None
    summary_sentences: tuple[SentencePart, ...] = ()
    summary_by: str | None = None
    summary_language: str | None = None
    title_translated: str | None = None
    extract: str | None = None


class EditReason(StrEnum):
    """Why readers of a rule hear of a change to an article."""

    NEW_MATCH = "new-match"
    NO_MATCH = "no-match"
    HEADLINE = "headline"
    REMOVED_TERM = "removed-term"
    NEW_TERM = "new-term"
    TEXT = "text"


class ChangePart(_Part):
    """A headline or sentence as it was and as it is; one of them is empty where it was added or taken out."""

    before: str
    after: str


class EditPart(_Part):
    """What changed in the article of an update. ``found`` and ``lost`` are leaves of the rule, ``more`` counts what is
    not listed in ``changes``, where sentences with words of the rule come first.
    """

    reasons: tuple[EditReason, ...]
    title: ChangePart | None
    changes: tuple[ChangePart, ...]
    more: int
    found: tuple[str, ...]
    lost: tuple[str, ...]


class UpdateReason(StrEnum):
    """Why readers hear more of a story that they were told of."""

    SOURCES = "sources"
    LANGUAGES = "languages"
    DAILY = "daily"
    AGAIN = "again"


class UpdatePart(_Part):
    """How a story has grown since its readers were told of it last, at ``since``.

    ``sources`` counts those that are independent, of the story so far; ``languages`` are those that are new.
    """

    reason: UpdateReason
    sources: int
    languages: tuple[str, ...]
    since: AwareDatetime


class Corroborated(StrEnum):
    """Whether a second source has a story, for rules that wait for one."""

    CORROBORATED = "corroborated"
    SINGLE_SOURCE = "single-source"


class NoticePart(_Part):
    """What the service has to say of itself. ``about`` is a word for filters, ``more`` counts items not listed."""

    about: str
    feed: str | None
    subject: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...]
    more: int


class DigestReason(StrEnum):
    """Why alerts come together: it is time for a digest, or there were more of them than a limit lets pass."""

    DIGEST = "digest"
    LIMIT = "limit"


class DigestStoryPart(_Part):
    """One story of a digest: its alerts for one rule, and its articles with what they match.

    ``updated`` when readers know of it and there is more. ``more`` counts articles that are not listed.
    """

    story: StoryPart
    alerts: tuple[str, ...]
    updated: bool
    articles: tuple[ArticlePart, ...]
    corroboration: Corroborated | None = None
    more: int = 0


class DigestRulePart(_Part):
    """One rule of a digest: how many alerts it raised, and their stories. ``more`` counts stories not listed."""

    rule: RulePart
    alerts: int
    stories: tuple[DigestStoryPart, ...]
    more: int = 0


class DayPart(_Part):
    """How many matches a day had, for the rules of the digest; ``day`` is one of its readers' zone."""

    day: date
    matches: int


class DigestPart(_Part):
    """Alerts that come together, of those raised from ``since`` to ``until``, the rules that matter most first.

    ``alerts`` counts them, with the ``more`` that are not listed. ``days`` ends with that of ``until``. Of ``sources``
    feeds, ``answered`` were read within the time. An empty digest has the number of alerts that were made ``aside``.
    """

    reason: DigestReason
    since: AwareDatetime
    until: AwareDatetime
    alerts: int
    rules: tuple[DigestRulePart, ...]
    days: tuple[DayPart, ...]
    answered: int
    sources: int
    more: int = 0
    aside: int = 0


class AlertPart(_Part):
    """The alert itself. ``test`` marks a sample that announces nothing.

    ``edit`` is given where an article was changed, ``update`` where a story has grown, ``corroboration`` where a rule
    waits for a second source; and in place of articles, ``notice`` for a notice and ``digest`` for a digest.
    """

    id: str
    kind: AlertKind
    rule: RulePart
    story: StoryPart
    articles: tuple[ArticlePart, ...]
    test: bool = False
    edit: EditPart | None = None
    notice: NoticePart | None = None
    update: UpdatePart | None = None
    corroboration: Corroborated | None = None
    digest: DigestPart | None = None


class AlertPayload(_Part):
    """The whole body. ``timestamp`` is when the alert was made, in UTC."""

    type: Literal["alert"] = "alert"
    timestamp: AwareDatetime
    data: AlertPart


def rule_part(rule: Rule) -> RulePart:
    """What the payload says of ``rule``."""
    return RulePart(id=rule.id, title=one_line(rule.title, _NAME) or rule.id, severity=rule.severity)


def story_part(story_id: str, articles: Sequence[Article], reason: str = "") -> StoryPart:
    """What the payload says of the story that ``articles`` tell, sources and languages in order of appearance."""
    return StoryPart(
        id=story_id,
        articles=len(articles),
        sources=tuple(dict.fromkeys(one_line(article.source, _NAME) for article in articles if article.source)),
        languages=tuple(dict.fromkeys(tag for article in articles if (tag := _language(article)))),
        reason=one_line(reason, _NOTE),
    )


def voices_part(story_id: str, voices: Sequence[Voice]) -> StoryPart:
    """As :func:`story_part`, of articles of which only their part in the story is known."""
    sources = dict.fromkeys(one_line(voice.title, _NAME) for voice in voices if voice.title)
    languages = dict.fromkeys(voice.language for voice in voices if voice.language)
    return StoryPart(
        id=story_id,
        articles=len(voices),
        sources=tuple(sources)[:_SOURCES],
        languages=tuple(tag for tag in languages if _LANGUAGE_TAG.fullmatch(tag)),
    )


def headed(story: StoryPart, first: str | None, leading: str) -> StoryPart:
    """``story``, told under the headline ``first`` before, of which the one that is ``leading`` now may differ."""
    return story.model_copy(update={"headline": first}) if first and first != leading else story


def article_part(article: Article, summary: Summary, hits: Sequence[Hit]) -> ArticlePart:
    """What the payload says of ``article``, capped; of many hits it keeps some of every leaf."""
    return ArticlePart(
        id=article.id,
        url=_link(article.url),
        title=one_line(article.title, _TITLE),
        source=one_line(article.source, _NAME),
        language=_language(article),
        published=_whole_second(article.published),
        authors=tuple(one_line(author, _NAME) for author in article.authors[:_AUTHORS]),
        credit=one_line(article.credit, _NAME) if article.credit else None,
        summary=summary.text,
        matches=tuple(_match_part(article, hit) for hit in _representative(hits, MATCHES_AN_ARTICLE)),
        text_origin=article.text_origin,
        origin_note=one_line(article.origin_note, _NOTE) if article.origin_note else None,
        updated=_whole_second(article.updated),
        summary_sentences=tuple(SentencePart(start=start, end=end) for start, end in summary.sentences),
    )


def build_payload(data: AlertPart, now: datetime, limit: int = BODY_LIMIT) -> Payload:
    """The payload of an alert made ``now``, as plain JSON values; its body stays within ``limit`` bytes.

    Whatever does not fit is left out from the end of the longest list of matches, one at a time; then from the end of
    the changes.
    """
    return _fitted(AlertPayload(timestamp=_second(now), data=data).model_dump(mode="json"), limit)


def worded(payload: Payload, wording: Wording) -> Payload:
    """``payload`` with the words of a model in place of each article's own, which become its ``extract``.

    It stays as short as :func:`build_payload` makes it, and the same two give the same bytes.
    """
    changed: dict[str, Any] = copy.deepcopy(dict(payload))
    for article in changed["data"]["articles"]:
        words = wording.articles.get(article["id"])
        if words is not None:
            article["extract"] = article["summary"]
            article["summary"] = words.summary
            article["summary_by"] = f"model {wording.by}"
            article["summary_language"] = wording.language or article["language"]
            article["title_translated"] = words.title
    return _fitted(changed, max(BODY_LIMIT, len(body_bytes(payload))))


def _fitted(payload: dict[str, Any], limit: int) -> dict[str, Any]:
    """``payload`` without what makes its body longer than ``limit`` bytes."""
    articles: list[dict[str, Any]] = payload["data"]["articles"]
    edit: dict[str, Any] | None = payload["data"].get("edit")
    while len(body_bytes(payload)) > limit:
        longest: list[Any] = max((article["matches"] for article in articles), key=len, default=[])
        if longest:
            longest.pop()
        elif edit and edit["changes"]:
            edit["changes"].pop()
            edit["more"] += 1
        elif articles:
            articles.pop()
        else:
            break
    return payload


def body_bytes(payload: Mapping[str, Any]) -> bytes:
    """``payload`` as compact UTF-8 JSON: the body of a webhook, the same bytes whenever it is asked for."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _representative(hits: Sequence[Hit], limit: int) -> list[Hit]:
    """At most ``limit`` of ``hits``, in their order: the first of every leaf, then the second of every leaf, and on."""
    turns: dict[str, int] = {}
    ranked = []
    for place, hit in enumerate(hits):
        turn = turns[hit.leaf] = turns.get(hit.leaf, 0) + 1
        ranked.append((turn, place))
    kept = sorted(place for _, place in sorted(ranked)[:limit])
    return [hits[place] for place in kept]


def _link(url: str | None) -> str | None:
    """``url``, unless it is too long to send or holds what no URL holds. It is never altered: half a link is none."""
    return url if url and len(url) <= _URL and one_line(url) == url else None


def _language(article: Article) -> str | None:
    """The language of ``article`` if it looks like a BCP 47 tag; feeds state all sorts of things."""
    return article.language if article.language and _LANGUAGE_TAG.fullmatch(article.language) else None


def _match_part(article: Article, hit: Hit) -> MatchPart:
    before, words, after = _snippet(article, hit)
    return MatchPart(
        leaf=one_line(hit.leaf, _NAME),
        field=hit.field,
        start=hit.start,
        end=hit.end,
        text=one_line(hit.text, _TERM),
        how=hit.how,
        snippet=before + words + after,
        highlight=(len(before), len(before) + len(words)) if words else None,
        variant=one_line(hit.variant, _TERM),
        licence=one_line(hit.licence, _TERM) if hit.licence else None,
    )


def _snippet(article: Article, hit: Hit) -> tuple[str, str, str]:
    """The snippet of ``hit`` cleaned and capped, in three parts: before, the words themselves, and after."""
    place = _place_in_snippet(article, hit)
    if place is None:
        return one_line(hit.snippet, 2 * _BESIDE), "", ""
    before, words, after = (
        without_controls(part) for part in (hit.snippet[:place], hit.text, hit.snippet[place + len(hit.text) :])
    )
    return _tail(before, _BESIDE), clip(words, _TERM), clip(after, _BESIDE)


def _place_in_snippet(article: Article, hit: Hit) -> int | None:
    """Where the words of ``hit`` begin in its snippet.

    The same words may stand in it twice, so the snippet is found again around the hit in the article. Where it was
    altered too much for that, the mention nearest to its middle is taken.
    """
    source = {Field.TITLE: article.title, Field.BODY: article.text}.get(hit.field, "")
    quoted = hit.snippet.strip("… \n")
    lead = len(hit.snippet) - len(hit.snippet.lstrip("… \n"))
    begin = source.find(quoted, max(0, hit.end - len(quoted)), hit.start + len(quoted)) if quoted else -1
    if begin >= 0 and quoted[hit.start - begin :].startswith(hit.text):
        return lead + hit.start - begin
    mentions = [place for place in range(len(hit.snippet)) if hit.text and hit.snippet.startswith(hit.text, place)]
    middle = (len(hit.snippet) - len(hit.text)) / 2
    return min(mentions, key=lambda place: abs(place - middle), default=None)


def _tail(text: str, limit: int) -> str:
    """The end of ``text``, at most ``limit`` characters with the ellipsis that marks a cut, from a word on."""
    if len(text) <= limit:
        return text
    begin = len(text) - limit + 1
    space = text.find(" ", begin, begin + limit // 3)
    return "…" + text[space + 1 if space > 0 else before_marks(text, begin) :][-limit + 1 :]


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _whole_second(moment: datetime | None) -> datetime | None:
    return None if moment is None else _second(moment)
