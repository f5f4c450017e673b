"""Places of hits: how many different ones there are, and which stand close together."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain

from monitor.rulebook import Span
from monitor.rules.reading import Occurrence, Occurrences
from monitor.text.tokens import Passage

Groups = Sequence[Occurrences]
_Stretch = tuple[int, int]


def places(hits: Sequence[Occurrence]) -> int:
    """How many different places ``hits`` are at; hits that share a character are at one."""
    if len(hits) < 2:
        return len(hits)
    count, field, end = 0, -1, 0
    for hit in sorted(hits):
        if hit.field != field or hit.start >= end:
            count, field, end = count + 1, hit.field, hit.end
        else:
            end = max(end, hit.end)
    return count


def near(within: int | Span, groups: Groups, passages: Sequence[Passage], *, ordered: bool = False) -> Occurrences:
    """The hits, one or more of each group, that stand together; empty when there are none."""
    together: list[Occurrence] = []
    for members in _stretches(within, groups, passages):
        if within is Span.SENTENCE or within is Span.PARAGRAPH:
            together.extend(chain.from_iterable(_in_order(members) if ordered else members))
        else:
            together.extend(
                chain.from_iterable(window for window, gap in _windows(members, ordered=ordered) if gap <= within)
            )
    return tuple(sorted(set(together)))


def closest(
    within: int | Span, groups: Groups, passages: Sequence[Passage], *, ordered: bool = False
) -> tuple[Sequence[Occurrence], int] | None:
    """The hits, one of each group, that stand closest in a sentence (where ``within`` is that) or paragraph.

    With them, how many words lie between them; ``None`` when no such stretch of text holds some of all groups.
    """
    windows = (
        window for members in _stretches(within, groups, passages) for window in _windows(members, ordered=ordered)
    )
    return min(windows, key=lambda window: window[1], default=None)


def words_between(hits: Sequence[Occurrence]) -> int:
    """How many words lie between the first and the last of ``hits`` and belong to none of them."""
    between, upto = 0, min(hit.first for hit in hits)
    for hit in sorted(hits, key=lambda hit: hit.first):
        between += max(0, hit.first - upto)
        upto = max(upto, hit.last + 1)
    return between


def _stretches(within: int | Span, groups: Groups, passages: Sequence[Passage]) -> Iterator[list[list[Occurrence]]]:
    """The hits of each group in each stretch of text that holds some of all of them, in their order.

    A stretch is a sentence or a paragraph; words are counted within a paragraph.
    """
    stretches = [_by_stretch(within, group, passages) for group in groups]
    for stretch in stretches[0]:
        members = [of_group.get(stretch, []) for of_group in stretches]
        if all(members):
            yield members


def _by_stretch(within: int | Span, hits: Occurrences, passages: Sequence[Passage]) -> dict[_Stretch, list[Occurrence]]:
    stretches: dict[_Stretch, list[Occurrence]] = {}
    for hit in sorted(hits):
        passage = passages[hit.field]
        stretch = passage.sentence(hit.start) if within is Span.SENTENCE else passage.paragraph(hit.start)
        stretches.setdefault((hit.field, stretch), []).append(hit)
    return stretches


def _windows(members: list[list[Occurrence]], *, ordered: bool) -> Iterator[tuple[list[Occurrence], int]]:
    """Hits that may stand together, one of each group, and how many words lie between them."""
    starts = [[hit.first for hit in group] for group in members]
    for own, group in enumerate(members[:1] if ordered else members):
        for hit in group:
            window = _onward(hit, members, starts) if ordered else _around(hit, own, members, starts)
            if window is not None:
                yield window, words_between(window)


def _around(
    hit: Occurrence, own: int, members: list[list[Occurrence]], starts: list[list[int]]
) -> list[Occurrence] | None:
    """``hit`` of group ``own`` and the next one of every other group, if all have one."""
    window = [hit]
    for other, group in enumerate(members):
        if other != own:
            place = bisect_left(starts[other], hit.first)
            if place == len(group):
                return None
            window.append(group[place])
    return window


def _onward(hit: Occurrence, members: list[list[Occurrence]], starts: list[list[int]]) -> list[Occurrence] | None:
    """``hit`` of the first group, the next one of the second behind it, the next of the third behind that."""
    window = [hit]
    for group, firsts in zip(members[1:], starts[1:], strict=True):
        place = bisect_left(firsts, window[-1].last + 1)
        if place == len(group):
            return None
        window.append(group[place])
    return window


def _in_order(members: list[list[Occurrence]]) -> list[list[Occurrence]]:
    """``members`` without the hits that no hits of the other groups stand before and behind in order."""
    kept = list(members)
    for index in range(1, len(kept)):
        earliest = min((hit.last for hit in kept[index - 1]), default=None)
        kept[index] = [hit for hit in kept[index] if earliest is not None and hit.first > earliest]
    for index in range(len(kept) - 2, -1, -1):
        latest = max((hit.first for hit in kept[index + 1]), default=None)
        kept[index] = [hit for hit in kept[index] if latest is not None and hit.last < latest]
    return kept if all(kept) else []
