"""Alerts and their deliveries on their way into the store, inside somebody else's transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import AlertPlan, Delivery, DeliveryState
from monitor.store.engine import Database
from monitor.store.schema import alerts, deliveries, stories


async def enter_story(connection: AsyncConnection, database: Database, story_id: str, now: datetime) -> None:
    """Make sure that the story's row exists, and lock it.

    Articles of one story then commit one after another: of two that carry the same alert the second finds it, and
    two that share several alerts cannot wait for each other.
    """
    row = {"id": story_id, "created_at": now}
    await connection.execute(database.insert(stories).on_conflict_do_nothing(), [row])
    if database.location.postgresql:
        await connection.execute(select(stories.c.id).where(stories.c.id == story_id).with_for_update())


async def enter_alert(connection: AsyncConnection, database: Database, plan: AlertPlan) -> bool:
    """Insert the plan's alert and its deliveries, unless the story has this alert; gives whether it was new."""
    alert = plan.alert
    row = {
        "id": alert.id,
        "kind": alert.kind.value,
        "rule_id": alert.rule_id,
        "story_id": alert.story_id,
        "payload": alert.payload,
        "created_at": alert.created_at,
        "article_id": alert.article_id,
        "planned": len(plan.deliveries),
    }
    statement = database.insert(alerts).values(row).on_conflict_do_nothing().returning(alerts.c.id)
    if await connection.scalar(statement) is None:
        return False
    rows = [_delivery_row(delivery, plan) for delivery in plan.deliveries]
    if rows:
        await connection.execute(insert(deliveries), rows)
    return True


async def enter_aside(connection: AsyncConnection, database: Database, plan: AlertPlan, now: datetime) -> bool:
    """Insert an alert that is no story's first: an update, a notice. Its story has a row of its own."""
    await enter_story(connection, database, plan.alert.story_id, now)
    return await enter_alert(connection, database, plan)


def _delivery_row(delivery: Delivery, plan: AlertPlan) -> dict[str, Any]:
    wait = plan.wait
    return {
        "id": delivery.id,
        "alert_id": plan.alert.id,
        "channel": delivery.channel,
        "recipient": delivery.recipient,
        "state": (DeliveryState.HELD if wait else DeliveryState.QUEUED).value,
        "attempts": 0,
        "due_at": wait.until if wait else delivery.created_at,
        "created_at": delivery.created_at,
        "reason": wait.reason if wait else None,
    }
