"""The outbox: alerts on their way to people."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import ClaimLost
from monitor.model import Delivery, DeliveryState, Payload, Wording
from monitor.store.claims import Shares, take_fairly
from monitor.store.codec import delivery_from_row, wording_from_row, wording_to_row
from monitor.store.engine import Part
from monitor.store.schema import alerts, deliveries, is_queued, wordings


class Deliveries(Part):
    """The store's part for sending. What ends a claim raises :class:`ClaimLost` once the claim is lost."""

    async def claim(
        self,
        now: datetime,
        lease_until: datetime,
        limit: int,
        per_channel: int,
        in_hand: Collection[Delivery] = (),
    ) -> tuple[Delivery, ...]:
        """Take up to ``limit`` deliveries that are due, until ``lease_until``; the attempt counts from here.

        With those ``in_hand``, which are not taken again, at most ``per_channel`` go to one channel, and channels share
        the limit evenly, so that the backlog of a dead far side keeps nobody else waiting.
        """
        shares = Shares(deliveries.c.channel, per_channel, {delivery.id: delivery.channel for delivery in in_hand})
        async with self._database.write() as connection:
            rows = await take_fairly(connection, is_queued, shares, now, lease_until, limit)
            payloads = await _payloads(connection, rows)
            kept = await _wordings(connection, rows)
        return tuple(delivery_from_row(row, payloads[row["alert_id"]], kept.get(row["id"])) for row in rows)

    async def word(self, delivery: Delivery, wording: Wording) -> None:
        """Keep what a model wrote for ``delivery``, which has not been tried: from now on it goes along."""
        held = is_queued & (deliveries.c.id == delivery.id) & (deliveries.c.attempts == delivery.attempts)
        async with self._database.write() as connection:
            if await connection.scalar(select(deliveries.c.id).where(held)) is None:
                raise ClaimLost(f"delivery {delivery.id}: its lease ran out and another worker has it")
            await connection.execute(insert(wordings), [{"delivery_id": delivery.id, **wording_to_row(wording)}])

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

    async def release_held(self, now: datetime, channels: Collection[str]) -> int:
        """Queue again, due ``now``, what was held for one of ``channels``; gives how many.

        Attempts count anew: those that only found the channel unusable say nothing about the far side.
        """
        held = (deliveries.c.state == DeliveryState.HELD.value) & deliveries.c.channel.in_(channels)
        statement = update(deliveries).where(held).values(state=DeliveryState.QUEUED.value, attempts=0, due_at=now)
        async with self._database.write() as connection:
            return (await connection.execute(statement)).rowcount

    async def replay(self, ids: Collection[str], now: datetime) -> tuple[str, ...]:
        """Queue dead deliveries anew, due ``now`` and under the same ids; gives those of ``ids`` that were dead."""
        dead = (deliveries.c.id == bindparam("key")) & (deliveries.c.state == DeliveryState.DEAD.value)
        queued = {"state": DeliveryState.QUEUED.value, "attempts": 0, "due_at": now, "finished_at": None}
        statement = update(deliveries).where(dead).values(**queued).returning(deliveries.c.id)
        async with self._database.write() as connection:
            found = [await connection.scalar(statement, {"key": key}) for key in dict.fromkeys(ids)]
        return tuple(key for key in found if key is not None)

    async def _settle(self, delivery: Delivery, **values: object) -> None:
        held = is_queued & (deliveries.c.id == delivery.id) & (deliveries.c.attempts == delivery.attempts)
        async with self._database.write() as connection:
            settled = await connection.execute(update(deliveries).where(held).values(lease_until=None, **values))
            if settled.rowcount != 1:
                raise ClaimLost(f"delivery {delivery.id}: its lease ran out and another worker has it")


async def _payloads(connection: AsyncConnection, rows: Sequence[RowMapping]) -> dict[str, Payload]:
    """The payloads of the alerts that ``rows`` carry, by alert id."""
    wanted = select(alerts.c.id, alerts.c.payload).where(alerts.c.id.in_({row["alert_id"] for row in rows}))
    return {row.id: row.payload for row in await connection.execute(wanted)} if rows else {}


async def _wordings(connection: AsyncConnection, rows: Sequence[RowMapping]) -> dict[str, Wording]:
    """What was kept for ``rows``, by delivery id."""
    if not rows:
        return {}
    wanted = select(wordings).where(wordings.c.delivery_id.in_({row["id"] for row in rows}))
    found = await connection.execute(wanted)
    return {row["delivery_id"]: wording_from_row(row) for row in found.mappings()}
