"""What the three work tables have in common: which rows may be claimed, and taking them.

A claim is one statement (engine T1): rows that are due and not leased are locked, skipping what another worker is just
claiming, and leased. PostgreSQL gives concurrent workers disjoint rows by FOR UPDATE SKIP LOCKED; SQLite, which lets
one writer in at a time, does not need it and SQLAlchemy leaves it out.
"""

from datetime import datetime

from sqlalchemy import CTE, ColumnElement, Table, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection


def claimable(table: Table, now: datetime) -> ColumnElement[bool]:
    """True for rows of ``table`` that are due at ``now`` and that nobody holds."""
    return (table.c.due_at <= now) & or_(table.c.lease_until.is_(None), table.c.lease_until <= now)


def first_due(table: Table, where: ColumnElement[bool], limit: int) -> CTE:
    """The keys of the ``limit`` rows that have been due longest, locked for the claim.

    A CTE, because PostgreSQL may run a plain subquery once for each outer row, and LIMIT would hold for each run; a
    CTE that locks rows is run once (https://www.postgresql.org/docs/current/queries-with.html).
    """
    key = table.primary_key.columns[0]
    rows = select(key.label("key")).where(where).order_by(table.c.due_at, key).limit(limit)
    return rows.with_for_update(skip_locked=True).cte("first_due")


async def void_leases(connection: AsyncConnection, table: Table) -> None:
    """End every lease of ``table``, whoever holds it."""
    await connection.execute(update(table).where(table.c.lease_until.is_not(None)).values(lease_until=None))
