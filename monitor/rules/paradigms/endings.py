"""Tables of endings: how a nominative ends, and what its other case forms end in instead.

A row is ``(endings, cut, added)``: a word with one of ``endings`` loses its last ``cut`` letters, and each of ``added``
is written on to what is left. ``^`` before an ending means a whole word. The longest ending of a word decides alone, so
``""`` says what holds for all other words, and a row without ``added`` makes a word indeclinable. Rows that name the
same ending add up.
"""

from collections.abc import Callable, Iterable

Decline = Callable[[str], Iterable[str]]
Row = tuple[str, int, str]

_WHOLE = "^"


def declined_by(*rows: Row) -> Decline:
    """The function that gives the forms of a lower-case word by ``rows``. An empty ``endings`` holds for the rest."""
    table: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for endings, cut, added in rows:
        for ending in endings.split() or [""]:
            table.setdefault(ending, []).append((cut, tuple(added.split())))
    longest = max(map(len, table))

    def decline(word: str) -> list[str]:
        marked = _WHOLE + word
        for start in range(max(0, len(marked) - longest), len(marked) + 1):
            changes = table.get(marked[start:])
            if changes is not None:
                return [word[: len(word) - cut] + ending for cut, added in changes for ending in added]
        return []

    return decline
