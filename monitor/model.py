"""The words everyone shares: frozen data that passes from room to room.

A **feed** publishes **entries**; an entry leads to an **article**; an article that satisfies a rule is a **match** made
of **hits**; articles that tell the same event are a **story**; a match makes an **alert**, and an alert makes one
**delivery** for each recipient of each channel. All datetimes are aware and in UTC. ``text`` has one paragraph a line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from monitor.errors import Fault


class Severity(StrEnum):
    """How much a rule matters, lowest first."""

    INFO = "info"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"


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


@dataclass(frozen=True, slots=True)
class Feed:
    """A source as its owner configured it. ``interval`` overrides the polling interval of the settings.

    ``selector`` is a CSS selector: which elements of a listing page lead to articles.
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

    ``identity`` tells it from the other entries of its feed and outlives changes of guid. ``summary`` and ``content``
    are HTML as the feed gave them. Dates are what the feed states, or ``None``; never a guess.
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
    """A feed document: what it says of itself, its entries in document order, and of which ``kind`` it turned out."""

    title: str | None
    language: str | None
    entries: tuple[Entry, ...]
    kind: SourceKind = SourceKind.FEED
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a feed really publishes: its newest ``entries``, so many, are all dated ``since`` or later.

    ``turns_over_since`` is the date of the oldest entry of its document, if once between two polls every entry gave way
    to others, so that some may have been missed.
    """

    entries: int = 0
    since: datetime | None = None
    turns_over_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between polls.

    ``etag`` and ``last_modified`` are the server's own bytes, never parsed or invented, and came from
    ``validators_url``. A feed that was never read has no ``last_success_at``: its next good poll is its first.
    ``failures`` counts polls failed since the last good one. ``url`` is the configured address; ``moved_to`` is where
    the feed is asked instead, since redirects for good have held; ``moving_to`` is where the last ``moving_times``
    polls were sent on to for good. A ``stopped`` feed is asked no more.
    """

    feed_id: str
    url: str
    next_poll_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    failures: int = 0
    fault: Fault | None = None
    fault_detail: str | None = None
    validators_url: str | None = None
    moved_to: str | None = None
    moving_to: str | None = None
    moving_times: int = 0
    stopped: bool = False
    hints: Hints = Hints()
    rhythm: Rhythm = Rhythm()

    @property
    def address(self) -> str:
        """Where the feed is asked."""
        return self.moved_to or self.url


@dataclass(frozen=True, slots=True)
class Unfinished:
    """When a claimed feed is asked again should the claim never be released: before its first good poll, and later."""

    first: datetime
    later: datetime


@dataclass(frozen=True, slots=True)
class HostClaim:
    """The right to poll the due ``feeds`` of one host. ``token`` fences off whoever held the claim before."""

    host: str
    token: int
    feeds: tuple[FeedState, ...]
    unfinished: Unfinished | None = None


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """What one poll leaves behind, to be committed at once.

    ``fresh`` entries are to be read and matched when they are new to the store; ``known`` ones are only remembered
    (the first poll of a feed, beyond the backfill).
    """

    state: FeedState
    fresh: tuple[Entry, ...] = ()
    known: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryClaim:
    """The right to process one new entry. ``id`` becomes the article's id; ``attempts`` counts those begun."""

    id: str
    feed_id: str
    entry: Entry
    attempts: int


class DateOrigin(StrEnum):
    """Which statement a publication date was taken from."""

    FEED = "feed"
    JSON_LD = "json-ld"
    META = "meta"
    ARTICLE = "article"
    UNKNOWN = "unknown"


class TextOrigin(StrEnum):
    """Where an article's text was read."""

    PAGE = "page"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Article:
    """What was published, cleaned: a title, a text of one paragraph a line, and where and when.

    ``credit`` is the agency line ("AFP – Reuters") that stood under the text; it is never matched. ``origin_note``
    says why the text came from the feed when a page was wanted. ``language`` is that of the text (of the title, if
    there is no text); ``title_language`` is given only where the title is surely in another.
    """

    id: str
    title: str
    text: str
    url: str | None = None
    feed_id: str = ""
    source: str = ""
    language: str | None = None
    title_language: str | None = None
    published: datetime | None = None
    date_origin: DateOrigin = DateOrigin.UNKNOWN
    authors: tuple[str, ...] = ()
    credit: str | None = None
    site: str | None = None
    tags: tuple[str, ...] = ()
    feed_tags: tuple[str, ...] = ()
    text_origin: TextOrigin = TextOrigin.PAGE
    origin_note: str | None = None
    fetched_at: datetime | None = None


class Field(StrEnum):
    """A part of an article that rules can look at."""

    TITLE = "title"
    BODY = "body"
    AUTHOR = "author"
    URL = "url"
    TAG = "tag"


class How(StrEnum):
    """How the words of an article came to count as a listed term."""

    EXACT = "exact"
    FOLDED = "folded"
    CLITIC = "clitic"
    ARTICLE = "article"
    LEMMA = "lemma"
    CASE_FORM = "case-form"
    COMPOUND = "compound"
    WILDCARD = "wildcard"
    PARTICLE = "particle"
    REGEX = "regex"
    GENERATED = "generated"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where an article satisfies a leaf of a rule.

    ``start`` and ``end`` count Unicode code points in the article's title or text, ``end`` exclusive. ``variant`` is
    the term as listed, ``snippet`` the words around the place, ``licence`` the full name or role phrase that lets a
    bare surname count.
    """

    leaf: str
    field: Field
    start: int
    end: int
    text: str
    how: How
    variant: str
    snippet: str
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """An article satisfies a rule. ``hits`` stand in order of field and place."""

    rule_id: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class StoryKey:
    """Which story an article belongs to: ``id`` is the same for every article that tells the same event."""

    id: str
    reason: str


class AlertKind(StrEnum):
    """What an alert announces."""

    NEW = "new"
    UPDATE = "update"
    DIGEST = "digest"
    NOTICE = "notice"


# The body of a webhook and the world of the mail templates: the alert payload of the contract, plain JSON values.
Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell people. ``payload`` is what every channel shows and is frozen when the alert is made."""

    id: str
    kind: AlertKind
    rule_id: str
    story_id: str
    created_at: datetime
    payload: Payload


class Verdict(StrEnum):
    """What a person says of an alert: worth raising, or not."""

    RELEVANT = "relevant"
    IRRELEVANT = "irrelevant"


@dataclass(frozen=True, slots=True)
class Mark:
    """What was said of an alert, when, and of which rule's. It stays when the alert is past its retention."""

    alert_id: str
    rule_id: str
    verdict: Verdict
    note: str | None
    alerted_at: datetime
    marked_at: datetime


class DeliveryState(StrEnum):
    """Where a delivery stands.

    ``HELD`` waits for its channel to be mended, ``DEAD`` for a person to replay it.
    """

    QUEUED = "queued"
    DELIVERED = "delivered"
    HELD = "held"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Delivery:
    """An alert on its way to one recipient of one channel.

    ``id`` is the same over all attempts: it becomes webhook-id and Message-ID. ``recipient`` is an address for mail and
    empty for channels that have a single far side. ``attempts`` counts those already begun.
    """

    id: str
    alert_id: str
    channel: str
    recipient: str
    created_at: datetime
    attempts: int
    payload: Payload


@dataclass(frozen=True, slots=True)
class AlertPlan:
    """An alert and the deliveries that carry it, to be committed together or not at all."""

    alert: Alert
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class ArticleOutcome:
    """Everything that processing one entry leads to, to be committed at once."""

    article: Article
    story: StoryKey
    matches: tuple[Match, ...] = ()
    plans: tuple[AlertPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What a commit of an article did: ``merged`` matches joined an alert that its story already had."""

    matched: int
    alerted: int
    merged: int
