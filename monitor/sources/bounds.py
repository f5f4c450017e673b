"""How much of a document is kept, whatever its kind: what is longer is cut, what is more is left out."""

from collections.abc import Iterable, Iterator
from itertools import islice

from monitor.model import Entry
from monitor.sources.clean import plain

MOST_ENTRIES = 5000
TITLE = 1000
GUID = 2000
SUMMARY = 200_000
CONTENT = 2_000_000
_NAME = 200
_MOST_NAMES = 20


def distinct(entries: Iterable[Entry]) -> Iterator[Entry]:
    """``entries``, of those with one identity the first."""
    seen: set[str] = set()
    for entry in entries:
        if entry.identity not in seen:
            seen.add(entry.identity)
            yield entry


def names(values: Iterable[object]) -> tuple[str, ...]:
    """The texts among ``values``, each once, as plain lines."""
    found = dict.fromkeys(plain(value, _NAME) for value in values)
    return tuple(islice((name for name in found if name), _MOST_NAMES))
