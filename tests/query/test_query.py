"""What people type and paste into a query, and what it means; what is wrong in it, at which column."""

import pytest

from monitor.model import Field
from monitor.query import QueryError, doubts, parse, references, render
from monitor.query.parser import Reference
from monitor.rulebook import (
    All,
    AnyOf,
    Condition,
    Count,
    Form,
    Near,
    NoneOf,
    OfficialRef,
    Phrase,
    Regex,
    RuleRef,
    Score,
    Span,
    TopicRef,
    Weighted,
    Where,
)

TITLE = Where(frozenset({Field.TITLE}))


def term(text: str, language: str = "", where: Where = Where()) -> Phrase:  # noqa: B008 - frozen
    return Phrase({language: (text,)}, where)


A, B, C, D = (term(letter) for letter in "abcd")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        # words, phrases, operators
        ("a", A),
        ("a b", All((A, B))),
        ("a AND b AND c", All((A, B, C))),
        ("a OR b AND c", AnyOf((A, All((B, C))))),
        ("a OR b c", AnyOf((A, All((B, C))))),
        ("(a OR b) c", All((AnyOf((A, B)), C))),
        ("a AND NOT b", All((A, NoneOf((B,))))),
        ("a NOT b", All((A, NoneOf((B,))))),
        ("a -b -(c OR d)", All((A, NoneOf((B,)), NoneOf((C, D))))),
        ("a AND(b) OR(c)", AnyOf((All((A, B)), C))),
        ("a OR NOT b", AnyOf((A, NoneOf((B,))))),
        ('"a  b" c*', All((term("a b"), term("c*")))),
        ('"cyber* attack*"', term("cyber* attack*")),
        (
            "s-400 e-mail TCP/IP U.S. 22:22 10,000 don't",
            All(tuple(map(term, ["s-400", "e-mail", "TCP/IP", "U.S.", "22:22", "10,000", "don't"]))),
        ),
        ("and or not near", All(tuple(map(term, ["and", "or", "not", "near"])))),
        ('"AND" "NEAR/8"', All((term("AND"), term("NEAR/8")))),
        (r'"say \"no\" \\ now"', term(r'say "no" \ now')),
        # alternatives and languages
        ("a|b", Phrase({"": ("a", "b")})),
        ('en:"arms control"|ar:"الحد من التسلح"', Phrase({"en": ("arms control",), "ar": ("الحد من التسلح",)})),
        ("de:a|b|fr:c", Phrase({"de": ("a", "b"), "fr": ("c",)})),
        ("de:(a b|fr:c)", All((term("a", "de"), Phrase({"de": ("b",), "fr": ("c",)})))),
        # prefixes
        ("title:a", term("a", where=TITLE)),
        ("title,body:a", A),
        ("url,tag:a", term("a", where=Where(frozenset({Field.URL, Field.TAG})))),
        ("case:a exact:b", All((term("a", where=Where(case_exact=True)), term("b", where=Where(form=Form.EXACT))))),
        ("ar:exact:title:a", term("a", "ar", Where(frozenset({Field.TITLE}), form=Form.EXACT))),
        ("title:exact:ar:a", term("a", "ar", Where(frozenset({Field.TITLE}), form=Form.EXACT))),
        (
            "title:(a OR topic:t OR body:b)",
            AnyOf((term("a", where=TITLE), TopicRef("t", TITLE), term("b", where=Where(frozenset({Field.BODY}))))),
        ),
        ("case:(a OR /b/)", AnyOf((term("a", where=Where(case_exact=True)), Regex("b", Where(case_exact=True))))),
        ("exact:(a OR /b/)", AnyOf((term("a", where=Where(form=Form.EXACT)), Regex("b")))),
        (
            "topic:t case:official:o rule:r",
            All((TopicRef("t"), OfficialRef("o", Where(case_exact=True)), RuleRef("r"))),
        ),
        (r"title:case:/S-\d+\/b (x|y)/ a", All((Regex(r"S-\d+/b (x|y)", Where(TITLE.fields, case_exact=True)), A))),
        # near
        ('"a b c"~5', Near(5, (A, B, C))),
        ('title:de:"a b"~5', Near(5, (term("a", "de", TITLE), term("b", "de", TITLE)))),
        ("a NEAR/8 b NEAR/8 c", Near(8, (A, B, C))),
        ("a ONEAR/2 b", Near(2, (A, B), ordered=True)),
        ("a NEAR/sentence (b OR c) d", All((Near(Span.SENTENCE, (A, AnyOf((B, C)))), D))),
        ("NOT (a NEAR/paragraph b)", NoneOf((Near(Span.PARAGRAPH, (A, B)),))),
        # counts and scores
        ("COUNT/3(a OR topic:t)", Count(3, (A, TopicRef("t")))),
        ("COUNT/2(a)", Count(2, (A,))),
        (
            "SCORE/10(a^5 b^-3 c^2~4 (a d)^6 (NOT b)^1)",
            Score(
                10,
                (
                    Weighted(A, 5),
                    Weighted(B, -3),
                    Weighted(C, 2, 4),
                    Weighted(All((A, D)), 6),
                    Weighted(NoneOf((B,)), 1),
                ),
            ),
        ),
        ('title:SCORE/5("a b"^5)', Score(5, (Weighted(term("a b", where=TITLE), 5),))),
        # as it is pasted
        ("“a b” „c d“ «a»", All((term("a b"), term("c d"), A))),
        ("»a b« ”c d” « a »", All((term("a b"), term("c d"), A))),
        ("「核 軍縮」 ＂a＂", All((term("核 軍縮"), A))),
        ("（a OR b） −c –d", All((AnyOf((A, B)), NoneOf((C,)), NoneOf((D,))))),
        (
            "title：a title،url:b",
            All((term("a", where=TITLE), term("b", where=Where(frozenset({Field.TITLE, Field.URL}))))),
        ),
        ('\u202b"الحد من"\u202c \u200fAND\u200f \u2066a\u2069', All((term("الحد من"), A))),
        ("a NEAR/٨ b", Near(8, (A, B))),
        ('צה"ל "צה"ל אמר"', All((term('צה"ל'), term('צה"ל אמר')))),
        ("  a\n\t b\u00a0", All((A, B))),
    ],
)
def test_a_query_means_what_search_engines_taught_people(text: str, condition: Condition) -> None:
    """Each form of the manual, and how it is pasted from word processors in several scripts."""
    assert parse(text) == condition


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 1, "missing before the end"),
        ("a AND", 6, "missing before the end"),
        ("a OR OR b", 6, "missing before OR"),
        ("AND a", 1, "missing before AND"),
        ("()", 2, "missing before `)`"),
        ("(a", 1, "a `(` is opened, but not closed"),
        ("a)", 2, "a `)` closes nothing"),
        ('a "b c', 3, "opened, but not closed"),
        ("a b”", 4, "opened, but not closed"),
        ("a b」", 4, "closes nothing"),
        ("a /b", 3, "opened by `/`"),
        ("a | b", 3, "write OR"),
        ("a || b", 3, "write OR"),
        ("topic:t|b", 8, "`|` joins words"),
        ("a|topic:t", 3, "`|` joins words"),
        ("a|title:b", 3, "goes before the first"),
        ("- a", 1, "leave no space"),
        ("title: a", 1, "leave no space"),
        ("titel:a", 1, "did you mean `title:`?"),
        ("TITLE:a", 1, "did you mean `title:`?"),
        ("http://a.example", 1, "put it in quotes"),
        ("topic:Arms", 7, "`Arms` is no id"),
        ("title:body:a", 7, "`title,body:`"),
        ("de:en:a", 4, "says again"),
        ("title:rule:r", 1, "remove it"),
        ("de:/x/", 1, "a language goes before words only"),
        ("exact:/x/", 1, "no expression"),
        ("title:-a", 7, "write NOT before it"),
        ("/a(?=b)/", 1, "the expression holds look-ahead"),
        ("...", 1, "`...` holds no letter or digit"),
        ("a*b", 1, "does not end a word"),
        ("a, b", 1, "a comma or semicolon"),
        ("+a", 1, "every word must be there"),
        ("!a", 1, "write NOT"),
        ("a && b", 3, "write AND"),
        ("'a b'", 1, "double ones"),
        (r"a\b", 1, "in quotes"),
        ("title(a)", 6, "write `title:` for a prefix"),
        ('en"a b"', 3, "leave a space"),
        ("a \ud800", 3, "surrogate"),
        ("a\x07", 2, "control character"),
        ("a NEAR b", 3, "NEAR/sentence"),
        ("a NEAR/0 b", 3, "from 1 to 1000"),
        ("a NEAR/3 b NEAR/4 c", 12, "differs from the one before"),
        ("a NEAR/3 (b c)", 10, "NEAR takes words"),
        ("NOT a NEAR/3 b", 1, "write NOT before brackets round it all"),
        ("a~3", 1, "two words or more"),
        ('"a"~3', 1, "two words or more"),
        ('"a b"~', 6, "wants a number"),
        ("(a b)~3", 6, "right behind a quoted phrase"),
        ("COUNT/2 a", 1, "brackets are missing"),
        ("COUNT(a)", 1, "write COUNT/3(one OR two)"),
        ("COUNT(a OR b) >= 4", 1, "did you mean `COUNT/4(...)`?"),
        ("COUNT 4 (a)", 1, "did you mean `COUNT/4(...)`?"),
        ("COUNT:4(a)", 1, "did you mean `COUNT/4(...)`?"),
        ("b count/4(a)", 3, "did you mean `COUNT/4(...)`?"),
        ("COUNT>=4(a)", 1, "did you mean `COUNT/4(...)`?"),
        ("COUNT/2(a b)", 8, "join its parts with OR, as in COUNT/3(one OR two)"),
        # operators in odd forms
        ("a near/5 b", 3, "did you mean `NEAR/5`?"),
        ("a W/5 b", 3, "did you mean `NEAR/5`?"),
        ("a pre/5 b", 3, "did you mean `ONEAR/5`?"),
        ("a w/s b", 3, "did you mean `NEAR/sentence`?"),
        ("a NEAR:5 b", 3, "did you mean `NEAR/5`?"),
        ("a NEAR 5 b", 3, "did you mean `NEAR/5`?"),
        ("a AND/5 b", 3, "did you mean `NEAR/5` or `AND`?"),
        ("a and/or b", 3, "did you mean `OR`?"),
        ("SCORE/5(a)", 9, "needs its weight"),
        ("SCORE/5(a^5 OR b^5)", 13, "side by side"),
        ("SCORE/5(-a^5)", 9, "`word^-3`"),
        ("SCORE/5(a^0)", 10, "not 0"),
        ("SCORE/5(a^x)", 10, "wants a weight"),
        ("SCORE/5(a^2~2)", 1, "add up to 4"),
        ("SCORE/5(a^-9)", 1, "no weight is positive"),
        ("SCORE/5(a^9", 8, "not closed"),
        ("a^5", 2, "inside SCORE"),
        ("a or (b", 6, "`or` in small letters is a word to look for, the operator is OR"),
        ("(" * 41 + "a" + ")" * 41, 41, "more than 40 deep"),
        ("a " * 6000, 10_001, "longer than 10000"),
    ],
)
def test_a_mistake_in_a_query_is_told_with_its_column(text: str, column: int, words: str) -> None:
    """The person is sent to the character, and told what to write instead."""
    with pytest.raises(QueryError) as refused:
        parse(text)
    assert (refused.value.column, words in refused.value.message) == (column, True), refused.value


def test_references_are_found_with_their_columns() -> None:
    """So that an unknown id can be shown where it stands."""
    assert references("a topic:t -(official:o OR title:rule:r") == (
        Reference("topic", "t", 3),
        Reference("official", "o", 13),
        Reference("rule", "r", 33),
    )


def test_small_operators_are_doubted_where_they_stand() -> None:
    """In quotes, and right behind a prefix or bar, they are words, and no doubt arises."""
    assert [doubt.column for doubt in doubts('a or b "not" -and fr:or|near')] == [3, 15]
    assert [doubt.message.partition(": ")[2] for doubt in doubts("a NEAR5 b And c")] == [
        'write NEAR/5 for the operator, or "NEAR5" for the word',
        'write AND for the operator, or "And" for the word',
    ]


def test_what_looks_like_an_operator_is_printed_in_quotes() -> None:
    """A rule that `rules show` prints as a query means the same again, and raises no doubt."""
    for word in ("NEAR5", "adj5", "AndNot", "BUT", "near/5", "and/or"):
        line = render(term(word))
        assert parse(line) == term(word)
        assert doubts(line) == ()
