"""Why a rule holds for an article, or what is missing."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from monitor.rulebook import Span
from monitor.rules.apart import why_not_near
from monitor.rules.clauses import NOT, Clause, Explanation, summary_of
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
)
from monitor.rules.folding import fold, not_found
from monitor.rules.hits import hits
from monitor.rules.misses import Misses
from monitor.rules.nearness import places
from monitor.rules.reading import Occurrences, Reading
from monitor.rules.tables import CompiledRule, Tables

# So many equal weights in a row are told once, with their number.
_MANY = 4


class Explainer:
    """Explains compiled rules on one article."""

    def __init__(self, reading: Reading, tables: Tables) -> None:
        self._reading = reading
        self._tables = tables
        self._misses = Misses(reading, tables)

    def explain(self, compiled: CompiledRule, refusal: str | None) -> Explanation:
        """Explain one rule; ``refusal`` is why it does not look at the article, if it does not."""
        clause = self._clause(compiled.node)
        summary = refusal or summary_of(clause)
        rule = compiled.rule
        return Explanation(rule.id, rule.title, clause.holds and not refusal, refusal, summary, clause)

    def _clause(self, node: Node) -> Clause:
        found = node.evaluate(self._reading)
        if isinstance(node, LeafNode):
            return self._leaf(node.leaf, found)
        holds = found is not None
        note = self._sum(node) if isinstance(node, ScoreNode) else None if holds else self._note(node)
        parts, rest = self._parts(node, holds=holds)
        nearness = max((part.nearness for part in parts), default=0)
        return Clause(_asks(node), holds, of=parts, note=note, nearness=0 if holds else nearness, rest=rest)

    def _leaf(self, number: int, found: Occurrences | None) -> Clause:
        leaves = self._tables.leaves
        leaf = leaves[number]
        if found is not None:
            return Clause(leaf.name, holds=True, hits=hits(found, self._reading, leaves))
        miss = self._misses.of(number)
        note = not_found(leaf, self._misses.languages) + (f"; {miss.said}" if miss else "")
        return Clause(leaf.name, holds=False, note=note, nearness=miss.nearness if miss else 0)

    def _parts(self, node: Node, *, holds: bool) -> tuple[tuple[Clause, ...], str | None]:
        """The conditions inside ``node``, alternatives folded where they are many."""
        children = _children(node)
        parts = tuple(map(self._clause, children))
        if not isinstance(node, AnyNode | NoneNode | CountNode | ScoreNode):
            return parts, None
        leaves = [self._tables.leaves[child.leaf] if isinstance(child, LeafNode) else None for child in children]
        # What comes near is no help where enough was found, or where nothing should be.
        near = not holds and not isinstance(node, NoneNode)
        return fold(parts, leaves, self._misses.languages, near=near)

    def _sum(self, score: ScoreNode) -> str:
        """What a score comes to, and by what: "it comes to 7: +3 +4"."""
        worth = [child.worth(child.of.evaluate(self._reading)) for child in score.of]
        return f"it comes to {sum(worth)}: {' '.join(_signed(worth))}"

    def _note(self, node: Node) -> str | None:
        """Why ``node``, which does not hold, fails, where its parts alone do not tell."""
        match node:
            case NearNode(within, of, ordered):
                found = [child.evaluate(self._reading) or () for child in of]
                return why_not_near(within, found, self._reading.passages, ordered=ordered) if all(found) else None
            case CountNode(at_least, of):
                count = places([hit for child in of for hit in child.evaluate(self._reading) or ()])
                return f"found at {count} of {at_least} places"
            case _:
                return None


def _children(node: Node) -> tuple[Node, ...]:
    match node:
        case ScoreNode(_, of):
            return tuple(child.of for child in of)
        case RuleNode(_, of):
            return (of,)
        case LeafNode():
            return ()
        case AllNode(of) | AnyNode(of) | NoneNode(of) | NearNode(_, of) | CountNode(_, of):
            return of


def _asks(node: Node) -> str:
    match node:
        case AllNode():
            return "all of"
        case AnyNode():
            return "any of"
        case NoneNode():
            return NOT
        case NearNode(within, _, ordered):
            return f"near, within {_span(within)}, all of" + (" in this order" if ordered else "")
        case CountNode(at_least, _):
            return f"at least {at_least} places of"
        case ScoreNode(at_least, of):
            return f"score of at least {at_least} by {', '.join(_signed([child.weight for child in of]))} of"
        case RuleNode(rule_id, _):
            return f"rule:{rule_id}"
        case LeafNode():
            return ""


def _span(within: int | Span) -> str:
    if isinstance(within, Span):
        return f"one {within.value}"
    return f"{within} word" + ("" if within == 1 else "s")


def _signed(values: Sequence[int]) -> Iterable[str]:
    """The ``values`` with their signs, many equal ones in a row as "+1 ×12"."""
    for value, run in groupby(values):
        count = len(list(run))
        yield from [f"{value:+}"] * count if count < _MANY else [f"{value:+} ×{count}"]
