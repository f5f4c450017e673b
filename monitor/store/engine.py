"""The connection to the database: which one, how it is opened, and the two kinds of transaction."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Table, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from monitor.errors import StoreError
from monitor.store.faults import file_made, translated

_WAIT_SECONDS = 30.0  # how long a write waits for a writer in another process
_CONNECT_SECONDS = 10.0
_WRITES = "store_writes"

# What the promises rest on. FULL: a commit survives loss of power, not only a crash (https://www.sqlite.org/wal.html).
_REQUIRED_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
# A reader that stays in one moment of the database makes the log grow for as long; afterwards it shrinks to this size.
_LOG_LIMIT = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Location:
    """Where the database is. ``name`` is what messages call it: never with a password. ``file`` is SQLite's."""

    url: URL
    name: str
    file: Path | None

    @property
    def postgresql(self) -> bool:
        """Whether a PostgreSQL server holds it, rather than a file."""
        return self.file is None

    @classmethod
    def parse(cls, url: str) -> "Location":
        """Read the ``store`` setting: ``sqlite:///path`` or ``postgresql://user@host/database``.

        Raises :class:`StoreError` for anything else.
        """
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError) as error:
            raise StoreError("store: not a URL; write sqlite:///path or postgresql://user@host/database") from error
        kind = parsed.drivername.partition("+")[0]
        if kind == "sqlite":
            return cls._of_file(parsed)
        if kind in ("postgresql", "postgres"):
            return cls._of_server(parsed)
        raise StoreError(f"store: {kind!r} is not supported; write sqlite:///path or postgresql://user@host/database")

    @classmethod
    def _of_file(cls, url: URL) -> "Location":
        if not url.database or url.database.startswith((":memory:", "file:")):
            raise StoreError("store: SQLite needs a file; write sqlite:///data/monitor.db")
        return cls(url.set(drivername="sqlite+aiosqlite"), url.database, Path(url.database))

    @classmethod
    def _of_server(cls, url: URL) -> "Location":
        # libpq spells it sslmode, asyncpg ssl; the values are the same.
        query = {("ssl" if key == "sslmode" else key): value for key, value in url.query.items()}
        shown = URL.create("postgresql", url.username, host=url.host, port=url.port, database=url.database)
        return cls(url.set(drivername="postgresql+asyncpg", query=query), shown.render_as_string(), None)


class Database:
    """An open database: ``read`` and ``write`` give transactions, whose errors are :class:`StoreError`."""

    def __init__(self, location: Location, engine: AsyncEngine) -> None:
        self.location = location
        self.engine = engine
        self._writer = engine.execution_options(**{_WRITES: True})
        # PostgreSQL would show each statement of a transaction another moment; SQLite does as it should by itself.
        one_moment = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reader = engine.execution_options(**one_moment) if location.postgresql else engine
        # SQLite has one writer. Waiting here is fair and wakes at once; its own busy handler polls.
        self._turn: asyncio.Lock | nullcontext[None] = nullcontext() if location.postgresql else asyncio.Lock()

    @classmethod
    async def open(cls, location: Location, *, check: bool) -> "Database":
        """Connect and make sure that the database is fit for use; ``check`` reads a whole SQLite file for damage."""
        if location.file is not None:
            with file_made(location.name):
                location.file.parent.mkdir(parents=True, exist_ok=True)
            with translated(location.name):
                _try_file(location.file)
        database = cls(location, _create_engine(location))
        try:
            async with database.read() as connection:
                if location.file is not None:
                    await _assert_sqlite(connection, location, check=check)
        except BaseException:
            await database.close()
            raise
        return database

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads: one moment of the database, which blocks no writer."""
        with translated(self.location.name):
            async with self._reader.connect() as connection:
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is committed when the block ends well, and leaves nothing behind when it raises."""
        async with self._turn:
            with translated(self.location.name):
                async with self._writer.begin() as connection:
                    yield connection

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that knows ON CONFLICT, which SQLAlchemy spells once for each dialect."""
        return postgresql.insert(table) if self.location.postgresql else sqlite.insert(table)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


class Part:
    """A part of the store: the work of one job on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database


def _try_file(path: Path) -> None:
    """Open and close the file, creating it if need be; raises ``sqlite3.Error`` when that cannot be done.

    When aiosqlite is the first to find out, its thread goes on to wake an event loop that may have ended meanwhile, and
    a traceback follows the message.
    """
    with closing(sqlite3.connect(path)):
        pass


def _create_engine(location: Location) -> AsyncEngine:
    options: dict[str, Any] = {
        # Statements go to logs with errors; the values in them are people's texts and addresses.
        "hide_parameters": True,
        "json_serializer": partial(json.dumps, ensure_ascii=False, separators=(",", ":")),
    }
    if location.file is not None:
        engine = create_async_engine(location.url, connect_args={"timeout": _WAIT_SECONDS}, **options)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    try:
        return create_async_engine(
            location.url, connect_args={"timeout": _CONNECT_SECONDS}, pool_pre_ping=True, **options
        )
    except ModuleNotFoundError as error:
        raise StoreError("store: PostgreSQL needs a driver; run `pip install 'news-monitor[postgres]'`") from error


def _prepare_sqlite(connection: DBAPIConnection, record: object) -> None:
    """Turn off the driver's own BEGIN (see ``_begin_sqlite``) and set the pragmas, which hold for a connection."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma, value in _REQUIRED_PRAGMAS.items():
        cursor.execute(f"PRAGMA {pragma}={value}")
    cursor.execute(f"PRAGMA journal_size_limit={_LOG_LIMIT}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Begin a write at once as the writer.

    A transaction that reads first and writes later fails with SQLITE_BUSY_SNAPSHOT when another wrote between, and no
    timeout helps: https://www.sqlite.org/isolation.html.
    """
    mode = "IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {mode}")


async def _assert_sqlite(connection: AsyncConnection, location: Location, *, check: bool) -> None:
    for pragma, wanted in _REQUIRED_PRAGMAS.items():
        found = await connection.scalar(text(f"PRAGMA {pragma}"))
        if found != wanted:
            raise StoreError(
                f"{location.name}: SQLite keeps {pragma} at {found!r} where {wanted!r} is needed. "
                "Put the file on a local disk: network file systems do not support this"
            )
    if check and (damage := await connection.scalar(text("PRAGMA quick_check(1)"))) != "ok":
        raise StoreError(f"{location.name}: it is damaged. Stop the service and restore a backup ({damage})")
