"""What conditions are made of, however they were written down."""

import re
from collections.abc import Iterator
from dataclasses import replace

from monitor.rulebook import (
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
    Score,
    TopicRef,
    Weighted,
)

MOST_WORDS = 1000
MOST_PLACES = 1000
MOST_WEIGHT = 10_000
MOST_SCORE = 1_000_000

_QUOTED_OR_ESCAPED = re.compile(r"\\Q(.*?)(?:\\E|\Z)|\\.", re.DOTALL)


def parts(condition: Condition) -> tuple[Condition, ...]:
    """The conditions right inside ``condition``; none in a leaf."""
    if isinstance(condition, All | AnyOf | NoneOf | Near | Count):
        return condition.of
    return tuple(weighted.of for weighted in condition.of) if isinstance(condition, Score) else ()


def walk(condition: Condition) -> Iterator[Condition]:
    """``condition`` and all that is inside it."""
    waiting = [condition]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(parts(found))


def has_places(condition: Condition) -> bool:
    """Whether ``condition`` is a leaf or any of such, so that it is found at places, which can be near or counted."""
    if isinstance(condition, AnyOf):
        return all(has_places(part) for part in condition.of)
    return isinstance(condition, Phrase | Regex | TopicRef | OfficialRef)


def needs_words(condition: Condition) -> bool:
    """Whether an article without anything listed fails ``condition``. What does not is true of nearly all articles."""
    if isinstance(condition, All):
        return any(needs_words(part) for part in condition.of)
    if isinstance(condition, AnyOf):
        return all(needs_words(part) for part in condition.of)
    if isinstance(condition, Score):
        given = sum(max(0, _most(part)) for part in condition.of if not needs_words(part.of))
        return given < condition.at_least
    return not isinstance(condition, NoneOf)


def unreachable(score: Score) -> str | None:
    """Why ``score`` can never hold, in words; ``None`` when it can."""
    most = sum(max(0, _most(part)) for part in score.of)
    if not most:
        return f"no weight is positive, so the score never reaches {score.at_least}"
    if most < score.at_least:
        return f"the positive weights add up to {most}, so the score never reaches {score.at_least}"
    return None


def _most(weighted: Weighted) -> int:
    """The most that a part of a score can add to it."""
    return weighted.weight * (1 if _counts_once(weighted.of) else weighted.at_most)


def _counts_once(condition: Condition) -> bool:
    """Whether ``condition`` has no places of its own, so that it adds its weight once."""
    return isinstance(condition, All | NoneOf)


def normal(condition: Condition) -> Condition:
    """``condition`` without what makes no difference: groups of one, groups in groups of their kind."""
    if isinstance(condition, All):
        return _group(All(_flat(condition.of, All)))
    if isinstance(condition, AnyOf):
        return _group(AnyOf(_flat(condition.of, AnyOf)))
    if isinstance(condition, NoneOf):
        return NoneOf(_flat(condition.of, AnyOf))
    if isinstance(condition, Near):
        return replace(condition, of=tuple(normal(part) for part in condition.of))
    if isinstance(condition, Count):
        return replace(condition, of=_flat(condition.of, AnyOf))
    if isinstance(condition, Score):
        return replace(condition, of=tuple(map(_weighted, condition.of)))
    if isinstance(condition, Phrase):
        return replace(condition, terms={language: terms for language, terms in condition.terms.items() if terms})
    if isinstance(condition, Regex):
        where = replace(condition.where, form=Form.INFLECTED)
        return Regex(_QUOTED_OR_ESCAPED.sub(_plain, condition.pattern), where)
    return condition


def _weighted(weighted: Weighted) -> Weighted:
    of = normal(weighted.of)
    once = _counts_once(weighted.of) or _counts_once(of)
    return Weighted(of, weighted.weight, 1 if once else weighted.at_most)


def _plain(found: re.Match[str]) -> str:
    """A part of an expression without what the slashes round it in a query would change: ``\\/`` and ``\\Q...\\E``."""
    if found[1] is not None:
        return re.escape(found[1])
    return "/" if found[0] == "\\/" else found[0]


def _group(group: All | AnyOf) -> Condition:
    return group.of[0] if len(group.of) == 1 else group


def _flat(of: tuple[Condition, ...], kind: type[All | AnyOf]) -> tuple[Condition, ...]:
    found: list[Condition] = []
    for part in map(normal, of):
        found.extend(part.of if isinstance(part, kind) else (part,))
    return tuple(found)
