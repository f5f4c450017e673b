"""Where words and sentences begin, and lines may, by ICU (UAX #29, UAX #14 and its dictionaries).

The only file that imports icu4py.
"""

import re
from itertools import accumulate

from icu4py.breakers import LineBreaker, SentenceBreaker, WordBreaker

from monitor.text.wordlists import word_set

# ICU needs some locale; the root rules are the same for all languages of interest.
_LOCALE = "en"

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

# ICU ends a sentence after these; people do not. A single letter is an initial.
_ABBREVIATIONS = word_set(
    """
    mr mrs ms dr prof st gen col lt sgt sen rep gov pres jr sr vs no etc inc ltd co corp u.s u.k u.n e.u e.g i.e a.m p.m
    mm mme mlle bzw ca z.b d.h u.a usw nr abs sra dra ee.uu гг т.е т.д т.п им ул др проф акад руб тыс млн млрд
    أ.ف.ب أ.د
    """
)
_TAIL = re.compile(r"(?:^|[\s(\[\"'«“„])([^\s(\[\"'«“„]{1,8})\.[\s]*$")


def _utf16(text: str) -> tuple[str, list[int] | None]:
    """``text`` as ICU takes it, and for text beyond the first plane where each UTF-16 unit's character stands."""
    text = _LONE_SURROGATE.sub("\ufffd", text)
    if not text or max(text) <= "\uffff":
        return text, None
    units = [0, *accumulate(2 if char > "\uffff" else 1 for char in text)]
    places = [0] * (units[-1] + 1)
    for index, unit in enumerate(units):
        places[unit] = index
    return text, places


def word_boundaries(text: str) -> frozenset[int]:
    """Offsets in code points at which a word begins or ends."""
    clean, places = _utf16(text)
    found = {0}
    found.update(end for _, end in WordBreaker(clean, _LOCALE).segments())
    return frozenset(found if places is None else (places[unit] for unit in found))


def line_chances(text: str) -> list[int]:
    """Offsets in code points at which a new line may begin, ascending, the end of ``text`` last (UAX #14)."""
    clean, places = _utf16(text)
    ends = (end for _, end in LineBreaker(clean, _LOCALE).segments())
    return list(ends) if places is None else [places[unit] for unit in ends]


def sentence_starts(text: str) -> list[int]:
    """Offsets in code points at which sentences begin, ascending, 0 first.

    A line end ends a sentence. Pieces that ICU cut after an initial or a known abbreviation are rejoined.
    """
    clean, places = _utf16(text)
    cuts = (start for start, _ in SentenceBreaker(clean, _LOCALE).segments())
    offsets = list(cuts) if places is None else [places[unit] for unit in cuts]
    starts = [0]
    for offset in offsets[1:] if offsets else ():
        before = text[max(0, offset - 24) : offset]
        if "\n" in before[len(before.rstrip()) :] or not _is_abbreviation(before):
            starts.append(offset)
    return starts


def _is_abbreviation(before: str) -> bool:
    tail = _TAIL.search(before)
    if tail is None:
        return False
    word = tail.group(1).lower()
    return len(word.rpartition(".")[2]) == 1 or word in _ABBREVIATIONS
