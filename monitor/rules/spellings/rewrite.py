"""Rewriting of words letter by letter where a letter may become several things: rules in, ranked candidates out.

Rules stand in text files as ``left<letters>right=first/second``. ``left`` and ``right`` are what must stand beside the
letters: letters, ``^`` and ``$`` for the ends of the word, and capitals for the classes that the file defines. ``-``
stands for nothing, ``_`` for a space. Each choice costs its place in the list, an empty place counting (``a//b``: 0
and 2); a candidate costs the sum of its choices.
"""

from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import NamedTuple

from monitor.rules.spellings.ranked import Ranked, cost_of, joined
from monitor.text.fold import fold

START, END = "^", "$"


class Rule(NamedTuple):
    """Letters to rewrite, the ways to do it, and what each place before (nearest first) and after them may hold."""

    letters: str
    choices: tuple[Ranked, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def fits(self, word: str, at: int) -> bool:
        """Whether what stands around the letters at ``at`` of ``word``, START and END included, is as asked."""
        end = at + len(self.letters)
        if at < len(self.before) or end + len(self.after) > len(word):
            return False
        for place, allowed in enumerate(self.before, 1):
            if word[at - place] not in allowed:
                return False
        for place, allowed in enumerate(self.after, end):  # noqa: SIM110
            if word[place] not in allowed:
                return False
        return True


class Table:
    """Rules for one pair of orthographies. Where several fit, the one with most letters and surroundings counts."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules: dict[str, list[Rule]] = {}
        lengths: dict[str, set[int]] = {}
        for rule in rules:
            self._rules.setdefault(rule.letters, []).append(rule)
            lengths.setdefault(rule.letters[0], set()).add(len(rule.letters))
        for found in self._rules.values():
            if len(found) > 1:
                found.sort(key=lambda rule: -len(rule.before) - len(rule.after))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def rewrite(self, word: str, limit: int) -> list[Ranked]:
        """The ``limit`` cheapest rewritings of ``word``, cheapest first; none when a letter has no rule."""
        padded = f"{START}{word}{END}"
        at, last = 1, len(word) + 1
        ranked: list[Ranked] = [(0, "")]
        while at < last:
            rule = self._rule(padded, at)
            if rule is None:
                return []
            at += len(rule.letters)
            ranked = [(cost + more, done + letters) for cost, done in ranked for more, letters in rule.choices]
            if len(ranked) > limit:
                ranked.sort(key=cost_of)
                del ranked[limit:]
        ranked.sort(key=cost_of)
        return ranked

    def _rule(self, padded: str, at: int) -> Rule | None:
        for length in self._lengths.get(padded[at], ()):
            for rule in self._rules.get(padded[at : at + length], ()):
                if not (rule.before or rule.after) or rule.fits(padded, at):
                    return rule
        return None


def rewrite_parts(table: Table, text: str, limit: int) -> list[Ranked]:
    """The cheapest rewritings of the parts of ``text`` that hyphens join; none when a part has none."""
    return joined([table.rewrite(part, limit) for part in text.split("-")], limit)


def rewrite_folded(table: Table, word: str, limit: int) -> list[Ranked]:
    """``word`` rewritten, without its accents when the table does not know a letter that carries one."""
    return table.rewrite(word, limit) or table.rewrite(fold(word), limit)


def load_tables(file: str) -> dict[str, Table]:
    """The tables of one data file of this package, by name.

    ``[name]`` begins a table, ``[name < other]`` one that takes over the rules of another; its own come first.
    ``V = aeiou`` defines a class for the lines below.
    """
    text = resources.files("monitor.rules.spellings").joinpath(f"data/{file}").read_text(encoding="utf-8")
    rules: dict[str, list[Rule]] = {}
    parents: dict[str, str] = {}
    classes: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("["):
            name, _, parent = (part.strip() for part in line.strip("[]").partition("<"))
            rules[name], parents[name] = [], parent
        elif " = " in line[:4]:
            letter, _, members = line.partition(" = ")
            classes[letter] = members
        elif line and not line.startswith("#"):
            rules[name] += [_rule(rule, classes) for rule in line.split()]
    return {name: Table(_with_parents(name, rules, parents)) for name in rules}


def _with_parents(name: str, rules: dict[str, list[Rule]], parents: dict[str, str]) -> list[Rule]:
    """The rules of a table and of those it takes over, without those that an earlier one hides."""
    found: dict[tuple[object, ...], Rule] = {}
    while name:
        for rule in rules[name]:
            found.setdefault((rule.letters, rule.before, rule.after), rule)
        name = parents[name]
    return list(found.values())


@cache
def _choices(written: str) -> tuple[Ranked, ...]:
    choices = enumerate(written.replace("_", " ").split("/"))
    return tuple((cost, choice.replace("-", "")) for cost, choice in choices if choice)


def _rule(text: str, classes: dict[str, str]) -> Rule:
    pattern, _, written = text.partition("=")
    choices = _choices(written)
    if "<" not in pattern and ">" not in pattern:
        return Rule(pattern, choices)
    before, _, rest = pattern.rpartition("<")
    letters, _, after = rest.partition(">")
    return Rule(
        letters,
        choices,
        tuple(classes.get(place, place) for place in reversed(before)),
        tuple(classes.get(place, place) for place in after),
    )
