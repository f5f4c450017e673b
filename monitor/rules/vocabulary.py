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
    Terms,
    TopicRef,
)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The leaves of ``condition``, in order."""
    match condition:
        case All(of) | AnyOf(of) | NoneOf(of) | Near(_, of) | Count(_, of):
            for child in of:
                yield from leaves(child)
        case leaf:
            yield leaf


def term_sets(rulebook: Rulebook) -> Iterator[tuple[str, Terms]]:
    """Every set of terms that ``rulebook`` lists, names of officials among them, with the place it is written at."""
    for rule in rulebook.rules:
        yield from ((rule.place, leaf.terms) for leaf in leaves(rule.when) if isinstance(leaf, Phrase))
    for topic in rulebook.topics.values():
        yield topic.place, topic.terms
    for official in rulebook.officials.values():
        yield from ((official.place, terms) for terms in (official.names, official.surnames, official.roles))


def languages(rulebook: Rulebook) -> frozenset[str]:
    """The languages that terms are listed under or rules are restricted to, as two- or three-letter codes."""
    named = {language for _, terms in term_sets(rulebook) for language in terms if language}
    return frozenset(named.union(*(rule.languages for rule in rulebook.rules)))


def inflected_languages(rulebook: Rulebook) -> frozenset[str]:
    """The languages of the terms that rules use and that may stand in other forms: those whose dictionary is needed.

    Names are not looked up in dictionaries.
    """
    used = {leaf for rule in rulebook.rules for leaf in _ids(rule.when)}
    needed = [terms for rule in rulebook.rules for terms in _own_terms(rule.when)]
    needed += [topic.terms for topic in rulebook.topics.values() if ("topic", topic.id) in used]
    needed += [official.roles for official in rulebook.officials.values() if ("official", official.id) in used]
    return frozenset(language for terms in needed for language in terms if language)


def _own_terms(condition: Condition) -> Iterator[Terms]:
    yield from (leaf.terms for leaf in leaves(condition) if isinstance(leaf, Phrase))


def _ids(condition: Condition) -> Iterator[tuple[str, str]]:
    for leaf in leaves(condition):
        match leaf:
            case TopicRef(topic_id):
                yield "topic", topic_id
            case OfficialRef(official_id):
                yield "official", official_id
