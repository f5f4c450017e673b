"""What people and the engine ask the store: lists, sums, and how much work is left."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Alert, DeliveryState, FeedState
from monitor.store.claims import claimable
from monitor.store.codec import alert_from_row, feed_state_from_row
from monitor.store.engine import Part
from monitor.store.schema import (
    EntryState,
    alerts,
    articles,
    deliveries,
    entries,
    feeds,
    hosts,
    is_held,
    is_pending,
    is_queued,
    is_to_be_looked_at,
    marks,
    matches,
    revisions,
)
from monitor.store.types import UtcDateTime

# Of what a statement may list.
_BATCH = 1000
_NOW = bindparam("now", type_=UtcDateTime)
# Built once: it is asked at every turn of the engine.
_DUE = select(
    exists(select(1).where(is_queued & claimable(deliveries, _NOW))),
    exists(select(1).where(is_pending & claimable(entries, _NOW))),
    exists(select(1).where(is_to_be_looked_at & claimable(revisions, _NOW))),
    exists(select(1).where(claimable(hosts, _NOW))),
)


class Marked(StrEnum):
    """Which alerts are asked for: those marked so, or those with no mark."""

    RELEVANT = "relevant"
    IRRELEVANT = "irrelevant"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FeedReport:
    """A feed as it stands. ``active`` is false once it is configured no longer; ``entries`` counts by state.

    ``held`` are those, among the known, that are held back and can be released.
    """

    state: FeedState
    title: str | None
    active: bool
    entries: Mapping[EntryState, int]
    held: int = 0


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A delivery as it stands, the rule whose alert it carries, and why: a word (``reason``) and more for people."""

    id: str
    alert_id: str
    rule_id: str
    channel: str
    recipient: str
    state: DeliveryState
    attempts: int
    due_at: datetime
    last_error: str | None
    receipt: str | None
    created_at: datetime
    finished_at: datetime | None
    reason: str | None
    note: str | None
    carried_by: str | None


@dataclass(frozen=True, slots=True)
class JoinedArticle:
    """An article whose match joined an alert that its story had already, and what that ``led_to``.

    ``reason`` says why it is of that story.
    """

    id: str
    title: str
    source: str
    url: str | None
    language: str | None
    published: datetime | None
    stored_at: datetime
    led_to: str
    reason: str


@dataclass(frozen=True, slots=True)
class Due:
    """Of what there is something that is due and that nobody holds: deliveries, entries, second looks, hosts."""

    deliveries: bool
    entries: bool
    revisions: bool
    hosts: bool


@dataclass(frozen=True, slots=True)
class StoreTally:
    """Counts that add up: every entry and delivery has one state, every match is ``alerted`` or ``merged``."""

    entries: Mapping[EntryState, int]
    articles: int
    matched: int
    alerted: int
    merged: int
    alerts: int
    deliveries: Mapping[DeliveryState, int]


class Reports(Part):
    """The store's part for reading. Nothing here writes."""

    async def feeds(self) -> tuple[FeedReport, ...]:
        """Every feed ever configured, by id."""
        counted = select(entries.c.feed_id, entries.c.state, func.count().label("number"))
        held = select(entries.c.feed_id, func.count()).where(is_held).group_by(entries.c.feed_id)
        async with self._database.read() as connection:
            rows = (await connection.execute(select(feeds).order_by(feeds.c.id))).mappings().all()
            numbers = (await connection.execute(counted.group_by(entries.c.feed_id, entries.c.state))).all()
            held_by_feed = {row[0]: row[1] for row in await connection.execute(held)}
        by_feed: dict[str, dict[EntryState, int]] = {}
        for feed_id, state, number in numbers:
            by_feed.setdefault(feed_id, {})[EntryState(state)] = number
        return tuple(
            FeedReport(
                feed_state_from_row(row),
                row["title"],
                row["active"],
                by_feed.get(row["id"], {}),
                held_by_feed.get(row["id"], 0),
            )
            for row in rows
        )

    async def alerts(self, limit: int, rule_id: str | None = None, marked: Marked | None = None) -> tuple[Alert, ...]:
        """The latest alerts (of one rule, marked so), newest first."""
        query = select(alerts).order_by(alerts.c.created_at.desc(), alerts.c.id).limit(limit)
        if rule_id is not None:
            query = query.where(alerts.c.rule_id == rule_id)
        if marked is not None:
            query = query.where(_is_marked(marked))
        async with self._database.read() as connection:
            return tuple(alert_from_row(row) for row in (await connection.execute(query)).mappings())

    async def alert(self, alert_id: str) -> Alert | None:
        """The alert of that id, or ``None``."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(alerts).where(alerts.c.id == alert_id))).mappings().first()
        return alert_from_row(row) if row else None

    async def alerts_of(self, ids: Collection[str]) -> Mapping[str, Alert]:
        """The alerts of these ids."""
        listed = sorted(ids)
        found: dict[str, Alert] = {}
        async with self._database.read() as connection:
            for start in range(0, len(listed), _BATCH):
                query = select(alerts).where(alerts.c.id.in_(listed[start : start + _BATCH]))
                found |= {row["id"]: alert_from_row(row) for row in (await connection.execute(query)).mappings()}
        return found

    async def alert_ids(self, start: str) -> tuple[str, ...]:
        """The ids of alerts that begin with ``start``, at most two: enough to see whether it names one."""
        begins = func.substr(alerts.c.id, 1, len(start)) == start
        async with self._database.read() as connection:
            return tuple((await connection.execute(select(alerts.c.id).where(begins).limit(2))).scalars())

    async def joined(self, alert_id: str, limit: int) -> tuple[JoinedArticle, ...]:
        """The articles that joined an alert after it was made and are still stored, those stored first first."""
        named = (articles.c[name] for name in ("id", "title", "source", "url", "language", "published"))
        query = (
            select(
                *named,
                articles.c.created_at.label("stored_at"),
                func.coalesce(matches.c.reason, "counted").label("led_to"),
                articles.c.story_reason.label("reason"),
            )
            .join(matches, matches.c.article_id == articles.c.id)
            .where(matches.c.alert_id == alert_id, matches.c.merged)
            .order_by(articles.c.created_at, articles.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return tuple(JoinedArticle(**row) for row in (await connection.execute(query)).mappings())

    async def deliveries(
        self,
        limit: int,
        state: DeliveryState | None = None,
        channel: str | None = None,
        alert_id: str | None = None,
        reason: str | None = None,
    ) -> tuple[DeliveryReport, ...]:
        """The latest deliveries, newest first, narrowed to a state, a channel, an alert, a reason."""
        query = select(deliveries, alerts.c.rule_id).join(alerts, alerts.c.id == deliveries.c.alert_id)
        wanted = {"state": state.value if state else None, "channel": channel, "alert_id": alert_id, "reason": reason}
        for column, value in wanted.items():
            if value is not None:
                query = query.where(deliveries.c[column] == value)
        query = query.order_by(deliveries.c.created_at.desc(), deliveries.c.id).limit(limit)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
            fields = DeliveryReport.__dataclass_fields__
            return tuple(
                DeliveryReport(**{**{name: row[name] for name in fields}, "state": DeliveryState(row["state"])})
                for row in rows
            )

    async def tally(self) -> StoreTally:
        """Count everything, at one moment."""
        async with self._database.read() as connection:
            by_fate = await _count_by(connection, matches.c.merged)
            by_entry = await _count_by(connection, entries.c.state)
            by_delivery = await _count_by(connection, deliveries.c.state)
            return StoreTally(
                entries={state: by_entry.get(state.value, 0) for state in EntryState},
                articles=await _count(connection, articles),
                matched=await _count(connection, matches),
                alerted=by_fate.get(False, 0),
                merged=by_fate.get(True, 0),
                alerts=await _count(connection, alerts),
                deliveries={state: by_delivery.get(state.value, 0) for state in DeliveryState},
            )

    async def due(self, now: datetime) -> Due:
        """Of what there is something to claim at ``now``."""
        async with self._database.read() as connection:
            return Due(*(await connection.execute(_DUE, {"now": now})).one())

    async def pending_entries(self) -> int:
        """How many entries wait to be processed, due or not."""
        async with self._database.read() as connection:
            return await connection.scalar(select(func.count()).select_from(entries).where(is_pending)) or 0


def _is_marked(marked: Marked) -> ColumnElement[bool]:
    said = select(1).where(marks.c.alert_id == alerts.c.id)
    return ~exists(said) if marked is Marked.NONE else exists(said.where(marks.c.verdict == marked.value))


async def _count(connection: AsyncConnection, table: Table) -> int:
    return await connection.scalar(select(func.count()).select_from(table)) or 0


async def _count_by(connection: AsyncConnection, column: ColumnElement[Any]) -> dict[Any, int]:
    rows = await connection.execute(select(column, func.count()).group_by(column))
    return {row[0]: row[1] for row in rows}
