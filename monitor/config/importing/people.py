"""What the readers of all formats give: people with their names, and a count of all that was left out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """Why something of a file is not in the result, in the words that people read behind its number."""

    NOT_JSON = "lines that are not JSON"
    LONG_LINE = "lines longer than 16 MiB"
    TOO_DEEP = "lines that nest too deeply"
    UNKNOWN_SHAPE = "records that are neither a Wikidata entity nor a FollowTheMoney entity"
    NOT_A_PERSON = "records that are not about a person"
    BAD_ROW = "rows that cannot be read"
    NO_NAME = "people without a full name to look for"
    INVALID = "people of whom no valid official could be made"
    NOT_TEXT = "values that should be names and are not text"
    WEAK = "weak aliases"
    ONE_WORD = "names of one word"
    INITIALS = "names of initials"
    LONG = "names longer than 100 letters"
    ODD = "names with characters that names do not have"
    MIXED = "names that mix scripts, or in an unknown one"
    LANGUAGE = "names in languages that were not asked for, or that are not known"
    MANY = "names beyond the first 30 of a person in a language"


class Said(NamedTuple):
    """A name, and the language that it is said to be in: two letters of ISO 639-1, or ``None`` when nothing is said."""

    name: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone as a file describes them; nothing of it has been checked but its types.

    ``key`` is what the file calls them (Q42), ``id`` the id that the file wants for the official.
    """

    name: str | None
    names: tuple[Said, ...]
    surnames: tuple[Said, ...] = ()
    role: str | None = None
    key: str | None = None
    id: str | None = None


@dataclass
class Notes:
    """What was left out, counted by reason, and what else a person should know of each file."""

    left_out: Counter[Reason] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    def leave_out(self, reason: Reason, count: int = 1) -> None:
        """Count ``count`` things more that were left out for ``reason``."""
        if count:
            self.left_out[reason] += count

    def texts(self, values: object) -> list[str]:
        """The texts in ``values``, which may be one, a list of them, or nothing; what is no text is counted."""
        listed = values if isinstance(values, list) else [] if values is None else [values]
        found = [value for value in listed if isinstance(value, str)]
        self.leave_out(Reason.NOT_TEXT, len(listed) - len(found))
        return found


def first_text(values: Iterable[object]) -> str | None:
    """The first of ``values`` that is text and not empty."""
    return next((value for value in values if isinstance(value, str) and value.strip()), None)
