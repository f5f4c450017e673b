"""The parts of a payload as they are made of an article, its rule and its story: clean, and of a bounded length."""

import re
from collections.abc import Sequence

from monitor.alerts.clean import before_marks, clip, one_line, without_controls
from monitor.alerts.payload.parts import ArticlePart, MatchPart, RulePart, SentencePart, StoryPart, whole_second
from monitor.alerts.summary import Summary
from monitor.model import Article, Field, Hit, Voice
from monitor.rulebook import Rule

MATCHES_AN_ARTICLE = 20
_TITLE, _NAME, _NOTE, _TERM, _BESIDE, _URL, _AUTHORS = 300, 120, 300, 80, 110, 2000, 8
_SOURCES = 30
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}([_-][A-Za-z0-9]{1,8}){0,4}")


def rule_part(rule: Rule) -> RulePart:
    """What the payload says of ``rule``."""
    return RulePart(id=rule.id, title=one_line(rule.title, _NAME) or rule.id, severity=rule.severity)


def story_part(story_id: str, article: Article, reason: str = "") -> StoryPart:
    """What the payload says of the story that ``article`` alone tells."""
    language = _language(article)
    return StoryPart(
        id=story_id,
        articles=1,
        sources=(one_line(article.source, _NAME),) if article.source else (),
        languages=(language,) if language else (),
        reason=one_line(reason, _NOTE),
        independent=1,
    )


def voices_part(story_id: str, voices: Sequence[Voice], independent: int) -> StoryPart:
    """As :func:`story_part`, of articles of which only their part in the story is known, in order of appearance.

    They are of so many ``independent`` sources.
    """
    sources = dict.fromkeys(one_line(voice.title, _NAME) for voice in voices if voice.title)
    languages = dict.fromkeys(voice.language for voice in voices if voice.language)
    return StoryPart(
        id=story_id,
        articles=len(voices),
        sources=tuple(sources)[:_SOURCES],
        languages=tuple(tag for tag in languages if _LANGUAGE_TAG.fullmatch(tag)),
        independent=independent,
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
        published=whole_second(article.published) if article.published else None,
        authors=tuple(one_line(author, _NAME) for author in article.authors[:_AUTHORS]),
        credit=one_line(article.credit, _NAME) if article.credit else None,
        summary=summary.text,
        matches=tuple(_match_part(article, hit) for hit in _representative(hits, MATCHES_AN_ARTICLE)),
        text_origin=article.text_origin,
        origin_note=one_line(article.origin_note, _NOTE) if article.origin_note else None,
        updated=whole_second(article.updated) if article.updated else None,
        summary_sentences=tuple(SentencePart(start=start, end=end) for start, end in summary.sentences),
    )


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
