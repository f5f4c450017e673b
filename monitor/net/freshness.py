"""How long an answer stays good, as its server says: for so long, asking again brings nothing."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor.net.patience import LONGEST, http_date

_MAX_AGE = re.compile(r'max-age\s*=\s*"?([0-9]{1,30})', re.ASCII)
_STALE = frozenset({"no-cache", "no-store"})


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the answer with these ``headers`` is fresh (RFC 9111, 4.2): by max-age, else by Expires, less its age.

    ``headers`` finds names in lower case. What is meant for shared caches alone (s-maxage) does not count. ``None``
    when the server says nothing, or nothing that can be read; never less than nothing.
    """
    directives = [part.strip().lower() for part in (headers.get("cache-control") or "").split(",")]
    if _STALE.intersection(directives):
        return timedelta(0)
    stated = next((found for part in directives if (found := _MAX_AGE.match(part))), None)
    if stated:
        lifetime = timedelta(seconds=min(int(stated[1]), LONGEST))
    else:
        expires, date = http_date(headers.get("expires") or ""), http_date(headers.get("date") or "") or now
        if expires is None:
            return None
        lifetime = expires - date
    return max(lifetime - _age(headers), timedelta(0))


def _age(headers: Mapping[str, str]) -> timedelta:
    """How long the answer has lain in caches on the way."""
    text = (headers.get("age") or "").strip()
    return timedelta(seconds=min(int(text[:12]), LONGEST)) if text.isascii() and text.isdigit() else timedelta(0)
