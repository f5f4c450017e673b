"""Whose surname it is: the official's, or that of somebody whose given name stands beside it.

"Sara Netanyahu" is not Benjamin Netanyahu. Only words that are surely given names tell (:mod:`spellings.given`): in
"Yesterday Netanyahu", "Minister Netanyahu" and "Benjamin and Sara Netanyahu" the surname counts.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from monitor.rulebook import Official
from monitor.rules.latin_names import names_to_spell, surnames_to_spell
from monitor.rules.spellings import spellings
from monitor.rules.spellings.given import given_name, same_as
from monitor.rules.spellings.names import key_of
from monitor.text.fold import fold
from monitor.text.scripts import Script, script_of
from monitor.text.tokens import Passage, words
from monitor.text.wordlists import word_set

_SPACE = re.compile("[ \u00a0]+")
_LINK = re.compile("[ \u00a0-]")
_DOTS = "·•‧・･=＝"
_DOT = re.compile(f"[{_DOTS}]")
# Words that stand between a given name and a surname.
_BETWEEN = word_set("von van der den al el bin ibn ben фон ван дер аль эль бин ибн بن ال")
# A surname may be such a word itself (Van, Bin), and a hostile text nothing but these.
_MOST_BETWEEN = 3
_ONES_WRITTEN_ON = {Script.ARABIC: "وفبلك", Script.HEBREW: "ו"}
# How far a given name of the official may stand: Benjamin and Sara Netanyahu.
_REACH = 3
_REACH_WITHOUT_CAPITALS = 2
_LONGEST_AND = 3
# In Chinese and Japanese, a given name of so few characters tells only in front of a dot.
_LONGEST_GIVEN = 8
_SHORTEST_GIVEN = 2
_FAMILY_NAME_FIRST = "hu"


class Bearer:
    """An official as the bearer of a surname. What their given names are is worked out when first asked for."""

    def __init__(self, official: Official) -> None:
        self._official = official

    def is_another(self, passage: Passage, first: int, last: int, language: str | None) -> bool:
        """Whether the surname at the words ``first`` to ``last`` of ``passage`` has a given name that is another's."""
        if script_of(passage.words[first]) is Script.UNSPACED:
            return self._is_another_unspaced(passage.text, passage.stretch(first, first)[0])
        if self._is_another_in_front(passage, first, language):
            return True
        return language == _FAMILY_NAME_FIRST and self._is_another_behind(passage, last, language)

    def _is_another_in_front(self, passage: Passage, first: int, language: str | None) -> bool:
        at = _before_particles(passage, first)
        if at < 0 or not _SPACE.fullmatch(passage.gaps[at + 1]) or not self._is_others(passage.words[at], language):
            return False
        if language == _FAMILY_NAME_FIRST and at > 0 and passage.joined(at - 1) and passage.words[at - 1][0].isupper():
            # Magyar Péter Orbánt bírálta: the given name belongs to the surname in front of it.
            return False
        return not any(self._is_own(word, language) for word in _linked(passage, at))

    def _is_another_behind(self, passage: Passage, last: int, language: str) -> bool:
        if not self._is_hungarian or last + 1 >= len(passage.words) or not _SPACE.fullmatch(passage.gaps[last + 1]):
            return False
        # Orbán Vlagyimir Putyinnal tárgyalt: the given name belongs to the surname behind it.
        goes_on = passage.words[last + 2 : last + 3]
        if goes_on and passage.joined(last + 1) and goes_on[0][0].isupper():
            return False
        return self._is_others(passage.words[last + 1], language)

    def _is_another_unspaced(self, text: str, start: int) -> bool:
        """Whether a given name stands in front of ``start``, the longest one being another's."""
        before = text[max(0, start - _LONGEST_GIVEN - 1) : start]
        name = before.rstrip(_DOTS)
        shortest = _SHORTEST_GIVEN + (name == before)
        for length in range(len(name), shortest - 1, -1):
            if self._is_own(name[-length:], None):
                return False
            if given_name(name[-length:], None):
                return True
        return False

    def _is_others(self, word: str, language: str | None) -> bool:
        return any(given_name(each, language) for each in _readings(word)) and not self._is_own(word, language)

    def _is_own(self, word: str, language: str | None) -> bool:
        return any(
            fold(each) in self._own
            or not self._own_keys.isdisjoint(given_name(each, language))
            or fold(each) in self._generated()
            for each in _readings(word)
        )

    @cached_property
    def _own(self) -> frozenset[str]:
        """The words of the listed names but for the surnames, folded."""
        surnames = {word for listed in self._official.surnames.values() for word in _folded(listed)}
        names = [name for listed in self._official.names.values() for name in listed]
        before_dots = {fold(_DOT.split(name)[0]) for name in names if _DOT.search(name)}
        return frozenset({*_folded((*names, self._official.name)), *before_dots} - surnames - _BETWEEN)

    @cached_property
    def _own_keys(self) -> frozenset[str]:
        """The Latin spellings, as keys, of the given names and of those that a person of that name may be called by."""
        own = {key for word in self._own for key in (key_of(word), *given_name(word, None))}
        return frozenset(same for key in own for same in same_as(key))

    @cached_property
    def _is_hungarian(self) -> bool:
        """Whether Hungarian texts put the family name of the official first."""
        surnames = {fold(surname) for listed in self._official.surnames.values() for surname in listed}
        listed = self._official.names.get(_FAMILY_NAME_FIRST, ())
        return any(fold(words(name)[0]) in surnames for name in listed if words(name))

    def _generated(self) -> frozenset[str]:
        """The words of the names as other languages spell them, but for the surnames, folded."""
        names = (self._official.name, *names_to_spell(self._official))
        return _generated(names, surnames_to_spell(self._official))


# They take tens of kilobytes and milliseconds, and are asked for only beside a given name that is not listed.
@lru_cache(64)
def _generated(names: tuple[str, ...], surnames: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_spelled(names) - _spelled(surnames) - _BETWEEN)


def _spelled(names: Iterable[str]) -> set[str]:
    return {word for name in names for spelled in spellings(name) for forms in spelled.words for word in _folded(forms)}


def _folded(names: Iterable[str]) -> set[str]:
    return {fold(word) for name in names for word in words(name)}


def _before_particles(passage: Passage, first: int) -> int:
    """The word in front of the surname at ``first`` and of what stands between the two; -1 when there is none."""
    furthest = max(-1, first - 1 - _MOST_BETWEEN)
    at = first - 1
    while at > furthest and fold(passage.words[at]) in _BETWEEN and _LINK.fullmatch(passage.gaps[at + 1]):
        at -= 1
    return at


def _linked(passage: Passage, at: int) -> Iterator[str]:
    """The words in front of the given name ``at`` that may belong to it: given names, and "and" between them."""
    reach = _REACH if script_of(passage.words[at]).has_case else _REACH_WITHOUT_CAPITALS
    for index in range(at - 1, max(-1, at - reach), -1):
        if not passage.joined(index):
            return
        yield passage.words[index]
        if passage.words[index][0].islower() and len(passage.words[index]) > _LONGEST_AND:
            return


def _readings(word: str) -> Iterator[str]:
    """``word`` with the capital of a name, if its script has any; and without a letter that is written on to it."""
    script = script_of(word)
    if not script.has_case or word[0].isupper():
        yield word
    if word[0] in _ONES_WRITTEN_ON.get(script, ""):
        yield word[1:]
