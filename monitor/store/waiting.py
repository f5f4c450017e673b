"""What waits for a moment and not for a far side: held deliveries, second sources, digests."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import ClaimLost
from monitor.model import (
    TIMED,
    Alert,
    AlertPlan,
    Arbiter,
    Batch,
    DeliveryState,
    Gathered,
    Payload,
    Reason,
    Told,
)
from monitor.store.codec import alert_from_row, told_from_row, told_to_json
from monitor.store.deciding import in_force, know_digests, pending_of, set_aside, with_feeds, write_decision
from monitor.store.engine import Part
from monitor.store.outbox import enter_aside, enter_story
from monitor.store.schema import alerts, articles, deliveries, digests, feeds, is_kept, matches

T = TypeVar("T")

_AT_A_TIME = 500
_TIMED = tuple(reason.value for reason in TIMED if reason is not Reason.SECOND_SOURCE)
_ROLLED_UP = (Reason.LIMIT.value, Reason.RULE_LIMIT.value)


class Waiting(Part):
    """The store's part for what falls due by time alone."""

    async def release(self, now: datetime) -> int:
        """Queue what was held until ``now`` or earlier, by quiet hours or for the day's update; gives how many."""
        over = is_kept & _is(DeliveryState.HELD) & deliveries.c.reason.in_(_TIMED) & (deliveries.c.due_at <= now)
        async with self._database.write() as connection:
            # It was due from that moment on, and not from now.
            released = update(deliveries).where(over).values(state=DeliveryState.QUEUED.value)
            return (await connection.execute(released)).rowcount

    async def reconsider(self, now: datetime, gathering: Collection[str]) -> int:
        """Have all decided anew that is held by quiet hours or waits for a digest, under policies that have changed.

        What its digest is due for already stays: it goes into the next. Digests of channels that are not ``gathering``
        have no last one any more. Gives how many deliveries that are.
        """
        held = _is(DeliveryState.HELD) & (deliveries.c.reason == Reason.QUIET_HOURS.value)
        early = is_kept & or_(held, _is(DeliveryState.DIGEST)) & (deliveries.c.due_at > now)
        queued = {"state": DeliveryState.QUEUED.value, "due_at": now}
        ended = digests.c.digested_at.is_not(None) & digests.c.channel.not_in(gathering)
        async with self._database.write() as connection:
            await connection.execute(update(digests).where(ended).values(digested_at=None))
            return (await connection.execute(update(deliveries).where(early).values(**queued))).rowcount

    async def uncorroborated(self, now: datetime, rules: Collection[str]) -> tuple[tuple[Alert, Told | None], ...]:
        """The alerts that have waited long enough for a second source, or whose rule is not one of ``rules``.

        With what each would have told when its last article joined it, if others have.
        """
        waits = is_kept & _is(DeliveryState.HELD) & (deliveries.c.reason == Reason.SECOND_SOURCE.value)
        over = or_(deliveries.c.due_at <= now, alerts.c.rule_id.not_in(rules))
        ids = select(deliveries.c.alert_id).join(alerts, alerts.c.id == deliveries.c.alert_id).where(waits, over)
        query = select(alerts).where(alerts.c.id.in_(ids)).order_by(alerts.c.created_at, alerts.c.id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query.limit(_AT_A_TIME))).mappings().all()
        await self.set_aside([row["id"] for row in rows if not row["payload"]], now)
        return tuple((alert_from_row(row), told_from_row(row)) for row in rows if row["payload"])

    async def end_wait(self, alert: Alert, end: tuple[Payload, Told] | None, now: datetime) -> int:
        """Queue the alert as ``end`` has it, or suppress it where that is ``None``; gives how many deliveries that are.

        None, when a second source came meanwhile, or another article that it has to say.
        """
        waits = _is(DeliveryState.HELD) & (deliveries.c.reason == Reason.SECOND_SOURCE.value)
        its = (deliveries.c.alert_id == alert.id) & waits
        async with self._database.write() as connection:
            await enter_story(connection, self._database, alert.story_id, now)
            if await connection.scalar(select(alerts.c.payload).where(alerts.c.id == alert.id)) != alert.payload:
                return 0
            if end is None:
                dropped = {"state": DeliveryState.SUPPRESSED.value, "finished_at": now}
                values = {**dropped, "reason": Reason.SINGLE_SOURCE.value}
            else:
                payload, told = end
                values = {"state": DeliveryState.QUEUED.value, "due_at": now, "reason": Reason.SINGLE_SOURCE.value}
                said = update(alerts).where(alerts.c.id == alert.id)
                await connection.execute(said.values(payload=payload, told=told_to_json(told)))
            return (await connection.execute(update(deliveries).where(its).values(**values))).rowcount

    async def silence(self, now: datetime, arbiter: Arbiter) -> int:
        """Suppress what is due for a digest and has been silenced since it was put there; gives how many."""
        due = is_kept & _is(DeliveryState.DIGEST) & (deliveries.c.due_at <= now)
        # What a digest is just about to carry is left to it.
        waiting = select(deliveries).where(due).with_for_update(skip_locked=True)
        suppressed = 0
        async with self._database.write() as connection:
            quiet = await in_force(connection, now)
            rows = (await connection.execute(waiting)).mappings().all() if quiet else []
            for some in _batches(rows):
                for each in await with_feeds(connection, await pending_of(connection, some, arbiter, now), quiet):
                    decision = arbiter.silenced(each, quiet, now)
                    if decision is not None:
                        await write_decision(connection, each, decision, now, attempts=0)
                        suppressed += 1
        return suppressed

    async def due_batches(self, now: datetime, rank: Callable[[str], int], most_listed: int) -> tuple[Batch, ...]:
        """What digests and roll-ups have to carry ``now``: a batch for the recipients that wait for the same alerts.

        ``rank`` orders the rules, the lowest first; of ``most_listed`` alerts a batch has what they say.
        """
        async with self._database.read() as connection:
            waiting, begins = await _gathered(connection, now)
            batches = []
            for (channel, rolled_up, _), shared in _shared(waiting).items():
                ordered = sorted(_together(shared.values()), key=lambda each: rank(each.rule_id))
                listed = await _alerts(connection, [each.alert_id for each in ordered[:most_listed]])
                since = None if rolled_up else begins[channel]
                since = since or await _first_made(connection, ordered)
                batches.append(Batch(channel, tuple(shared), rolled_up, tuple(ordered), listed, since, now))
        if damaged := [alert.id for batch in batches for alert in batch.alerts if not alert.payload]:
            await self.set_aside(damaged, now)
            return await self.due_batches(now, rank, most_listed)
        return tuple(batches)

    async def set_aside(self, alert_ids: Collection[str], now: datetime) -> None:
        """Bury what is yet to be sent of the alerts ``alert_ids``, which are damaged."""
        if alert_ids:
            async with self._database.write() as connection:
                await set_aside(connection, alert_ids, now)

    async def commit_digest(self, batch: Batch, plan: AlertPlan, now: datetime) -> bool:
        """Store the digest and settle all deliveries that it carries, in one transaction; gives whether it was new.

        Raises :class:`ClaimLost` when one of them has been decided otherwise meanwhile.
        """
        async with self._database.write() as connection:
            await know_digests(connection, self._database, [batch.channel])
            its = digests.c.channel == batch.channel
            await connection.execute(select(digests.c.channel).where(its).with_for_update())
            if not await enter_aside(connection, self._database, plan, now):
                return False
            for place, delivery in enumerate(plan.deliveries):
                carried = {"state": DeliveryState.CARRIED.value, "carried_by": delivery.id, "finished_at": now}
                for some in _batches([each.delivery_ids[place] for each in batch.gathered]):
                    waits = deliveries.c.id.in_(some) & _is(DeliveryState.DIGEST)
                    settled = await connection.execute(update(deliveries).where(waits).values(**carried))
                    if settled.rowcount != len(some):
                        raise ClaimLost(f"the digest {plan.alert.id}: some of it was decided otherwise meanwhile")
            moment = {"rolled_up_at": now} if batch.rolled_up else {"digested_at": now}
            await connection.execute(update(digests).where(its).values(**moment))
        return True

    async def digested_at(self, names: Collection[str], now: datetime) -> Mapping[str, datetime]:
        """When each channel's last digest was made, by name. Those of a channel that had none begin ``now``."""
        its = digests.c.channel.in_(names) & digests.c.digested_at.is_not(None)
        query = select(digests.c.channel, digests.c.digested_at).where(its)
        async with self._database.read() as connection:
            known = {row.channel: row.digested_at for row in await connection.execute(query)}
        new = sorted(set(names) - known.keys())
        if new:
            async with self._database.write() as connection:
                await know_digests(connection, self._database, new)
                its = digests.c.channel.in_(new) & digests.c.digested_at.is_(None)
                await connection.execute(update(digests).where(its).values(digested_at=now))
        return {**dict.fromkeys(new, now), **known}

    async def skip_digest(self, channel: str, now: datetime) -> None:
        """Note that a digest was due ``now`` and that there was nothing to send."""
        async with self._database.write() as connection:
            await connection.execute(update(digests).where(digests.c.channel == channel).values(digested_at=now))

    async def circumstances(
        self, rules: Collection[str] | None, bounds: Sequence[tuple[datetime, datetime]], since: datetime
    ) -> tuple[tuple[int, ...], int, int]:
        """Matches (of ``rules``, or of all) by articles stored within each of ``bounds``; how many of the active feeds
        were read from ``since`` on; and how many there are.
        """
        within = [
            func.sum(case(((articles.c.created_at >= begin) & (articles.c.created_at < end), 1), else_=0))
            for begin, end in bounds
        ]
        counts = select(*within).select_from(matches.join(articles, articles.c.id == matches.c.article_id))
        counts = counts.where(articles.c.created_at >= min(begin for begin, _ in bounds))
        if rules is not None:
            counts = counts.where(matches.c.rule_id.in_(rules))
        answered = func.sum(case((feeds.c.last_success_at >= since, 1), else_=0))
        async with self._database.read() as connection:
            days = (await connection.execute(counts)).one()
            read, there = (await connection.execute(select(answered, func.count()).where(feeds.c.active))).one()
        return tuple(number or 0 for number in days), read or 0, there


def _is(state: DeliveryState) -> ColumnElement[bool]:
    return deliveries.c.state == state.value


_Place = tuple[str, str, bool]


async def _gathered(
    connection: AsyncConnection, now: datetime
) -> tuple[Mapping[_Place, list[Gathered]], Mapping[str, datetime | None]]:
    """What is due by channel, recipient and whether it is rolled up, in order; and when the channels' periods began."""
    rolled_up = case((deliveries.c.reason.in_(_ROLLED_UP), 1), else_=0)
    columns = (
        deliveries.c.channel,
        deliveries.c.recipient,
        rolled_up.label("rolled_up"),
        deliveries.c.id,
        deliveries.c.alert_id,
        alerts.c.rule_id,
        alerts.c.story_id,
        digests.c.digested_at,
    )
    source = deliveries.join(alerts, alerts.c.id == deliveries.c.alert_id)
    source = source.outerjoin(digests, digests.c.channel == deliveries.c.channel)
    due = is_kept & _is(DeliveryState.DIGEST) & (deliveries.c.due_at <= now)
    query = select(*columns).select_from(source).where(due).order_by(alerts.c.created_at, deliveries.c.alert_id)
    waiting: dict[_Place, list[Gathered]] = {}
    begins: dict[str, datetime | None] = {}
    for row in await connection.execute(query.order_by(deliveries.c.recipient)):
        gathered = Gathered((row.id,), row.alert_id, row.rule_id, row.story_id)
        waiting.setdefault((row.channel, row.recipient, bool(row.rolled_up)), []).append(gathered)
        begins[row.channel] = row.digested_at
    return waiting, begins


def _shared(
    waiting: Mapping[_Place, list[Gathered]],
) -> Mapping[tuple[str, bool, tuple[str, ...]], dict[str, list[Gathered]]]:
    """``waiting`` by channel, kind and alerts: what each recipient waits for, where all wait for the same."""
    shared: dict[tuple[str, bool, tuple[str, ...]], dict[str, list[Gathered]]] = {}
    for (channel, recipient, rolled_up), each in waiting.items():
        key = (channel, rolled_up, tuple(one.alert_id for one in each))
        shared.setdefault(key, {})[recipient] = each
    return shared


def _together(lists: Iterable[list[Gathered]]) -> Iterator[Gathered]:
    """The same alerts of several recipients, each once with all its deliveries."""
    for same in zip(*lists, strict=True):
        yield replace(same[0], delivery_ids=tuple(each.delivery_ids[0] for each in same))


async def _alerts(connection: AsyncConnection, ids: Sequence[str]) -> tuple[Alert, ...]:
    """The alerts of those ids, in that order."""
    found: dict[str, Alert] = {}
    for some in _batches(ids):
        rows = await connection.execute(select(alerts).where(alerts.c.id.in_(some)))
        found |= {row["id"]: alert_from_row(row) for row in rows.mappings()}
    return tuple(found[key] for key in ids)


async def _first_made(connection: AsyncConnection, gathered: Sequence[Gathered]) -> datetime:
    firsts: list[datetime | None] = [
        await connection.scalar(select(func.min(alerts.c.created_at)).where(alerts.c.id.in_(some)))
        for some in _batches([each.alert_id for each in gathered])
    ]
    return min(first for first in firsts if first is not None)


def _batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[start : start + _AT_A_TIME] for start in range(0, len(values), _AT_A_TIME))
