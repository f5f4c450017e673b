"""A wall clock that is set back."""

from dataclasses import replace
from datetime import timedelta

from monitor.model import PollOutcome
from monitor.store import Store
from tests.store.world import LATER, NOW, alerted, claim_deliveries, claim_entries, claim_host, entry, plan, polled

BACK = timedelta(days=400)
MINUTE = timedelta(minutes=1)


async def test_what_waits_does_so_no_longer_when_the_clock_is_set_back(store: Store) -> None:
    """Feeds, entries put off, retries and leases keep the waits that they had, and none is cut short."""
    await alerted(store, plan(to=("desk", "ops")))
    put_off, _leased = await claim_deliveries(store)
    await store.deliveries.defer(put_off, LATER, "451 try later")
    then = NOW - BACK
    await store.move_back(BACK, NOW - BACK)
    assert await claim_deliveries(store, then + MINUTE) == ()
    assert len(await claim_deliveries(store, then + 6 * MINUTE)) == 1
    assert len(await claim_deliveries(store, LATER - BACK)) == 2
    assert await store.feeds.claim_hosts(LATER - BACK - MINUTE, LATER - BACK, 1, 1) == ()
    assert (await claim_host(store, LATER - BACK)).host == "wire.example"


async def test_entries_and_a_host_just_asked_follow_the_clock(store: Store) -> None:
    """New entries are read at once, and a host that was released just now is not left alone for a year."""
    await polled(store, entry(1))
    claim = await claim_host(store, LATER)
    again = replace(claim.feeds[0], next_poll_at=LATER)
    await store.feeds.commit_poll(claim, PollOutcome(again), LATER)
    await store.feeds.release_host(claim, LATER, LATER)
    await store.move_back(BACK, NOW - BACK)
    assert len(await claim_entries(store, NOW - BACK)) == 1
    assert (await claim_host(store, LATER - BACK)).host == "wire.example"
