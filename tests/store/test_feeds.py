"""Polling: which feeds are asked when, by whom, and what a poll leaves behind."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from threading import Thread

import pytest

from monitor.errors import ClaimLost, Fault, StoreError
from monitor.model import FeedState, FloodState, Hints, PartSeen, PollOutcome, Release, Rhythm, RowRead
from monitor.store import EntryState, Store, host_of
from tests.store.world import LATER, LEASE, NOW, claim_entries, claim_host, configure, entry, feed, polled

DAY = timedelta(days=1)


async def states(store: Store) -> dict[str, FeedState]:
    """What is remembered of every feed."""
    return {report.state.feed_id: report.state for report in await store.reports.feeds()}


async def test_a_new_feed_is_first_polled_when_its_turn_in_the_spread_comes(store: Store) -> None:
    """Adding a thousand feeds must not poll a thousand feeds at once."""
    await configure(store, feed(), at=LATER)
    assert await store.feeds.claim_hosts(NOW, LEASE, 10, 10) == ()
    claim = await claim_host(store, LATER)
    assert [state.feed_id for state in claim.feeds] == ["wire"]


async def test_a_restart_leaves_the_schedule_and_the_validators_alone(store: Store) -> None:
    """Starting the service twenty times must not ask any site twenty times."""
    await polled(store)
    before = await states(store)
    await configure(store, feed(title="Another title"), at=NOW)
    assert await states(store) == before
    assert (await store.reports.feeds())[0].title == "Another title"
    assert await store.feeds.claim_hosts(NOW, LEASE, 10, 10) == ()


async def test_what_a_poll_learned_is_remembered_to_the_byte(store: Store) -> None:
    """Validators are echoed to the server as it gave them; faults and counters are what people see in the list."""
    await configure(store, feed())
    claim = await claim_host(store)
    learned = replace(
        claim.feeds[0],
        next_poll_at=LATER,
        etag='W/"x-gzip" ',
        last_modified="yesterday, perhaps",
        body_hash="blake2b:00",
        last_polled_at=NOW,
        last_success_at=NOW - timedelta(days=1),
        failures=3,
        fault=Fault.TIMEOUT,
        fault_detail="no answer within 30 s",
        sitemap_rows=(RowRead("z", (2026, 10**18 - 1)), RowRead("a", (), newest_first=True)),
        sitemap_parts=(PartSeen("https://wire.example/1.xml", "https://wire.example/1.xml?x", 'W/"a"', None, "0", 9),),
    )
    assert await store.feeds.commit_poll(claim, PollOutcome(learned), NOW) == ()
    assert (await states(store))["wire"] == learned


async def test_an_entry_is_new_once(store: Store) -> None:
    """A feed repeats its entries at every poll, and sometimes within one document; each is processed once."""
    first = await polled(store, entry(1), entry(2), entry(1))
    assert len(first) == len(set(first)) == 2
    claim = await claim_host(store, LATER)
    found = await store.feeds.commit_poll(claim, PollOutcome(claim.feeds[0], fresh=(entry(2), entry(3))), LATER)
    assert len(found) == 1
    assert not set(found) & set(first)
    assert (await states(store))["wire"].last_new_at == LATER


async def test_a_poll_without_news_keeps_the_moment_of_the_last_news(store: Store) -> None:
    """The polling interval follows how often a feed has news, so that moment must not move by itself."""
    await polled(store, entry(1))
    claim = await claim_host(store, LATER)
    await store.feeds.commit_poll(claim, PollOutcome(claim.feeds[0], fresh=(entry(1),)), LATER)
    assert (await states(store))["wire"].last_new_at == NOW


async def test_entries_of_a_first_poll_are_remembered_but_not_processed(store: Store) -> None:
    """The old news in a feed that was just added alerts nobody, then or later."""
    await configure(store, feed())
    claim = await claim_host(store)
    found = await store.feeds.commit_poll(claim, PollOutcome(claim.feeds[0], fresh=(entry(1),), known=(entry(2),)), NOW)
    assert len(found) == 1
    again = PollOutcome(claim.feeds[0], fresh=(entry(1), entry(2)))
    assert await store.feeds.commit_poll(claim, again, NOW) == ()
    assert [work.entry for work in await claim_entries(store)] == [entry(1)]


async def test_two_feeds_may_name_their_entries_alike(store: Store) -> None:
    """Guids are unique within a feed only; "1" of one feed does not hide "1" of another."""
    await configure(store, feed("a"), feed("b"))
    found = set()
    for claim in await store.feeds.claim_hosts(NOW, LEASE, 10, 10):
        found |= set(await store.feeds.commit_poll(claim, PollOutcome(claim.feeds[0], fresh=(entry(1),)), NOW))
    assert len(found) == 2


async def test_a_feed_that_moves_keeps_its_entries_and_forgets_its_validators(store: Store) -> None:
    """A corrected URL repeats no alert, and is asked at once, without validators that belong to another resource.

    Nor is the new resource taken for one that replaces all it holds because the old one did.
    """
    await polled(store, entry(1))
    moved = feed(url="https://new.example/feed.xml")
    claim = await claim_host(store, LATER)
    failed = replace(claim.feeds[0], etag="old", last_modified="old", body_hash="old", failures=9, fault=Fault.DNS)
    failed = replace(failed, flood=FloodState.TURNOVER)
    await store.feeds.commit_poll(claim, PollOutcome(failed), LATER)
    await store.feeds.sync([moved], LATER, lambda each: LATER)
    await store.feeds.release_host(claim, LATER, LATER)
    claim = await claim_host(store, LATER)
    assert claim.host == "new.example"
    assert (claim.feeds[0].etag, claim.feeds[0].last_modified, claim.feeds[0].body_hash) == (None, None, None)
    assert (claim.feeds[0].failures, claim.feeds[0].fault, claim.feeds[0].url) == (0, None, moved.url)
    assert claim.feeds[0].flood is None
    assert await store.feeds.commit_poll(claim, PollOutcome(claim.feeds[0], fresh=(entry(1),)), LATER) == ()


async def test_a_poll_of_the_old_url_leaves_no_validators_for_the_new_one(store: Store) -> None:
    """The URL is changed while the old one is being polled: the entries count, the old validators do not."""
    await configure(store, feed())
    claim = await claim_host(store)
    await configure(store, feed(url="https://new.example/feed.xml"))
    found = await store.feeds.commit_poll(
        claim, PollOutcome(replace(claim.feeds[0], etag="old"), fresh=(entry(1),)), NOW
    )
    assert len(found) == 1
    assert (await states(store))["wire"].etag is None


async def test_a_feed_taken_out_rests_and_resumes_where_it_stood(store: Store) -> None:
    """Taking a feed out for a week and back in does not make its old entries new."""
    await polled(store, entry(1))
    await configure(store)
    assert await store.feeds.claim_hosts(LATER, LATER + timedelta(minutes=5), 10, 10) == ()
    assert [report.active for report in await store.reports.feeds()] == [False]
    spread = LATER + timedelta(minutes=3)
    await store.feeds.sync([feed()], LATER + timedelta(seconds=1), lambda each: spread)
    claim = await claim_host(store, spread)
    assert claim.feeds[0].next_poll_at == spread
    assert await store.feeds.commit_poll(claim, PollOutcome(claim.feeds[0], fresh=(entry(1),)), spread) == ()


async def test_a_host_is_claimed_whole_and_by_one(store: Store, other: Store) -> None:
    """However many workers and feeds there are, one host is asked by one worker."""
    await configure(store, feed("a", "https://Site.example/a"), feed("b", "https://site.example/b"))
    claim = await claim_host(store)
    assert (claim.host, [state.feed_id for state in claim.feeds]) == ("site.example", ["a", "b"])
    assert await other.feeds.claim_hosts(NOW, LEASE, 10, 10) == ()
    assert await store.feeds.claim_hosts(LATER, LATER + timedelta(minutes=5), 10, 10, in_hand=[claim]) == ()


async def test_a_claim_takes_the_feeds_that_wait_longest(store: Store) -> None:
    """A host with many feeds is worked off in order, a few at a time, and feeds that are not due are left alone."""
    feeds = [feed(name, f"https://site.example/{name}") for name in "abcd"]
    moments = {name: NOW - timedelta(minutes=age) for name, age in (("a", 1), ("b", 3), ("c", 2), ("d", -1))}
    await store.feeds.sync(feeds, NOW, lambda each: moments[each.id])
    (claim,) = await store.feeds.claim_hosts(NOW, LEASE, limit=5, per_host=2)
    assert [state.feed_id for state in claim.feeds] == ["b", "c"]
    (claim,) = await store.feeds.claim_hosts(LEASE, LATER, limit=5, per_host=9)
    assert [state.feed_id for state in claim.feeds] == ["b", "c", "a", "d"]


async def test_a_feed_is_not_asked_twice_because_the_service_was_killed(store: Store) -> None:
    """A claim that is never released leaves each of its feeds due when that feed was to be due then. One that is
    released leaves those that nobody asked as they were.
    """
    plans = {"often": NOW + timedelta(minutes=2), "seldom": NOW + timedelta(hours=6), "left": NOW + DAY}
    await store.feeds.sync([feed(name, f"https://site.example/{name}") for name in plans], NOW, lambda each: NOW)

    def if_cut_off(state: FeedState) -> datetime:
        return plans[state.feed_id]

    (killed,) = await store.feeds.claim_hosts(NOW, LEASE, 1, 9, if_cut_off=if_cut_off)
    assert {state.next_poll_at for state in killed.feeds} == {NOW}
    await store.release_leases(NOW)
    await store.feeds.keep_within(NOW, NOW + DAY)
    (claim,) = await store.feeds.claim_hosts(plans["seldom"], plans["seldom"] + timedelta(minutes=5), 1, 9)
    assert [state.feed_id for state in claim.feeds] == ["often", "seldom"]
    await store.feeds.release_host(claim, plans["seldom"], plans["seldom"])

    later = NOW + 2 * DAY
    plans |= dict.fromkeys(plans, later + DAY)
    (claim,) = await store.feeds.claim_hosts(later, later + timedelta(minutes=5), 1, 9, if_cut_off=if_cut_off)
    assert len(claim.feeds) == 3
    await store.feeds.release_host(claim, later, later, asked={"often"})
    planned = {report.state.feed_id: report.state.next_poll_at for report in await store.reports.feeds()}
    assert planned == {"often": later + DAY, "seldom": NOW + timedelta(hours=6), "left": NOW + DAY}


async def test_a_shorter_interval_brings_a_poll_nearer_once(store: Store) -> None:
    """Not one that is under way or failed, nor one that is due sooner; and not again when the service starts again."""
    names = ("late", "soon", "long", "failed", "killed")
    await configure(store, *(feed(name, f"https://site.example/{name}") for name in names))
    (claim,) = await store.feeds.claim_hosts(NOW, LEASE, 1, 9)
    for state in claim.feeds:
        planned_by = None if state.feed_id == "failed" else timedelta(hours=6)
        due = NOW if state.feed_id == "killed" else NOW + timedelta(minutes=5) if state.feed_id == "soon" else NOW + DAY
        planned = replace(state, next_poll_at=due, planned_by=planned_by, fresh_for=timedelta(minutes=3))
        await store.feeds.commit_poll(claim, PollOutcome(planned), NOW)
    await store.feeds.release_host(claim, NOW, NOW)
    (claim,) = await store.feeds.claim_hosts(NOW, LEASE, 1, 9, if_cut_off=lambda _: NOW + DAY)
    assert [state.feed_id for state in claim.feeds] == ["killed"]
    await store.release_leases(NOW)
    intervals = dict.fromkeys(names, timedelta(hours=1)) | {"long": timedelta(hours=6)}
    asked: list[tuple[str, timedelta | None]] = []
    for restart in range(3):

        def replan(state: FeedState, at: datetime = NOW + timedelta(minutes=10 - restart)) -> datetime:
            asked.append((state.feed_id, state.fresh_for))
            return at

        await store.feeds.hasten(intervals, replan)
    assert sorted(asked) == [("late", timedelta(minutes=3)), ("soon", timedelta(minutes=3))]
    due_at = {report.state.feed_id: report.state.next_poll_at - NOW for report in await store.reports.feeds()}
    minutes = timedelta(minutes=1)
    assert due_at == {"late": 10 * minutes, "soon": 5 * minutes, "long": DAY, "failed": DAY, "killed": DAY}
    (claim,) = await store.feeds.claim_hosts(NOW + 10 * minutes, LEASE, 1, 9)
    assert [state.feed_id for state in claim.feeds] == ["soon", "late"]


async def test_no_poll_begins_while_its_plan_is_changed(url: str, store: Store) -> None:
    """Else the feed would be asked again right after it, or one of the two would have to give way."""
    await configure(store, feed())
    claim = await claim_host(store)
    planned = replace(claim.feeds[0], next_poll_at=LATER, planned_by=DAY)
    await store.feeds.commit_poll(claim, PollOutcome(planned), NOW, Release(NOW, frozenset({"wire"})))
    interval = timedelta(hours=1)
    taken: list[FeedState] = []

    async def begin() -> None:
        other = await Store.open(url)
        for each in await other.feeds.claim_hosts(LATER, LATER + timedelta(minutes=5), 1, 9):
            taken.extend(each.feeds)
        await other.close()

    beginning = Thread(target=lambda: asyncio.run(begin()))

    def replan(state: FeedState) -> datetime:
        beginning.start()
        if store._database.location.postgresql:
            beginning.join()  # in SQLite it waits until this has ended
        return NOW

    await store.feeds.hasten({"wire": interval}, replan)
    beginning.join()
    assert all((state.next_poll_at, state.planned_by) == (NOW, interval) for state in taken)
    assert (await states(store))["wire"].next_poll_at == NOW


async def test_a_stopped_feed_is_left_alone_until_somebody_resumes_it(store: Store) -> None:
    """What its site called gone for good is asked no more, also after a restart, and again when it is wanted."""
    await configure(store, feed())
    claim = await claim_host(store, NOW)
    stopped = replace(claim.feeds[0], stopped=True, hints=Hints(ttl=DAY, skip_hours=(1,)), rhythm=Rhythm(3, NOW))
    await store.feeds.commit_poll(claim, PollOutcome(stopped), NOW)
    await store.feeds.release_host(claim, NOW, NOW)
    await store.feeds.sync([feed()], NOW, lambda each: NOW)
    assert await store.feeds.claim_hosts(NOW + DAY, NOW + 2 * DAY, 1, 1) == ()
    assert not await store.feeds.resume("another", NOW)
    assert await store.feeds.resume(stopped.feed_id, NOW)
    (state,) = (await claim_host(store, NOW)).feeds
    assert (state.hints, state.rhythm) == (stopped.hints, stopped.rhythm)


async def test_a_single_pass_asks_only_feeds_that_were_due_when_it_began(store: Store) -> None:
    """One that takes longer than the polling interval ends all the same: it asks no feed twice."""
    feeds = [feed("a", "https://site.example/a"), feed("b", "https://site.example/b"), feed("c")]
    await store.feeds.sync(feeds, NOW, lambda each: NOW if each.id == "a" else NOW + timedelta(minutes=1))
    (claim,) = await store.feeds.claim_hosts(LATER, LATER + timedelta(minutes=5), 5, 5, due_by=NOW)
    assert [state.feed_id for state in claim.feeds] == ["a"]
    await store.feeds.commit_poll(claim, PollOutcome(replace(claim.feeds[0], next_poll_at=LATER)), LATER)
    await store.feeds.release_host(claim, LATER, LATER)
    assert await store.feeds.claim_hosts(LATER, LATER + timedelta(minutes=5), 5, 5, due_by=NOW) == ()
    assert len(await store.feeds.claim_hosts(LATER, LATER + timedelta(minutes=5), 5, 5)) == 2


async def test_no_feed_waits_longer_than_the_longest_interval(store: Store) -> None:
    """Polls planned while the clock was a year ahead are brought back at the next start."""
    await configure(store, feed())
    ahead = NOW + timedelta(days=365)
    claim = await claim_host(store, ahead)
    await store.feeds.commit_poll(claim, PollOutcome(replace(claim.feeds[0], next_poll_at=ahead + DAY)), ahead)
    await store.feeds.release_host(claim, ahead, ahead)
    await store.feeds.sync([feed()], NOW, lambda each: NOW, NOW + DAY)
    assert await store.feeds.claim_hosts(NOW + DAY - timedelta(seconds=1), NOW + 2 * DAY, 1, 1) == ()
    assert (await claim_host(store, NOW + DAY)).host == "wire.example"


async def test_hosts_that_wait_longest_come_first(store: Store) -> None:
    """Under load every host gets its turn."""
    moments = {"a": NOW - timedelta(minutes=1), "b": NOW - timedelta(minutes=3), "c": NOW - timedelta(minutes=2)}
    await store.feeds.sync([feed(name) for name in "abc"], NOW, lambda each: moments[each.id])
    claims = await store.feeds.claim_hosts(NOW, LEASE, limit=2, per_host=1)
    assert [claim.host for claim in claims] == ["b.example", "c.example"]


async def test_a_released_host_is_due_with_its_first_feed_but_not_within_its_spacing(store: Store) -> None:
    """Two requests to one host keep their distance, also over a change of configuration."""
    await configure(store, feed("a", "https://site.example/a"), feed("b", "https://site.example/b"))
    (claim,) = await store.feeds.claim_hosts(NOW, LEASE, limit=1, per_host=1)
    await store.feeds.commit_poll(claim, PollOutcome(replace(claim.feeds[0], next_poll_at=LATER)), NOW)
    pause = timedelta(seconds=5)
    await store.feeds.release_host(claim, NOW, NOW + pause)
    await configure(store, feed("a", "https://site.example/a"), feed("b", "https://site.example/b"))
    assert await store.feeds.claim_hosts(NOW + pause / 2, LEASE, 1, 1) == ()
    claim = await claim_host(store, NOW + pause)
    assert [state.feed_id for state in claim.feeds] == ["b"]


async def test_a_host_is_given_back_with_its_last_poll(store: Store, other: Store) -> None:
    """One transaction does for both: the host is free, not before its spacing, and a feed left out is due as before."""
    feeds = [feed("a", "https://site.example/a"), feed("b", "https://site.example/b")]
    await configure(store, *feeds)
    (claim,) = await store.feeds.claim_hosts(NOW, LEASE, limit=1, per_host=2, if_cut_off=lambda each: LATER)
    read = PollOutcome(replace(claim.feeds[1], next_poll_at=LATER))
    pause = timedelta(seconds=5)
    await store.feeds.commit_poll(claim, read, NOW, Release(NOW + pause, frozenset({"b"})))
    assert await other.feeds.claim_hosts(NOW + pause / 2, LEASE, 1, 2) == ()
    assert [state.feed_id for state in (await claim_host(other, NOW + pause)).feeds] == ["a"]


async def test_a_host_with_a_backlog_queues_behind_the_others(store: Store) -> None:
    """A host whose feeds are long overdue takes turns with the rest instead of coming first each time."""
    old = NOW - timedelta(hours=5)
    feeds = [feed("a", "https://busy.example/a"), feed("b", "https://busy.example/b"), feed("c")]
    await store.feeds.sync(feeds, NOW, lambda each: old if each.id in "ab" else NOW - timedelta(minutes=1))
    (claim,) = await store.feeds.claim_hosts(NOW, LEASE, limit=1, per_host=1)
    await store.feeds.commit_poll(claim, PollOutcome(replace(claim.feeds[0], next_poll_at=LATER)), NOW)
    await store.feeds.release_host(claim, NOW, old)
    (claim,) = await store.feeds.claim_hosts(NOW, LEASE, limit=1, per_host=1)
    assert claim.host == "c.example"


async def test_a_lapsed_lease_frees_the_host_and_fences_off_its_holder(store: Store, other: Store) -> None:
    """A worker that hung past its lease can neither write over its successor's work nor give away its claim."""
    await configure(store, feed())
    slow = await claim_host(store)
    quick = await claim_host(other, LEASE)
    with pytest.raises(ClaimLost, match=r"wire\.example"):
        await store.feeds.commit_poll(slow, PollOutcome(slow.feeds[0], fresh=(entry(1),)), LEASE)
    assert (await store.reports.tally()).entries[EntryState.PENDING] == 0
    await store.feeds.release_host(slow, LEASE, LEASE)
    assert await store.feeds.claim_hosts(LEASE, LATER, 1, 1) == ()
    assert len(await other.feeds.commit_poll(quick, PollOutcome(quick.feeds[0], fresh=(entry(1),)), LEASE)) == 1


async def test_workers_that_claim_at_once_get_different_hosts(store: Store, other: Store) -> None:
    """Two workers share the hosts: none is missed and none is polled by both."""
    await configure(store, *(feed(f"f{number}") for number in range(40)))
    claims = await asyncio.gather(*(each.feeds.claim_hosts(NOW, LEASE, 10, 1) for each in (store, other) * 2))
    hosts = [claim.host for batch in claims for claim in batch]
    assert len(hosts) == len(set(hosts))
    rest = [claim.host for claim in await store.feeds.claim_hosts(NOW, LEASE, 40, 1)]
    assert len(hosts + rest) == len(set(hosts + rest)) == 40


async def test_moments_are_kept_in_utc_and_naive_ones_refused(store: Store) -> None:
    """A moment without zone would mean another hour on another machine."""
    zurich = timezone(timedelta(hours=1))
    await configure(store, feed(), at=NOW.astimezone(zurich))
    assert (await states(store))["wire"].next_poll_at == NOW
    assert (await states(store))["wire"].next_poll_at.utcoffset() == timedelta(0)
    with pytest.raises(StoreError, match="without time zone"):
        await configure(store, feed("naive"), at=datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_host_is_named_in_lower_case_without_port_or_user() -> None:
    """Politeness is per host, however its name is written."""
    assert host_of("https://User:pw@NEWS.Example:8443/x") == "news.example"
