"""Channels: since when one fails, and whether it is disabled."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add a table."""
    op.create_table(
        "channels",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("far_side", TEXT, nullable=False),
        sa.Column("failing_since", MOMENT),
        sa.Column("disabled_at", MOMENT),
        sa.Column("reason", TEXT),
        sa.PrimaryKeyConstraint("name", name="pk_channels"),
    )
