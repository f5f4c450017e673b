"""Why a rule holds for an article, or what is missing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from monitor.model import Hit
from monitor.rulebook import Rule, Span
from monitor.rules.evaluate import evaluate, places
from monitor.rules.nodes import AllNode, AnyNode, CountNode, Leaf, LeafNode, NearNode, Node, NoneNode
from monitor.rules.reading import Occurrence, Reading

MakeHits = Callable[[Iterable[Occurrence], Reading], tuple[Hit, ...]]


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
            licence = f", licensed by {hit.licence!r}" if hit.licence else ""
            place = f"{hit.field} {hit.start}-{hit.end}: {hit.text!r} ({hit.how}{licence})"
            yield f"{'  ' * (depth + 2)}{place}: {hit.snippet}"
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


def explain_rule(
    rule: Rule, node: Node, reading: Reading, leaves: Sequence[Leaf], refusal: str | None, make_hits: MakeHits
) -> Explanation:
    """Explain ``rule``, compiled to ``node``; ``refusal`` is why it does not look at the article, if it does not."""
    clause = _clause(node, reading, leaves, make_hits)
    skipped = refusal if rule.enabled else "the rule is not enabled"
    if skipped:
        summary = skipped
    elif clause.holds:
        summary = "; ".join(f"{name} found" for name in dict.fromkeys(_found(clause)))
    else:
        summary = "; ".join(dict.fromkeys(_missing(clause)))
    return Explanation(rule.id, rule.title, clause.holds and not skipped, skipped, summary, clause)


def _clause(node: Node, reading: Reading, leaves: Sequence[Leaf], make_hits: MakeHits) -> Clause:
    found = evaluate(node, reading)
    if isinstance(node, LeafNode):
        note = None if found is not None else "not found"
        return Clause(leaves[node.leaf].name, found is not None, make_hits(found or (), reading), note=note)
    of = tuple(_clause(child, reading, leaves, make_hits) for child in node.of)
    return Clause(_asks(node), found is not None, of=of, note=_note(node, reading) if found is None else None)


def _asks(node: Node) -> str:
    match node:
        case AllNode():
            return "all of"
        case AnyNode():
            return "any of"
        case NoneNode():
            return "none of"
        case NearNode(within, _):
            return f"near, within {_span(within)}, all of"
        case CountNode(at_least, _):
            return f"at least {at_least} places of"
        case LeafNode():
            return ""


def _span(within: int | Span) -> str:
    return f"one {within.value}" if isinstance(within, Span) else f"{within} words"


def _note(node: Node, reading: Reading) -> str | None:
    match node:
        case NearNode(within, of) if all(evaluate(child, reading) is not None for child in of):
            return f"all are there, but not within {_span(within)}"
        case CountNode(at_least, of):
            found = places([hit for child in of for hit in evaluate(child, reading) or ()])
            return f"found at {found} of {at_least} places"
        case _:
            return None


def _found(clause: Clause) -> Iterator[str]:
    if clause.asks == "none of":
        return
    if clause.hits:
        yield clause.asks
    for part in clause.of:
        yield from _found(part)


def _missing(clause: Clause) -> Iterator[str]:
    """What is there and what is not, leaf by leaf; a ``none`` names what it forbids and was found."""
    if clause.asks == "none of":
        if not clause.holds:
            yield from (f"{name} found, which is excluded" for part in clause.of for name in _found(part))
        return
    if not clause.of:
        yield f"{clause.asks} {'found' if clause.holds else 'not found'}"
        return
    if clause.note:
        yield f"{clause.asks} {', '.join(part.asks for part in clause.of)}: {clause.note}"
    if clause.holds:
        yield from (f"{name} found" for name in _found(clause))
        return
    for part in clause.of:
        yield from _missing(part)
