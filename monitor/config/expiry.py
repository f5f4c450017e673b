"""Until when a rule watches: a day of its readers, or a moment."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo

from monitor.config.model import surroundings

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MOMENT = rf"{_DAY}[T ][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}})"
_PATTERN = rf"^({_DAY}|{_MOMENT})$"
_FIRST, _LAST = 2000, 2999


def parse_expiry(value: object, info: ValidationInfo) -> object:
    """``2027-01-31``, through the end of that day in the readers' time zone, or ``2027-01-31T18:00+01:00``; in UTC."""
    if not isinstance(value, str) or not re.fullmatch(_PATTERN, value):
        raise ValueError("is not a day such as 2027-01-31, or a moment with its offset such as 2027-01-31T18:00+01:00")
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("is written like a date, but the calendar has no such day or time") from None
    if not _FIRST <= found.year <= _LAST:
        raise ValueError(f"must lie in a year from {_FIRST} to {_LAST}")
    if found.tzinfo is None:
        next_day = date(found.year, found.month, found.day) + timedelta(days=1)
        found = datetime.combine(next_day, time.min, surroundings(info).zone)
    return found.astimezone(UTC)


def written_expiry(moment: datetime, zone: tzinfo) -> str:
    """``moment`` (UTC) as a file may say it: the last day on the clocks of ``zone``, or the moment on these clocks."""
    local = moment.astimezone(zone)
    # Where clocks are put forward at midnight, a day begins at one.
    if datetime.combine(local.date(), time.min, zone).astimezone(UTC) == moment:
        return (local.date() - timedelta(days=1)).isoformat()
    return local.isoformat(timespec="seconds" if local.second else "minutes")


Expiry = Annotated[
    datetime, BeforeValidator(parse_expiry, json_schema_input_type=Annotated[str, Field(pattern=_PATTERN)])
]
