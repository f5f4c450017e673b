"""Sources and what they publish: a feed as its owner configured it, its document, and the entries in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class ContentPolicy(StrEnum):
    """Where an article's text is read: its page, the feed's own text, or whichever yields (page first)."""

    AUTO = "auto"
    FEED = "feed"
    PAGE = "page"


class SourceKind(StrEnum):
    """What stands at the address of a source. ``AUTO`` tells feeds and sitemaps apart; a page must be called one."""

    AUTO = "auto"
    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"


class EditPolicy(StrEnum):
    """Whether people hear of a change to an article: never, when a rule sees it, or whenever a rule's article changes.

    What a rule sees: it is newly satisfied or no longer, a term came or went, or the headline is another.
    """

    IGNORE = "ignore"
    WHEN_RULE_RELEVANT = "when-rule-relevant"
    ALWAYS = "always"


# As `quiet_after`: a silence that is never too long.
NEVER = timedelta.max


@dataclass(frozen=True, slots=True)
class Feed:
    """A source as its owner configured it. ``interval`` and ``edits`` override those of the settings.

    ``selector`` is a CSS selector: which elements of a listing page lead to articles. ``quiet_after`` is how long it
    may be silent, in place of what its own rhythm says.
    """

    id: str
    url: str
    title: str | None = None
    language: str | None = None
    country: str | None = None
    interval: timedelta | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    proxy: str | None = None
    tags: tuple[str, ...] = ()
    content: ContentPolicy = ContentPolicy.AUTO
    kind: SourceKind = SourceKind.AUTO
    selector: str | None = None
    edits: EditPolicy | None = None
    quiet_after: timedelta | None = None

    @property
    def source(self) -> str:
        """The name a reader knows the feed by."""
        return self.title or self.id

    def __repr__(self) -> str:
        # Headers and proxy URLs carry credentials; a repr ends in logs.
        return f"Feed(id={self.id!r})"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, as published.

    ``identity`` names it among the entries of its feed, from the day it was first seen. ``keys`` are what it may be
    recognised by later, when some of them have changed; ``fingerprint`` names the words of its summary and content, or
    is ``None`` where these are too few to tell anything. ``summary`` and ``content`` are HTML as the feed gave them.
    Dates are what the feed states, or ``None``; never a guess.
    """

    identity: str
    guid: str | None
    url: str | None
    title: str
    summary: str = ""
    content: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None
    keys: tuple[str, ...] = ()
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class Hints:
    """How often a feed document says that it is worth asking for.

    ``ttl`` is RSS's, ``update_every`` that of the syndication module. Hours are those of UTC, 0 to 23; days count from
    Monday, 0 to 6.
    """

    ttl: timedelta | None = None
    update_every: timedelta | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document: what it says of itself, its entries in document order, and of which ``kind`` it turned out.

    ``hubs`` and ``topic`` are where it says that its news can be had by push (WebSub). ``parts`` are the sitemaps that
    its entries were read from, if it is such.
    """

    title: str | None
    language: str | None
    entries: tuple[Entry, ...]
    kind: SourceKind = SourceKind.FEED
    hints: Hints = Hints()
    hubs: tuple[str, ...] = ()
    topic: str | None = None
    parts: tuple["SitemapPart", ...] = ()


@dataclass(frozen=True, slots=True)
class SitemapPart:
    """A sitemap that was read: its ``row``, its ``place`` in it, and the identities of the ``pages`` it lists.

    Sitemaps whose addresses differ in numbers only, or in months, are a row, named by a digest of what they share; a
    row grows towards higher places, unless it is ``newest_first``. ``None`` where that was not looked at.
    """

    row: str
    place: tuple[int, ...]
    pages: frozenset[str]
    newest_first: bool | None = None


@dataclass(frozen=True, slots=True)
class RowRead:
    """How far back a row of sitemaps was read: from the ``first`` place on; and whether it is ``newest_first``."""

    row: str
    first: tuple[int, ...]
    newest_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a feed really publishes: its newest ``entries``, so many, are all dated ``since`` or later.

    ``turns_over_since`` is the date of the oldest entry of its document, if once between two polls every entry gave way
    to others, so that some may have been missed.
    """

    entries: int = 0
    since: datetime | None = None
    turns_over_since: datetime | None = None
