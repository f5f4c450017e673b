"""How sources fare: since when a feed fails, its rhythm, what its pages gave, and what was told of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add a column, empty in the rows that are there, and two tables."""
    op.add_column("feeds", sa.Column("failing_since", MOMENT))
    op.create_table(
        "feed_health",
        sa.Column("feed_id", TEXT, nullable=False),
        sa.Column("news_days", JSON),
        sa.Column("news_last_at", MOMENT),
        sa.Column("quiet_at", MOMENT),
        sa.Column("pages", JSON),
        sa.Column("pages_without_text", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("texts", sa.Integer(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_feed_health_feed_id"),
        sa.PrimaryKeyConstraint("feed_id", name="pk_feed_health"),
    )
    op.create_table(
        "occasions",
        sa.Column("feed_id", TEXT, nullable=False),
        sa.Column("about", TEXT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT),
        sa.PrimaryKeyConstraint("feed_id", "about", name="pk_occasions"),
    )
