"""What is asked of a hub, and when; how far its pushes are relied on. Pure, but for the randomness of secrets."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Feed, HubOffer, Subscription, SubscriptionState

_TOKEN_BYTES = 32
_SECRET_BYTES = 48  # 64 letters; the standard allows 200 bytes
_RENEW_AFTER = 0.8  # of the lease
_SHORTEST_LEASE = timedelta(minutes=5)
_LONGEST_LEASE = timedelta(days=60)
_RETRIES = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4))
_RETRY_AT_LAST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms pushes are wanted.

    ``base`` is the public address below which callbacks lie, ``lease`` how long a subscription is asked for, and
    ``poll_interval`` how often a feed is polled while its pushes arrive.
    """

    base: str
    lease: timedelta
    poll_interval: timedelta


def new_subscription(feed: Feed, offer: HubOffer, terms: Terms, now: datetime) -> Subscription:
    """A subscription to ``offer`` with a callback that nobody can guess, due to be asked for ``now``."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    return Subscription(
        token=token,
        feed_id=feed.id,
        feed_url=feed.url,
        hub=offer.hub,
        topic=offer.topic,
        callback=f"{terms.base}/{token}",
        secret=secrets.token_urlsafe(_SECRET_BYTES),
        state=SubscriptionState.ASKED,
        due_at=now,
        created_at=now,
    )


def fits(subscription: Subscription, feed: Feed, offer: HubOffer, terms: Terms) -> bool:
    """Whether ``subscription`` is to this offer of this feed, and its callback still leads here."""
    same = (subscription.feed_url, subscription.hub, subscription.topic) == (feed.url, offer.hub, offer.topic)
    return same and subscription.callback == f"{terms.base}/{subscription.token}"


def wanted(
    standing: Subscription | None, feed: Feed, offer: HubOffer | None, terms: Terms | None, now: datetime
) -> Subscription | None:
    """The subscription to ask for, due ``now``, where a feed with a ``standing`` one makes this ``offer``.

    ``None`` when that is as wanted already, when there is no offer, and without ``terms``, when no pushes are wanted.
    """
    if terms is None or offer is None or (standing is not None and fits(standing, feed, offer, terms)):
        return None
    return new_subscription(feed, offer, terms, now)


def retry_at(attempts: int, now: datetime) -> datetime:
    """When to ask again if nothing comes of this request, which is number ``attempts``."""
    return now + (_RETRIES[attempts - 1] if attempts <= len(_RETRIES) else _RETRY_AT_LAST)


def lease_given(text: str | None, wanted: timedelta) -> timedelta:
    """The lease that a hub grants by ``hub.lease_seconds``; what was ``wanted`` where it names none, as old hubs do."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 12:
        return wanted
    return min(max(timedelta(seconds=int(text)), _SHORTEST_LEASE), _LONGEST_LEASE)


def renewal(now: datetime, lease: timedelta) -> datetime:
    """When to renew a lease granted ``now``: with time left for several attempts."""
    return now + lease * _RENEW_AFTER


def rest_from_polls(subscription: Subscription | None, terms: Terms | None, now: datetime) -> timedelta:
    """For how long a feed need not be polled because pushes stand in for polls; zero when they do not.

    They do only while the subscription stands, something has been pushed, and no poll since has found news that were
    not.
    """
    if subscription is None or terms is None or subscription.state is not SubscriptionState.ACTIVE:
        return timedelta(0)
    standing = subscription.expires_at is not None and subscription.expires_at > now
    pushed, missed = subscription.last_push_at, subscription.missed_at
    relied_on = pushed is not None and (missed is None or missed < pushed)
    return terms.poll_interval if standing and relied_on else timedelta(0)
