"""The outbox: alerts on their way to people."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, case, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import ClaimLost
from monitor.model import Action, Arbiter, Decision, Delivery, DeliveryState, Reason, Wording
from monitor.store.claims import Shares, take_fairly
from monitor.store.codec import wording_to_row
from monitor.store.deciding import decide, pending_of
from monitor.store.engine import Part
from monitor.store.schema import channels, deliveries, is_queued, wordings

_UNTRIED = {"attempts": 0, "failures": 0, "failed_with": None}
# So many batches at most are looked through by one claim for something that is to be sent.
_BATCHES = 10


class Deliveries(Part):
    """The store's part for sending. What ends a claim raises :class:`ClaimLost` once the claim is lost."""

    async def claim(
        self,
        now: datetime,
        lease_until: datetime,
        limit: int,
        per_channel: int,
        in_hand: Collection[Delivery] = (),
        arbiter: Arbiter | None = None,
        on_kept: Callable[[Decision], None] = lambda _: None,
        resting: Collection[str] = (),
    ) -> tuple[Delivery, ...]:
        """Take up to ``limit`` deliveries that are due, until ``lease_until``; the attempt counts from here.

        ``arbiter`` decides, within the transaction, which of them are to be sent now; ``on_kept`` hears of the others.
        With those ``in_hand``, which are not taken again, at most ``per_channel`` go to one channel, and channels share
        the limit evenly, so that the backlog of a dead far side keeps nobody else waiting. Of channels that are
        ``resting`` nothing is taken.
        """
        held = {delivery.id: delivery.channel for delivery in in_hand}
        # What quiet hours held is due at one moment: the oldest goes out first.
        then = deliveries.c.created_at
        shares = Shares(deliveries.c.channel, per_channel, held, frozenset(resting), few=True, then=then)
        for _ in range(_BATCHES):
            async with self._database.write() as connection:
                rows = await take_fairly(connection, is_queued, shares, now, lease_until, limit)
                pending = await pending_of(connection, rows, arbiter, now)
                decisions = await decide(connection, self._database, pending, arbiter, now) if arbiter else {}
            kept = [decision for decision in decisions.values() if decision.action is not Action.SEND]
            for decision in kept:
                on_kept(decision)
            # Where policy keeps all of them back, or none can be read, others may stand behind them.
            if not rows or len(kept) < len(pending):
                break
        held_back = {key for key, decision in decisions.items() if decision.action is not Action.SEND}
        return tuple(each.delivery for each in pending if each.delivery.id not in held_back)

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

    async def defer(self, delivery: Delivery, due_at: datetime, error: str, settings: str | None = None) -> None:
        """The attempt failed, with ``settings`` (a digest) of its channel: try again at ``due_at``."""
        failed = {"failures": deliveries.c.failures + 1, "failed_with": settings}
        await self._settle(delivery, due_at=due_at, last_error=error, **failed)

    async def begin_anew(self, delivery: Delivery, error: str, now: datetime) -> None:
        """The attempt failed, and says nothing of the next, which is made at once; attempts count anew."""
        await self._settle(delivery, due_at=_since_made(now), last_error=error, **_UNTRIED)

    async def mark_dead(self, delivery: Delivery, error: str, now: datetime) -> None:
        """Give up; it stays listed with its reason until someone replays it."""
        await self._settle(delivery, state=DeliveryState.DEAD.value, last_error=error, finished_at=now)

    async def hold(self, delivery: Delivery, error: str) -> None:
        """Keep it until its channel is mended (:meth:`release_held`)."""
        await self._settle(delivery, state=DeliveryState.HELD.value, last_error=error, reason=Reason.CHANNEL.value)

    async def release_held(self, now: datetime, names: Collection[str]) -> int:
        """Queue again what was held for one of the channels ``names``, unless it is disabled; gives how many.

        The oldest is sent first. Attempts count anew: those that only found the channel unusable say nothing about the
        far side.
        """
        async with self._database.write() as connection:
            return await release(connection, names, now)

    async def try_anew(self, now: datetime, settings: Mapping[str, str]) -> int:
        """Queue at once what was put off with other settings of its channel than it has now; gives how many.

        ``settings`` are digests of those, by channel. The oldest is sent first, and attempts count anew, as for what
        was held.
        """
        put_off = is_queued & (deliveries.c.due_at > now) & deliveries.c.lease_until.is_(None)
        queued = 0
        async with self._database.write() as connection:
            for name, current in settings.items():
                its = put_off & (deliveries.c.channel == name) & (deliveries.c.failed_with != current)
                statement = update(deliveries).where(its).values(due_at=_since_made(now), **_UNTRIED)
                queued += (await connection.execute(statement)).rowcount
        return queued

    async def replay(self, ids: Collection[str], now: datetime) -> tuple[str, ...]:
        """Queue dead deliveries anew, due ``now`` and under the same ids; gives those of ``ids`` that were dead."""
        dead = (deliveries.c.id == bindparam("key")) & (deliveries.c.state == DeliveryState.DEAD.value)
        queued = {"state": DeliveryState.QUEUED.value, "due_at": now, "finished_at": None, **_UNTRIED}
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


async def release(connection: AsyncConnection, names: Collection[str], now: datetime) -> int:
    """Queue what is held for one of the channels ``names``, as :meth:`Deliveries.release_held` says."""
    disabled = select(channels.c.name).where(channels.c.disabled_at.is_not(None))
    for_channel = deliveries.c.reason.is_(None) | (deliveries.c.reason == Reason.CHANNEL.value)
    held = (deliveries.c.state == DeliveryState.HELD.value) & deliveries.c.channel.in_(names) & for_channel
    statement = update(deliveries).where(held, deliveries.c.channel.not_in(disabled))
    queued = statement.values(state=DeliveryState.QUEUED.value, due_at=_since_made(now), **_UNTRIED)
    return (await connection.execute(queued)).rowcount


def _since_made(now: datetime) -> ColumnElement[datetime]:
    """Due at once, and since they were made, so that deliveries go in that order."""
    return case((deliveries.c.created_at < now, deliveries.c.created_at), else_=literal(now, deliveries.c.due_at.type))
