"""Which articles are copies of one text."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the groups of copies: up to now, the articles of a story were copies of one text."""
    op.add_column("articles", sa.Column("wire_id", sa.Text()))
    op.execute("UPDATE articles SET wire_id = story_id")
