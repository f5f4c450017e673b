"""Numbers in a text, written in any digits and in words of magnitude: 1,420, ۱۴۲۰, 1.42 thousand and 3,6 млн."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3}(?!\d)|[,.٬٫'’]\d+)*")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f,.٬'’](?=\d{3}(?!\d))")
_POINT = re.compile("[,.٫]")
_LONGEST = 15
# How words begin that stand behind a number, and how many zeros they are worth; the longer of two goes first. Han
# characters stand behind it without a blank.
_SCALES = (
    ("mil millones", 9), ("milliard", 9), ("milyar", 9), ("миллиард", 9), ("мільярд", 9), ("млрд", 9), ("billion", 9),
    ("مليار", 9), ("میلیارد", 9), ("十亿", 9), ("亿", 8), ("億", 8), ("千万", 7),
    ("mill", 6), ("milj", 6), ("milyon", 6), ("мил", 6), ("мільй", 6), ("млн", 6), ("مليون", 6), ("ملايين", 6),
    ("میلیون", 6), ("百万", 6), ("万", 4), ("萬", 4), ("만", 4),
    ("thousand", 3), ("tausend", 3), ("mille ", 3), ("mil ", 3), ("bin ", 3), ("тыс", 3), ("тис", 3), ("ألف", 3),
    ("آلاف", 3), ("الف", 3), ("هزار", 3), ("千", 3), ("천", 3),
)  # fmt: skip


class Amount(NamedTuple):
    """A number in a text: its ``value``, where it begins, and whether it is written in digits alone (``plain``)."""

    value: Decimal
    start: int
    plain: bool


def amounts(text: str) -> Iterator[Amount]:
    """The numbers of ``text`` in order. Three digits behind a point or comma are thousands, others decimals."""
    for found in _NUMBER.finditer(text):
        digits = "".join(str(unicodedata.decimal(char, char)) for char in found.group())
        number = _POINT.sub(".", _THOUSANDS.sub("", digits))
        if number.count(".") > 1 or len(number) > _LONGEST:
            continue
        behind = text[found.end() : found.end() + 20].lstrip(" \u00a0\u202f-").lower()
        zeros = next((zeros for word, zeros in _SCALES if behind.startswith(word)), 0)
        yield Amount(Decimal(number) * 10**zeros, found.start(), number == digits and not zeros)
