"""How long answers stay good, as servers write it."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.net import fresh_for

NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)
HALF_PAST = "Fri, 02 Jan 2026 12:30:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "max-age=43200"}, 43200),
        ({"cache-control": 'public, MAX-AGE = "60", s-maxage=9'}, 60),
        ({"cache-control": "max-age=43200", "age": "43000"}, 200),
        ({"cache-control": "max-age=60", "age": "90"}, 0),
        ({"cache-control": "max-age=60", "age": "young"}, 60),
        ({"cache-control": "max-age=60", "expires": HALF_PAST}, 60),
        ({"cache-control": "max-age=" + "9" * 25}, 10**9),
        ({"cache-control": "max-age=" + "9" * 5000}, 10**9),
        ({"cache-control": "s-maxage=60"}, None),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "no-cache, max-age=60"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"expires": HALF_PAST}, 1800),
        ({"expires": HALF_PAST, "date": "Fri, 02 Jan 2026 12:20:00 GMT"}, 600),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"expires": "0"}, None),
        ({"expires": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}, None),
    ],
)
def test_what_the_server_says(headers: dict[str, str], seconds: int | None) -> None:
    """max-age goes before Expires and time in caches is taken off; what makes no sense is as good as nothing."""
    assert fresh_for(headers, NOW) == (None if seconds is None else timedelta(seconds=seconds))
