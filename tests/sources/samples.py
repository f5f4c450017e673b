"""Feed documents for the tests."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

RSS_HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>'
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def item(number: int, *, title: str | None = None, extra: str = "") -> str:
    """An item of its own guid, link and date, one hour older than the one before."""
    date = (NOON - timedelta(hours=number)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return (
        f"<item><guid>g{number}</guid><link>https://wire.example/{number}</link>"
        f"<title>{title or f'Report {number}'}</title><pubDate>{date}</pubDate>{extra}</item>"
    )


def rss(items: Sequence[str], head: str = RSS_HEAD) -> str:
    """An RSS document of these items."""
    return head + "".join(items) + "</channel></rss>"


def numbered(count: int) -> str:
    """An RSS document of ``count`` items, newest first."""
    return rss([item(number) for number in range(count)])
