"""Subscriptions: feeds whose news hubs push to us (WebSub)."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add a table."""
    op.create_table(
        "subscriptions",
        sa.Column("token", TEXT, nullable=False),
        sa.Column("feed_id", TEXT, nullable=False),
        sa.Column("feed_url", TEXT, nullable=False),
        sa.Column("hub", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("callback", TEXT, nullable=False),
        sa.Column("secret", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("expires_at", MOMENT),
        sa.Column("last_push_at", MOMENT),
        sa.Column("missed_at", MOMENT),
        sa.Column("error", TEXT),
        sa.CheckConstraint("state IN ('asked', 'active', 'refused', 'leaving')", name=op.f("ck_subscriptions_state")),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_subscriptions_feed_id"),
        sa.PrimaryKeyConstraint("token", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_feed_id", "subscriptions", ["feed_id"])
    op.create_index("ix_subscriptions_due_at", "subscriptions", ["due_at"])
