"""What the daemon hands to a worker process and gets back: plain data that load no parser.

The daemon's own process needs no more of this room than these and the functions of :mod:`monitor.articles.work`.
"""

from dataclasses import dataclass
from datetime import datetime

from monitor.model import DateOrigin, Entry, Feed, Obstacle

# What news is written in, as far as rules analyse it: the choice of a detector that knows nothing better.
USUAL_LANGUAGES = frozenset(
    (
        *("ar", "az", "be", "bg", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id"),
        *("it", "ja", "ko", "mk", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "sw", "th", "tr", "uk"),
        *("ur", "vi", "zh"),
    )
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as fetched: decompressed bytes, the content-type header, the address it finally came from."""

    body: bytes
    content_type: str | None
    url: str


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """Everything that reading an entry needs; it can be pickled to a worker.

    ``page_fault`` says why there is no page, ``languages`` are those that detection chooses from, and ``now`` is the
    moment of the fetch, in UTC.
    """

    id: str
    feed: Feed
    entry: Entry
    page: Page | None
    page_fault: str | None
    languages: frozenset[str]
    now: datetime


@dataclass(frozen=True, slots=True)
class Languages:
    """The language of an article's text (of its title, if it has no text), and the title's where that is another."""

    language: str | None
    title_language: str | None


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one page yields. ``text`` has one paragraph a line and may be empty; the dates are in UTC.

    ``language`` and ``site`` are what the page states of itself, ``canonical_url`` the address it gives as its own: of
    an AMP or print variant, that of the article itself. With an ``obstacle``, ``text`` is the beginning of the article
    at most: what a consent wall or a bot challenge says is none.
    """

    title: str | None
    text: str
    published: datetime | None
    date_origin: DateOrigin
    authors: tuple[str, ...]
    credit: str | None
    site: str | None
    language: str | None
    canonical_url: str | None
    updated: datetime | None = None
    obstacle: Obstacle | None = None
