"""From the conditions of rules to nodes and numbered leaves, with every fault noted."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from monitor.errors import ConfigFault
from monitor.model import How
from monitor.rulebook import (
    All,
    AnyOf,
    Condition,
    Count,
    Form,
    Near,
    NoneOf,
    Official,
    OfficialRef,
    Phrase,
    Regex,
    Rule,
    Rulebook,
    RuleRef,
    Score,
    Spelling,
    Terms,
    TopicRef,
)
from monitor.rulebook import Leaf as LeafCondition
from monitor.rules.analysis import STRENGTH
from monitor.rules.bearers import Bearer
from monitor.rules.conditions import (
    AllNode,
    AnyNode,
    CountNode,
    LeafNode,
    NearNode,
    Node,
    NoneNode,
    RuleNode,
    ScoreNode,
    WeightedNode,
    is_positive,
)
from monitor.rules.latin_names import in_english, names_to_spell, surnames_to_spell
from monitor.rules.leaves import Leaf, Part
from monitor.rules.places import fault_at
from monitor.rules.spellings.titles import office
from monitor.rules.terms import Cut, Term, UnusableTerm, cut, dictionary_words
from monitor.text.regex import BadExpression, Expression

# What people call the conditions that combine others.
_KEYS: dict[type, str] = {All: "all", NoneOf: "none", Near: "near", Count: "count", Score: "score", RuleRef: "rule"}


class Wanted(NamedTuple):
    """A term to be found for a leaf: as which part of it."""

    leaf: int
    part: Part
    term: Term


class Name(NamedTuple):
    """A name in Latin letters, to be found for a leaf as languages spell it that are not ``listed``."""

    leaf: int
    part: Part
    text: str
    listed: frozenset[str]


class Builder:
    """Collects nodes, leaves, terms and faults while it walks rules. Leaves are numbered from ``first_leaf`` on.

    ``rules`` are those that conditions may refer to; topics and officials are those of ``rulebook``. ``references``
    says by which rules each one is referred to, through others, too; ``words`` are those whose forms a dictionary
    knows, by its code.
    """

    def __init__(self, rulebook: Rulebook, rules: Mapping[str, Rule], first_leaf: int = 0) -> None:
        self._rulebook = rulebook
        self._rules = rules
        self._first = first_leaf
        self.leaves: list[Leaf] = []
        self.wanted: deque[Wanted] = deque()
        self.names: deque[Name] = deque()
        self.words: dict[str, set[str]] = {}
        self.faults: list[ConfigFault] = []
        self.references: dict[str, set[str]] = {}
        self._numbers: dict[object, int] = {}
        self._nodes: dict[str, Node] = {}
        self._open: list[str] = []
        self._place = ""

    def rule(self, rule: Rule) -> Node | None:
        """The condition of ``rule``, or ``None`` with a fault noted."""
        before = len(self.faults)
        node = self._condition_of(rule)
        if len(self.faults) > before:
            return None
        if not is_positive(node):
            self._fault(
                f"rule `{rule.id}` names only what must not occur, so every article would match",
                "add a phrase, topic or official that must occur",
            )
            return None
        return node

    def _condition_of(self, rule: Rule) -> Node:
        known = self._nodes.get(rule.id)
        if known is not None:
            return known
        outer, self._place = self._place, rule.place
        self._open.append(rule.id)
        node = self._nodes[rule.id] = self._node(rule.when)
        self._open.pop()
        self._place = outer or rule.place
        return node

    def _node(self, condition: Condition) -> Node:
        match condition:
            case All(of):
                return AllNode(self._children(of))
            case AnyOf(of):
                return AnyNode(self._children(of))
            case NoneOf(of):
                return NoneNode(self._children(of))
            case Near():
                return self._near(condition)
            case Count():
                return self._count(condition)
            case Score():
                return self._score(condition)
            case RuleRef(rule_id):
                return RuleNode(rule_id, self._referred(rule_id))
            case Phrase() | Regex() | TopicRef() | OfficialRef():
                return LeafNode(self._leaf(condition))

    def _children(self, of: tuple[Condition, ...]) -> tuple[Node, ...]:
        if not of:
            self._fault("a condition is empty", "list at least one phrase, topic or official")
        return tuple(map(self._node, of))

    def _near(self, condition: Near) -> Node:
        if len(condition.of) < 2:
            self._fault("`near` has fewer than two conditions", "list what must stand near what")
        if isinstance(condition.within, int) and condition.within < 0:
            self._fault(f"`within: {condition.within}` is negative", "write how many words may lie between")
        self._check_countable("near", condition.of)
        return NearNode(condition.within, self._children(condition.of), condition.ordered)

    def _count(self, condition: Count) -> Node:
        if condition.at_least < 1:
            self._fault(f"`at_least: {condition.at_least}` is always true", "write 1 or more")
        self._check_countable("count", condition.of)
        return CountNode(condition.at_least, self._children(condition.of))

    def _score(self, condition: Score) -> Node:
        of = tuple(WeightedNode(self._node(child.of), child.weight, child.at_most) for child in condition.of)
        most = sum(child.most for child in of)
        if condition.at_least < 1:
            self._fault(f"`at_least: {condition.at_least}` is always true", "write 1 or more")
        elif most < condition.at_least:
            self._fault(
                f"`score` can never reach {condition.at_least}: its weights add up to {most} at most",
                "lower `at_least`, or raise weights or `at_most`",
            )
        return ScoreNode(condition.at_least, of)

    def _referred(self, rule_id: str) -> Node:
        rule = self._rules.get(rule_id)
        if rule is None:
            self._fault(f"rule `{rule_id}` is not defined", "define it under `rules`, or mend the name")
        elif rule_id in self._open:
            circle = " → ".join((*self._open[self._open.index(rule_id) :], rule_id))
            self._fault(f"rules refer to one another in a circle: {circle}", "take one of the references out")
        else:
            node = self._condition_of(rule)
            for referred in (rule_id, *self._referred_by(rule_id)):
                self.references.setdefault(referred, set()).update(self._open)
            return node
        return AnyNode(())

    def _referred_by(self, rule_id: str) -> list[str]:
        """The rules that ``rule_id`` refers to: what refers to it refers to them, too."""
        return [referred for referred, referring in self.references.items() if rule_id in referring]

    def _check_countable(self, kind: str, of: Iterable[Condition]) -> None:
        """Note a fault for what has no place of its own that could be counted or stand near another."""
        for condition in of:
            match condition:
                case AnyOf(inner):
                    self._check_countable(kind, inner)
                case All() | NoneOf() | Near() | Count() | Score() | RuleRef():
                    self._fault(
                        f"`{_KEYS[type(condition)]}` stands inside `{kind}`, which takes phrases, expressions, topics, "
                        "officials, and `any` of them",
                        f"put it beside the `{kind}`",
                    )
                case Phrase() | Regex() | TopicRef() | OfficialRef():
                    pass

    def _leaf(self, leaf: LeafCondition) -> int:
        key = (tuple(leaf.terms.items()), leaf.where) if isinstance(leaf, Phrase) else leaf
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = self._first + len(self.leaves)
            self.leaves.append(Leaf(leaf, self._expression(leaf), self._bearer(leaf), self._terms(leaf)))
            self._add_leaf(number, leaf)
        return number

    def _bearer(self, leaf: LeafCondition) -> Bearer | None:
        official = self._rulebook.officials.get(leaf.id) if isinstance(leaf, OfficialRef) else None
        return None if official is None else Bearer(official)

    def _expression(self, leaf: LeafCondition) -> Expression | None:
        if not isinstance(leaf, Regex):
            return None
        try:
            return Expression(leaf.pattern, case_exact=leaf.where.case_exact)
        except BadExpression as error:
            self._fault(f"`regex: {leaf.pattern}` {error}")
            return None

    def _terms(self, leaf: LeafCondition) -> Terms:
        """What ``leaf`` lists; nothing for an expression, and for what is not defined."""
        match leaf:
            case Phrase(terms):
                return terms
            case TopicRef(topic_id):
                topic = self._rulebook.topics.get(topic_id)
                return topic.terms if topic else {}
            case OfficialRef(official_id):
                official = self._rulebook.officials.get(official_id)
                return official.names if official else {}
            case Regex():
                return {}

    def _add_leaf(self, number: int, leaf: LeafCondition) -> None:
        exact = leaf.where.form is Form.EXACT
        match leaf:
            case Phrase(terms):
                self._want(number, Part.TERM, terms, Term("", exact=exact))
            case TopicRef(topic_id):
                topic = self._rulebook.topics.get(topic_id)
                if topic is None:
                    self._fault(f"topic `{topic_id}` is not defined", "define it under `topics`, or mend the name")
                else:
                    self._want(number, Part.TERM, topic.terms, Term("", exact=exact), topic.place)
            case OfficialRef(official_id):
                official = self._rulebook.officials.get(official_id)
                if official is None:
                    self._fault(
                        f"official `{official_id}` is not defined", "define it under `officials`, or mend the name"
                    )
                else:
                    self._add_official(number, official, exact=exact)

    def _add_official(self, number: int, official: Official, *, exact: bool) -> None:
        loose = official.spelling is Spelling.LOOSE and not exact
        name = Term("", name=True, exact=exact, loose=loose)
        self._want(number, Part.TERM, official.names, name, official.place)
        if official.surnames:
            self._want(number, Part.SURNAME, official.surnames, name, official.place)
        if official.roles:
            self._want(number, Part.ROLE, official.roles, Term(""), official.place)
        if official.blocked:
            self._want(number, Part.BLOCKED, {"": official.blocked}, Term("", name=True), official.place)
        if official.spelling is not Spelling.EXACT and not exact:
            for part, generated in generated_roles(official).items():
                self._want(number, part, generated, Term("", rank=STRENGTH[How.GENERATED]), official.place)
            self.names.extend(_names(number, official))

    def _want(self, number: int, part: Part, terms: Terms, how: Term, place: str | None = None) -> None:
        """Note every one of ``terms``, each to vary as far as ``how`` does."""
        if not any(terms.values()):
            self._fault(f"`{self.leaves[number - self._first].name}` lists no terms", "list at least one", place)
        for language, listed in terms.items():
            for text in listed:
                term = Term(text, language, how.name, how.exact, how.loose, how.rank)
                try:
                    self._note_words(cut(term))
                except UnusableTerm as error:
                    self._fault(str(error), None, place)
                # A term takes a fifth of the memory that its words take: they are cut again when they are compiled.
                self.wanted.append(Wanted(number, part, term))

    def _note_words(self, parts: Cut) -> None:
        for code, word in dictionary_words(parts):
            self.words.setdefault(code, set()).add(word)

    def _fault(self, message: str, hint: str | None = None, place: str | None = None) -> None:
        self.faults.append(fault_at(place or self._place, message, hint))


def _names(number: int, official: Official) -> Iterator[Name]:
    """The names and surnames of ``official`` that other languages spell."""
    for text in names_to_spell(official):
        yield Name(number, Part.TERM, text, frozenset(official.names))
    for text in surnames_to_spell(official):
        yield Name(number, Part.SURNAME, text, frozenset(official.surnames))


def generated_roles(official: Official) -> dict[Part, dict[str, tuple[str, ...]]]:
    """The English offices of ``official`` as languages say them that the official's offices are not listed in.

    By what finding them means: a role, or a part of one.
    """
    found: dict[Part, dict[str, dict[str, None]]] = {}
    for role in in_english(official.roles):
        known = office(role)
        for part, generated in zip((Part.ROLE, Part.TITLE, Part.COUNTRY), known or (), strict=False):
            for language, wordings in generated.items():
                if language not in official.roles:
                    found.setdefault(part, {}).setdefault(language, {}).update(dict.fromkeys(wordings))
    return {
        part: {language: tuple(wordings) for language, wordings in generated.items()}
        for part, generated in found.items()
    }
