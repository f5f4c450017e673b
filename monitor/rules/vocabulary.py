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
    Official,
    OfficialRef,
    Phrase,
    Rulebook,
    RuleRef,
    Score,
    Terms,
    Topic,
    TopicRef,
)
from monitor.rules.forms import assumed_language
from monitor.text.tokens import words


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The leaves of ``condition``, in order; those of rules that it refers to are theirs."""
    waiting = [condition]
    while waiting:
        match waiting.pop():
            case All(of) | AnyOf(of) | NoneOf(of) | Near(_, of) | Count(_, of):
                waiting.extend(reversed(of))
            case Score(_, weighted):
                waiting.extend(child.of for child in reversed(weighted))
            case RuleRef():
                pass
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
    named = {language for terms in term_sets for language in terms}
    assumed = {assumed_language(word) for terms in term_sets for term in terms.get("", ()) for word in words(term)}
    return frozenset(named.union(assumed, *(rule.languages for rule in rulebook.rules)) - {""})


def _all_leaves(rulebook: Rulebook) -> Iterator[Leaf]:
    for rule in rulebook.rules:
        yield from leaves(rule.when)
