"""What policy makes of deliveries that were just claimed, inside the transaction that claims them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, RowMapping, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import (
    Action,
    AlertKind,
    Arbiter,
    Decision,
    DeliveryState,
    Facts,
    Joined,
    Load,
    Pending,
    Reason,
    Silence,
    Window,
    Wording,
)
from monitor.store.codec import delivery_from_row, wording_from_row
from monitor.store.engine import Database
from monitor.store.schema import alerts, articles, deliveries, digests, is_kept, is_queued, silences, wordings
from monitor.telemetry import get_logger

_STATES = {
    Action.HOLD: DeliveryState.HELD,
    Action.DIGEST: DeliveryState.DIGEST,
    Action.SUPPRESS: DeliveryState.SUPPRESSED,
}
# Why it had waited says more of a delivery that is sent than that nothing kept it.
_LASTING = {Reason.CORROBORATED.value, Reason.SINGLE_SOURCE.value, Joined.REVIVED.value}

_DAMAGED = "what the alert says is damaged in the database and cannot be read; restore a backup, then replay this"

log = get_logger("store")


async def pending_of(
    connection: AsyncConnection, rows: Sequence[RowMapping], arbiter: Arbiter | None, now: datetime
) -> list[Pending]:
    """The claimed ``rows`` of deliveries, in their order, with what is to be known of their alerts.

    Those whose alert cannot be read, by ``arbiter`` if there is one, are set aside.
    """
    if not rows:
        return []
    wanted = {row["alert_id"] for row in rows}
    query = select(alerts.c.id, alerts.c.kind, alerts.c.rule_id, alerts.c.payload).where(alerts.c.id.in_(wanted))
    found = {row.id: row for row in await connection.execute(query)}
    damaged = {key for key, row in found.items() if not row.payload or (arbiter and not arbiter.reads(row.payload))}
    await set_aside(connection, damaged, now)
    kept = await _wordings(connection, rows)
    return [
        Pending(
            delivery=delivery_from_row(row, found[row["alert_id"]].payload, kept.get(row["id"])),
            kind=AlertKind(found[row["alert_id"]].kind),
            rule_id=found[row["alert_id"]].rule_id,
            since=row["due_at"],
            passed=row["passed_at"] is not None,
        )
        for row in rows
        if row["alert_id"] not in damaged
    ]


async def set_aside(connection: AsyncConnection, alert_ids: Collection[str], now: datetime) -> None:
    """Bury what is yet to be sent of the alerts ``alert_ids``, whose payloads cannot be read."""
    if not alert_ids:
        return
    log.error("alerts cannot be read; what is to be sent of them is dead", alerts=sorted(alert_ids))
    its = deliveries.c.alert_id.in_(alert_ids) & (is_queued | is_kept)
    dead = {"state": DeliveryState.DEAD.value, "last_error": _DAMAGED, "finished_at": now, "lease_until": None}
    await connection.execute(update(deliveries).where(its).values(**dead))


async def _wordings(connection: AsyncConnection, rows: Sequence[RowMapping]) -> Mapping[str, Wording]:
    """What a model wrote for the deliveries of ``rows``, by delivery id.

    What of it is damaged is dropped: the alert goes out in the article's own words.
    """
    wanted = select(wordings).where(wordings.c.delivery_id.in_({row["id"] for row in rows}))
    kept = {row["delivery_id"]: wording_from_row(row) for row in (await connection.execute(wanted)).mappings()}
    if damaged := [key for key, wording in kept.items() if wording is None]:
        log.error("a model's words cannot be read and are dropped", deliveries=damaged)
        await connection.execute(delete(wordings).where(wordings.c.delivery_id.in_(damaged)))
    return {key: wording for key, wording in kept.items() if wording is not None}


async def decide(
    connection: AsyncConnection, database: Database, pending: Sequence[Pending], arbiter: Arbiter, now: datetime
) -> Mapping[str, Decision]:
    """What ``arbiter`` makes of each of ``pending``, by delivery id; it is written down, for those that go out, too."""
    if not pending:
        return {}
    quiet = await in_force(connection, now)
    rolled_up = await _lock_digests(connection, database, pending, arbiter)
    decisions = {}
    for each in await with_feeds(connection, pending, quiet):
        loads = [await _load(connection, each, window, now) for window in arbiter.windows(each)]
        facts = Facts(quiet, tuple(loads), rolled_up.get(each.delivery.channel))
        decision = decisions[each.delivery.id] = arbiter.decide(each, facts, now)
        # One by one, since each counts for the limits of the next.
        await write_decision(connection, each, decision, now)
    return decisions


async def in_force(connection: AsyncConnection, now: datetime) -> tuple[Silence, ...]:
    """The silences that have begun and not ended."""
    query = select(silences).where((silences.c.until > now) & (silences.c.created_at <= now)).order_by(silences.c.id)
    return tuple(Silence(**row) for row in (await connection.execute(query)).mappings())


async def with_feeds(
    connection: AsyncConnection, pending: Sequence[Pending], quiet: Sequence[Silence]
) -> Sequence[Pending]:
    """``pending`` with the feeds that the articles of each come from, if one of the silences asks for them."""
    if not any(silence.feed_id for silence in quiet):
        return pending
    listed = {
        each.delivery.id: [article["id"] for article in each.delivery.payload.get("data", {}).get("articles", ())]
        for each in pending
    }
    wanted = {article_id for ids in listed.values() for article_id in ids}
    query = select(articles.c.id, articles.c.feed_id).where(articles.c.id.in_(wanted))
    found = {row.id: row.feed_id for row in await connection.execute(query)}
    feeds = {key: frozenset(found[each] for each in ids if each in found) for key, ids in listed.items()}
    return [replace(each, feeds=feeds[each.delivery.id]) for each in pending]


async def _lock_digests(
    connection: AsyncConnection, database: Database, pending: Sequence[Pending], arbiter: Arbiter
) -> Mapping[str, datetime | None]:
    """Let nobody else count at the same time for the channels that have limits; gives their last roll-ups."""
    names = sorted({each.delivery.channel for each in pending if arbiter.windows(each)})
    if not names:
        return {}
    await know_digests(connection, database, names)
    query = (
        select(digests.c.channel, digests.c.rolled_up_at)
        .where(digests.c.channel.in_(names))
        .order_by(digests.c.channel)
    )
    return {row.channel: row.rolled_up_at for row in await connection.execute(query.with_for_update())}


async def know_digests(connection: AsyncConnection, database: Database, names: Iterable[str]) -> None:
    """Make sure that the channels have rows."""
    rows = [{"channel": name} for name in names]
    if rows:
        await connection.execute(database.insert(digests).on_conflict_do_nothing(), rows)


async def _load(connection: AsyncConnection, pending: Pending, window: Window, now: datetime) -> Load:
    delivery, limit = pending.delivery, window.limit
    theirs = (deliveries.c.channel == delivery.channel) & (deliveries.c.recipient == delivery.recipient)
    reason = Reason.LIMIT
    joined: FromClause = deliveries
    if window.rule_id is not None:
        theirs &= alerts.c.rule_id == window.rule_id
        reason = Reason.RULE_LIMIT
        joined = deliveries.join(alerts, alerts.c.id == deliveries.c.alert_id)
    gathered = is_kept & _is(DeliveryState.DIGEST) & (deliveries.c.reason == reason.value)
    roll_up = await connection.scalar(
        select(func.min(deliveries.c.due_at)).select_from(joined).where(theirs & gathered)
    )
    within = theirs & (deliveries.c.passed_at > now - limit.per)
    query = select(deliveries.c.passed_at).select_from(joined).where(within)
    passed = await connection.scalars(query.order_by(deliveries.c.passed_at.desc()).limit(limit.alerts))
    return Load(window, tuple(passed), roll_up)


def _is(state: DeliveryState) -> ColumnElement[bool]:
    return deliveries.c.state == state.value


async def write_decision(
    connection: AsyncConnection, pending: Pending, decision: Decision, now: datetime, attempts: int = 1
) -> None:
    """Note what was decided. The ``attempts`` that a claim counted do not count when nothing is sent."""
    its = update(deliveries).where(deliveries.c.id == pending.delivery.id)
    if decision.action is not Action.SEND:
        values = {
            "state": _STATES[decision.action].value,
            "reason": decision.reason.value,
            "note": decision.note or None,
            "due_at": decision.until or now,
            "attempts": deliveries.c.attempts - attempts,
            "lease_until": None,
            "finished_at": now if decision.action is Action.SUPPRESS else None,
        }
        await connection.execute(its.values(**values))
    else:
        counted = pending.kind not in (AlertKind.DIGEST, AlertKind.NOTICE) and not pending.passed
        passed = {"passed_at": now} if counted else {}
        lasting = deliveries.c.reason.in_(_LASTING)
        reason = case((lasting, deliveries.c.reason), else_=decision.reason.value)
        await connection.execute(its.values(reason=reason, note=None, **passed))
