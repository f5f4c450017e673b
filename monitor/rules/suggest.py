"""Spellings of a person that stand in articles and that no rule would find, for people to accept.

A candidate is a stretch of two to four words that begin with capitals, where the script has them, whose outer words
resemble the outer words of a name, in either order; or a part of a run of Han and Kana. What the official's names,
listed or generated, already find, and what names another official, is none. See :mod:`monitor.rules.resemblance`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from monitor.model import Article, Field
from monitor.rulebook import Official, OfficialRef, Rule, Rulebook, Spelling
from monitor.rules.forms import Forms
from monitor.rules.match import compile_rulebook
from monitor.rules.reading import language_of
from monitor.rules.resemblance import RUN, Heard, HeardWords, Resemblance, Slot
from monitor.rules.snippets import snippet
from monitor.text.fold import fold
from monitor.text.letters import language_for
from monitor.text.scripts import Script, script_of
from monitor.text.tokens import Passage, words

THRESHOLD = 85.0
_MOST_WORDS = 4
_MOST_UNCASED = 3
_LONGEST_PARTICLE = 3
_NOTHING = Heard(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A spelling to accept or not. ``score`` is from 0 to 100, ``resembles`` the listed name, ``snippet`` one place.

    ``count`` says how often it stands in the ``articles``, and these come from so many ``sources``.
    """

    text: str
    language: str
    count: int
    articles: int
    sources: int
    score: float
    resembles: str
    snippet: str


class _Candidate(NamedTuple):
    start: int
    end: int
    score: float
    resembles: str


@dataclass(slots=True)
class _Seen:
    """What is known of one spelling in one language."""

    best: _Candidate
    snippet: str
    written: Counter[str] = field(default_factory=Counter)
    articles: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)


class Suggesting:
    """Collects near spellings of one official from articles."""

    def __init__(
        self,
        official: Official,
        others: Iterable[Official] = (),
        threshold: float = THRESHOLD,
        forms: Forms | None = None,
    ) -> None:
        """``others`` are people whose listed names are no spellings of ``official``; nothing else of them counts.

        Raises :class:`monitor.errors.ConfigError` when the official cannot be compiled.
        """
        self._resemblance = Resemblance(official, threshold)
        listed = (_by_names_alone(other) for other in others if other.id != official.id)
        everyone = {each.id: each for each in (official, *listed)}
        rules = tuple(Rule(id_, OfficialRef(id_), id_) for id_ in everyone)
        self._matcher = compile_rulebook(Rulebook(rules, officials=everyone), forms)
        self._seen: dict[tuple[str, str], _Seen] = {}

    def take(self, article: Article) -> None:
        """Look through one more article."""
        passages = [(where, Passage(text)) for where, text in _texts(article)]
        candidates = [(where, passage, self._candidates(passage)) for where, passage in passages]
        if not any(found for _, _, found in candidates):
            return
        # A surname that counts only beside a full name does not find the person where that is spelled so.
        taken = [hit for match in self._matcher.match(article) for hit in match.hits if hit.licence is None]
        for where, passage, found in candidates:
            spans = [(hit.start, hit.end) for hit in taken if hit.field is where]
            for candidate in found:
                if all(end <= candidate.start or candidate.end <= start for start, end in spans):
                    self._note(candidate, passage, article, where)

    def result(self, limit: int | None = None) -> tuple[Suggestion, ...]:
        """At most ``limit`` of the spellings found so far: the most alike first, then those in most articles."""
        found = sorted(
            (_suggestion(language, seen) for (language, _), seen in self._seen.items()),
            key=lambda suggestion: (-suggestion.score, -suggestion.articles, -suggestion.count, suggestion.text),
        )
        return tuple(found[:limit])

    def _candidates(self, passage: Passage) -> list[_Candidate]:
        found = list(self._spans(passage))
        for run in RUN.finditer(passage.text):
            likeness = self._resemblance.run(run[0])
            if likeness is not None:
                at = run.start()
                found.append(_Candidate(at + likeness.start, at + likeness.end, likeness.score, likeness.name))
        return found

    def _spans(self, passage: Passage) -> Iterator[_Candidate]:
        last_end = -1
        for number, word in enumerate(passage.words):
            heard = self._heard(word)
            best = max(self._from(number, heard, passage), key=lambda each: each.score, default=None) if heard else None
            if best is not None and best.start >= last_end:
                last_end = best.end
                yield best

    def _heard(self, word: str) -> HeardWords:
        script = script_of(word)
        if script is Script.UNSPACED or (script.has_case and not word[0].isupper()):
            return {}
        return self._resemblance.word(word)

    def _from(self, first: int, heard: HeardWords, passage: Passage) -> Iterator[_Candidate]:
        """The candidates that begin with word ``first``."""
        cased = script_of(passage.words[first]).has_case
        for last in range(first + 1, min(first + (_MOST_WORDS if cased else _MOST_UNCASED), len(passage.words))):
            if not passage.joined(last - 1):
                return
            for (number, slot), opening in heard.items():
                across = last == first + 1 or slot is Slot.FIRST
                other = Slot.LAST if slot is Slot.FIRST else Slot.FIRST
                closing = self._heard(passage.words[last]).get((number, other), _NOTHING)
                whole = opening.end == len(passage.words[first]) and closing.start == 0
                if closing.score and across and whole:
                    start = passage.stretch(first, first)[0] + opening.start
                    end = passage.stretch(last, last)[0] + closing.end
                    score = round((opening.score + closing.score) / 2, 1)
                    yield _Candidate(start, end, score, self._resemblance.names[number])
            if cased and not _inside_name(passage.words[last]):
                return

    def _note(self, candidate: _Candidate, passage: Passage, article: Article, where: Field) -> None:
        text = passage.text[candidate.start : candidate.end]
        if self._resemblance.is_generated(text):
            return
        language = language_for(text, language_of(article, where)) or ""
        around = snippet(passage, candidate.start, candidate.end)
        key = (language, " ".join(map(fold, words(text))))
        seen = self._seen.setdefault(key, _Seen(candidate, around))
        if candidate.score > seen.best.score:
            seen.best, seen.snippet = candidate, around
        seen.written[text] += 1
        seen.articles.add(article.id)
        seen.sources.add(article.feed_id or article.source)


def _texts(article: Article) -> Iterator[tuple[Field, str]]:
    yield Field.TITLE, article.title
    yield Field.BODY, article.text


def _by_names_alone(official: Official) -> Official:
    return replace(official, surnames={}, roles={}, blocked=(), spelling=Spelling.EXACT)


def _inside_name(word: str) -> bool:
    """Whether ``word`` may stand between the first and the last word of a name: ``Abdullah bin Zayed``."""
    return word[0].isupper() or len(word) <= _LONGEST_PARTICLE


def _suggestion(language: str, seen: _Seen) -> Suggestion:
    return Suggestion(
        text=" ".join(seen.written.most_common(1)[0][0].split()),
        language=language,
        count=seen.written.total(),
        articles=len(seen.articles),
        sources=len(seen.sources),
        score=seen.best.score,
        resembles=seen.best.resembles,
        snippet=seen.snippet,
    )
