"""The terms of an article: its words as far as they help to tell its event from others.

Words are folded, a few endings and joined particles aside; scripts without spaces give pairs of neighbouring letters.
A number keeps its decimals. A word that stands in capitals wherever an article writes it counts as a name there.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.model import TermKind
from monitor.text.fold import fold
from monitor.text.scripts import Script, script_of
from monitor.text.tokens import Passage

# A letter, so that 5.6 and 5,6 are one word, and the same one.
_POINT = "x"
_DECIMAL = re.compile(r"(?<=\d)[.,٫](?=\d)")
_THOUSANDS = re.compile(r"(?<=\d)[,.٬'\u00a0\u202f](?=\d{3}(?!\d))")
_ARABIC_PREFIX = re.compile("^(?:[وف]?(?:ال|بال|كال|لل)|و(?=..))(?=...)")
# The first letters of a text: news says first what happened to whom.
_LEAD = 400
_OFTEN = 3
_LETTERS = 3
_MOSTLY = 0.8


@dataclass(frozen=True, slots=True)
class Found:
    """A term as an article has it: so many times, of which in ``capitals``; first written as ``shown``.

    ``early`` is how often it stands in the headline and the beginning, of a text that is longer than that.
    """

    count: int
    capitals: int
    shown: str
    headline: bool
    early: int

    @property
    def kind(self) -> TermKind:
        """What it is taken for."""
        if self.shown[0].isdecimal():
            return TermKind.NUMBER
        return TermKind.NAME if self.capitals == self.count else TermKind.WORD

    @property
    def is_frequent(self) -> bool:
        """Whether it is written often, and more than a letter or two."""
        return self.count >= _OFTEN and (len(self.shown) >= _LETTERS or not self.shown[0].isascii())

    @property
    def is_central(self) -> bool:
        """Whether it may be what the article is about: written often and, where there are capitals, a name."""
        return self.is_frequent and (not script_of(self.shown[0]).has_case or self.capitals >= _MOSTLY * self.count)


@dataclass(frozen=True, slots=True)
class _Word:
    key: str
    shown: str
    capital: bool


def terms_of(title: str, text: str) -> dict[str, Found]:
    """The terms of an article."""
    in_title, in_text = list(_words(title)), list(_words(text))
    everywhere = [*in_title, *in_text]
    counts = Counter(word.key for word in everywhere)
    capitals = Counter(word.key for word in everywhere if word.capital)
    heads = {word.key for word in in_title}
    early = Counter(word.key for word in (*in_title, *_words(text[:_LEAD]))) if len(text) > _LEAD else Counter()
    shown: dict[str, str] = {}
    for word in everywhere:
        shown.setdefault(word.key, word.shown)
    return {key: Found(count, capitals[key], shown[key], key in heads, early[key]) for key, count in counts.items()}


def _words(text: str) -> Iterator[_Word]:
    """The words of ``text``; neighbouring letters of scripts without spaces in pairs."""
    passage = Passage(_DECIMAL.sub(_POINT, _THOUSANDS.sub("", text)))
    before = _Word("", "", capital=False)
    for gap, word in zip(passage.gaps, passage.words, strict=False):
        folded = fold(word)
        if not folded:
            continue
        if script_of(word[0]) is Script.UNSPACED:
            if before.key and not gap:
                yield _Word(before.key + folded, before.shown + word, capital=False)
            before = _Word(folded, word, capital=False)
            continue
        before = _Word("", "", capital=False)
        yield _Word(stem(folded), _shown(word), word[0].isupper())


def _shown(word: str) -> str:
    return word.replace(_POINT, ".") if word[0].isdigit() else word


def stem(word: str) -> str:
    """The folded ``word`` as it stands among terms, without the endings and prefixes that change most."""
    if word.isascii():
        return word.removesuffix("'s")
    script = script_of(word[0])
    if script is Script.ARABIC:
        return _ARABIC_PREFIX.sub("", word)
    if script is Script.CYRILLIC and len(word) > 5:
        return word[: max(5, len(word) - 2)]
    return word
