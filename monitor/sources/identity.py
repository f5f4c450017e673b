"""What makes an entry the same entry from one poll to the next."""

from datetime import datetime
from urllib.parse import urldefrag

from courlan import normalize_url

from monitor.ids import digest_id


def entry_identity(guid: str | None, url: str | None, title: str, published: datetime | None) -> str:
    """Name an entry of a feed by its guid; without one by its link, and without that by its title and date."""
    if guid:
        return digest_id("guid", guid)
    if url:
        return digest_id("link", canonical_url(url))
    return digest_id("title", title, published.isoformat() if published else "")


def canonical_url(url: str) -> str:
    """``url`` without tracking parameters and fragment, its query in order: the same for every link to a page."""
    try:
        normal: str = normalize_url(url, strict=False)
    except ValueError:
        normal = url
    return urldefrag(normal).url
