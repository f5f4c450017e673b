"""Bringing a database to this version's schema, by the migrations that the package carries."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from monitor.store.engine import Database
from monitor.store.version import SCRIPTS, has_head

_LOCK_KEY = 0x6E657774  # held while migrating, so that two workers that start together do not both do it


async def upgrade(database: Database) -> None:
    """Run every migration that the database has not had, all in one transaction: a kill leaves it as it was.

    Raises :class:`StoreTooNew` when a newer version of this program has migrated it further.
    """
    async with database.write() as connection:
        if database.location.postgresql:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        await connection.run_sync(_upgrade, database.location.name)


def _upgrade(connection: Connection, name: str) -> None:
    if has_head(connection, name):
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
