"""Names whose spellings follow no rule, as the press of each language writes them: data/given.txt, data/surnames.txt.

One name a line: its origin (``-``: none), its spellings in Latin letters, and after each ``|`` a language and its
spellings, most usual first. ``_`` stands for a space. ``snd`` gives the sounds (data/sources.txt) where the Russian
spelling does not.
"""

from importlib import resources
from typing import NamedTuple

from monitor.text.fold import fold

NO_ORIGIN = "-"
SOUNDS = "snd"


class Known(NamedTuple):
    """One listed name: where it comes from, how Latin letters write it, and how other scripts do, by language."""

    origin: str
    latin: tuple[str, ...]
    cells: dict[str, tuple[str, ...]]


class Names:
    """Listed names by every Latin spelling of theirs."""

    def __init__(self, text: str) -> None:
        self._by_key: dict[str, list[Known]] = {}
        for line in text.splitlines():
            if line and not line.startswith("#"):
                known = _known(line)
                for spelling in known.latin:
                    found = self._by_key.setdefault(key_of(spelling), [])
                    if known not in found:
                        found.append(known)

    def find(self, word: str) -> list[Known]:
        """The listed names that ``word`` may be; none when it is not listed."""
        return self._by_key.get(key_of(word), [])


def key_of(word: str) -> str:
    """What spellings have in common that differ in accents, capitals and apostrophes."""
    return fold(word).replace("'", "")


def _known(line: str) -> Known:
    head, *cells = line.split("|")
    origin, *latin = _spellings(head)
    by_language = {}
    for cell in cells:
        language, *spellings = _spellings(cell)
        by_language[language] = tuple(spellings)
    return Known(origin, tuple(latin), by_language)


def _spellings(text: str) -> list[str]:
    return [spelling.replace("_", " ") for spelling in text.split()]


def load_names(file: str) -> Names:
    """The names of one data file of this package."""
    text = resources.files("monitor.rules.spellings").joinpath(f"data/{file}").read_text(encoding="utf-8")
    return Names(text)
