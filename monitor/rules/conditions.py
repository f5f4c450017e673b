"""Compiled conditions: the tree of a rule with its leaves numbered. Each node says by which hits it holds.

``evaluate`` gives the hits by which a node holds (none for a ``none`` that holds), or ``None`` when it does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from monitor.rulebook import Span
from monitor.rules.nearness import near, places
from monitor.rules.reading import Occurrence, Occurrences, Reading


@dataclass(frozen=True, slots=True)
class LeafNode:
    """The leaf of that number is hit."""

    leaf: int

    def evaluate(self, reading: Reading) -> Occurrences | None:
        """As the module says."""
        return reading.leaf(self.leaf) or None


@dataclass(frozen=True, slots=True)
class AllNode:
    """Every child holds."""

    of: tuple["Node", ...]

    def evaluate(self, reading: Reading) -> Occurrences | None:
        """As the module says."""
        hits: list[Occurrence] = []
        for child in self.of:
            found = child.evaluate(reading)
            if found is None:
                return None
            hits.extend(found)
        return tuple(hits)


@dataclass(frozen=True, slots=True)
class AnyNode:
    """At least one child holds."""

    of: tuple["Node", ...]

    def evaluate(self, reading: Reading) -> Occurrences | None:
        """As the module says."""
        held = [hits for child in self.of if (hits := child.evaluate(reading)) is not None]
        if len(held) == 1:
            return held[0]
        return tuple(chain.from_iterable(held)) if held else None


@dataclass(frozen=True, slots=True)
class NoneNode:
    """No child holds."""

    of: tuple["Node", ...]

    def evaluate(self, reading: Reading) -> Occurrences | None:
        """As the module says."""
        return () if all(child.evaluate(reading) is None for child in self.of) else None


@dataclass(frozen=True, slots=True)
class NearNode:
    """Hits of all children stand together, ``ordered`` or in any order."""

    within: int | Span
    of: tuple["Node", ...]
    ordered: bool = False

    def evaluate(self, reading: Reading) -> Occurrences | None:
        """As the module says."""
        groups = []
        for child in self.of:
            found = child.evaluate(reading)
            if not found:
                return None
            groups.append(found)
        return near(self.within, groups, reading.passages, ordered=self.ordered) or None


@dataclass(frozen=True, slots=True)
class CountNode:
    """The children are hit at so many places."""

    at_least: int
    of: tuple["Node", ...]

    def evaluate(self, reading: Reading) -> Occurrences | None:
        """As the module says."""
        hits = _all_hits(self.of, reading)
        return hits if places(hits) >= self.at_least else None


@dataclass(frozen=True, slots=True)
class WeightedNode:
    """A child of a score, and what each of its first ``at_most`` places adds."""

    of: "Node"
    weight: int
    at_most: int

    @property
    def most(self) -> int:
        """The most that it can add. What holds without a hit adds its weight once."""
        if self.weight < 0:
            return 0
        return self.weight * (1 if _counts_once(self.of) else self.at_most)

    def worth(self, found: Occurrences | None) -> int:
        """What it adds when its child holds by the hits ``found``, or does not hold."""
        if found is None:
            return 0
        return self.weight * (1 if _counts_once(self.of) else min(self.at_most, max(1, places(found))))


@dataclass(frozen=True, slots=True)
class ScoreNode:
    """What the children add reaches ``at_least``. The hits are those that add."""

    at_least: int
    of: tuple[WeightedNode, ...]

    def evaluate(self, reading: Reading) -> Occurrences | None:
        """As the module says."""
        found = [child.of.evaluate(reading) for child in self.of]
        if sum(child.worth(hits) for child, hits in zip(self.of, found, strict=True)) < self.at_least:
            return None
        adding = (hits or () for child, hits in zip(self.of, found, strict=True) if child.weight > 0)
        return tuple(chain.from_iterable(adding))


@dataclass(frozen=True, slots=True)
class RuleNode:
    """The condition of another rule holds."""

    rule_id: str
    of: "Node"

    def evaluate(self, reading: Reading) -> Occurrences | None:
        """As the module says."""
        return self.of.evaluate(reading)


Node = LeafNode | AllNode | AnyNode | NoneNode | NearNode | CountNode | ScoreNode | RuleNode


def _counts_once(node: Node) -> bool:
    """Whether ``node`` has no places of its own: ``all`` and ``none`` only hold, or do not."""
    return isinstance(node, AllNode | NoneNode)


def is_positive(node: Node) -> bool:
    """Whether ``node`` can only hold when something is hit."""
    match node:
        case AllNode(of):
            return any(map(is_positive, of))
        case AnyNode(of):
            return all(map(is_positive, of))
        case RuleNode(_, of):
            return is_positive(of)
        case ScoreNode(at_least, of):
            wordless = sum(child.most for child in of if not is_positive(child.of))
            return wordless < at_least
        case NoneNode():
            return False
        case LeafNode() | NearNode() | CountNode():
            return True


def _all_hits(nodes: Iterable[Node], reading: Reading) -> Occurrences:
    return tuple(chain.from_iterable(node.evaluate(reading) or () for node in nodes))
