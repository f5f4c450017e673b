"""Why words that are all there do not stand near one another as a rule asks."""

from collections.abc import Sequence
from itertools import pairwise

from monitor.rulebook import Span
from monitor.rules.nearness import Groups, closest, near
from monitor.rules.reading import Occurrence
from monitor.text.tokens import Passage


def why_not_near(within: int | Span, groups: Groups, passages: Sequence[Passage], *, ordered: bool) -> str:
    """Why hits of all ``groups`` do not stand together: how far they are apart, or that their order is another."""
    unit = within if isinstance(within, int) else Span.PARAGRAPH
    what = "pair" if len(groups) == 2 else "group"
    limit = f"limit {within}" if isinstance(within, int) else f"not in one {within.value}"
    nearest = closest(unit, groups, passages, ordered=ordered)
    if nearest is not None:
        in_order = " in this order" if ordered else ""
        said = f"nearest {what}{in_order} {_words(nearest[1])} apart, {limit}"
        if not (ordered and near(within, groups, passages)):
            return said
        inside = f"in one {within.value} " if isinstance(within, Span) else ""
        return f"{said}; {inside}{_other_order(within, groups, passages)}"
    if ordered and closest(unit, groups, passages):
        return _other_order(within, groups, passages) + ("" if near(within, groups, passages) else f", {limit}")
    stretch = within.value if isinstance(within, Span) else Span.PARAGRAPH.value
    return f"all are there, but in no one {stretch}"


def _other_order(within: int | Span, groups: Groups, passages: Sequence[Passage]) -> str:
    """In which order hits of all ``groups`` stand that are closest in any order, and how far apart."""
    found = closest(within, groups, passages) or closest(Span.PARAGRAPH, groups, passages)
    hits, gap = found or ((), 0)
    who, order = ("the two", "the other order") if len(groups) == 2 else ("they", "another order")
    if _overlap(hits):
        return f"{who} share words where they stand together"
    return f"{who} stand in {order}, {_words(gap)} apart"


def _overlap(hits: Sequence[Occurrence]) -> bool:
    return any(hit.first <= before.last for before, hit in pairwise(sorted(hits, key=lambda hit: hit.first)))


def _words(number: int) -> str:
    return f"{number} word" + ("" if number == 1 else "s")
