"""The dates of feed entries, as they state them, in whatever spelling and calendar."""

import re
from datetime import datetime

from monitor.sources.clean import LATEST, moment
from monitor.text.dates import read_date

# The spellings in which feedparser is right: RFC 822, ISO 8601, asctime. Others it reads wrongly: 2026年1月2日 as the
# first of November, 13-07-1447 as a day in 2013, 10:00 MSK as 10:00 UTC.
_STANDARD = re.compile(
    r"\s*(?:(?:[a-z]{3,9},?\s+)?\d{1,2}[\s-]+[a-z]{3,9}[\s-]+\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?\s+"
    r"(?:[+-]\d{2}:?\d{2}|z|ut|utc|gmt|[ecmpa][sd]?t|mes?t)"
    r"|\d{4}-\d{2}-\d{2}(?:[t\s]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:z|[+-]\d{2}(?::?\d{2})?)?)?"
    r"|\d{4}(?:-\d{2}|-?\d{3}|-?w\d{2}(?:-?\d)?)?|-\d{4}"
    r"|[a-z]{3}\s+[a-z]{3}\s+\d{1,2}\s+\d{2}:\d{2}:\d{2}(?:\s+(?:[a-z]{1,5}|[+-]\d{4}))?\s+\d{4})\s*",
    re.ASCII | re.IGNORECASE,
)


def stated_date(words: object, parsed: object, language: str | None) -> datetime | None:
    """The moment that a feed states, in UTC, or ``None``.

    ``words`` is what stands in the feed and ``parsed`` what feedparser made of it, which counts for dates in standard
    spellings. Others are read here, with months in ``language`` (BCP 47) too.
    """
    found = moment(parsed)
    if not isinstance(words, str) or (found is not None and _STANDARD.fullmatch(words)):
        return found
    base = language.partition("-")[0].lower() if language else None
    return read_date(words, LATEST, language=base, short_years=True)
