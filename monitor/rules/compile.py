"""From a rulebook to tables: lexemes, patterns, leaves, rule trees, and which leaves set off which rules."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from monitor.errors import ConfigError, ConfigFault
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
    Rule,
    Rulebook,
    Spelling,
    Terms,
    TopicRef,
)
from monitor.rules.advice import advise
from monitor.rules.lemmas import Lemmas
from monitor.rules.lexicon import Lexicon
from monitor.rules.nodes import AllNode, AnyNode, CountNode, Leaf, LeafNode, NearNode, Node, NoneNode, Part, Use
from monitor.rules.phrases import PhraseTable
from monitor.rules.places import fault_at
from monitor.rules.terms import Term, UnusableTerm, patterns
from monitor.rules.vocabulary import inflected_languages, languages

# What people call the conditions that combine others.
_KEYS: dict[type, str] = {All: "all", NoneOf: "none", Near: "near", Count: "count"}

# A condition that can never be found sorts last when the cheapest of several is chosen.
_DEAREST = float("inf")


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule and its condition. ``triggers`` are the leaves of which one must be hit before the rule can hold."""

    rule: Rule
    node: Node
    triggers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything that matching needs, compiled. ``uses`` goes by pattern, ``leaves`` by the number of a leaf."""

    phrases: PhraseTable
    uses: tuple[tuple[Use, ...], ...]
    leaves: tuple[Leaf, ...]
    rules: tuple[CompiledRule, ...]
    warnings: tuple[ConfigFault, ...]


def compile_tables(rulebook: Rulebook, lemmas: Lemmas) -> Tables:
    """Compile ``rulebook``, loading the dictionaries of its languages into ``lemmas``.

    Raises :class:`monitor.errors.ConfigError` with every fault of every rule and official.
    """
    lemmas.load(inflected_languages(rulebook))
    with _collection_paused():
        return _compile(rulebook, lemmas)


@contextmanager
def _collection_paused() -> Iterator[None]:
    """Keep the cyclic garbage collector from walking tables that only grow: it takes half of the time otherwise.

    One walk at the end makes the tables old, so that the next ones leave them alone.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.collect(1)
            gc.enable()


def _compile(rulebook: Rulebook, lemmas: Lemmas) -> Tables:
    compiler = _Compiler(rulebook, Lexicon(lemmas, languages(rulebook)))
    nodes = [(rule, compiler.rule(rule)) for rule in rulebook.rules]
    if compiler.faults:
        raise ConfigError(sorted(set(compiler.faults), key=lambda fault: (fault.path, fault.line or 0)))
    compiler.phrases.seal()
    return Tables(
        compiler.phrases,
        compiler.uses(),
        tuple(compiler.leaves),
        tuple(CompiledRule(rule, node, compiler.triggers(node)) for rule, node in nodes if node is not None),
        advise(rulebook, lemmas),
    )


class _Compiler:
    """Collects tables and faults while it walks the rules."""

    def __init__(self, rulebook: Rulebook, lexicon: Lexicon) -> None:
        self._rulebook = rulebook
        self.lexicon = lexicon
        self.phrases = PhraseTable(lexicon)
        self.leaves: list[Leaf] = []
        self.faults: list[ConfigFault] = []
        self._uses: list[list[Use]] = []
        self._numbers: dict[object, int] = {}
        self._patterns: list[list[int]] = []
        self._place = ""

    def rule(self, rule: Rule) -> Node | None:
        """The condition of ``rule`` compiled, or ``None`` with a fault noted."""
        self._place = rule.place
        before = len(self.faults)
        node = self._node(rule.when)
        if len(self.faults) > before:
            return None
        if not _is_positive(node):
            self._fault(
                f"rule `{rule.id}` names only what must not occur, so every article would match",
                "add a phrase, topic or official that must occur",
            )
            return None
        return node

    def uses(self) -> tuple[tuple[Use, ...], ...]:
        """What each pattern means, by its number."""
        return tuple(map(tuple, self._uses))

    def triggers(self, node: Node) -> frozenset[int]:
        """The leaves of the cheapest clause that must be hit for ``node`` to hold.

        Method: the term tree of Lucene's monitor (TermFilteredPresearcher): a conjunction contributes its cheapest
        child, a disjunction all its children, a negation nothing.
        """
        return self._cheapest(node)[1]

    def _cheapest(self, node: Node) -> tuple[float, frozenset[int]]:
        match node:
            case LeafNode(leaf):
                return sum(map(self.phrases.commonness, self._patterns[leaf])), frozenset({leaf})
            case AllNode(of) | NearNode(_, of):
                positive = [self._cheapest(child) for child in of if _is_positive(child)]
                return min(positive, key=lambda clause: clause[0], default=(_DEAREST, frozenset()))
            case AnyNode(of) | CountNode(_, of):
                clauses = [self._cheapest(child) for child in of]
                return sum(cost for cost, _ in clauses), frozenset().union(*(leaves for _, leaves in clauses))
            case NoneNode():
                return _DEAREST, frozenset()

    def _node(self, condition: Condition) -> Node:
        match condition:
            case All(of):
                return AllNode(self._children(of))
            case AnyOf(of):
                return AnyNode(self._children(of))
            case NoneOf(of):
                return NoneNode(self._children(of))
            case Near(within, of):
                self._check_near(within, of)
                return NearNode(within, self._children(of))
            case Count(at_least, of):
                if at_least < 1:
                    self._fault(f"`at_least: {at_least}` is always true", "write 1 or more")
                self._check_countable("count", of)
                return CountNode(at_least, self._children(of))
            case Phrase() | TopicRef() | OfficialRef():
                return LeafNode(self._leaf(condition))

    def _children(self, of: tuple[Condition, ...]) -> tuple[Node, ...]:
        if not of:
            self._fault("a condition is empty", "list at least one phrase, topic or official")
        return tuple(map(self._node, of))

    def _check_near(self, within: object, of: tuple[Condition, ...]) -> None:
        if len(of) < 2:
            self._fault("`near` has fewer than two conditions", "list what must stand near what")
        if isinstance(within, int) and within < 0:
            self._fault(f"`within: {within}` is negative", "write how many words may lie between")
        self._check_countable("near", of)

    def _check_countable(self, kind: str, of: Iterable[Condition]) -> None:
        """Note a fault for what has no place of its own that could be counted or stand near another."""
        for condition in of:
            match condition:
                case AnyOf(inner):
                    self._check_countable(kind, inner)
                case All() | NoneOf() | Near() | Count():
                    self._fault(
                        f"`{_KEYS[type(condition)]}` stands inside `{kind}`, which takes phrases, topics, officials, "
                        "and `any` of them",
                        f"put it beside the `{kind}`",
                    )
                case Phrase() | TopicRef() | OfficialRef():
                    pass

    def _leaf(self, leaf: Phrase | TopicRef | OfficialRef) -> int:
        key = (tuple(sorted(leaf.terms.items())), leaf.where) if isinstance(leaf, Phrase) else leaf
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.leaves)
            self.leaves.append(Leaf(leaf_name(leaf), leaf.where))
            self._patterns.append([])
            self._add_leaf(number, leaf)
        return number

    def _add_leaf(self, number: int, leaf: Phrase | TopicRef | OfficialRef) -> None:
        exact = leaf.where.form is Form.EXACT
        match leaf:
            case Phrase(terms):
                self._add_terms(number, Part.TERM, terms, exact=exact)
            case TopicRef(topic_id):
                topic = self._rulebook.topics.get(topic_id)
                if topic is None:
                    self._fault(f"topic `{topic_id}` is not defined", "define it under `topics`, or mend the name")
                else:
                    self._add_terms(number, Part.TERM, topic.terms, exact=exact, place=topic.place)
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
        place = official.place
        self._add_terms(number, Part.TERM, official.names, name=True, exact=exact, loose=loose, place=place)
        if official.surnames:
            self._add_terms(number, Part.SURNAME, official.surnames, name=True, exact=exact, loose=loose, place=place)
        if official.roles:
            self._add_terms(number, Part.ROLE, official.roles, place=place)
        if official.blocked:
            self._add_terms(number, Part.BLOCKED, {"": official.blocked}, name=True, place=place)

    def _add_terms(
        self,
        number: int,
        part: Part,
        terms: Terms,
        *,
        name: bool = False,
        exact: bool = False,
        loose: bool = False,
        place: str | None = None,
    ) -> None:
        if not any(terms.values()):
            self._fault(f"`{self.leaves[number].name}` lists no terms", "list at least one", place)
        for term in _each(terms, name=name, exact=exact, loose=loose):
            try:
                for pattern in patterns(term, self.lexicon):
                    self._add_use(self.phrases.add(pattern), Use(number, part, term.text))
            except UnusableTerm as error:
                self._fault(str(error), None, place)

    def _add_use(self, pattern: int, use: Use) -> None:
        if pattern == len(self._uses):
            self._uses.append([])
        self._uses[pattern].append(use)
        if use.part in (Part.TERM, Part.SURNAME):
            self._patterns[use.leaf].append(pattern)

    def _fault(self, message: str, hint: str | None = None, place: str | None = None) -> None:
        self.faults.append(fault_at(place or self._place, message, hint))


def leaf_name(leaf: Phrase | TopicRef | OfficialRef) -> str:
    """What hits and explanations call ``leaf``: "topic:ID", "official:ID", or "phrase:" and its first term."""
    match leaf:
        case TopicRef(topic_id):
            return f"topic:{topic_id}"
        case OfficialRef(official_id):
            return f"official:{official_id}"
        case Phrase(terms):
            return "phrase:" + next((term for listed in terms.values() for term in listed), "")


def _each(terms: Terms, *, name: bool, exact: bool, loose: bool) -> Iterator[Term]:
    for language, listed in terms.items():
        for text in listed:
            yield Term(text, language, name=name, exact=exact, loose=loose)


def _is_positive(node: Node) -> bool:
    """Whether ``node`` can only hold when something is hit."""
    match node:
        case AllNode(of) | NearNode(_, of):
            return any(map(_is_positive, of))
        case AnyNode(of) | CountNode(_, of):
            return all(map(_is_positive, of))
        case LeafNode():
            return True
        case NoneNode():
            return False
