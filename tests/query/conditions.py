"""Conditions of every kind, as YAML can say them."""

from typing import TypeVar

from hypothesis import strategies as st

from monitor.model import Field
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

Some = TypeVar("Some")

# Words that look like something else in a query.
_WORDS = """
arms control* الحد s-400 AND or NEAR/8 a"b c\\d -x title: צה"ל צה״ל b|c (d) e^5 f~2 /g/ 1701 Łódź 中国 \u200fنووي don’t
COUNT topic:x a, “q” C++ x.y http://h near/5 NEAR5 and/or
"""
WORDS = st.sampled_from(_WORDS.split())
TERMS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
PATTERNS = st.sampled_from(
    [r"S-\d00", "a/b", r"a\/b", r"\Qa/\/b*\E c", r"\\/", "[/ ]x", r"\pL+\\", "قرار \\d+", r"\Q/", "(a|b) ~^x", 'q"u']
)
IDS = st.sampled_from(["arms-control", "a", "0", "x.y_z", "sergei-ryabkov"])
WHERES = st.builds(
    Where,
    st.frozensets(st.sampled_from(Field), min_size=1),
    st.booleans(),
    st.sampled_from(Form),
)
LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        Phrase,
        st.dictionaries(
            st.sampled_from(["", "ar", "en", "or", "no"]),
            st.lists(TERMS, min_size=1, max_size=2).map(tuple),
            min_size=1,
        ),
        WHERES,
    ),
    st.builds(Regex, PATTERNS, st.builds(Where, WHERES.map(lambda where: where.fields), st.booleans())),
    st.builds(TopicRef, IDS, WHERES),
    st.builds(OfficialRef, IDS, WHERES),
)


def tuples(of: st.SearchStrategy[Some], least: int = 1) -> st.SearchStrategy[tuple[Some, ...]]:
    return st.lists(of, min_size=least, max_size=3).map(tuple)


PLACES = st.recursive(LEAVES, lambda inner: st.builds(AnyOf, tuples(inner)), max_leaves=4)
NEARS = st.builds(Near, st.integers(1, 1000) | st.sampled_from(Span), tuples(PLACES, 2), st.booleans())
COUNTS = st.builds(Count, st.integers(1, 1000), tuples(PLACES))


def _groups(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    weights = st.integers(-10_000, 10_000).filter(bool)
    positive = st.builds(Weighted, inner, st.integers(1, 10_000), st.integers(1, 1000))
    weighted = st.builds(Weighted, inner, weights, st.integers(1, 1000))
    scores = st.builds(lambda first, rest: Score(1, (first, *rest)), positive, st.lists(weighted, max_size=2))
    return st.one_of(*(st.builds(kind, tuples(inner)) for kind in (All, AnyOf, NoneOf)), scores)


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(LEAVES, st.builds(RuleRef, IDS), NEARS, COUNTS), _groups, max_leaves=8
)
