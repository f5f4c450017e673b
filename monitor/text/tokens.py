"""Cut text into words, each with its place in the text as it stands.

A word is a run of letters, digits and combining marks (so that Arabic vowel signs do not cut words, as ``\\w`` does),
with apostrophes, joiners and Hebrew gershayim inside it. Scripts without spaces give one word a character: whether a
phrase of them begins and ends where words do is asked of :mod:`monitor.text.boundaries`.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from monitor.text import boundaries
from monitor.text.scripts import UNSPACED_RANGES

# Variation selectors and enclosing marks: behind a heart or a digit they make an emoji, and no letter needs them.
_EMOJI_MARKS = (*range(0xFE00, 0xFE10), *range(0x20DD, 0x20E5))
_FIRST_PLANE = 0x10000


def _kinds() -> str:
    """What each character of the first plane is: the letter of its category, small in scripts without spaces."""
    categories = [*map(unicodedata.category, map(chr, range(_FIRST_PLANE)))]
    kinds = [category[0] for category in categories]
    for first, last in UNSPACED_RANGES:
        for code in range(first, min(last + 1, _FIRST_PLANE)):
            # A number is one word in every script.
            if categories[code] != "Nd":
                kinds[code] = kinds[code].lower()
    for code in _EMOJI_MARKS:
        kinds[code] = "m"
    return "".join(kinds)


def _word_pattern() -> re.Pattern[str]:
    kinds = _kinds()

    def those(some: str) -> str:
        """The characters of ``some`` kinds, as the inside of a character class."""
        runs = re.finditer(f"[{some}]+", kinds)
        return "".join(f"\\U{run.start():08x}-\\U{run.end() - 1:08x}" for run in runs)

    beyond = (f"\\U{first:08x}-\\U{last:08x}" for first, last in UNSPACED_RANGES if first >= _FIRST_PLANE)
    unspaced = those("ln") + "".join(beyond)
    marks = those("Mm") + "\uff9e\uff9f\U000e0100-\U000e01ef"
    # Planes above the first: all of plane 1 below the emoji counts as letters.
    word = f"[{those('LMN')}\\U00010000-\\U0001afff\\U0001b170-\\U0001efff]"
    joiner = "[\u00ad\u061c\u200c-\u200f\u2060]"
    inside = f"{joiner}+|['’＇׳]|(?<=[א-ת])[\"״](?=[א-ת](?!{word}))"
    # In a group, so that it also splits a text into words and what lies between them.
    return re.compile(f"([{unspaced}][{marks}]*|{word}+(?:(?:{inside}){word}+)*)")


_WORD = _word_pattern()

# What may stand between two words of a phrase: spaces, hyphens, short dashes, quotation marks and the tsheg, which ends
# each syllable in Tibetan; or, without a space, a dot that parts foreign names.
_CLOSE = re.compile(
    r"[ \t\u00a0\u00ad\u2000-\u200f\u202a-\u202f\u2060-\u2069\u3000"
    r"\-‐‑‒–'’‘\"“”„«»‹›⸗־\u0f0b\u0f0c]*|[·•‧・･=＝]"
)
_STOPS = re.compile(r"[ \t\u00a0]*\.?[ \t\u00a0]*")
_COMMAS = re.compile(r"(?:[ \t\u00a0,،、&+]|\.(?!\.))*")


_HYPHENS = frozenset("-‐‑")
_HANGUL = re.compile("[\uac00-\ud7a3]")


def _is_hangul(word: str) -> bool:
    """Whether ``word`` is Hangul and more than a syllable: one is a word of its own (미 사일로, "US silos")."""
    return len(word) > 1 and "\uac00" <= word[0] <= "\ud7a3"


def words(text: str) -> list[str]:
    """The words of ``text`` in order, as written."""
    return _WORD.findall(text)


class Passage:
    """A text cut into words. ``words[i]`` is ``text[slice(*spans[i])]``; spans count code points, ends exclusive.

    ``gaps[i]`` stands before ``words[i]``, and one more behind the last word.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._parts = _WORD.split(text)
        self.words: list[str] = self._parts[1::2]
        self.gaps: list[str] = self._parts[::2]
        self._sentence_starts: dict[int, list[int]] = {}

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Start and end of each word."""
        return list(zip(self._word_starts, self._word_ends, strict=True))

    def stretch(self, first: int, last: int) -> tuple[int, int]:
        """Where word ``first`` starts and word ``last`` ends."""
        return self._ends[2 * first], self._ends[2 * last + 1]

    @cached_property
    def _ends(self) -> list[int]:
        """Where each gap and each word ends, in turn."""
        return list(accumulate(map(len, self._parts)))

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n+", self.text))]

    @cached_property
    def _word_bounds(self) -> frozenset[int]:
        return boundaries.word_boundaries(self.text)

    def words_at(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last word that the characters from ``start`` to ``end`` touch; between words, the next."""
        first = bisect_right(self._word_ends, start)
        last = bisect_right(self._word_starts, end - 1) - 1
        return first, max(first, last)

    @cached_property
    def _word_starts(self) -> list[int]:
        return self._ends[:-1:2]

    @cached_property
    def _word_ends(self) -> list[int]:
        return self._ends[1::2]

    def paragraph(self, offset: int) -> int:
        """Which paragraph (line) the character at ``offset`` is in, from 0."""
        return bisect_right(self._paragraph_starts, offset) - 1

    def sentence(self, offset: int) -> int:
        """Where the sentence starts that the character at ``offset`` is in. None spans two paragraphs."""
        paragraph = self.paragraph(offset)
        starts = self._sentence_starts.get(paragraph)
        if starts is None:
            starts = self._sentence_starts[paragraph] = self._cut(paragraph)
        return starts[bisect_right(starts, offset) - 1]

    def _cut(self, paragraph: int) -> list[int]:
        """Where the sentences of a paragraph start. Most paragraphs of an article are never asked about."""
        begin, end = (*self._paragraph_starts, len(self.text))[paragraph : paragraph + 2]
        return [begin + start for start in boundaries.sentence_starts(self.text[begin:end])]

    def is_word_boundary(self, offset: int) -> bool:
        """Whether a word begins or ends at ``offset``, by dictionary where the script has no spaces."""
        return offset in self._word_bounds

    def joined(self, index: int, *, commas: bool = False) -> bool:
        """Whether word ``index`` and the next belong to one run of words.

        A full stop between them may end an initial, so the sentence boundary decides. Commas, brackets and line ends
        part words; with ``commas``, commas do not.
        """
        gap = self.gaps[index + 1]
        if gap == " " or _CLOSE.fullmatch(gap):
            return True
        if "\n" in gap or not (_STOPS.fullmatch(gap) or (commas and _COMMAS.fullmatch(gap))):
            return False
        end, start = self._ends[2 * index + 1 : 2 * index + 3]
        return self.sentence(end - 1) == self.sentence(start)

    def closable(self) -> Iterator[int]:
        """The words that may be one with the next: a hyphen parts them, or in Hangul a space."""
        if _HANGUL.search(self.text):
            pairs = zip(self.gaps[1:-1], self.words, self.words[1:], strict=False)
            for index, (gap, word, following) in enumerate(pairs):
                if gap in _HYPHENS or (gap == " " and _is_hangul(word) and _is_hangul(following)):
                    yield index
        elif not _HYPHENS.isdisjoint(self.gaps):
            yield from (index for index, gap in enumerate(self.gaps[1:-1]) if gap in _HYPHENS)
