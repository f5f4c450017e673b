"""Offices in other languages: "Russian foreign minister" as the press of each language says it.

An office is known when it is a title of data/titles.txt, alone or with a country of data/countries.txt beside it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources

from monitor.rules.spellings.traditional import in_traditional
from monitor.text.fold import fold

Wordings = Mapping[str, tuple[str, ...]]

# The languages in which the country stands in front of the title, without a space or with one; elsewhere it is behind.
_COUNTRY_FIRST = {"zh": "", "ja": "", "ko": " "}
_OF = re.compile(r"(?P<title>.+) (?:of|for) (?:the )?(?P<country>.+)")
_S = re.compile("['’]s? ")


def offices(role: str) -> Wordings:
    """The usual wordings of an office, given in English, in other languages; none when it is not known."""
    for title, country in _cuts(" ".join(_S.sub(" ", fold(role)).split()).removeprefix("the ")):
        wordings, beside = _entries("titles.txt").get(title), _entries("countries.txt").get(country)
        if wordings and not country:
            return _with_traditional(wordings)
        if wordings and beside:
            found = {
                language: tuple(_beside(language, each, place) for each in wordings[language] for place in places)
                for language, places in beside.items()
            }
            return _with_traditional(found)
    return {}


def _cuts(role: str) -> Iterator[tuple[str, str]]:
    """The ways to read ``role``: as a title, and the country beside it or ""."""
    yield role, ""
    if found := _OF.fullmatch(role):
        yield found["title"], found["country"]
    words = role.split()
    for at in range(1, len(words)):
        yield " ".join(words[at:]), " ".join(words[:at])


def _beside(language: str, title: str, country: str) -> str:
    space = _COUNTRY_FIRST.get(language)
    return f"{title} {country}" if space is None else f"{country}{space}{title}"


def _with_traditional(wordings: Wordings) -> Wordings:
    chinese = wordings.get("zh", ())
    return {**wordings, "zh": tuple(dict.fromkeys((*chinese, *map(in_traditional, chinese))))}


@cache
def _entries(file: str) -> dict[str, Wordings]:
    """What a data file says, by each English wording, folded."""
    text = resources.files("monitor.rules.spellings").joinpath(f"data/{file}").read_text(encoding="utf-8")
    found: dict[str, Wordings] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            english, *cells = line.split("|")
            wordings = dict(_cell(cell) for cell in cells)
            found.update((fold(each), wordings) for each in _parted(english))
    return found


def _cell(cell: str) -> tuple[str, tuple[str, ...]]:
    language, _, wordings = cell.strip().partition(" ")
    return language, tuple(_parted(wordings))


def _parted(text: str) -> Iterable[str]:
    return filter(None, map(str.strip, text.split(";")))


def every_wording() -> Wordings:
    """All titles, and all countries behind one of them, by language: they hold every word that an office has."""
    found: dict[str, dict[str, None]] = {}
    for wordings in _entries("titles.txt").values():
        for language, listed in wordings.items():
            found.setdefault(language, {}).update(dict.fromkeys(listed))
    for beside in _entries("countries.txt").values():
        for language, places in beside.items():
            title = next(iter(found[language]))
            found[language].update(dict.fromkeys(_beside(language, title, place) for place in places))
    return {language: tuple(listed) for language, listed in found.items()}
