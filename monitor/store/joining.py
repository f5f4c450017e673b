"""An article that joins a story which has its alert already, inside the transaction that stores the article."""

from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import (
    TIMED,
    Alert,
    AlertPlan,
    ArticleOutcome,
    DeliveryState,
    Follow,
    FollowUp,
    Joined,
    Reason,
    Standing,
    Told,
    Voice,
)
from monitor.store.codec import alert_from_row, site_of, told_from_row, told_to_json
from monitor.store.engine import Database
from monitor.store.outbox import enter_aside
from monitor.store.schema import alerts, articles, deliveries, matches

# A story that is told more often than that is not told apart any more; its sources and languages are long known.
_MOST_VOICES = 2000
_FOR_GOOD = Reason.RECIPIENT.value  # whoever was taken out of a channel is not to be told later, either
_UNSENT = (DeliveryState.HELD.value, DeliveryState.SUPPRESSED.value)


async def join_story(
    connection: AsyncConnection,
    database: Database,
    outcome: ArticleOutcome,
    plan: AlertPlan,
    follow: Follow | None,
    now: datetime,
) -> tuple[str | None, Joined]:
    """Do what follows from an article whose story has the alert of ``plan`` already.

    Gives the id of that alert, and what came of it. The story's row is locked by the caller.
    """
    alert = plan.alert
    same = (alerts.c.rule_id == alert.rule_id) & (alerts.c.story_id == alert.story_id)
    query = select(alerts).where(same & (alerts.c.kind == alert.kind.value))
    row = (await connection.execute(query)).mappings().first()
    if row is None:
        return None, Joined.COUNTED
    # Of an alert that cannot be read any more nobody knows what was told.
    if follow is None or not row["payload"]:
        return row["id"], Joined.COUNTED
    found = follow(await _standing(connection, row, outcome), plan, now)
    await _do(connection, database, row["id"], found, now)
    return row["id"], found.joined


async def _standing(connection: AsyncConnection, row: RowMapping, outcome: ArticleOutcome) -> Standing:
    # Locked, so that nobody begins to send what may be about to be replaced.
    state = case((_is_in_suppressed_digest(), DeliveryState.SUPPRESSED.value), else_=deliveries.c.state)
    columns = (state.label("state"), deliveries.c.reason, deliveries.c.passed_at)
    its = select(*columns).where(deliveries.c.alert_id == row["id"])
    sent = (await connection.execute(its.with_for_update())).all()
    told = told_from_row(row)
    return Standing(
        alert=alert_from_row(row),
        voices=await _voices(connection, row, outcome),
        waits=any((each.state, each.reason) == (DeliveryState.HELD, Reason.SECOND_SOURCE) for each in sent),
        suppressed=any(each.state == DeliveryState.SUPPRESSED and each.reason != _FOR_GOOD for each in sent),
        unsent=all(each.state in _UNSENT and each.passed_at is None for each in sent),
        told=told,
        heard_at=await _heard_at(connection, told.alert_id if told else row["id"]),
        gathering=await _gathering(connection, told) if told and told.alert_id != row["id"] else None,
    )


async def _heard_at(connection: AsyncConnection, alert_id: str) -> datetime | None:
    """When the first reader had the alert, or will; ``None`` when that is not known."""
    ended = deliveries.c.state.in_((DeliveryState.DELIVERED.value, DeliveryState.CARRIED.value))
    is_timed = deliveries.c.reason.in_([reason.value for reason in TIMED])
    waits = or_(_is(DeliveryState.DIGEST), and_(_is(DeliveryState.HELD), is_timed))
    at = case((ended, deliveries.c.finished_at), (waits, deliveries.c.due_at), else_=deliveries.c.passed_at)
    first: datetime | None = await connection.scalar(select(func.min(at)).where(deliveries.c.alert_id == alert_id))
    return first


async def _gathering(connection: AsyncConnection, told: Told) -> Alert | None:
    """The update of the day that was told of last, if it is still held."""
    its = deliveries.c.alert_id == told.alert_id
    query = select(deliveries.c.state, deliveries.c.reason).where(its).with_for_update()
    kept = [(row.state, row.reason) for row in await connection.execute(query)]
    if not kept or set(kept) != {(DeliveryState.HELD.value, Reason.DAILY.value)}:
        return None
    row = (await connection.execute(select(alerts).where(alerts.c.id == told.alert_id))).mappings().one()
    return alert_from_row(row) if row["payload"] else None


async def _voices(connection: AsyncConnection, row: RowMapping, outcome: ArticleOutcome) -> tuple[Voice, ...]:
    columns = (
        articles.c.id,
        articles.c.url,
        articles.c.feed_id,
        articles.c.source,
        articles.c.wire_id,
        articles.c.language,
    )
    told = (matches.c.rule_id == row["rule_id"]) & (articles.c.story_id == row["story_id"])
    query = select(*columns).join(matches, matches.c.article_id == articles.c.id).where(told)
    found = await connection.execute(query.order_by(articles.c.created_at, articles.c.id).limit(_MOST_VOICES))
    before = tuple(
        Voice(site_of(each.url, each.feed_id), each.source, each.wire_id or each.id, each.language) for each in found
    )
    article = outcome.article
    site = site_of(article.url, article.feed_id)
    return (*before, Voice(site, article.source, outcome.story.wire, article.language))


async def _do(connection: AsyncConnection, database: Database, alert_id: str, found: FollowUp, now: datetime) -> None:
    for changed_id, payload in found.payloads:
        await connection.execute(update(alerts).where(alerts.c.id == changed_id).values(payload=payload))
    if found.release:
        queued = {"state": DeliveryState.QUEUED.value, "due_at": now, "finished_at": None, "note": None}
        queued["carried_by"] = None
        waits = (deliveries.c.alert_id == alert_id) & _releasable()
        reason = Joined.CORROBORATED if found.joined is Joined.CORROBORATED else Joined.REVIVED
        await connection.execute(update(deliveries).where(waits).values(**queued, reason=reason.value))
    if found.update is not None:
        await enter_aside(connection, database, found.update, now)
    if found.told is not None:
        await connection.execute(update(alerts).where(alerts.c.id == alert_id).values(told=told_to_json(found.told)))


def _is(state: DeliveryState) -> ColumnElement[bool]:
    return deliveries.c.state == state.value


def _releasable() -> ColumnElement[bool]:
    waits = and_(_is(DeliveryState.HELD), deliveries.c.reason == Reason.SECOND_SOURCE.value)
    kept_back = and_(_is(DeliveryState.SUPPRESSED), deliveries.c.reason != _FOR_GOOD)
    return or_(waits, kept_back, _is_in_suppressed_digest())


def _is_in_suppressed_digest() -> ColumnElement[bool]:
    """True for deliveries that went into a digest which was suppressed: nobody has had them, either."""
    digest = deliveries.alias("digest")
    kept_back = (digest.c.state == DeliveryState.SUPPRESSED.value) & (digest.c.reason != _FOR_GOOD)
    suppressed = select(digest.c.id).where(kept_back)
    return deliveries.c.carried_by.in_(suppressed.where(digest.c.id == deliveries.c.carried_by))
