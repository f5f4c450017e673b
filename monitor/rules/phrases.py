"""All phrases of all rules in one table, found in one pass over the words of a text.

Each phrase hangs on its rarest lexeme, so that ten thousand phrases that begin with "united states" cost nothing until
the rest of one is there. Method: token dictionary with rarest-token anchors, docs/matching.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from monitor.rules.lexicon import Counts, Lexicon
from monitor.text.tokens import Passage


@dataclass(frozen=True, slots=True)
class Pattern:
    """Lexemes in a row. ``rank`` is the least deviation that finding it means.

    ``starts_word`` and ``ends_word``: in scripts without spaces, whether a word must begin or end there.
    """

    lexemes: tuple[int, ...]
    rank: int
    starts_word: bool = False
    ends_word: bool = False
    commas: bool = False


class Found(NamedTuple):
    """A pattern found at the words ``first`` to ``last``, inclusive; ``rank`` is the strongest deviation needed."""

    pattern: int
    first: int
    last: int
    rank: int


class PhraseTable:
    """Patterns by number, and by the lexeme that they hang on."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._numbers: dict[Pattern, int] = {}
        self._patterns: list[Pattern] = []
        self._uses: dict[int, int] = {}
        self._anchored: dict[int, tuple[tuple[int, int], ...]] = {}

    def add(self, pattern: Pattern) -> int:
        """The number of ``pattern``; equal patterns share one."""
        number = self._numbers.get(pattern)
        if number is None:
            number = self._numbers[pattern] = len(self._patterns)
            self._patterns.append(pattern)
            for lexeme in pattern.lexemes:
                self._uses[lexeme] = self._uses.get(lexeme, 0) + 1
        return number

    def seal(self) -> None:
        """Hang every pattern on its rarest lexeme. Call once all patterns are added."""
        anchored: dict[int, list[tuple[int, int]]] = {}
        for number, pattern in enumerate(self._patterns):
            place = min(range(len(pattern.lexemes)), key=lambda index: self._commonness(pattern.lexemes[index]))
            anchored.setdefault(pattern.lexemes[place], []).append((number, place))
        self._anchored = {lexeme: tuple(patterns) for lexeme, patterns in anchored.items()}

    def commonness(self, number: int) -> float:
        """A guess of how often the pattern is found, for choosing between patterns: that of its rarest lexeme."""
        return min(map(self._commonness, self._patterns[number].lexemes))

    def _commonness(self, lexeme: int) -> float:
        """Words that many phrases use, and short words, are taken to be common."""
        length = self._lexicon.length(lexeme)
        return self._uses[lexeme] * (16.0 if length <= 3 else 1.0 + 4.0 / length)

    def scan(self, passage: Passage, counts: list[Counts]) -> Iterator[Found]:
        """Every place where a pattern stands in ``passage``, whose words count as ``counts``."""
        anchored = self._anchored
        for index, lexemes in enumerate(counts):
            for lexeme, rank in lexemes.items():
                for number, place in anchored.get(lexeme, ()):
                    pattern = self._patterns[number]
                    length = len(pattern.lexemes)
                    if length > 1:
                        found_rank = _rank_at(pattern.lexemes, counts, index - place)
                        if found_rank < 0 or not _is_run(pattern, passage, index - place):
                            continue
                        rank_here = max(found_rank, pattern.rank)
                    else:
                        rank_here = max(rank, pattern.rank)
                    first = index - place
                    if (pattern.starts_word or pattern.ends_word) and not _at_boundaries(pattern, passage, first):
                        continue
                    yield Found(number, first, first + length - 1, rank_here)


def _rank_at(lexemes: tuple[int, ...], counts: list[Counts], first: int) -> int:
    """The strongest deviation of the words from ``first`` on, or -1 when one of them does not count."""
    if first < 0 or first + len(lexemes) > len(counts):
        return -1
    strongest = 0
    for offset, lexeme in enumerate(lexemes):
        rank = counts[first + offset].get(lexeme, -1)
        if rank < 0:
            return -1
        strongest = max(strongest, rank)
    return strongest


def _is_run(pattern: Pattern, passage: Passage, first: int) -> bool:
    last = first + len(pattern.lexemes) - 1
    return all(passage.joined(index, commas=pattern.commas) for index in range(first, last))


def _at_boundaries(pattern: Pattern, passage: Passage, first: int) -> bool:
    start = passage.spans[first][0]
    end = passage.spans[first + len(pattern.lexemes) - 1][1]
    return (not pattern.starts_word or passage.is_word_boundary(start)) and (
        not pattern.ends_word or passage.is_word_boundary(end)
    )
