"""What ``explain`` says of rules that do not match: near misses worth a name, obstacles, order, and what it folds."""

import pytest

from monitor.rulebook import (
    All,
    AnyOf,
    Condition,
    Near,
    NoneOf,
    Official,
    Phrase,
    Regex,
    Rule,
    Rulebook,
    Score,
    Span,
    Spelling,
    Topic,
    TopicRef,
    Weighted,
)
from monitor.rules import compile_rulebook
from tests.rules.build import article, forms, matcher, official, phrase

ALPHA, BRAVO = phrase("alpha"), phrase("bravo")


def why_not(condition: Condition, text: str) -> str:
    """What the explanation says of a rule that does not match an English text."""
    return matcher(condition).explain(article(text, "en"))[0].summary


def test_why_not_says_which_obstacle_a_name_meets() -> None:
    """Without a licence, inside a name under ``not``, without capitals: each is told, and the nearest to counting."""
    person = Official(
        "biden",
        "Joe Biden",
        {"en": ("Joe Biden",)},
        surnames={"en": ("Biden",)},
        roles={"en": ("president",)},
        blocked=("Hunter Biden", "Joe Biden Avenue"),
        spelling=Spelling.EXACT,
    )
    made = compile_rulebook(Rulebook((Rule("r", official("biden"), "r"),), officials={"biden": person}), forms())

    def said(text: str) -> str:
        return made.explain(article(text, "en"))[0].summary.removeprefix("official:biden not found; ")

    assert said("So Hunter Biden laughed") == "surname 'Biden' at 10 belongs to 'Hunter Biden', which `not` lists"
    assert said("Hunter Biden met Biden") == "surname 'Biden' at 17 stands without a full name or role"
    assert said("So Margaret Biden laughed") == "surname 'Biden' at 12 stands beside the given name of somebody else"
    assert said("On Joe Biden Avenue") == "'Joe Biden' at 3 belongs to 'Joe Biden Avenue', which `not` lists"
    assert said("The president is biden") == "surname 'biden' at 17 is written without the capital of a name"
    assert said("The man joe biden") == "'joe biden' at 8 is written without the capitals of a name"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Bill burns paper. Later Burns spoke.", "'Burns' at 24 stands without a full name or role"),
        ("The CIA director and bURNS spoke.", "'bURNS' at 21 is written without the capital of a name"),
        ("The CIA director and Nicholas Burns", "'Burns' at 30 stands beside the given name of somebody else"),
    ],
)
def test_why_not_decides_as_the_match_does(text: str, said: str) -> None:
    """What is a name written as one, and what lets a surname count, is one question and has one answer."""
    person = Official("burns", "Bill Burns", {"en": ("Bill Burns",)}, {"en": ("Burns",)}, {"en": ("CIA director",)})
    made = compile_rulebook(Rulebook((Rule("r", official("burns"), "r"),), officials={"burns": person}), forms())
    assert made.explain(article(text, "en"))[0].summary == f"official:burns not found; surname {said}"


@pytest.mark.parametrize(
    ("term", "text", "said"),
    [
        ("制裁", "中国外交部发言人周三表示，制度很好，裁判来了。", ""),
        ("军备控制", "将继续控制核设施的出口。", "; nearest: '控制' at 3, of '军备控制'"),
        ("谢尔盖·里亚布科夫", "感谢尔后的盖子", ""),
        ("中国", "发展中国家呼吁减债", "; '中国' at 2 begins or ends inside another word"),
        ("サイバー攻撃", "政府は攻撃を受けた", ""),
        ("サイバー攻撃", "政府はサイバーの話をした", "; nearest: 'サイバー' at 3, of 'サイバー攻撃'"),
    ],
)
def test_nearest_in_scripts_without_spaces_is_a_word(term: str, text: str, said: str) -> None:
    """A character alone is near nothing; a word that is half of the term is."""
    language = "ja" if "サ" in term else "zh"
    explained = matcher(phrase(term, lang=language)).explain(article(text, language))[0]
    assert explained.summary == f"phrase:{term} not found{said}"


def test_a_small_word_of_a_long_term_is_not_near() -> None:
    """ "of" says nothing of "denial of service"."""
    assert why_not(phrase("denial of service", lang="en"), "the end of it") == "phrase:denial of service not found"


def test_many_alternatives_are_counted_and_not_listed() -> None:
    """Found ones and near ones are named, others are a number, with how many are in the language of the article."""
    terms = [phrase(term, lang="ru") for term in ("зерно", "мука", "рожь", "овёс", "просо")]
    terms += [phrase(term, lang="en") for term in ("grain corridor", "flour", "wheat")]
    explained = matcher(AnyOf(tuple(terms)), All((ALPHA, NoneOf(tuple(terms)))), All(tuple(terms)))
    missing = explained.explain(article("a corridor", "en"), "0")[0]
    assert missing.summary == (
        "phrase:grain corridor not found; nearest: 'corridor' at 2, of 'grain corridor'; "
        "7 other terms not found (2 in en)"
    )
    assert len(missing.lines()) == 4
    assert len(missing.lines(unfold=True)) == 10
    found = explained.explain(article("the wheat", "en"), "0")[0]
    assert "    no  7 other terms not found (2 in en)" in found.lines()
    assert len(missing.clause.of) == len(found.clause.of) == 8, "data stay whole"
    refused = explained.explain(article("alpha", "en"), "1")[0]
    assert "      no  8 terms not found (3 in en)" in refused.lines()
    every = explained.explain(article("alpha", "en"), "2")[0]
    assert len(every.lines()) == 10, "what must be there is named, however many"


def test_of_six_alternatives_that_are_not_found_three_are_named() -> None:
    """Those that come near are told by name and the others by number; five are all told by name."""
    terms = tuple(phrase(f"grain {word}", lang="en") for word in ("tax", "bag", "jar", "hut", "box", "van"))
    six, five = (matcher(AnyOf(few)).explain(article("so much grain", "en"))[0] for few in (terms, terms[1:]))
    assert six.summary.endswith("3 other terms not found")
    assert (six.summary.count("nearest:"), five.summary.count("nearest:")) == (3, 5)


def test_a_sum_of_what_is_not_there_names_no_more() -> None:
    """ "more" goes on from what is named; where nothing is, the number stands alone."""
    words = ("one", "two", "six", "ten", "red", "cat", "elf", "oak", "ant")
    score = Score(5, tuple(Weighted(phrase(word, lang="en"), 1) for word in words))
    asked = "score of at least 5 by +1 ×9 of"
    assert why_not(score, "zzz") == f"{asked} 9 conditions: it comes to 0: +0 ×9; 9 terms not found"
    assert f"{asked} phrase:one, 8 more: it comes to 1" in why_not(score, "one")


def test_terms_of_other_directions_stand_apart() -> None:
    """An Arabic term or expression reorders neither what stands before it in a line nor what follows."""
    terms = (phrase("ممر الحبوب", lang="ar"), Regex("ح(بوب)"))
    for text, lead in (("xyz", "  no  "), ("ممر الحبوب", "  yes ")):
        explained = matcher(*terms).explain(article(text, "ar"))
        for shown, name in zip(explained, ("phrase:ممر الحبوب", "regex:ح(بوب)"), strict=True):
            isolated = f"\u2068{name}\u2069"
            assert isolated in shown.summary
            assert shown.clause.asks == name, "data stay bare"
            assert shown.lines()[1].startswith(f"{lead}{isolated}")


@pytest.mark.parametrize(
    ("language", "topic_said", "phrase_said"),
    [
        ("fr", "2 terms in fr", "in fr: maîtrise, désarmement"),
        ("ar", "1 term in ar", "in ar: \u2068تسلح\u2069"),
        ("th", "no terms in th", "no terms in th"),
        (None, "", ""),
    ],
)
def test_of_many_languages_that_of_the_article_is_named(
    language: str | None, topic_said: str, phrase_said: str
) -> None:
    """A topic tells how many terms it has in the language of the article, a phrase which; or that it has none."""
    terms = {"en": ("disarmament",), "fr": ("maîtrise", "désarmement"), "ar": ("تسلح",)}
    topic = Topic("t", "T", terms)
    made = matcher(TopicRef("t"), Phrase(terms), topics=(topic,))
    about, words = made.explain(article("xyz", language))
    assert about.summary == "topic:t not found" + (f" ({topic_said})" if topic_said else "")
    assert words.summary == "phrase:disarmament not found" + (f" ({phrase_said})" if phrase_said else "")


@pytest.mark.parametrize(
    ("within", "text", "said"),
    [
        (5, "bravo one two alpha", "the two stand in the other order, 2 words apart"),
        (1, "bravo one two alpha", "the two stand in the other order, 2 words apart, limit 1"),
        (Span.SENTENCE, "bravo one alpha", "the two stand in the other order, 1 word apart"),
        (1, "alpha x y bravo alpha", "nearest pair in this order 2 words apart, limit 1; the two stand in the other "),
        (5, "bravo\nalpha", "all are there, but in no one paragraph"),
    ],
)
def test_why_not_tells_the_order_from_the_distance(within: int | Span, text: str, said: str) -> None:
    """Of an ordered ``near`` that fails by the order alone, the order is named, and how far apart the two stand."""
    assert f"in this order phrase:alpha, phrase:bravo: {said}" in why_not(
        Near(within, (ALPHA, BRAVO), ordered=True), text
    )
