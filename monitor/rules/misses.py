"""What an article holds that comes nearest to a leaf that is not hit."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz, process

from monitor.rules.leaves import Leaf, Part, Use
from monitor.rules.reading import FIELDS, Occurrence, Reading, language_of
from monitor.rules.tables import Tables
from monitor.text.direction import isolate
from monitor.text.fold import fold

# Of 100: words less alike than this are other words.
_ALIKE = 75


class _Place(NamedTuple):
    """The word of that number in the field of that number."""

    field: int
    word: int


class Misses:
    """Near misses of the leaves of ``tables`` in the article of ``reading``."""

    def __init__(self, reading: Reading, tables: Tables) -> None:
        self._reading = reading
        self._tables = tables

    def of(self, number: int) -> str | None:
        """What there is instead of a hit of the leaf, in words, or ``None`` when nothing comes near."""
        leaf = self._tables.leaves[number]
        if leaf.expression is not None:
            return None
        parts = self._reading.parts(number)
        if found := parts.get(Part.TERM):
            return self._not_counted(leaf, found, parts.get(Part.BLOCKED, ()))
        if surnames := parts.get(Part.SURNAME):
            return f"{self._shown(surnames[0])} stands without a full name or role, or in a name under `not`"
        terms = self._tables.terms(number)
        return self._partly(terms) or self._alike(terms)

    def _not_counted(self, leaf: Leaf, found: Sequence[Occurrence], blocked: Iterable[Occurrence]) -> str:
        inside = [place for place in found if FIELDS[place.field] in leaf.where.fields]
        if not inside:
            fields = ", ".join(sorted(leaf.where.fields))
            return f"{self._shown(found[0])} does not count, for the rule looks at the {fields} only"
        for place in blocked:
            return f"{self._shown(place)} is under `not`"
        return f"{self._shown(inside[0])} is in another letter case than {inside[0].variant!r}"

    def _partly(self, terms: Iterable[tuple[int, Use]]) -> str | None:
        """The term of several words of which most are there."""
        best, said = 0.0, None
        for number, use in terms:
            lexemes = self._tables.phrases.lexemes(number)
            there = [self._first_at[lexeme] for lexeme in lexemes if lexeme in self._first_at]
            if len(there) == len(lexemes):
                return f"the words of {use.variant!r} are there, but not side by side and in order"
            if len(there) / len(lexemes) > best:
                best = len(there) / len(lexemes)
                said = f"nearest: {self._word(max(there, key=self._length))}, of {use.variant!r}"
        return said

    def _alike(self, terms: Iterable[tuple[int, Use]]) -> str | None:
        """The word that is most like one of the terms that are one word."""
        wanted = {
            fold(use.variant): use.variant for number, use in terms if len(self._tables.phrases.lexemes(number)) == 1
        }
        best, said = float(_ALIKE), None
        for folded, variant in wanted.items():
            found = process.extractOne(folded, self._folded, scorer=fuzz.ratio, score_cutoff=best)
            if found is not None:
                word, best, _ = found
                said = f"nearest: {self._word(self._folded_at[word])}, like {variant!r}"
        return said

    @cached_property
    def _first_at(self) -> dict[int, _Place]:
        """Where each lexeme stands first."""
        first: dict[int, _Place] = {}
        for place, word in self._words():
            language = language_of(self._reading.article, FIELDS[place.field])
            for lexeme in self._tables.phrases.counts(word, language):
                first.setdefault(lexeme, place)
        return first

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

    def _length(self, place: _Place) -> int:
        return len(self._reading.passages[place.field].words[place.word])

    def _word(self, place: _Place) -> str:
        passage = self._reading.passages[place.field]
        return f"{isolate(repr(passage.words[place.word]))} at {_where(place.field, passage.spans[place.word][0])}"

    def _shown(self, place: Occurrence) -> str:
        return f"{isolate(repr(self._reading.text(place)))} at {_where(place.field, place.start)}"


def _where(field: int, start: int) -> str:
    """The offset ``start``, and the field unless it is the text of the article."""
    name = FIELDS[field].value
    return f"{start}" if name == "body" else f"{start} of the {name}"
