"""Channels: what is remembered of their far sides, and what waits for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import AlertPlan, ChannelState, DeliveryState, Reason
from monitor.store.deliveries import release
from monitor.store.engine import Part
from monitor.store.outbox import enter_aside
from monitor.store.schema import channels, deliveries, is_queued
from monitor.store.types import UtcDateTime


@dataclass(frozen=True, slots=True)
class Failure:
    """A delivery that failed, and why. ``at`` is when it was given up, or when it was made if it is tried again."""

    at: datetime
    error: str


class Channels(Part):
    """The store's part for channels. One of which nothing bad is known has no row."""

    async def state(self, name: str) -> ChannelState | None:
        """What is known of the channel, if anything."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(channels).where(channels.c.name == name))).one_or_none()
        return _state(row) if row else None

    async def states(self) -> Mapping[str, ChannelState]:
        """What is known of every channel, by name."""
        async with self._database.read() as connection:
            return {row.name: _state(row) for row in await connection.execute(select(channels))}

    async def counts(self) -> Mapping[tuple[str, DeliveryState], int]:
        """How many deliveries of each channel stand in each state."""
        statement = select(deliveries.c.channel, deliveries.c.state, func.count())
        async with self._database.read() as connection:
            rows = await connection.execute(statement.group_by(deliveries.c.channel, deliveries.c.state))
            return {(name, DeliveryState(state)): number for name, state, number in rows}

    async def failures(self) -> Mapping[str, Failure]:
        """How the last delivery of a channel failed, by channel; not of those that have taken something since."""
        moment = func.coalesce(deliveries.c.finished_at, deliveries.c.created_at, type_=UtcDateTime())
        # What was replayed or released keeps the words of before, which count no longer.
        is_anew = is_queued & (deliveries.c.failures == 0)
        latest = func.row_number().over(partition_by=deliveries.c.channel, order_by=moment.desc()).label("latest")
        tried = (
            select(deliveries.c.channel, deliveries.c.state, deliveries.c.last_error, moment.label("moment"), latest)
            .where(
                (deliveries.c.state == DeliveryState.DELIVERED.value) | deliveries.c.last_error.is_not(None), ~is_anew
            )
            .subquery()
        )
        failed = select(tried.c.channel, tried.c.moment, tried.c.last_error).where(
            tried.c.latest == 1, tried.c.state != DeliveryState.DELIVERED.value
        )
        async with self._database.read() as connection:
            return {name: Failure(at, error) for name, at, error in await connection.execute(failed)}

    async def note_failure(self, name: str, far_side: str, now: datetime) -> None:
        """Remember ``now`` as the beginning of the failures, unless one is remembered."""
        row = {"name": name, "far_side": far_side, "failing_since": now}
        statement = self._database.insert(channels).values(row)
        since = func.coalesce(channels.c.failing_since, statement.excluded.failing_since)
        statement = statement.on_conflict_do_update(index_elements=[channels.c.name], set_={"failing_since": since})
        async with self._database.write() as connection:
            await connection.execute(statement)

    async def note_success(self, name: str) -> None:
        """Forget the failures of a channel that has taken something."""
        fails = (channels.c.name == name) & channels.c.disabled_at.is_(None)
        async with self._database.write() as connection:
            await connection.execute(delete(channels).where(fails))

    async def disable(self, name: str, far_side: str, reason: str, now: datetime, notice: AlertPlan | None) -> bool:
        """Hold all that is due for the channel, and whatever comes, for ``reason``; and enter the ``notice`` of it.

        Gives ``False``, and does nothing, when it is disabled already. What is being sent just now ends by itself.
        """
        async with self._database.write() as connection:
            row = {"name": name, "far_side": far_side, "disabled_at": now, "reason": reason}
            changes = {key: row[key] for key in ("far_side", "disabled_at", "reason")}
            statement = self._database.insert(channels).values(row)
            disabled = statement.on_conflict_do_update(
                index_elements=[channels.c.name], set_=changes, where=channels.c.disabled_at.is_(None)
            ).returning(channels.c.name)
            if await connection.scalar(disabled) is None:
                return False
            await _hold_due(connection, name, reason, now)
            if notice is not None:
                await enter_aside(connection, self._database, notice, now)
        return True

    async def resume(self, name: str, now: datetime) -> int | None:
        """Use a disabled channel again, beginning with the oldest of what is held for it; gives how much that is.

        ``None`` when it is not disabled.
        """
        disabled = (channels.c.name == name) & channels.c.disabled_at.is_not(None)
        async with self._database.write() as connection:
            if not (await connection.execute(delete(channels).where(disabled))).rowcount:
                return None
            return await release(connection, [name], now)

    async def follow(self, far_sides: Mapping[str, str]) -> tuple[str, ...]:
        """Forget what is known of channels that send somewhere else now; gives those that were disabled.

        ``far_sides`` are those of the configuration, by channel; of a channel that is not in it, all stays known.
        """
        states = await self.states()
        moved = [name for name, state in states.items() if far_sides.get(name, state.far_side) != state.far_side]
        if moved:
            async with self._database.write() as connection:
                await connection.execute(delete(channels).where(channels.c.name.in_(moved)))
        return tuple(name for name in moved if states[name].disabled_at)


async def _hold_due(connection: AsyncConnection, name: str, reason: str, now: datetime) -> None:
    waits = is_queued & (deliveries.c.channel == name) & (deliveries.c.due_at <= now)
    free = deliveries.c.lease_until.is_(None)
    held = {"state": DeliveryState.HELD.value, "last_error": reason, "reason": Reason.CHANNEL.value}
    await connection.execute(update(deliveries).where(waits, free).values(held))


def _state(row: Row[tuple[str, ...]]) -> ChannelState:
    return ChannelState(**row._mapping)
