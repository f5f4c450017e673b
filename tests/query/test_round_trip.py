"""Queries and conditions are two ways to say one thing."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.query import QueryError, doubts, normal, parse, references, render, walk
from monitor.rulebook import Condition, OfficialRef, RuleRef, TopicRef
from tests.query.conditions import CONDITIONS, WORDS

_PIECES = (
    'a b word* "c d" AND OR NOT and - ( ) (( NEAR/8 NEAR/sentence ONEAR/3 COUNT/2( SCORE/4( ^5 ^-3 ^2~4 ~5 | a|b en: '
    'title: title,body: case: exact: topic:t official:o rule:r /x+/ / " “ ” „ « » \\" ： （ ） ، 5 \u200f'
)
PIECES = st.sampled_from(_PIECES.split())
QUERIES = st.lists(st.tuples(PIECES | WORDS, st.sampled_from(["", " ", " "])), max_size=14).map(
    lambda pieces: "".join(piece + gap for piece, gap in pieces)
)


@settings(max_examples=150, deadline=None)
@given(CONDITIONS)
def test_whatever_yaml_can_say_a_query_can_say(condition: Condition) -> None:
    """Every condition has a query, which says the same and nothing else."""
    assert parse(render(condition)) == normal(condition)


@pytest.mark.parametrize(
    ("written", "neat"),
    [
        ('en:a OR en:"b c" OR ru:д OR en:e', 'en:(a OR "b c") OR ru:д OR en:e'),
        ("en:a|en:b|c|ar:د|ar:ه", "ar:د|ه|en:a|b|c"),
        ("x|en:a|en:b", "x|en:a|b"),
        ("title:a OR title:b|c OR title:topic:t", "title:(a OR b|c) OR title:topic:t"),
        ("x AND (de:a OR de:b) NOT (de:c OR de:d)", "x AND de:(a OR b) AND NOT (de:(c OR d))"),
        ("(case:a OR case:b) NEAR/3 x", "case:(a OR b) NEAR/3 x"),
        ("COUNT/2(de:a OR de:b) OR SCORE/3((de:a OR de:b)^4)", "COUNT/2(de:(a OR b)) OR SCORE/3(de:(a OR b)^4)"),
        ("a OR b", "a OR b"),
    ],
)
def test_alternatives_share_their_prefix(written: str, neat: str) -> None:
    """A language or field is said once for all alternatives beside one another, and the condition stays the same."""
    assert render(parse(written)) == neat
    assert parse(neat) == parse(written)


@settings(max_examples=150, deadline=None)
@given(QUERIES)
def test_a_query_that_can_be_read_can_be_written_again(text: str) -> None:
    """What a query says is kept when it is shown to a person and typed again."""
    with suppress(QueryError):
        condition = parse(text)
        assert normal(condition) == condition
        assert parse(render(condition)) == condition
        named = {
            (type(part).__name__, part.id)
            for part in walk(condition)
            if isinstance(part, TopicRef | OfficialRef | RuleRef)
        }
        assert named == {(f"{each.kind.title()}Ref", each.id) for each in references(text)}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | QUERIES)
def test_any_text_is_a_query_or_a_fault_with_its_column(text: str) -> None:
    """Nothing that is pasted makes the parser fail in another way, and the fault lies in the text."""
    for read in (parse, doubts, references):
        error = _refusal(read, text)
        assert error is None or (error.message and 1 <= error.column <= len(text) + 1)


def _refusal(read: Callable[[str], object], text: str) -> QueryError | None:
    try:
        read(text)
    except QueryError as error:
        return error
    return None


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "-",
        "NOT ",
        "a ",
        "a OR ",
        "a|",
        "title:",
        "title:(",
        '"',
        "/",
        "a NEAR/3 ",
        "^",
        "SCORE/1(",
        "\\",
        '"a',
        "-(",
        "x",
    ],
)
def test_a_long_text_is_read_or_refused_at_once(piece: str) -> None:
    """Ten thousand brackets or words cost no second, and no text is too deep for the program."""
    begun = time.perf_counter()
    for text in (piece * (10_000 // len(piece)), piece * 20_000):
        with suppress(QueryError):
            parse(text)
    assert time.perf_counter() - begun < 2
