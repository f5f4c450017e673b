"""How long a server asks to be left alone."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = 10**9  # seconds: more than a lifetime, and far from what a timedelta cannot hold


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> timedelta | None:
    """What the ``Retry-After`` of an answer asks for (RFC 9110, 10.2.3): seconds, or a moment.

    ``headers`` finds names in lower case. A moment is held against the answer's ``Date``, as the server's own clock is
    the one to count on, and without one against ``now`` (aware). Nothing is left to wait once it has passed. ``None``
    for no header and for one that makes no sense.
    """
    text = (headers.get("retry-after") or "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:12]), LONGEST))
    until, since = http_date(text), http_date(headers.get("date") or "") or now
    if until is None or since is None:
        return None
    return max(until - since, timedelta(0))


def http_date(text: str) -> datetime | None:
    """The moment that a header names, aware; ``None`` for what is no date."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):  # OverflowError: a year of twenty digits
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
