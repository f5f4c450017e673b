"""Sketches that are past their time are found by an index, and not by reading all that are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Sort the index of fresh sketches by their moment, for that is what is asked."""
    fresh = sa.text("fresh")
    op.drop_index("ix_sketches_fresh", "sketches")
    op.create_index("ix_sketches_fresh", "sketches", ["at"], sqlite_where=fresh, postgresql_where=fresh)
