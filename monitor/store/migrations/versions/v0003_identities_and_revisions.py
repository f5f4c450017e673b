"""What entries are recognised by, feeds that are held, and articles that are looked at again."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)

HELD = sa.text("held_at IS NOT NULL")
DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    """Add columns, empty in the rows that are there, and two tables."""
    for table, column, kind in (
        ("feeds", "flood", TEXT),
        ("feeds", "flood_at", MOMENT),
        ("entries", "title", TEXT),
        ("entries", "published", MOMENT),
        ("entries", "updated", MOMENT),
        ("entries", "fingerprint", TEXT),
        ("entries", "seen_at", MOMENT),
        ("entries", "held_at", MOMENT),
    ):
        op.add_column(table, sa.Column(column, kind))
    op.create_index("ix_entries_feed_id_seen_at", "entries", ["feed_id", "seen_at"])
    op.create_index("ix_entries_held", "entries", ["feed_id"], sqlite_where=HELD, postgresql_where=HELD)
    op.create_table(
        "entry_keys",
        sa.Column("entry_id", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("feed_id", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_entry_keys_entry_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_id", "key", name="pk_entry_keys"),
    )
    op.create_index("ix_entry_keys_feed_id_key", "entry_keys", ["feed_id", "key"])
    op.create_table(
        "revisions",
        sa.Column("article_id", TEXT, nullable=False),
        sa.Column("feed_id", TEXT, nullable=False),
        sa.Column("host", TEXT, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("lease_until", MOMENT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("looked_at", MOMENT),
        sa.Column("etag", TEXT),
        sa.Column("last_modified", TEXT),
        sa.Column("body_hash", TEXT),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_revisions_article_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", name="pk_revisions"),
    )
    op.create_index(
        "ix_revisions_due",
        "revisions",
        ["feed_id", "due_at", "article_id"],
        sqlite_where=DUE,
        postgresql_where=DUE,
    )
