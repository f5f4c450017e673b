"""Opening, breaking and copying: whatever is wrong with a database, a sentence says what to do about it."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import make_url, text

from monitor.errors import StoreError
from monitor.store import Store
from monitor.store.engine import Location
from tests.databases import PostgresServer
from tests.store.world import NOW, alerted, claim_entries, configure, entry, feed, outcome, plan, polled

SECRET = "hunter2-canary"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the SQLite file of a test is."""
    return tmp_path / "monitor.db"


async def _refusal(url: str) -> str:
    with pytest.raises(StoreError) as caught:
        await Store.open(url)
    return str(caught.value)


async def _write(store: Store, *statements: str) -> None:
    async with store._database.write() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def test_a_missing_directory_is_made(tmp_path: Path) -> None:
    """The first start needs no preparation."""
    path = tmp_path / "new" / "data" / "monitor.db"
    store = await Store.open(f"sqlite:///{path}")
    await store.ping()
    await store.close()
    assert path.exists()


async def test_sqlite_runs_with_what_the_promises_rest_on(path: Path) -> None:
    """Every connection writes ahead, waits for the disk and checks references: else a power cut loses alerts."""
    store = await Store.open(f"sqlite:///{path}")
    async with store._database.read() as one, store._database.read() as two:
        for connection in (one, two):
            pragmas = ("journal_mode", "synchronous", "foreign_keys")
            assert [await connection.scalar(text(f"PRAGMA {pragma}")) for pragma in pragmas] == ["wal", 2, 1]
    await store.close()


@pytest.mark.parametrize("damage", ["truncated", "flipped", "text"])
async def test_a_damaged_file_is_refused(path: Path, damage: str) -> None:
    """A broken disk or a half-copied file is found at the start, not in the middle of the night."""
    store = await Store.open(f"sqlite:///{path}")
    await store.upgrade()
    await polled(store, *(entry(number) for number in range(50)))
    await store.close()
    data = path.read_bytes()
    middle = len(data) // 2
    around = slice(middle - 6000, middle + 6000)
    flipped = bytearray(data)
    flipped[around] = bytes(byte ^ 0x55 for byte in data[around])
    letter = b"this is not a database, but a letter of some length" * 90
    path.write_bytes({"truncated": data[:middle], "flipped": bytes(flipped), "text": letter}[damage])
    message = await _refusal(f"sqlite:///{path}")
    assert str(path) in message
    assert "backup" in message


async def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A wrong path or missing rights read as such, whoever runs the program."""
    (tmp_path / "file").write_text("in the way")
    assert "writable" in await _refusal(f"sqlite:///{tmp_path}/file/monitor.db")
    assert "write" in await _refusal("sqlite:////proc/monitor.db")


async def test_a_database_that_became_read_only_says_so(path: Path) -> None:
    """A file system that is remounted read-only in service gives the same plain words."""
    store = await Store.open(f"sqlite:///{path}")
    await store.upgrade()
    with pytest.raises(StoreError, match="writable"):
        await _write(store, "PRAGMA query_only=1", "DELETE FROM alerts")
    await store.close()


async def test_a_full_disk_loses_nothing_and_half_writes_nothing(path: Path) -> None:
    """What does not fit is not stored in part; once there is space, the same work is committed."""
    store = await Store.open(f"sqlite:///{path}")
    await store.upgrade()
    await polled(store, entry())
    (claim,) = await claim_entries(store)
    # An own error of SQLite, SQLITE_FULL, as a full disk gives it; the limit holds for this one pooled connection.
    async with store._database.write() as connection:
        pages = await connection.scalar(text("PRAGMA page_count"))
        await connection.execute(text(f"PRAGMA max_page_count={pages}"))
    big = plan()
    result = outcome(claim, big)
    # Random, for it is stored compressed.
    object.__setattr__(result.article, "text", Random(1).randbytes(300_000).hex())
    with pytest.raises(StoreError, match="no space is left") as caught:
        await store.articles.commit(claim, result, NOW)
    assert str(path) in str(caught.value)
    counts = await store.reports.tally()
    assert (counts.articles, counts.alerts, sum(counts.deliveries.values())) == (0, 0, 0)
    async with store._database.write() as connection:
        await connection.execute(text("PRAGMA max_page_count=1000000"))
        assert await connection.scalar(text("PRAGMA integrity_check")) == "ok"
    assert (await store.articles.commit(claim, result, NOW)).alerted == 1
    await store.close()


async def test_readers_and_writers_do_not_lock_each_other_out(path: Path) -> None:
    """Web pages are read while the service writes: no "database is locked", on either side."""
    service, web = [await Store.open(f"sqlite:///{path}") for _ in range(2)]
    await service.upgrade()
    await configure(service, feed())

    async def write(store: Store) -> None:
        for number in range(25):
            await store.heartbeat(NOW, number, "1.0")

    async def read(store: Store) -> None:
        for _ in range(25):
            await store.reports.tally()

    await asyncio.gather(write(service), write(web), write(service), read(web), read(service))
    await service.close()
    await web.close()


async def test_a_reader_that_stays_does_not_leave_a_long_log_behind(path: Path) -> None:
    """While somebody reads one moment of the database the log grows, which can be seen; then it is short again."""
    store, other = [await Store.open(f"sqlite:///{path}") for _ in range(2)]
    await store.upgrade()

    async def write() -> None:
        async with store._database.write() as connection:
            await connection.execute(text("CREATE TABLE IF NOT EXISTS filler (content BLOB)"))
            await connection.execute(text("INSERT INTO filler VALUES (randomblob(24000000))"))

    async with other._database.read() as reader:
        await reader.execute(text("SELECT count(*) FROM feeds"))
        await write()
        await write()
        assert await store.log_bytes() > 40_000_000
    await store.heartbeat(NOW, 1, "1.0")
    await store.heartbeat(NOW, 1, "1.0")
    assert await store.log_bytes() <= 16 * 2**20
    await store.close()
    await other.close()


async def test_a_backup_in_service_is_whole(path: Path, tmp_path: Path) -> None:
    """The copy opens as a store of its own, with everything that was committed, while the original is in use."""
    store = await Store.open(f"sqlite:///{path}")
    await store.upgrade()
    await alerted(store, plan())
    async with store._database.read() as connection:
        await connection.execute(text("SELECT count(*) FROM alerts"))
        await store.backup(tmp_path / "copy.db")
    before = await store.reports.tally()
    await store.close()
    copy = await Store.open(f"sqlite:///{tmp_path}/copy.db")
    await copy.check_version()
    assert await copy.reports.tally() == before
    with pytest.raises(StoreError, match="could not be written"):
        await copy.backup(tmp_path / "nowhere" / "copy.db")
    await copy.close()
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_a_server_that_is_not_there_is_named_without_the_password(tmp_path: Path) -> None:
    """The log of a failed start shows where it looked, and never the password."""
    for url in (
        f"postgresql://watch:{SECRET}@127.0.0.1:1/news",
        f"postgresql://watch:{SECRET}@/news?host={tmp_path}",
        f"postgresql://watch@127.0.0.1:1/news?password={SECRET}",
    ):
        message = await _refusal(url)
        assert "watch@" in message
        assert "server does not answer" in message or "Check that" in message
        assert SECRET not in message


async def test_a_missing_database_or_user_is_named(postgres: PostgresServer) -> None:
    """What a new installation gets wrong first has its own words."""
    server = make_url(postgres.url)
    missing = server.set(database="nonesuch").render_as_string(hide_password=False)
    assert "createdb" in await _refusal(missing)
    stranger = server.set(username="nobody", password=SECRET).render_as_string(hide_password=False)
    message = await _refusal(stranger)
    assert "user and password" in message
    assert SECRET not in message


async def test_postgresql_is_backed_up_by_its_own_tool(postgres: PostgresServer, tmp_path: Path) -> None:
    """The command says which tool does it."""
    async with postgres.database() as url:
        store = await Store.open(url)
        with pytest.raises(StoreError, match="pg_dump"):
            await store.backup(tmp_path / "copy.db")
        await store.close()


async def test_a_connection_that_the_server_closed_is_replaced(postgres: PostgresServer) -> None:
    """A restart of the database server costs the operations in hand, and nothing after."""
    async with postgres.database() as url:
        store = await Store.open(url)
        await store.upgrade()
        with pytest.raises(StoreError, match="closed the connection"):
            await _write(store, "SELECT pg_terminate_backend(pg_backend_pid())")
        await store.ping()
        await store.close()


@pytest.mark.parametrize("url", ["", "monitor.db", "mysql://user@host/db", "sqlite://", "sqlite:///:memory:"])
async def test_what_is_no_usable_url_is_refused(url: str) -> None:
    """The message shows how a right one looks."""
    message = await _refusal(url)
    assert "sqlite:///" in message


def test_urls_are_taken_as_people_write_them() -> None:
    """The forms that other programs print work, and TLS is spelt as libpq spells it."""
    location = Location.parse("postgres://watch:pw@db.example:6432/news?sslmode=verify-full")
    assert location.url.drivername == "postgresql+asyncpg"
    assert location.url.query == {"ssl": "verify-full"}
    assert location.name == "postgresql://watch@db.example:6432/news"
    assert Location.parse("sqlite:///data/monitor.db").file == Path("data/monitor.db")
