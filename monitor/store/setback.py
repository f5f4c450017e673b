"""After the wall clock was set back: what waits must not wait longer by as much as the clock moved."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, bindparam, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.store.engine import Database
from monitor.store.schema import (
    channels,
    deliveries,
    digests,
    entries,
    feeds,
    hosts,
    is_kept,
    is_pending,
    is_queued,
    is_to_be_looked_at,
    revisions,
    subscriptions,
)

_WAITING: tuple[tuple[Table, ColumnElement[bool], tuple[str, ...]], ...] = (
    (hosts, true(), ("due_at", "not_before", "lease_until")),
    (feeds, true(), ("next_poll_at",)),
    (entries, is_pending, ("due_at", "lease_until")),
    (revisions, is_to_be_looked_at, ("due_at", "lease_until")),
    (deliveries, is_queued, ("due_at", "lease_until")),
    (deliveries, is_kept, ("due_at",)),
    (channels, true(), ("failing_since",)),
    (subscriptions, true(), ("due_at", "expires_at")),
)


async def move_back(database: Database, by: timedelta, now: datetime) -> None:
    """Move every moment that work waits for, and every lease, back ``by`` as much; all of them or none.

    So are moments that others are counted from, and that lie ahead of ``now``: of last digests, and of what limits
    count.
    """
    async with database.write() as connection:
        for table, waits, columns in _WAITING:
            await _move(connection, table, waits, columns, by)
        for column in (deliveries.c.passed_at, digests.c.digested_at, digests.c.rolled_up_at):
            await _move(connection, column.table, column > now, (column.name,), by)


async def _move(
    connection: AsyncConnection, table: Table, waits: ColumnElement[bool], columns: tuple[str, ...], by: timedelta
) -> None:
    # Row by row: SQLite keeps moments as text and has no arithmetic for them. Clocks are set back once in a blue moon.
    key = table.primary_key.columns[0]
    found = await connection.execute(select(key.label("key"), *(table.c[name] for name in columns)).where(waits))
    rows = [
        {"row": row["key"], **{f"new_{name}": row[name] - by if row[name] else None for name in columns}}
        for row in found.mappings()
    ]
    if rows:
        moved = update(table).where(key == bindparam("row"))
        await connection.execute(moved.values({name: bindparam(f"new_{name}") for name in columns}), rows)
