"""What people watch for, as data: rules, topics and officials.

``config`` builds these from YAML; ``rules`` compiles a :class:`Rulebook` into a matcher. A condition is a tree whose
inner nodes are :class:`All`, :class:`AnyOf`, :class:`NoneOf`, :class:`Near`, :class:`Count` and :class:`Score`, and
whose leaves are :class:`Phrase`, :class:`Regex`, :class:`TopicRef`, :class:`OfficialRef` and :class:`RuleRef`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.model import Field, RulePolicy, Severity

# Terms by language; the key "" holds terms that were given without a language and count in every one.
Terms = Mapping[str, tuple[str, ...]]

MATCHED_FIELDS = frozenset({Field.TITLE, Field.BODY})


class Form(StrEnum):
    """How far from its listed form a term may stand: as written, or inflected the way its language does."""

    EXACT = "exact"
    INFLECTED = "inflected"


class Spelling(StrEnum):
    """In which spellings an official's name counts. Each admits what stands above it; inflections always count.

    ``EXACT``: as listed. ``GENERATED`` (when nothing is said): also as other languages usually write a name that is
    listed in Latin letters. ``LOOSE``: also with other vowels and letters of like sound.
    """

    EXACT = "exact"
    GENERATED = "generated"
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
class Regex:
    """The RE2 expression ``pattern`` is found; letter case counts only when ``where`` says so."""

    pattern: str
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
class RuleRef:
    """The condition of the rule ``id`` holds, whatever that rule's filters and whether or not it is enabled."""

    id: str


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
    """All of ``of`` stand close together: within so many words between them, or in one sentence or paragraph.

    With ``ordered`` they stand in the order of ``of``.
    """

    within: int | Span
    of: tuple["Condition", ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """``of`` is hit at ``at_least`` different places."""

    at_least: int
    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Weighted:
    """A condition of a :class:`Score`: each of the first ``at_most`` places where it is hit adds ``weight``.

    Weights may be negative; a condition without places of its own (``all``, ``none``) adds its weight once.
    """

    of: "Condition"
    weight: int
    at_most: int = 1


@dataclass(frozen=True, slots=True)
class Score:
    """The weights of what is found add up to ``at_least`` or more, which is positive."""

    at_least: int
    of: tuple[Weighted, ...]


Leaf = Phrase | Regex | TopicRef | OfficialRef
Condition = All | AnyOf | NoneOf | Near | Count | Score | RuleRef | Leaf


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
    """One watch rule. ``languages`` empty means all; ``notify`` empty means every channel. ``place`` is file:line.

    From ``expires`` (UTC) on the rule looks at no article.
    """

    id: str
    when: Condition
    title: str
    severity: Severity = Severity.NORMAL
    languages: frozenset[str] = frozenset()
    sources: SourceFilter = field(default_factory=SourceFilter)
    notify: tuple[str, ...] = ()
    examples: Examples = field(default_factory=Examples)
    enabled: bool = True
    expires: datetime | None = None
    policy: RulePolicy = field(default_factory=RulePolicy)
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
    spelling: Spelling = Spelling.GENERATED
    place: str = ""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that is watched for. Ids are unique; every reference of a rule resolves, and rules refer to one
    another in no circle.
    """

    rules: tuple[Rule, ...]
    topics: Mapping[str, Topic] = field(default_factory=dict)
    officials: Mapping[str, Official] = field(default_factory=dict)
