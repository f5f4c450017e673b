"""Walks over a rulebook: its leaves, its terms, the languages that it names."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from monitor.rulebook import (
    All,
    AnyOf,
    Condition,
    Count,
    Form,
    Leaf,
    Near,
    NoneOf,
    OfficialRef,
    Phrase,
    Rulebook,
    Score,
    Terms,
    TopicRef,
    Where,
)
from monitor.rules.forms import assumed_language
from monitor.text.tokens import words


def parts(condition: Condition) -> Iterator[Condition]:
    """``condition`` and all conditions inside it, in order; those of rules that it refers to are theirs."""
    waiting = [condition]
    while waiting:
        part = waiting.pop()
        yield part
        match part:
            case All(of) | AnyOf(of) | NoneOf(of) | Near(_, of) | Count(_, of):
                waiting.extend(reversed(of))
            case Score(_, weighted):
                waiting.extend(child.of for child in reversed(weighted))


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The leaves of ``condition``, in order; those of rules that it refers to are theirs."""
    return (part for part in parts(condition) if isinstance(part, Leaf))


class Used(NamedTuple):
    """Terms that rules use, and the place where they are listed.

    ``case_exact`` and ``exact`` say whether capitals count, and other forms do not, wherever they are used.
    """

    place: str
    terms: Terms
    case_exact: bool
    exact: bool


def used_terms(rulebook: Rulebook) -> Iterator[Used]:
    """The terms that rules use; those of topics and officials, too, once."""
    wheres: dict[tuple[type, str], list[Where]] = {}
    for leaf in (leaf for rule in rulebook.rules for leaf in leaves(rule.when)):
        if isinstance(leaf, (TopicRef, OfficialRef)):
            wheres.setdefault((type(leaf), leaf.id), []).append(leaf.where)
    for rule in rulebook.rules:
        for leaf in leaves(rule.when):
            match leaf:
                case Phrase(terms):
                    yield _used(rule.place, terms, [leaf.where])
                case TopicRef(topic_id) if used := wheres.pop((TopicRef, topic_id), None):
                    topic = rulebook.topics[topic_id]
                    yield _used(topic.place, topic.terms, used)
                case OfficialRef(official_id) if used := wheres.pop((OfficialRef, official_id), None):
                    official = rulebook.officials[official_id]
                    for listed in (official.names, official.surnames, official.roles):
                        yield _used(official.place, listed, used)


def _used(place: str, terms: Terms, wheres: Collection[Where]) -> Used:
    return Used(
        place,
        terms,
        case_exact=all(where.case_exact for where in wheres),
        exact=all(where.form is Form.EXACT for where in wheres),
    )


def rules_by_official(rulebook: Rulebook) -> dict[str, tuple[str, ...]]:
    """For each official of the rulebook the ids of the rules that name them, in its order."""
    naming: dict[str, list[str]] = {id_: [] for id_ in rulebook.officials}
    for rule in rulebook.rules:
        for id_ in {leaf.id: None for leaf in leaves(rule.when) if isinstance(leaf, OfficialRef)}:
            naming[id_].append(rule.id)
    return {id_: tuple(ids) for id_, ids in naming.items()}


def listed_phrases(rulebook: Rulebook) -> Iterator[tuple[str, Terms]]:
    """The terms that rules list themselves, with the place of the rule."""
    for rule in rulebook.rules:
        yield from ((rule.place, leaf.terms) for leaf in leaves(rule.when) if isinstance(leaf, Phrase))


def languages(rulebook: Rulebook) -> frozenset[str]:
    """The languages that terms are listed under or read in, or rules are restricted to: two- or three-letter codes."""
    term_sets = [terms for _, terms in listed_phrases(rulebook)]
    term_sets += [topic.terms for topic in rulebook.topics.values()]
    for official in rulebook.officials.values():
        term_sets += [official.names, official.surnames, official.roles]
    named = {language for terms in term_sets for language in terms}
    assumed = {assumed_language(word) for terms in term_sets for term in terms.get("", ()) for word in words(term)}
    return frozenset(named.union(assumed, *(rule.languages for rule in rulebook.rules)) - {""})
