"""What a search asks of an index of words: keys that an article must hold, all of them or any of several.

``rules`` makes keys, of articles and of searches alike, and ``store`` keeps and finds them; neither imports the other.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key that the article holds; with ``prefix``, one that begins so.

    It has no blanks and no ASCII but letters and digits: nothing that a database would take for its own notation.
    """

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """All of ``of``, which are not empty."""

    of: "tuple[Wanted, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of ``of``, which are not empty."""

    of: "tuple[Wanted, ...]"


Wanted = Key | Every | Either


def size(wanted: Wanted) -> int:
    """How many keys are in ``wanted``."""
    return 1 if isinstance(wanted, Key) else sum(map(size, wanted.of))
