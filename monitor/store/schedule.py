"""When feeds and their hosts are due: what a claim finds, what it plans ahead, and what giving it back leaves."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, bindparam, case, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import FeedState, HostClaim
from monitor.store.codec import feed_state_from_row
from monitor.store.schema import feeds, hosts
from monitor.store.types import UtcDateTime

is_polled = feeds.c.active & ~feeds.c.stopped


def _due_at(not_before: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """When a host is due: with its first active feed, but not before ``not_before``; never when it has none."""
    first = (
        select(func.min(feeds.c.next_poll_at))
        .where(feeds.c.host == hosts.c.host, is_polled)
        .correlate(hosts)
        .scalar_subquery()
    )
    return case((first < not_before, not_before), else_=first)


async def hold_hosts(connection: AsyncConnection) -> None:
    """Lock all hosts for this transaction, before it changes plans of feeds: in this order claims do it, too.

    So no poll begins or ends meanwhile, and nobody waits for a host who has what its holder waits for.
    """
    await connection.execute(select(hosts.c.host).order_by(hosts.c.host).with_for_update())


async def schedule_hosts(connection: AsyncConnection) -> None:
    """Set when each host is due."""
    await connection.execute(update(hosts).values(due_at=_due_at(hosts.c.not_before)))


async def give_back(
    connection: AsyncConnection, claim: HostClaim, not_before: datetime, asked: Collection[str]
) -> None:
    """Give back a host that is held; see :meth:`Feeds.release_host`."""
    await _plan_as_before(connection, claim, asked)
    freed = {"lease_until": None, "not_before": not_before, "due_at": _due_at(literal(not_before, UtcDateTime))}
    await connection.execute(update(hosts).where(hosts.c.host == claim.host).values(**freed))


async def bring_back(connection: AsyncConnection, now: datetime, latest: datetime) -> bool:
    """Bring back what stands beyond ``latest``, and say whether anything did."""
    late_feeds = update(feeds).where(feeds.c.next_poll_at > latest).values(next_poll_at=latest)
    # No pause between two requests to a host is that long, so this one is over.
    late_hosts = update(hosts).where(hosts.c.not_before > latest).values(not_before=now)
    brought = [(await connection.execute(statement)).rowcount for statement in (late_feeds, late_hosts)]
    return any(brought)


async def due_feeds(
    connection: AsyncConnection, names: Sequence[str], due_by: datetime, per_host: int
) -> dict[str, tuple[FeedState, ...]]:
    """The feeds of each host that were due at ``due_by``, longest due first, at most ``per_host``."""
    place = func.row_number().over(partition_by=feeds.c.host, order_by=(feeds.c.next_poll_at, feeds.c.id))
    due = (
        select(feeds, place.label("place"))
        .where(feeds.c.host.in_(names), is_polled, feeds.c.next_poll_at <= due_by)
        .subquery()
    )
    rows = await connection.execute(select(due).where(due.c.place <= per_host).order_by(due.c.host, due.c.place))
    found: dict[str, tuple[FeedState, ...]] = {}
    for row in rows.mappings():
        found[row["host"]] = (*found.get(row["host"], ()), feed_state_from_row(row))
    return found


def claim_of(
    host: RowMapping, due: tuple[FeedState, ...], if_cut_off: Callable[[FeedState], datetime] | None
) -> HostClaim:
    """The claim of a host for its ``due`` feeds."""
    planned = {state.feed_id: if_cut_off(state) for state in due} if if_cut_off is not None else {}
    return HostClaim(host["host"], host["token"], due, planned)


async def plan_ahead(connection: AsyncConnection, claims: Iterable[HostClaim]) -> None:
    """Write when the claimed feeds are due should nothing more be written of them."""
    planned = [{"key": key, "moment": moment} for claim in claims for key, moment in claim.if_cut_off.items()]
    if planned:
        its = update(feeds).where(feeds.c.id == bindparam("key"))
        await connection.execute(its.values(next_poll_at=bindparam("moment"), planned_by=None), planned)


async def _plan_as_before(connection: AsyncConnection, claim: HostClaim, asked: Collection[str]) -> None:
    """Undo :func:`plan_ahead` for those feeds that still stand as it left them."""
    before = [
        {
            "key": feed.feed_id,
            "planned": claim.if_cut_off[feed.feed_id],
            "moment": feed.next_poll_at,
            "interval": feed.planned_by.total_seconds() if feed.planned_by else None,
        }
        for feed in claim.feeds
        if feed.feed_id in claim.if_cut_off and feed.feed_id not in asked
    ]
    if before:
        untouched = (feeds.c.id == bindparam("key")) & (feeds.c.next_poll_at == bindparam("planned"))
        as_before = update(feeds).where(untouched)
        as_before = as_before.values(next_poll_at=bindparam("moment"), planned_by=bindparam("interval"))
        await connection.execute(as_before, before)


def sooner_if_wanted(claim: HostClaim, state: FeedState) -> ColumnElement[datetime]:
    """When a feed that was polled is due: as ``state`` has it, or sooner if that was asked for since the claim."""
    planned, decided = claim.if_cut_off.get(state.feed_id), literal(state.next_poll_at, UtcDateTime)
    if planned is None or state.failures:
        return decided
    asked_for = (feeds.c.next_poll_at != planned) & (feeds.c.next_poll_at < decided)
    return case((asked_for, feeds.c.next_poll_at), else_=decided)


async def is_held(connection: AsyncConnection, claim: HostClaim) -> bool:
    """Lock the host's row for this transaction; false when another has claimed it since."""
    held = select(hosts.c.host).where(hosts.c.host == claim.host, hosts.c.token == claim.token).with_for_update()
    return await connection.scalar(held) is not None
