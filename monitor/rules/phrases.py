"""All phrases of all rules in one table, found in one pass over the words of a text.

Each phrase hangs on its rarest lexeme, so that ten thousand phrases that begin with "united states" cost nothing until
the rest of one is there. Method: token dictionary with rarest-token anchors, docs/matching.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.model import How
from monitor.rules.analysis import STRENGTH
from monitor.rules.lexicon import Counts, Lexicon
from monitor.text.foreign import name_goes_on
from monitor.text.tokens import Passage

_COMPOUND = STRENGTH[How.COMPOUND]

# A word takes 100 bytes and more. Articles say themselves which language they are in, so languages are limited, too.
_REMEMBERED_WORDS = 150_000
_REMEMBERED_LANGUAGES = 40
_LONGEST_REMEMBERED = 64


class Manner(NamedTuple):
    """How a pattern is found. Most patterns share one of a few.

    ``rank`` is the least deviation that finding it means. ``starts_word`` and ``ends_word``: in scripts without spaces,
    whether a word must begin or end there. With ``commas``, commas may stand between the words. A ``fixed`` one counts
    only as its words are listed, never parted by a hyphen. A ``foreign`` one is a name in such a script, which must not
    go on.
    """

    rank: int = 0
    starts_word: bool = False
    ends_word: bool = False
    commas: bool = False
    fixed: bool = False
    foreign: bool = False

    @property
    def has_edges(self) -> bool:
        """Whether it matters what stands around the pattern."""
        return self.starts_word or self.ends_word or self.foreign


class Pattern(NamedTuple):
    """Lexemes in a row, and how they are found."""

    lexemes: tuple[int, ...]
    manner: Manner


_PLAIN = Manner()
# Radicals, kana and ideographs begin here: https://www.unicode.org/Public/UCD/latest/ucd/Blocks.txt
_FIRST_OF_HAN = "\u2e80"


class Found(NamedTuple):
    """A pattern found at the words ``first`` to ``last``, inclusive; ``rank`` is the strongest deviation needed."""

    pattern: int
    first: int
    last: int
    rank: int


class Hook(NamedTuple):
    """A pattern that hangs on a lexeme: its number, and where in it the lexeme stands."""

    number: int
    lexemes: tuple[int, ...]
    manner: Manner
    place: int


@dataclass(slots=True)
class Hooks:
    """The patterns that hang on one lexeme: those that are it alone, and others by what must stand beside it.

    A lexeme that begins a pattern waits for the next one, any other for the one before it. So a word on which hundreds
    of patterns hang costs no more than a word with one.
    """

    alone: list[Hook] = field(default_factory=list)
    before: dict[int, list[Hook]] = field(default_factory=dict)
    after: dict[int, list[Hook]] = field(default_factory=dict)

    def add(self, hook: Hook) -> None:
        """Hang one more."""
        _, lexemes, _, place = hook
        if len(lexemes) == 1:
            self.alone.append(hook)
        elif place == 0:
            self.after.setdefault(lexemes[1], []).append(hook)
        else:
            self.before.setdefault(lexemes[place - 1], []).append(hook)

    def beside(self, before: Counts, after: Counts) -> list[Hook]:
        """Those that are not alone and may stand between words that count as ``before`` and ``after``."""
        found: list[Hook] = []
        for waiting, counts in ((self.before, before), (self.after, after)):
            if waiting and counts:
                for lexeme in counts:
                    if lexeme in waiting:
                        found += waiting[lexeme]
        return found


# What a word of a document counts as; and what hangs on the lexemes among these, with how far the word deviates.
Known = tuple[Counts, tuple[tuple[Hooks, int], ...]]
# Most words are in no rule; that they share one entry keeps the memory of words small.
_NOTHING: Known = ({}, ())


class PhraseTable:
    """Patterns by number, and by the lexeme that they hang on."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._numbers: dict[Pattern, int] = {}
        self._patterns: list[Pattern] = []
        self._uses: dict[int, int] = {}
        self._hooks: dict[int, Hooks] = {}
        self._hung = 0
        self._memories: dict[str | None, _Memory] = {}

    def add(self, pattern: Pattern) -> int:
        """The number of ``pattern``, which equal ones share. It is found after the next :meth:`hang`."""
        number = self._numbers.get(pattern)
        if number is None:
            number = self._numbers[pattern] = len(self._patterns)
            self._patterns.append(pattern)
            for lexeme in pattern.lexemes:
                self._uses[lexeme] = self._uses.get(lexeme, 0) + 1
        return number

    def hang(self) -> None:
        """Hang the patterns added since the last call on their rarest lexemes, and forget what words were read as."""
        for number in range(self._hung, len(self._patterns)):
            lexemes, manner = self._patterns[number]
            place = self._rarest(lexemes) if lexemes[1:] else 0
            self._hooks.setdefault(lexemes[place], Hooks()).add(Hook(number, lexemes, manner, place))
        self._hung = len(self._patterns)
        self._numbers.clear()
        self._memories.clear()

    def lexemes(self, number: int) -> tuple[int, ...]:
        """The lexemes of the pattern of that number."""
        return self._patterns[number].lexemes

    def counts(self, word: str, language: str | None) -> Counts:
        """The lexemes that ``word``, in a document in ``language``, counts as."""
        return self._memory(language)[word][0]

    def commonness(self, number: int) -> float:
        """A guess of how often the pattern is found, for choosing between patterns: that of its rarest lexeme."""
        return min(map(self._commonness, self._patterns[number].lexemes))

    def _rarest(self, lexemes: tuple[int, ...]) -> int:
        costs = list(map(self._commonness, lexemes))
        return costs.index(min(costs))

    def _commonness(self, lexeme: int) -> float:
        """Words that many phrases use, and short words, are taken to be common."""
        length = self.lexicon.length(lexeme)
        return self._uses[lexeme] * (16.0 if length <= 3 else 1.0 + 4.0 / length)

    def read(self, word: str, language: str | None) -> Known:
        """What ``word``, in a document in ``language``, counts as, and what hangs on it; worked out afresh."""
        counts = self.lexicon.look_up(word, language)
        if not counts:
            return _NOTHING
        hooks = self._hooks
        return counts, tuple((hooks[lexeme], rank) for lexeme, rank in counts.items() if lexeme in hooks)

    def scan(self, passage: Passage, language: str | None) -> Iterator[Found]:
        """Every place where a pattern stands in ``passage``, which is in ``language``."""
        memory = self._memory(language)
        # One word more, which counts as nothing, stands behind the last and so, for Python, in front of the first.
        known = [*map(memory.__getitem__, passage.words), _NOTHING]
        for index, (_, hanging) in enumerate(known):
            for hooks, deviation in hanging:
                for number, _, manner, _ in hooks.alone:
                    if manner is _PLAIN or not manner.has_edges or _at_edges(manner, passage, index, index):
                        yield Found(number, index, index, max(deviation, manner.rank))
                for number, lexemes, manner, place in hooks.beside(known[index - 1][0], known[index + 1][0]):
                    first, last = index - place, index - place + len(lexemes) - 1
                    rank = _rank_at(lexemes, known, first)
                    if rank < 0 or not _is_run(manner, passage, first, last):
                        continue
                    if not manner.has_edges or _at_edges(manner, passage, first, last):
                        yield Found(number, first, last, max(rank, manner.rank))
        yield from _closed(passage, memory)

    def _memory(self, language: str | None) -> "_Memory":
        """The words met in documents in ``language``. When too much is remembered, all of it is forgotten."""
        words = sum(map(len, self._memories.values()))
        if words > _REMEMBERED_WORDS or len(self._memories) > _REMEMBERED_LANGUAGES:
            self._memories.clear()
        memory = self._memories.get(language)
        if memory is None:
            memory = self._memories[language] = _Memory(self, language)
        return memory


class _Memory(dict[str, Known]):
    """The words met in documents in one language; a word is worked out when it is first met."""

    def __init__(self, table: PhraseTable, language: str | None) -> None:
        super().__init__()
        self._table = table
        self._language = language

    def __missing__(self, word: str) -> Known:
        known = self._table.read(word, self._language)
        if len(word) <= _LONGEST_REMEMBERED:
            self[word] = known
        return known


def _closed(passage: Passage, memory: _Memory) -> Iterator[Found]:
    """The patterns of one word that stand there as two."""
    for index in passage.closable():
        for hooks, rank in memory[passage.words[index] + passage.words[index + 1]][1]:
            for number, _, manner, _ in hooks.alone:
                if not manner.fixed:
                    yield Found(number, index, index + 1, max(rank, _COMPOUND))


def _rank_at(lexemes: tuple[int, ...], known: list[Known], first: int) -> int:
    """The strongest deviation of the words from ``first`` on, or -1 when one of them does not count."""
    if first < 0 or first + len(lexemes) >= len(known):
        return -1
    strongest = 0
    for index, lexeme in enumerate(lexemes, first):
        rank = known[index][0].get(lexeme, -1)
        if rank < 0:
            return -1
        if rank > strongest:
            strongest = rank
    return strongest


def _is_run(manner: Manner, passage: Passage, first: int, last: int) -> bool:
    """Whether the words ``first`` to ``last`` stand together; in foreign names without a space, but for Thai ones."""
    return all(
        passage.joined(index, commas=manner.commas)
        and not (manner.foreign and passage.gaps[index + 1] == " " and passage.words[index] >= _FIRST_OF_HAN)
        for index in range(first, last)
    )


def _at_edges(manner: Manner, passage: Passage, first: int, last: int) -> bool:
    start, end = passage.spans[first][0], passage.spans[last][1]
    return (
        (not manner.starts_word or passage.is_word_boundary(start))
        and (not manner.ends_word or passage.is_word_boundary(end))
        and not (manner.foreign and name_goes_on(passage.text, start, end))
    )
