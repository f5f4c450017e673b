"""The store, once on SQLite and once on PostgreSQL: every test that asks for ``url`` or ``store`` runs on both."""

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.store import Store
from tests.databases import PostgresServer, postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for all tests (of a worker, under pytest-xdist)."""
    with postgres_server() as server:
        yield server


@dataclass
class Templates:
    """Databases that were migrated once, to be copied: migrating takes longer than most tests."""

    file: Path
    database: str | None = None

    async def copy_to(self, path: Path) -> None:
        """Put a migrated SQLite database at ``path``."""
        if not self.file.exists():
            await _migrate(f"sqlite:///{self.file}")
        shutil.copy(self.file, path)

    async def name_on(self, server: PostgresServer) -> str:
        """The name of a migrated database on ``server``."""
        if self.database is None:
            await server.create("migrated")
            await _migrate(server.url_of("migrated"))
            self.database = "migrated"
        return self.database


async def _migrate(url: str) -> None:
    store = await Store.open(url)
    await store.upgrade()
    await store.close()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """The templates of all tests (of a worker)."""
    return Templates(tmp_path_factory.mktemp("templates") / "migrated.db")


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path, templates: Templates) -> AsyncIterator[str]:
    """The URL of a database: with its schema for a test that asks for ``store``, else empty."""
    migrated = "store" in request.fixturenames
    if request.param == "sqlite":
        path = tmp_path / "monitor.db"
        if migrated:
            await templates.copy_to(path)
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    template = await templates.name_on(server) if migrated else "template1"
    async with server.database(template) as postgresql_url:
        yield postgresql_url


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An open store with its schema."""
    opened = await Store.open(url)
    try:
        yield opened
    finally:
        await opened.close()


@pytest.fixture
async def other(url: str, store: Store) -> AsyncIterator[Store]:
    """The same database opened a second time, as another worker would."""
    opened = await Store.open(url)
    try:
        yield opened
    finally:
        await opened.close()
