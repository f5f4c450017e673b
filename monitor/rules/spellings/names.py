"""Names whose spellings follow no rule, as the press of each language writes them: data/given.txt, data/surnames.txt.

One name a line: its origin (``-``: none), its spellings in Latin letters, and after each ``|`` a language and its
spellings, most usual first. ``_`` stands for a space. ``snd`` gives the sounds (data/sources.txt) where the Russian
spelling does not.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib import resources

from monitor.text.fold import fold

NO_ORIGIN = "-"
SOUNDS = "snd"


class Known:
    """One listed name: where it comes from, how Latin letters write it, and how other scripts do."""

    def __init__(self, line: str) -> None:
        head, self._rest = line.split("|", 1) if "|" in line else (line, "")
        self.origin, *self.latin = head.split()

    def forms(self, language: str) -> Sequence[str]:
        """The listed spellings of ``language``, an ISO 639-1 code or SOUNDS."""
        return self._cells.get(language, ())

    def everywhere(self) -> Iterator[str]:
        """The listed spellings in all languages but those of Latin letters."""
        for language, forms in self._cells.items():
            if language != SOUNDS:
                yield from forms

    @cached_property
    def _cells(self) -> dict[str, list[str]]:
        cells = {}
        for cell in self._rest.split("|"):
            language, *forms = cell.split() or [""]
            cells[language] = [form.replace("_", " ") for form in forms]
        return cells


class Names:
    """Listed names by every Latin spelling of theirs."""

    def __init__(self, text: str) -> None:
        self.listed: list[Known] = []
        self._by_key: dict[str, list[tuple[int, Known]]] = {}
        for line in text.splitlines():
            if line and not line.startswith("#"):
                known = Known(line)
                self.listed.append(known)
                for place, spelling in enumerate(known.latin):
                    self._by_key.setdefault(key_of(spelling), []).append((place, known))

    def find(self, word: str) -> list[Known]:
        """The listed names that ``word`` is: those whose line gives it earliest. None when it is not listed."""
        found = self._by_key.get(key_of(word), [])
        first = min((place for place, _ in found), default=0)
        return [known for place, known in found if place == first]


def key_of(word: str) -> str:
    """What spellings have in common that differ in accents, capitals and apostrophes."""
    folded = word.lower() if word.isascii() else fold(word)
    return folded.replace("'", "") if "'" in folded else folded


def load_names(file: str) -> Names:
    """The names of one data file of this package."""
    text = resources.files("monitor.rules.spellings").joinpath(f"data/{file}").read_text(encoding="utf-8")
    return Names(text)
