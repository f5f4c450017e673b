"""What of a rulebook with faults can be compiled and tried all the same."""

from collections.abc import Set

from monitor import query
from monitor.config.circles import Extent, extent
from monitor.rulebook import Condition, OfficialRef, Rule, Rulebook, RuleRef, TopicRef

# Rules that refer to rules in a longer chain are not read anyway.
_LONGEST_CHAIN = 100


def sound_part(rulebook: Rulebook, faulty: Set[str] = frozenset()) -> Rulebook:
    """``rulebook`` without the rules that refer to what is not in it, or to one another in a circle.

    What stands at one of the ``faulty`` places (file:line) counts as not in it.
    """
    topics = {id_: topic for id_, topic in rulebook.topics.items() if topic.place not in faulty}
    officials = {id_: official for id_, official in rulebook.officials.items() if official.place not in faulty}
    waiting = [
        rule
        for rule in rulebook.rules
        if rule.place not in faulty and _refers_only_to(rule.when, topics.keys(), officials.keys())
    ]
    kept: dict[str, Rule] = {}
    extents: dict[str, Extent] = {}
    for _ in range(_LONGEST_CHAIN):
        ready = [rule for rule in waiting if rule.id not in kept and _rules_in(rule.when) <= kept.keys()]
        if not ready:
            break
        for rule in ready:
            extents[rule.id] = extent(rule.when, extents)
            if extents[rule.id].is_read:
                kept[rule.id] = rule
        waiting = [rule for rule in waiting if rule.id not in extents]
    return Rulebook(tuple(rule for rule in rulebook.rules if rule.id in kept), topics, officials)


def _refers_only_to(condition: Condition, topics: Set[str], officials: Set[str]) -> bool:
    return all(
        part.id in (topics if isinstance(part, TopicRef) else officials)
        for part in query.walk(condition)
        if isinstance(part, TopicRef | OfficialRef)
    )


def _rules_in(condition: Condition) -> set[str]:
    return {part.id for part in query.walk(condition) if isinstance(part, RuleRef)}
