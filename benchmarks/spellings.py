"""How many of the spellings that the press uses are made from the English name alone.

``python -m benchmarks spellings`` prints recall by language on ``tests/data/spellings.tsv``, a list written by hand;
``python -m benchmarks.spellings FILE`` does so on another list of that form.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from monitor.rules.spellings import Spelled, spellings
from monitor.text.fold import fold

DEVELOPMENT_SET = Path(__file__).parents[1] / "tests" / "data" / "spellings.tsv"
OWN_SCRIPT = frozenset({"ru", "uk", "bg", "sr", "ar", "fa", "el", "he", "zh", "ja", "ko"})


class Wanted(NamedTuple):
    """One full name as the press of a language spells it. ``language`` is an ISO 639-1 code."""

    name: str
    language: str
    spelling: str


class Recall(NamedTuple):
    """Of the spellings of one language, how many are made, out of how many, and which are not."""

    found: int
    wanted: int
    missing: tuple[Wanted, ...]

    @property
    def share(self) -> float:
        """The share that is found, 0 to 1."""
        return self.found / self.wanted


def wanted(file: Path = DEVELOPMENT_SET) -> Iterator[Wanted]:
    """The spellings that ``file`` asks for."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, *cells = (cell.split() for cell in line.split("|"))
            for language, *forms in cells:
                for form in forms:
                    yield Wanted(" ".join(name), language, form.replace("_", " "))


def recall(file: Path = DEVELOPMENT_SET) -> dict[str, Recall]:
    """By language, how many of the spellings in ``file`` are made from the English name."""
    results: dict[str, list[tuple[Wanted, bool]]] = {}
    made = {name: spellings(name) for name in {item.name for item in wanted(file)}}
    for item in wanted(file):
        results.setdefault(item.language, []).append((item, is_made(item, made[item.name])))
    return {
        language: Recall(sum(hit for _, hit in items), len(items), tuple(item for item, hit in items if not hit))
        for language, items in sorted(results.items())
    }


def is_made(item: Wanted, made: tuple[Spelled, ...]) -> bool:
    """Whether the spellings of each word, one after another, give the whole of the wanted one."""
    language = item.language if item.language in OWN_SCRIPT else ""
    return any(_follows(_plain(item.spelling), spelled.words) for spelled in made if spelled.language == language)


def _follows(text: str, words: tuple[tuple[str, ...], ...]) -> bool:
    if not words:
        return not text
    return any(
        _follows(text[len(form) :].removeprefix(" "), words[1:])
        for form in map(_plain, words[0])
        if text.startswith(form) and text[len(form) : len(form) + 1] in ("", " ")
    )


def _plain(text: str) -> str:
    return fold(text).replace("'", "").replace("-", " ")


def main() -> None:
    """Report on the list that the rules were made with."""
    report(DEVELOPMENT_SET)


def report(file: Path) -> None:
    """Print the recall on ``file``, what is missed, and the time for a name."""
    results = recall(file)
    for language, result in results.items():
        print(f"{language}  {result.share:.2f}  {result.found}/{result.wanted}")
        for item in result.missing:
            print(f"      {item.name}: {item.spelling}")
    names = sorted({item.name for item in wanted(file)})
    start = time.perf_counter()
    for name in names:
        spellings(name)
    print(f"{(time.perf_counter() - start) * 1000 / len(names):.2f} ms a name, {len(names)} names")


if __name__ == "__main__":
    report(Path(sys.argv[1]) if len(sys.argv) > 1 else DEVELOPMENT_SET)
