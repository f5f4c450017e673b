"""What a rule makes of an article, condition by condition, as data, as lines and as a sentence."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from monitor.model import Hit
from monitor.text.direction import isolate

NOT = "none of"

_MARKS_OF_DIRECTION = {code: f"\\u{code:x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of a rule: what it asks, whether it holds, by which hits, and of which conditions it is made.

    ``note`` says in words why a condition fails that its parts alone do not explain. ``nearness`` is how near, of 100,
    the article comes to a leaf that is not found. Of many alternatives that are not found most are ``folded``: a person
    is shown their number, which stands in the ``rest`` of the condition that they are parts of.
    """

    asks: str
    holds: bool
    hits: tuple[Hit, ...] = ()
    of: tuple["Clause", ...] = ()
    note: str | None = None
    nearness: int = 0
    folded: bool = False
    rest: str | None = None

    @property
    def name(self) -> str:
        """What it asks, to stand in a sentence."""
        return set_apart(self.asks)

    @property
    def shown(self) -> tuple["Clause", ...]:
        """The parts that are not folded."""
        return tuple(clause for clause in self.of if not clause.folded)

    def lines(self, depth: int = 0, *, unfold: bool = False) -> Iterator[str]:
        """The clause and its parts as indented lines; with ``unfold`` all of them."""
        mark = "yes" if self.holds else "no "
        yield f"{'  ' * depth}{mark} {self.name}" + (f": {self.note}" if self.note else "")
        for hit in self.hits:
            yield f"{'  ' * (depth + 2)}{describe(hit)}"
        for clause in self.of if unfold else self.shown:
            yield from clause.lines(depth + 1, unfold=unfold)
        if self.rest and not unfold:
            yield f"{'  ' * (depth + 1)}no  {self.rest}"


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

    def lines(self, *, unfold: bool = False) -> tuple[str, ...]:
        """The explanation as lines of text for a person; with ``unfold`` every part of every condition."""
        verdict = "matches" if self.matched else "does not match"
        return (f"{self.rule_id}: {verdict}: {self.summary}", *self.clause.lines(1, unfold=unfold))


def set_apart(text: str) -> str:
    """Foreign ``text`` in an isolate, its own marks of direction as escapes: they could end the isolate."""
    return isolate(text.translate(_MARKS_OF_DIRECTION))


def describe(hit: Hit) -> str:
    """One line on a hit: where it is, what stands there, as which form of what, and the words around it."""
    variant = "" if hit.text == hit.variant else f" of {isolate(repr(hit.variant))}"
    licence = f", licensed by {isolate(repr(hit.licence))}" if hit.licence else ""
    found = f"{isolate(repr(hit.text))} ({hit.how}{variant}{licence})"
    return f"{hit.field} {hit.start}-{hit.end}: {found}: {set_apart(hit.snippet)}"


def summary_of(clause: Clause) -> str:
    """What was found, or of a rule that does not hold what is missing, in one sentence."""
    if clause.holds:
        return "; ".join(f"{name} found" for name in dict.fromkeys(_found(clause)))
    return "; ".join(dict.fromkeys(_missing(clause)))


def _found(clause: Clause) -> Iterator[str]:
    """The leaves that are hit, leaving out what must not be there."""
    if clause.asks == NOT:
        return
    if clause.hits:
        yield clause.name
    for part in clause.of:
        yield from _found(part)


def _missing(clause: Clause) -> Iterator[str]:
    """What is there and what is not, leaf by leaf; a ``none`` names what it forbids and was found."""
    if clause.asks == NOT:
        if not clause.holds:
            yield from (f"{name} found, which is excluded" for part in clause.of for name in _found(part))
        return
    if not clause.of:
        yield f"{clause.name} {clause.note or 'found'}"
        return
    if clause.note:
        yield f"{clause.asks} {', '.join(_names(clause))}: {clause.note}"
    if clause.holds:
        yield from (f"{name} found" for name in _found(clause))
        return
    for part in clause.shown:
        yield from _missing(part)
    if clause.rest:
        yield clause.rest


def _names(clause: Clause) -> Iterator[str]:
    """What the parts ask, those that are folded as their number."""
    yield from (part.name for part in clause.shown)
    if folded := len(clause.of) - len(clause.shown):
        yield f"{folded} more" if clause.shown else f"{folded} conditions"
