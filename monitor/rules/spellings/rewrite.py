"""Rewriting of words letter by letter where a letter may become several things: rules in, ranked candidates out.

Rules stand in text files as ``left<letters>right=first/second``. ``left`` and ``right`` are what must stand beside the
letters: letters, ``^`` and ``$`` for the ends of the word, and capitals for the classes that the file defines. ``-``
stands for nothing, ``_`` for a space. Each choice costs its place in the list, an empty place counting (``a//b``: 0 and 2); a candidate
costs the sum of its choices.
"""

import re
from collections.abc import Iterable
from importlib import resources
from typing import NamedTuple

START, END = "^", "$"
# A word and what its choices cost.
Ranked = tuple[int, str]

_RULE = re.compile(r"(?:([^<>=]*)<)?([^<>=]+)(?:>([^<>=]*))?=(\S+)")


class Choice(NamedTuple):
    """One way to write some letters."""

    cost: int
    letters: str


class Rule(NamedTuple):
    """Letters to rewrite, and what each place before (nearest first) and after them may hold."""

    letters: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    choices: tuple[Choice, ...]

    def fits(self, word: str, at: int) -> bool:
        """Whether the rule holds at ``at`` of ``word``, which stands between START and END."""
        if not word.startswith(self.letters, at):
            return False
        end = at + len(self.letters)
        if at < len(self.before) or end + len(self.after) > len(word):
            return False
        return all(word[at - 1 - i] in allowed for i, allowed in enumerate(self.before)) and all(
            word[end + i] in allowed for i, allowed in enumerate(self.after)
        )


class Table:
    """Rules for one pair of orthographies. Where several fit, the one with most letters and surroundings counts."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules: dict[str, list[Rule]] = {}
        for rule in rules:
            self._rules.setdefault(rule.letters[0], []).append(rule)
        for found in self._rules.values():
            found.sort(key=lambda rule: (-len(rule.letters), -len(rule.before) - len(rule.after)))

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
                ranked.sort(key=_cost)
                del ranked[limit:]
        ranked.sort(key=_cost)
        return ranked

    def _rule(self, padded: str, at: int) -> Rule | None:
        for rule in self._rules.get(padded[at], ()):
            if rule.fits(padded, at):
                return rule
        return None


def _cost(ranked: Ranked) -> int:
    return ranked[0]


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
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("["):
            name, _, parent = (part.strip() for part in line.strip("[]").partition("<"))
            rules[name], parents[name] = [], parent
        elif " = " in line:
            letter, _, members = line.partition(" = ")
            classes[letter] = members
        else:
            rules[name].extend(_rule(rule, classes) for rule in line.split())
    return {name: Table(_with_parents(name, rules, parents)) for name in rules}


def _with_parents(name: str, rules: dict[str, list[Rule]], parents: dict[str, str]) -> list[Rule]:
    found = list(rules[name])
    while name := parents[name]:
        found.extend(rules[name])
    return found


def _rule(text: str, classes: dict[str, str]) -> Rule:
    match = _RULE.fullmatch(text)
    if match is None:
        raise ValueError(f"not a rule of spelling: {text}")
    before, letters, after, choices = match.groups()
    return Rule(
        letters,
        tuple(classes.get(place, place) for place in reversed(before or "")),
        tuple(classes.get(place, place) for place in after or ""),
        tuple(
            Choice(cost, choice.replace("-", "").replace("_", " ")) for cost, choice in enumerate(choices.split("/")) if choice
        ),
    )
