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


class EditPolicy(StrEnum):
    """Whether people hear of a change to an article: never, when a rule sees it, or whenever a rule's article changes.

    What a rule sees: it is newly satisfied or no longer, a term came or went, or the headline is another.
    """

    IGNORE = "ignore"
    WHEN_RULE_RELEVANT = "when-rule-relevant"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Feed:
    """A source as its owner configured it. ``interval`` and ``edits`` override those of the settings.

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
    edits: EditPolicy | None = None

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

    Sitemaps whose addresses differ in numbers only are a row, named by a digest of what they share; a row grows towards
    higher places.
    """

    row: str
    place: tuple[int, ...]
    pages: frozenset[str]


@dataclass(frozen=True, slots=True)
class RowRead:
    """How far back a row of sitemaps was read: from the ``first`` place on."""

    row: str
    first: tuple[int, ...]


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
class HubOffer:
    """Where a feed says that its news can be had by push: the ``hub``, and the ``topic`` to name there (WebSub)."""

    hub: str
    topic: str


class SubscriptionState(StrEnum):
    """Where a subscription stands.

    ``ASKED`` waits to be asked for or to be confirmed, ``REFUSED`` for a day to ask again; ``LEAVING`` is to be ended.
    """

    ASKED = "asked"
    ACTIVE = "active"
    REFUSED = "refused"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class Subscription:
    """News of a feed by push. ``token`` is the last step of ``callback``, which nobody but the hub knows.

    ``feed_url`` is the address of the feed when the offer was found. ``due_at`` is when the hub is asked next, to
    begin, to renew or to end; ``attempts`` counts the times since it last confirmed; ``expires_at`` is when its
    promise ends. ``missed_at`` is when a poll last found news that had not been pushed.
    """

    token: str = field(repr=False)
    feed_id: str
    feed_url: str = field(repr=False)
    hub: str
    topic: str = field(repr=False)
    callback: str = field(repr=False)
    secret: str = field(repr=False)
    state: SubscriptionState
    due_at: datetime
    created_at: datetime
    attempts: int = 0
    expires_at: datetime | None = None
    last_push_at: datetime | None = None
    missed_at: datetime | None = None
    error: str | None = None


class FloodState(StrEnum):
    """What a feed is taken for whose entries suddenly looked new all at once.

    ``HELD``: it gave its entries other names, and what is in doubt is held back until it looks as usual again.
    ``DOUBTED``: nothing shows why all looked new, and it is held back; this outlasts polls that bring nothing.
    ``TURNOVER``: that came again soon, so the feed is one that replaces all its entries at once; that alone is no flood
    then.
    """

    HELD = "held"
    DOUBTED = "doubted"
    TURNOVER = "turnover"


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between polls.

    ``etag`` and ``last_modified`` are the server's own bytes, never parsed or invented, and came from
    ``validators_url``. A feed that was never read has no ``last_success_at``: its next good poll is its first.
    ``failures`` counts polls failed since the last good one. ``url`` is the configured address; ``moved_to`` is where
    the feed is asked instead, since redirects for good have held; ``moving_to`` is where the last ``moving_times``
    polls were sent on to for good. A ``stopped`` feed is asked no more.
    ``flood`` says whether it is held, and ``flood_at`` when people were last told that it was. ``sitemap_rows`` are the
    rows of sitemaps that were read, the last read last.
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
    flood: FloodState | None = None
    flood_at: datetime | None = None
    sitemap_rows: tuple[RowRead, ...] = ()

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
class Remembered:
    """An entry as it was last seen in its feed. One that an earlier version stored has no ``keys``, only ``identity``.

    ``title`` is as the feed gave it, cut; ``seen_at`` is right to within some days.
    """

    id: str
    identity: str
    keys: frozenset[str]
    title: str | None
    published: datetime | None
    updated: datetime | None
    fingerprint: str | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a feed, as far as one document needs it.

    ``akin`` share a key or the identity with one of its entries; ``recent`` are those last seen, akin or not.
    """

    akin: tuple[Remembered, ...] = ()
    recent: tuple[Remembered, ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """A remembered entry seen again: what is to be remembered from now on. ``edited`` when what it says has changed."""

    id: str
    entry: Entry
    edited: bool = False


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """What one poll leaves behind, to be committed at once.

    ``fresh`` entries are to be read and matched when they are new to the store; ``known`` ones are only remembered
    (the first poll of a feed, beyond the backfill); ``held`` ones wait for a person, or for ``release`` by a later
    poll. ``sightings`` are of remembered entries, where there is something to learn. ``notices`` tell of a hold.
    """

    state: FeedState
    fresh: tuple[Entry, ...] = ()
    known: tuple[Entry, ...] = ()
    held: tuple[Entry, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    release: bool = False
    notices: tuple["AlertPlan", ...] = ()


@dataclass(frozen=True, slots=True)
class EntryClaim:
    """The right to process one new entry. ``id`` becomes the article's id; ``attempts`` counts those begun."""

    id: str
    feed_id: str
    entry: Entry
    attempts: int


@dataclass(frozen=True, slots=True)
class Validators:
    """What a page's server gave to ask by whether it has changed: its own bytes; and a digest of the page."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


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


class ObstacleKind(StrEnum):
    """What stands between a reader and an article on its page."""

    CONSENT_WALL = "consent wall"
    PAYWALL = "paywall"
    BOT_CHALLENGE = "bot challenge"
    NO_TEXT = "no text"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A page that gave no article, or only the beginning of one. ``evidence`` is a clause that says how it is known."""

    kind: ObstacleKind
    evidence: str


@dataclass(frozen=True, slots=True)
class Article:
    """What was published, cleaned: a title, a text of one paragraph a line, and where and when.

    ``credit`` is the agency line ("AFP – Reuters") that stood under the text; it is never matched. ``origin_note``
    says why the text came from the feed when a page was wanted. ``language`` is that of the text (of the title, if
    there is no text); ``title_language`` is given only where the title is surely in another. ``obstacle`` is what its
    page showed instead of it, ``updated`` when the page says that it was last changed; both are news of the moment of
    the fetch and are not stored.
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
    updated: datetime | None = None
    obstacle: Obstacle | None = None


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
class Notice:
    """Something that the service has to say of itself.

    ``about`` is one word for filters, such as ``feed-held``; ``occasion`` tells one such notice from the next.
    ``items`` are what the paragraphs speak of, such as headlines.
    """

    about: str
    occasion: str
    feed_id: str | None
    subject: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleOutcome:
    """Everything that processing one entry leads to, to be committed at once. ``keys`` are for the index of words.

    ``look_again`` is when to see whether the page has changed, and by what to ask; ``None`` for not of our own accord.
    """

    article: Article
    story: StoryKey
    matches: tuple[Match, ...] = ()
    plans: tuple[AlertPlan, ...] = ()
    keys: tuple[str, ...] = ()
    look_again: tuple[datetime, Validators] | None = None


@dataclass(frozen=True, slots=True)
class RevisionClaim:
    """The right to look again at an article that may have changed.

    ``entry`` is what its feed says now. ``first_at`` is when the article was stored, ``attempts`` counts the looks
    begun and those that were called off. ``told`` are the rules that it has satisfied so far.
    """

    article: Article
    story_id: str
    feed_id: str
    entry: Entry
    first_at: datetime
    attempts: int
    validators: Validators
    told: frozenset[str]


@dataclass(frozen=True, slots=True)
class Revision:
    """What looking again came to. ``article`` is ``None`` when nothing has changed, ``next_at`` when that was enough.

    ``matches`` are those of the article as it is now, ``plans`` what people are told of the change, ``keys`` for the
    index of words.
    """

    validators: Validators
    next_at: datetime | None
    article: Article | None = None
    matches: tuple[Match, ...] = ()
    plans: tuple[AlertPlan, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What a commit of an article did: ``merged`` matches joined an alert that its story already had."""

    matched: int
    alerted: int
    merged: int
