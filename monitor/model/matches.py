"""Matches: which rule an article satisfies, and where in it."""

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """A part of an article that rules can look at."""

    TITLE = "title"
    BODY = "body"
    AUTHOR = "author"
    URL = "url"
    TAG = "tag"


class How(StrEnum):
    """How the words of an article came to count as a listed term."""

    EXACT = "exact"
    FOLDED = "folded"
    CLITIC = "clitic"
    ARTICLE = "article"
    LEMMA = "lemma"
    CASE_FORM = "case-form"
    COMPOUND = "compound"
    WILDCARD = "wildcard"
    PARTICLE = "particle"
    REGEX = "regex"
    GENERATED = "generated"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where an article satisfies a leaf of a rule.

    ``start`` and ``end`` count Unicode code points in the article's title or text, ``end`` exclusive. ``variant`` is
    the term as listed, ``snippet`` the words around the place, ``licence`` the full name or role phrase that lets a
    bare surname count.
    """

    leaf: str
    field: Field
    start: int
    end: int
    text: str
    how: How
    variant: str
    snippet: str
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """An article satisfies a rule. ``hits`` stand in order of field and place."""

    rule_id: str
    hits: tuple[Hit, ...]
