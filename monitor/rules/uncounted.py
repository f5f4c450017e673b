"""What was found of a leaf and does not count, and why."""

from collections.abc import Iterable
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

from monitor.rulebook import OfficialRef
from monitor.rules.leaves import Leaf, Part
from monitor.rules.reading import FIELDS, Occurrence, Reading
from monitor.text.direction import isolate


class Obstacle(IntEnum):
    """What keeps a find from counting; of several finds the last of these is told, which is nearest to counting."""

    FIELD = 0
    BLOCKED = 1
    ANOTHER = 2
    CAPITALS = 3
    LICENCE = 4
    CASE = 5


class Uncounted(NamedTuple):
    """A term or surname that was found. ``why`` goes on where a sentence has named it."""

    place: Occurrence
    part: Part
    obstacle: Obstacle
    why: str


def uncounted(reading: Reading, number: int, leaf: Leaf) -> Uncounted | None:
    """What was found of the leaf, which is not hit, and comes nearest to counting; ``None`` when nothing was."""
    return max(_Finds(reading, number, leaf).all(), key=lambda found: found.obstacle, default=None)


class _Finds:
    def __init__(self, reading: Reading, number: int, leaf: Leaf) -> None:
        self._reading = reading
        self._where = leaf.where
        self._is_official = isinstance(leaf.condition, OfficialRef)
        self._number = number
        self._parts = reading.parts(number)

    def all(self) -> Iterable[Uncounted]:
        """Every term and surname that was found, each with its obstacle."""
        for term in self._parts.get(Part.TERM, ()):
            yield Uncounted(term, Part.TERM, *self._obstacle_of_term(term))
        for surname in self._parts.get(Part.SURNAME, ()):
            yield Uncounted(surname, Part.SURNAME, *self._obstacle_of_surname(surname))

    def _obstacle_of_term(self, term: Occurrence) -> tuple[Obstacle, str]:
        if FIELDS[term.field] not in self._where.fields:
            return self._field()
        if owner := self._owner(term, longer=True):
            return _blocked(owner)
        if self._is_official and not self._reading.is_written_as_name(term):
            return Obstacle.CAPITALS, "is written without the capitals of a name"
        return self._case(term)

    def _obstacle_of_surname(self, surname: Occurrence) -> tuple[Obstacle, str]:
        if FIELDS[surname.field] not in self._where.fields:
            return self._field()
        if owner := self._owner(surname, longer=False):
            return _blocked(owner)
        if not self._reading.is_capitalised(surname):
            return Obstacle.CAPITALS, "is written without the capital of a name"
        if self._reading.is_anothers(surname):
            return Obstacle.ANOTHER, "stands beside the given name of somebody else"
        if not self._is_licensed:
            return Obstacle.LICENCE, "stands without a full name or role"
        return self._case(surname)

    @cached_property
    def _is_licensed(self) -> bool:
        """Whether a role or full name lets surnames count."""
        return bool(self._reading.licences(self._number))

    def _owner(self, place: Occurrence, *, longer: bool) -> Occurrence | None:
        """The blocked name that ``place`` lies in; ``longer`` asks for one that is more than it."""
        owner = self._owners.get((place.field, place.first))
        if owner is None or owner.end < place.end or (longer and owner[1:3] == place[1:3]):
            return None
        return owner

    @cached_property
    def _owners(self) -> dict[tuple[int, int], Occurrence]:
        """By field and word, the blocked name that holds the word; of several the one that goes on longest."""
        owners: dict[tuple[int, int], Occurrence] = {}
        for name in sorted(self._parts.get(Part.BLOCKED, ()), key=lambda name: (name.end, -name.start)):
            owners.update(((name.field, word), name) for word in range(name.first, name.last + 1))
        return owners

    def _field(self) -> tuple[Obstacle, str]:
        fields = ", ".join(sorted(self._where.fields))
        return Obstacle.FIELD, f"does not count, for the rule looks at the {fields} only"

    def _case(self, place: Occurrence) -> tuple[Obstacle, str]:
        return Obstacle.CASE, f"is in another letter case than {isolate(repr(place.variant))}"


def _blocked(owner: Occurrence) -> tuple[Obstacle, str]:
    return Obstacle.BLOCKED, f"belongs to {isolate(repr(owner.variant))}, which `not` lists"
