"""Rules that refer to rules: none may refer to itself over others, and what one holds with them has a bound."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor import query
from monitor.config.faults import Faults, shown
from monitor.config.items import Collection, Item
from monitor.config.references import Reference, references
from monitor.rulebook import Condition, RuleRef

_DEEPEST = 100
_LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class _Node:
    """A rule, and the rules that it refers to."""

    item: Item
    references: tuple[Reference, ...]


def check_circles(rules: Collection, faults: Faults) -> Sequence[str]:
    """Refuse rules that refer to one another in a circle. Where there is none, gives all ids, each after those that it
    refers to.
    """
    nodes: dict[str, _Node] = {}
    for item in rules.items:
        if item.id is not None and item.id not in nodes:
            nodes[item.id] = _Node(item, tuple(found for found in references(item) if found.kind == "rule"))
    ordered: dict[str, None] = {}
    circles = 0
    for id_ in nodes:
        if id_ not in ordered:
            circles += _visit(id_, nodes, ordered, faults)
    return () if circles else tuple(ordered)


def _visit(start: str, nodes: Mapping[str, _Node], ordered: dict[str, None], faults: Faults) -> int:
    """Go depth first from ``start``, by hand: chains of rules may be longer than calls can nest. Gives the circles."""
    circles = 0
    path: dict[str, Iterator[Reference]] = {start: iter(nodes[start].references)}
    while path:
        last = next(reversed(path))
        found = next(path[last], None)
        if found is None:
            ordered[last] = None
            del path[last]
        elif found.id in path:
            circles += 1
            _report(nodes[last].item, found, [*path], faults)
        elif found.id in nodes and found.id not in ordered:
            path[found.id] = iter(nodes[found.id].references)
    return circles


def _report(item: Item, closing: Reference, path: list[str], faults: Faults) -> None:
    circle = [*path[path.index(closing.id) :], closing.id]
    chain = " → ".join(circle if len(circle) <= 12 else [*circle[:6], "…", *circle[-5:]])
    message = f"{closing.where}rules refer to one another in a circle: {chain}"
    hint = "write out in one of them what it wants"
    faults.add(item.document.path, item.document.line(closing.place), message, hint)


@dataclass(frozen=True, slots=True)
class Extent:
    """How deeply a condition nests and how many conditions it holds, those of the rules it refers to included."""

    depth: int
    size: int

    @property
    def is_read(self) -> bool:
        """Whether a matcher takes so much."""
        return self.depth <= _DEEPEST and self.size <= _LARGEST


def check_extent(conditions: Mapping[str, tuple[Item, Condition]], ordered: Sequence[str], faults: Faults) -> None:
    """Refuse rules that hold too much with those they refer to. ``ordered`` has each after those."""
    known: dict[str, Extent] = {}
    for id_ in ordered:
        if id_ not in conditions:
            continue
        item, condition = conditions[id_]
        found = known[id_] = extent(condition, known)
        line = item.document.line(item.place)
        if found.depth > _DEEPEST:
            message = f"the rule {shown(id_)} nests {found.depth} deep with the rules that it refers to"
            faults.add(
                item.document.path, line, message, f"at most {_DEEPEST} levels are read: refer to fewer in a chain"
            )
            known[id_] = Extent(1, 1)
        elif found.size > _LARGEST:
            message = f"the rule {shown(id_)} holds {found.size} conditions with the rules that it refers to"
            faults.add(item.document.path, line, message, f"at most {_LARGEST} are read: split it")
            known[id_] = Extent(1, 1)


def extent(condition: Condition, known: Mapping[str, Extent]) -> Extent:
    """How far ``condition`` goes; ``known`` has the rules that it refers to."""
    if isinstance(condition, RuleRef):
        inside = [known[condition.id]] if condition.id in known else []
    else:
        inside = [extent(part, known) for part in query.parts(condition)]
    return Extent(
        1 + max((part.depth for part in inside), default=0),
        1 + sum(part.size for part in inside),
    )
