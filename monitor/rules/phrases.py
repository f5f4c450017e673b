"""All phrases of all rules in one table, found in one pass over the words of a text.

Each phrase hangs on its rarest lexeme and one beside that, so that ten thousand phrases that begin with "united states"
cost nothing until the rest of one is there. Method: token dictionary with rarest-token anchors, docs/matching.md.
"""

from collections.abc import Iterator
from typing import NamedTuple

from monitor.model import How
from monitor.rules.analysis import STRENGTH
from monitor.rules.lexicon import Counts, Lexicon, told_apart
from monitor.text.foreign import name_goes_on
from monitor.text.tokens import Passage

_COMPOUND = STRENGTH[How.COMPOUND]

# A word takes 100 bytes and more.
_REMEMBERED_WORDS = 150_000
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


# Radicals, kana and ideographs begin here: https://www.unicode.org/Public/UCD/latest/ucd/Blocks.txt
_FIRST_OF_HAN = "\u2e80"


# A pattern found: its number, its first and last word (inclusive), and the strongest deviation that was needed. A plain
# tuple, for there is one for every other word of an article.
Found = tuple[int, int, int, int]


class Hook(NamedTuple):
    """A pattern that hangs on a lexeme: its number, and where in it the lexeme stands."""

    number: int
    place: int


# Patterns of more than one lexeme that hang on one, by the lexeme that must stand before it.
Waiting = dict[int, list[Hook]]


class Alone(NamedTuple):
    """A pattern of one lexeme that a word is. ``edges``: its manner, when it matters what stands around it."""

    number: int
    rank: int
    edges: Manner | None
    fixed: bool


class Known(NamedTuple):
    """What a word of a document counts as, and what hangs on these lexemes.

    ``leading`` are those of its lexemes for which some pattern waits.
    """

    counts: Counts
    alone: tuple[Alone, ...]
    waiting: tuple[Waiting, ...]
    leading: tuple[int, ...]


# Most words are in no rule; that they share one entry keeps the memory of words small.
_NOTHING = Known({}, (), (), ())


class _Hooks:
    """What hangs on which lexeme."""

    def __init__(self) -> None:
        self._alone: dict[int, list[tuple[int, Manner]]] = {}
        self._waiting: dict[int, Waiting] = {}
        self._leading: set[int] = set()

    def hang(self, number: int, pattern: Pattern, place: int) -> None:
        """Hang the pattern of that number on its lexeme at ``place`` and, when it has more, one beside that.

        Of two that stand together it hangs on the later one: that this may be common costs nothing.
        """
        lexemes, manner = pattern
        if len(lexemes) == 1:
            self._alone.setdefault(lexemes[0], []).append((number, manner))
            return
        place = max(1, place)
        before = lexemes[place - 1]
        self._waiting.setdefault(lexemes[place], {}).setdefault(before, []).append(Hook(number, place))
        self._leading.add(before)

    def known(self, counts: Counts) -> Known:
        """What there is to know of a word that counts as ``counts``."""
        alone = tuple(
            Alone(number, max(deviation, manner.rank), manner if manner.has_edges else None, manner.fixed)
            for lexeme, deviation in counts.items()
            for number, manner in self._alone.get(lexeme, ())
        )
        waiting = tuple(self._waiting[lexeme] for lexeme in counts if lexeme in self._waiting)
        return Known(counts, alone, waiting, tuple(filter(self._leading.__contains__, counts)))


class PhraseTable:
    """Patterns by number, and by the lexemes that they hang on."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._numbers: dict[Pattern, int] = {}
        self._patterns: list[Pattern] = []
        self._uses: dict[int, int] = {}
        self._costs: dict[int, float] = {}
        self._hooks = _Hooks()
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
        self._costs.clear()
        for number in range(self._hung, len(self._patterns)):
            pattern = self._patterns[number]
            self._hooks.hang(number, pattern, self._rarest(pattern.lexemes))
        self._hung = len(self._patterns)
        self._numbers.clear()
        self._memories.clear()

    def lexemes(self, number: int) -> tuple[int, ...]:
        """The lexemes of the pattern of that number."""
        return self._patterns[number].lexemes

    def counts(self, word: str, language: str | None) -> Counts:
        """The lexemes that ``word``, in a document in ``language``, counts as."""
        return self._memory(language)[word].counts

    def commonness(self, number: int) -> float:
        """A guess of how often the pattern is found, for choosing between patterns: that of its rarest lexeme."""
        return min(map(self._commonness, self._patterns[number].lexemes))

    def _rarest(self, lexemes: tuple[int, ...]) -> int:
        if len(lexemes) == 1:
            return 0
        costs = list(map(self._commonness, lexemes))
        return costs.index(min(costs))

    def _commonness(self, lexeme: int) -> float:
        """Words that many phrases use, and short words, are taken to be common."""
        cost = self._costs.get(lexeme)
        if cost is None:
            length = self.lexicon.length(lexeme)
            cost = self._costs[lexeme] = self._uses[lexeme] * (16.0 if length <= 3 else 1.0 + 4.0 / length)
        return cost

    def scan(self, passage: Passage, language: str | None) -> list[Found]:
        """Every place where a pattern stands in ``passage``, which is in ``language``."""
        memory = self._memory(language)
        known = [*map(memory.__getitem__, passage.words)]
        found: list[Found] = []
        before: tuple[int, ...] = ()
        for index, (_, alone, waiting, leading) in enumerate(known):
            for number, rank, edges, _ in alone:
                if edges is None or _at_edges(edges, passage, index, index):
                    found.append((number, index, index, rank))
            if before:
                for hooks in waiting:
                    for lexeme in before:
                        if lexeme in hooks:
                            found += self._standing(hooks[lexeme], known, passage, index)
            before = leading
        found += _closed(passage, memory)
        return found

    def _standing(self, hooks: list[Hook], known: list[Known], passage: Passage, index: int) -> Iterator[Found]:
        """The patterns among ``hooks``, which hang on the word ``index``, that stand there."""
        for number, place in hooks:
            lexemes, manner = self._patterns[number]
            first, last = index - place, index - place + len(lexemes) - 1
            rank = _rank_at(lexemes, known, first)
            if rank < 0 or not _is_run(manner, passage, first, last):
                continue
            if not manner.has_edges or _at_edges(manner, passage, first, last):
                yield number, first, last, max(rank, manner.rank)

    def _memory(self, language: str | None) -> "_Memory":
        """The words met in documents in ``language``. When too much is remembered, all of it is forgotten."""
        words = sum(map(len, self._memories.values()))
        if words > _REMEMBERED_WORDS:
            self._memories.clear()
        language = told_apart(language)
        memory = self._memories.get(language)
        if memory is None:
            memory = self._memories[language] = _Memory(self.lexicon, self._hooks, language)
        return memory


class _Memory(dict[str, Known]):
    """The words met in documents in one language; a word is worked out when it is first met."""

    def __init__(self, lexicon: Lexicon, hooks: _Hooks, language: str | None) -> None:
        super().__init__()
        self._lexicon = lexicon
        self._hooks = hooks
        self._language = language

    def __missing__(self, word: str) -> Known:
        counts = self._lexicon.look_up(word, self._language)
        known = self._hooks.known(counts) if counts else _NOTHING
        if len(word) <= _LONGEST_REMEMBERED:
            self[word] = known
        return known


def _closed(passage: Passage, memory: _Memory) -> Iterator[Found]:
    """The patterns of one word that stand there as two."""
    for index in passage.closable():
        for number, rank, _, fixed in memory[passage.words[index] + passage.words[index + 1]].alone:
            if not fixed:
                yield number, index, index + 1, max(rank, _COMPOUND)


def _rank_at(lexemes: tuple[int, ...], known: list[Known], first: int) -> int:
    """The strongest deviation of the words from ``first`` on, or -1 when one of them does not count."""
    if first < 0 or first + len(lexemes) > len(known):
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
    start, end = passage.stretch(first, last)
    return (
        (not manner.starts_word or passage.is_word_boundary(start))
        and (not manner.ends_word or passage.is_word_boundary(end))
        and not (manner.foreign and name_goes_on(passage.text, start, end))
    )
