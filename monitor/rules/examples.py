"""Runs the examples that rules carry."""

from collections.abc import Callable, Iterator

from monitor.errors import ConfigFault
from monitor.model import Article
from monitor.rulebook import Rule, Rulebook
from monitor.rules.match import Matcher
from monitor.rules.places import fault_at
from monitor.rules.vocabulary import languages

Detect = Callable[[str], str | None]


def match_examples(matcher: Matcher, rulebook: Rulebook, detect: Detect | None = None) -> tuple[ConfigFault, ...]:
    """A fault for every example that its rule gets wrong, at the place of the rule.

    Examples are tried against the condition alone, whatever the rule's filters and whether or not it is enabled. The
    first line of an example is its title and the rest its text; a single line is tried as either.
    ``detect`` tells the language of a text; without it an example counts in any language of the rulebook.
    """
    every = (None, *sorted(languages(rulebook)))
    return tuple(fault for rule in rulebook.rules for fault in _faults(matcher, rule, every, detect))


def _faults(
    matcher: Matcher, rule: Rule, every: tuple[str | None, ...], detect: Detect | None
) -> Iterator[ConfigFault]:
    for text in rule.examples.match:
        tried = (detect(text),) if detect else every
        if not _matches(matcher, rule, text, tried):
            explanation = matcher.explain(next(_articles(text, tried[0])), rule.id)[0]
            message = f"rule `{rule.id}` does not match its example {text!r}: {explanation.summary}"
            yield fault_at(rule.place, message, "widen the rule, or mend the example")
    for text in rule.examples.ignore:
        if _matches(matcher, rule, text, (detect(text),) if detect else (None,)):
            message = f"rule `{rule.id}` matches an example that it should ignore: {text!r}"
            yield fault_at(rule.place, message, "narrow the rule, or mend the example")


def _matches(matcher: Matcher, rule: Rule, text: str, tried: tuple[str | None, ...]) -> bool:
    return any(matcher.satisfies(article, rule.id) for language in tried for article in _articles(text, language))


def _articles(text: str, language: str | None) -> Iterator[Article]:
    title, _, rest = text.strip().partition("\n")
    if rest:
        yield Article(id="example", title=title, text=rest, language=language)
    else:
        yield Article(id="example", title="", text=title, language=language)
        yield Article(id="example", title=title, text="", language=language)
