"""How much the words of a text resemble those of a name, in the scripts that it is listed in and usually written in.

Words are compared by the mean of the Jaro-Winkler similarity (Winkler 1990, which weighs beginnings more) and the
normalised Indel similarity; runs of Han and Kana, whose words no space parts, by the latter alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel, JaroWinkler

from monitor.rulebook import Official, Spelling, Terms
from monitor.rules.spelled import in_parts
from monitor.rules.spellings import spellings
from monitor.text.fold import fold
from monitor.text.scripts import Script, script_of
from monitor.text.tokens import words

# In a name of four characters one may differ.
_RUN_ALLOWANCE = 10
_SHORTEST_RUN = 3
_FEWEST_WORDS = 2
_MOST_WORDS = 200_000
_DOTS = "·•‧・･=＝"
RUN = re.compile(f"[\u3005\u3041-\u3096\u30a1-\u30ff\u3400-\u9fff{_DOTS}]{{{_SHORTEST_RUN},}}")
_KANA = re.compile("[\u30a1-\u30fa\u30fc-\u30ff]")

# Letters that are written on to a name in front, or behind it.
_PREFIXES = {Script.ARABIC: "وفبكل", Script.HEBREW: "ובלמהשכ"}
_PARTICLES = "은는이가을를의에와과도로"
_SHORTEST_STEM = 2


class Slot(IntEnum):
    """Which end of a name a word resembles."""

    FIRST = 0
    LAST = 1


class Heard(NamedTuple):
    """How much a word resembles an end of a name, from 0 to 100, and which part of the word does."""

    score: float
    start: int
    end: int


class Likeness(NamedTuple):
    """A part of a run that resembles ``name``; ``start`` and ``end`` count characters of the run."""

    score: float
    start: int
    end: int
    name: str


HeardWords = Mapping[tuple[int, Slot], Heard]


class Resemblance:
    """Tells what resembles the names of one person."""

    def __init__(self, official: Official, threshold: float) -> None:
        """Words count whose similarity is ``threshold`` or more, of 100."""
        self._threshold = threshold
        self.names: list[str] = []
        self._ends: dict[Script, dict[str, list[tuple[int, Slot]]]] = {}
        self._runs: dict[str, str] = {}
        for name in _distinct(official.names):
            self._add_runs(name, (name,))
            self._add_ends(name, *([word] for word in words(name)))
        for name in _latin_names(official):
            for spelled in spellings(name):
                self._add_runs(name, spelled.words[0] if len(spelled.words) == 1 else ())
                self._add_ends(name, *spelled.words)
        self._made = [] if official.spelling is Spelling.EXACT else [*_made(official)]
        self.word = lru_cache(_MOST_WORDS)(self._word)

    def is_generated(self, text: str) -> bool:
        """Whether ``text`` is a spelling that is generated, so that rules find it, be it in other languages alone."""
        parts = [fold(word) for word in words(text)]
        return any(
            len(made) == len(parts) and all(part in forms for part, forms in zip(parts, order, strict=True))
            for made in self._made
            for order in (made, made[::-1])
        )

    def run(self, run: str) -> Likeness | None:
        """The part of a run of Han and Kana that most resembles a name, if one does."""
        places = [index for index, char in enumerate(run) if char not in _DOTS]
        compact = "".join(run[index] for index in places)
        found = [likeness for target, name in self._runs.items() if (likeness := self._in_run(compact, target, name))]
        best = max(found, default=None)
        return best and best._replace(start=places[best.start], end=places[best.end - 1] + 1)

    def _add_runs(self, name: str, spelled: Iterable[str]) -> None:
        """``spelled`` are whole names, of which those in Han and Kana count."""
        for whole in spelled:
            compact = "".join(char for char in whole if char not in _DOTS)
            if RUN.fullmatch(compact):
                self._runs.setdefault(compact, name)

    def _add_ends(self, name: str, *spelled: Sequence[str]) -> None:
        """``spelled`` are the words of a name, each in all its spellings."""
        if len(spelled) < _FEWEST_WORDS:
            return
        number = len(self.names)
        self.names.append(name)
        firsts = ((Slot.FIRST, words(word)[0]) for word in spelled[0])
        lasts = ((Slot.LAST, words(word)[-1]) for word in spelled[-1])
        for slot, word in (*firsts, *lasts):
            uses = self._ends.setdefault(script_of(word), {}).setdefault(_key(word), [])
            if (number, slot) not in uses:
                uses.append((number, slot))

    def _word(self, word: str) -> HeardWords:
        """The ends of names that ``word`` resembles."""
        script = script_of(word)
        known = self._ends.get(script)
        found: dict[tuple[int, Slot], Heard] = {}
        for start, end in _readings(word, script) if known else ():
            key = _key(word[start:end])
            cutoff = self._threshold / 100
            near = process.extract(
                key, list(known or ()), scorer=JaroWinkler.normalized_similarity, score_cutoff=cutoff, limit=None
            )
            for other, similarity, _ in near:
                score = 50 * (similarity + Indel.normalized_similarity(key, other))
                for use in (known or {})[other] if score >= self._threshold else ():
                    found[use] = max(found.get(use, Heard(0, 0, 0)), Heard(round(score, 1), start, end))
        return found

    def _in_run(self, compact: str, target: str, name: str) -> Likeness | None:
        cutoff = self._threshold - _RUN_ALLOWANCE
        if len(compact) <= len(target):
            start, end = 0, len(compact)
        else:
            place = fuzz.partial_ratio_alignment(target, compact, score_cutoff=cutoff)
            if place is None:
                return None
            start, end = _fitted(target, compact, place.dest_start, place.dest_end)
        while start > 0 and _KANA.match(compact[start - 1]) and _KANA.match(compact[start]):
            start -= 1
        while end < len(compact) and _KANA.match(compact[end]) and _KANA.match(compact[end - 1]):
            end += 1
        score = fuzz.ratio(target, compact[start:end])
        return Likeness(round(score, 1), start, end, name) if score >= cutoff else None


def _fitted(target: str, compact: str, start: int, end: int) -> tuple[int, int]:
    """The part of ``compact`` round ``start`` to ``end`` that is most like ``target``: a window is as long as that."""
    while True:
        score = fuzz.ratio(target, compact[start:end])
        near = ((start + 1, end), (start, end - 1), (start - 1, end), (start, end + 1))
        within = [(left, right) for left, right in near if 0 <= left < right <= len(compact)]
        best = max(within, key=lambda place: fuzz.ratio(target, compact[slice(*place)]), default=(start, end))
        if fuzz.ratio(target, compact[slice(*best)]) <= score:
            return start, end
        start, end = best


def _made(official: Official) -> Iterator[list[frozenset[str]]]:
    """The generated spellings of each word of the names, folded, in languages that these are not listed in."""
    for name in _latin_names(official):
        for spelled in spellings(name):
            if spelled.language not in official.names and len(spelled.words) > 1:
                yield from ([frozenset(map(fold, forms)) for forms in parts] for parts in in_parts(spelled.words))


def _distinct(names: Terms) -> Iterator[str]:
    yield from dict.fromkeys(name for listed in names.values() for name in listed if words(name))


def _latin_names(official: Official) -> list[str]:
    """The names to work out other spellings from: the English ones, or the first in Latin letters."""
    english = [official.name, *official.names.get("en", ()), *official.names.get("", ())]
    chosen = [name for name in english if words(name) and script_of(name) is Script.LATIN]
    others = [name for name in _distinct(official.names) if script_of(name) is Script.LATIN]
    return list(dict.fromkeys(chosen or others[:1]))


def _readings(word: str, script: Script) -> Iterator[tuple[int, int]]:
    """Which parts of ``word`` may be a name: all of it, and what is left without what is written on to names."""
    yield 0, len(word)
    if len(word) > _SHORTEST_STEM + 2 and word[0] in _PREFIXES.get(script, ""):
        yield 1, len(word)
    if script is Script.HANGUL and len(word) > _SHORTEST_STEM and word[-1] in _PARTICLES:
        yield 0, len(word) - 1
    apostrophe = max(word.rfind("'"), word.rfind("’"))
    if apostrophe > _SHORTEST_STEM:
        yield 0, apostrophe


def _key(word: str) -> str:
    """``word`` as it is compared: folded, Hangul by its letters, Arabic without its article."""
    folded = fold(word)
    script = script_of(word)
    if script is Script.HANGUL:
        return unicodedata.normalize("NFD", folded)
    return folded.removeprefix("ال") if script is Script.ARABIC and len(folded) > _SHORTEST_STEM + 2 else folded
