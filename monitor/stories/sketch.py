"""What is kept of an article to know others of its story by."""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from monitor.ids import digest_number
from monitor.model import Article, Sketch, Term, TermKind
from monitor.stories.shingles import KEYS, bottom, is_dense
from monitor.stories.terms import Found, stem, terms_of
from monitor.stories.traces import Listed, finding, traces_of
from monitor.stories.usage import Usage
from monitor.text.daynames import day_names
from monitor.text.fold import fold
from monitor.text.tokens import words

# Headline and text below this are a notice ("Subscribe to read on") that many different articles share, and say
# nothing. A letter of a script that says more in one counts as so many.
FEWEST_LETTERS = 100
_DENSE = 3
# What is longer is compared by its beginning; no news text is.
_LONGEST = 60_000
_TERMS = 200
_EVENT_KEYS = 20
_BOOST = {TermKind.NAME: 3.0, TermKind.NUMBER: 5.0, TermKind.WORD: 1.0}


def sketch_of(article: Article, now: datetime, usage: Usage, listed: Listed | None = None) -> Sketch:
    """The sketch of ``article``, which ``usage`` learns from. A date in the future is none: it is of ``now`` then.

    ``listed`` are the officials that rules found in it. Without, it is not compared with articles in other languages,
    and only learnt from.
    """
    language = base_language(article.language)
    found, letters = _said(article, language, usage)
    telling = usage.weights(language, found)
    size, prints = bottom(letters)
    terms = _weighed(found, telling)
    traces = traces_of(article, language, usage, listed or {})
    if listed is None or not found:
        traces = ()
    return Sketch(
        article_id=article.id,
        at=moment_of(article, now),
        title=article.title,
        source=article.source,
        language=language,
        letters=len(letters),
        shingles=size,
        prints=prints,
        terms=terms,
        central=_most_written(found, telling, (key for key in terms if found[key].is_central)),
        subject=_most_written(found, telling, (key for key in terms if found[key].is_frequent)),
        norm=math.hypot(*(term.weight for term in terms.values())),
        copy_keys=prints[:KEYS],
        event_keys=tuple(digest_number(language, key) for key in _finding(terms)),
        names={key: found[key].shown for key in terms},
        learnt=usage.articles(language),
        traces=traces,
        trace_keys=tuple(map(digest_number, finding(traces))),
    )


def _said(article: Article, language: str, usage: Usage) -> tuple[dict[str, Found], str]:
    """The terms of ``article``, which ``usage`` learns from, and its letters; of a notice neither."""
    title, text = article.title[:_LONGEST], article.text[:_LONGEST]
    letters = letters_of(text)
    days = {stem(name) for name in day_names(language)}
    found = {key: term for key, term in terms_of(title, text).items() if key not in days}
    usage.learn(language, found)
    return ({}, "") if _length(letters_of(title) + letters) < FEWEST_LETTERS else (found, letters)


def _weighed(found: Mapping[str, Found], telling: Mapping[str, float]) -> dict[str, Term]:
    """The terms that say most, those first."""
    weights = {
        key: telling[key] * (1 + math.log(term.count + term.early)) * _BOOST[term.kind]
        for key, term in found.items()
        if telling[key]
    }
    ranked = sorted(weights, key=lambda key: (-weights[key], key))[:_TERMS]
    return {key: Term(weights[key], found[key].kind, found[key].headline) for key in ranked}


def _most_written(found: Mapping[str, Found], telling: Mapping[str, float], among: Iterable[str]) -> str | None:
    words = [key for key in among if found[key].kind is not TermKind.NUMBER]
    return max(words, key=lambda key: found[key].count * telling[key], default=None)


def _finding(terms: Mapping[str, Term]) -> list[str]:
    """The terms to find others of the event by. Numbers are not: those that two texts share by chance are many."""
    return [key for key, term in terms.items() if term.kind is not TermKind.NUMBER][:_EVENT_KEYS]


def letters_of(text: str) -> str:
    """The folded letters and digits of ``text``, and nothing between them."""
    # Word by word: what is folded is cut off at the length that no word has.
    return "".join(char for word in words(text) for char in fold(word) if char.isalnum())


def moment_of(article: Article, now: datetime) -> datetime:
    """When the article was published, as far as that is known and can be."""
    published = article.published
    return published if published is not None and published <= now + timedelta(hours=12) else now


def base_language(tag: str | None) -> str:
    """The language of a BCP 47 tag without region and script, or nothing."""
    return (tag or "").replace("_", "-").partition("-")[0].lower()


def _length(letters: str) -> int:
    return len(letters) + (_DENSE - 1) * sum(map(is_dense, letters[: 2 * FEWEST_LETTERS]))
