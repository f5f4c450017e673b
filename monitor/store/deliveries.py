"""The outbox: alerts on their way to people."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import ClaimLost
from monitor.model import Delivery, DeliveryState
from monitor.store.claims import claimable, first_due
from monitor.store.codec import delivery_from_row
from monitor.store.engine import Database
from monitor.store.schema import alerts, deliveries, is_queued


class Deliveries:
    """The store's part for sending. What ends a claim raises :class:`ClaimLost` once the claim is lost."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(
        self,
        now: datetime,
        lease_until: datetime,
        limit: int,
        per_channel: int,
        exclude: Collection[str] = (),
    ) -> tuple[Delivery, ...]:
        """Take up to ``limit`` deliveries that are due, until ``lease_until``; the attempt counts from here.

        At most ``per_channel`` go to one channel, and channels share the limit evenly, so that the backlog of a dead
        far side keeps nobody else waiting. Channels in ``exclude`` are left alone.
        """
        async with self._database.write() as connection:
            channels = await _due_channels(connection, now, exclude)
            share = min(per_channel, -(-limit // max(1, len(channels))))
            claimed: list[Delivery] = []
            for channel in channels:
                room = min(share, limit - len(claimed))
                claimed += await _claim_channel(connection, channel, now, lease_until, room)
        return tuple(claimed)

    async def mark_delivered(self, delivery: Delivery, receipt: str | None, now: datetime) -> None:
        """Record that the far side said yes; ``receipt`` is what it said."""
        state = DeliveryState.DELIVERED.value
        await self._settle(delivery, state=state, receipt=receipt, last_error=None, finished_at=now)

    async def defer(self, delivery: Delivery, due_at: datetime, error: str) -> None:
        """Try again at ``due_at``."""
        await self._settle(delivery, due_at=due_at, last_error=error)

    async def mark_dead(self, delivery: Delivery, error: str, now: datetime) -> None:
        """Give up; it stays listed with its reason until someone replays it."""
        await self._settle(delivery, state=DeliveryState.DEAD.value, last_error=error, finished_at=now)

    async def hold(self, delivery: Delivery, error: str) -> None:
        """Keep it until its channel is mended (:meth:`release_held`)."""
        await self._settle(delivery, state=DeliveryState.HELD.value, last_error=error)

    async def release_held(self, channel: str, now: datetime) -> int:
        """Queue again what was held for ``channel``; gives how many."""
        held = (deliveries.c.state == DeliveryState.HELD.value) & (deliveries.c.channel == channel)
        statement = update(deliveries).where(held).values(state=DeliveryState.QUEUED.value, due_at=now)
        async with self._database.write() as connection:
            return (await connection.execute(statement)).rowcount

    async def replay(self, ids: Collection[str], now: datetime) -> tuple[str, ...]:
        """Queue dead deliveries anew, under the same ids; gives those of ``ids`` that were dead."""
        statement = (
            update(deliveries)
            .where(deliveries.c.id.in_(ids), deliveries.c.state == DeliveryState.DEAD.value)
            .values(state=DeliveryState.QUEUED.value, attempts=0, due_at=now, finished_at=None)
            .returning(deliveries.c.id)
        )
        async with self._database.write() as connection:
            return tuple(sorted((await connection.execute(statement)).scalars()))

    async def _settle(self, delivery: Delivery, **values: object) -> None:
        held = is_queued & (deliveries.c.id == delivery.id) & (deliveries.c.attempts == delivery.attempts)
        async with self._database.write() as connection:
            settled = await connection.execute(update(deliveries).where(held).values(lease_until=None, **values))
            if settled.rowcount != 1:
                raise ClaimLost(f"delivery {delivery.id}: its lease ran out and another worker has it")


async def _due_channels(connection: AsyncConnection, now: datetime, exclude: Collection[str]) -> list[str]:
    """The channels that something can be claimed for, longest waiting first."""
    ready = is_queued & claimable(deliveries, now)
    query = (
        select(deliveries.c.channel)
        .where(ready, deliveries.c.channel.not_in(exclude))
        .group_by(deliveries.c.channel)
        .order_by(func.min(deliveries.c.due_at), deliveries.c.channel)
    )
    return list((await connection.execute(query)).scalars())


async def _claim_channel(
    connection: AsyncConnection, channel: str, now: datetime, lease_until: datetime, limit: int
) -> list[Delivery]:
    queued = is_queued & (deliveries.c.channel == channel)
    chosen = first_due(deliveries, queued & claimable(deliveries, now), limit)
    statement = (
        update(deliveries)
        .where(deliveries.c.id.in_(select(chosen.c.key)))
        .values(lease_until=lease_until, attempts=deliveries.c.attempts + 1)
        .returning(deliveries)
    )
    rows = sorted((await connection.execute(statement)).mappings(), key=lambda row: (row["due_at"], row["id"]))
    wanted = select(alerts.c.id, alerts.c.payload).where(alerts.c.id.in_({row["alert_id"] for row in rows}))
    payloads = {row.id: row.payload for row in await connection.execute(wanted)} if rows else {}
    return [delivery_from_row(row, payloads[row["alert_id"]]) for row in rows]
