"""What to know of each leaf that rules share, and what finding a pattern means for it."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from monitor.rulebook import Leaf as Condition
from monitor.rulebook import OfficialRef, Phrase, Regex, Terms, TopicRef, Where
from monitor.rules.bearers import Bearer
from monitor.text.regex import Expression


class Part(IntEnum):
    """What finding a pattern means for its leaf. A ``TITLE`` is a role where a ``COUNTRY`` stands near it."""

    TERM = 0
    SURNAME = 1
    ROLE = 2
    BLOCKED = 3
    TITLE = 4
    COUNTRY = 5


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf that rules share.

    ``expression`` is given for a regular expression, which no pattern finds; ``bearer`` for an official. ``terms`` are
    those of a phrase or topic, and the full names of an official.
    """

    condition: Condition
    expression: Expression | None = None
    bearer: Bearer | None = None
    terms: Terms = field(default_factory=dict)

    @property
    def where(self) -> Where:
        """What narrows it."""
        return self.condition.where

    @property
    def name(self) -> str:
        """What hits and explanations call it: "topic:ID", "official:ID", "regex:…", or "phrase:" and its first term."""
        match self.condition:
            case TopicRef(topic_id):
                return f"topic:{topic_id}"
            case OfficialRef(official_id):
                return f"official:{official_id}"
            case Regex(pattern):
                return f"regex:{pattern}"
            case Phrase(terms):
                return "phrase:" + next((term for listed in terms.values() for term in listed), "")


class Use(NamedTuple):
    """A pattern belongs to a leaf: as which part of it, and listed as what."""

    leaf: int
    part: Part
    variant: str
