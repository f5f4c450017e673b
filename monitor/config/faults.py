"""Collecting what is wrong, so that everything is reported at once."""

import difflib
from collections.abc import Iterable
from pathlib import Path

from monitor.errors import ConfigError, ConfigFault


class Faults:
    """The faults and warnings of one load. Files rank in the order in which they were opened."""

    def __init__(self) -> None:
        self._order: dict[str, int] = {}
        self._faults: list[ConfigFault] = []
        self._warnings: list[ConfigFault] = []

    def open(self, path: Path) -> None:
        """Give ``path`` its rank."""
        self._order.setdefault(str(path), len(self._order))

    def add(self, path: Path, line: int | None, message: str, hint: str | None = None) -> None:
        """Note something that makes the configuration unusable."""
        self._faults.append(self._fault(path, line, message, hint))

    def warn(self, path: Path, line: int | None, message: str, hint: str | None = None) -> None:
        """Note something that a person should know, but that stops nothing."""
        self._warnings.append(self._fault(path, line, message, hint))

    @property
    def warnings(self) -> tuple[ConfigFault, ...]:
        """The warnings, in file and line order."""
        return tuple(sorted(self._warnings, key=self._rank))

    @property
    def faults(self) -> tuple[ConfigFault, ...]:
        """The faults, each once, in file and line order."""
        return tuple(sorted(dict.fromkeys(self._faults), key=self._rank))

    def raise_any(self) -> None:
        """Raise ``ConfigError`` with every fault, in file and line order, if there is one."""
        if self._faults:
            raise ConfigError(self.faults)

    def _fault(self, path: Path, line: int | None, message: str, hint: str | None) -> ConfigFault:
        self.open(path)
        return ConfigFault(str(path), line, message, hint)

    def _rank(self, fault: ConfigFault) -> tuple[int, int]:
        return self._order[fault.path], fault.line or 0


def shown(word: str) -> str:
    """``word`` of a file as it may stand in a message: one short line in backquotes, nothing that a terminal obeys."""
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in word)
    return f"`{plain[:60]}`"


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A hint at the known words nearest to ``word``, if any is near."""
    near = difflib.get_close_matches(word, sorted(known), n=2, cutoff=0.6)
    return f"did you mean {' or '.join(shown(other) for other in near)}?" if near else None


def known_words(word: str, known: Iterable[str], none: str) -> str:
    """A hint for an unknown ``word``: the nearest of the known ones, else all when few, else ``none`` when empty."""
    words = sorted(known)
    if not words:
        return none
    listed = ", ".join(shown(other) for other in words[:12])
    return did_you_mean(word, words) or (f"there are {listed}" + (", ..." if len(words) > 12 else ""))
