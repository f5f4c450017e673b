"""Short ways to write rules and articles in tests."""

from functools import cache

from monitor.model import Article, Hit
from monitor.rulebook import Condition, Examples, OfficialRef, Phrase, Rule, Rulebook, Topic, Where
from monitor.rules import Forms, Matcher, compile_rulebook
from tests.rules.samples import OFFICIALS

WHERE = Where()


@cache
def forms() -> Forms:
    """One set of word forms for all tests: dictionaries are slow to read and never change."""
    return Forms()


def phrase(*terms: str, lang: str = "", where: Where = WHERE) -> Phrase:
    """Any of ``terms``, listed under ``lang``."""
    return Phrase({lang: terms}, where)


def official(name: str) -> OfficialRef:
    """One of the officials of the samples."""
    return OfficialRef(name)


def rule(when: Condition, name: str = "rule", examples: Examples | None = None) -> Rule:
    """A rule that stands at line 3 of rules.yaml."""
    return Rule(name, when, title=name, place="rules.yaml:3", examples=examples or Examples())


def rulebook(*rules: Rule, topics: tuple[Topic, ...] = ()) -> Rulebook:
    """A rulebook of ``rules`` over the officials of the samples."""
    return Rulebook(rules, topics={topic.id: topic for topic in topics}, officials=OFFICIALS)


def matcher(*conditions: Condition, topics: tuple[Topic, ...] = ()) -> Matcher:
    """A matcher with one rule for each condition, named by number."""
    rules = (rule(condition, str(number)) for number, condition in enumerate(conditions))
    return compile_rulebook(rulebook(*rules, topics=topics), forms())


def article(text: str, language: str | None = None, title: str = "") -> Article:
    """An article of which only the words matter."""
    return Article(id="article", title=title, text=text, language=language)


def hits(condition: Condition, where: Article) -> tuple[Hit, ...]:
    """The hits of one condition; empty when it does not hold."""
    matches = matcher(condition).match(where)
    return matches[0].hits if matches else ()
