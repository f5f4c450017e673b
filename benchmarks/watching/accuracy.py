"""What each way of searching finds of what was put into articles, so that no speed is bought with wrong results."""

import random
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from benchmarks.watching.language import LANGUAGES, SPACED, language
from benchmarks.watching.search import Way
from benchmarks.watching.world import World, compose, of_phrases, phrases_of
from monitor.model import Article

_EACH = 10
_WORDS = 600
# Letters that make another word of a phrase's first and last one, and are no particle or ending of the language.
_GLUE = {"en": ("zq", "qz"), "de": ("zq", "qz"), "ar": ("ش", "خ"), "ru": ("щж", "жщ")}


@dataclass(frozen=True, slots=True)
class Probe:
    """An article, and the phrases that stand in it as listed, inside longer words, and behind the Arabic "and"."""

    article: Article
    listed: frozenset[str]
    inside: frozenset[str]
    joined: frozenset[str]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How many phrases were found, of how many: as listed, by language; inside words, a mistake; and joined to و."""

    listed: Mapping[str, tuple[int, int]]
    inside: tuple[int, int]
    joined: tuple[int, int]


def make_probes(world: World, articles: int) -> tuple[World, tuple[Probe, ...]]:
    """A world of one rule for each phrase of ``world``, and ``articles`` probes of each language."""
    listed = {
        term.lower(): code
        for rule in world.rulebook.rules
        for code, term in phrases_of(rule.when, world.rulebook.officials)
    }
    random_ = random.Random("probes")
    by_language = {code: [phrase for phrase, other in listed.items() if other == code] for code in LANGUAGES}
    probes = (_probe(code, by_language[code], random_) for code in LANGUAGES for _ in range(articles))
    return of_phrases(listed), tuple(probes)


def _probe(code: str, phrases: list[str], random_: random.Random) -> Probe:
    listed = random_.sample(phrases, _EACH)
    inside: list[str] = []
    joined: list[str] = []
    if code in _GLUE:
        # Of one word, another form may stand in the article by chance.
        several = [phrase for phrase in phrases if " " in phrase and phrase not in listed]
        inside = random_.sample(several, _EACH)
        joined = random_.sample([each for each in several if each not in inside], _EACH) if code == "ar" else []
    before, behind = _GLUE.get(code, ("", ""))
    pieces = [*listed, *(before + each + behind for each in inside), *("و" + each for each in joined)]
    article = compose(language(code), _WORDS, pieces, random_)
    return Probe(article, frozenset(listed), frozenset(inside), frozenset(joined))


def try_out(way: Way, world: World, probes: tuple[Probe, ...]) -> Accuracy:
    """Hold every probe against ``world``, whose rules have phrases as ids."""
    listed = dict.fromkeys(LANGUAGES, (0, 0))
    inside, joined = (0, 0), (0, 0)
    with ExitStack() as stack:
        search = way.build(world, stack)
        for probe in probes:
            found = search.find(probe.article)
            code = str(probe.article.language)
            listed[code] = _more(listed[code], probe.listed, found)
            inside = _more(inside, probe.inside, found)
            joined = _more(joined, probe.joined, found)
    return Accuracy(listed, inside, joined)


def claimed(way: Way, accuracy: Accuracy) -> tuple[int, int]:
    """Found and put in as listed, over the languages in which ``way`` claims to find them."""
    counts = [accuracy.listed[code] for code in way.finds]
    return sum(found for found, _ in counts), sum(put for _, put in counts)


def spaced(accuracy: Accuracy) -> tuple[int, int]:
    """Found and put in as listed, over the languages that write spaces between words."""
    counts = [accuracy.listed[code] for code in SPACED]
    return sum(found for found, _ in counts), sum(put for _, put in counts)


def _more(so_far: tuple[int, int], put: frozenset[str], found: set[str]) -> tuple[int, int]:
    return so_far[0] + len(put & found), so_far[1] + len(put)
