"""What is due of feeds and articles, claimed as far as there are places for it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from monitor.clock import Clock
from monitor.engine.places import Places
from monitor.engine.terms import Limits
from monitor.model import EntryClaim, FeedState, HostClaim, RevisionClaim
from monitor.store import Store

# A lease must outlast the slowest honest work under it; a claim of this process that dies with it is freed at start.
POLL_LEASE = timedelta(minutes=10)
POLL_TIME = POLL_LEASE / 2  # no feed is begun later than this; the last one has the rest
PROCESS_LEASE = timedelta(minutes=10)
DELIVERY_LEASE = timedelta(minutes=25)  # the sending, and the waits for a store that does not take the yes at once


class Due:
    """Claims from the store, within the limits. What is in hand already is not claimed again."""

    def __init__(self, store: Store, clock: Clock, limits: Limits) -> None:
        self._store = store
        self._clock = clock
        self._limits = limits

    async def hosts(
        self,
        places: Places[HostClaim],
        if_cut_off: Callable[[FeedState], datetime],
        due_by: datetime | None,
    ) -> Sequence[HostClaim]:
        """Hosts with feeds to poll; with ``due_by``, only for feeds that fell due by then.

        ``if_cut_off`` is when a feed is asked again should its poll come to no end.
        """
        if not places.free:
            return ()
        now, each = self._clock.now(), self._limits.polls_per_host
        until = now + POLL_LEASE
        return await self._store.feeds.claim_hosts(
            now, until, places.free, each, in_hand=places.in_hand, due_by=due_by, if_cut_off=if_cut_off
        )

    async def articles(self, places: Places[EntryClaim]) -> Sequence[EntryClaim]:
        """Entries to be made articles."""
        if not places.free:
            return ()
        now = self._clock.now()
        return await self._store.entries.claim(
            now,
            now + PROCESS_LEASE,
            places.free,
            per_feed=self._limits.articles_per_feed,
            per_host=self._limits.articles_per_host,
            in_hand=places.in_hand,
        )

    async def revisions(self, places: Places[RevisionClaim]) -> Sequence[RevisionClaim]:
        """Articles to look at again."""
        if not places.free:
            return ()
        now = self._clock.now()
        return await self._store.revisions.claim(
            now,
            now + PROCESS_LEASE,
            places.free,
            per_feed=self._limits.articles_per_feed,
            per_host=self._limits.articles_per_host,
            in_hand=places.in_hand,
        )
