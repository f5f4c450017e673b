"""Which schema a database has. Alembic, which brings it to the next, takes long to import: only an upgrade does."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from monitor.errors import StoreError, StoreTooNew
from monitor.store.engine import Database

SCRIPTS = Path(__file__).with_name("migrations")
_TABLE = "alembic_version"


async def check_version(database: Database) -> None:
    """Make sure that the schema is this version's.

    Raises :class:`StoreTooNew` when it is newer, and :class:`StoreError` when it is older or not there at all.
    """
    async with database.read() as connection:
        is_current = await connection.run_sync(has_head, database.location.name)
    if not is_current:
        raise StoreError(f"{database.location.name}: it is not set up for this version. Run `news-monitor db upgrade`")


def has_head(connection: Connection, name: str) -> bool:
    """Whether the database ``name`` has had every migration. Raises :class:`StoreTooNew` when it has had others."""
    if not inspect(connection).has_table(_TABLE):
        return False
    revision: str | None = connection.scalar(text(f"SELECT version_num FROM {_TABLE}"))  # noqa: S608 - our own name
    if revision is not None and revision not in _revisions():
        raise StoreTooNew(
            f"{name}: a newer version of news-monitor wrote this database (schema {revision}). "
            "Install that version again, or restore a backup made before"
        )
    return revision == _revisions()[-1]


@cache
def _revisions() -> tuple[str, ...]:
    """The migrations that the package carries, in order: the script of 0007 is called ``v0007_*.py``."""
    return tuple(sorted(path.name[1:5] for path in (SCRIPTS / "versions").glob("v*.py")))
