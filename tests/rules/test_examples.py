"""Examples inside rules, and articles of which only the words are known."""

from dataclasses import replace

from monitor.model import Field
from monitor.rulebook import Examples, SourceFilter, Where
from monitor.rules import compile_rulebook, match_examples
from tests.rules.build import article, forms, phrase, rule, rulebook

IN_TITLE = Where(fields=frozenset({Field.TITLE}))


def test_a_rule_that_looks_at_titles_can_be_tested() -> None:
    """A single line may be a title; of several lines the first one is, as in `explain`."""
    examples = Examples(
        match=("New sanctions were announced", "New sanctions\nMinisters met on Monday."),
        ignore=("Ministers met\nThey spoke of sanctions.",),
    )
    book = rulebook(rule(phrase("sanctions", where=IN_TITLE), examples=examples))
    assert match_examples(compile_rulebook(book, forms()), book) == ()


def test_an_article_from_nowhere_is_not_refused_for_its_source() -> None:
    """What someone asks about by its text alone is held against the condition; a known source still counts."""
    listens = replace(rule(phrase("sanctions")), sources=SourceFilter(include=frozenset({"harbour"})))
    made = compile_rulebook(rulebook(listens), forms())
    unknown = article("On sanctions.")
    assert made.explain(unknown)[0].matched
    assert made.match(replace(unknown, feed_id="harbour"))
    assert not made.match(replace(unknown, feed_id="other"))
