"""Where a feed moved to, where its validators came from, how often it publishes, and that it was stopped."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.Text()


def upgrade() -> None:
    """Add columns, empty in the rows that are there."""
    op.add_column("feeds", sa.Column("validators_url", TEXT))
    op.add_column("feeds", sa.Column("moved_to", TEXT))
    op.add_column("feeds", sa.Column("moving_to", TEXT))
    op.add_column("feeds", sa.Column("moving_times", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("feeds", sa.Column("stopped", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("feeds", sa.Column("pace", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")))
