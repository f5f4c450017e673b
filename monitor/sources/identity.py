"""What makes an entry the same entry from one poll to the next.

A publisher may change any one thing: guids with a new content system, links with a new host, a session or a tracker,
headlines with an edit, dates with each rendering. So an entry has several keys, and any may recognise it; what to make
of it when they disagree is :mod:`monitor.sources.recognise`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import SplitResult, parse_qsl, unquote, urldefrag, urlencode, urlsplit, urlunsplit

from courlan import normalize_url

from monitor.ids import digest_id
from monitor.model import Entry, ParsedFeed
from monitor.sources.clean import plain
from monitor.text.fold import fold

# The first letter of a key says what it is made of.
GUID, LINK, PLACE, TITLE = "g", "l", "p", "t"

_LOOKED_AT = 20_000  # characters of a text
_FEWEST_LETTERS = 40
_LONGEST_SHORT_VALUE = 15
# What a server adds to a link for one visitor or one moment; trackers are courlan's to know.
_PASSING = re.compile(
    r"(php|asp|j)?sess(ion)?_?(id)?|sid|cfid|cftoken|token|auth|sig(nature)?|expires?|nonce|rnd|rand(om)?|"
    r"_|ts|time(stamp)?|cb|cache|nocache|ref(errer)?|xtor|cmp",
    re.IGNORECASE,
)
_NO_LETTERS = re.compile(r"[\W_]+")
_SESSION_IN_PATH = re.compile(r";[^/]*|/\((?:[A-Z]\([A-Za-z0-9_-]{10,60}\)){1,3}\)")
_NUMBER = re.compile(r"\d{3}|\d[^/]*$")
_SLUG = re.compile(r"[^/]{20,}|[^/]+[-_+][^/]+[-_+][^/]+")
_NUMBERED = re.compile(r"[^=&]+=[^&]*\d")


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


def identities_of_page(url: str) -> tuple[str, ...]:
    """The identities that a page without a guid has under either scheme, with ``www.`` and without, and a last slash.

    They come in one order, whichever of these addresses ``url`` is.
    """
    normal = canonical_url(url)
    try:
        place = urlsplit(normal)
    except ValueError:
        return (digest_id("link", normal),)
    host, path = place.netloc.removeprefix("www."), place.path.rstrip("/")
    return tuple(
        digest_id("link", urlunsplit((scheme, prefix + host, path + slash, place.query, "")))
        for scheme in ("https", "http")
        for prefix in ("", "www.")
        for slash in ("", "/")
    )


def recognisable(parsed: ParsedFeed) -> ParsedFeed:
    """``parsed`` with the keys and the fingerprint of each entry."""
    return replace(parsed, entries=tuple(with_keys(entry) for entry in parsed.entries))


def with_keys(entry: Entry) -> Entry:
    """``entry`` with what it can be recognised by. Reads all of its text."""
    if entry.keys:
        return entry
    text = plain(entry.content, _LOOKED_AT) or plain(entry.summary, _LOOKED_AT)
    # Not folded: that is for headlines, and takes a hundred times as long.
    words = _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())
    fingerprint = digest_id("words", words) if len(words) >= _FEWEST_LETTERS else None
    return replace(entry, keys=_keys(entry, words), fingerprint=fingerprint)


def letters(text: str) -> str:
    """The folded letters and digits of ``text``: what is left the same by case, marks, spacing and punctuation."""
    return "".join(char for word in text.split() for char in fold(word) if char.isalnum())


def tells(url: str | None) -> bool:
    """Whether a link names one article: it holds a number or some words. ``/news`` and ``/briefing/today`` do not."""
    place = _place(url)
    return place is not None and _tells(place)


def keys_of(keys: Sequence[str] | frozenset[str], kind: str) -> frozenset[str]:
    """Those of ``keys`` that are made of ``kind``."""
    return frozenset(key for key in keys if key.startswith(kind))


def _keys(entry: Entry, words: str) -> tuple[str, ...]:
    place = _place(entry.url)
    # An entry without a title, such as a short message, goes by how it begins.
    title = letters(entry.title) or words[:200]
    found = {
        GUID: digest_id(_plain_guid(entry.guid)) if entry.guid else None,
        LINK: digest_id(_host(place), _path(place), _query(place, short=False)) if place and _tells(place) else None,
        PLACE: digest_id(_path(place), _query(place, short=True)) if place and _tells(place) else None,
        TITLE: digest_id(title) if title else None,
    }
    return tuple(kind + key for kind, key in found.items() if key)


def _place(url: str | None) -> SplitResult | None:
    try:
        return urlsplit(canonical_url(url)) if url else None
    except ValueError:
        return None


def _plain_guid(guid: str) -> str:
    """A guid that is an address without its scheme, which changes when a site goes over to https."""
    return re.sub(r"^https?://(www\.)?", "", guid.strip(), flags=re.IGNORECASE)


def _host(place: SplitResult) -> str:
    """The host without ``www.`` and the port that its scheme implies."""
    try:
        port = place.port if place.port not in (80, 443, None) else ""
    except ValueError:
        port = ""
    return f"{(place.hostname or '').removeprefix('www.')}:{port}"


def _path(place: SplitResult) -> str:
    return unquote(_SESSION_IN_PATH.sub("", place.path)).rstrip("/")


def _query(place: SplitResult, *, short: bool) -> str:
    """The query in order, without what changes from visit to visit; only ``short`` values, for a token is long."""
    kept = [
        (name, value)
        for name, value in parse_qsl(place.query)
        if not _PASSING.fullmatch(name) and (not short or len(value) <= _LONGEST_SHORT_VALUE)
    ]
    return urlencode(sorted(kept))


def _tells(place: SplitResult) -> bool:
    path = _path(place)
    return bool(_NUMBER.search(path) or _SLUG.search(path) or _NUMBERED.search(_query(place, short=False)))
