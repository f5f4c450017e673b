"""How precise a rule is, and how sure that is."""

import pytest

from monitor.precision import Precision


@pytest.mark.parametrize(
    ("relevant", "irrelevant", "low", "high"),
    [(5, 5, 0.2366, 0.7634), (3, 0, 0.4385, 1.0), (0, 3, 0.0, 0.5615), (81, 182, 0.2553, 0.3662)],
)
def test_the_interval_is_wilsons(relevant: int, irrelevant: int, low: float, high: float) -> None:
    """Figures of the formula worked out by hand; the last is the example of Newcombe (1998), table I."""
    precision = Precision(relevant, irrelevant)
    assert precision.share == relevant / (relevant + irrelevant)
    assert precision.interval == pytest.approx((low, high), abs=1e-4)


def test_nothing_is_said_of_what_nobody_marked() -> None:
    """No marks, no figure: neither 0 % nor 100 %."""
    assert (Precision().share, Precision().interval, Precision().marked) == (None, None, 0)
