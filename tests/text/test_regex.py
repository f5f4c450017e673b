"""Expressions find what they say, at places that count code points, in time that grows with the text."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.regex import BadExpression, Expression


def places(pattern: str, text: str, *, case_exact: bool = False) -> list[tuple[int, int]]:
    return list(Expression(pattern, case_exact=case_exact).places(text))


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"S-\d00", "the s-400 and S-300", ["s-400", "S-300"]),
        (r"قرار رقم \d+", "صدر القرار: قرار رقم 1701 أمس", ["قرار رقم 1701"]),
        (r"\pL+ство", "это министерство 😀 и агентство", ["министерство", "агентство"]),
        (r"a.c", "a😀c \ud800 abc", ["a😀c", "abc"]),
        (r".", "\ud800", ["\ud800"]),
        (r"b[^x]+", "b one\nb two", ["b one", "b two"]),
        (r"(?P<name>t)(wo)", "two", ["two"]),
    ],
)
def test_a_place_is_where_the_match_stands_in_the_text(pattern: str, text: str, found: list[str]) -> None:
    """In any script, beside emoji and half surrogates, and never beyond its paragraph."""
    assert [text[start:end] for start, end in places(pattern, text)] == found


@given(st.text(st.sampled_from("ab😀ش\ud801\n "), max_size=60))
def test_places_are_those_of_python(text: str) -> None:
    """For an expression that both know, every text gives what Python's own search gives."""
    assert places("[ش😀]|a+b?", text, case_exact=True) == [found.span() for found in re.finditer("[ش😀]|a+b?", text)]


def test_case_counts_when_it_is_asked_for() -> None:
    """Capitals and small letters of every script are one, unless they are to be told apart."""
    assert len(places("start|старт", "Start СТАРТ start")) == 3
    assert places("START", "Start START", case_exact=True) == [(6, 11)]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(?=a)b", "look-ahead"),
        ("(?<!a)b", "look-behind"),
        (r"(a)\1", "refers back to what was found, `\\1`"),
        (r"(?P<n>a)\k<n>", "refers back"),
        ("(?>a)", "atomic"),
        ("a++", "`++`"),
        ("[a", "a `[` is not closed"),
        ("(a", "a `(` is not closed"),
        ("a)", "write `\\)`"),
        ("*a", "nothing before `*`"),
        ("a\\", "write `\\\\`"),
        (r"\pL{1000}", "too large"),
        ("a{2000}", "at most 1000"),
        (r"\u0041", r"`\x{0041}`"),
        (r"\Z", r"`\Z`, an escape"),
        ("[z-a]", "no range"),
        (r"\C", "a single byte"),
        (r"\\\C", "a single byte"),
        ("\ud800", "surrogate"),
        ("a" * 2001, "longer than 2000"),
        ("a*", "would be found everywhere"),
        (r"\b", "would be found everywhere"),
        ("^", "would be found everywhere"),
        ("", "would be found everywhere"),
    ],
)
def test_what_re2_does_not_take_is_said_in_words(pattern: str, words: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A person who writes an expression of another kind is told which part of it is not known; logs stay clean."""
    with pytest.raises(BadExpression) as refused:
        Expression(pattern, case_exact=False)
    assert words in str(refused.value)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("pattern", [r"\\C", r"\Q\C\E"])
def test_a_backslash_and_a_c_may_be_looked_for(pattern: str) -> None:
    """Only the escape is refused, not the two characters."""
    assert places(pattern, r"a\C") == [(1, 3)]


@pytest.mark.parametrize("pattern", ["(a+)+$", "a(?:.*b)?", "(?:a|aa)+b", "(.*)(.*)(.*)c"])
def test_no_expression_is_slow_on_a_long_text(pattern: str) -> None:
    """A megabyte that would hold other engines for years is searched at once, though each match looks far ahead."""
    text = "aش" + "a" * 1_000_000
    begun = time.perf_counter()
    assert len(list(Expression(pattern, case_exact=True).places(text))) <= 1000
    assert time.perf_counter() - begun < 20
