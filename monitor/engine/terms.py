"""What the engine is told, and what it tells: how much at a time, how long things are kept, and what was done."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is done at a time.

    Most of it is waiting for a far side. The shares of one feed, host and channel are a small part of the whole, so
    that several that hang at once leave room for the rest. ``polls_per_host`` are done one after the other.
    """

    polls: int = 64
    polls_per_host: int = 20
    articles: int = 32
    articles_per_feed: int = 4
    articles_per_host: int = 4
    revisions: int = 8
    deliveries: int = 64
    deliveries_per_channel: int = 4


@dataclass(frozen=True, slots=True)
class Retention:
    """How long articles and alerts are kept, and how long entries that left their feed are recognised."""

    articles: timedelta
    alerts: timedelta
    identities: timedelta = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Totals:
    """What the engine has done since it started.

    After :meth:`LocalEngine.run_until_idle`, ``entries`` (found new) and ``entries_before`` (those that waited already)
    together are ``articles``, ``entries_put_off``, ``entries_given_up`` and ``entries_waiting``. ``updates`` are the
    alerts that came of articles ``looked_again`` at, and of stories that grew. ``put_off``, ``held``, ``gathered``
    (for a digest), ``suppressed`` and ``dead`` are about deliveries.
    """

    feeds: int = 0
    feeds_failed: int = 0
    entries: int = 0
    entries_before: int = 0
    articles: int = 0
    entries_put_off: int = 0
    entries_given_up: int = 0
    entries_waiting: int = 0
    matches: int = 0
    alerts: int = 0
    merged: int = 0
    looked_again: int = 0
    updates: int = 0
    delivered: int = 0
    put_off: int = 0
    held: int = 0
    dead: int = 0
    gathered: int = 0
    suppressed: int = 0
