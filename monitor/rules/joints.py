"""Listed words that documents may write closed up, as one word: Cyberangriff, 군비통제."""

from bisect import insort
from collections.abc import Iterator

from monitor.model import How
from monitor.rules import analysis

_COMPOUND = analysis.STRENGTH[How.COMPOUND]
# Each half of a word that is two words closed up.
_SHORTEST_HALF = 2


class Joints:
    """Pairs of lexemes that may be written as one word."""

    def __init__(self) -> None:
        self._heads: dict[str, set[int]] = {}
        # By their first two letters, or the only one, ascending: most words begin like none.
        self._lengths: dict[str, list[int]] = {}
        self._pairs: dict[int, dict[int, int]] = {}

    def add(self, number: int, left: int, right: int, head: str) -> None:
        """Lexeme ``number`` is ``left``, of which the word ``head`` begins, and ``right`` in one word."""
        self._heads.setdefault(head, set()).add(left)
        self._pairs.setdefault(left, {})[right] = number
        lengths = self._lengths.setdefault(head[:2], [])
        if len(head) not in lengths:
            insort(lengths, len(head))

    def all(self) -> Iterator[tuple[int, str, int]]:
        """Each number, with the head that its words begin with and the lexeme of the other half."""
        for head, lefts in self._heads.items():
            for left in lefts:
                yield from ((number, head, right) for right, number in self._pairs[left].items())

    def cuts(self, folded: str) -> Iterator[tuple[str, str]]:
        """The ways to cut a folded word behind a head."""
        longest = len(folded) - _SHORTEST_HALF
        for length in (*self._lengths.get(folded[:1], ()), *self._lengths.get(folded[:2], ())):
            if length > longest:
                return
            if folded[:length] in self._heads:
                yield folded[:length], folded[length:]

    def count(self, head: str, tail: dict[int, int], counts: dict[int, int]) -> None:
        """Add to ``counts`` the lexemes of which ``head`` is the left half and one of ``tail`` the right."""
        for pairs in (self._pairs[left] for left in self._heads[head]):
            for right, rank in tail.items():
                if right in pairs:
                    counts[pairs[right]] = max(_COMPOUND, rank)
