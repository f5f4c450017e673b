"""From a condition to the one line that says it."""

import re

from monitor.model import Field
from monitor.query.lookalikes import likely
from monitor.query.shape import normal
from monitor.rulebook import (
    MATCHED_FIELDS,
    All,
    AnyOf,
    Condition,
    Count,
    Form,
    Near,
    NoneOf,
    OfficialRef,
    Phrase,
    Regex,
    RuleRef,
    Score,
    TopicRef,
    Weighted,
    Where,
)

_BARE = re.compile(r"[^\W_](?:[\w.-]*\w)?\*?")
_OPERATORS = frozenset({"count", "score"})


def render(condition: Condition) -> str:
    """The query of ``condition``: parsing it gives the :func:`~monitor.query.shape.normal` form of that."""
    return _text(normal(condition))


def _text(condition: Condition) -> str:
    if isinstance(condition, All):
        return " AND ".join(_text(part) if isinstance(part, NoneOf) else _tight(part) for part in condition.of)
    if isinstance(condition, AnyOf):
        return " OR ".join(_text(part) if isinstance(part, NoneOf) else _tight(part) for part in condition.of)
    if isinstance(condition, NoneOf):
        return f"NOT {_tight(condition.of[0])}" if len(condition.of) == 1 else f"NOT ({_text(AnyOf(condition.of))})"
    if isinstance(condition, Near):
        within = f"{'O' if condition.ordered else ''}NEAR/{condition.within}"
        return f" {within} ".join(_tight(part) for part in condition.of)
    if isinstance(condition, Count):
        return f"COUNT/{condition.at_least}({_text(AnyOf(condition.of))})"
    if isinstance(condition, Score):
        return f"SCORE/{condition.at_least}({' '.join(map(_weighted, condition.of))})"
    return _leaf(condition)


def _tight(condition: Condition) -> str:
    """``condition`` so that nothing beside it can take a part of it away."""
    text = _text(condition)
    return f"({text})" if isinstance(condition, All | AnyOf | NoneOf | Near) else text


def _weighted(weighted: Weighted) -> str:
    most = f"~{weighted.at_most}" if weighted.at_most != 1 else ""
    return f"{_tight(weighted.of)}^{weighted.weight}{most}"


def _leaf(leaf: Phrase | Regex | TopicRef | OfficialRef | RuleRef) -> str:
    if isinstance(leaf, RuleRef):
        return f"rule:{leaf.id}"
    prefix = _prefix(leaf.where)
    if isinstance(leaf, TopicRef):
        return f"{prefix}topic:{leaf.id}"
    if isinstance(leaf, OfficialRef):
        return f"{prefix}official:{leaf.id}"
    if isinstance(leaf, Regex):
        return f"{prefix}/{_escaped(leaf.pattern)}/"
    # A language counts until another is named, so terms without one come first.
    terms = [(language, term) for language in sorted(leaf.terms) for term in leaf.terms[language]]
    return prefix + "|".join((f"{language}:" if language else "") + _term(term) for language, term in terms)


def _prefix(where: Where) -> str:
    fields = ",".join(field for field in Field if field in where.fields) + ":"
    case, form = "case:" if where.case_exact else "", "exact:" if where.form is Form.EXACT else ""
    return (fields if where.fields != MATCHED_FIELDS else "") + case + form


def _term(term: str) -> str:
    if _BARE.fullmatch(term) and term.lower() not in _OPERATORS and likely(term) is None:
        return term
    return '"' + term.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escaped(pattern: str) -> str:
    """``pattern`` with its slashes escaped, none of which are so already."""
    return re.sub(r"\\.|/", lambda found: "\\/" if found[0] == "/" else found[0], pattern, flags=re.DOTALL)
