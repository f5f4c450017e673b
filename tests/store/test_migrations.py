"""The schema: migrations lead to what the code expects, wholly or not at all, and never backwards."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.engine.interfaces import ReflectedIndex
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import StoreError, StoreTooNew
from monitor.store import Store
from monitor.store.engine import Database, Location
from monitor.store.schema import metadata
from tests.store.world import alerted, plan


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
        if name != "alembic_version"
    }


async def test_all_migrations_together_make_the_schema_of_the_code(store: Store) -> None:
    """A database that grew version by version is the same as a new one: tables, types, keys, indexes, checks."""
    async with store._database.write() as connection:
        migrated = await connection.run_sync(_description)
        options = {"compare_type": True, "compare_server_default": True}
        difference = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts=options), metadata)
        )
        assert difference == []
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


async def _tables(connection: AsyncConnection) -> list[str]:
    return await connection.run_sync(lambda sync: inspect(sync).get_table_names())


async def _set_version(store: Store, version: str) -> None:
    async with store._database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
