"""By which interval the next poll of a feed was planned: a shorter one brings it nearer."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of polls that were planned before nothing is known, and they stay where they are."""
    op.add_column("feeds", sa.Column("planned_by", sa.Float()))
