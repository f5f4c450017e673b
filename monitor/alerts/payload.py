"""The alert payload: what a webhook receives and what a mail is rendered from, one and the same.

The models are the contract; :meth:`AlertPayload.model_json_schema` gives its JSON Schema. Fields may be added, never
taken away or changed in meaning. A payload is frozen when its alert is made, so that every attempt carries the same
bytes; it is kept below 20 kB, the bound of Standard Webhooks.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from monitor.alerts.clean import before_marks, clip, one_line, without_controls
from monitor.model import AlertKind, Article, Field, Hit, How, Payload, Severity, TextOrigin
from monitor.rulebook import Rule

BODY_LIMIT = 20_000
MATCHES_AN_ARTICLE = 20
_TITLE, _NAME, _NOTE, _TERM, _BESIDE, _URL, _AUTHORS = 300, 120, 300, 80, 110, 2000, 8


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
    """

    id: str
    articles: int
    sources: tuple[str, ...]
    languages: tuple[str, ...]
    reason: str = ""


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


class ArticlePart(_Part):
    """One article. ``origin_note`` says why its text came from the feed when the page was wanted.

    ``updated`` is when its page, or else its feed, says that it was last changed.
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


class NoticePart(_Part):
    """What the service has to say of itself. ``about`` is a word for filters, ``more`` counts items not listed."""

    about: str
    feed: str | None
    subject: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...]
    more: int


class AlertPart(_Part):
    """The alert itself. ``test`` marks a sample that announces nothing.

    ``edit`` is given for an update, and ``notice``, in place of articles, for a notice.
    """

    id: str
    kind: AlertKind
    rule: RulePart
    story: StoryPart
    articles: tuple[ArticlePart, ...]
    test: bool = False
    edit: EditPart | None = None
    notice: NoticePart | None = None


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


def article_part(article: Article, summary: str, hits: Sequence[Hit]) -> ArticlePart:
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
        summary=summary,
        matches=tuple(_match_part(article, hit) for hit in _representative(hits, MATCHES_AN_ARTICLE)),
        text_origin=article.text_origin,
        origin_note=one_line(article.origin_note, _NOTE) if article.origin_note else None,
        updated=_whole_second(article.updated),
    )


def build_payload(data: AlertPart, now: datetime) -> Payload:
    """The payload of an alert made ``now``, as plain JSON values; its body stays within :data:`BODY_LIMIT`.

    Whatever does not fit is left out from the end of the longest list of matches, one at a time; then from the end of
    the changes.
    """
    payload: dict[str, Any] = AlertPayload(timestamp=_second(now), data=data).model_dump(mode="json")
    articles: list[dict[str, Any]] = payload["data"]["articles"]
    edit: dict[str, Any] | None = payload["data"]["edit"]
    while len(body_bytes(payload)) > BODY_LIMIT:
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
