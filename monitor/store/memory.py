"""What is remembered of the entries of a feed, to recognise them when they come again."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.ids import digest_id
from monitor.model import Entry, FloodState, Memory, Remembered, Sighting
from monitor.store.codec import entry_to_json
from monitor.store.engine import Database, Part
from monitor.store.schema import EntryState, articles, entries, entry_keys, feeds, is_held, revisions

T = TypeVar("T")

# Beyond these the entries seen longest ago are left out: a feed that calls everything alike must not fill the memory.
_MOST_AKIN = 10_000
_MOST_RECENT = 400
_AT_A_TIME = 500  # values in one statement; SQLite and asyncpg both take some 32,000
# An entry that stays in its feed is written to be seen this often, not at every poll.
SEEN_EVERY = timedelta(days=7)
# The feed of an article may say that it changed as often as it likes: it is looked at no more often than this,
LEAST_PAUSE = timedelta(minutes=30)
# and no more when it is this old.
LOOKED_AT_FOR = timedelta(days=7)

_REMEMBERED = [
    entries.c[name] for name in ("id", "identity", "title", "published", "updated", "fingerprint", "seen_at")
]


class Recall(Part):
    """The store's part for recognising entries."""

    async def of(self, feed_id: str, found: Sequence[Entry]) -> Memory:
        """What is remembered of the feed, as far as the entries ``found`` in it need it."""
        keys = {key for entry in found for key in entry.keys}
        names = {entry_id(feed_id, entry) for entry in found}
        async with self._database.read() as connection:
            akin: set[str] = set()
            for some in _batches(sorted(keys)):
                akin.update(await _ids(connection, _with_key(feed_id, some)))
            for some in _batches(sorted(names)):
                akin.update(await _ids(connection, select(entries.c.id).where(entries.c.id.in_(some))))
            recent = await _ids(connection, _last_seen(feed_id))
            rows = await _remembered(connection, akin.union(recent))
        ordered = sorted(rows.values(), key=lambda each: (_when(each), each.id), reverse=True)
        return Memory(
            akin=tuple(each for each in ordered if each.id in akin)[:_MOST_AKIN],
            recent=tuple(rows[entry_id] for entry_id in recent),
        )


def entry_id(feed_id: str, entry: Entry) -> str:
    """The id of the row that keeps ``entry`` of the feed."""
    return digest_id("entry", feed_id, entry.identity)


def memory_columns(entry: Entry, now: datetime) -> dict[str, Any]:
    """The columns of ``entries`` that remember what a feed last said of ``entry``."""
    return {
        "title": entry.title,
        "published": entry.published,
        "updated": entry.updated,
        "fingerprint": entry.fingerprint,
        "seen_at": now,
    }


async def learn_keys(
    connection: AsyncConnection, database: Database, feed_id: str, found: Iterable[tuple[str, Entry]]
) -> None:
    """Remember the keys of entries, given by their ids, beside those that they have already."""
    rows = [{"entry_id": row, "key": key, "feed_id": feed_id} for row, entry in found for key in entry.keys]
    if rows:
        await connection.execute(database.insert(entry_keys).on_conflict_do_nothing(), rows)


async def note_sightings(
    connection: AsyncConnection, database: Database, feed_id: str, sightings: Sequence[Sighting], now: datetime
) -> int:
    """Remember what entries say now, and have the articles of those that were edited looked at again.

    Gives how many articles that are.
    """
    if not sightings:
        return 0
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in memory_columns(sightings[0].entry, now)}
    statement = update(entries).where(entries.c.id == bindparam("key")).values(values)
    rows = [
        {"key": each.id, **{f"new_{name}": value for name, value in memory_columns(each.entry, now).items()}}
        for each in sightings
    ]
    await connection.execute(statement, rows)
    await _update_unread(connection, sightings)
    await learn_keys(connection, database, feed_id, ((each.id, each.entry) for each in sightings))
    edited = {each.id: each.entry for each in sightings if each.edited}
    return await _look_again(connection, database, edited, now) if edited else 0


async def _update_unread(connection: AsyncConnection, sightings: Sequence[Sighting]) -> None:
    """Have entries that still wait to be read, or are held back, read as their feed has them now."""
    waits = (entries.c.state == EntryState.PENDING.value) | entries.c.held_at.is_not(None)
    unread = (entries.c.id == bindparam("key")) & waits & entries.c.content.is_not(None)
    rows = [{"key": each.id, "new_content": entry_to_json(each.entry)} for each in sightings]
    await connection.execute(update(entries).where(unread).values(content=bindparam("new_content")), rows)


async def release_held(connection: AsyncConnection, feed_id: str, now: datetime) -> int:
    """Let what was held back of the feed be processed; gives how many entries that are.

    Those whose content is past its retention stay as they are: there is nothing left to read.
    """
    held = (entries.c.feed_id == feed_id) & is_held
    pending = {"state": EntryState.PENDING.value, "held_at": None, "due_at": now, "finished_at": None}
    return (await connection.execute(update(entries).where(held).values(**pending))).rowcount


async def drop_held(connection: AsyncConnection, feed_id: str) -> int:
    """Keep what was held back of the feed as known, and nobody is told; gives how many entries that are.

    So the feed is none that replaces all it holds: what looks like that next time is held as well.
    """
    doubted = (feeds.c.id == feed_id) & (feeds.c.flood == FloodState.DOUBTED.value)
    await connection.execute(update(feeds).where(doubted).values(flood=None))
    held = (entries.c.feed_id == feed_id) & entries.c.held_at.is_not(None)
    return (await connection.execute(update(entries).where(held).values(held_at=None, content=None))).rowcount


async def _look_again(connection: AsyncConnection, database: Database, edited: dict[str, Entry], now: datetime) -> int:
    """Make due the articles, among those of the ``edited`` entries, that are young and read already."""
    young = articles.c.id.in_(edited) & (articles.c.created_at >= now - LOOKED_AT_FOR)
    known = (
        select(articles.c.id, articles.c.feed_id, entries.c.host, revisions.c.looked_at)
        .join(entries, entries.c.id == articles.c.id)
        .outerjoin(revisions, revisions.c.article_id == articles.c.id)
        .where(young, entries.c.state == EntryState.DONE.value)
    )
    rows = (await connection.execute(known)).all()
    for article_id, feed_id, host, looked_at in rows:
        content = entry_to_json(edited[article_id])
        await connection.execute(update(entries).where(entries.c.id == article_id).values(content=content))
        due = max(now, looked_at + LEAST_PAUSE) if looked_at else now
        row = {"article_id": article_id, "feed_id": feed_id, "host": host, "due_at": due, "attempts": 0}
        # A look that is in hand saw what was there before: what it comes to does not count, and the next may begin.
        sooner = {"due_at": due, "attempts": revisions.c.attempts + 1, "lease_until": None}
        statement = database.insert(revisions).values(row)
        await connection.execute(statement.on_conflict_do_update(index_elements=["article_id"], set_=sooner))
    return len(rows)


def _with_key(feed_id: str, keys: Sequence[str]) -> Select[Any]:
    has = (entry_keys.c.feed_id == feed_id) & entry_keys.c.key.in_(keys)
    its = select(entries.c.id).join(entry_keys, entry_keys.c.entry_id == entries.c.id).where(has)
    return its.group_by(entries.c.id, entries.c.seen_at).order_by(entries.c.seen_at.desc()).limit(_MOST_AKIN)


def _last_seen(feed_id: str) -> Select[Any]:
    its = (entries.c.feed_id == feed_id) & entries.c.seen_at.is_not(None)
    return select(entries.c.id).where(its).order_by(entries.c.seen_at.desc(), entries.c.id).limit(_MOST_RECENT)


def _batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[start : start + _AT_A_TIME] for start in range(0, len(values), _AT_A_TIME))


async def _ids(connection: AsyncConnection, query: Select[Any]) -> list[str]:
    return list((await connection.scalars(query)).all())


async def _remembered(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, Remembered]:
    found: dict[str, Remembered] = {}
    for some in _batches(sorted(ids)):
        keys: dict[str, set[str]] = {}
        its = select(entry_keys.c.entry_id, entry_keys.c.key).where(entry_keys.c.entry_id.in_(some))
        for entry_id, key in await connection.execute(its):
            keys.setdefault(entry_id, set()).add(key)
        rows = await connection.execute(select(*_REMEMBERED).where(entries.c.id.in_(some)))
        found |= {row["id"]: _from_row(row, keys.get(row["id"], set())) for row in rows.mappings()}
    return found


def _from_row(row: RowMapping, keys: set[str]) -> Remembered:
    return Remembered(**{column.name: row[column.name] for column in _REMEMBERED}, keys=frozenset(keys))


def _when(each: Remembered) -> float:
    return each.seen_at.timestamp() if each.seen_at else 0.0


async def outlived(connection: AsyncConnection, unseen_for: timedelta) -> dict[str, datetime]:
    """Before when entries of a feed must have been seen last to have left it ``unseen_for`` so long, by feed.

    That is counted up to the last document that was read, and only feeds that have such entries are given. What that
    document holds was written to be seen within ``SEEN_EVERY``, and is never among them.
    """
    seen = entries.c.seen_at
    spans = (
        select(entries.c.feed_id, func.min(seen), func.max(seen)).where(seen.is_not(None)).group_by(entries.c.feed_id)
    )
    left = max(unseen_for, SEEN_EVERY)
    rows = await connection.execute(spans)
    return {feed_id: newest - left for feed_id, oldest, newest in rows if oldest < newest - left}


def forgettable(feed_id: str, seen_before: datetime) -> ColumnElement[bool]:
    """True for entries that have long left the feed, whose article is gone, and that nobody waits for.

    Those without keys stay: of the pages of a sitemap it is not written down when they were last seen.
    """
    finished = entries.c.state != EntryState.PENDING.value
    left = (entries.c.feed_id == feed_id) & (entries.c.seen_at < seen_before)
    read = exists(select(1).where(articles.c.id == entries.c.id))
    keyed = exists(select(1).where(entry_keys.c.entry_id == entries.c.id))
    return left & finished & keyed & ~is_held & ~read
