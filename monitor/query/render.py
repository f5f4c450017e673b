"""From a condition to the one line that says it."""

import re
from collections.abc import Iterator
from itertools import groupby

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
        return " OR ".join(_alternatives(*run) for run in _runs(condition.of))
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
    if isinstance(condition, AnyOf) and _is_one_run(condition):
        return text
    return f"({text})" if isinstance(condition, All | AnyOf | NoneOf | Near) else text


def _runs(of: tuple[Condition, ...]) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    """``of`` in order, those beside one another together that are phrases with the same prefix, which stands first."""
    for shared, run in groupby(of, _shared_prefix):
        parts = tuple(run)
        if shared and len(parts) > 1:
            yield shared, parts
        else:
            yield from (("", (part,)) for part in parts)


def _is_one_run(condition: AnyOf) -> bool:
    return len(condition.of) > 1 and len(list(_runs(condition.of))) == 1


def _alternatives(shared: str, parts: tuple[Condition, ...]) -> str:
    """One part of a row of alternatives; several that share a prefix as brackets behind that: ``de:(Mais OR Korn)``."""
    if not shared:
        return _text(parts[0]) if isinstance(parts[0], NoneOf) else _tight(parts[0])
    texts = ("|".join(_term(term) for terms in part.terms.values() for term in terms) for part in _phrases(parts))
    return f"{shared}({' OR '.join(texts)})"


def _phrases(parts: tuple[Condition, ...]) -> Iterator[Phrase]:
    return (part for part in parts if isinstance(part, Phrase))


def _shared_prefix(condition: Condition) -> str:
    """What stands before all terms of a phrase in one language; nothing for other conditions."""
    if not isinstance(condition, Phrase) or len(condition.terms) != 1:
        return ""
    (language,) = condition.terms
    return _prefix(condition.where) + (f"{language}:" if language else "")


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
    by_language = (
        (f"{language}:" if language else "") + "|".join(map(_term, leaf.terms[language]))
        for language in sorted(leaf.terms)
    )
    return prefix + "|".join(by_language)


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
