"""What was put off knows with which settings of its channel that was, and is tried at once when they have changed."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the digest; of what failed before nobody knows the settings, and it keeps to its schedule."""
    op.add_column("deliveries", sa.Column("failed_with", sa.Text(), nullable=True))
