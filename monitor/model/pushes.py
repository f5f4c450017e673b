"""News of a feed that a hub pushes (WebSub)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


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
