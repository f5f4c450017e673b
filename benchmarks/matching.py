"""How long ten and a hundred thousand rules take on a 600-word article, beside simpler ways to search.

``python -m benchmarks.matching [RULES ...]`` prints a table; RULES is 10000 and 100000 when not given. Rules mix
``all``, ``any``, ``none``, ``near`` and ``count`` over phrases of one to four words drawn from the word frequencies of
wordfreq, six in ten English and the rest Arabic; articles are 600 words drawn the same way with twenty of the phrases
put in. The peers only look for the phrases: they evaluate no rule and know no clitics.
"""

import random
import re
import resource
import sys
import time
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import wordfreq

from monitor.model import Article
from monitor.rulebook import All, AnyOf, Condition, Count, Near, NoneOf, Phrase, Rule, Rulebook
from monitor.rules import Matcher, compile_rulebook

SIZES = (10_000, 100_000)
ARTICLES = 50
WORDS = 600
PLANTED = 20


class Language:
    """Words of one language, drawn as often as they occur."""

    def __init__(self, code: str) -> None:
        frequencies = wordfreq.get_frequency_dict(code, wordlist="large")
        self.code = code
        self._words = [word for word in frequencies if word.isalpha()][:60_000]
        self._upto = list(accumulate(frequencies[word] for word in self._words))

    def running(self, random_: random.Random) -> str:
        """A word as running text has it."""
        return self._words[bisect_left(self._upto, random_.random() * self._upto[-1])]

    def listed(self, random_: random.Random) -> str:
        """A word as rules have it: not one of the commonest three hundred."""
        return self._words[300 + int(random_.random() * (len(self._words) - 300))]


@dataclass(frozen=True)
class World:
    """Rules, the phrases in them, and articles that hold some of these."""

    rules: tuple[Rule, ...]
    phrases: tuple[str, ...]
    articles: tuple[Article, ...]


def make_world(size: int, random_: random.Random) -> World:
    """A world of ``size`` rules; the same for the same seed."""
    languages = (Language("en"), Language("ar"))
    phrases: list[str] = []

    def phrase(language: Language) -> Phrase:
        length = random_.choice((1, 2, 2, 2, 3, 3, 4))
        text = " ".join(language.listed(random_) for _ in range(length))
        phrases.append(text)
        return Phrase({language.code: (text,)})

    def rule(number: int) -> Rule:
        language = languages[random_.random() > 0.6]
        kind = number % 4
        when: Condition
        if kind == 0:
            when = phrase(language)
        elif kind == 1:
            when = AnyOf((phrase(language), phrase(language)))
        elif kind == 2:
            near = Near(10, (phrase(language), phrase(language)))
            when = AnyOf((near, phrase(language)))
        else:
            either = AnyOf((phrase(language), Count(2, (phrase(language),))))
            when = All((either, NoneOf((phrase(language),))))
        return Rule(f"rule-{number}", when, title="")

    rules = tuple(rule(number) for number in range(size))
    articles = tuple(_article(number, languages, phrases, random_) for number in range(ARTICLES))
    return World(rules, tuple(phrases), articles)


def _article(number: int, languages: tuple[Language, ...], phrases: list[str], random_: random.Random) -> Article:
    language = languages[number % 2]
    words = [language.running(random_) for _ in range(WORDS)]
    for _ in range(PLANTED):
        words[random_.randrange(WORDS)] = random_.choice(phrases)
    sentences = (" ".join(words[start : start + 20]) + "." for start in range(0, WORDS, 20))
    return Article(id=str(number), title=" ".join(words[:8]), text="\n".join(sentences), language=language.code)


def _milliseconds(work: Callable[[Article], object], articles: tuple[Article, ...]) -> float:
    """The median over ``articles``."""
    times = []
    for article in articles:
        start = time.process_time()
        work(article)
        times.append((time.process_time() - start) * 1000)
    return sorted(times)[len(times) // 2]


def _memory() -> float:
    """Resident memory of this process now, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def _measure_matcher(world: World) -> Matcher:
    before, start = _memory(), time.process_time()
    matcher = compile_rulebook(Rulebook(world.rules))
    build = time.process_time() - start
    grown = _memory() - before
    cold = _milliseconds(matcher.match, world.articles[:8])
    _milliseconds(matcher.match, world.articles)
    warm = _milliseconds(matcher.match, world.articles)
    found = sum(len(matcher.match(article)) for article in world.articles) / ARTICLES
    _row("news-monitor, cold cache", build, cold, f"{grown:.0f} MB, dictionaries included")
    _row("news-monitor, warm cache", build, warm, f"{found:.1f} matches an article")
    return matcher


def _measure_token_dict(world: World) -> None:
    start = time.process_time()
    first: dict[str, list[list[str]]] = {}
    for phrase in world.phrases:
        words = phrase.split()
        first.setdefault(words[0], []).append(words)
    build = time.process_time() - start

    def search(article: Article) -> int:
        words = re.findall(r"\w+", article.text.lower())
        return sum(
            words[index : index + len(phrase)] == phrase
            for index, word in enumerate(words)
            for phrase in first.get(word, ())
        )

    _row("token dict, phrases only", build, _milliseconds(search, world.articles), "exact words")


def _measure_substrings(world: World) -> None:
    _row(
        "`in` loop, phrases only",
        0.0,
        _milliseconds(lambda article: [phrase in article.text for phrase in world.phrases], world.articles[:3]),
        "inside words too",
    )


def _measure_alternation(world: World) -> None:
    start = time.process_time()
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, world.phrases)) + r")\b")
    build = time.process_time() - start
    _row(
        "one `re` alternation, phrases only",
        build,
        _milliseconds(lambda article: pattern.findall(article.text), world.articles[:3]),
        "loses overlaps",
    )


def _row(name: str, build: float, milliseconds: float, note: str) -> None:
    print(f"{name:36}{build:9.2f}{milliseconds:12.2f}   {note}", flush=True)


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print one table for each number of rules."""
    for size in sizes:
        world = make_world(size, random.Random(size))
        print(f"\n{size:,} rules, {len(world.phrases):,} phrases; median of {ARTICLES} articles of {WORDS} words")
        print(f"{'':36}{'build, s':>9}{'ms/article':>12}")
        _measure_matcher(world)
        _measure_token_dict(world)
        _measure_substrings(world)
        _measure_alternation(world)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
