"""Retry-After as servers write it."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.net import retry_after

_NOON = "Fri, 02 Jan 2026 12:00:00 GMT"
_AFTER_NOON = "Fri, 02 Jan 2026 12:10:00 GMT"
_BEFORE_NOON = "Fri, 02 Jan 2026 11:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("0", None, 0),
        ("90", None, 90),
        (" 90 ", None, 90),
        ("9" * 5000, None, 10**9),
        (_AFTER_NOON, _NOON, 600),
        (_BEFORE_NOON, _NOON, 0),
        (_AFTER_NOON, None, None),
        (_AFTER_NOON, "noon", None),
        ("-5", None, None),
        ("1.5", None, None),
        ("\u0663", None, None),
        ("soon", _NOON, None),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", _NOON, None),
        ("Mon, 01 Jan 2026 99999999999999:00:00 GMT", _NOON, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_by_the_clock_of_the_server(value: str | None, date: str | None, seconds: int | None) -> None:
    """Seconds and dates are understood, by the server's own clock; anything else is as good as nothing."""
    headers = {name: text for name, text in (("retry-after", value), ("date", date)) if text is not None}
    assert retry_after(headers) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(("date", "minutes"), [(None, 5), ("noon", 5), (_NOON, 10)])
def test_our_clock_where_the_server_shows_none(date: str | None, minutes: int) -> None:
    """A moment means something even where the server does not say what time it has."""
    headers = {"retry-after": _AFTER_NOON, **({"date": date} if date else {})}
    assert retry_after(headers, datetime(2026, 1, 2, 12, 5, tzinfo=UTC)) == timedelta(minutes=minutes)
