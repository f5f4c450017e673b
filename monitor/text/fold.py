"""Fold words so that spellings which readers take for the same word compare equal.

Folding follows Unicode: compatibility composition (UAX #15, NFKC), then case folding. Then per character: tatweel,
vowel signs of Arabic and Hebrew and invisible controls go; the hamza seats of alef, the two yehs, the two kafs and teh
marbuta become one letter each; digits of every script become ASCII; Latin and Greek letters lose their accents.
Combining marks of other scripts are letters there and stay: й is not и, and Indic vowels carry the word. In Devanagari
the nukta of borrowed sounds goes, and a nasal before a consonant and the candrabindu are the anusvara that they are
mostly written as.
"""

import re
import unicodedata

# Letters that no decomposition takes apart.
_LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t",
    "ё": "е", "ѐ": "е", "ѝ": "и", "ґ": "г",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ڪ": "ك", "ة": "ه", "ۀ": "ه",
    "ۃ": "ه", "ہ": "ه", "ھ": "ه",
    "ँ": "ं",
    "‘": "'", "’": "'", "ʼ": "'", "＇": "'", "׳": "'", "״": '"',
}  # fmt: skip

_DROPPED = frozenset(
    code
    for first, last in (
        (0x00AD, 0x00AD),  # soft hyphen
        (0x0300, 0x036F),  # combining diacritics that no letter of NFKC took in: stress marks
        (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5), (0x05C7, 0x05C7),  # niqqud
        (0x0610, 0x061A), (0x061C, 0x061C), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06ED),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
        (0x093C, 0x093C),  # nukta
        (0xE0100, 0xE01EF),  # which drawing of a Chinese character is meant
    )
    for code in range(first, last + 1)
)  # fmt: skip

_ACCENTED = ("LATIN ", "GREEK ")
_ARABIC_SIGNS = re.compile("[\u0640\u064b-\u0652\u0670]")

# A nasal consonant without its vowel, in front of a consonant of its own row: गठबन्धन is गठबंधन.
_NASAL = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")


# In Vietnamese the tone of oa, oe and uy stands on either vowel (hòa and hoà), and i and y are one behind h, k, l, m,
# s, t and qu (kỷ and kỉ).
_LATE_TONES = {
    late: early
    for pair, vowels in (("oa", "àáảãạ òóỏõọ"), ("oe", "èéẻẽẹ òóỏõọ"), ("uy", "ỳýỷỹỵ ùúủũụ"))
    for late, early in (
        (pair[0] + on_last, on_first + pair[1]) for on_last, on_first in zip(*vowels.split(), strict=True)
    )
}
_LATE_TONE = re.compile(f"(?<!q)(?:{'|'.join(_LATE_TONES)})$")
_EITHER_VOWEL = re.compile("(?:[hklmst]|qu)[ỳýỷỹỵ]")
_Y_TO_I = str.maketrans("ỳýỷỹỵ", "ìíỉĩị")


def without_arabic_signs(text: str) -> str:
    """``text`` without tatweel and Arabic vowel signs; its letters stay as they are."""
    return _ARABIC_SIGNS.sub("", text)


class _FoldTable(dict[int, str]):
    """What each character folds to, worked out when it is first met. Made for :meth:`str.translate`."""

    def __init__(self, *, accents: bool) -> None:
        super().__init__()
        self._accents = accents

    def __missing__(self, code: int) -> str:
        folded = "".join(self._letter(char) for char in chr(code).casefold())
        self[code] = folded
        return folded

    def _letter(self, char: str) -> str:
        if ord(char) in _DROPPED and not (self._accents and 0x0300 <= ord(char) <= 0x036F):
            return ""
        digit = unicodedata.decimal(char, None)
        if digit is not None:
            return str(digit)
        if self._accents and unicodedata.name(char, "").startswith("LATIN "):
            return char
        if unicodedata.name(char, "").startswith(_ACCENTED):
            char = "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))
        return "".join(_LETTERS.get(part, part) for part in char)


_PLAIN = _FoldTable(accents=False)
_ACCENTS_KEPT = _FoldTable(accents=True)

# Languages in which I and İ are two letters: https://www.unicode.org/Public/UCD/latest/ucd/SpecialCasing.txt
DOTTED_I = frozenset({"tr", "az"})


# No word has so many characters. Normalising puts a run of marks in order in the square of its length, so what is
# longer is cut off: https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format
LONGEST = 256


def fold(word: str) -> str:
    """The folded form of the first :data:`LONGEST` characters of ``word``, Latin and Greek ones without accents."""
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKC", word[:LONGEST]).translate(_PLAIN)
    return _NASAL.sub("ं", folded) if "्" in folded else folded


def fold_keeping_accents(word: str, language: str | None) -> str:
    """The folded form of ``word`` with its Latin accents; capitals are lowered as ``language`` does.

    Syllables of Vietnamese that differ in the place of the tone mark alone, or in i and y, are one.
    """
    # "İ" case-folds to i and a combining dot, which is no accent of the small letter.
    composed = unicodedata.normalize("NFKC", word[:LONGEST]).replace("İ", "i")
    if language in DOTTED_I:
        composed = composed.replace("I", "ı")
    if composed.isascii():
        return composed.lower()
    folded = unicodedata.normalize("NFC", composed.translate(_ACCENTS_KEPT))
    if _EITHER_VOWEL.fullmatch(folded):
        return folded.translate(_Y_TO_I)
    return _LATE_TONE.sub(lambda late: _LATE_TONES[late.group()], folded)
