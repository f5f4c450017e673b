"""This package as one of the ways to search."""

import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.watching.search import Search, Way
from benchmarks.watching.world import World
from monitor.model import Article
from monitor.rulebook import Phrase, Rule
from monitor.rules import Forms, compile_rulebook
from monitor.rules.forms import Ask, ask_dictionary


class _Ours(Search):
    def __init__(self, world: World, forms: Forms) -> None:
        self._matcher = compile_rulebook(world.rulebook, forms)

    def find(self, article: Article) -> set[str]:
        return {match.rule_id for match in self._matcher.match(article)}

    def change(self, rule: Rule) -> bool:
        self._matcher.replace(rule)
        return True


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds on the clock to load rules whose words no dictionary was asked about, and to add a rule of a new word."""

    load: float
    new_word: float


def start_anew(world: World, forms: Path, ask: Ask = ask_dictionary) -> Start:
    """Load ``world`` with nothing in the directory ``forms``, where what dictionaries say is then kept."""
    started = time.monotonic()
    ours = _Ours(world, Forms(forms, ask))
    loaded = time.monotonic()
    ours.change(Rule("a-new-word", Phrase({"en": ("unbenchmarkable",)}), title=""))
    return Start(loaded - started, time.monotonic() - loaded)


def our_way(forms: Path, ask: Ask = ask_dictionary) -> Way:
    """The matcher of this package, which keeps in the directory ``forms`` what dictionaries say that it has to ask."""

    def build(world: World, _: ExitStack) -> Search:
        return _Ours(world, Forms(forms, ask))

    return Way("news-monitor", "whole rules, inflection", build, remembers=True)
