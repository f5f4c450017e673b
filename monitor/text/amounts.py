"""Numbers in a text, with the marks and words of its language: 1,420, ۱۴۲۰, 1.42 thousand, 3,6 млн, 1万2000.

A number that is read wrongly says falsely that two articles agree, or that they do not. So what may be a date, a time,
a score or part of a name is none.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError

from monitor.text.magnitudes import magnitude

# Dates and telephone numbers, 18h45 and 18时45分, F-35 and G20.
_NONE = re.compile(
    r"(?<!\d)\d+(?:[-‐‑–]\d+){2,}|\+\d[\d ()-]{6,}\d|\b\d{1,2} ?[hH时時点點시] ?\d{2}(?!\d)"
    r"|[A-Za-zÀ-ɏͰ-ϿЀ-ӿ][-‐‑]\d[\d.,]*|[A-ZΑ-ΩА-Я]\d[\d.,]*"
)
# German "am" behind 1.420 is no time.
_OF_DAY = re.compile(r"(?<![\d,]\d\d) ?[ap]\.? ?m\b| ?(?:gmt|utc|uhr|h|horas)\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([,.])\d{3})(?:\1\d{3})*|[1-9]\d?(?:,\d{2})+,\d{3}")
# Those that write a point and a comma for thousands: before three digits it is hardly ever a decimal.
_BOTH = ("es", "ar", "")
# Persian writes 3/6 for 3.6.
_SLASHED = ("fa", "ps")
_SLASH = re.compile(r"(\d{1,3})/(\d{1,2})")
_MONEY = re.compile(r"(?<=[$£€¥₹])\d[\d.,]*([kmbt])\b", re.IGNORECASE)
_OF_MONEY = {"k": 3, "m": 6, "b": 9, "t": 12}
# Languages in which a number goes on behind a word of magnitude, and what stands between: 1 bin 420, 3 هزار و 500.
_AND = re.compile("[ \u00a0]?و ?")
_BLANK = re.compile("[ \u00a0]")
_NOTHING = re.compile(r"(?: (?=[\d,.]+[千万萬亿億천만억]))?")
_BETWEEN = {
    **dict.fromkeys(("tr", "az", "es"), _BLANK),
    **dict.fromkeys(("ar", "fa", "ps"), _AND),
    **dict.fromkeys(("zh", "yue", "ja", "ko"), _NOTHING),
}
_LONGEST = 15


class Amount(NamedTuple):
    """A number in a text: its ``value``, where it begins, and whether it is written in digits alone (``plain``)."""

    value: Decimal
    start: int
    plain: bool


class _Part(NamedTuple):
    """A number, or nothing where that is not sure; how many zeros the words behind it are worth, and their end."""

    value: Decimal | None
    zeros: int
    end: int


def amounts(text: str, language: str = "") -> Iterator[Amount]:
    """The numbers of ``text``, of ``language``, an ISO 639-1 code, in order. Without a language, what any writes."""
    text = _NONE.sub(lambda found: " " * len(found.group()), text)
    pattern = _number(_decimal_mark(language))
    place = 0
    while found := pattern.search(text, place):
        part = _part(text, found, language)
        plain = found.group().isdecimal() and not part.zeros
        value = part.value
        if value is not None:
            value, part = _gone_on(text, value * 10**part.zeros, part, language)
            yield Amount(value, found.start(), plain)
        place = part.end


def _gone_on(text: str, value: Decimal, part: _Part, language: str) -> tuple[Decimal, _Part]:
    """A number with what is added to it behind its word of magnitude."""
    between, pattern = _BETWEEN.get(language), _number(_decimal_mark(language))
    while between and part.zeros and (gap := between.match(text, part.end)):
        found = pattern.match(text, gap.end())
        more = _part(text, found, language) if found else None
        if more is None or more.value is None or more.value != more.value.to_integral():
            break
        if more.zeros > part.zeros > 2 and more.value < 10**part.zeros:
            # 3 mil 500 millones
            value = (value + more.value) * 10**more.zeros
        elif more.value < 10 ** (4 if between is _NOTHING else 3) and more.value * 10**more.zeros < 10**part.zeros:
            value += more.value * 10**more.zeros
        else:
            break
        part = more
    return value, part


def _part(text: str, found: re.Match[str], language: str) -> _Part:
    value = _value(found.group(), language, text[found.end() : found.end() + 1])
    zeros, end = magnitude(text, found.end(), language)
    if money := _MONEY.match(text, found.start()):
        return _Part(value, _OF_MONEY[money.group(1).lower()], money.end())
    if zeros is None or _OF_DAY.match(text, found.end()):
        return _Part(None, 0, end)
    return _Part(value, zeros, end)


def _value(written: str, language: str, behind: str) -> Decimal | None:
    """What a number is without the words behind it, if it is one."""
    number = "".join(str(unicodedata.decimal(char, char)) for char in written)
    if slash := _SLASH.fullmatch(number) if language in _SLASHED else None:
        return Decimal(".".join(slash.groups()))
    number = re.sub(r"[ \u00a0\u202f'’٬](?=\d{3})", "", number)
    whole, mark, decimals = number.rpartition(_mark(number, language))
    if not mark:
        whole, decimals = number, ""
    elif mark == "." != _decimal_mark(language) and (len(decimals) > 1 or behind == "."):
        # The 24.11., half past six.
        return None
    if _THOUSANDS.fullmatch(whole):
        whole = re.sub("[,.]", "", whole)
    if not whole.isdecimal() or len(number) > _LONGEST or (len(whole) > 1 and whole[0] == "0"):
        return None
    return Decimal(f"{whole}.{decimals}" if decimals else whole)


def _mark(number: str, language: str) -> str:
    """The mark before the decimals of ``number``; a character that is not in it where it has none."""
    marks = [char for char in number if not char.isdecimal()]
    none = " "
    if not marks or (len(marks) > 1 and marks[-1] == marks[0]):
        return none
    if len(marks) == 1 and _THOUSANDS.fullmatch(number) and (language in _BOTH or marks[0] != _decimal_mark(language)):
        return none
    return marks[-1] if marks[-1] in ",.٫" else none


@cache
def _number(decimal_mark: str) -> re.Pattern[str]:
    """What looks like a number. Where points are decimals, nobody parts thousands by a blank."""
    blanks = "[\u00a0\u202f]" if decimal_mark == "." else "[ \u00a0\u202f]"
    return re.compile(rf"(?:(?<!\d)\d{{1,3}}(?:{blanks}\d{{3}}(?!\d))+|\d+)(?:[,.٫٬'’:/]\d+)*")


@cache
def _decimal_mark(language: str) -> str:
    """A point or a comma, from CLDR by babel; a comma where that is not known, which leaves more out."""
    try:
        return str(Locale.parse(language).number_symbols["latn"]["decimal"])
    except (UnknownLocaleError, ValueError, TypeError, KeyError):
        return ","
