"""Why a rule holds for an article, or what is missing."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from monitor.model import Hit
from monitor.rulebook import Span
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
from monitor.rules.hits import hits
from monitor.rules.misses import Misses
from monitor.rules.nearness import nearest, places
from monitor.rules.reading import Occurrences, Reading
from monitor.rules.tables import CompiledRule, Tables
from monitor.text.direction import isolate

_NOT = "none of"


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of a rule: what it asks, whether it holds, by which hits, and of which conditions it is made.

    ``note`` says in words why a condition fails that its parts alone do not explain.
    """

    asks: str
    holds: bool
    hits: tuple[Hit, ...] = ()
    of: tuple["Clause", ...] = ()
    note: str | None = None

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The clause and its parts as indented lines."""
        mark = "yes" if self.holds else "no "
        yield f"{'  ' * depth}{mark} {self.asks}" + (f": {self.note}" if self.note else "")
        for hit in self.hits:
            yield f"{'  ' * (depth + 2)}{describe(hit)}"
        for clause in self.of:
            yield from clause.lines(depth + 1)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one rule makes of an article.

    ``matched`` is whether the article would raise an alert; ``skipped`` says why the rule does not look at the article
    at all. ``summary`` is one plain sentence.
    """

    rule_id: str
    title: str
    matched: bool
    skipped: str | None
    summary: str
    clause: Clause

    def to_json(self) -> dict[str, Any]:
        """The explanation as plain JSON values."""
        return asdict(self)

    def lines(self) -> tuple[str, ...]:
        """The explanation as lines of text for a person."""
        verdict = "matches" if self.matched else "does not match"
        return (f"{self.rule_id}: {verdict}: {self.summary}", *self.clause.lines(1))


def describe(hit: Hit) -> str:
    """One line on a hit: where it is, what stands there, as which form of what, and the words around it."""
    variant = "" if hit.text == hit.variant else f" of {isolate(repr(hit.variant))}"
    licence = f", licensed by {isolate(repr(hit.licence))}" if hit.licence else ""
    found, around = isolate(repr(hit.text)), isolate(hit.snippet)
    return f"{hit.field} {hit.start}-{hit.end}: {found} ({hit.how}{variant}{licence}): {around}"


class Explainer:
    """Explains compiled rules on one article."""

    def __init__(self, reading: Reading, tables: Tables) -> None:
        self._reading = reading
        self._tables = tables
        self._misses = Misses(reading, tables)

    def explain(self, compiled: CompiledRule, refusal: str | None) -> Explanation:
        """Explain one rule; ``refusal`` is why it does not look at the article, if it does not."""
        clause = self._clause(compiled.node)
        if refusal:
            summary = refusal
        elif clause.holds:
            summary = "; ".join(f"{name} found" for name in dict.fromkeys(_found(clause)))
        else:
            summary = "; ".join(dict.fromkeys(_missing(clause)))
        rule = compiled.rule
        return Explanation(rule.id, rule.title, clause.holds and not refusal, refusal, summary, clause)

    def _clause(self, node: Node) -> Clause:
        found = node.evaluate(self._reading)
        holds = found is not None
        note = self._sum(node) if isinstance(node, ScoreNode) else None if holds else self._note(node)
        if isinstance(node, LeafNode):
            leaves = self._tables.leaves
            return Clause(leaves[node.leaf].name, holds, hits(found or (), self._reading, leaves), note=note)
        return Clause(_asks(node), holds, of=tuple(map(self._clause, _children(node))), note=note)

    def _sum(self, score: ScoreNode) -> str:
        """What a score comes to, and by what: "it comes to 7: +3 +4"."""
        worth = [child.worth(child.of.evaluate(self._reading)) for child in score.of]
        return f"it comes to {sum(worth)}: {' '.join(f'{each:+}' for each in worth)}"

    def _note(self, node: Node) -> str | None:
        """Why ``node``, which does not hold, fails, where its parts alone do not tell."""
        match node:
            case LeafNode(leaf):
                miss = self._misses.of(leaf)
                return "not found" + (f"; {miss}" if miss else "")
            case NearNode():
                return self._note_of_near(node)
            case CountNode(at_least, of):
                found = places([hit for child in of for hit in child.evaluate(self._reading) or ()])
                return f"found at {found} of {at_least} places"
            case _:
                return None

    def _note_of_near(self, node: NearNode) -> str | None:
        groups = [child.evaluate(self._reading) for child in node.of]
        if not all(groups):
            return None
        found: list[Occurrences] = [group or () for group in groups]
        gap = nearest(node.within, found, self._reading.passages, ordered=node.ordered)
        if gap is None:
            stretch = node.within.value if isinstance(node.within, Span) else Span.PARAGRAPH.value
            return f"all are there, but in no one {stretch}" + (" in this order" if node.ordered else "")
        what = "pair" if len(found) == 2 else "group"
        limit = f"limit {node.within}" if isinstance(node.within, int) else f"not in one {node.within.value}"
        return f"nearest {what} {gap} words apart, {limit}"


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
            return _NOT
        case NearNode(within, _, ordered):
            return f"near, within {_span(within)}, all of" + (" in this order" if ordered else "")
        case CountNode(at_least, _):
            return f"at least {at_least} places of"
        case ScoreNode(at_least, of):
            return f"score of at least {at_least} by {', '.join(f'{child.weight:+}' for child in of)} of"
        case RuleNode(rule_id, _):
            return f"rule:{rule_id}"
        case LeafNode():
            return ""


def _span(within: int | Span) -> str:
    return f"one {within.value}" if isinstance(within, Span) else f"{within} words"


def _found(clause: Clause) -> Iterator[str]:
    """The leaves that are hit, leaving out what must not be there."""
    if clause.asks == _NOT:
        return
    if clause.hits:
        yield clause.asks
    for part in clause.of:
        yield from _found(part)


def _missing(clause: Clause) -> Iterator[str]:
    """What is there and what is not, leaf by leaf; a ``none`` names what it forbids and was found."""
    if clause.asks == _NOT:
        if not clause.holds:
            yield from (f"{name} found, which is excluded" for part in clause.of for name in _found(part))
        return
    if not clause.of:
        yield f"{clause.asks} {clause.note or 'found'}"
        return
    if clause.note:
        yield f"{clause.asks} {', '.join(part.asks for part in clause.of)}: {clause.note}"
    if clause.holds:
        yield from (f"{name} found" for name in _found(clause))
        return
    for part in clause.of:
        yield from _missing(part)
