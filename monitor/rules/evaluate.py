"""Whether the condition of a rule holds for an article, and by which hits."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain

from monitor.rulebook import Span
from monitor.rules.nodes import AllNode, AnyNode, CountNode, LeafNode, NearNode, Node, NoneNode
from monitor.rules.reading import Occurrence, Occurrences, Reading


def evaluate(node: Node, reading: Reading) -> Occurrences | None:
    """The hits by which ``node`` holds (none for a ``none`` that holds), or ``None`` when it does not."""
    match node:
        case LeafNode(leaf):
            return reading.leaf(leaf) or None
        case AllNode(of):
            return _all(of, reading)
        case AnyNode(of):
            held = [hits for hits in (evaluate(child, reading) for child in of) if hits is not None]
            return tuple(chain.from_iterable(held)) if held else None
        case NoneNode(of):
            return () if all(evaluate(child, reading) is None for child in of) else None
        case NearNode(within, of):
            groups = [evaluate(child, reading) or () for child in of]
            return near(within, groups, reading) or None
        case CountNode(at_least, of):
            hits = tuple(chain.from_iterable(evaluate(child, reading) or () for child in of))
            return hits if places(hits) >= at_least else None


def _all(of: tuple[Node, ...], reading: Reading) -> Occurrences | None:
    hits: list[Occurrence] = []
    for child in of:
        found = evaluate(child, reading)
        if found is None:
            return None
        hits.extend(found)
    return tuple(hits)


def places(hits: Sequence[Occurrence]) -> int:
    """How many different places ``hits`` are at; hits that share a character are at one."""
    count, field, end = 0, -1, 0
    for hit in sorted(hits):
        if hit.field != field or hit.start >= end:
            count, field, end = count + 1, hit.field, hit.end
        else:
            end = max(end, hit.end)
    return count


def near(within: int | Span, groups: Sequence[Occurrences], reading: Reading) -> Occurrences:
    """The hits, one or more of each group, that stand together; empty when there are none."""
    stretches = [_by_stretch(within, group, reading) for group in groups]
    together: list[Occurrence] = []
    for stretch in stretches[0]:
        members = [of_group.get(stretch, []) for of_group in stretches]
        if not all(members):
            continue
        if isinstance(within, Span):
            together.extend(chain.from_iterable(members))
        else:
            together.extend(_within_words(within, members))
    return tuple(sorted(set(together)))


def words_between(hits: Sequence[Occurrence]) -> int:
    """How many words lie between the first and the last of ``hits`` and belong to none of them."""
    first, last = min(hit.first for hit in hits), max(hit.last for hit in hits)
    return max(0, last - first + 1 - sum(hit.last - hit.first + 1 for hit in hits))


def _by_stretch(within: int | Span, hits: Occurrences, reading: Reading) -> dict[tuple[int, int], list[Occurrence]]:
    """``hits`` by the sentence or paragraph that they are in; words are counted within a paragraph."""
    stretches: dict[tuple[int, int], list[Occurrence]] = {}
    for hit in sorted(hits):
        passage = reading.passages[hit.field]
        stretch = passage.sentence(hit.start) if within is Span.SENTENCE else passage.paragraph(hit.start)
        stretches.setdefault((hit.field, stretch), []).append(hit)
    return stretches


def _within_words(limit: int, members: list[list[Occurrence]]) -> list[Occurrence]:
    """From each hit on, the next one of every other group: kept when few enough words lie between."""
    starts = [[hit.first for hit in group] for group in members]
    kept: list[Occurrence] = []
    for own, group in enumerate(members):
        for hit in group:
            window = [hit]
            for other, following in enumerate(members):
                place = bisect_left(starts[other], hit.first) if other != own else len(following)
                if place < len(following):
                    window.append(following[place])
            if len(window) == len(members) and words_between(window) <= limit:
                kept.extend(window)
    return kept
