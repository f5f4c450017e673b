"""Feeds and their hosts: what is to be polled when, and what a poll leaves behind."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from itertools import chain, islice, repeat
from typing import Any

from sqlalchemy import RowMapping, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import ClaimLost
from monitor.model import Entry, Feed, FeedState, HostClaim, PollOutcome, Release
from monitor.store.claims import claimable, take
from monitor.store.codec import entry_to_json, feed_state_from_row, feed_state_to_row, host_of
from monitor.store.engine import Database, Part
from monitor.store.health import keep_news
from monitor.store.memory import drop_held, entry_id, learn_keys, memory_columns, note_sightings, release_held
from monitor.store.outbox import enter_aside
from monitor.store.schedule import (
    bring_back,
    claim_of,
    due_feeds,
    give_back,
    hold_hosts,
    is_held,
    is_polled,
    plan_ahead,
    schedule_hosts,
    sooner_if_wanted,
)
from monitor.store.schema import EntryState, entries, feeds, hosts
from monitor.store.subscriptions import note_miss, put_subscription

_FORGOTTEN_MOVE = {"moved_to": None, "moving_to": None, "moving_times": 0}
_FORGOTTEN_WITH_URL = {
    **_FORGOTTEN_MOVE,
    "stopped": False,
    "pace": None,
    "validators_url": None,
    "etag": None,
    "last_modified": None,
    "body_hash": None,
    "sitemap_parts": None,
    "flood": None,
    "failures": 0,
    "fault": None,
    "fault_detail": None,
    "failing_since": None,
    "unasked": 0.0,
    "planned_by": None,
}
_BATCH = 500
# Of thousands of feeds at each start and reload: no more than is compared.
_CONFIGURABLE = select(
    feeds.c.id, feeds.c.host, feeds.c.url, feeds.c.title, feeds.c.moved_to, feeds.c.active, feeds.c.next_poll_at
)


class Feeds(Part):
    """The store's part for polling."""

    async def sync(
        self,
        configured: Sequence[Feed],
        now: datetime,
        first_poll_at: Callable[[Feed], datetime],
        latest: datetime | None = None,
    ) -> None:
        """Make the stored feeds those of the configuration.

        A new feed is first polled at ``first_poll_at(feed)``. A known one keeps its state and its schedule; when its
        URL changed, it keeps its entries but is polled as a new resource, unless it was changed to where the feed had
        moved and is asked already. A feed that is configured no longer is only marked inactive, so that it resumes
        where it stood when it comes back.

        No feed waits beyond ``latest``: a poll that was planned for later was planned while the clock was wrong, or
        under a longer interval.
        """
        async with self._database.write() as connection:
            await hold_hosts(connection)
            known = {row["id"]: row for row in (await connection.execute(_CONFIGURABLE)).mappings()}
            served = {row["host"] for row in known.values()}
            missing = {host_of(feed.url) for feed in configured} - served
            await _insert_missing_hosts(connection, self._database, missing)
            added = [_new_row(feed, first_poll_at(feed)) for feed in configured if feed.id not in known]
            if added:
                await connection.execute(insert(feeds), added)
            kept = [feed for feed in configured if feed.id in known]
            await _update_changed(connection, known, kept, now, first_poll_at)
            gone = known.keys() - {feed.id for feed in configured}
            if gone:
                retire = update(feeds).where(feeds.c.id == bindparam("key")).values(active=False)
                await connection.execute(retire, [{"key": feed_id} for feed_id in sorted(gone)])
            if latest is not None:
                await bring_back(connection, now, latest)
            await schedule_hosts(connection)

    async def keep_within(self, now: datetime, latest: datetime) -> None:
        """See to it that no feed waits beyond ``latest``, as :meth:`sync` does."""
        async with self._database.write() as connection:
            if await bring_back(connection, now, latest):
                await schedule_hosts(connection)

    async def hasten(self, intervals: Mapping[str, timedelta], replan: Callable[[FeedState], datetime]) -> None:
        """Have feeds that were planned by a longer interval than theirs polled when ``replan`` says, if that is sooner.

        ``intervals`` are those of the configuration, by feed id. Each plan is changed once for an interval, so that
        starting again and again brings nothing nearer; a feed whose poll is under way, or that fails, keeps its plan.
        """
        planned = select(feeds.c.id, feeds.c.planned_by).where(is_polled, feeds.c.planned_by.is_not(None))
        async with self._database.write() as connection:
            await hold_hosts(connection)
            rows = await connection.execute(planned)
            late = [key for key, by in rows if key in intervals and intervals[key].total_seconds() < by]
            for start in range(0, len(late), _BATCH):
                some = feeds.c.id.in_(late[start : start + _BATCH])
                found = await connection.execute(select(feeds).where(some))
                states = [feed_state_from_row(row) for row in found.mappings()]
                changes = [_hastened(state, intervals[state.feed_id], replan) for state in states]
                its = update(feeds).where(feeds.c.id == bindparam("key"))
                sooner = its.values(next_poll_at=bindparam("moment"), planned_by=bindparam("interval"))
                await connection.execute(sooner, changes)
            if late:
                await schedule_hosts(connection)

    async def claim_hosts(
        self,
        now: datetime,
        lease_until: datetime,
        limit: int,
        per_host: int,
        in_hand: Collection[HostClaim] = (),
        due_by: datetime | None = None,
        if_cut_off: Callable[[FeedState], datetime] | None = None,
    ) -> tuple[HostClaim, ...]:
        """Take up to ``limit`` hosts that are due, each with up to ``per_host`` due feeds, until ``lease_until``.

        Longest due first. No one else gets these hosts until they are released or the lease has run out; who claims
        does not get again what it has ``in_hand``. Only feeds that fell due by ``due_by``, if given, count, so that
        a single pass over them has an end.

        ``if_cut_off`` says when a feed is due should the claim never be released: a service that is killed between a
        request and its commit, and started again, then asks no feed twice in an interval.
        """
        ready = claimable(hosts, now) & hosts.c.host.not_in([claim.host for claim in in_hand])
        if due_by is not None:
            its = (feeds.c.host == hosts.c.host) & is_polled
            ready &= select(feeds.c.id).where(its, feeds.c.next_poll_at <= due_by).exists()
        async with self._database.write() as connection:
            raised = {"lease_until": lease_until, "token": hosts.c.token + 1}
            claimed = await take(connection, hosts, ready, limit, None, **raised)
            due = await due_feeds(connection, [row["host"] for row in claimed], min(due_by or now, now), per_host)
            claims = tuple(claim_of(row, due.get(row["host"], ()), if_cut_off) for row in claimed)
            await plan_ahead(connection, claims)
        return claims

    async def commit_poll(
        self, claim: HostClaim, outcome: PollOutcome, now: datetime, release: Release | None = None
    ) -> tuple[str, ...]:
        """Store what a poll found, all of it or nothing: entries not seen before, validators, the next poll's moment.

        Also what was learned of remembered entries, notices, and the subscription that is wanted. ``release`` gives the
        host back with it, as :meth:`release_host` does. Gives the ids of those ``fresh`` entries that were new, in
        document order; they wait to be processed. Raises :class:`ClaimLost` when the claim is no longer the host's
        latest.
        """
        state = outcome.state
        async with self._database.write() as connection:
            if not await is_held(connection, claim):
                raise ClaimLost(f"{claim.host}: its lease ran out and another worker polls it; this result is dropped")
            new = await self._insert_entries(connection, outcome, now)
            await note_sightings(connection, self._database, state.feed_id, outcome.sightings, now)
            if outcome.release:
                await release_held(connection, state.feed_id, now)
            for plan in outcome.notices:
                await enter_aside(connection, self._database, plan, now)
            if new and outcome.news is not None:
                await keep_news(connection, self._database, state.feed_id, outcome.news)
            # A feed given another URL meanwhile must not get the validators of the old one.
            polled_url = next(feed.url for feed in claim.feeds if feed.feed_id == state.feed_id)
            its = (feeds.c.id == state.feed_id) & (feeds.c.url == polled_url)
            last_new = {"last_new_at": now} if new else {}
            values = {**feed_state_to_row(state), "next_poll_at": sooner_if_wanted(claim, state), **last_new}
            kept = await connection.execute(update(feeds).where(its).values(**values))
            if outcome.relied_on is not None and any(new.values()):
                await note_miss(connection, outcome.relied_on, now)
            if kept.rowcount and outcome.subscription is not None:
                await put_subscription(connection, outcome.subscription, now)
            if release is not None:
                await give_back(connection, claim, max(release.not_before, now), release.asked)
        return tuple(entry_id for entry_id, waits in new.items() if waits)

    async def release_held(self, feed_id: str, now: datetime) -> int:
        """Let the entries that were held back of the feed be processed; gives how many that are."""
        async with self._database.write() as connection:
            return await release_held(connection, feed_id, now)

    async def drop_held(self, feed_id: str) -> int:
        """Take the entries that were held back of the feed for old ones; gives how many that are."""
        async with self._database.write() as connection:
            return await drop_held(connection, feed_id)

    async def release_host(
        self, claim: HostClaim, now: datetime, not_before: datetime, asked: Collection[str] = ()
    ) -> None:
        """Give the host back; it is due again with the first of its feeds, but not before ``not_before``, nor ``now``.

        A host that has more due feeds than one claim takes thus queues behind the others. Feeds whose poll was not
        committed are due as they were before the claim, but not those, by id, that were ``asked`` already. Does nothing
        when the claim has been lost: the host is then another's to release.
        """
        async with self._database.write() as connection:
            if await is_held(connection, claim):
                await give_back(connection, claim, max(not_before, now), asked)

    async def resume(self, feed_id: str, now: datetime) -> bool:
        """Have a stopped feed asked again, at once; says whether there was such a feed."""
        async with self._database.write() as connection:
            stopped = (feeds.c.id == feed_id) & feeds.c.stopped
            resumed = await connection.execute(update(feeds).where(stopped).values(stopped=False, next_poll_at=now))
            if resumed.rowcount:
                await schedule_hosts(connection)
        return bool(resumed.rowcount)

    async def state(self, feed_id: str) -> FeedState | None:
        """What is remembered of a feed that is configured."""
        wanted = select(feeds).where(feeds.c.id == feed_id, feeds.c.active)
        async with self._database.read() as connection:
            row = (await connection.execute(wanted)).mappings().first()
        return feed_state_from_row(row) if row is not None else None

    async def identities(self, feed_id: str) -> Set[str]:
        """The identities of all entries that are remembered of a feed: of a large sitemap, fifty thousand and more."""
        known = select(entries.c.identity).where(entries.c.feed_id == feed_id)
        found: set[str] = set()
        async with self._database.read() as connection, connection.stream(known) as result:
            async for some in result.scalars().partitions(_BATCH):
                found.update(some)
        return found

    async def commit_push(self, outcome: PollOutcome, now: datetime) -> tuple[str, ...]:
        """Store what was pushed: entries not seen before, and what was learned of others.

        Gives the ids of the new ones, which wait to be processed.

        Needs no claim, as nothing of what polls depend on changes.
        """
        feed_id = outcome.state.feed_id
        async with self._database.write() as connection:
            new = await self._insert_entries(connection, outcome, now)
            await note_sightings(connection, self._database, feed_id, outcome.sightings, now)
            if new:
                await connection.execute(update(feeds).where(feeds.c.id == feed_id).values(last_new_at=now))
            if new and outcome.news is not None:
                await keep_news(connection, self._database, feed_id, outcome.news)
        return tuple(entry_id for entry_id, waits in new.items() if waits)

    async def poll_by(self, moments: Mapping[str, datetime], spacing: timedelta) -> None:
        """Have feeds, by id, polled at these ``moments``, or once ``spacing`` has passed since they were asked last.

        Those that are due earlier are polled as planned; so are those that fail, for their pause holds what their
        server asked for. One whose poll is under way is polled again: that may have had its answer already.
        """
        if not moments:
            return
        async with self._database.write() as connection:
            await hold_hosts(connection)
            for feed_id, moment in moments.items():
                answers = (feeds.c.id == feed_id) & (feeds.c.failures == 0)
                found = select(feeds.c.last_polled_at, hosts.c.lease_until).where(answers, hosts.c.host == feeds.c.host)
                asked_at, under_way = (await connection.execute(found)).one_or_none() or (None, None)
                asked_at = moment if under_way else asked_at
                due_at = max(moment, asked_at + spacing) if asked_at else moment
                late = answers & (feeds.c.next_poll_at > due_at)
                await connection.execute(update(feeds).where(late).values(next_poll_at=due_at))
            await schedule_hosts(connection)

    async def _insert_entries(
        self, connection: AsyncConnection, outcome: PollOutcome, now: datetime
    ) -> Mapping[str, bool]:
        """Insert the entries that are not there yet; gives their ids, and whether they wait to be processed.

        The first poll of a sitemap may bring fifty thousand: they are written some at a time, so that the event loop
        gets its turn in between.
        """
        feed_id = outcome.state.feed_id
        states = chain(
            zip(outcome.fresh, repeat(EntryState.PENDING), strict=False),
            zip(outcome.known, repeat(EntryState.KNOWN), strict=False),
            zip(outcome.held, repeat(None), strict=False),
        )
        statement = self._database.insert(entries).on_conflict_do_nothing().returning(entries.c.id)
        new: dict[str, bool] = {}
        while batch := list(islice(states, _BATCH)):
            rows = [_entry_row(feed_id, entry, state, now) for entry, state in batch]
            inserted = set((await connection.execute(statement, rows)).scalars())
            waiting = {row["id"]: row["state"] == EntryState.PENDING.value for row in reversed(rows)}
            new.update((row["id"], waiting[row["id"]]) for row in rows if row["id"] in inserted)
            named = ((row["id"], entry) for row, (entry, _) in zip(rows, batch, strict=True))
            await learn_keys(connection, self._database, feed_id, (each for each in named if each[0] in inserted))
            await asyncio.sleep(0)
        return new


async def _insert_missing_hosts(connection: AsyncConnection, database: Database, names: Iterable[str]) -> None:
    rows = [{"host": name, "token": 0} for name in sorted(names)]
    if rows:
        await connection.execute(database.insert(hosts).on_conflict_do_nothing(), rows)


def _new_row(feed: Feed, next_poll_at: datetime) -> dict[str, Any]:
    return {
        "id": feed.id,
        "host": host_of(feed.url),
        "url": feed.url,
        "title": feed.title,
        "active": True,
        "next_poll_at": next_poll_at,
        "failures": 0,
    }


async def _update_changed(
    connection: AsyncConnection,
    known: Mapping[str, RowMapping],
    configured: Iterable[Feed],
    now: datetime,
    first_poll_at: Callable[[Feed], datetime],
) -> None:
    for feed in configured:
        changes = _changes(known[feed.id], feed, now, first_poll_at(feed))
        if changes:
            await connection.execute(update(feeds).where(feeds.c.id == feed.id).values(**changes))


def _changes(row: RowMapping, feed: Feed, now: datetime, first_poll_at: datetime) -> dict[str, Any]:
    """The columns in which a stored feed differs from the configured one."""
    changes: dict[str, Any] = {}
    if row["title"] != feed.title:
        changes["title"] = feed.title
    if row["url"] != feed.url and row["moved_to"] == feed.url:
        changes |= {"url": feed.url, "host": host_of(feed.url), **_FORGOTTEN_MOVE}
    elif row["url"] != feed.url:
        changes |= {"url": feed.url, "host": host_of(feed.url), "next_poll_at": first_poll_at}
        changes |= _FORGOTTEN_WITH_URL
    if not row["active"]:
        changes["active"] = True
        if row["next_poll_at"] < now:
            # Many may come back at once: spread them as if they were new.
            changes["next_poll_at"] = first_poll_at
    return changes


def _hastened(state: FeedState, interval: timedelta, replan: Callable[[FeedState], datetime]) -> dict[str, Any]:
    moment = min(state.next_poll_at, replan(state))
    return {"key": state.feed_id, "moment": moment, "interval": interval.total_seconds()}


def _entry_row(feed_id: str, entry: Entry, state: EntryState | None, now: datetime) -> dict[str, Any]:
    """The row of a new entry; without a state it is known but held back, with its content."""
    pending = state is EntryState.PENDING
    return {
        "id": entry_id(feed_id, entry),
        "feed_id": feed_id,
        "host": host_of(entry.url),
        "identity": entry.identity,
        "state": (state or EntryState.KNOWN).value,
        "content": None if state is EntryState.KNOWN else entry_to_json(entry),
        "attempts": 0,
        "due_at": now,
        "created_at": now,
        "finished_at": None if pending else now,
        "held_at": now if state is None else None,
        **memory_columns(entry, now),
    }
