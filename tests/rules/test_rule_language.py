"""The whole rule language against articles: expressions, order, scores, references, fields, expiry, changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import ConfigError
from monitor.model import Article, Field, How
from monitor.rulebook import (
    All,
    AnyOf,
    Condition,
    Count,
    Form,
    Near,
    NoneOf,
    Official,
    Regex,
    Rule,
    Rulebook,
    RuleRef,
    Score,
    Span,
    Topic,
    TopicRef,
    Weighted,
    Where,
)
from monitor.rules import Matcher, compile_rulebook
from tests.rules.build import article, forms, hits, matcher, official, phrase, rule, rulebook

OFFICIAL_IN_ENGLISH = Official("only-english", "Sergei Ryabkov", {"en": ("Sergei Ryabkov",)})
ALPHA, BRAVO, CHARLIE = phrase("alpha"), phrase("bravo"), phrase("charlie")


def holds(condition: Condition, text: str) -> bool:
    """Whether one condition holds for an English text."""
    return bool(matcher(condition).match(article(text, "en")))


def test_an_expression_is_found_where_it_matches() -> None:
    """A regular expression gives hits like any leaf, with exact places in any script."""
    (first, second) = hits(Regex(r"S-\d00"), article("😀 The S-300 and the s-400", "en"))
    assert [(hit.text, hit.start, hit.end, hit.how) for hit in (first, second)] == [
        ("S-300", 6, 11, How.REGEX),
        ("s-400", 20, 25, How.REGEX),
    ]
    assert first.leaf == r"regex:S-\d00"


def test_an_expression_keeps_to_case_and_fields_when_told() -> None:
    """``case: exact`` and ``in:`` narrow an expression."""
    title = Where(fields=frozenset({Field.TITLE}), case_exact=True)
    found = matcher(Regex("NATO|G[78]", title))
    assert found.match(article("x", title="The G7 and NATO"))
    assert not found.match(article("NATO", title="nato and g8"))


def test_a_rule_of_an_expression_alone_looks_at_every_article() -> None:
    """No word announces an expression, so such a rule is never passed over; nor is one that has it beside a phrase."""
    assert holds(Regex("z{3}"), "a zzz b")
    assert holds(AnyOf((Regex("z{3}"), ALPHA)), "zzz")
    assert holds(All((Regex("z{3}"), ALPHA)), "alpha zzz")
    assert not holds(All((Regex("z{3}"), ALPHA)), "zzz")


def test_expressions_stand_near_words_and_are_counted() -> None:
    """An expression has places, so it may stand in ``near`` and ``count``."""
    assert holds(Near(2, (Regex("[0-9]+"), ALPHA)), "42 x alpha")
    assert not holds(Near(2, (Regex("[0-9]+"), ALPHA)), "42 x y z alpha")
    assert holds(Count(2, (Regex("[0-9]+"),)), "1 and 2")


@pytest.mark.parametrize(
    ("within", "text", "expected"),
    [
        (3, "alpha x bravo", True),
        (3, "bravo x alpha", False),
        (3, "alpha x x x x bravo", False),
        (3, "bravo alpha x bravo", True),
        (Span.SENTENCE, "Then alpha met bravo.", True),
        (Span.SENTENCE, "Then bravo met alpha.", False),
        (Span.SENTENCE, "There was alpha. There was bravo.", False),
        (Span.PARAGRAPH, "There was alpha. There was bravo.", True),
        (Span.PARAGRAPH, "There was bravo. There was alpha.", False),
    ],
)
def test_ordered_near_asks_for_the_order(within: int | Span, text: str, expected: bool) -> None:
    """With ``ordered``, the parts must stand in the order in which they are listed."""
    assert holds(Near(within, (ALPHA, BRAVO), ordered=True), text) is expected


def test_ordered_near_of_three_shows_the_hits_in_order_only() -> None:
    """Hits that stand out of order are no reason."""
    found = hits(
        Near(Span.SENTENCE, (ALPHA, BRAVO, CHARLIE), ordered=True), article("charlie alpha bravo alpha charlie", "en")
    )
    assert [hit.start for hit in found] == [8, 14, 26]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("alpha", False),
        ("alpha bravo", True),
        ("alpha alpha alpha", True),
        ("alpha alpha", False),
        ("alpha bravo charlie", False),
        ("bravo", False),
        ("charlie", False),
    ],
)
def test_a_score_adds_up_places(text: str, expected: bool) -> None:
    """Alpha is worth 2 a place, up to three times; bravo 3; charlie takes 4 away; 5 are needed."""
    score = Score(5, (Weighted(ALPHA, 2, at_most=3), Weighted(BRAVO, 3), Weighted(CHARLIE, -4)))
    assert holds(score, text) is expected


def test_a_score_may_weigh_whole_conditions() -> None:
    """A condition without places of its own adds its weight once."""
    score = Score(3, (Weighted(All((ALPHA, BRAVO)), 2), Weighted(NoneOf((CHARLIE,)), 1)))
    assert [holds(score, text) for text in ("alpha bravo", "alpha bravo charlie", "alpha")] == [True, False, False]


def test_a_score_shows_what_added_to_it() -> None:
    """The hits of a score are those of its positive weights."""
    found = hits(
        Score(2, (Weighted(ALPHA, 2), Weighted(BRAVO, -1), Weighted(CHARLIE, 1))), article("alpha bravo charlie")
    )
    assert [hit.text for hit in found] == ["alpha", "charlie"]


def test_scores_that_cannot_be_reached_are_refused() -> None:
    """A score above the sum of its weights would never hold, and its owner must hear so."""
    with pytest.raises(ConfigError, match="can never reach 9: its weights add up to 5"):
        matcher(Score(9, (Weighted(ALPHA, 2), Weighted(BRAVO, 3))))


def test_a_rule_may_build_on_another() -> None:
    """A reference holds where the other rule's condition does, whatever its filters and though it is not enabled."""
    base = replace(rule(AnyOf((ALPHA, BRAVO)), "base"), enabled=False, languages=frozenset({"fr"}))
    made = compile_rulebook(rulebook(base, rule(All((RuleRef("base"), CHARLIE)), "top")), forms())
    (match,) = made.match(article("bravo charlie", "en"))
    assert (match.rule_id, [hit.text for hit in match.hits]) == ("top", ["bravo", "charlie"])
    assert not made.match(article("charlie", "en"))


def test_rules_that_refer_in_a_circle_or_to_nothing_are_refused() -> None:
    """The fault names the circle, or the rule that is missing."""
    circle = rulebook(rule(RuleRef("b"), "a"), rule(AnyOf((RuleRef("a"), ALPHA)), "b"))
    with pytest.raises(ConfigError, match="circle: a → b → a"):
        compile_rulebook(circle, forms())
    with pytest.raises(ConfigError, match="rule `gone` is not defined"):
        compile_rulebook(rulebook(rule(RuleRef("gone"), "a")), forms())


def test_every_field_can_be_asked() -> None:
    """``in:`` takes title, body, author, url and tag; a word elsewhere does not count."""
    text = Article(
        id="x",
        title="one",
        text="two",
        url="https://example.org/three/page",
        authors=("Ann Four", "Ben Five"),
        tags=("six", "seven"),
    )
    places = {"one": Field.TITLE, "two": Field.BODY, "three": Field.URL, "five": Field.AUTHOR, "seven": Field.TAG}
    for word, field in places.items():
        for other in Field:
            found = matcher(phrase(word, where=Where(fields=frozenset({other})))).match(text)
            assert bool(found) is (other is field), (word, other)
        assert bool(matcher(phrase(word)).match(text)) is (field in (Field.TITLE, Field.BODY))


def test_a_rule_that_expired_looks_at_nothing() -> None:
    """From ``expires`` on a rule is silent, and explaining it says since when."""
    end = datetime(2027, 2, 1, tzinfo=UTC)
    made = compile_rulebook(rulebook(replace(rule(ALPHA), expires=end)), forms())
    text = article("alpha")
    assert made.match(text, end - timedelta(seconds=1))
    assert not made.match(text, end)
    assert made.match(text), "without a moment, as in a backtest, nothing expires"
    assert made.explain(text, now=end)[0].skipped == "the rule expired on 2027-02-01 at 00:00 UTC"


def test_a_title_in_another_language_is_read_in_its_own() -> None:
    """The title of a page may be Russian over an English text: each is inflected as its language does."""
    mixed = Article(id="x", title="Новый пакет санкций", text="The weapons arrived", language="en", title_language="ru")
    made = matcher(phrase("санкция", lang="ru"), phrase("weapon", lang="en"))
    assert [match.rule_id for match in made.match(mixed)] == ["0", "1"]
    russian = replace(rule(phrase("weapon")), languages=frozenset({"ru"}))
    assert compile_rulebook(rulebook(russian), forms()).match(mixed)


def ids(made: Matcher, text: str) -> list[str]:
    """The rules that match an English text."""
    return [match.rule_id for match in made.match(article(text, "en"))]


def test_one_rule_can_be_changed_in_place() -> None:
    """A changed rule takes the place of the old one at once, also for words that were read before."""
    made = compile_rulebook(rulebook(rule(ALPHA, "a"), rule(BRAVO, "b")), forms())
    assert ids(made, "alpha bravo charlie") == ["a", "b"]
    made.replace(rule(CHARLIE, "a"))
    assert ids(made, "alpha bravo charlie") == ["a", "b"]
    assert ids(made, "alpha") == []
    assert ids(made, "charlie") == ["a"]
    made.replace(rule(phrase("new weapon"), "c"))
    assert ids(made, "bravo and new weapons") == ["b", "c"]
    made.remove("b")
    assert ids(made, "bravo and new weapons") == ["c"]


def test_rules_that_build_on_a_changed_one_change_with_it() -> None:
    """A reference follows the rule that it names, through others, too."""
    made = compile_rulebook(
        rulebook(rule(ALPHA, "a"), rule(RuleRef("a"), "b"), rule(All((RuleRef("b"), CHARLIE)), "c")), forms()
    )
    assert ids(made, "alpha charlie") == ["a", "b", "c"]
    made.replace(rule(BRAVO, "a"))
    assert ids(made, "alpha charlie") == []
    assert ids(made, "bravo charlie") == ["a", "b", "c"]
    with pytest.raises(ConfigError, match="b, c refer to it"):
        made.remove("a")


def test_a_change_that_is_refused_changes_nothing() -> None:
    """A faulty rule leaves the old one in force."""
    made = compile_rulebook(rulebook(rule(ALPHA, "a")), forms())
    with pytest.raises(ConfigError):
        made.replace(rule(NoneOf((ALPHA,)), "a"))
    with pytest.raises(ConfigError):
        made.replace(rule(RuleRef("gone"), "new"))
    assert ids(made, "alpha") == ["a"]
    assert ids(made, "gone new") == []


def test_replacing_comes_to_the_same_as_compiling() -> None:
    """Rules put in one by one match as rules compiled together do."""
    conditions: tuple[Condition, ...] = (
        All((ALPHA, NoneOf((BRAVO,)))),
        AnyOf((Near(2, (ALPHA, CHARLIE)), Count(2, (BRAVO,)))),
        Score(3, (Weighted(ALPHA, 2), Weighted(BRAVO, 2), Weighted(CHARLIE, 1))),
        official("ryabkov"),
    )
    together = matcher(*conditions)
    one_by_one = compile_rulebook(rulebook(), forms())
    for number, condition in enumerate(conditions):
        one_by_one.replace(rule(condition, str(number)))
    for text in ("alpha", "alpha bravo", "bravo x bravo", "alpha charlie", "Sergei Ryabkov met bravo", "nothing"):
        assert together.match(article(text, "en")) == one_by_one.match(article(text, "en")), text


TOPIC = Topic("arms-control", "Arms control", {"en": ("arms control", "missile treaty")})


def why_not(condition: Condition, text: str) -> str:
    """What the explanation says of a rule that does not match an English text."""
    explained = matcher(condition, topics=(TOPIC,)).explain(article(text, "en"))[0]
    assert not explained.matched
    return explained.summary


def test_why_not_names_the_nearest_miss() -> None:
    """The failed clause is told with what comes nearest to it, and where that is."""
    condition = All((official("sherman"), TopicRef("arms-control")))
    assert why_not(condition, "Wendy Sherman spoke of the arms race") == (
        "official:sherman found; topic:arms-control not found; nearest: 'arms' at 27, of 'arms control'"
    )
    assert why_not(TopicRef("arms-control"), "control of arms") == (
        "topic:arms-control not found; the words of 'arms control' are there, but not side by side and in order"
    )
    assert why_not(phrase("sanctions"), "a sanctimonious tone") == (
        "phrase:sanctions not found; nearest: 'sanctimonious' at 2, like 'sanctions'"
    )
    assert why_not(phrase("sanctions"), "football") == "phrase:sanctions not found"


def test_why_not_says_what_keeps_a_find_from_counting() -> None:
    """A word in the wrong field or letter case, and a surname without licence, are told from one that is missing."""
    title = Where(fields=frozenset({Field.TITLE}))
    assert "'alpha' at 4 does not count, for the rule looks at the title only" in why_not(
        phrase("alpha", where=title), "the alpha"
    )
    assert "'price' at 4 is in another letter case than 'Price'" in why_not(
        phrase("Price", where=Where(case_exact=True)), "the price"
    )
    assert "'Ryabkov' at 4 stands without a full name or role" in why_not(official("ryabkov"), "the Ryabkov goal")


def test_why_not_tells_how_far_apart_and_how_much_is_missing() -> None:
    """``near`` gives the nearest pair and the limit, ``score`` what was reached."""
    assert "nearest pair 14 words apart, limit 10" in why_not(Near(10, (ALPHA, BRAVO)), "alpha " + "x " * 14 + "bravo")
    assert "in no one paragraph" in why_not(Near(10, (ALPHA, BRAVO)), "alpha\nbravo")
    assert "it comes to 2" in why_not(Score(5, (Weighted(ALPHA, 2), Weighted(BRAVO, 3))), "alpha")


def test_a_reason_tells_the_listed_term_behind_a_form() -> None:
    """The lines of an explanation say as which form of what a word counts."""
    lines = "\n".join(matcher(phrase("weapon", lang="en")).explain(article("new WEAPONS", "en"))[0].lines())
    assert "body 4-11: 'WEAPONS' (lemma of 'weapon'): new WEAPONS" in lines


def test_generated_spellings_are_told_as_such() -> None:
    """A name found in a spelling that nobody listed says so, and of which listed name."""
    (hit,) = hits(official("sherman"), article("Wendy Sherman", "en"))
    assert hit.how is How.EXACT
    book = Rulebook(
        (Rule("r", official("only-english"), title="r"),),
        officials={"only-english": OFFICIAL_IN_ENGLISH},
    )
    (match,) = compile_rulebook(book, forms()).match(article("Министр говорил с Сергеем Рябковым", "ru"))
    assert [(hit.text, hit.how, hit.variant) for hit in match.hits] == [
        ("Сергеем Рябковым", How.GENERATED, "Sergei Ryabkov")
    ]


def test_a_part_of_a_score_without_places_adds_once() -> None:
    """``at_most`` says nothing to ``all`` and ``none``, in nodes as in queries."""
    score = Score(10, (Weighted(All((ALPHA, BRAVO)), 5, at_most=2), Weighted(CHARLIE, 5)))
    assert not holds(score, "alpha bravo")
    assert holds(score, "alpha bravo charlie")


def test_a_score_that_only_words_can_reach_is_a_rule() -> None:
    """What must not occur may weigh in a score, as long as it does not reach the score by itself."""
    assert holds(Score(6, (Weighted(NoneOf((ALPHA,)), 5), Weighted(BRAVO, 5))), "bravo")
    with pytest.raises(ConfigError, match="names only what must not occur"):
        matcher(Score(5, (Weighted(NoneOf((ALPHA,)), 5), Weighted(BRAVO, 5))))


def test_a_score_tells_its_sum() -> None:
    """Whether it is reached or not, an explanation says what a score comes to, part by part."""
    made = matcher(Score(5, (Weighted(ALPHA, 2, at_most=2), Weighted(BRAVO, 3))))
    assert "it comes to 7: +4 +3" in "\n".join(made.explain(article("alpha alpha bravo"))[0].lines())
    assert "it comes to 3: +0 +3" in made.explain(article("bravo"))[0].summary


def test_words_that_share_a_hit_are_counted_once_between() -> None:
    """Overlapping hits leave as many words between as there are."""
    near = Near(0, (phrase("alpha bravo charlie"), phrase("bravo charlie"), phrase("omega")))
    assert not holds(near, "alpha bravo charlie x y omega")
    assert holds(near, "alpha bravo charlie omega")


def test_a_reference_that_was_taken_out_holds_nothing_back() -> None:
    """Once no rule refers to it any more, a rule can be removed."""
    made = compile_rulebook(rulebook(rule(ALPHA, "a"), rule(RuleRef("a"), "b")), forms())
    made.replace(rule(BRAVO, "b"))
    made.remove("a")
    assert ids(made, "alpha bravo") == ["b"]


def test_what_other_rules_ask_changes_nothing_for_an_official() -> None:
    """A byline licenses no surname in the text, whether or not some rule looks at authors."""
    text = Article(id="x", title="", text="The Sherman tank rolled.", authors=("Wendy Sherman",))
    elsewhere = phrase("nobody", where=Where(fields=frozenset({Field.AUTHOR})))
    assert not matcher(official("sherman")).match(text)
    assert not matcher(official("sherman"), elsewhere).match(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sergei Ryabkov spoke", True),
        ("SERGEI RYABKOV SPOKE", True),
        ("the sergei ryabkov Of Moscow", False),
        ("sergei ryabkov spoke", True),
        ("Ryabkov Sergei spoke", True),
    ],
)
def test_full_names_have_the_capitals_of_names(text: str, expected: bool) -> None:
    """A name in small letters counts only where nothing has a capital; the family name may stand first."""
    book = Rulebook((rule(official("only-english")),), officials={"only-english": OFFICIAL_IN_ENGLISH})
    assert bool(compile_rulebook(book, forms()).match(article(text, "en"))) is expected


@pytest.mark.parametrize("text", ["Картины Рембрандта и Ван Гога", "Иван и Ван Ли", "Ван и Мария"])
def test_and_is_no_name(text: str) -> None:
    """The Russian word for "and" is not the second word of Ван И."""
    wang = Official("wang", "Wang Yi", {"en": ("Wang Yi",), "ru": ("Ван И",)})
    book = Rulebook((rule(official("wang")),), officials={"wang": wang})
    made = compile_rulebook(book, forms())
    assert not made.match(article(text, "ru"))
    assert made.match(article("Министр Ван И прибыл", "ru"))


def test_a_wildcard_may_be_exact_too() -> None:
    """``form: exact`` keeps accents of the beginning of a word."""
    exact = phrase("Zürich*", where=Where(form=Form.EXACT))
    assert [holds(exact, text) for text in ("Zürichs Banken", "Zurichs Banken")] == [True, False]


def test_norwegian_is_one_language_to_articles() -> None:
    """A term listed under either form of Norwegian is inflected in articles that are told to be Norwegian."""
    for listed, text in (("nb", "nye sanksjoner"), ("no", "nye sanksjoner"), ("nn", "nye sanksjonar")):
        assert matcher(phrase("sanksjon", lang=listed)).match(article(text, "nb")), listed
