"""Bringing a database to this version's schema, by the migrations that the package carries."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from monitor.errors import StoreError, StoreTooNew
from monitor.store.engine import Database

_SCRIPTS = Path(__file__).with_name("migrations")
_LOCK_KEY = 0x6E657774  # held while migrating, so that two workers that start together do not both do it


async def upgrade(database: Database) -> None:
    """Run every migration that the database has not had, all in one transaction: a kill leaves it as it was.

    Raises :class:`StoreTooNew` when a newer version of this program has migrated it further.
    """
    async with database.write() as connection:
        if database.location.postgresql:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        await connection.run_sync(_upgrade, database.location.name)


async def check_version(database: Database) -> None:
    """Make sure that the schema is this version's.

    Raises :class:`StoreTooNew` when it is newer, and :class:`StoreError` when it is older or not there at all.
    """
    async with database.read() as connection:
        revision = await connection.run_sync(_known_revision, database.location.name)
    if revision != _scripts().get_current_head():
        raise StoreError(f"{database.location.name}: it is not set up for this version. Run `news-monitor db upgrade`")


def _upgrade(connection: Connection, name: str) -> None:
    if _known_revision(connection, name) == _scripts().get_current_head():
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _known_revision(connection: Connection, name: str) -> str | None:
    """The migration that the database stands at, ``None`` when it had none."""
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in {script.revision for script in _scripts().walk_revisions()}:
        raise StoreTooNew(
            f"{name}: a newer version of news-monitor wrote this database (schema {revision}). "
            "Install that version again, or restore a backup made before"
        )
    return revision


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
