"""Attempts that failed are counted by themselves: one that a kill of the service cut off says nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the count; what was tried before stays where it stands in its schedule."""
    op.add_column("deliveries", sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE deliveries SET failures = attempts WHERE last_error IS NOT NULL")
