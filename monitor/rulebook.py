"""What people watch for, as data: rules, topics and officials.

``config`` builds these from YAML; ``rules`` compiles a :class:`Rulebook` into a matcher. A condition is a tree whose
inner nodes are :class:`All`, :class:`AnyOf`, :class:`NoneOf`, :class:`Near` and :class:`Count`, and whose leaves are
:class:`Phrase`, :class:`TopicRef` and :class:`OfficialRef`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.model import Field, Severity

# Terms by language; the key "" holds terms that were given without a language and count in every one.
Terms = Mapping[str, tuple[str, ...]]

MATCHED_FIELDS = frozenset({Field.TITLE, Field.BODY})


class Form(StrEnum):
    """How far from its listed form a term may stand: as written, or inflected the way its language does."""

    EXACT = "exact"
    INFLECTED = "inflected"


class Spelling(StrEnum):
    """Whether an official's name counts only as listed (with inflections), or also in loose spellings."""

    EXACT = "exact"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Where:
    """What narrows a leaf: the fields it looks at, whether letter case counts, and how far forms may vary."""

    fields: frozenset[Field] = MATCHED_FIELDS
    case_exact: bool = False
    form: Form = Form.INFLECTED


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word or several in a row; any of ``terms`` satisfies it. A term ending in ``*`` matches longer words too."""

    terms: Terms
    where: Where = field(default_factory=Where)


@dataclass(frozen=True, slots=True)
class TopicRef:
    """Any term of the topic ``id``."""

    id: str
    where: Where = field(default_factory=Where)


@dataclass(frozen=True, slots=True)
class OfficialRef:
    """The official ``id`` is named."""

    id: str
    where: Where = field(default_factory=Where)


@dataclass(frozen=True, slots=True)
class All:
    """Every one of ``of`` holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of ``of`` holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """Not one of ``of`` holds."""

    of: tuple["Condition", ...]


class Span(StrEnum):
    """A stretch of text that holds all parts of a :class:`Near`."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Near:
    """All of ``of`` stand close together: within so many words between them, or in one sentence or paragraph."""

    within: int | Span
    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Count:
    """``of`` is hit at ``at_least`` different places."""

    at_least: int
    of: tuple["Condition", ...]


Leaf = Phrase | TopicRef | OfficialRef
Condition = All | AnyOf | NoneOf | Near | Count | Leaf


@dataclass(frozen=True, slots=True)
class SourceFilter:
    """Which feeds a rule listens to: feed ids, or ``tag:NAME``. An empty ``include`` means all."""

    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts that a rule must match, and texts that it must ignore; ``check`` runs them."""

    match: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One watch rule. ``languages`` empty means all; ``notify`` empty means every channel. ``place`` is file:line."""

    id: str
    when: Condition
    title: str
    severity: Severity = Severity.NORMAL
    languages: frozenset[str] = frozenset()
    sources: SourceFilter = field(default_factory=SourceFilter)
    notify: tuple[str, ...] = ()
    examples: Examples = field(default_factory=Examples)
    enabled: bool = True
    place: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject and its terms in many languages."""

    id: str
    title: str
    terms: Terms
    place: str = ""


@dataclass(frozen=True, slots=True)
class Official:
    """A person, by full names and surnames per language.

    A full name counts anywhere. A surname counts only in an article that holds a full name or one of ``roles``, and
    never as part of one of ``blocked`` (other people of that surname: "Hunter Biden").
    """

    id: str
    name: str
    names: Terms
    surnames: Terms = field(default_factory=dict)
    roles: Terms = field(default_factory=dict)
    role: str | None = None
    blocked: tuple[str, ...] = ()
    spelling: Spelling = Spelling.EXACT
    place: str = ""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that is watched for. Ids are unique; every reference of a rule resolves."""

    rules: tuple[Rule, ...]
    topics: Mapping[str, Topic] = field(default_factory=dict)
    officials: Mapping[str, Official] = field(default_factory=dict)
