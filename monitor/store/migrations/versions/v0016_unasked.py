"""For how much of the time in which a feed fails the service did not run."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column, in seconds; of what was failing before nothing is known."""
    op.add_column("feeds", sa.Column("unasked", sa.Float(), nullable=False, server_default="0"))
