"""Offices in other languages: "Russian foreign minister" as the press of each language says it.

An office is known when it is a title of data/titles.txt, alone or with a country of data/countries.txt beside it. In
the languages of data/countries.txt the country is asked for, too; elsewhere the title alone counts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

from monitor.rules.spellings.traditional import in_traditional
from monitor.text.fold import fold

Wordings = Mapping[str, tuple[str, ...]]

# The languages in which the country stands in front of the title, without a space or with one; elsewhere it is behind.
_COUNTRY_FIRST = {"zh": "", "ja": "", "ko": " "}
_OF = re.compile(r"(?P<title>.+) (?:of|for) (?:the )?(?P<country>.+)")
_S = re.compile("['’]s? ")
# One character for a country (中, 米) tells nothing but right beside a title: it is also a part of many words.
_TELLING = 2


class Office(NamedTuple):
    """An office as languages say it.

    ``wordings`` say all of it. So does one of ``titles`` that stands near one of ``countries``, if there are any: a
    name may stand between the two (ロシアのラブロフ外相).
    """

    wordings: Wordings
    titles: Wordings
    countries: Wordings


def office(role: str) -> Office | None:
    """The office ``role``, given in English, in other languages; ``None`` when it is not known."""
    for title, country in _cuts(" ".join(_S.sub(" ", fold(role)).split()).removeprefix("the ")):
        wordings, beside = _entries("titles.txt").get(title), _entries("countries.txt").get(country)
        if wordings and not country:
            return Office(_with_traditional(wordings), {}, {})
        if wordings and beside:
            return _of_country(wordings, beside)
    return None


def _of_country(titles: Wordings, countries: Wordings) -> Office:
    whole = {
        language: tuple(_beside(language, title, place) for title in titles[language] for place in places)
        for language, places in countries.items()
    }
    return Office(
        _with_traditional({**titles, **whole}),
        _with_traditional({language: titles[language] for language in countries}),
        _with_traditional(
            {
                language: tuple(place for place in places if len(place) >= _TELLING)
                for language, places in countries.items()
            }
        ),
    )


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
