"""One service per database: the lock that says so, and the signs of life that other processes read."""

import fcntl
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import InstanceLost, StoreBusy, StoreError
from monitor.store.claims import spare, void_leases
from monitor.store.engine import Database, Part
from monitor.store.faults import file_made, translated
from monitor.store.schema import deliveries, entries, hosts, instance, revisions

# Of beats every ten seconds four are missed: longer than any honest pause, shorter than anybody's patience.
_FRESH = timedelta(seconds=45)
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
    """The service's last sign of life: its process id (as it sees it itself), its version, and the moment.

    ``reload_error`` says why it refused to reload its configuration at ``reload_at``, when it did.
    """

    pid: int
    version: str
    at: datetime
    reload_at: datetime | None = None
    reload_error: str | None = None

    def is_fresh(self, now: datetime) -> bool:
        """Whether the service can be taken to be alive at ``now``."""
        return now - self.at <= _FRESH


class Instance(Part):
    """The store's part for the service as a process."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._still_locked: Callable[[], Awaitable[bool]] | None = None

    async def acquire_instance(self) -> AsyncExitStack:
        """Become the one service on this database, until the stack is closed or the process ends, in whatever way.

        The right lives in the stack: one that is dropped gives it up.

        Raises :class:`StoreBusy` when another is.
        """
        location = self._database.location
        stack = AsyncExitStack()
        if location.file is None:
            connection = await stack.enter_async_context(_server_lock(self._database))
            self._still_locked = partial(_session_lives, connection, location.name)
        else:
            path = Path(f"{location.file}.lock")
            descriptor = stack.enter_context(_file_lock(location.name, path))
            self._still_locked = partial(_file_stands, path, descriptor)
        return stack

    async def confirm_instance(self) -> None:
        """Make sure that this is the one service still, once :meth:`acquire_instance` has made it that.

        Raises :class:`InstanceLost` when the lock is gone: the server restarted, or the lock file was removed.
        """
        if self._still_locked is not None and not await self._still_locked():
            raise InstanceLost(
                f"{self._database.location.name}: the lock that keeps a second news-monitor away is gone; the database "
                "server restarted, or the lock file was removed. Stopping, so that nothing is sent twice: start again"
            )

    async def release_leases(self, now: datetime) -> None:
        """End every claim, and forget what the last process noted of its configuration.

        What may have killed the service waits for a while after ``now`` (:func:`spare`).

        Only for the one instance, as it starts: nobody else can hold a claim then.
        """
        async with self._database.write() as connection:
            for table in (entries, revisions):
                await spare(connection, table, now)
            for table in (hosts, entries, revisions, deliveries):
                await void_leases(connection, table)
            await connection.execute(update(instance).values(reload_at=None, reload_error=None))

    async def heartbeat(self, now: datetime, pid: int, version: str) -> None:
        """Record that the service lives."""
        row = {"id": 1, "pid": pid, "version": version, "at": now}
        statement = self._database.insert(instance).values(row)
        async with self._database.write() as connection:
            await connection.execute(statement.on_conflict_do_update(index_elements=[instance.c.id], set_=row))

    async def sign_off(self) -> None:
        """Record that the service has stopped as it was asked to: it no longer gives signs of life."""
        async with self._database.write() as connection:
            await connection.execute(delete(instance))

    async def note_reload(self, now: datetime, error: str | None) -> None:
        """Record that the service reloaded its configuration, or the ``error`` for which it kept the old one."""
        async with self._database.write() as connection:
            await connection.execute(update(instance).values(reload_at=now, reload_error=error))

    async def last_heartbeat(self) -> Heartbeat | None:
        """The service's last sign of life, or ``None`` if it never gave one or has signed off."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(instance))).first()
        return Heartbeat(row.pid, row.version, row.at, row.reload_at, row.reload_error) if row else None


@contextmanager
def _file_lock(name: str, path: Path) -> Iterator[int]:
    """An exclusive flock(2) on a file beside the database; gives its descriptor.

    The kernel frees it with the process; the file stays.
    """
    with file_made(name):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusy(_busy(name, os.read(descriptor, 20).decode("ascii", "replace").strip())) from error
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode("ascii"))
        yield descriptor
    finally:
        os.close(descriptor)


@asynccontextmanager
async def _server_lock(database: Database) -> AsyncIterator[AsyncConnection]:
    """A PostgreSQL advisory lock, which lives as long as the connection that is set aside for it."""
    name = database.location.name
    with translated(name):
        connection = await database.engine.connect()
    try:
        with translated(name):
            # Outside any transaction: an idle one would keep vacuum from cleaning up.
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            if not await connection.scalar(_TRY_LOCK, {"key": _LOCK_KEY}):
                holder = await connection.scalar(_HOLDER, {"key": _LOCK_KEY}) or ""
                raise StoreBusy(_busy(name, holder.removeprefix(_APPLICATION).strip()))
            await connection.execute(_NAME_SESSION, {"name": f"{_APPLICATION} {os.getpid()}"})
        yield connection
    finally:
        # Closed for good: the pool must not hand a session that holds the lock to someone else.
        await connection.invalidate()
        await connection.close()


async def _file_stands(path: Path, descriptor: int) -> bool:
    """Whether the locked file is the one that another instance would try to lock."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))  # noqa: ASYNC240  (it blocks no longer than a look)
    except FileNotFoundError:
        return False


async def _session_lives(connection: AsyncConnection, name: str) -> bool:
    """Whether the session that holds the lock answers; a lock ends with its session."""
    try:
        with translated(name):
            await connection.scalar(text("SELECT 1"))
    except StoreError:
        return False
    return True


def _busy(name: str, holder: str) -> str:
    process = f" (process {holder})" if holder.isdigit() else ""
    return f"{name}: another news-monitor runs on this database{process}. Stop it first, or give this one its own"
