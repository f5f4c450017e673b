"""How much of a document is kept, whatever its kind: what is longer is cut, what is more is left out."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import islice

from monitor.model import Entry
from monitor.sources.clean import plain
from monitor.sources.identity import tells

MOST_ENTRIES = 5000
TITLE = 1000
GUID = 2000
SUMMARY = 200_000
CONTENT = 2_000_000
_NAME = 200
_MOST_NAMES = 20


def distinct(entries: Iterable[Entry]) -> Iterator[Entry]:
    """``entries``, of those with one identity the first."""
    return _first_of(entries, lambda entry: entry.identity)


def distinct_items(entries: Iterable[Entry]) -> Iterator[Entry]:
    """``entries`` of a feed, of those that stand there twice the first.

    A guid or link alone would swallow an article: some publishers give one to several, under other links or titles.
    """
    return _first_of(entries, _said)


def _said(entry: Entry) -> Hashable:
    if entry.guid is None:
        return entry.identity, entry.title
    return entry.identity, entry.url, "" if tells(entry.url) else entry.title


def _first_of(entries: Iterable[Entry], said: Callable[[Entry], Hashable]) -> Iterator[Entry]:
    seen: set[Hashable] = set()
    for entry in entries:
        if (name := said(entry)) not in seen:
            seen.add(name)
            yield entry


def names(values: Iterable[object]) -> tuple[str, ...]:
    """The texts among ``values``, each once, as plain lines."""
    found = dict.fromkeys(plain(value, _NAME) for value in values)
    return tuple(islice((name for name in found if name), _MOST_NAMES))
