"""Which leaves can set off a rule: those of its cheapest required clause.

Method: the term tree of Lucene's monitor (TermFilteredPresearcher). A conjunction contributes its cheapest child, a
disjunction all its children, a negation nothing; of a score those children without which it cannot be reached.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from monitor.rules.conditions import (
    AllNode,
    AnyNode,
    CountNode,
    LeafNode,
    NearNode,
    Node,
    NoneNode,
    RuleNode,
    ScoreNode,
    is_positive,
)

# The cost of what no leaf announces: it sorts last when the cheapest of several is chosen.
UNANNOUNCED = float("inf")

Cost = Callable[[int], float]


class Clause(NamedTuple):
    """Leaves of which one must be hit, and a guess of how often one is."""

    cost: float
    leaves: frozenset[int]


_NO_CLAUSE = Clause(UNANNOUNCED, frozenset())


def triggers(node: Node, cost: Cost) -> frozenset[int] | None:
    """The leaves of which one must be hit for ``node`` to hold; ``None`` when it may hold whatever is hit.

    ``cost`` guesses how often a leaf is hit, and is infinite for one that no pattern announces.
    """
    found = _cheapest(node, cost)
    return None if found.cost == UNANNOUNCED else found.leaves


def _cheapest(node: Node, cost: Cost) -> Clause:
    match node:
        case LeafNode(leaf):
            return Clause(cost(leaf), frozenset((leaf,)))
        case AllNode(of) | NearNode(_, of):
            clauses = (_cheapest(child, cost) for child in of if is_positive(child))
            return min(clauses, key=lambda clause: clause.cost, default=_NO_CLAUSE)
        case AnyNode(of) | CountNode(_, of):
            return _union(_cheapest(child, cost) for child in of)
        case ScoreNode():
            return _of_score(node, cost)
        case RuleNode(_, of):
            return _cheapest(of, cost)
        case NoneNode():
            return _NO_CLAUSE


def _union(clauses: Iterable[Clause]) -> Clause:
    every = list(clauses)
    return Clause(sum(clause.cost for clause in every), frozenset().union(*(clause.leaves for clause in every)))


def _of_score(score: ScoreNode, cost: Cost) -> Clause:
    """The clauses of those children, cheapest first, without which the others cannot reach the score."""
    adding = [child for child in score.of if child.weight > 0]
    clauses = sorted(((_cheapest(child.of, cost), child.most) for child in adding), key=lambda pair: pair[0].cost)
    left = sum(most for _, most in clauses)
    needed = []
    for clause, most in clauses:
        if left < score.at_least:
            break
        needed.append(clause)
        left -= most
    return _union(needed)
