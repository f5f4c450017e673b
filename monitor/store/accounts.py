"""Accounting: what became of every entry, match and alert, in sums that must add up.

::

    fetched = new + known                                   entries of feeds
    new     = read + waiting + given up                     entries that are news
    matched = delivered + merged + held + suppressed + waiting + dead
    deliveries of a rule on a channel = delivered + held + suppressed + waiting + dead

A match is what the least happy delivery of its alert is: dead before held, waiting, delivered and suppressed. A
delivery that a digest carries is what the digest's is. What is past its retention is in no sum.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, String, case, cast, exists, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import TIMED, AlertPlan, DeliveryState
from monitor.store.engine import Part
from monitor.store.outbox import enter_aside
from monitor.store.schema import EntryState, alerts, articles, deliveries, entries, is_kept, matches

_SHOWN = 10
# What was to be done at a moment and has not been done so long after it: it was forgotten.
_FORGOTTEN_AFTER = timedelta(hours=6)


class Fate(StrEnum):
    """What became of a match or of a delivery."""

    DELIVERED = "delivered"
    MERGED = "merged"
    HELD = "held"
    SUPPRESSED = "suppressed"
    WAITING = "waiting"
    DEAD = "dead"


_FATES = {
    DeliveryState.QUEUED: Fate.WAITING,
    DeliveryState.DIGEST: Fate.WAITING,
    DeliveryState.DELIVERED: Fate.DELIVERED,
    DeliveryState.HELD: Fate.HELD,
    DeliveryState.DEAD: Fate.DEAD,
    DeliveryState.SUPPRESSED: Fate.SUPPRESSED,
}
_HAPPINESS = (Fate.SUPPRESSED, Fate.DELIVERED, Fate.WAITING, Fate.HELD, Fate.DEAD)
_PLACES = (*_HAPPINESS, Fate.MERGED)
_MERGED, _UNKNOWN = len(_HAPPINESS), len(_PLACES)
NO_CHANNEL = "no-channel"


@dataclass(frozen=True, slots=True)
class Read:
    """What became of the entries that came in."""

    fetched: int
    known: int
    new: int
    read: int
    waiting: int
    given_up: int


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the matches of a rule, or of its alerts on a ``channel``.

    ``reasons`` says why of some of them, such as how many a silence suppressed.
    """

    rule_id: str
    total: int
    fates: Mapping[Fate, int]
    reasons: Mapping[str, int]
    channel: str | None = None

    @property
    def balanced(self) -> bool:
        """Whether it adds up."""
        return self.total == sum(self.fates.values())


@dataclass(frozen=True, slots=True)
class Accounting:
    """The sums of what came in from ``begin`` on and before ``end``, by rule, and by rule and channel."""

    begin: datetime
    end: datetime
    entries: Read
    rules: tuple[Account, ...]
    channels: tuple[Account, ...]

    @property
    def balanced(self) -> bool:
        """Whether all of it adds up."""
        entries = self.entries
        return (
            entries.fetched == entries.new + entries.known
            and entries.new == entries.read + entries.waiting + entries.given_up
            and all(account.balanced for account in (*self.rules, *self.channels))
        )


@dataclass(frozen=True, slots=True)
class Imbalance:
    """A sum that does not add up: a sentence that names it, how many rows are at fault, and the ids of some."""

    sum: str
    says: str
    number: int
    ids: tuple[str, ...]


class Accounts(Part):
    """The store's part for accounting."""

    async def of(self, begin: datetime, end: datetime) -> Accounting:
        """The sums of the entries, matches and deliveries that came in from ``begin`` on and before ``end``."""
        async with self._database.read() as connection:
            return Accounting(
                begin,
                end,
                await _entries(connection, begin, end),
                await _by_rule(connection, begin, end),
                await _by_channel(connection, begin, end),
            )

    async def check(self, now: datetime | None, since: datetime | None = None) -> tuple[Imbalance, ...]:
        """The sums that do not add up, among what came in from ``since`` on; none of them, if all is well.

        ``now`` is when the service was at work last; ``None`` when that is not known.
        An alert may have been removed since for its age; so ``since`` must not lie before their retention.
        """
        found = []
        checks = [*_checks(since), *([_forgotten(now)] if now is not None else ())]
        async with self._database.read() as connection:
            for name, says, query in checks:
                ids = tuple((await connection.execute(query.limit(_SHOWN))).scalars())
                if ids:
                    number = await connection.scalar(select(func.count()).select_from(query.subquery())) or 0
                    found.append(Imbalance(name, says, number, ids))
        return tuple(found)

    async def notify(self, plan: AlertPlan, now: datetime) -> bool:
        """Store a notice and its deliveries; gives whether it was new."""
        async with self._database.write() as connection:
            return await enter_aside(connection, self._database, plan, now)


def _fate(carrier: FromClause) -> ColumnElement[Any]:
    """The place of a delivery's fate in ``_HAPPINESS``; that of a carried one is its digest's."""
    state = case((deliveries.c.state == DeliveryState.CARRIED.value, carrier.c.state), else_=deliveries.c.state)
    places = {state.value: _HAPPINESS.index(fate) for state, fate in _FATES.items()}
    return case(*((state == word, place) for word, place in places.items()), else_=_UNKNOWN)


def _with_fates(where: ColumnElement[bool]) -> Select[Any]:
    """Each delivery with its alert and channel, and its fate as the place of it and the reason: ``0:silence``.

    Where its digest waits or was suppressed, why is the digest's.
    """
    carrier = deliveries.alias("carrier")
    source = deliveries.outerjoin(carrier, carrier.c.id == deliveries.c.carried_by)
    kept = carrier.c.state.in_((DeliveryState.HELD.value, DeliveryState.SUPPRESSED.value))
    reason = case((kept, carrier.c.reason), else_=deliveries.c.reason)
    fate = cast(_fate(carrier), String) + ":" + func.coalesce(reason, "")
    columns = (deliveries.c.id, deliveries.c.alert_id, deliveries.c.channel)
    return select(*columns, fate.label("fate")).select_from(source).where(where)


async def _entries(connection: AsyncConnection, begin: datetime, end: datetime) -> Read:
    within = (entries.c.created_at >= begin) & (entries.c.created_at < end)
    fetched = await connection.scalar(select(func.count()).select_from(entries).where(within)) or 0
    grouped = select(entries.c.state, func.count()).where(within).group_by(entries.c.state)
    states = {row[0]: row[1] for row in await connection.execute(grouped)}
    new = {state: states.get(state.value, 0) for state in EntryState if state is not EntryState.KNOWN}
    return Read(
        fetched=fetched,
        known=states.get(EntryState.KNOWN.value, 0),
        new=sum(new.values()),
        read=new[EntryState.DONE],
        waiting=new[EntryState.PENDING],
        given_up=new[EntryState.FAILED],
    )


async def _by_rule(connection: AsyncConnection, begin: datetime, end: datetime) -> tuple[Account, ...]:
    within = (articles.c.created_at >= begin) & (articles.c.created_at < end) & matches.c.alert_id.is_not(None)
    source = matches.join(articles, articles.c.id == matches.c.article_id)
    counted = select(matches.c.rule_id, func.count()).select_from(source).where(within).group_by(matches.c.rule_id)
    totals: dict[tuple[str, str | None], int] = {(row[0], None): row[1] for row in await connection.execute(counted)}
    its = select(matches.c.alert_id).select_from(source).where(within)
    each = _with_fates(deliveries.c.alert_id.in_(its)).subquery()
    # The fate is one digit, so the greatest word is that of the least happy delivery, with its reason.
    worst = select(each.c.alert_id, func.max(each.c.fate).label("fate")).group_by(each.c.alert_id).subquery()
    merged = literal(f"{_MERGED}:") + func.coalesce(matches.c.reason, "")
    nowhere = f"{_HAPPINESS.index(Fate.SUPPRESSED)}:{NO_CHANNEL}"
    fate = case((matches.c.merged, merged), else_=func.coalesce(worst.c.fate, nowhere))
    columns = (matches.c.rule_id, literal(None, String).label("channel"), fate.label("fate"))
    found = select(*columns).select_from(source.outerjoin(worst, worst.c.alert_id == matches.c.alert_id)).where(within)
    return _accounts(totals, await _grouped(connection, found))


async def _by_channel(connection: AsyncConnection, begin: datetime, end: datetime) -> tuple[Account, ...]:
    within = (deliveries.c.created_at >= begin) & (deliveries.c.created_at < end)
    rule = deliveries.join(alerts, alerts.c.id == deliveries.c.alert_id)
    key = (alerts.c.rule_id, deliveries.c.channel)
    counted = select(*key, func.count()).select_from(rule).where(within).group_by(*key)
    totals: dict[tuple[str, str | None], int] = {(row[0], row[1]): row[2] for row in await connection.execute(counted)}
    each = _with_fates(within).subquery()
    columns = (alerts.c.rule_id, each.c.channel, each.c.fate)
    found = select(*columns).select_from(each.join(alerts, alerts.c.id == each.c.alert_id))
    return _accounts(totals, await _grouped(connection, found))


async def _grouped(connection: AsyncConnection, found: Select[Any]) -> list[Any]:
    """The rows of ``found`` that are alike, with their ``number``."""
    rows = found.subquery()
    return list(await connection.execute(select(*rows.c, func.count().label("number")).group_by(*rows.c)))


def _accounts(totals: Mapping[tuple[str, str | None], int], grouped: Iterable[Any]) -> tuple[Account, ...]:
    fates: dict[tuple[str, str | None], Counter[Fate]] = {key: Counter() for key in totals}
    reasons: dict[tuple[str, str | None], Counter[str]] = {key: Counter() for key in totals}
    for row in grouped:
        key = (row.rule_id, row.channel)
        place, _, reason = row.fate.partition(":")
        if int(place) < len(_PLACES):
            fates[key][_PLACES[int(place)]] += row.number
        if reason:
            reasons[key][reason] += row.number
    return tuple(
        Account(rule_id, totals[rule_id, channel], fates[rule_id, channel], reasons[rule_id, channel], channel)
        for rule_id, channel in sorted(totals, key=lambda key: (key[0], key[1] or ""))
    )


def _checks(since: datetime | None) -> Iterator[tuple[str, str, Select[Any]]]:
    """A statement for each sum, which finds the rows that it lacks or has too many of."""

    def recent(table: FromClause) -> ColumnElement[bool]:
        return table.c.created_at >= since if since is not None else true()

    article = exists(select(1).where(articles.c.id == entries.c.id))
    unread = (entries.c.state == EntryState.DONE.value) & entries.c.content.is_not(None) & ~article
    yield "read", "entries were read and have no article", select(entries.c.id).where(unread, recent(entries))

    undone = articles.join(entries, entries.c.id == articles.c.id)
    twice = select(articles.c.id).select_from(undone).where(entries.c.state != EntryState.DONE.value)
    yield "articles", "articles stand there whose entries are not done", twice.where(recent(articles))

    lost = matches.c.alert_id.is_(None) & ~matches.c.merged
    source = matches.join(articles, articles.c.id == matches.c.article_id)
    unalerted = select(matches.c.article_id).select_from(source).where(lost, recent(articles))
    yield "matched", "articles satisfy a rule and have no alert of it", unalerted

    sent = select(func.count()).where(deliveries.c.alert_id == alerts.c.id).scalar_subquery()
    yield (
        "alerts",
        "alerts have more or fewer deliveries than they were made with",
        select(alerts.c.id).where(alerts.c.planned.is_not(None), alerts.c.planned != sent, recent(alerts)),
    )

    each = _with_fates(recent(deliveries)).subquery()
    nowhere = select(each.c.id).where(each.c.fate.startswith(f"{_UNKNOWN}:"))
    yield "carried", "deliveries are said to be in a digest that is not there", nowhere

    silent = deliveries.c.state.in_((DeliveryState.SUPPRESSED.value, DeliveryState.DIGEST.value))
    unexplained = select(deliveries.c.id).where(silent, deliveries.c.reason.is_(None), recent(deliveries))
    yield "suppressed", "deliveries were kept back without a reason", unexplained


def _forgotten(now: datetime) -> tuple[str, str, Select[Any]]:
    timed = (deliveries.c.state == DeliveryState.DIGEST.value) | deliveries.c.reason.in_([each.value for each in TIMED])
    late = is_kept & timed & (deliveries.c.due_at < now - _FORGOTTEN_AFTER)
    return "waiting", "deliveries wait for a moment that is long past", select(deliveries.c.id).where(late)
