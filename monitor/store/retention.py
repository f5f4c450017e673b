"""Retention: what is past its time goes, except what someone may still be waiting for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Delete, Select, Table, Update, delete, exists, select, update

from monitor.model import DeliveryState
from monitor.store.archive import unindex
from monitor.store.engine import Database
from monitor.store.memory import forgettable, outlived
from monitor.store.schema import alerts, articles, deliveries, entries, matches, silences, stories
from monitor.store.stories import forget, retire

_WAITING = (DeliveryState.QUEUED.value, DeliveryState.HELD.value, DeliveryState.DIGEST.value)
# More than twice as long as two articles of an event may be apart.
EVENTS_KEPT = timedelta(days=8)
_BATCH = 500  # rows a transaction, so that other writers get their turn in between


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much was removed.

    ``contents`` are entries whose text was dropped; that they were seen stays known, until they are ``forgotten``.
    """

    articles: int
    alerts: int
    stories: int
    contents: int
    forgotten: int = 0


async def prune(
    database: Database,
    now: datetime,
    articles_older_than: timedelta,
    alerts_older_than: timedelta,
    unseen_for: timedelta | None = None,
) -> Pruned:
    """Remove articles and alerts stored longer ago than that, and entries that left their feed ``unseen_for`` so long.

    An alert with a delivery that is queued, held or for a digest stays, and so do its articles; and a digest stays as
    long as the alerts that it carried. What an entry is recognised by stays
    much longer than its article, for without it old news would be new again; without ``unseen_for``, for ever. That is
    counted up to when the feed was last read: one that answers 304 or not at all still holds what it held.
    """
    read_before, told_before = now - articles_older_than, now - alerts_older_than
    old_articles = (articles.c.created_at < read_before) & ~_article_awaited()
    old_alerts = (alerts.c.created_at < told_before) & ~_alert_awaited()
    old_stories = (stories.c.created_at < read_before) & ~_story_used()
    while await retire(database, now - EVENTS_KEPT):
        pass
    await _repeat(database, _deletion(silences, silences.c.until < told_before))
    # Contents before articles: at any time, what was read and still has its content has its article.
    contents = await _repeat(database, _emptying(read_before))
    return Pruned(
        articles=await _prune_articles(database, old_articles),
        alerts=await _repeat(database, _deletion(alerts, old_alerts)),
        stories=await _repeat(database, _deletion(stories, old_stories)),
        contents=contents,
        forgotten=await _forget(database, unseen_for) if unseen_for else 0,
    )


async def _forget(database: Database, unseen_for: timedelta) -> int:
    """Forget entries, feed by feed; gives how many."""
    async with database.read() as connection:
        seen_before = await outlived(connection, unseen_for)
    forgotten = 0
    for feed_id, moment in seen_before.items():
        forgotten += await _repeat(database, _deletion(entries, forgettable(feed_id, moment)))
    return forgotten


async def _prune_articles(database: Database, old: ColumnElement[bool]) -> int:
    """Delete articles and what the index has of them, one batch a transaction; gives how many."""
    deleted = 0
    while True:
        async with database.write() as connection:
            ids = (await connection.scalars(_batch(articles, old))).all()
            await unindex(database, connection, ids)
            await forget(connection, ids)
            await connection.execute(delete(articles).where(articles.c.id.in_(ids)))
        deleted += len(ids)
        if len(ids) < _BATCH:
            return deleted


def _article_awaited() -> ColumnElement[bool]:
    waiting = matches.join(deliveries, deliveries.c.alert_id == matches.c.alert_id)
    return exists(select(1).select_from(waiting).where(matches.c.article_id == articles.c.id, _waits()))


def _alert_awaited() -> ColumnElement[bool]:
    carrier = deliveries.alias("carrier")
    carried = select(1).where(carrier.c.alert_id == alerts.c.id, deliveries.c.carried_by == carrier.c.id)
    return exists(select(1).where(deliveries.c.alert_id == alerts.c.id, _waits())) | exists(carried)


def _waits() -> ColumnElement[bool]:
    """True for deliveries that still go somewhere, and for those whose digest does."""
    digest = deliveries.alias("digest")
    carried = select(1).where(digest.c.id == deliveries.c.carried_by, digest.c.state.in_(_WAITING))
    return deliveries.c.state.in_(_WAITING) | exists(carried)


def _story_used() -> ColumnElement[bool]:
    told = exists(select(1).where(alerts.c.story_id == stories.c.id))
    return told | exists(select(1).where(articles.c.story_id == stories.c.id))


def _deletion(table: Table, where: ColumnElement[bool]) -> Delete:
    return delete(table).where(table.c.id.in_(_batch(table, where)))


def _emptying(before: datetime) -> Update:
    old = entries.c.content.is_not(None) & (entries.c.finished_at < before)
    return update(entries).where(entries.c.id.in_(_batch(entries, old))).values(content=None)


def _batch(table: Table, where: ColumnElement[bool]) -> Select[str]:
    return select(table.c.id).where(where).order_by(table.c.id).limit(_BATCH)


async def _repeat(database: Database, statement: Delete | Update) -> int:
    """Run ``statement``, one batch a transaction, until it finds no more; gives how many rows it changed."""
    changed = 0
    while True:
        async with database.write() as connection:
            batch = (await connection.execute(statement)).rowcount
        changed += batch
        if batch < _BATCH:
            return changed
