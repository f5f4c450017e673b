"""Addresses of feeds: when two are of one feed, and the id that a feed gets by its address."""

import re
from collections.abc import Container
from urllib.parse import urlsplit

from anyascii import anyascii

from monitor.ids import digest_id

_LONGEST_SLUG = 80
_NOT_IN_IDS = re.compile(r"[^a-z0-9._]+")
_ENDINGS = re.compile(r"\.(xml|rss|atom|rdf|json|php|aspx?|cgi)$")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def address_key(url: str) -> str:
    """What spellings of one address share: not the scheme, ``www.``, a default port, a last slash, or a fragment."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    shown_port = f":{port}" if port and port != _DEFAULT_PORTS.get(parts.scheme) else ""
    return f"{_site(parts.hostname)}{shown_port}{parts.path.rstrip('/')}?{parts.query}"


def feed_id(url: str, taken: Container[str] = ()) -> str:
    """An id that hangs on the address alone, so that it stays when other feeds come and go: ``example.org-world``.

    Where that is among the ``taken`` ones, and where the address has a query, a digest of the address tells it apart.
    """
    parts = urlsplit(url)
    words = anyascii(_ENDINGS.sub("", f"{_site(parts.hostname)}{parts.path.rstrip('/')}")).lower()
    name = _NOT_IN_IDS.sub("-", words).strip("-._") or "feed"
    if len(name) <= _LONGEST_SLUG and not parts.query and name not in taken:
        return name
    return f"{name[:_LONGEST_SLUG].rstrip('-._')}-{digest_id('feed', url)[:8].lower()}"


def slug(text: str) -> str:
    """``text`` in the letters that ids and tags are made of; may be empty."""
    return re.sub("[^a-z0-9._-]+", "-", anyascii(text).lower()).strip("-._")[:_LONGEST_SLUG]


def _site(host: str | None) -> str:
    return (host or "").rstrip(".").removeprefix("www.")
