"""Which of many alternatives a person is shown: those that are found, and those that come near."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from monitor.rulebook import OfficialRef, Phrase, Terms, TopicRef
from monitor.rules.clauses import Clause
from monitor.rules.leaves import Leaf
from monitor.rules.reading import base_language
from monitor.text.direction import isolate

# Fewer than this are as quickly read as counted.
_FEWEST_FOLDED = 6
_MOST_NEAR = 3
_MOST_TERMS = 3
_KINDS: dict[type, str] = {Phrase: "term", TopicRef: "topic", OfficialRef: "official"}

Languages = frozenset[str]


def fold(
    parts: Sequence[Clause], leaves: Sequence[Leaf | None], languages: Languages, *, near: bool
) -> tuple[tuple[Clause, ...], str | None]:
    """``parts``, of which those that nothing was found of are folded when they are many, and a sentence in their place.

    ``leaves`` are those of the parts that are leaves, ``languages`` those of the article; ``near`` keeps the parts that
    the article comes nearest to.
    """
    absent = [number for number, part in enumerate(parts) if not _is_found(part)]
    if len(absent) < _FEWEST_FOLDED:
        return tuple(parts), None
    nearest = sorted((number for number in absent if parts[number].nearness), key=lambda each: -parts[each].nearness)
    folded = set(absent).difference(nearest[:_MOST_NEAR] if near else ())
    kept = tuple(replace(part, folded=number in folded) for number, part in enumerate(parts))
    return kept, _count([leaves[number] for number in sorted(folded)], languages, among=len(parts))


def not_found(leaf: Leaf, languages: Languages) -> str:
    """That ``leaf`` is not found; of one with terms in many languages, with what it lists in those of the article."""
    spoken = _by_base(leaf.terms)
    if isinstance(leaf.condition, OfficialRef) or len(spoken) < 2 or not languages:
        return "not found"
    own = {language: spoken[language] for language in sorted(languages & spoken.keys())}
    if not own:
        return "not found" if "" in spoken else f"not found (no terms in {' or '.join(sorted(languages))})"
    if isinstance(leaf.condition, Phrase):
        said = "; ".join(f"in {language}: {_listed(terms)}" for language, terms in own.items())
    else:
        said = ", ".join(f"{_counted(len(terms), 'term')} in {language}" for language, terms in own.items())
    return f"not found ({said})"


def _is_found(clause: Clause) -> bool:
    """Whether ``clause`` holds, or something of it was found."""
    return clause.holds or any(map(_is_found, clause.of))


def _count(leaves: Sequence[Leaf | None], languages: Languages, among: int) -> str:
    """How many were not found: "22 other terms not found (3 in ar)"."""
    other = "other " if len(leaves) < among else ""
    kinds = Counter(_KINDS.get(type(leaf.condition), "condition") if leaf else "condition" for leaf in leaves)
    said = " and ".join(_counted(number, f"{other}{kind}") for kind, number in kinds.items()) + " not found"
    spoken = [set(_by_base(leaf.terms)) for leaf in leaves if leaf]
    every = set[str]().union(*spoken)
    if set(kinds) != {_KINDS[Phrase]} or not languages or len(every) < 2 or "" in every:
        return said
    own = ((language, sum(language in each for each in spoken)) for language in sorted(languages))
    counts = ", ".join(f"{count or 'none'} in {language}" for language, count in own)
    return f"{said} ({counts})"


def _by_base(terms: Terms) -> dict[str, tuple[str, ...]]:
    """``terms`` by language without region and script."""
    by_base: dict[str, tuple[str, ...]] = {}
    for language, listed in terms.items():
        base = base_language(language) or ""
        by_base[base] = (*by_base.get(base, ()), *listed)
    return by_base


def _listed(terms: tuple[str, ...]) -> str:
    more = f" and {len(terms) - _MOST_TERMS} more" if len(terms) > _MOST_TERMS else ""
    return ", ".join(map(isolate, terms[:_MOST_TERMS])) + more


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
