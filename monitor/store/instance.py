"""One service per database: the lock that says so, and the heartbeat that other processes read."""

import asyncio
import fcntl
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import StoreBusy
from monitor.store.engine import Database
from monitor.store.faults import translated
from monitor.store.schema import instance

# Any number will do that is this program's own; PostgreSQL keeps the advisory locks of its databases apart.
_LOCK_KEY = 0x6E657773  # "news"
_APPLICATION = "news-monitor"

_TRY_LOCK = text("SELECT pg_try_advisory_lock(:key)")
_NAME_SESSION = text("SELECT set_config('application_name', :name, false)")
_HOLDER = text(
    "SELECT activity.application_name FROM pg_locks AS locks JOIN pg_stat_activity AS activity USING (pid)"
    " WHERE locks.locktype = 'advisory' AND locks.granted AND locks.classid = 0 AND locks.objid = :key"
    " AND activity.datname = current_database()"
)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The service's last sign of life: its process id (as it sees it itself), its version, and the moment."""

    pid: int
    version: str
    seen_at: datetime


class _Lock(Protocol):
    async def confirm(self) -> None: ...

    async def release(self) -> None: ...


class InstanceLock:
    """The right to be the one service on a database, until released, or until the process ends in whatever way."""

    def __init__(self, lock: _Lock) -> None:
        self._lock = lock

    async def confirm(self) -> None:
        """Make sure that the lock is still held; raises ``StoreError`` when the server has dropped it."""
        await self._lock.confirm()

    async def release(self) -> None:
        """Let the next instance in."""
        await self._lock.release()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.release()


async def acquire_instance(database: Database) -> InstanceLock:
    """Become the one service on ``database``. Raises :class:`StoreBusy` when another is."""
    location = database.location
    if location.file is None:
        return InstanceLock(await _ServerLock.acquire(database))
    with translated(location.name):
        return InstanceLock(_FileLock.acquire(location.name, Path(f"{location.file}.lock")))


class _FileLock:
    """An exclusive flock(2) beside the database file; the kernel frees it with the process. The file stays."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def acquire(cls, name: str, path: Path) -> "_FileLock":
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise StoreBusy(_busy(name, holder)) from error
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode("ascii"))
        return cls(descriptor)

    async def confirm(self) -> None:
        """A file lock cannot be lost."""

    async def release(self) -> None:
        os.close(self._descriptor)


class _ServerLock:
    """A PostgreSQL advisory lock, which lives as long as the connection that is set aside for it."""

    def __init__(self, name: str, connection: AsyncConnection) -> None:
        self._name = name
        self._connection = connection

    @classmethod
    async def acquire(cls, database: Database) -> "_ServerLock":
        name = database.location.name
        with translated(name):
            connection = await database.engine.connect()
            try:
                # Outside any transaction: an idle one would keep vacuum from cleaning up.
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                if not await connection.scalar(_TRY_LOCK, {"key": _LOCK_KEY}):
                    holder = await connection.scalar(_HOLDER, {"key": _LOCK_KEY}) or ""
                    raise StoreBusy(_busy(name, holder.removeprefix(_APPLICATION).strip()))
                await connection.execute(_NAME_SESSION, {"name": f"{_APPLICATION} {os.getpid()}"})
            except BaseException:
                await asyncio.shield(_discard(connection))
                raise
        return cls(name, connection)

    async def confirm(self) -> None:
        with translated(self._name):
            await self._connection.execute(text("SELECT 1"))

    async def release(self) -> None:
        await _discard(self._connection)


async def _discard(connection: AsyncConnection) -> None:
    """Close ``connection`` for good, and with it its lock: the pool must not hand a locked session to someone else."""
    await connection.invalidate()
    await connection.close()


def _busy(name: str, holder: str) -> str:
    process = f" (process {holder})" if holder.isdigit() else ""
    return f"{name}: another news-monitor runs on this database{process}. Stop it first, or give this one its own"


async def heartbeat(database: Database, now: datetime, pid: int, version: str) -> None:
    """Record that the service lives."""
    row = {"id": 1, "pid": pid, "version": version, "seen_at": now}
    statement = database.insert(instance).values(row)
    async with database.write() as connection:
        await connection.execute(statement.on_conflict_do_update(index_elements=[instance.c.id], set_=row))


async def last_heartbeat(database: Database) -> Heartbeat | None:
    """The last sign of life, or ``None`` if the service never ran."""
    async with database.read() as connection:
        row = (await connection.execute(select(instance))).first()
    return Heartbeat(row.pid, row.version, row.seen_at) if row else None
