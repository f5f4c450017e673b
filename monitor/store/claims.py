"""What the three work tables have in common: which rows may be claimed, and taking them.

A claim is one statement: rows that are due and not leased are locked, skipping what another worker is just claiming,
and leased. PostgreSQL gives concurrent workers disjoint rows by FOR UPDATE SKIP LOCKED; SQLite, which lets
one writer in at a time, does not need it and SQLAlchemy leaves it out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Column, ColumnElement, RowMapping, Select, Table, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

_LONGEST_WAIT = 600  # seconds


def claimable(table: Table, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """True for rows of ``table`` that are due at ``now`` and that nobody holds."""
    return (table.c.due_at <= now) & or_(table.c.lease_until.is_(None), table.c.lease_until <= now)


async def take(
    connection: AsyncConnection,
    table: Table,
    where: ColumnElement[bool],
    limit: int,
    then: Column[Any] | None = None,
    **raised: object,
) -> list[RowMapping]:
    """Write ``raised`` to the ``limit`` rows that have been due longest; gives them, as they stand then, in that order.

    Of rows that are due at one moment, those come first whose ``then`` is least, where that is given.

    The choice stands in a CTE, because PostgreSQL may run a plain subquery once for each outer row, and LIMIT would
    hold for each run; a CTE that locks rows is run once (https://www.postgresql.org/docs/current/queries-with.html).
    """
    key = table.primary_key.columns[0]
    order = [table.c.due_at, key] if then is None else [table.c.due_at, then, key]
    rows = select(key.label("key")).where(where).order_by(*order).limit(limit)
    chosen = rows.with_for_update(skip_locked=True).cte("chosen")
    claim = update(table).where(key.in_(select(chosen.c.key))).values(**raised).returning(table)
    taken = (await connection.execute(claim)).mappings()
    return sorted(taken, key=lambda row: tuple(row[column.name] for column in order))


@dataclass(frozen=True, slots=True)
class Shares:
    """How a claim is shared out: whoever claims works on at most ``each`` rows with one value of ``column`` at a time.

    ``in_hand`` gives that value for the key of each row that the claimer works on already. Of values that are
    ``resting`` nothing is taken. Where there are ``few`` values, each is looked up in the index on ``column`` and
    ``due_at``; else all rows that wait are read. ``then`` orders rows as :func:`take` says.
    """

    column: Column[Any]
    each: int
    in_hand: Mapping[str, str]
    resting: frozenset[str] = frozenset()
    few: bool = False
    then: Column[Any] | None = None

    def full(self, taken: Iterable[RowMapping] = ()) -> list[str]:
        """The values that have their share, with the rows in hand and those just ``taken``, and those that rest."""
        held = Counter(self.in_hand.values()) + Counter(row[self.column.name] for row in taken)
        return [*self.resting, *(value for value, number in held.items() if number >= self.each)]

    def room(self, value: str) -> int:
        """How many more rows of ``value`` may be taken, beside those in hand."""
        return self.each - sum(held == value for held in self.in_hand.values())


async def take_fairly(
    connection: AsyncConnection,
    waiting: ColumnElement[bool],
    shares: Shares,
    now: datetime,
    lease_until: datetime,
    limit: int,
    within: Shares | None = None,
) -> list[RowMapping]:
    """Take up to ``limit`` due rows, shared evenly, so that the backlog of one keeps nobody else waiting.

    Rows in hand are left alone even when their lease has run out (the clock was set, the machine slept): who claims is
    at work on them still. ``within`` is a second share to keep to, which a single claim may exceed by less than itself.
    """
    table, column = shares.column.table, shares.column
    key = table.primary_key.columns[0]
    ready = waiting & claimable(table, now) & key.not_in(shares.in_hand)
    if within is not None:
        ready &= within.column.not_in(within.full())
    found = await connection.execute(_sharers(shares, waiting, ready, within).limit(limit))
    sharers = found.all()
    share = min(shares.each, -(-limit // max(1, len(sharers))))
    taken: list[RowMapping] = []
    for name, first, last in sharers:
        its = ready & (column == name)
        if within is not None:
            full = within.full(taken)
            if first == last and first in full:
                continue
            its &= within.column.not_in(full)
        room = min(share, shares.room(name), limit - len(taken))
        raised = {"lease_until": lease_until, "attempts": table.c.attempts + 1}
        taken += await take(connection, table, its, room, shares.then, **raised)
    return taken


def _sharers(
    shares: Shares, waiting: ColumnElement[bool], ready: ColumnElement[bool], within: Shares | None
) -> Select[Any, Any, Any]:
    """The values that have room and of which rows are ready, first that whose row has been due longest.

    Each comes with the first and the last value of ``within`` that its rows have.
    """
    column, due_at, full = shares.column, shares.column.table.c.due_at, shares.full()
    if not shares.few:
        outer = within.column if within is not None else column
        sharing = select(column, func.min(outer), func.max(outer)).where(ready, column.not_in(full))
        return sharing.group_by(column).order_by(func.min(due_at), column)
    # Neither database skips from one value of an index to the next by itself: a backlog would be read row by row
    # (https://wiki.postgresql.org/wiki/Loose_indexscan).
    names = select(func.min(column).label("name")).where(waiting).cte("names", recursive=True)
    following = select(func.min(column)).where(waiting, column > names.c.name).scalar_subquery()
    names = names.union_all(select(following).where(names.c.name.is_not(None)))
    first = select(due_at).where(ready, column == names.c.name).order_by(due_at).limit(1).scalar_subquery()
    found = select(names.c.name, first.label("due_at")).where(names.c.name.not_in(full)).subquery()
    chosen = select(found.c.name, null(), null()).where(found.c.due_at.is_not(None))
    return chosen.order_by(found.c.due_at, found.c.name)


async def spare(connection: AsyncConnection, table: Table, now: datetime) -> None:
    """Of the rows of ``table`` that are leased, count the last attempt for one alone: that with the fewest so far.

    They were in hand when the service was killed. One of them may be what killed it, and is given up in the end; the
    others have nothing to do with that, and a service that is killed again and again must not give them up with it.
    The more attempts it has had, the longer it waits, up to ten minutes, while the service does all else.
    """
    key, held = table.primary_key.columns[0], table.c.lease_until.is_not(None)
    in_hand = select(key, table.c.attempts).where(held).order_by(table.c.attempts, key).limit(1)
    blamed = (await connection.execute(in_hand)).first()
    if blamed is None:
        return
    its_key, attempts = blamed
    await connection.execute(update(table).where(held, key != its_key).values(attempts=table.c.attempts - 1))
    if attempts > 1:
        # A live page is looked at hundreds of times, and a span of so many doublings is none that could be had.
        wait = timedelta(seconds=min(2**attempts, _LONGEST_WAIT))
        await connection.execute(update(table).where(key == its_key).values(due_at=now + wait))


async def void_leases(connection: AsyncConnection, table: Table) -> None:
    """End every lease of ``table``, whoever holds it."""
    await connection.execute(update(table).where(table.c.lease_until.is_not(None)).values(lease_until=None))
