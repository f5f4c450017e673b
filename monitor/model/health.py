"""How sources fare: what is remembered of their news and pages, what is wrong with them, and what was told of that."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.errors import Fault


class PageOutcome(StrEnum):
    """What the page of an entry gave. ``LITTLE`` is less than the feed itself holds; the last two were not fetched."""

    TEXT = "text"
    LITTLE = "little text"
    CONSENT_WALL = "consent wall"
    PAYWALL = "paywall"
    BOT_CHALLENGE = "bot challenge"
    NO_TEXT = "no text"
    ROBOTS = "closed by robots.txt"
    UNREACHED = "not reached"


@dataclass(frozen=True, slots=True)
class NewsDay:
    """A day of UTC on which a feed had news: so many ``items``, and its longest silence that ended on it, and when."""

    ended_at: datetime
    silence: timedelta
    items: int


@dataclass(frozen=True, slots=True)
class NewsRecord:
    """The last days on which a feed had news, oldest first, and when the last came.

    ``quiet_at`` is when its silence is longer than usual if nothing comes; ``None`` while too little is known of it.
    """

    days: tuple[NewsDay, ...] = ()
    last_at: datetime | None = None
    quiet_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageRecord:
    """What the last pages of a feed gave, oldest first, and how many gave a text since it is watched."""

    recent: tuple[PageOutcome, ...] = ()
    texts: int = 0


@dataclass(frozen=True, slots=True)
class Vitals:
    """What is remembered of a feed to judge how it fares. ``waits``: entries of it are held back."""

    news: NewsRecord = NewsRecord()
    pages: PageRecord = PageRecord()
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Usual:
    """How a feed publishes: ``per_day`` items on the days of the week but ``days_off`` (0 is Monday, in UTC).

    Nine silences of ten are no longer than ``within``, days off not counted.
    """

    per_day: float
    within: timedelta
    days_off: frozenset[int] = frozenset()


class Trouble(StrEnum):
    """What can be wrong with a source, worst first. ``OFFLINE`` is of all of them: this machine reaches none."""

    OFFLINE = "offline"
    STOPPED = "stopped"
    FAILING = "failing"
    HELD = "held"
    QUIET = "quiet"
    NO_TEXT = "no-text"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a feed, ``since`` then.

    ``fault``, ``detail`` and ``failures`` say how it fails; ``pages`` what its last ones gave, and ``ever`` whether any
    gave a text before; ``usual`` is how it publishes, if that is known, ``limit`` the silence that its owner set.
    """

    trouble: Trouble
    feed_id: str
    source: str
    since: datetime
    fault: Fault | None = None
    detail: str | None = None
    failures: int = 0
    pages: tuple[PageOutcome, ...] = ()
    ever: bool = False
    usual: Usual | None = None
    limit: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """A trouble that is under way and was told of at ``told_at``, or is about to be."""

    feed_id: str
    trouble: Trouble
    since: datetime
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What counts for all feeds: when one last answered, when last this machine reached none, and the last notices.

    From ``offline_at`` until ``online_at`` it reached none, the last time. ``told`` says when the last notice of each
    ``about`` was sent. ``well`` is how many feeds did not fail when they were last asked, or were never asked.
    """

    newest_success: datetime | None = None
    online_at: datetime | None = None
    told: tuple[tuple[str, datetime], ...] = ()
    offline_at: datetime | None = None
    well: int = 0
