"""Everything that matching needs, compiled, and which leaves set off which rules."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from monitor.model import Field
from monitor.rulebook import MATCHED_FIELDS, Rule
from monitor.rules.conditions import Node
from monitor.rules.leaves import Leaf, Part, Use
from monitor.rules.phrases import PhraseTable


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule, its condition, and its place in the rulebook.

    The condition can hold only when one of the leaves ``triggers`` is hit; ``None`` says that no leaves tell.
    """

    rule: Rule
    node: Node
    triggers: tuple[int, ...] | None
    order: int


@dataclass(slots=True)
class Tables:
    """Patterns, what each means (``uses``, by pattern), leaves by number, and rules.

    ``fields`` are title, text, and what else some leaf looks at.
    """

    phrases: PhraseTable
    uses: list[tuple[Use, ...]] = field(default_factory=list)
    leaves: list[Leaf] = field(default_factory=list)
    fields: frozenset[Field] = MATCHED_FIELDS
    _rules: dict[str, CompiledRule] = field(default_factory=dict)
    # By their place in the rulebook; the others name rules by it.
    _placed: dict[int, CompiledRule] = field(default_factory=dict)
    _triggered: dict[int, list[int]] = field(default_factory=dict)
    _always: set[int] = field(default_factory=set)
    _next: int = 0
    _terms: dict[int, list[tuple[int, Use]]] = field(default_factory=dict)
    _sorted: int = 0

    @property
    def rules(self) -> tuple[CompiledRule, ...]:
        """All rules, in the order of the rulebook."""
        return tuple(sorted(self._rules.values(), key=lambda compiled: compiled.order))

    def rule(self, rule_id: str) -> CompiledRule:
        """The rule of that id. Raises :class:`KeyError`."""
        return self._rules[rule_id]

    def terms(self, leaf: int) -> list[tuple[int, Use]]:
        """The patterns that name what the leaf looks for, with their uses. Sorted by leaf when first asked for."""
        for number in range(self._sorted, len(self.uses)):
            for use in self.uses[number]:
                if use.part is Part.TERM:
                    self._terms.setdefault(use.leaf, []).append((number, use))
        self._sorted = len(self.uses)
        return self._terms.get(leaf, [])

    def candidates(self, touched: Iterable[int]) -> list[CompiledRule]:
        """The rules that may hold when something of the leaves ``touched`` was found, in the order of the rulebook."""
        found = set(self._always)
        triggered = self._triggered
        for leaf in touched:
            if leaf in triggered:
                found.update(triggered[leaf])
        return [self._placed[order] for order in sorted(found)]

    def set(self, rule: Rule, node: Node, triggers: Iterable[int] | None) -> None:
        """Put in ``rule``, in the place of the rule of its id or behind all others."""
        old = self._rules.get(rule.id)
        if old is not None:
            self.remove(rule.id)
            order = old.order
        else:
            order, self._next = self._next, self._next + 1
        compiled = CompiledRule(rule, node, None if triggers is None else tuple(triggers), order)
        self._rules[rule.id] = self._placed[order] = compiled
        if compiled.triggers is None:
            self._always.add(order)
        for leaf in compiled.triggers or ():
            self._triggered.setdefault(leaf, []).append(order)

    def remove(self, rule_id: str) -> None:
        """Take a rule out. Raises :class:`KeyError`."""
        old = self._rules.pop(rule_id)
        del self._placed[old.order]
        self._always.discard(old.order)
        for leaf in old.triggers or ():
            self._triggered[leaf].remove(old.order)
