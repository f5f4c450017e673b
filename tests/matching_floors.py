"""The rates below which matching must not fall, kept beside the labelled sets in ``floors.yaml``.

``python -m benchmarks sets --write-floors`` sets them to what the matcher reaches today.
"""

import math
from collections.abc import Iterable

from tests.matching_sets import DATA, CaseSet, Kind, Outcome, Split, by_language, read_yaml

FLOORS = DATA / "floors.yaml"

Key = tuple[str, Split, str, Kind]
Rates = tuple[float, float]

_HEAD = """# The recall and precision that the matcher reached on each labelled set, rounded down.
# Nothing may fall below them.
# Raise them after an improvement: python -m benchmarks sets --write-floors
"""


def rates(sets: Iterable[tuple[CaseSet, tuple[Outcome, ...]]]) -> dict[Key, Rates]:
    """Recall and precision of each set, split, language and kind; 0 where nothing was found."""
    found: dict[Key, Rates] = {}
    for cases, of in sets:
        for lang, kind, score in by_language(of):
            found[cases.name, cases.split, lang, kind] = (score.recall or 0.0, score.precision or 0.0)
    return found


def read_floors() -> dict[Key, Rates]:
    """The floors, by set, split, language and kind."""
    return {
        (name, Split(split), lang, Kind(kind)): (floor["recall"], floor["precision"])
        for name, splits in read_yaml(FLOORS).items()
        for split, languages in splits.items()
        for lang, kinds in languages.items()
        for kind, floor in kinds.items()
    }


def write_floors(reached: dict[Key, Rates]) -> None:
    """Make ``reached`` the floors, rounded down to thousandths."""
    lines = [_HEAD]
    above: Key | None = None
    for key, (recall, precision) in reached.items():
        name, split, lang, kind = key
        if above is None or above[0] != name:
            lines.append(f"{name}:\n")
        if above is None or above[:2] != key[:2]:
            lines.append(f"  {split}:\n")
        if above is None or above[:3] != key[:3]:
            lines.append(f"    {lang}:\n")
        lines.append(f"      {kind}: {{recall: {_down(recall)}, precision: {_down(precision)}}}\n")
        above = key
    FLOORS.write_text("".join(lines), encoding="utf-8")


def _down(rate: float) -> float:
    return math.floor(rate * 1000) / 1000
