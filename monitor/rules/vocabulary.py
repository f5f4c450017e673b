"""Walks over a rulebook: its leaves, its terms, the languages that it names."""

from collections.abc import Iterator

from monitor.rulebook import (
    All,
    AnyOf,
    Condition,
    Count,
    Form,
    Leaf,
    Near,
    NoneOf,
    Official,
    OfficialRef,
    Phrase,
    Rulebook,
    Terms,
    Topic,
    TopicRef,
)
from monitor.rules.lemmas import assumed_language
from monitor.text.tokens import words


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The leaves of ``condition``, in order."""
    waiting = [condition]
    while waiting:
        match waiting.pop():
            case All(of) | AnyOf(of) | NoneOf(of) | Near(_, of) | Count(_, of):
                waiting.extend(reversed(of))
            case leaf:
                yield leaf


def used_topics(rulebook: Rulebook) -> tuple[Topic, ...]:
    """The topics that rules refer to, in the order of the rulebook."""
    used = {leaf.id for leaf in _all_leaves(rulebook) if isinstance(leaf, TopicRef)}
    return tuple(topic for topic in rulebook.topics.values() if topic.id in used)


def used_officials(rulebook: Rulebook) -> tuple[Official, ...]:
    """The officials that rules refer to, in the order of the rulebook."""
    used = {leaf.id for leaf in _all_leaves(rulebook) if isinstance(leaf, OfficialRef)}
    return tuple(official for official in rulebook.officials.values() if official.id in used)


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
    named = {language for terms in term_sets for language in terms if language}
    return frozenset(named.union(inflected_languages(rulebook), *(rule.languages for rule in rulebook.rules)))


def inflected_languages(rulebook: Rulebook) -> frozenset[str]:
    """The languages of the terms that rules use, names and terms to be found as written apart.

    Those are the languages whose dictionary is needed. Words without a language are read in that of their script.
    """
    inflected = [leaf for leaf in _all_leaves(rulebook) if leaf.where.form is Form.INFLECTED]
    topics = {leaf.id for leaf in inflected if isinstance(leaf, TopicRef)}
    term_sets = [leaf.terms for leaf in inflected if isinstance(leaf, Phrase)]
    term_sets += [topic.terms for topic in used_topics(rulebook) if topic.id in topics]
    term_sets += [official.roles for official in used_officials(rulebook)]
    listed = {language for terms in term_sets for language in terms}
    unlisted = {assumed_language(word) for terms in term_sets for term in terms.get("", ()) for word in words(term)}
    return frozenset((listed | unlisted) - {""})


def _all_leaves(rulebook: Rulebook) -> Iterator[Leaf]:
    for rule in rulebook.rules:
        yield from leaves(rule.when)
