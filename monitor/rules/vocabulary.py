"""Walks over a rulebook: its leaves, its terms, the languages that it names."""

from collections.abc import Iterator

from monitor.rulebook import (
    All,
    AnyOf,
    Condition,
    Count,
    Leaf,
    Near,
    NoneOf,
    OfficialRef,
    Phrase,
    Rulebook,
    Score,
    Terms,
    TopicRef,
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


def used_terms(rulebook: Rulebook) -> Iterator[tuple[str, Terms]]:
    """The terms that rules use, of topics and officials, too, each with the place where they are listed, once."""
    topics: set[str] = set()
    officials: set[str] = set()
    for rule in rulebook.rules:
        for leaf in leaves(rule.when):
            match leaf:
                case Phrase(terms):
                    yield rule.place, terms
                case TopicRef(topic_id) if topic_id not in topics:
                    topics.add(topic_id)
                    yield from _terms_of_topic(rulebook, topic_id)
                case OfficialRef(official_id) if official_id not in officials:
                    officials.add(official_id)
                    yield from _terms_of_official(rulebook, official_id)


def _terms_of_topic(rulebook: Rulebook, topic_id: str) -> Iterator[tuple[str, Terms]]:
    topic = rulebook.topics[topic_id]
    yield topic.place, topic.terms


def _terms_of_official(rulebook: Rulebook, official_id: str) -> Iterator[tuple[str, Terms]]:
    official = rulebook.officials[official_id]
    yield from ((official.place, terms) for terms in (official.names, official.surnames, official.roles))


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
