"""The store: everything that outlives the process."""

import sqlite3
from asyncio import to_thread
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from monitor.errors import StoreError
from monitor.store import version
from monitor.store.accounts import Accounts
from monitor.store.archive import Archive
from monitor.store.articles import Articles
from monitor.store.channels import Channels
from monitor.store.deliveries import Deliveries
from monitor.store.engine import Database, Location
from monitor.store.entries import Entries
from monitor.store.feeds import Feeds
from monitor.store.health import Health
from monitor.store.instance import Instance
from monitor.store.marks import Marks
from monitor.store.memory import Recall
from monitor.store.reports import Reports
from monitor.store.retention import Pruned, prune
from monitor.store.revisions import Revisions
from monitor.store.setback import move_back
from monitor.store.silences import Silences
from monitor.store.stories import Stories
from monitor.store.subscriptions import Subscriptions
from monitor.store.waiting import Waiting


class Store(Instance):
    """A database, and what is done with it by job: ``feeds``, ``recall``, ``entries``, ``articles``, ``revisions``,
    ``archive``, ``deliveries``, ``channels``, ``waiting``, ``silences``, ``marks``, ``reports``, ``accounts``,
    ``subscriptions``, ``health``, ``stories``.

    A method that writes is one transaction (:meth:`prune` is many small ones). All moments are aware and in UTC. What
    goes wrong with the database is a :class:`StoreError`.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.feeds = Feeds(database)
        self.recall = Recall(database)
        self.entries = Entries(database)
        self.articles = Articles(database)
        self.archive = Archive(database)
        self.revisions = Revisions(database)
        self.deliveries = Deliveries(database)
        self.waiting = Waiting(database)
        self.silences = Silences(database)
        self.accounts = Accounts(database)
        self.channels = Channels(database)
        self.marks = Marks(database)
        self.reports = Reports(database)
        self.subscriptions = Subscriptions(database)
        self.health = Health(database)
        self.stories = Stories(database)

    @classmethod
    async def open(cls, url: str, *, check: bool = True) -> "Store":
        """Open ``sqlite:///path`` (created, with its directory, if missing) or ``postgresql://user@host/database``.

        ``check`` reads a SQLite file for damage first, about a second per GB; a look into the database of a running
        service can do without. Raises :class:`StoreError` when the database is not fit for use. The schema is left to
        :meth:`upgrade` or :meth:`check_version`.
        """
        return cls(await Database.open(Location.parse(url), check=check))

    @property
    def name(self) -> str:
        """What messages call the database: its file, or its URL without password."""
        return self._database.location.name

    async def close(self) -> None:
        """Close every connection."""
        await self._database.close()

    async def ping(self) -> None:
        """Make sure that the database answers; raises :class:`StoreError` when it does not."""
        async with self._database.read() as connection:
            await connection.execute(text("SELECT 1"))

    async def upgrade(self) -> None:
        """Bring the schema to this version; see :func:`monitor.store.migrate.upgrade`."""
        # Alembic takes long to import, and most commands only look.
        from monitor.store import migrate  # noqa: PLC0415

        await migrate.upgrade(self._database)

    async def check_version(self) -> None:
        """Make sure that the schema is this version's; see :func:`monitor.store.version.check_version`."""
        await version.check_version(self._database)

    async def log_bytes(self) -> int:
        """How long SQLite's write-ahead log is on disk; it grows while somebody reads one moment of the database."""
        file = self._database.location.file
        log = file.with_name(f"{file.name}-wal") if file else None
        return await to_thread(lambda: log.stat().st_size if log and log.exists() else 0)

    async def prune(
        self,
        now: datetime,
        articles_older_than: timedelta,
        alerts_older_than: timedelta,
        unseen_for: timedelta | None = None,
    ) -> Pruned:
        """Remove what is past its time; see :func:`monitor.store.retention.prune`."""
        return await prune(self._database, now, articles_older_than, alerts_older_than, unseen_for)

    async def move_back(self, by: timedelta, now: datetime) -> None:
        """Follow a wall clock that was set back; see :func:`monitor.store.setback.move_back`."""
        await move_back(self._database, by, now)

    async def backup(self, path: Path) -> None:
        """Copy a SQLite database to ``path`` while it is in use (a plain copy of the file would be broken).

        Raises :class:`StoreError` for PostgreSQL, which has ``pg_dump``, and when the copy cannot be written.
        """
        source = self._database.location.file
        if source is None:
            raise StoreError(f"{self.name}: back up a PostgreSQL database with pg_dump")
        try:
            await to_thread(_copy, source, path)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{path}: the backup could not be written ({error})") from error


def _copy(source: Path, target: Path) -> None:
    """Copy by SQLite's backup API to a neighbour of ``target``, which gets its name only when whole."""
    partial = target.with_name(f"{target.name}.part")
    partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(partial)) as copy:
        live.backup(copy, pages=1024)
    partial.replace(target)
