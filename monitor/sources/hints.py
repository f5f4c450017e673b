"""What a feed document says of how often it is worth asking for: ttl, skipHours, skipDays, the syndication module.

https://www.rssboard.org/rss-specification#optionalChannelElements and
https://web.resource.org/rss/1.0/modules/syndication/. Statements that make no sense count as none.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

from monitor.model import Hints

_LONGEST = timedelta(days=366)
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST_LIST = 2000  # characters: twenty-four hours, generously spaced
_VALUE = re.compile(r"<(hour|day)>\s*([A-Za-z0-9]{1,12})\s*</\1>", re.IGNORECASE)


def hints_of(head: Mapping[str, object], text: str) -> Hints:
    """Read the hints from what feedparser made of a feed's ``head``, and from its ``text`` what that leaves out."""
    hours = {int(value) % 24 for value in _listed(text, "skipHours") if value.isdecimal() and int(value) <= 24}
    days = {_DAYS.index(value) for value in _listed(text, "skipDays") if value in _DAYS}
    return Hints(
        ttl=_minutes(head.get("ttl")),
        update_every=_update_every(head.get("sy_updateperiod"), head.get("sy_updatefrequency")),
        # Who lists every hour or every day has misread the element.
        skip_hours=tuple(sorted(hours)) if len(hours) < 24 else (),
        skip_days=tuple(sorted(days)) if len(days) < 7 else (),
    )


def _listed(text: str, name: str) -> Iterator[str]:
    """The values in the first element ``name``, in small letters, if it stands before the items as it should.

    feedparser keeps only the last value of such a list.
    """
    start = text.find(f"<{name}>")
    if start < 0 or 0 <= text.find("<item") < start:
        return
    body, end, _ = text[start : start + _LONGEST_LIST].partition(f"</{name}>")
    if end:
        yield from (found[2].lower() for found in _VALUE.finditer(body))


def _minutes(value: object) -> timedelta | None:
    text = str(value or "").strip()
    if not (text.isascii() and text.isdigit()) or int(text[:12]) == 0:
        return None
    return min(timedelta(minutes=min(int(text[:12]), 10**7)), _LONGEST)


def _update_every(period: object, frequency: object) -> timedelta | None:
    """The time between two updates. A period without frequency means once, a frequency without period means daily."""
    if not period and not frequency:
        return None
    lasting = _PERIODS.get(str(period or "daily").strip().lower())
    times = str(frequency or "1").strip()
    if lasting is None or not (times.isascii() and times.isdigit()) or int(times[:9]) == 0:
        return None
    return lasting / int(times[:9])
