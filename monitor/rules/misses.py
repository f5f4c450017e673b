"""What an article holds that comes nearest to a leaf that is not hit."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz, process

from monitor.rules.leaves import Leaf, Part, Use
from monitor.rules.reading import FIELDS, Occurrence, Reading, base_language, language_of
from monitor.rules.tables import Tables
from monitor.rules.uncounted import uncounted
from monitor.text.direction import isolate
from monitor.text.fold import fold
from monitor.text.scripts import Script, script_of

# Of 100: words less alike than this are other words.
_ALIKE = 75
# Of 100: how much of a term of several words must be there. "of" says nothing of "denial of service".
_WORTH_NAMING = 33
# The same of a term of characters without spaces, of which any single one stands in many words.
_WORTH_NAMING_UNSPACED = 50
_CERTAIN = 100
# A common character may stand in a long text at every second place; near misses at the first ones do.
_MOST_PLACES = 500


class Miss(NamedTuple):
    """What there is instead of a hit, in words; ``nearness`` is 100 for what was found and does not count."""

    said: str
    nearness: int


class _Place(NamedTuple):
    """The word of that number in the field of that number."""

    field: int
    word: int


class _Run(NamedTuple):
    """Words of a term side by side in the article, from one place to another, inclusive."""

    first: _Place
    last: _Place

    @property
    def length(self) -> int:
        return self.last.word - self.first.word + 1


class Misses:
    """Near misses of the leaves of ``tables`` in the article of ``reading``."""

    def __init__(self, reading: Reading, tables: Tables) -> None:
        self._reading = reading
        self._tables = tables
        #: The languages of title and text, as far as they are known.
        self.languages = frozenset(
            filter(None, (language_of(reading.article, field) for field in FIELDS if field in tables.fields))
        )

    def of(self, number: int) -> Miss | None:
        """What there is instead of a hit of the leaf, or ``None`` when nothing comes near."""
        leaf = self._tables.leaves[number]
        if leaf.expression is not None:
            return None
        found = uncounted(self._reading, number, leaf)
        if found is not None:
            kind = "surname " if found.part is Part.SURNAME else ""
            return Miss(f"{kind}{self._shown(found.place)} {found.why}", _CERTAIN)
        terms = self._terms(number, leaf)
        return self._partly(terms) or self._alike(terms)

    def _terms(self, number: int, leaf: Leaf) -> list[tuple[int, Use]]:
        """The terms of the leaf in the languages of the article, if it has some; else all."""
        every = self._tables.terms(number)
        own = {
            term
            for language, terms in leaf.terms.items()
            if not language or base_language(language) in self.languages
            for term in terms
        }
        return [(pattern, use) for pattern, use in every if use.variant in own] or every

    def _partly(self, terms: Iterable[tuple[int, Use]]) -> Miss | None:
        """The term of several words of which most are there."""
        best: Miss | None = None
        for number, use in terms:
            lexemes = self._tables.phrases.lexemes(number)
            there = [self._places[lexeme][0] for lexeme in lexemes if lexeme in self._places]
            if not there:
                continue
            longest = max(there, key=self._length)
            if script_of(self._text(longest)) is Script.UNSPACED:
                miss = self._partly_unspaced(lexemes, use)
            elif len(there) == len(lexemes):
                said = f"the words of {isolate(repr(use.variant))} are there, but not side by side and in order"
                miss = Miss(said, _CERTAIN)
            else:
                miss = self._some_words(lexemes, longest, use)
            if miss is not None and (best is None or miss.nearness > best.nearness):
                best = miss
        return best

    def _some_words(self, lexemes: tuple[int, ...], longest: _Place, use: Use) -> Miss | None:
        """A term of which some words are there, the ``longest`` at that place."""
        length = self._tables.phrases.lexicon.length
        there = sum(self._length(self._places[lexeme][0]) for lexeme in lexemes if lexeme in self._places)
        missing = sum(length(lexeme) for lexeme in lexemes if lexeme not in self._places)
        share = 100 * there // (there + missing)
        if share < _WORTH_NAMING:
            return None
        return Miss(f"nearest: {self._word(longest)}, of {isolate(repr(use.variant))}", share)

    def _partly_unspaced(self, lexemes: tuple[int, ...], use: Use) -> Miss | None:
        """A term of characters of which enough stand side by side, as words of their own."""
        run = self._longest_run(lexemes)
        share = 100 * run.length // len(lexemes)
        if run.length == len(lexemes):
            return Miss(f"{self._words_of(run)} begins or ends inside another word", _CERTAIN)
        if run.length < 2 or share < _WORTH_NAMING_UNSPACED or not self._is_cut_out(run):
            return None
        return Miss(f"nearest: {self._words_of(run)}, of {use.variant!r}", share)

    def _longest_run(self, lexemes: tuple[int, ...]) -> _Run:
        """The most ``lexemes`` in a row that stand so in the article; some of them are there."""
        runs: list[_Run] = []
        before: dict[_Place, _Place] = {}
        for lexeme in lexemes:
            begun: dict[_Place, _Place] = {}
            for place in self._places.get(lexeme, ()):
                begun[place] = before.get(_Place(place.field, place.word - 1), place)
            runs.extend(_Run(first, last) for last, first in begun.items())
            before = begun
        return max(runs, key=lambda run: run.length)

    def _is_cut_out(self, run: _Run) -> bool:
        """Whether words of the dictionary begin and end where ``run`` does."""
        passage = self._reading.passages[run.first.field]
        start, end = passage.stretch(run.first.word, run.last.word)
        return passage.is_word_boundary(start) and passage.is_word_boundary(end)

    def _alike(self, terms: Iterable[tuple[int, Use]]) -> Miss | None:
        """The word that is most like one of the terms that are one word."""
        wanted = {
            fold(use.variant): use.variant for number, use in terms if len(self._tables.phrases.lexemes(number)) == 1
        }
        best, miss = float(_ALIKE), None
        for folded, variant in wanted.items():
            found = process.extractOne(folded, self._folded, scorer=fuzz.ratio, score_cutoff=best)
            if found is not None:
                word, best, _ = found
                said = f"nearest: {self._word(self._folded_at[word])}, like {isolate(repr(variant))}"
                miss = Miss(said, min(int(best), _CERTAIN - 1))
        return miss

    @cached_property
    def _places(self) -> dict[int, list[_Place]]:
        """Where each lexeme stands, at the first places."""
        places: dict[int, list[_Place]] = {}
        for place, word in self._words():
            language = language_of(self._reading.article, FIELDS[place.field])
            for lexeme in self._tables.phrases.counts(word, language):
                known = places.setdefault(lexeme, [])
                if len(known) < _MOST_PLACES:
                    known.append(place)
        return places

    @cached_property
    def _folded_at(self) -> dict[str, _Place]:
        """Where each folded word stands first."""
        first: dict[str, _Place] = {}
        for place, word in self._words():
            first.setdefault(fold(word), place)
        return first

    @cached_property
    def _folded(self) -> list[str]:
        return list(self._folded_at)

    def _words(self) -> Iterator[tuple[_Place, str]]:
        for field, passage in enumerate(self._reading.passages):
            if FIELDS[field] in self._tables.fields:
                yield from ((_Place(field, index), word) for index, word in enumerate(passage.words))

    def _text(self, place: _Place) -> str:
        return self._reading.passages[place.field].words[place.word]

    def _length(self, place: _Place) -> int:
        return len(self._text(place))

    def _word(self, place: _Place) -> str:
        return self._words_of(_Run(place, place))

    def _words_of(self, run: _Run) -> str:
        passage = self._reading.passages[run.first.field]
        start, end = passage.stretch(run.first.word, run.last.word)
        return f"{isolate(repr(passage.text[start:end]))} at {_where(run.first.field, start)}"

    def _shown(self, place: Occurrence) -> str:
        return f"{isolate(repr(self._reading.text(place)))} at {_where(place.field, place.start)}"


def _where(field: int, start: int) -> str:
    """The offset ``start``, and the field unless it is the text of the article."""
    name = FIELDS[field].value
    return f"{start}" if name == "body" else f"{start} of the {name}"
