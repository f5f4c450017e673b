"""What the store remembers of entries and of articles that are looked at again, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import ClaimLost
from monitor.model import Entry, FloodState, PollOutcome, Revision, RevisionClaim, Sighting, Validators
from monitor.store import EntryState, Store
from tests.store.world import LATER, NOW, claim_entries, claim_host, entry, match, outcome, plan, polled

HOUR, YEAR = timedelta(hours=1), timedelta(days=365)


def keyed(number: int, *keys: str) -> Entry:
    return replace(entry(number), keys=keys or (f"g{number}", f"l{number}", "tsame"), fingerprint=f"words {number}")


async def look_at(store: Store) -> tuple[RevisionClaim, ...]:
    """Claim every second look that is due."""
    return await store.revisions.claim(LATER, LATER + HOUR, 9, 9, 9)


async def test_entries_are_found_again_by_any_key_they_ever_had(store: Store) -> None:
    """A guid of last year, a link of today, a title that two share; and nothing of another feed."""
    await polled(store, keyed(1), keyed(2))
    claim = await claim_host(store, LATER)
    (ours,) = [each for each in (await store.recall.of("wire", [keyed(1)])).akin if "g1" in each.keys]
    renamed = replace(keyed(1, "g1-new", "l1"), title="Another title")
    state = replace(claim.feeds[0], flood=FloodState.HELD, flood_at=LATER)
    await store.feeds.commit_poll(claim, PollOutcome(state, sightings=(Sighting(ours.id, renamed),)), LATER)
    old_version = (await store.recall.of("wire", [replace(entry(2), keys=())])).akin
    assert [each.identity for each in old_version] == [entry(2).identity]
    for key, found in (("g1", 1), ("g1-new", 1), ("tsame", 2), ("unheard", 0)):
        stranger = replace(entry(9), keys=(key,))
        memory = await store.recall.of("wire", [stranger])
        assert len(memory.akin) == found
        assert len(memory.recent) == 2
        assert (await store.recall.of("other", [stranger])).akin == ()
    (again,) = [each for each in (await store.recall.of("wire", [renamed])).akin if each.id == ours.id]
    assert again.keys == {"g1", "g1-new", "l1", "tsame"}
    assert (again.title, again.seen_at, again.published) == ("Another title", LATER, renamed.published)
    (report,) = await store.reports.feeds()
    assert (report.state.flood, report.state.flood_at) == (FloodState.HELD, LATER)


@pytest.mark.parametrize("drop", [False, True])
async def test_what_is_held_back_waits_for_a_word(store: Store, drop: bool) -> None:
    """Held entries are not processed and not lost: they are counted, and a person decides.

    Then the feed is held no more. Who drops them says that it is none that replaces all it holds.
    """
    await polled(store)
    claim = await claim_host(store, LATER)
    state = replace(claim.feeds[0], flood=FloodState.DOUBTED, flood_at=LATER)
    await store.feeds.commit_poll(claim, PollOutcome(state, held=(keyed(2), keyed(3))), LATER)
    (report,) = await store.reports.feeds()
    assert (report.held, report.entries[EntryState.KNOWN]) == (2, 2)
    ((_, vitals),) = await store.health.suspects()
    assert vitals.waits
    assert await claim_entries(store, LATER) == ()
    assert await (store.feeds.drop_held("wire") if drop else store.feeds.release_held("wire", LATER)) == 2
    assert sorted(each.entry.title for each in await claim_entries(store, LATER)) == (
        [] if drop else [keyed(2).title, keyed(3).title]
    )
    assert (await store.reports.feeds())[0].held == 0
    (report,) = await store.reports.feeds()
    assert (report.held, report.state.flood) == (0, None if drop else FloodState.DOUBTED)
    assert await store.health.suspects() == ()


async def test_an_entry_is_forgotten_a_year_after_it_left_its_feed(store: Store) -> None:
    """Memory is bounded: what was not seen for so long goes, keys and all; what still waits stays.

    A feed that is not read, because nothing changes in it or it is away, still holds what it held.
    """
    await polled(store, keyed(1), keyed(2))
    claims = await claim_entries(store)
    await store.entries.fail(claims[0], "unreadable", NOW)
    assert (await store.prune(NOW + 2 * YEAR, 9 * YEAR, 9 * YEAR, YEAR)).forgotten == 0
    seen = (Sighting(claims[1].id, claims[1].entry),)
    for read_at, forgotten in ((NOW + YEAR - HOUR, 0), (NOW + YEAR + HOUR, 1)):
        claim = await claim_host(store, read_at)
        await store.feeds.commit_poll(claim, PollOutcome(claim.feeds[0], sightings=seen), read_at)
        await store.feeds.release_host(claim, read_at, read_at)
        assert (await store.prune(read_at + 2 * YEAR, 9 * YEAR, 9 * YEAR, YEAR)).forgotten == forgotten
    assert {each.id for each in (await store.recall.of("wire", [keyed(1), keyed(2)])).akin} == {claims[1].id}


async def test_what_a_feed_still_holds_is_remembered_however_short_the_time(store: Store) -> None:
    """Entries are written to be seen once a week: a shorter memory must not drop what was not due for it."""
    await polled(store, keyed(1), keyed(2))
    (one, other) = await claim_entries(store)
    for claimed in (one, other):
        await store.entries.fail(claimed, "unreadable", NOW)
    claim = await claim_host(store, NOW + 100 * HOUR)
    seen = PollOutcome(claim.feeds[0], sightings=(Sighting(one.id, one.entry),))
    await store.feeds.commit_poll(claim, seen, NOW + 100 * HOUR)
    assert (await store.prune(NOW + YEAR, YEAR, YEAR, HOUR)).forgotten == 0


async def test_a_second_look_is_one_commit_and_only_of_who_holds_it(store: Store) -> None:
    """The article, its matches and the update are there together, once; a lost claim writes nothing."""
    await polled(store, keyed(1))
    (work,) = await claim_entries(store)
    due = (NOW + HOUR / 2, Validators('W/"1"', "then", "digest"))
    await store.articles.commit(work, replace(outcome(work, plan()), look_again=due), NOW)
    assert await store.revisions.claim(NOW, LATER, 9, 9, 9) == ()
    (lost,) = await look_at(store)
    assert (lost.validators, lost.told, lost.story_id) == (due[1], frozenset({"cyber"}), "story")
    await store.release_leases(NOW)
    (claim,) = await look_at(store)
    article = replace(claim.article, title="Changed", text="Other text")
    update = plan("dams", "edit-1")
    found = Revision(Validators('"2"'), None, article, (match("cyber"), match("dams")), (update,))
    with pytest.raises(ClaimLost):
        await store.revisions.commit(lost, found, LATER)
    assert await store.revisions.commit(claim, found, LATER) == 1
    (kept,) = [each async for each in store.articles.stream()]
    assert (kept.title, kept.text) == ("Changed", "Other text")
    tally = await store.reports.tally()
    assert (tally.matched, tally.alerted, tally.merged, tally.alerts) == (2, 2, 0, 2)
    assert await look_at(store) == ()
    host = await claim_host(store, LATER)
    sighting = Sighting(claim.article.id, keyed(1), edited=True)
    await store.feeds.commit_poll(host, PollOutcome(host.feeds[0], sightings=(sighting,)), LATER)
    assert await look_at(store) == ()
    (again,) = await store.revisions.claim(LATER + HOUR, LATER + 2 * HOUR, 9, 9, 9)
    assert again.told == {"cyber", "dams"}
    assert await store.revisions.commit(again, found, LATER + HOUR) == 0
