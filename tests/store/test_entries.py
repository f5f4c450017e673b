"""Processing: each new entry is read by one worker, and all that it leads to is stored at once or not at all."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from monitor.errors import ClaimLost, StoreError
from monitor.model import DeliveryState, Entry, PollOutcome, Tally, Validators
from monitor.store import EntryState, Store
from monitor.store.reports import Due
from tests.store.world import (
    LATER,
    LEASE,
    NOW,
    alerted,
    claim_deliveries,
    claim_entries,
    configure,
    entry,
    feed,
    outcome,
    plan,
    polled,
)


async def test_a_new_entry_comes_back_as_the_feed_gave_it(store: Store) -> None:
    """What is processed is what was published, every field of it."""
    (entry_id,) = await polled(store, entry())
    (claim,) = await claim_entries(store)
    assert (claim.id, claim.feed_id, claim.entry, claim.attempts) == (entry_id, "wire", entry(), 1)


async def test_workers_that_claim_at_once_get_different_entries(store: Store, other: Store) -> None:
    """No article is read twice because two workers asked in the same moment, and none is passed over."""
    ids = await polled(store, *(entry(number) for number in range(60)))
    batches = await asyncio.gather(*(claim_entries(each, limit=15) for each in (store, other) * 2))
    taken = [claim.id for batch in batches for claim in batch]
    assert len(taken) == len(set(taken))
    taken += [claim.id for claim in await claim_entries(store)]
    assert sorted(taken) == sorted(ids)


async def test_older_entries_are_processed_first(store: Store) -> None:
    """Nothing waits for ever behind what came later."""
    (first,) = await polled(store, entry(1))
    (claim,) = await store.feeds.claim_hosts(LATER, LATER + timedelta(minutes=5), 1, 1)
    (second,) = await store.feeds.commit_poll(claim, PollOutcome(claim.feeds[0], fresh=(entry(2),)), LATER)
    assert [work.id for work in await claim_entries(store, LATER, limit=1)] == [first]
    assert [work.id for work in await claim_entries(store, LATER, limit=1)] == [second]


async def test_a_feed_that_floods_keeps_no_other_waiting(store: Store) -> None:
    """Ten thousand entries of one feed do not hold up the one entry of another, nor fill every place."""
    await configure(store, feed("flood"), feed("quiet"))
    for claim in await store.feeds.claim_hosts(NOW, LEASE, 2, 1):
        number = 30 if claim.host == "flood.example" else 1
        fresh = tuple(entry(each) for each in range(number))
        await store.feeds.commit_poll(claim, PollOutcome(claim.feeds[0], fresh=fresh), NOW)
    taken = await store.entries.claim(NOW, LEASE, 8, per_feed=5, per_host=99)
    assert Counter(work.feed_id for work in taken) == {"flood": 4, "quiet": 1}
    assert len(await store.entries.claim(NOW, LEASE, 8, per_feed=5, per_host=99, in_hand=taken)) == 1


async def test_a_site_with_many_feeds_keeps_no_other_waiting(store: Store) -> None:
    """When the pages of an outlet hang, its twenty feeds do not take up every place with them."""
    names = [f"slow{number}" for number in range(20)]
    await configure(store, *(feed(name, f"https://slow.example/{name}") for name in names), feed("quick"))
    for claim in await store.feeds.claim_hosts(NOW, LEASE, 2, 20):
        for state in claim.feeds:
            site = "quick" if state.feed_id == "quick" else "slow"
            await store.feeds.commit_poll(claim, PollOutcome(state, fresh=(entry(1, site), entry(2, site))), NOW)
    first = await store.entries.claim(NOW, LEASE, 10, per_feed=4, per_host=4)
    second = await store.entries.claim(NOW, LEASE, 10, per_feed=4, per_host=4, in_hand=first)
    taken = Counter("quick" if claim.feed_id == "quick" else "slow" for claim in (*first, *second))
    assert taken == {"slow": 4, "quick": 2}


async def test_feeds_whose_site_has_its_share_cost_a_claim_nothing(store: Store) -> None:
    """Where twenty feeds link to one site, a claim does not ask each of them for pages that it may not take."""
    names = [f"feed{number}" for number in range(20)]
    await configure(store, *(feed(name, f"https://feeds.example/{name}") for name in names))
    (claim,) = await store.feeds.claim_hosts(NOW, LEASE, 1, 20)
    for state in claim.feeds:
        await store.feeds.commit_poll(claim, PollOutcome(state, fresh=(entry(1, "one"), entry(2, "one"))), NOW)
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    event.listen(store._database.engine.sync_engine, "before_cursor_execute", note)
    assert len(await store.entries.claim(NOW, LEASE, 32, per_feed=4, per_host=4)) == 4
    assert sum("UPDATE entries" in statement for statement in statements) == 2


async def test_what_is_due_is_seen_before_it_is_claimed(store: Store) -> None:
    """The engine claims only what this says is there: all that is due, and nothing that is leased or settled."""
    assert await store.reports.due(NOW) == Due(deliveries=False, entries=False, revisions=False, hosts=False)
    await polled(store, entry())
    assert await store.reports.due(NOW) == Due(deliveries=False, entries=True, revisions=False, hosts=False)
    (claim,) = await claim_entries(store)
    assert not (await store.reports.due(NOW)).entries
    assert (await store.reports.due(LEASE)).entries
    assert (await store.reports.due(LATER)).hosts
    result = replace(outcome(claim, plan()), look_again=(LATER, Validators()))
    await store.articles.commit(claim, result, NOW)
    assert await store.reports.due(NOW) == Due(deliveries=True, entries=False, revisions=False, hosts=False)
    assert (await store.reports.due(LATER)).revisions


async def test_an_entry_in_hand_is_not_claimed_again(store: Store) -> None:
    """After the machine slept through a lease, the page that is being read is not read twice."""
    await polled(store, entry())
    taken = await claim_entries(store)
    assert await store.entries.claim(LATER, LATER + timedelta(minutes=5), 9, 9, 9, in_hand=taken) == ()
    assert await store.articles.commit(taken[0], outcome(taken[0]), LATER) == Tally(0, 0, 0)


async def test_an_article_is_stored_whole(store: Store) -> None:
    """A backtest reads the articles back as they were matched."""
    await polled(store, entry())
    (claim,) = await claim_entries(store)
    result = outcome(claim, plan(to=("desk", "ops")))
    assert await store.articles.commit(claim, result, NOW) == Tally(matched=1, alerted=1, merged=0)
    assert [article async for article in store.articles.stream()] == [result.article]
    assert await store.reports.alerts(10) == (result.plans[0].alert,)
    assert {delivery.channel for delivery in await claim_deliveries(store)} == {"desk", "ops"}
    assert await claim_entries(store, LATER) == ()


async def test_a_second_article_of_a_story_is_merged_and_tells_nobody(store: Store) -> None:
    """The same wire story from two outlets is one alert; the second match is counted, not lost."""
    await polled(store, entry(1), entry(2))
    first, second = await claim_entries(store)
    await store.articles.commit(first, outcome(first, plan(number=1)), NOW)
    tally = await store.articles.commit(second, outcome(second, plan(number=2), plan("other", number=2)), NOW)
    assert tally == Tally(matched=2, alerted=1, merged=1)
    assert len(await claim_deliveries(store)) == 2
    counts = await store.reports.tally()
    assert (counts.matched, counts.alerted, counts.merged, counts.alerts) == (3, 2, 1, 2)


async def test_two_workers_with_the_same_story_make_one_alert(store: Store, other: Store) -> None:
    """Also when both commit in the same moment, and whatever the order of their rules."""
    rules = ("a", "b", "c")
    await polled(store, *(entry(number) for number in range(12)))
    claims = await claim_entries(store)
    commits = []
    for number, claim in enumerate(claims):
        order = rules if number % 2 else rules[::-1]
        result = outcome(claim, *(plan(rule, number=number) for rule in order))
        commits.append((store, other)[number % 2].articles.commit(claim, result, NOW))
    tallies = await asyncio.gather(*commits)
    assert sum(tally.alerted for tally in tallies) == 3
    assert sum(tally.merged for tally in tallies) == 33
    assert len(await claim_deliveries(store)) == 3


async def test_a_commit_that_breaks_half_way_leaves_nothing(store: Store) -> None:
    """The last of its rows is refused by the database; none of the others stays, and the entry can be tried again."""
    await alerted(store, plan("first"))
    before = await store.reports.tally()
    (claim,) = await store.feeds.claim_hosts(LATER, LATER + timedelta(minutes=5), 1, 1)
    await store.feeds.commit_poll(claim, PollOutcome(claim.feeds[0], fresh=(entry(2),)), LATER)
    (work,) = await claim_entries(store, LATER)
    taken = plan("first").deliveries[0]
    clash = plan()
    clash = replace(clash, deliveries=(*clash.deliveries, replace(taken, alert_id=clash.alert.id)))
    with pytest.raises(StoreError, match="refused a statement"):
        await store.articles.commit(work, outcome(work, clash), LATER)
    after = await store.reports.tally()
    assert after.entries == {**before.entries, EntryState.PENDING: 1}
    assert (after.articles, after.matched, after.alerts) == (before.articles, before.matched, before.alerts)
    assert after.deliveries == before.deliveries
    assert (await store.articles.commit(work, outcome(work, plan()), LATER)).alerted == 1


async def test_a_poll_that_breaks_half_way_leaves_nothing(store: Store) -> None:
    """No entry is marked seen without being queued, and no validator is stored without its entries."""
    await configure(store, feed())
    (claim,) = await store.feeds.claim_hosts(NOW, LEASE, 1, 1)
    refuse = "RAISE(ABORT, 'planted')"
    statements = [f"CREATE TRIGGER planted BEFORE UPDATE OF etag ON feeds BEGIN SELECT {refuse}; END"]
    if store.name.startswith("postgresql"):
        body = "BEGIN RAISE EXCEPTION 'planted'; END"
        statements = [
            f"CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS '{body.replace(chr(39), chr(39) * 2)}'",
            "CREATE TRIGGER planted BEFORE UPDATE OF etag ON feeds FOR EACH ROW EXECUTE FUNCTION planted()",
        ]
    async with store._database.write() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    with pytest.raises(StoreError, match="planted"):
        await store.feeds.commit_poll(claim, PollOutcome(replace(claim.feeds[0], etag="x"), fresh=(entry(),)), NOW)
    assert sum((await store.reports.tally()).entries.values()) == 0


async def test_a_match_without_a_plan_is_refused(store: Store) -> None:
    """A match that nobody would be told of is a mistake of the program, and is not stored as if all were well."""
    await polled(store, entry())
    (claim,) = await claim_entries(store)
    result = outcome(claim, plan())
    with pytest.raises(ValueError, match="cyber"):
        await store.articles.commit(claim, replace(result, plans=()), NOW)
    assert (await store.reports.tally()).entries[EntryState.PENDING] == 1


async def test_a_worker_past_its_lease_cannot_commit(store: Store, other: Store) -> None:
    """An entry that was handed on is committed once, by its latest holder."""
    await polled(store, entry())
    (slow,) = await claim_entries(store)
    (quick,) = await claim_entries(other, LEASE)
    assert quick.attempts == 2
    with pytest.raises(ClaimLost):
        await store.articles.commit(slow, outcome(slow, plan()), LEASE)
    assert (await store.reports.tally()).articles == 0
    await other.articles.commit(quick, outcome(quick, plan()), LEASE)
    for late in (
        store.articles.commit(quick, outcome(quick, plan()), LEASE),
        store.entries.defer(quick, LATER, "late"),
        store.entries.fail(slow, "late", LEASE),
    ):
        with pytest.raises(ClaimLost):
            await late
    assert (await store.reports.tally()).entries[EntryState.DONE] == 1


async def test_an_entry_put_off_comes_again_in_its_time(store: Store) -> None:
    """A page that is down for a minute costs a minute, and counts as an attempt."""
    await polled(store, entry())
    (claim,) = await claim_entries(store)
    await store.entries.defer(claim, LATER, "the page answers 503")
    assert await claim_entries(store, LATER - timedelta(seconds=1)) == ()
    (again,) = await claim_entries(store, LATER)
    assert (again.id, again.attempts) == (claim.id, 2)


async def test_an_entry_given_up_is_counted_as_failed(store: Store) -> None:
    """What could not be processed is listed; it neither vanishes nor comes again."""
    await polled(store, entry())
    (claim,) = await claim_entries(store)
    await store.entries.fail(claim, "no text anywhere", NOW)
    assert await claim_entries(store, LATER) == ()
    assert (await store.reports.tally()).entries[EntryState.FAILED] == 1
    assert (await store.reports.feeds())[0].entries == {EntryState.FAILED: 1}


async def test_a_start_takes_up_what_a_kill_left(store: Store) -> None:
    """After kill -9 nothing waits for leases of the dead to run out."""
    await polled(store, entry(1), entry(2))
    (first, _) = await claim_entries(store)
    await store.articles.commit(first, outcome(first, plan()), NOW)
    await store.feeds.claim_hosts(LATER, LATER + timedelta(hours=1), 1, 1)
    await claim_deliveries(store)
    await store.release_leases(NOW)
    until = LATER + timedelta(hours=1)
    assert len(await store.feeds.claim_hosts(LATER, until, 9, 1)) == 1
    # Their leases have not run out yet: only the start has voided them.
    assert len(await store.entries.claim(NOW, until, 9, 9, 9)) == 1
    assert len(await store.deliveries.claim(NOW, until, 9, 9)) == 1


async def test_a_service_that_is_killed_for_ever_gives_up_only_what_may_kill_it(store: Store) -> None:
    """Of the articles in hand at a kill one is blamed, by turns: thirty kills are six attempts of each of five. What is
    in hand alone is blamed for each, so that an article that kills the service is given up at last.
    """
    await polled(store, *map(entry, range(5)))
    now = NOW
    for _ in range(30):
        assert len(await claim_entries(store, now)) == 5
        await store.release_leases(now)
        now += timedelta(minutes=11)
    claims = await claim_entries(store, now)
    assert [claim.attempts for claim in claims] == [7] * 5
    for claim in claims[1:]:
        await store.entries.fail(claim, "no text anywhere", now)
    for attempts in (8, 9, 10):
        await store.release_leases(now)
        now += timedelta(minutes=11)
        (alone,) = await claim_entries(store, now)
        assert alone.attempts == attempts


async def test_what_was_in_hand_at_kill_after_kill_lets_all_else_go_first(store: Store) -> None:
    """An article that kills the service holds nothing up and fills no log with restarts: the more often it was in hand
    alone, the longer it waits, up to ten minutes; at the first kill not at all.
    """
    await polled(store, entry(1))
    now = NOW
    await claim_entries(store, now)
    for seconds in (0, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600):
        await store.release_leases(now)
        now += timedelta(seconds=seconds)
        assert not seconds or await claim_entries(store, now - timedelta(seconds=1)) == ()
        assert len(await claim_entries(store, now)) == 1


@pytest.mark.parametrize("damage", ["""'{"titl'""", """'{"title": "A note"}'""", "CAST(X'7BFF' AS TEXT)"])
async def test_an_entry_that_is_damaged_in_the_database_is_given_up(store: Store, damage: str) -> None:
    """With its reason, and keeps no other back; nor does one whose article is looked at again."""
    if store._database.location.postgresql:
        damage = "'[1]'"  # what is not JSON cannot stand there

    async def spoil(number: int) -> None:
        async with store._database.write() as connection:
            its = f"identity = 'guid:{number}'"
            await connection.exec_driver_sql(f"UPDATE entries SET content = {damage} WHERE {its}")

    await polled(store, entry(1), entry(2), entry(3))
    await spoil(1)
    claims = await claim_entries(store)
    assert [claim.entry.identity for claim in claims] == ["guid:2", "guid:3"]
    assert (await store.reports.tally()).entries[EntryState.FAILED] == 1
    for claim, story in zip(claims, ("one", "other"), strict=True):
        read = outcome(claim, plan(story_id=story), story_id=story)
        await store.articles.commit(claim, replace(read, look_again=(NOW, Validators())), NOW)
    await spoil(2)
    (look,) = await store.revisions.claim(NOW, LATER, 9, 9, 9)
    assert look.entry.identity == "guid:3"
    assert await store.accounts.check(NOW) == ()


HOSTILE = "a\x00b\ud800c\udfff\u202e\ufeff' OR 1=1; --"


async def test_no_text_from_outside_can_block_a_commit(store: Store) -> None:
    """NUL bytes, halves of surrogate pairs and very long guids reach the database as text that it takes."""
    (nasty,) = (replace(entry(), identity="x" * 100_000 + HOSTILE, title=HOSTILE, summary=HOSTILE, tags=(HOSTILE,)),)
    assert isinstance(nasty, Entry)
    assert len(await polled(store, nasty)) == 1
    (claim,) = await claim_entries(store)
    clean = "a\ufffdb\ufffdc\ufffd\u202e\ufeff' OR 1=1; --"
    assert (claim.entry.title, claim.entry.tags) == (clean, (clean,))
    base = plan()
    alert = replace(base.alert, payload={"data": {HOSTILE: [HOSTILE, {"deep": (HOSTILE, 1, None, True, 1.5)}]}})
    result = outcome(claim, replace(base, alert=alert))
    article = replace(result.article, title=HOSTILE, text=HOSTILE, authors=(HOSTILE,), credit=HOSTILE)
    await store.articles.commit(claim, replace(result, article=article), NOW)
    (delivery,) = await claim_deliveries(store)
    assert delivery.payload == {"data": {clean: [clean, {"deep": [clean, 1, None, True, 1.5]}]}}
    await store.deliveries.mark_delivered(delivery, HOSTILE, NOW)
    (report,) = await store.reports.deliveries(1, state=DeliveryState.DELIVERED)
    assert report.receipt == clean
