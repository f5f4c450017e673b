"""How much of a document is kept, whatever its kind: what is longer is cut, what is more is left out."""

from collections.abc import Iterable, Iterator
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
    """``entries``, of those that stand there twice the first.

    A guid alone would swallow an article: some publishers give one guid to several, under several links or titles.
    """
    seen: set[tuple[str, str | None, str]] = set()
    for entry in entries:
        one_article = entry.guid and tells(entry.url)
        said = (entry.identity, entry.url if entry.guid else None, "" if one_article else entry.title)
        if said not in seen:
            seen.add(said)
            yield entry


def names(values: Iterable[object]) -> tuple[str, ...]:
    """The texts among ``values``, each once, as plain lines."""
    found = dict.fromkeys(plain(value, _NAME) for value in values)
    return tuple(islice((name for name in found if name), _MOST_NAMES))
