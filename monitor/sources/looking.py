"""When an article's page is asked for again, to see whether it has changed. Pure."""

import hashlib
from datetime import datetime, timedelta

from monitor.model import Validators
from monitor.net import Response

# After an article was stored. Corrections come early, and a page is asked for as rarely as that allows.
LOOKS = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
# When a page does not answer that its feed says has changed.
_LATER = timedelta(hours=6)
_LOOKED_AT_FOR = timedelta(days=7)
_LONGEST_VALIDATOR = 1024


def next_look(first_at: datetime, now: datetime) -> datetime | None:
    """The next look at an article that was stored at ``first_at``; ``None`` when it was looked at often enough."""
    return next((due for wait in LOOKS if (due := first_at + wait) > now), None)


def later_look(first_at: datetime, now: datetime) -> datetime | None:
    """When to try again a page that did not answer just now; ``None`` when its article is too old for that."""
    return now + _LATER if now - first_at < _LOOKED_AT_FOR else None


def page_validators(response: Response) -> Validators:
    """What to ask by whether the page of ``response`` has changed: the server's own bytes, and a digest of its own."""
    found = (response.headers.get(name) for name in ("etag", "last-modified"))
    etag, last_modified = (value if value and len(value) <= _LONGEST_VALIDATOR else None for value in found)
    return Validators(etag, last_modified, hashlib.sha256(response.body).hexdigest())
