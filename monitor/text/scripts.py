"""Which writing system a word is in, as far as matching treats systems differently."""

from bisect import bisect_right
from enum import Enum, auto
from functools import cache


class Script(Enum):
    """A writing system, or a group of them that is read the same way."""

    LATIN = auto()
    GREEK = auto()
    CYRILLIC = auto()
    HEBREW = auto()
    ARABIC = auto()
    HANGUL = auto()
    UNSPACED = auto()
    OTHER = auto()

    @property
    def has_case(self) -> bool:
        """Whether the script tells capitals from small letters."""
        return self in (Script.LATIN, Script.GREEK, Script.CYRILLIC)


# Scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, Han, Kana. Blocks.txt of Unicode, without the
# ideographic punctuation and the katakana middle dot, which separate words.
UNSPACED_RANGES = (
    (0x0E01, 0x0E3A),
    (0x0E40, 0x0E5B),
    (0x0E81, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17D3),
    (0x17D7, 0x17FF),
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3021, 0x3029),
    (0x3031, 0x3035),
    (0x3041, 0x3096),
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),
    (0x30FC, 0x30FF),
    (0x3105, 0x312F),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xAA60, 0xAA7F),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9D),
    (0x1B000, 0x1B16F),
    (0x20000, 0x323AF),
)

_SPACED_RANGES = (
    (0x0041, 0x02AF, Script.LATIN),
    (0x0370, 0x03FF, Script.GREEK),
    (0x0400, 0x052F, Script.CYRILLIC),
    (0x0590, 0x05FF, Script.HEBREW),
    (0x0600, 0x06FF, Script.ARABIC),
    (0x0750, 0x077F, Script.ARABIC),
    (0x08A0, 0x08FF, Script.ARABIC),
    (0x1100, 0x11FF, Script.HANGUL),
    (0x1C80, 0x1C8F, Script.CYRILLIC),
    (0x1E00, 0x1EFF, Script.LATIN),
    (0x1F00, 0x1FFF, Script.GREEK),
    (0x2C60, 0x2C7F, Script.LATIN),
    (0x2DE0, 0x2DFF, Script.CYRILLIC),
    (0xA640, 0xA69F, Script.CYRILLIC),
    (0xA720, 0xA7FF, Script.LATIN),
    (0xAC00, 0xD7AF, Script.HANGUL),
    (0xFB1D, 0xFB4F, Script.HEBREW),
    (0xFB50, 0xFDFF, Script.ARABIC),
    (0xFE70, 0xFEFF, Script.ARABIC),
    (0xFF21, 0xFF5A, Script.LATIN),
)

_BLOCKS = sorted((*_SPACED_RANGES, *((first, last, Script.UNSPACED) for first, last in UNSPACED_RANGES)))
_STARTS = [first for first, _, _ in _BLOCKS]


def script_of(word: str) -> Script:
    """The script of the first letter of ``word``; words without letters and unlisted scripts are ``OTHER``."""
    first = word[0]
    if not first.isalpha():
        first = next(filter(str.isalpha, word), first)
    return _script_at(ord(first))


@cache
def _script_at(code: int) -> Script:
    first, last, script = _BLOCKS[max(0, bisect_right(_STARTS, code) - 1)]
    return script if first <= code <= last else Script.OTHER
