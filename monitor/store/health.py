"""How sources fare: their records of news and pages, which feeds may be unwell, and what was told of it."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, and_, delete, exists, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import (
    AlertPlan,
    Circumstances,
    FeedState,
    NewsDay,
    NewsRecord,
    Occasion,
    PageOutcome,
    PageRecord,
    Trouble,
    Vitals,
)
from monitor.store.codec import feed_state_from_row
from monitor.store.engine import Database, Part
from monitor.store.outbox import enter_aside
from monitor.store.schema import entries, feed_health, feeds, is_held, occasions

KEPT_PAGES = 20
LOOKED_AT = 10  # of the last pages, how many count for whether a feed is looked at
_SUSPECT = 5
_MOST_NAMED = 5000
_BATCH = 200
_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ALL = ""
_ONLINE = "online"
_Mark = tuple[str, str, datetime, datetime | None]


class Health(Part):
    """The store's part for looking over the feeds."""

    async def news(self, feed_id: str) -> NewsRecord:
        """What is remembered of the news of a feed."""
        async with self._database.read() as connection:
            query = select(feed_health).where(feed_health.c.feed_id == feed_id)
            row = (await connection.execute(query)).mappings().first()
        return _news(row) if row is not None else NewsRecord()

    async def vitals(self) -> Mapping[str, Vitals]:
        """What is remembered of every feed, by id."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(feed_health))).mappings().all()
        return {row["feed_id"]: _vitals(row) for row in rows}

    async def suspects(self, named: Collection[str] = ()) -> tuple[tuple[FeedState, Vitals], ...]:
        """The feeds that may be unwell, or are told to be, and those ``named``; of the configured ones, by id.

        The database chooses, so that ten thousand that are well cost nothing: those that fail, are stopped or held,
        were silent for too long when they last answered, or of whose last pages half gave no text.
        """
        joined = feeds.outerjoin(feed_health, feed_health.c.feed_id == feeds.c.id)
        wanted = true() if len(named) > _MOST_NAMED else or_(_is_suspect(), feeds.c.id.in_(named))
        query = (
            select(feeds, feed_health, _holds().label("waits"))
            .select_from(joined)
            .where(feeds.c.active, wanted)
            .order_by(feeds.c.id)
        )
        found: list[tuple[FeedState, Vitals]] = []
        async with self._database.read() as connection, connection.stream(query) as result:
            # Some at a time: when ten thousand fail at once, the event loop gets its turn in between.
            async for rows in result.mappings().partitions(_BATCH):
                found += [(feed_state_from_row(row), replace(_vitals(row), waits=bool(row["waits"]))) for row in rows]
                await asyncio.sleep(0)
        return tuple(found)

    async def occasions(self) -> tuple[tuple[Occasion, ...], Circumstances]:
        """The troubles under way, and what counts for all feeds."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(occasions).order_by(occasions.c.feed_id))).mappings().all()
            newest = await connection.scalar(select(func.max(feeds.c.last_success_at)).where(feeds.c.active))
            is_well = feeds.c.active & feeds.c.fault.is_(None) & ~feeds.c.stopped
            well = await connection.scalar(select(func.count()).select_from(feeds).where(is_well))
        troubles = {trouble.value for trouble in Trouble}
        under_way = tuple(
            Occasion(row["feed_id"], Trouble(row["about"]), row["since"], row["told_at"])
            for row in rows
            if row["about"] in troubles
        )
        others = [row for row in rows if row["about"] not in troubles]
        online_at, offline_at = next(
            ((row["since"], row["told_at"]) for row in others if row["about"] == _ONLINE), (None, None)
        )
        told = tuple((row["about"], row["since"]) for row in others if row["about"] != _ONLINE)
        return under_way, Circumstances(newest, online_at, told, offline_at, well or 0)

    async def settle(
        self,
        begun: Sequence[Occasion],
        over: Sequence[Occasion],
        notices: Sequence[tuple[str, AlertPlan]],
        now: datetime,
        *,
        online: datetime | None = None,
    ) -> None:
        """Store the notices, each with what it is about, and what was told by them, all of it or nothing.

        ``begun`` replace what stands of the same feed and trouble. ``online``: this machine reaches feeds again, and
        did not since then.
        """
        marks: list[_Mark] = [(_ALL, about, now, now) for about, _ in notices]
        if online is not None:
            marks.append((_ALL, _ONLINE, now, online))
        marks += [(each.feed_id, each.trouble.value, each.since, each.told_at) for each in begun]
        async with self._database.write() as connection:
            for each in over:
                ended = (occasions.c.feed_id == each.feed_id) & (occasions.c.about == each.trouble.value)
                await connection.execute(delete(occasions).where(ended))
            await self._mark(connection, marks)
            for _, plan in notices:
                await enter_aside(connection, self._database, plan, now)

    async def _mark(self, connection: AsyncConnection, marks: Iterable[_Mark]) -> None:
        rows = [dict(zip(("feed_id", "about", "since", "told_at"), mark, strict=True)) for mark in marks]
        if not rows:
            return
        statement = self._database.insert(occasions)
        changed = {"since": statement.excluded.since, "told_at": statement.excluded.told_at}
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["feed_id", "about"], set_=changed), rows
        )


def _holds() -> ColumnElement[bool]:
    """Whether entries of a feed are held back. Of feeds that were never held the entries are not looked at."""
    waiting = exists(select(1).where(entries.c.feed_id == feeds.c.id, is_held))
    return and_(feeds.c.flood_at.is_not(None), waiting)


def _is_suspect() -> ColumnElement[bool]:
    told = select(occasions.c.feed_id).where(occasions.c.feed_id != _ALL)
    return or_(
        feeds.c.fault.is_not(None),
        feeds.c.stopped,
        _holds(),
        feeds.c.last_success_at >= feed_health.c.quiet_at,
        feed_health.c.pages_without_text >= _SUSPECT,
        feeds.c.id.in_(told),
    )


async def keep_news(connection: AsyncConnection, database: Database, feed_id: str, news: NewsRecord) -> None:
    """Write the record of news of a feed, inside somebody else's transaction."""
    days = [[int((day.ended_at - _EPOCH) / _MINUTE), int(day.silence / _MINUTE), day.items] for day in news.days]
    values = {"news_days": days, "news_last_at": news.last_at, "quiet_at": news.quiet_at}
    statement = database.insert(feed_health).values(feed_id=feed_id, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["feed_id"], set_=values))


async def note_page(connection: AsyncConnection, database: Database, feed_id: str, page: PageOutcome | None) -> None:
    """Add what the page of an entry gave, if one was wanted, inside somebody else's transaction."""
    if page is None:
        return
    this = feed_health.c.feed_id == feed_id
    await connection.execute(database.insert(feed_health).values(feed_id=feed_id).on_conflict_do_nothing())
    kept = await connection.scalar(select(feed_health.c.pages).where(this).with_for_update())
    recent = [*(kept or ()), page.value][-KEPT_PAGES:]
    without = sum(word != PageOutcome.TEXT.value for word in recent[-LOOKED_AT:])
    texts = feed_health.c.texts + int(page is PageOutcome.TEXT)
    values = {"pages": recent, "pages_without_text": without, "texts": texts}
    await connection.execute(update(feed_health).where(this).values(**values))


def _vitals(row: RowMapping) -> Vitals:
    if not row["feed_id"]:
        return Vitals()
    return Vitals(_news(row), PageRecord(tuple(map(PageOutcome, row["pages"] or ())), row["texts"]))


def _news(row: RowMapping) -> NewsRecord:
    days = tuple(_day(*day) for day in row["news_days"] or ())
    return NewsRecord(days, row["news_last_at"], row["quiet_at"])


def _day(ended_at: int, silence: int, items: int) -> NewsDay:
    return NewsDay(_EPOCH + ended_at * _MINUTE, silence * _MINUTE, items)
