"""Conditions in one line, as search engines write them; and what YAML and queries share: terms, ids, limits."""

from monitor.query.doubtful import Doubt, doubts
from monitor.query.errors import QueryError
from monitor.query.parser import Reference, parse, references
from monitor.query.render import render
from monitor.query.shape import has_places, needs_words, normal, parts, unreachable, walk

__all__ = [
    "Doubt",
    "QueryError",
    "Reference",
    "doubts",
    "has_places",
    "needs_words",
    "normal",
    "parse",
    "parts",
    "references",
    "render",
    "unreachable",
    "walk",
]
