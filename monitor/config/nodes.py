"""The conditions of watch rules: from the nodes of the YAML to the tree of :mod:`monitor.rulebook`."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from monitor import model, rulebook
from monitor.config.model import Model, Whole, fault_at
from monitor.config.terms import Terms, listed
from monitor.config.values import Identifier
from monitor.rulebook import Condition, Form, Span, Where

_MOST_WORDS = 1000

NOT_YET: Mapping[str, str] = {
    "query": "write the same as `when:` with all, any and none",
    "regex": "nothing would be searched for",
    "score": "nothing would be counted",
}


def parse_within(value: object) -> object:
    """``8 words``, ``sentence`` or ``paragraph``."""
    words = value.split() if isinstance(value, str) else []
    if len(words) == 1 and words[0] in tuple(Span):
        return Span(words[0])
    if len(words) == 2 and words[1] in ("word", "words") and words[0].isascii() and words[0].isdigit():
        number = int(words[0][:6])
        if 1 <= number <= _MOST_WORDS:
            return number
    raise ValueError(f"must be sentence, paragraph, or a number of words from 1 to {_MOST_WORDS}, such as `8 words`")


Within = Annotated[int | Span, BeforeValidator(parse_within, json_schema_input_type=str)]
MatchedField = Literal["title", "body"]
MatchedFields = Annotated[
    tuple[MatchedField, ...],
    Field(min_length=1),
    BeforeValidator(listed, json_schema_input_type=MatchedField | tuple[MatchedField, ...]),
]
Nodes = Annotated[tuple["NodeSpec", ...], Field(min_length=1)]


class NearSpec(Model):
    """Things that must stand close together."""

    within: Within
    """How close: `8 words` (at most so many between them), `sentence` or `paragraph`."""
    of: Annotated[tuple["NodeSpec", ...], Field(min_length=2)]
    """What must stand close together: leaves, or `any` of leaves."""


class CountSpec(Model):
    """Things that must be found at several places."""

    at_least: Annotated[Whole, Field(ge=1, le=1000)]
    """At how many different places."""
    of: Nodes
    """What is counted: leaves, or `any` of leaves."""


class NodeSpec(Model):
    """One condition. Keys that stand side by side must all hold."""

    not_yet: ClassVar[Mapping[str, str]] = NOT_YET

    all_: Annotated[Nodes | None, Field(alias="all")] = None
    """Every one of these holds."""
    any_: Annotated[Nodes | None, Field(alias="any")] = None
    """At least one of these holds."""
    none: Nodes | None = None
    """Not one of these holds."""
    phrase: Terms | None = None
    """A word or several in a row: one, a list (any of them), or either of these by language."""
    topic: Identifier | None = None
    """Any term of this topic."""
    official: Identifier | None = None
    """This official is named."""
    near: NearSpec | None = None
    """Things that stand close together."""
    count: CountSpec | None = None
    """Things that are found at several places."""
    in_: Annotated[MatchedFields | None, Field(alias="in")] = None
    """Where phrase, topic and official are looked for: `title`, `body` or both; by default both."""
    case: Literal["exact"] | None = None
    """`exact`: capitals and small letters count as written."""
    form: Form | None = None
    """`exact`: only as written; `inflected` (the default): also as its language inflects it."""

    @model_validator(mode="after")
    def _check_keys(self) -> "NodeSpec":
        leaves = (self.phrase, self.topic, self.official)
        if not any((*leaves, self.all_, self.any_, self.none, self.near, self.count)):
            raise ValueError("says nothing: give it phrase, topic, official, all, any, none, near or count")
        for key, narrowing in (("in", self.in_), ("case", self.case), ("form", self.form)):
            if narrowing and not any(leaves):
                fault_at(key, f"`{key}` narrows a phrase, topic or official, and none stands beside it")
        for key, group in (("near", self.near), ("count", self.count)):
            if group and not all(_is_simple(node) for node in group.of):
                fault_at(key, f"`{key}` takes phrases, topics, officials, and `any` of them; nothing else")
        return self


def _is_simple(node: NodeSpec) -> bool:
    """Whether ``node`` is a single leaf, or any of leaves."""
    given = [part for part in (node.phrase, node.topic, node.official, node.any_) if part is not None]
    others = (node.all_, node.none, node.near, node.count)
    return len(given) == 1 and not any(others) and all(_is_simple(inner) for inner in node.any_ or ())


def condition(node: NodeSpec) -> Condition:
    """The condition that ``node`` writes down."""
    parts = (*_groups(node), *_leaves(node))
    return parts[0] if len(parts) == 1 else rulebook.All(parts)


def _groups(node: NodeSpec) -> Iterator[Condition]:
    if node.all_:
        yield rulebook.All(_conditions(node.all_))
    if node.any_:
        yield rulebook.AnyOf(_conditions(node.any_))
    if node.none:
        yield rulebook.NoneOf(_conditions(node.none))
    if node.near:
        yield rulebook.Near(node.near.within, _conditions(node.near.of))
    if node.count:
        yield rulebook.Count(node.count.at_least, _conditions(node.count.of))


def _leaves(node: NodeSpec) -> Iterator[Condition]:
    where = _where(node)
    if node.phrase:
        yield rulebook.Phrase(node.phrase, where)
    if node.topic:
        yield rulebook.TopicRef(node.topic, where)
    if node.official:
        yield rulebook.OfficialRef(node.official, where)


def _conditions(nodes: tuple[NodeSpec, ...]) -> tuple[Condition, ...]:
    return tuple(condition(node) for node in nodes)


def _where(node: NodeSpec) -> Where:
    plain = Where()
    return Where(
        fields=frozenset(model.Field(name) for name in node.in_) if node.in_ else plain.fields,
        case_exact=node.case == "exact",
        form=node.form or plain.form,
    )


def needs_words(condition: Condition) -> bool:
    """Whether an article without any listed word fails ``condition``. What does not is true of nearly all articles."""
    if isinstance(condition, rulebook.All):
        return any(needs_words(part) for part in condition.of)
    if isinstance(condition, rulebook.AnyOf):
        return all(needs_words(part) for part in condition.of)
    return not isinstance(condition, rulebook.NoneOf)


def references(data: Any, kind: str, place: tuple[str | int, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:  # noqa: ANN401
    """Every id that the raw nodes ``data`` give as ``kind`` (topic, official), and its place.

    Raw, because a reference in a rule that has other faults too must be checked as well.
    """
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        if key == kind and isinstance(value, str):
            yield value, (*place, key)
        elif key != "phrase":
            yield from references(value, kind, (*place, key))
