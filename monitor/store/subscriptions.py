"""Subscriptions at hubs: what was asked for, what was confirmed, and when to ask again."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Subscription, SubscriptionState
from monitor.store.engine import Part
from monitor.store.schema import subscriptions

_GIVE_UP_LEAVING = 4  # requests; the lease ends by itself
_standing = subscriptions.c.state != SubscriptionState.LEAVING.value


class Subscriptions(Part):
    """The store's part for pushes. A feed has one subscription, beside those of it that are being left."""

    async def of_feed(self, feed_id: str) -> Subscription | None:
        """The subscription of a feed, unless it is being left."""
        return await self._one(_standing & (subscriptions.c.feed_id == feed_id))

    async def find(self, token: str) -> Subscription | None:
        """The subscription of this token, in whatever state."""
        return await self._one(subscriptions.c.token == token)

    async def standing(self) -> Mapping[str, Subscription]:
        """All that are not being left, by feed."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(subscriptions).where(_standing))).mappings().all()
        return {row["feed_id"]: _from_row(row) for row in rows}

    async def put(self, subscription: Subscription, now: datetime) -> None:
        """Make this the subscription of its feed; the one that it had is left."""
        async with self._database.write() as connection:
            await put_subscription(connection, subscription, now)

    async def leave(self, tokens: Collection[str], now: datetime) -> None:
        """Have these ended: the hub is told as soon as may be, if it ever confirmed them."""
        async with self._database.write() as connection:
            for token in tokens:
                await _leave(connection, subscriptions.c.token == token, now)

    async def take_due(
        self, now: datetime, limit: int, retry_at: Callable[[int, datetime], datetime]
    ) -> tuple[Subscription, ...]:
        """Those about which the hub is to be asked now, at most ``limit``; each is due again at ``retry_at``.

        That is written before anything is sent: a service that is killed over and over does not hammer the hub.
        Those that were left in vain several times are forgotten.
        """
        async with self._database.write() as connection:
            vain = (subscriptions.c.state == SubscriptionState.LEAVING.value) & (
                subscriptions.c.attempts >= _GIVE_UP_LEAVING
            )
            await connection.execute(delete(subscriptions).where(vain, subscriptions.c.due_at <= now))
            due = select(subscriptions).where(subscriptions.c.due_at <= now).order_by(subscriptions.c.due_at)
            rows = (await connection.execute(due.limit(limit))).mappings().all()
            for row in rows:
                attempts = row["attempts"] + 1
                values: dict[str, Any] = {"attempts": attempts, "due_at": retry_at(attempts, now)}
                if row["state"] == SubscriptionState.REFUSED.value:
                    values["state"] = SubscriptionState.ASKED.value
                await connection.execute(_of(row["token"]).values(**values))
        return tuple(map(_from_row, rows))

    async def confirm(self, token: str, expires_at: datetime, renew_at: datetime) -> None:
        """The hub grants it until ``expires_at``; it is due again at ``renew_at``."""
        async with self._database.write() as connection:
            await connection.execute(
                _of(token)
                .where(_standing)
                .values(
                    state=SubscriptionState.ACTIVE.value,
                    expires_at=expires_at,
                    due_at=renew_at,
                    attempts=0,
                    error=None,
                )
            )

    async def refuse(self, token: str, error: str, ask_again_at: datetime) -> None:
        """The hub does not grant it, or it is not wanted for its faults."""
        async with self._database.write() as connection:
            await connection.execute(
                _of(token)
                .where(_standing)
                .values(state=SubscriptionState.REFUSED.value, error=error, due_at=ask_again_at, expires_at=None)
            )

    async def note_failure(self, token: str, error: str, not_before: datetime | None = None) -> None:
        """A request came to nothing; what stands goes on to stand, and is due as :meth:`take_due` set it, or later."""
        async with self._database.write() as connection:
            await connection.execute(_of(token).values(error=error))
            if not_before is not None:
                late = _of(token).where(subscriptions.c.due_at < not_before)
                await connection.execute(late.values(due_at=not_before))

    async def note_push(self, token: str, now: datetime) -> None:
        """Something was pushed."""
        async with self._database.write() as connection:
            await connection.execute(_of(token).values(last_push_at=now))

    async def lapse(self, now: datetime) -> tuple[str, ...]:
        """Those whose lease has ended stand no more and are asked for anew; gives their feeds."""
        over = (subscriptions.c.state == SubscriptionState.ACTIVE.value) & (subscriptions.c.expires_at <= now)
        values = {"state": SubscriptionState.ASKED.value, "expires_at": None}
        async with self._database.write() as connection:
            ended = update(subscriptions).where(over).values(**values).returning(subscriptions.c.feed_id)
            return tuple((await connection.execute(ended)).scalars())

    async def remove(self, token: str) -> None:
        """Forget it."""
        async with self._database.write() as connection:
            await connection.execute(delete(subscriptions).where(subscriptions.c.token == token))

    async def clear(self) -> tuple[str, ...]:
        """Forget all of them; gives the feeds of those that stood."""
        async with self._database.write() as connection:
            rows = await connection.execute(delete(subscriptions).returning(subscriptions.c.feed_id))
            return tuple(dict.fromkeys(rows.scalars()))

    async def _one(self, where: ColumnElement[bool]) -> Subscription | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(subscriptions).where(where))).mappings().first()
        return _from_row(row) if row is not None else None


async def put_subscription(connection: AsyncConnection, subscription: Subscription, now: datetime) -> None:
    """See :meth:`Subscriptions.put`, within a transaction."""
    await _leave(connection, subscriptions.c.feed_id == subscription.feed_id, now)
    await connection.execute(insert(subscriptions), [_row(subscription)])


async def note_miss(connection: AsyncConnection, token: str, now: datetime) -> None:
    """A poll found news that had not been pushed."""
    await connection.execute(_of(token).values(missed_at=now))


def _of(token: str) -> Any:  # noqa: ANN401 - an UPDATE of one row
    return update(subscriptions).where(subscriptions.c.token == token)


async def _leave(connection: AsyncConnection, which: ColumnElement[bool], now: datetime) -> None:
    """A hub that never confirmed may not know of it, or has refused it: nothing is to be told then."""
    idle = or_(
        subscriptions.c.state == SubscriptionState.REFUSED.value,
        (subscriptions.c.state == SubscriptionState.ASKED.value) & (subscriptions.c.attempts == 0),
    )
    await connection.execute(delete(subscriptions).where(which, idle))
    leaving = update(subscriptions).where(which, _standing)
    await connection.execute(leaving.values(state=SubscriptionState.LEAVING.value, due_at=now, attempts=0))


def _row(subscription: Subscription) -> dict[str, Any]:
    return {**asdict(subscription), "state": subscription.state.value}


def _from_row(row: RowMapping) -> Subscription:
    return Subscription(**{**row, "state": SubscriptionState(row["state"])})
