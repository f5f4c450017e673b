"""Polling: what is remembered of a feed and of its entries, and what one poll leaves behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.errors import Fault
from monitor.model.alerts import AlertPlan
from monitor.model.feeds import Entry, Hints, Rhythm, RowRead
from monitor.model.health import NewsRecord
from monitor.model.pushes import Subscription


class FloodState(StrEnum):
    """What a feed is taken for whose entries suddenly looked new all at once.

    ``HELD``: it gave its entries other names, and what is in doubt is held back; over when it looks as usual again.
    ``DOUBTED``: nothing shows why all looked new, and it is held back; this outlasts polls that bring nothing, for a
    month. What was held back waits on, whatever the feed is taken for.
    ``TURNOVER``: that came again soon, so the feed is one that replaces all its entries at once; that alone is no flood
    then.
    """

    HELD = "held"
    DOUBTED = "doubted"
    TURNOVER = "turnover"


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A sitemap of an index, at ``url``, as it was last seen: its validators, their address, and how many ``pages``."""

    url: str
    validators_url: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    pages: int = 0


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between polls.

    ``etag`` and ``last_modified`` are the server's own bytes, never parsed or invented, and came from
    ``validators_url``. A feed that was never read has no ``last_success_at``: its next good poll is its first.
    ``failures`` counts polls failed since the last good one, the first of them at ``failing_since``; for ``unasked`` of
    the time since then the feed should have been asked and was not, because the service did not run. ``url`` is the
    configured address; ``moved_to`` is where the feed is asked instead, since redirects for good have held;
    ``moving_to`` is where the last ``moving_times`` polls were sent on to for good. A ``stopped`` feed is asked no
    more. ``flood`` says whether it is held, and ``flood_at`` when people were last told that it was. ``sitemap_rows``
    are the rows of sitemaps that were read, the last read last; ``sitemap_parts`` are the sitemaps that are asked for,
    of an index. ``planned_by`` is the configured interval by which the next poll was planned, if nothing but that and
    the wishes of the last answer counted; the answer stays fresh ``fresh_for`` so long.
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
    hints: Hints = field(default_factory=Hints)
    rhythm: Rhythm = field(default_factory=Rhythm)
    flood: FloodState | None = None
    flood_at: datetime | None = None
    sitemap_rows: tuple[RowRead, ...] = ()
    failing_since: datetime | None = None
    sitemap_parts: tuple[PartSeen, ...] = ()
    unasked: timedelta = timedelta(0)
    planned_by: timedelta | None = None
    fresh_for: timedelta | None = None

    @property
    def address(self) -> str:
        """Where the feed is asked."""
        return self.moved_to or self.url


@dataclass(frozen=True, slots=True)
class HostClaim:
    """The right to poll the due ``feeds`` of one host. ``token`` fences off whoever held the claim before.

    ``if_cut_off`` is when its feeds, by id, are asked again should the claim never be released.
    """

    host: str
    token: int
    feeds: tuple[FeedState, ...]
    if_cut_off: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Release:
    """How a host is given back: it is asked again at ``not_before`` or later.

    ``asked`` are the ids of those of its feeds that were asked, even if nothing came of it.
    """

    not_before: datetime
    asked: frozenset[str] = frozenset()


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
    ``news`` is the feed's record of news as it is when there are some. ``subscription`` is to be asked of the hub that
    the feed names now, if that is another than before. ``relied_on`` is the token of the standing one, whose hub has
    missed to push whatever is new.
    """

    state: FeedState
    fresh: tuple[Entry, ...] = ()
    known: tuple[Entry, ...] = ()
    held: tuple[Entry, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    release: bool = False
    notices: tuple[AlertPlan, ...] = ()
    news: NewsRecord | None = None
    subscription: Subscription | None = None
    relied_on: str | None = None
