"""The matcher as the rest of the program uses it: filters, faults, warnings, examples, explanations."""

import gc
import json
import time
import weakref
from dataclasses import replace

import pytest

from monitor.errors import ConfigError
from monitor.model import Article
from monitor.rulebook import (
    All,
    AnyOf,
    Condition,
    Count,
    Examples,
    Near,
    NoneOf,
    Official,
    OfficialRef,
    Phrase,
    Rule,
    Rulebook,
    SourceFilter,
    Spelling,
    Topic,
    TopicRef,
)
from monitor.rules import Matcher, compile_rulebook, languages, match_examples
from tests.rules.build import article, forms, matcher, official, phrase, rule, rulebook
from tests.rules.samples import OFFICIALS, REPORT, RYABKOV

ALPHA = rule(phrase("alpha"))


def compiled(*rules: Rule) -> Matcher:
    """A matcher of ``rules``."""
    return compile_rulebook(rulebook(*rules), forms())


def test_a_rule_keeps_to_its_languages() -> None:
    """A rule for Arabic ignores English articles; an article of unknown language is never lost."""
    arabic = compiled(replace(ALPHA, languages=frozenset({"ar"})))
    assert [bool(arabic.match(article("alpha", tongue))) for tongue in ("ar", "ar-EG", "en", None)] == [
        True,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("include", "exclude", "admitted"),
    [
        ((), (), True),
        (("wire",), (), True),
        (("tag:world",), (), True),
        (("other",), (), False),
        ((), ("wire",), False),
        ((), ("tag:world",), False),
        (("wire",), ("tag:sport",), True),
    ],
)
def test_a_rule_keeps_to_its_sources(include: tuple[str, ...], exclude: tuple[str, ...], admitted: bool) -> None:
    """Feeds are admitted and excluded by id and by tag."""
    sources = SourceFilter(frozenset(include), frozenset(exclude))
    text = Article(id="x", title="alpha", text="", feed_id="wire", feed_tags=("world",))
    assert bool(compiled(replace(ALPHA, sources=sources)).match(text)) is admitted


def test_a_disabled_rule_is_silent_but_can_be_explained() -> None:
    """A rule that is switched off never fires; explaining it says so."""
    off = compiled(replace(ALPHA, enabled=False))
    assert off.match(article("alpha")) == ()
    assert off.explain(article("alpha"))[0].summary == "the rule is not enabled"


FAULTY: list[tuple[Condition, str]] = [
    (NoneOf((phrase("alpha"),)), "names only what must not occur"),
    (phrase("!!!"), "has no letters"),
    (phrase("al*pha"), "does not stand at the end of a word"),
    (phrase("a*"), "would match too much"),
    (Phrase({}), "lists no terms"),
    (TopicRef("gone"), "topic `gone` is not defined"),
    (OfficialRef("gone"), "official `gone` is not defined"),
    (Near(3, (phrase("alpha"),)), "fewer than two"),
    (Near(-1, (phrase("alpha"), phrase("bravo"))), "is negative"),
    (Near(3, (phrase("alpha"), NoneOf((phrase("bravo"),)))), "`none` stands inside `near`"),
    (Near(3, (phrase("alpha"), All((phrase("bravo"), phrase("charlie"))))), "`all` stands inside `near`"),
    (Near(3, (phrase("alpha"), AnyOf((phrase("bravo"), NoneOf((phrase("c3"),)))))), "`none` stands inside `near`"),
    (Near(3, (phrase("alpha"), Near(1, (phrase("bravo"), phrase("charlie"))))), "`near` stands inside `near`"),
    (Count(2, (All((phrase("alpha"), phrase("bravo"))),)), "`all` stands inside `count`"),
    (Count(2, (Count(3, (phrase("alpha"),)),)), "`count` stands inside `count`"),
    (Count(0, (phrase("alpha"),)), "is always true"),
    (All(()), "is empty"),
]


@pytest.mark.parametrize(("condition", "words"), FAULTY)
def test_a_rule_that_cannot_work_is_refused_with_its_place(condition: Condition, words: str) -> None:
    """Whatever is wrong with a rule is said in a sentence that names the file and line."""
    with pytest.raises(ConfigError) as caught:
        matcher(condition)
    assert [(fault.path, fault.line) for fault in caught.value.faults] == [("rules.yaml", 3)]
    assert words in caught.value.faults[0].message


def test_all_faults_are_reported_at_once() -> None:
    """Two bad rules and a bad topic give three faults, in order of file and line."""
    rules = (
        Rule("one", phrase("!"), "one", place="b.yaml:9"),
        Rule("two", TopicRef("t"), "two", place="b.yaml:2"),
        Rule("three", phrase("?"), "three", place="b.yaml:4"),
    )
    with pytest.raises(ConfigError) as caught:
        compile_rulebook(Rulebook(rules, topics={"t": Topic("t", "T", {"en": ("*",)}, place="a.yaml:1")}), forms())
    assert [(fault.path, fault.line) for fault in caught.value.faults] == [("a.yaml", 1), ("b.yaml", 4), ("b.yaml", 9)]


def test_absurd_terms_are_warned_of() -> None:
    """A letter, a name that Arabic hides inside another word, and a surname that is a word: each gets a warning."""
    warnings = compiled(rule(All((phrase("a"), phrase("رايس"), phrase("prices", lang="en"), official("price")))))
    said = "\n".join(map(str, warnings.warnings))
    assert "'a' is a single letter" in said
    assert "not found in برايس" in said
    assert "surname 'Price' is also an ordinary word" in said
    assert "Ryabkov" not in said


def test_a_clean_rulebook_has_no_warnings() -> None:
    """Ordinary rules are not nagged about."""
    assert compiled(rule(phrase("arms control", lang="en"))).warnings == ()


def test_examples_that_a_rule_gets_wrong_are_faults() -> None:
    """Examples are run in whatever language the rule knows; those that fail say what is missing."""
    good = Examples(match=("Обсудили санкций пакет",), ignore=("ничего",))
    bad = Examples(match=("Ничего",), ignore=("санкции",))
    term = phrase("санкции", lang="ru")
    book = rulebook(rule(term, "good", good), rule(term, "bad", bad))
    faults = match_examples(compile_rulebook(book, forms()), book)
    assert [(fault.path, fault.line) for fault in faults] == [("rules.yaml", 3)] * 2
    assert "does not match its example 'Ничего': phrase:санкции not found" in faults[0].message
    assert "matches an example that it should ignore: 'санкции'" in faults[1].message


def test_examples_use_the_detected_language() -> None:
    """With a language detector, an example is read in the language that it is in."""
    book = rulebook(rule(phrase("санкции", lang="ru"), examples=Examples(match=("пакет санкций",))))
    made = compile_rulebook(book, forms())
    assert match_examples(made, book, detect=lambda text: "ru") == ()
    assert len(match_examples(made, book, detect=lambda text: "bg")) == 1


def test_examples_of_thousands_of_rules_are_run_in_a_moment() -> None:
    """Checking a large rulebook takes time in proportion to its examples, not to their number times its rules."""
    terms = {f"r{number}": f"word{number}" for number in range(2_000)}
    book = rulebook(*(rule(phrase(term), name, Examples(match=(term,))) for name, term in terms.items()))
    made = compile_rulebook(book, forms())
    start = time.process_time()
    assert match_examples(made, book, detect=lambda text: "en") == ()
    assert time.process_time() - start < 2


def test_languages_are_those_of_terms_names_and_filters() -> None:
    """Language detection is told every language that a rule could ask for, and those that terms are read in."""
    book = Rulebook(
        (Rule("r", AnyOf((phrase("x", lang="de"), phrase("дом"))), "r", languages=frozenset({"fr"})),),
        topics={"t": Topic("t", "T", {"ar": ("y",), "": ("z",)})},
        officials={"o": Official("o", "O", {"zh": ("w",)}, roles={"ko": ("v",)})},
    )
    assert languages(book) == {"de", "en", "ru", "fr", "ar", "zh", "ko"}


def test_a_match_is_explained_by_its_hits() -> None:
    """The explanation of a rule that matches names what was found and where."""
    explained = matcher(All((official("sherman"), phrase("الأمن السيبراني")))).explain(REPORT)[0]
    assert explained.matched
    assert explained.summary == "official:sherman found; \u2068phrase:الأمن السيبراني\u2069 found"
    assert any("ويندي شيرمان" in line for line in explained.lines())


def test_a_miss_says_what_is_missing() -> None:
    """The explanation of a rule that does not match says what was found and what was not."""
    topic = Topic("arms", "Arms", {"en": ("arms control",)})
    condition = All((official("sherman"), TopicRef("arms"), NoneOf((phrase("جنيف"),))))
    explained = matcher(condition, topics=(topic,)).explain(REPORT, "0")[0]
    assert not explained.matched
    assert explained.summary == (
        "official:sherman found; topic:arms not found; \u2068phrase:جنيف\u2069 found, which is excluded"
    )
    json.dumps(explained.to_json())
    assert "no  topic:arms: not found" in "\n".join(explained.lines())


def test_near_and_count_say_how_far_they_fell_short() -> None:
    """Words that are there but too far apart or too few are told from words that are missing."""
    text = article("alpha one two three bravo")
    near, count = matcher(
        Near(1, (phrase("alpha"), phrase("bravo"))), Count(3, (phrase("alpha"), phrase("bravo")))
    ).explain(text)
    assert "nearest pair 3 words apart, limit 1" in near.summary
    assert "found at 2 of 3 places" in count.summary


def test_a_skipped_article_says_why() -> None:
    """A rule that does not look at an article says which filter kept it away."""
    arabic = compiled(replace(ALPHA, languages=frozenset({"ar"})))
    assert arabic.explain(article("alpha", "en"))[0].skipped == "the article is in en; the rule looks at ar only"


def test_an_unknown_rule_cannot_be_explained() -> None:
    """Asking for a rule that does not exist is an error, not an empty answer."""
    with pytest.raises(KeyError):
        compiled(ALPHA).explain(REPORT, "gone")


def test_loose_spelling_is_found_only_when_asked_for() -> None:
    """``spelling: loose`` finds spellings that nobody listed, and says so; by default they do not count."""
    loose = replace(RYABKOV, id="loose", spelling=Spelling.LOOSE, names={"en": ("Sergei Ryabkov",)})
    book = Rulebook(
        (rule(OfficialRef("loose"), "loose"), rule(OfficialRef("ryabkov"), "strict")),
        officials={**OFFICIALS, "loose": loose},
    )
    made = compile_rulebook(book, forms())
    assert [
        (match.rule_id, hit.how) for match in made.match(article("Sergie Riebkow spoke", "de")) for hit in match.hits
    ] == [("loose", "loose")]
    assert made.match(article("Sergei Rybakov spoke")) == ()


def test_words_met_do_not_fill_the_memory() -> None:
    """However many words and languages articles claim, what a matcher remembers of them stays bounded."""
    made = matcher(phrase("alpha"))
    memories = made._tables.phrases._memories
    most = 0
    for number in range(160):
        made.match(article(" ".join(f"w{number}n{word}" for word in range(1000)), f"x{number}"))
        most = max(most, sum(map(len, memories.values())))
    assert 100_000 < most < 160_000
    assert len(memories) == 1


def test_what_a_reload_replaces_is_freed_though_the_collector_passes_over_it() -> None:
    """A matcher and its tables hold no cycle, so a daemon that reloads its rules again and again does not grow."""
    old = compiled(ALPHA, rule(official("ryabkov"), "named"))
    old.match(Article(id="a", title="Sergei Ryabkov", text="alpha beta", language="en"))
    table = weakref.ref(old._tables.phrases)
    gc.disable()
    try:
        del old
        assert table() is None
    finally:
        gc.enable()
