"""Changes that a feed tells of reach the article whenever they come: while it waits, and while it is looked at."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import ClaimLost
from monitor.model import Entry, PollOutcome, Revision, Sighting, Validators
from monitor.store import Store
from monitor.store.memory import entry_id
from tests.store.world import NOW, claim_entries, claim_host, entry, outcome, plan, polled

DAY = timedelta(days=1)
RETRACTED = replace(entry(1), title="Retracted", content="<p>Other words</p>")


async def told_of(store: Store, said: Entry) -> None:
    """A poll, a day later, in which the feed says ``said`` of an entry that it has had before."""
    claim = await claim_host(store, NOW + DAY)
    state = replace(claim.feeds[0], next_poll_at=NOW + 2 * DAY)
    sighting = Sighting(entry_id("wire", said), said, edited=True)
    await store.feeds.commit_poll(claim, PollOutcome(state, sightings=(sighting,)), NOW + DAY)


async def test_what_changes_while_an_entry_waits_is_read_as_it_is_then(store: Store) -> None:
    """It is remembered as changed, so no later poll would say so again."""
    await polled(store, entry(1))
    await told_of(store, RETRACTED)
    (claim,) = await claim_entries(store, NOW + DAY)
    assert (claim.entry.title, claim.entry.content) == (RETRACTED.title, RETRACTED.content)


async def test_a_change_told_of_while_the_article_is_looked_at_has_a_look_of_its_own(store: Store) -> None:
    """The look in hand read what was there before: what it came to is not kept, and the next one begins at once."""
    await polled(store, entry(1))
    (claim,) = await claim_entries(store)
    read = replace(outcome(claim, plan()), look_again=(NOW + DAY, Validators()))
    await store.articles.commit(claim, read, NOW)
    (look,) = await store.revisions.claim(NOW + DAY, NOW + DAY, 1, 4, 4)
    await told_of(store, RETRACTED)
    with pytest.raises(ClaimLost):
        await store.revisions.commit(look, Revision(look.validators, None), NOW + DAY)
    (again,) = await store.revisions.claim(NOW + DAY, NOW + 2 * DAY, 1, 4, 4)
    assert again.entry.title == RETRACTED.title
    await store.revisions.commit(again, Revision(again.validators, None), NOW + DAY)
    assert await store.revisions.claim(NOW + 9 * DAY, NOW + 10 * DAY, 1, 4, 4) == ()


async def test_a_kill_during_a_look_at_a_live_page_keeps_no_service_from_starting(store: Store) -> None:
    """Such an article has been looked at a hundred times: it waits for ten minutes, and no longer."""
    await polled(store, entry(1))
    (claim,) = await claim_entries(store)
    read = replace(outcome(claim, plan()), look_again=(NOW, Validators()))
    await store.articles.commit(claim, read, NOW)
    for _ in range(100):
        (look,) = await store.revisions.claim(NOW, NOW + DAY, 1, 4, 4)
        await store.revisions.commit(look, Revision(look.validators, NOW), NOW)
    await store.revisions.claim(NOW, NOW + DAY, 1, 4, 4)
    await store.release_leases(NOW)
    assert len(await store.revisions.claim(NOW + timedelta(minutes=10), NOW + DAY, 1, 4, 4)) == 1
