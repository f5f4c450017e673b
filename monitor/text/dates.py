"""Reads a date as people and machines write it, in the scripts and month names of the news.

Days are counted by the Gregorian calendar, or by the Persian, the lunar Hijri or the Buddhist one where the name of the
month or the number of the year says so; where two stand side by side the Gregorian one is read. A year outside 1990 to
next year is no publication date. A time without a zone is taken as UTC, a date without a time as 00:00 UTC.
``dateparser`` is not used: it knows neither حزيران nor the pair "أيلول/ سبتمبر", and guesses a year where none is
given.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.text.calendars import Calendar, calendar_of, gregorian
from monitor.text.months import Month, fold_date, month

_Day = tuple[Calendar, int, int, int]

_LONGEST = 200
_FUTURE = timedelta(days=1)

_CJK_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_FILLERS = frozenset(["de", "del", "of", "the", "den", "der", "le", "el", "г", "года", "году", "року", "on"])
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º|ª|\.)(?=\W)")
# Not \w: it leaves out the vowel signs of Devanagari.
_TOKEN = re.compile(r"\d+|[^\s\d/.,:;()،|–—-]+")

_NUMERIC = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?=t\d{6}|\b)")
_CJK = re.compile(
    r"([\d〇零一二三四五六七八九]{4})\s*[年년]\s*([\d一二三四五六七八九十]{1,3})\s*[月월]\s*([\d一二三四五六七八九十]{1,3})\s*[日号號일]"
)
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)")
_TIME = re.compile(
    r"(?P<half>오[전후]\s*|[上下]午\s*|午[前後]\s*)?"
    r"(?<![\d:+-])(?P<hour>[01]?\d|2[0-3])[:h時时](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?\s*"
    r"(?P<behind>am|pm|a\.m\.|p\.m\.|ص|م(?!\w))?\s*"
    r"(?:\(?(?:gmt|utc)?\s*(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d)"
    r"|\(?(?P<zone>[a-zмск]{1,5})\b)?"
)
_AFTERNOON = ("p", "م", "오후", "下午", "午後")
_COMPACT_TIME = re.compile(r"(?<=\d)t(\d{2})(\d{2})(\d{2})")
# Hours ahead of UTC, of the names that mean one zone in the news; others (IST, CST, AST) mean several.
_ZONES = {
    "wat": 1, "cet": 1, "bst": 1, "west": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2, "sast": 2, "eest": 3, "msk": 3,
    "eat": 3, "trt": 3, "irst": 3.5, "gst": 4, "pkt": 5, "wib": 7, "ict": 7, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7,
}  # fmt: skip
# Names that mean one place, whose clocks go by summer time.
_PLACES = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
    "мск": "Europe/Moscow",
}  # fmt: skip
_SHORT_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{2})(?![\d.])")


def read_date(text: str, now: datetime, *, language: str | None = None, short_years: bool = False) -> datetime | None:
    """The first full date in ``text``, in UTC; ``None`` if there is none, or it lies more than a day after ``now``.

    Months may be named in ``language`` (ISO 639-1) too, beside those that are known anyway. With ``short_years``, a
    year may have two digits where it stands last: behind the name of the month, or in 31.12.26.
    """
    folded = fold_date(text[:_LONGEST])
    stated = _stated_day(folded, language, short_years=short_years)
    day = gregorian(*stated) if stated else None
    if day is None or day.year > now.year + 1:
        return None
    try:
        found = _at(day, folded)
    except OverflowError:
        return None
    return found if found <= now + _FUTURE else None


def is_fetch_day(found: datetime, now: datetime) -> bool:
    """Whether ``found`` is the day of ``now``, give or take one: what a page prints that shows today's date."""
    return abs((found.date() - now.date()).days) <= 1


def _stated_day(text: str, language: str | None, *, short_years: bool) -> _Day | None:
    if day := _numbered(*(_iso_day(text) or _cjk_day(text) or (0, 0, 0))):
        return day
    named = list(_named_days(text, language, short_years=short_years))
    if named:
        return min(named, key=lambda day: day[0] is not Calendar.GREGORIAN)
    return _numbered(*(_day_first(text) or (short_years and _short_dotted(text)) or (0, 0, 0)))


def _numbered(year: int, month: int, day: int) -> _Day | None:
    """The day whose calendar its year alone must tell."""
    calendar = calendar_of(year)
    return (calendar, year, month, day) if calendar else None


def _iso_day(text: str) -> tuple[int, int, int] | None:
    if found := _NUMERIC.search(text):
        return int(found[1]), int(found[3]), int(found[4])
    if found := _COMPACT.search(text):
        return int(found[1]), int(found[2]), int(found[3])
    return None


def _cjk_day(text: str) -> tuple[int, int, int] | None:
    found = _CJK.search(text)
    if found is None:
        return None
    return int(found[1].translate(_CJK_DIGITS)), _cjk_number(found[2]), _cjk_number(found[3])


def _cjk_number(numeral: str) -> int:
    """十 is ten, 十二 twelve, 二十 twenty, 三十一 thirty-one."""
    tens, ten, ones = numeral.translate(_CJK_DIGITS).partition("十")
    return (int(tens or 1) * 10 + int(ones or 0)) if ten else int(tens)


def _named_days(text: str, language: str | None, *, short_years: bool) -> Iterator[_Day]:
    """Each day, name of a month (or the pair of its two names) and year, in any order the name allows."""
    tokens = [t for t in _TOKEN.findall(_ORDINAL.sub(" ", text)) if t not in _FILLERS]
    for at, token in enumerate(tokens):
        named = month(token, language)
        if named is None:
            continue
        after = at + 1
        if after < len(tokens) and month(tokens[after], language) == named:
            after += 1
        before = tokens[at - 1] if at else ""
        following = [*tokens[after : after + 2], "", ""]
        for day, year in ((before, following[0]), (following[0], following[1]), (following[0], before)):
            if day.isdecimal() and len(day) <= 2 and year.isdecimal() and len(year) == 4:
                yield _of_month(named, int(year), int(day))
                break
        else:
            year = following[0]
            if short_years and before.isdecimal() and len(before) <= 2 and year.isdecimal() and len(year) == 2:
                yield _of_month(named, _whole_year(int(year)), int(before))


def _of_month(named: Month, year: int, day: int) -> _Day:
    calendar, number = named
    if calendar is Calendar.GREGORIAN and calendar_of(year) is Calendar.BUDDHIST:
        calendar = Calendar.BUDDHIST
    return calendar, year, number, day


def _whole_year(short: int) -> int:
    """The year of two digits, as POSIX has it: 69 to 99 are of the twentieth century."""
    return short + (1900 if short >= 69 else 2000)


def _day_first(text: str) -> tuple[int, int, int] | None:
    """25/04/2024, 2.4.2024 and 04.25.2024; not 02/04/2024, which is April here and February there."""
    found = _DAY_FIRST.search(text)
    if found is None:
        return None
    first, separator, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
    if second <= 12 and (separator == "." or first > 12 or first == second):
        return year, second, first
    return (year, first, second) if second > 12 else None


def _short_dotted(text: str) -> tuple[int, int, int] | None:
    found = _SHORT_DOTTED.search(text)
    return (_whole_year(int(found[3])), int(found[2]), int(found[1])) if found else None


def _at(day: date, text: str) -> datetime:
    """The moment on ``day`` that the time in ``text`` tells, by the zone that stands behind it."""
    midnight = datetime.combine(day, time(), UTC)
    text = _COMPACT_TIME.sub(r" \1:\2:\3 ", text)
    found = _TIME.search(text) or _TIME.search(text.replace("t", " "))
    if found is None:
        return midnight
    half, hour = (found["half"] or found["behind"] or "").strip(), int(found["hour"])
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith(_AFTERNOON) else 0)
    local = midnight + timedelta(hours=hour, minutes=int(found["minute"]), seconds=int(found["second"] or 0))
    if found["sign"]:
        ahead = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        return local - ahead if found["sign"] == "+" else local + ahead
    zone = found["zone"] or ""
    if zone in _PLACES:
        return local.replace(tzinfo=ZoneInfo(_PLACES[zone])).astimezone(UTC)
    return local - timedelta(hours=_ZONES.get(zone, 0))
