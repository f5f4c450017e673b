"""Dates of the calendars that news outlets print beside, or in place of, the Gregorian one."""

from datetime import date
from enum import Enum, auto

import jdatetime
from hijridate import Hijri

_BUDDHIST_AHEAD = 543


class Calendar(Enum):
    """A calendar by which days are counted."""

    GREGORIAN = auto()
    PERSIAN = auto()  # solar Hijri: Iran, Afghanistan
    HIJRI = auto()  # lunar Hijri, as Umm al-Qura tells it: Saudi Arabia
    BUDDHIST = auto()  # the Gregorian one with the years of Thailand


# The years that a date of the web can have. Those of the Persian and the lunar calendar would overlap; where a number
# alone must tell, the Persian one ends at 1429 (2050) and the lunar one begins (2008).
_YEARS = {
    Calendar.GREGORIAN: range(1990, 2200),
    Calendar.PERSIAN: range(1369, 1480),
    Calendar.HIJRI: range(1410, 1501),
    Calendar.BUDDHIST: range(2533, 2743),
}
_BY_NUMBER = (
    (Calendar.GREGORIAN, _YEARS[Calendar.GREGORIAN]),
    (Calendar.PERSIAN, range(1369, 1430)),
    (Calendar.HIJRI, range(1430, 1501)),
    (Calendar.BUDDHIST, _YEARS[Calendar.BUDDHIST]),
)


def calendar_of(year: int) -> Calendar | None:
    """The calendar in which ``year`` lies in the days of the web; ``None`` when there is none."""
    return next((calendar for calendar, years in _BY_NUMBER if year in years), None)


def gregorian(calendar: Calendar, year: int, month: int, day: int) -> date | None:
    """The day in the Gregorian calendar; ``None`` for a day that is not, and for one before the web."""
    if year not in _YEARS[calendar]:
        return None
    try:
        if calendar is Calendar.PERSIAN:
            found: date = jdatetime.date(year, month, day).togregorian()
        elif calendar is Calendar.HIJRI:
            hijri = Hijri(year, month, day).to_gregorian()
            found = date(hijri.year, hijri.month, hijri.day)
        else:
            found = date(year - (_BUDDHIST_AHEAD if calendar is Calendar.BUDDHIST else 0), month, day)
    except (ValueError, OverflowError):
        return None
    return found
