"""The table of the service itself."""

from sqlalchemy import CheckConstraint, Column, Integer, Table

from monitor.store.schema.base import metadata
from monitor.store.types import CleanText, UtcDateTime

# One row: the process that runs the service, as it last reported. The health check reads it from another process.
instance = Table(
    "instance",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("pid", Integer, nullable=False),
    Column("version", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    # The last reload of the configuration, and why it was refused, if it was.
    Column("reload_at", UtcDateTime),
    Column("reload_error", CleanText),
    CheckConstraint("id = 1", name="one_row"),
)
