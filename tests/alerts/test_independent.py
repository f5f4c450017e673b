"""How many sources of a story are independent of one another."""

from collections.abc import Sequence
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.follow import independent
from monitor.model import Voice

_PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=8, unique=True)


def _voices(pairs: Sequence[tuple[int, int]]) -> list[Voice]:
    return [Voice(f"site-{site}", "", f"wire-{wire}", None) for site, wire in pairs]


@given(_PAIRS)
def test_most_pairs_that_share_neither_outlet_nor_text(pairs: list[tuple[int, int]]) -> None:
    """As many as can be chosen so that no two are of one outlet or have one text."""
    fit = (
        len(some)
        for size in range(len(pairs) + 1)
        for some in combinations(pairs, size)
        if len({site for site, _ in some}) == len({wire for _, wire in some}) == size
    )
    assert independent(_voices(pairs)) == max(fit)


def test_thousand_outlets_that_all_have_to_move() -> None:
    """The last outlet has but one text, and every other must give way for it to count."""
    chain = [(site, wire) for site in range(1500) for wire in (site, site + 1)]
    assert independent(_voices([*chain, (1500, 0)])) == 1501
