"""The store, once on SQLite and once on PostgreSQL: every test that asks for ``url`` or ``store`` runs on both."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from monitor.store import Store
from tests.databases import PostgresServer, postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for all tests (of a worker, under pytest-xdist)."""
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/monitor.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    async with server.database() as postgresql_url:
        yield postgresql_url


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An open store with its schema."""
    opened = await Store.open(url)
    try:
        await opened.upgrade()
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
