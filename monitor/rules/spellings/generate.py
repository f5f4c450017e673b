"""From one Latin name to its spellings in each language: listed ones first, then those that follow the rules."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.rules.spellings.latin import in_latin
from monitor.rules.spellings.scripts import SPACED, UNSPACED, in_script, whole_name
from monitor.rules.spellings.sounds import may_be_womans, read
from monitor.text.fold import fold
from monitor.text.scripts import Script, script_of

# How many spellings a word has at most, in a language of its own script and in all Latin orthographies together.
MOST = 40
MOST_LATIN = 150
LATIN = ""
# Longer words are no names; more words are no name.
_LONGEST_WORD = 30
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name as one script or orthography spells it. ``words[i]`` holds the spellings of the i-th word, in order.

    ``language`` is "" for Latin orthographies together. Chinese and Japanese put no spaces between words: there,
    ``words`` has one item, the spellings of the whole name.
    """

    language: str
    words: tuple[tuple[str, ...], ...]


def spellings(name: str, but_not: frozenset[str] = frozenset()) -> tuple[Spelled, ...]:
    """The usual spellings of ``name`` in other languages ``but_not`` these; () when it is not in Latin letters.

    Spellings are base forms (nominatives), most usual first; of those that fold alike only the first is kept. A
    spelling may hold hyphens and, in Arabic, Persian and East Asian names, spaces. Languages in which some word has
    no spelling are left out. See docs/spellings.md.
    """
    words = _words(name)
    if not words:
        return ()
    readings = read(words)
    woman = len(readings) > 1 and may_be_womans(readings[0])
    found = [_spelled(LATIN, [in_latin(reading, feminine=woman and reading is readings[-1]) for reading in readings])]
    spaced, unspaced = ([code for code in codes if code not in but_not] for codes in (SPACED, UNSPACED))
    found += [_spelled(language, [in_script(reading, language) for reading in readings]) for language in spaced]
    found += [_spelled(language, [whole_name(readings, language)]) for language in unspaced]
    return tuple(spelled for spelled in found if all(spelled.words))


def _words(name: str) -> list[str]:
    words = [word.strip('.,;:"()-') for word in unicodedata.normalize("NFKC", name).replace("’", "'").split()]
    words = [word for word in words if any(map(str.isalpha, word))]
    letters = [char for word in words for char in word if char.isalpha()]
    latin = all(script_of(char) is Script.LATIN for char in letters)
    short = len(words) <= _MOST_WORDS and all(len(word) <= _LONGEST_WORD for word in words)
    return words if latin and short else []


def _spelled(language: str, words: Iterable[Iterable[str]]) -> Spelled:
    limit = MOST_LATIN if language == LATIN else MOST
    return Spelled(language, tuple(_distinct(forms, limit) for forms in words))


def _distinct(forms: Iterable[str], limit: int) -> tuple[str, ...]:
    """The first ``limit`` of ``forms`` that fold differently."""
    found: dict[str, str] = {}
    for form in forms:
        if form:
            found.setdefault(fold(form).replace("'", ""), form)
    return tuple(found.values())[:limit]
