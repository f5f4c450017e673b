"""What the three work tables have in common: which rows may be claimed, and taking them.

A claim is one statement (engine T1): rows that are due and not leased are locked, skipping what another worker is just
claiming, and leased. PostgreSQL gives concurrent workers disjoint rows by FOR UPDATE SKIP LOCKED; SQLite, which lets
one writer in at a time, does not need it and SQLAlchemy leaves it out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, RowMapping, Table, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection


def claimable(table: Table, now: datetime) -> ColumnElement[bool]:
    """True for rows of ``table`` that are due at ``now`` and that nobody holds."""
    return (table.c.due_at <= now) & or_(table.c.lease_until.is_(None), table.c.lease_until <= now)


async def take(
    connection: AsyncConnection,
    table: Table,
    where: ColumnElement[bool],
    limit: int,
    **raised: object,
) -> list[RowMapping]:
    """Write ``raised`` to the ``limit`` rows that have been due longest; gives them, as they stand then, in that order.

    The choice stands in a CTE, because PostgreSQL may run a plain subquery once for each outer row, and LIMIT would
    hold for each run; a CTE that locks rows is run once (https://www.postgresql.org/docs/current/queries-with.html).
    """
    key = table.primary_key.columns[0]
    rows = select(key.label("key")).where(where).order_by(table.c.due_at, key).limit(limit)
    chosen = rows.with_for_update(skip_locked=True).cte("chosen")
    claim = update(table).where(key.in_(select(chosen.c.key))).values(**raised).returning(table)
    taken = (await connection.execute(claim)).mappings()
    return sorted(taken, key=lambda row: (row["due_at"], row[key.name]))


@dataclass(frozen=True, slots=True)
class Shares:
    """How a claim is shared out: at most ``each`` rows for one value of ``column``, and none for those excluded."""

    column: Column[Any]
    each: int
    exclude: Collection[str]


async def take_fairly(
    connection: AsyncConnection,
    waiting: ColumnElement[bool],
    shares: Shares,
    now: datetime,
    lease_until: datetime,
    limit: int,
) -> list[RowMapping]:
    """Take up to ``limit`` due rows, shared evenly, so that the backlog of one keeps nobody else waiting."""
    table, column = shares.column.table, shares.column
    ready = waiting & claimable(table, now)
    sharers = (
        select(column)
        .where(ready, column.not_in(shares.exclude))
        .group_by(column)
        .order_by(func.min(table.c.due_at), column)
        .limit(limit)
    )
    names = list((await connection.execute(sharers)).scalars())
    share = min(shares.each, -(-limit // max(1, len(names))))
    taken: list[RowMapping] = []
    for name in names:
        room = min(share, limit - len(taken))
        raised = {"lease_until": lease_until, "attempts": table.c.attempts + 1}
        taken += await take(connection, table, ready & (column == name), room, **raised)
    return taken


async def void_leases(connection: AsyncConnection, table: Table) -> None:
    """End every lease of ``table``, whoever holds it."""
    await connection.execute(update(table).where(table.c.lease_until.is_not(None)).values(lease_until=None))
