"""What views are made of: marked pieces of text, links that a reader may follow, and times on the reader's clock."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor.alerts.clean import one_line

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, matched words or what stands between them."""

    text: str
    matched: bool = False


def marked(text: str, words: Iterable[str]) -> tuple[Piece, ...]:
    """``text`` in pieces, with every mention of ``words`` matched; the longest where they overlap.

    A word of letters counts only where it is not part of a longer one, unless its script writes without spaces.
    """
    listed = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    if not listed:
        return (Piece(text),) if text else ()
    pattern = re.compile("|".join(_whole(word) for word in listed))
    pieces, place = [], 0
    for match in pattern.finditer(text):
        pieces += [Piece(text[place : match.start()]), Piece(match[0], matched=True)]
        place = match.end()
    return tuple(piece for piece in [*pieces, Piece(text[place:])] if piece.text)


def safe_link(url: str | None) -> str | None:
    """``url`` if a reader may be sent there: http or https with a host, on one line; else ``None``."""
    if not url or one_line(url) != url or any(character in url for character in ' "<>\\'):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def shown_time(moment: datetime | None, timezone: ZoneInfo) -> str:
    """``moment`` on the clocks of ``timezone``, with its name: ``Fri 2 Jan 2026, 04:04 (Europe/Zurich)``."""
    if moment is None:
        return "date unknown"
    return f"{shown_moment(moment, timezone)} ({timezone.key})"


def shown_moment(moment: datetime, timezone: ZoneInfo) -> str:
    """As :func:`shown_time`, without the name of the zone, where it has been said."""
    local = moment.astimezone(timezone)
    return f"{shown_day(local.date())} {local.year}, {local:%H:%M}"


def shown_day(day: date) -> str:
    """``day`` without its year: ``Fri 2 Jan``."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """``number`` with the word for what is counted: ``1 story``, ``1,200 stories``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _whole(word: str) -> str:
    unspaced = any("\u0e00" <= character <= "\u0eff" or "\u3040" <= character <= "\u9fff" for character in word)
    return re.escape(word) if unspaced else rf"(?<!\w){re.escape(word)}(?!\w)"
