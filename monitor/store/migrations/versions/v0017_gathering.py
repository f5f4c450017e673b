"""Channels for which nothing is gathered have no last digest; what is due at one moment goes out in order."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
QUEUED = sa.text("state = 'queued'")


def upgrade() -> None:
    """Let a column be empty, and put a column into an index."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("digests", "digested_at", nullable=True)
    else:
        _copy_digests()
    op.drop_index("ix_deliveries_queued", "deliveries")
    columns = ["channel", "due_at", "created_at", "id"]
    op.create_index("ix_deliveries_queued", "deliveries", columns, sqlite_where=QUEUED, postgresql_where=QUEUED)


def _copy_digests() -> None:
    """SQLite lets a column be empty only by copying the table; nothing refers to this one."""
    op.create_table(
        "new_digests",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("digested_at", MOMENT),
        sa.Column("rolled_up_at", MOMENT),
        sa.PrimaryKeyConstraint("channel", name="pk_digests"),
    )
    names = "channel, digested_at, rolled_up_at"
    op.execute(f"INSERT INTO new_digests ({names}) SELECT {names} FROM digests")  # noqa: S608 - names of ours
    op.drop_table("digests")
    op.rename_table("new_digests", "digests")
