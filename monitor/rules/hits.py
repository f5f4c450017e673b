"""From places in an article to hits, as alerts and explanations show them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from monitor.model import Hit, How
from monitor.rules.analysis import STRENGTH
from monitor.rules.leaves import Leaf
from monitor.rules.reading import FIELDS, Occurrence, Reading
from monitor.rules.snippets import snippet

# A leaf that is hit at more places than a person would look at shows the first ones.
_MOST_HITS = 50

_HOWS: dict[int, How] = {rank: how for how, rank in STRENGTH.items()}


def hits(found: Iterable[Occurrence], reading: Reading, leaves: Sequence[Leaf]) -> tuple[Hit, ...]:
    """The first places of each leaf as hits, in order. Conditions were decided by all of them."""
    places = sorted(set(found))
    if len(places) > _MOST_HITS:
        places = list(_first_of_each_leaf(places))
    return tuple(_hit(place, reading, leaves[place.leaf].name) for place in places)


def _hit(place: Occurrence, reading: Reading, leaf: str) -> Hit:
    passage = reading.passages[place.field]
    return Hit(
        leaf=leaf,
        field=FIELDS[place.field],
        start=place.start,
        end=place.end,
        text=passage.text[place.start : place.end],
        how=_HOWS[place.rank],
        variant=place.variant,
        snippet=snippet(passage, place.start, place.end),
        licence=place.licence,
    )


def _first_of_each_leaf(places: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """``places`` without those of a leaf that has been shown often enough."""
    shown: Counter[int] = Counter()
    for place in places:
        shown[place.leaf] += 1
        if shown[place.leaf] <= _MOST_HITS:
            yield place
