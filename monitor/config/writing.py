"""From rules back to YAML, for people who want to see a query as nodes, or the other way round."""

import io
from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from ruamel.yaml import YAML

from monitor import query, rulebook
from monitor.config.expiry import written_expiry
from monitor.config.policy import as_policy
from monitor.model import Field
from monitor.rulebook import Condition, Form, Terms, Where

Node = dict[str, Any]


def as_rule(rule: rulebook.Rule, zone: tzinfo) -> Node:
    """``rule`` as an item of a file of rules, its whole condition under ``when``, for readers who live in ``zone``."""
    said: Node = {"id": rule.id, "title": rule.title, "severity": rule.severity.value, "when": as_node(rule.when)}
    sources = {"include": sorted(rule.sources.include), "exclude": sorted(rule.sources.exclude)}
    optional: Node = {
        "languages": sorted(rule.languages),
        "sources": {side: names for side, names in sources.items() if names},
        "notify": list(rule.notify),
        "examples": {
            side: list(texts)
            for side, texts in (("match", rule.examples.match), ("ignore", rule.examples.ignore))
            if texts
        },
        "expires": written_expiry(rule.expires, zone) if rule.expires else None,
        **as_policy(rule.policy),
    }
    resting = {} if rule.enabled else {"enabled": False}
    return {**said, **{key: value for key, value in optional.items() if value}, **resting}


def rules_yaml(*items: Node) -> str:
    """A file of rules that holds ``items``."""
    writer = YAML()
    writer.width = 100_000
    writer.indent(mapping=2, sequence=4, offset=2)
    written = io.StringIO()
    writer.dump({"rules": list(items)}, written)
    return written.getvalue()


def as_node(condition: Condition) -> Node:
    """The node that means ``condition``."""
    return _node(query.normal(condition))


def _node(condition: Condition) -> Node:
    if isinstance(condition, rulebook.All):
        return _all(condition)
    if isinstance(condition, rulebook.AnyOf):
        return {"any": _nodes(condition.of)}
    if isinstance(condition, rulebook.NoneOf):
        return {"none": _nodes(condition.of)}
    if isinstance(condition, rulebook.Near):
        return {"near": _near(condition)}
    if isinstance(condition, rulebook.Count):
        return {"count": {"at_least": condition.at_least, "of": _nodes(condition.of)}}
    if isinstance(condition, rulebook.Score):
        return {"score": {"at_least": condition.at_least, "of": [_weighted(part) for part in condition.of]}}
    if isinstance(condition, rulebook.RuleRef):
        return {"rule": condition.id}
    return _leaf(condition)


def _all(condition: rulebook.All) -> Node:
    """What must hold, with what must not beside it where that is one list."""
    refused = [part for part in condition.of if isinstance(part, rulebook.NoneOf)]
    wanted = [part for part in condition.of if not isinstance(part, rulebook.NoneOf)]
    if len(refused) != 1 or condition.of[-1] is not refused[0]:
        return {"all": _nodes(condition.of)}
    inside = _node(wanted[0]) if len(wanted) == 1 else {"all": _nodes(tuple(wanted))}
    return {**inside, "none": _nodes(refused[0].of)}


def _near(condition: rulebook.Near) -> Node:
    within = condition.within
    unit = " word" if within == 1 else " words"
    said: Node = {"within": f"{within}{unit}" if isinstance(within, int) else str(within)}
    return {**said, **({"ordered": True} if condition.ordered else {}), "of": _nodes(condition.of)}


def _weighted(part: rulebook.Weighted) -> Node:
    most = {"at_most": part.at_most} if part.at_most != 1 else {}
    return {**_node(part.of), "weight": part.weight, **most}


def _leaf(leaf: rulebook.Leaf) -> Node:
    if isinstance(leaf, rulebook.Phrase):
        said: Node = {"phrase": _terms(leaf.terms)}
    elif isinstance(leaf, rulebook.Regex):
        said = {"regex": leaf.pattern}
    else:
        said = {"topic" if isinstance(leaf, rulebook.TopicRef) else "official": leaf.id}
    return {**said, **_narrowing(leaf.where)}


def _terms(terms: Terms) -> object:
    if set(terms) == {""}:
        return _one_or_more(terms[""])
    return {language: _one_or_more(listed) for language, listed in terms.items()}


def _one_or_more(terms: tuple[str, ...]) -> object:
    return terms[0] if len(terms) == 1 else list(terms)


def _narrowing(where: Where) -> Mapping[str, Any]:
    said: Node = {}
    if where.fields != rulebook.MATCHED_FIELDS:
        said["in"] = _one_or_more(tuple(field.value for field in Field if field in where.fields))
    if where.case_exact:
        said["case"] = "exact"
    if where.form is Form.EXACT:
        said["form"] = "exact"
    return said


def _nodes(conditions: tuple[Condition, ...]) -> list[Node]:
    return [_node(part) for part in conditions]
