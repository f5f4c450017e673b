"""From a rulebook to tables."""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property

from monitor.errors import ConfigError, ConfigFault
from monitor.rulebook import Rule, Rulebook
from monitor.rules.advice import advise, words_to_ask_about
from monitor.rules.build import Builder
from monitor.rules.forms import Forms
from monitor.rules.leaves import Part, Use
from monitor.rules.lexicon import Lexicon
from monitor.rules.phrases import Pattern, PhraseTable
from monitor.rules.places import fault_at
from monitor.rules.spelled import name_patterns
from monitor.rules.tables import Tables
from monitor.rules.terms import cut, patterns
from monitor.rules.triggers import UNANNOUNCED, triggers

# Of a leaf, the patterns that may set off a rule, by its number.
_Patterns = dict[int, list[int]]


class Compiler:
    """Compiles the rules of ``rulebook`` into ``tables``: all of them at once, and then single ones anew."""

    def __init__(self, rulebook: Rulebook, forms: Forms) -> None:
        self._rulebook = rulebook
        self._rules = {rule.id: rule for rule in rulebook.rules}
        self._referring: dict[str, set[str]] = {}
        self._forms = forms
        self._ordinary: frozenset[tuple[str, str]] = frozenset()
        self._unread: dict[str, str] = {}
        self.tables = Tables(PhraseTable(Lexicon(forms)))

    def compile_all(self) -> None:
        """Compile every rule. Raises :class:`monitor.errors.ConfigError` with every fault found.

        The tables hold no cycles, so they go when nothing holds them.
        """
        with _collection_paused():
            try:
                self._compile(self._rulebook.rules, lambda: self._asked)
                words = ((code, word) for code, found in self._asked.items() for word in found)
                self._ordinary = frozenset((code, word) for code, word in words if self._forms.of(word, code).base)
                self._unread = dict(self._forms.failures)
            finally:
                self._forms.forget()

    @cached_property
    def warnings(self) -> tuple[ConfigFault, ...]:
        """What to tell the owner of the rulebook that was compiled; worked out when first asked for."""
        return advise(self._rulebook, self._ordinary, self._unread)

    def replace(self, rule: Rule) -> None:
        """Compile ``rule`` in the place of the rule of its id, and again the rules that refer to it.

        Raises :class:`monitor.errors.ConfigError`, and then nothing has changed.
        """
        before = self._rules.get(rule.id)
        self._rules[rule.id] = rule
        try:
            self._compile([rule, *(self._rules[rule_id] for rule_id in sorted(self._referring.get(rule.id, ())))])
        except BaseException:
            if before is None:
                del self._rules[rule.id]
            else:
                self._rules[rule.id] = before
            raise
        finally:
            self._forms.forget()

    def remove(self, rule_id: str) -> None:
        """Forget a rule. Raises :class:`KeyError` when there is none, and ConfigError when another refers to it."""
        rule = self._rules[rule_id]
        if referring := sorted(self._referring.get(rule_id, ())):
            message = f"rule `{rule_id}` cannot be removed: {', '.join(referring)} refer to it"
            raise ConfigError([fault_at(rule.place, message, "mend these first")])
        self.tables.remove(rule_id)
        del self._rules[rule_id]
        for referring_ids in self._referring.values():
            referring_ids.discard(rule_id)

    @cached_property
    def _asked(self) -> Mapping[str, set[str]]:
        """Words that warnings are about; asked for only once the rulebook is known to hold no fault."""
        return words_to_ask_about(self._rulebook)

    def _compile(self, rules: Iterable[Rule], also: Callable[[], Mapping[str, set[str]]] = dict) -> None:
        """Compile ``rules`` into the tables, which change only when no fault is left; load the words ``also`` gives."""
        builder = Builder(self._rulebook, self._rules, first_leaf=len(self.tables.leaves))
        with _collection_paused():
            nodes = [(rule, builder.rule(rule)) for rule in rules]
        if builder.faults:
            raise ConfigError(sorted(set(builder.faults), key=_in_file_order))
        others = also()
        codes = builder.words.keys() | others.keys()
        self._forms.load({code: builder.words.get(code, set()) | others.get(code, set()) for code in codes})
        self._note_references(builder.references, {rule.id for rule, _ in nodes})
        with _collection_paused():
            announcing = self._add_leaves(builder)
            for rule, node in nodes:
                if node is not None:
                    self.tables.set(rule, node, triggers(node, lambda leaf: self._cost(announcing.get(leaf, ()))))

    def _note_references(self, references: Mapping[str, set[str]], compiled: set[str]) -> None:
        """Note which rules refer to which, in place of what those just ``compiled`` referred to before."""
        for referring in self._referring.values():
            referring -= compiled
        for referred, referring in references.items():
            self._referring.setdefault(referred, set()).update(referring)

    def _add_leaves(self, builder: Builder) -> _Patterns:
        """Add the leaves of ``builder`` and the patterns that find them."""
        tables = self.tables
        tables.leaves.extend(builder.leaves)
        tables.fields = tables.fields.union(*(leaf.where.fields for leaf in builder.leaves))
        announcing: _Patterns = {}
        lexicon = tables.phrases.lexicon
        # What was noted makes room for what it becomes.
        while builder.wanted:
            leaf, part, term = builder.wanted.popleft()
            for pattern in patterns(cut(term), lexicon):
                self._use(pattern, Use(leaf, part, term.text), announcing)
        while builder.names:
            name = builder.names.popleft()
            for pattern in name_patterns(name, lexicon):
                self._use(pattern, Use(name.leaf, name.part, name.text), announcing)
        tables.phrases.hang()
        lexicon.settle()
        return announcing

    def _use(self, pattern: Pattern, use: Use, announcing: _Patterns) -> None:
        number = self.tables.phrases.add(pattern)
        uses = self.tables.uses
        if number == len(uses):
            uses.append((use,))
        else:
            uses[number] = (*uses[number], use)
        if use.part in (Part.TERM, Part.SURNAME):
            announcing.setdefault(use.leaf, []).append(number)

    def _cost(self, numbers: Iterable[int]) -> float:
        """A guess of how often one of the patterns is found; infinite when there are none, as of an expression."""
        return sum(map(self.tables.phrases.commonness, numbers)) or UNANNOUNCED


def _in_file_order(fault: ConfigFault) -> tuple[str, int]:
    return fault.path, fault.line or 0


@contextmanager
def _collection_paused() -> Iterator[None]:
    """Keep the cyclic garbage collector from walking tables that only grow: it takes half of the time otherwise."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
