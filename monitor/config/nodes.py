"""The conditions of watch rules: from the nodes of the YAML to the tree of :mod:`monitor.rulebook`."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SkipValidation, model_validator
from pydantic_core import PydanticCustomError

from monitor import model, query, rulebook
from monitor.config.model import Flag, Model, Whole, fault_at
from monitor.config.terms import Terms, listed
from monitor.config.values import Identifier
from monitor.query.shape import MOST_PLACES, MOST_SCORE, MOST_WEIGHT, MOST_WORDS
from monitor.query.tokens import LONGEST_QUERY
from monitor.rulebook import Condition, Form, Span, Where
from monitor.text.regex import Expression


def parse_within(value: object) -> object:
    """``8 words``, ``sentence`` or ``paragraph``."""
    words = value.split() if isinstance(value, str) else []
    if len(words) == 1 and words[0] in tuple(Span):
        return Span(words[0])
    if len(words) == 2 and words[1] in ("word", "words") and words[0].isascii() and words[0].isdigit():
        number = int(words[0][:6])
        if 1 <= number <= MOST_WORDS:
            return number
    raise ValueError(f"must be sentence, paragraph, or a number of words from 1 to {MOST_WORDS}, such as `8 words`")


def parse_query(value: object) -> object:
    """A condition in one line. What is wrong in it is told with its column."""
    if not isinstance(value, str):
        raise ValueError("must be text: put it in quotes")  # noqa: TRY004 - pydantic takes ValueError
    try:
        return query.parse(value)
    except query.QueryError as error:
        message = f"`query`, column {error.column}: {error.message}"
        raise PydanticCustomError("fault", "{message}", {"message": message}) from None


def check_regex(pattern: str) -> str:
    """An expression of RE2."""
    Expression(pattern, case_exact=False)
    return pattern


def _check_weight(weight: int) -> int:
    if not weight:
        raise ValueError("must not be 0")
    return weight


Within = Annotated[int | Span, BeforeValidator(parse_within, json_schema_input_type=str)]
FieldName = Literal["title", "body", "author", "url", "tag"]
FieldNames = Annotated[
    tuple[FieldName, ...],
    Field(min_length=1),
    BeforeValidator(listed, json_schema_input_type=FieldName | tuple[FieldName, ...]),
]
Nodes = Annotated[tuple["NodeSpec", ...], Field(min_length=1)]
Pattern = Annotated[str, AfterValidator(check_regex)]
Query = Annotated[
    Condition,
    SkipValidation,
    BeforeValidator(parse_query, json_schema_input_type=Annotated[str, Field(min_length=1, max_length=LONGEST_QUERY)]),
]


# The keys of conditions that rules lack.
CONDITION_KEYS = ("all", "any", "none", "phrase", "regex", "topic", "official", "rule", "near", "count", "score")

_NARROWING = "write it inside the items of `of`, beside the phrase, regex, topic or official that it narrows"
_IN_ITEMS = {"in": _NARROWING, "case": _NARROWING, "form": _NARROWING}
_OF_RULE = "it is a key of the rule: write it beside `when`, not inside"


class NearSpec(Model):
    """Things that must stand close together."""

    elsewhere: ClassVar[Mapping[str, str]] = _IN_ITEMS

    within: Within
    """How close: `8 words` (at most so many between them), `sentence` or `paragraph`."""
    of: Annotated[tuple["NodeSpec", ...], Field(min_length=2)]
    """What must stand close together: leaves, or `any` of leaves."""
    ordered: Flag = False
    """`true`: they stand in the order of `of`."""


class CountSpec(Model):
    """Things that must be found at several places."""

    elsewhere: ClassVar[Mapping[str, str]] = _IN_ITEMS

    at_least: Annotated[Whole, Field(ge=1, le=MOST_PLACES)]
    """At how many different places."""
    of: Nodes
    """What is counted: leaves, or `any` of leaves."""


class ScoreSpec(Model):
    """Things whose weights must add up."""

    elsewhere: ClassVar[Mapping[str, str]] = _IN_ITEMS

    at_least: Annotated[Whole, Field(ge=1, le=MOST_SCORE)]
    """What the weights of all that is found must add up to."""
    of: Annotated[tuple["WeightedSpec", ...], Field(min_length=1)]
    """What is weighed: any conditions."""

    @model_validator(mode="after")
    def _check_reach(self) -> "ScoreSpec":
        reason = query.unreachable(_score(self))
        if reason:
            fault_at("of", f"`score`: {reason}")
        return self


class NodeSpec(Model):
    """One condition. Keys that stand side by side must all hold."""

    elsewhere: ClassVar[Mapping[str, str]] = {
        "keywords": "inside a condition, words are listed under `phrase`",
        "within": "it belongs to `near`: write `near: {within: 8 words, of: [...]}`",
        "ordered": "it belongs to `near`: write `near: {within: 8 words, ordered: true, of: [...]}`",
        "at_least": "it belongs to `count` or `score`: write `count: {at_least: 3, of: [...]}`",
        **dict.fromkeys(("severity", "languages", "sources", "notify", "examples", "enabled", "expires"), _OF_RULE),
        **dict.fromkeys(("send", "quiet_hours", "limit", "updates", "corroborate", "repeat"), _OF_RULE),
    }

    all_: Annotated[Nodes | None, Field(alias="all")] = None
    """Every one of these holds."""
    any_: Annotated[Nodes | None, Field(alias="any")] = None
    """At least one of these holds."""
    none: Nodes | None = None
    """Not one of these holds."""
    phrase: Terms | None = None
    """A word or several in a row: one, a list (any of them), or either of these by language."""
    regex: Pattern | None = None
    """An expression of RE2 that is found."""
    topic: Identifier | None = None
    """Any term of this topic."""
    official: Identifier | None = None
    """This official is named."""
    rule: Identifier | None = None
    """The condition of this other rule holds."""
    near: NearSpec | None = None
    """Things that stand close together."""
    count: CountSpec | None = None
    """Things that are found at several places."""
    score: ScoreSpec | None = None
    """Things whose weights add up."""
    query: Query | None = None
    """A condition in one line, as search engines write them."""
    in_: Annotated[FieldNames | None, Field(alias="in")] = None
    """Where phrase, regex, topic and official are looked for: `title`, `body`, `author`, `url`, `tag`, or a list."""
    case: Literal["exact"] | None = None
    """`exact`: capitals and small letters count as written."""
    form: Form | None = None
    """`exact`: only as written; `inflected` (the default): also as its language inflects it."""

    @model_validator(mode="after")
    def _check_keys(self) -> "NodeSpec":
        if not _parts(self):
            raise ValueError(
                "says nothing: give it phrase, regex, topic, official, rule, query, all, any, none, near, count, score"
            )
        self._check_narrowing()
        for key, group in (("near", self.near), ("count", self.count)):
            if group and not all(query.has_places(condition(node)) for node in group.of):
                fault_at(key, f"`{key}` takes phrases, expressions, topics, officials, and `any` of them; nothing else")
        return self

    def _check_narrowing(self) -> None:
        """Refuse ``in``, ``case`` and ``form`` beside nothing that they could narrow."""
        inflected = any((self.phrase, self.topic, self.official))
        elsewhere = "; in a query, write `title:`, `case:` and `exact:`" if self.query else ""
        for key, narrowing in (("in", self.in_), ("case", self.case), ("form", self.form)):
            if narrowing and not inflected and not self.regex:
                message = f"`{key}` narrows a phrase, regex, topic or official, and none stands beside it"
                fault_at(key, message + elsewhere)
        if self.form and self.regex:
            fault_at(
                "form",
                "`form` does not go beside `regex`: an expression is found as it is written",
            )


class WeightedSpec(NodeSpec):
    """One condition of a score, and what it adds."""

    weight: Annotated[Whole, Field(ge=-MOST_WEIGHT, le=MOST_WEIGHT), AfterValidator(_check_weight)]
    """What each place where it is found adds to the score; may be negative."""
    at_most: Annotated[Whole, Field(ge=1, le=MOST_PLACES)] = 1
    """How many places count at most."""


for _spec in (NearSpec, CountSpec, ScoreSpec):
    _spec.model_rebuild()


def condition(node: NodeSpec) -> Condition:
    """The condition that ``node`` writes down."""
    parts = _parts(node)
    return parts[0] if len(parts) == 1 else rulebook.All(parts)


def _parts(node: NodeSpec) -> tuple[Condition, ...]:
    refused = (rulebook.NoneOf(_conditions(node.none)),) if node.none else ()
    return (*_groups(node), *_leaves(node), *((node.query,) if node.query else ()), *refused)


def _groups(node: NodeSpec) -> Iterator[Condition]:
    if node.all_:
        yield rulebook.All(_conditions(node.all_))
    if node.any_:
        yield rulebook.AnyOf(_conditions(node.any_))
    if node.near:
        yield rulebook.Near(node.near.within, _conditions(node.near.of), node.near.ordered)
    if node.count:
        yield rulebook.Count(node.count.at_least, _conditions(node.count.of))
    if node.score:
        yield _score(node.score)


def _score(spec: ScoreSpec) -> rulebook.Score:
    weighted = (rulebook.Weighted(condition(part), part.weight, part.at_most) for part in spec.of)
    return rulebook.Score(spec.at_least, tuple(weighted))


def _leaves(node: NodeSpec) -> Iterator[Condition]:
    where = _where(node)
    if node.phrase:
        yield rulebook.Phrase(node.phrase, where)
    if node.regex:
        yield rulebook.Regex(node.regex, where)
    if node.topic:
        yield rulebook.TopicRef(node.topic, where)
    if node.official:
        yield rulebook.OfficialRef(node.official, where)
    if node.rule:
        yield rulebook.RuleRef(node.rule)


def _conditions(nodes: tuple[NodeSpec, ...]) -> tuple[Condition, ...]:
    return tuple(condition(node) for node in nodes)


def _where(node: NodeSpec) -> Where:
    plain = Where()
    return Where(
        fields=frozenset(model.Field(name) for name in node.in_) if node.in_ else plain.fields,
        case_exact=node.case == "exact",
        form=node.form or plain.form,
    )
