"""Compiled conditions: the tree of a rule with its leaves numbered, and what to know of each leaf."""

from dataclasses import dataclass
from enum import IntEnum

from monitor.rulebook import Span, Where


class Part(IntEnum):
    """What finding a pattern means for its leaf."""

    TERM = 0
    SURNAME = 1
    ROLE = 2
    BLOCKED = 3


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf that rules share. ``name`` is how hits and explanations call it ("topic:arms-control")."""

    name: str
    where: Where


@dataclass(frozen=True, slots=True)
class Use:
    """A pattern belongs to a leaf: as which part of it, and listed as what."""

    leaf: int
    part: Part
    variant: str


@dataclass(frozen=True, slots=True)
class LeafNode:
    """The leaf of that number is hit."""

    leaf: int


@dataclass(frozen=True, slots=True)
class AllNode:
    """Every child holds."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyNode:
    """At least one child holds."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class NoneNode:
    """No child holds."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class NearNode:
    """Hits of all children stand together."""

    within: int | Span
    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class CountNode:
    """The children are hit at so many places."""

    at_least: int
    of: tuple["Node", ...]


Node = LeafNode | AllNode | AnyNode | NoneNode | NearNode | CountNode
