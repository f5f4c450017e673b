"""The schema: migrations lead to what the code expects, wholly or not at all, and never backwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, event, insert, inspect, select, text
from sqlalchemy.engine.interfaces import ReflectedIndex
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import StoreError, StoreTooNew
from monitor.model import Mark, PartSeen, Verdict
from monitor.store import Marked, Store, migrate, version
from monitor.store.engine import Database, Location
from monitor.store.schema import alerts, articles, deliveries, entries, feeds, hosts, matches, metadata, stories
from monitor.store.types import CleanText
from tests.store.world import NOW, alerted, plan

# One row for each table of the first version that holds what people would miss.
FIRST_ROWS: tuple[tuple[Table, dict[str, object]], ...] = (
    (hosts, {"host": "wire.example", "token": 3}),
    (
        feeds,
        {
            "id": "wire",
            "host": "wire.example",
            "url": "https://wire.example/",
            "active": True,
            "next_poll_at": NOW,
            "failures": 0,
        },
    ),
    (
        entries,
        {
            "id": "entry",
            "feed_id": "wire",
            "host": "wire.example",
            "identity": "guid:1",
            "state": "done",
            "attempts": 1,
            "due_at": NOW,
            "created_at": NOW,
        },
    ),
    (stories, {"id": "story", "created_at": NOW}),
    (
        articles,
        {
            "id": "entry",
            "feed_id": "wire",
            "story_id": "story",
            "story_reason": "first",
            "title": "Title",
            "text": "Text",
            "source": "Wire",
            "language": "ru",
            "date_origin": "unknown",
            "authors": [],
            "tags": [],
            "feed_tags": [],
            "text_origin": "page",
            "created_at": NOW,
        },
    ),
    (
        alerts,
        {
            "id": "alert",
            "kind": "new",
            "rule_id": "a",
            "story_id": "story",
            "payload": {"data": {}},
            "created_at": NOW,
        },
    ),
    (matches, {"rule_id": "a", "article_id": "entry", "alert_id": "alert", "merged": False, "hits": []}),
    (
        deliveries,
        {
            "id": "delivery",
            "alert_id": "alert",
            "channel": "desk",
            "recipient": "",
            "state": "delivered",
            "attempts": 1,
            "due_at": NOW,
            "created_at": NOW,
        },
    ),
)


def _index(index: ReflectedIndex) -> str:
    """An index in words, its condition included."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return f"{index['name']} {index['column_names']} {index['unique']} {options}"


def _description(connection: Connection) -> dict[str, object]:
    """Every table as the database describes it."""
    inspector = inspect(connection)
    return {
        name: (
            [{**column, "type": str(column["type"])} for column in inspector.get_columns(name)],
            inspector.get_pk_constraint(name),
            sorted(map(str, inspector.get_foreign_keys(name))),
            sorted(map(_index, inspector.get_indexes(name))),
            sorted(map(str, inspector.get_unique_constraints(name))),
            sorted(map(str, inspector.get_check_constraints(name))),
        )
        for name in inspector.get_table_names()
        if name != "alembic_version" and not _is_of_index(name)
    }


def _is_of_index(name: str | None) -> bool:
    """Whether a table is of the index of words, which each database has in its own way and the metadata leave out."""
    return (name or "").startswith(("article_words", "article_index"))


def _is_compared(name: str | None, kind: str, parents: object) -> bool:
    return not (kind == "table" and _is_of_index(name))


async def test_all_migrations_together_make_the_schema_of_the_code(store: Store) -> None:
    """A database that grew version by version is the same as a new one: tables, types, keys, indexes, checks."""
    async with store._database.write() as connection:
        migrated = await connection.run_sync(_description)
        options = {"compare_type": True, "compare_server_default": True, "include_name": _is_compared}
        difference = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts=options), metadata)
        )
        assert difference == []
        await connection.execute(text("DROP TABLE article_words"))
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
        assert await connection.run_sync(_description) == migrated
    await store.check_version()
    assert set(migrated) == set(metadata.tables)


async def test_migrating_twice_changes_nothing(store: Store) -> None:
    """Every start migrates; that must be safe for the data that is there."""
    await alerted(store, plan())
    await store.upgrade()
    assert (await store.reports.tally()).alerts == 1


async def test_a_database_of_the_first_version_loses_nothing(url: str) -> None:
    """What the first version stored is all there after an upgrade, and new columns are empty in it."""
    database = await Database.open(Location.parse(url), check=True)
    store = Store(database)
    async with database.write() as connection:
        await connection.run_sync(_upgrade_to, "0001")
        for table, row in FIRST_ROWS:
            await connection.execute(insert(_as_it_was(table)), [row])
    await store.upgrade()
    await store.check_version()
    (article,) = [article async for article in store.articles.stream()]
    assert (article.title, article.text, article.language, article.title_language) == ("Title", "Text", "ru", None)
    assert await store.archive.unindexed(9) == (article,)
    (alert,) = await store.reports.alerts(9)
    assert (alert.id, alert.payload) == ("alert", {"data": {}})
    async with database.read() as connection:
        for table, row in FIRST_ROWS:
            (stored,) = (await connection.execute(select(table))).mappings()
            assert {name: stored[name] for name in row} == row
        # What was one story then were copies of one text.
        assert await connection.scalar(select(articles.c.wire_id)) == "story"
    await store.marks.put(Mark("alert", "a", Verdict.RELEVANT, None, NOW, NOW))
    assert len(await store.reports.alerts(9, marked=Marked.RELEVANT)) == 1
    await store.close()


def _as_it_was(table: Table) -> Table:
    """``table`` with the types of the first version, in which texts were not compressed."""
    if table is not articles:
        return table
    columns = [Column(each.name, CleanText() if each.name == "text" else each.type) for each in table.columns]
    return Table(table.name, MetaData(), *columns)


async def test_updates_of_an_older_version_are_known_by_their_article(url: str) -> None:
    """An update stored before its article had a column is found from the article after an upgrade."""
    database = await Database.open(Location.parse(url), check=True)
    store = Store(database)
    told = {"kind": "update", "payload": {"data": {"articles": [{"id": "entry"}]}}}
    async with database.write() as connection:
        await connection.run_sync(_upgrade_to, "0007")
        for table, row in FIRST_ROWS:
            await connection.execute(insert(table), [{**row, **told} if table is alerts else row])
    await store.upgrade()
    (alert,) = await store.reports.alerts(9)
    assert alert.article_id == "entry"
    await store.close()


async def test_an_index_of_sitemaps_is_read_as_a_whole_after_an_upgrade(url: str) -> None:
    """Its parts were not noted where it dated them: it is asked for without condition once; other feeds are not."""
    database = await Database.open(Location.parse(url), check=True)
    store = Store(database)
    seen = {"etag": '"a"', "last_modified": "b", "body_hash": "c", "sitemap_parts": []}
    rows: dict[str, list[object]] = {"feed": [], "index": [["row", [12]]], "undated": [["row", []]]}
    async with database.write() as connection:
        await connection.run_sync(_upgrade_to, "0011")
        await connection.execute(insert(hosts), [FIRST_ROWS[0][1]])
        for name, found in rows.items():
            parts = [asdict(PartSeen("u", "u"))] if name == "undated" else []
            row = {**FIRST_ROWS[1][1], **seen, "id": name, "sitemap_rows": found, "sitemap_parts": parts}
            await connection.execute(insert(feeds), [row])
    await store.upgrade()
    states = {report.state.feed_id: report.state for report in await store.reports.feeds()}
    forgotten = {name for name, state in states.items() if (state.etag, state.body_hash) == (None, None)}
    assert (len(states), forgotten) == (3, {"index"})
    await store.close()


async def test_a_database_of_a_newer_version_is_refused(store: Store) -> None:
    """Going back to an older version must not damage what the newer one wrote."""
    await _set_version(store, "9999")
    for attempt in (store.upgrade(), store.check_version()):
        with pytest.raises(StoreTooNew, match=r"newer version.*9999"):
            await attempt


async def test_a_database_without_schema_is_named_as_such(url: str) -> None:
    """A command that only reads says what to do rather than naming a missing table."""
    store = await Store.open(url)
    with pytest.raises(StoreError, match="db upgrade"):
        await store.check_version()
    await store.close()


async def test_a_migration_that_is_cut_off_leaves_nothing_and_can_be_repeated(url: str) -> None:
    """A kill in the middle of an upgrade costs nothing but the time: the next start does it all."""
    database = await Database.open(Location.parse(url), check=True)
    store = Store(database)
    with _cut_off_before("CREATE TABLE deliveries", database), pytest.raises(_Cut):
        await store.upgrade()
    async with database.read() as connection:
        assert await _tables(connection) == []
    await store.upgrade()
    await store.check_version()
    await store.close()


class _Cut(BaseException):
    """Stands for the end of the process."""


@contextmanager
def _cut_off_before(start: str, database: Database) -> Iterator[None]:
    """Stop with :class:`_Cut` at the first statement that begins with ``start``."""

    def stop(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.strip().startswith(start):
            raise _Cut

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", stop)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", stop)


def test_scripts_are_named_after_their_migrations() -> None:
    """Which schema a database has is told by the names of the scripts, without Alembic: they say what Alembic would."""
    scripts = ScriptDirectory.from_config(migrate._config())
    assert version._revisions() == tuple(each.revision for each in scripts.walk_revisions())[::-1]


def _upgrade_to(connection: Connection, revision: str) -> None:
    config = migrate._config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def _tables(connection: AsyncConnection) -> list[str]:
    return await connection.run_sync(lambda sync: inspect(sync).get_table_names())


async def _set_version(store: Store, version: str) -> None:
    async with store._database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
