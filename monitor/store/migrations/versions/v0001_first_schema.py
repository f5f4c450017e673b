"""The first schema: feeds and their hosts, entries, articles and stories, matches and alerts, deliveries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Plain types: a migration says what it did for good, whatever becomes of the types in `schema`.
TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)
JSON_VALUES = sa.JSON().with_variant(JSONB(), "postgresql")
PENDING = sa.text("state = 'pending'")
QUEUED = sa.text("state = 'queued'")
WITH_CONTENT = sa.text("content IS NOT NULL")


def upgrade() -> None:
    """Create every table."""
    _hosts()
    _feeds()
    _entries()
    _stories()
    _articles()
    _alerts()
    _matches()
    _deliveries()
    _instance()


def _hosts() -> None:
    op.create_table(
        "hosts",
        sa.Column("host", TEXT, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("not_before", MOMENT),
        sa.Column("lease_until", MOMENT),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_hosts"),
    )
    op.create_index("ix_hosts_due_at", "hosts", ["due_at"])


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("host", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("title", TEXT),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("next_poll_at", MOMENT, nullable=False),
        sa.Column("etag", TEXT),
        sa.Column("last_modified", TEXT),
        sa.Column("body_hash", TEXT),
        sa.Column("last_polled_at", MOMENT),
        sa.Column("last_success_at", MOMENT),
        sa.Column("last_new_at", MOMENT),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("fault", TEXT),
        sa.Column("fault_detail", TEXT),
        sa.ForeignKeyConstraint(["host"], ["hosts.host"], name="fk_feeds_host"),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
    )
    op.create_index("ix_feeds_host_next_poll_at", "feeds", ["host", "next_poll_at"])


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("feed_id", TEXT, nullable=False),
        sa.Column("host", TEXT, nullable=False),
        sa.Column("identity", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("content", JSON_VALUES),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("last_error", TEXT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.CheckConstraint("state IN ('pending', 'known', 'done', 'failed')", name=op.f("ck_entries_state")),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_entries_feed_id"),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
    )
    op.create_index("ix_entries_feed_id_state", "entries", ["feed_id", "state"])
    op.create_index(
        "ix_entries_pending",
        "entries",
        ["feed_id", "due_at", "id"],
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )
    op.create_index(
        "ix_entries_with_content",
        "entries",
        ["finished_at"],
        sqlite_where=WITH_CONTENT,
        postgresql_where=WITH_CONTENT,
    )


def _stories() -> None:
    op.create_table(
        "stories",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )


def _articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("feed_id", TEXT, nullable=False),
        sa.Column("story_id", TEXT, nullable=False),
        sa.Column("story_reason", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("url", TEXT),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("language", TEXT),
        sa.Column("published", MOMENT),
        sa.Column("date_origin", TEXT, nullable=False),
        sa.Column("authors", JSON_VALUES, nullable=False),
        sa.Column("credit", TEXT),
        sa.Column("site", TEXT),
        sa.Column("tags", JSON_VALUES, nullable=False),
        sa.Column("feed_tags", JSON_VALUES, nullable=False),
        sa.Column("text_origin", TEXT, nullable=False),
        sa.Column("origin_note", TEXT),
        sa.Column("fetched_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_articles_feed_id"),
        sa.ForeignKeyConstraint(["id"], ["entries.id"], name="fk_articles_id"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_articles_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
    )
    op.create_index("ix_articles_created_at_id", "articles", ["created_at", "id"])
    op.create_index("ix_articles_story_id", "articles", ["story_id"])


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("rule_id", TEXT, nullable=False),
        sa.Column("story_id", TEXT, nullable=False),
        sa.Column("payload", JSON_VALUES, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_alerts_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.UniqueConstraint("rule_id", "story_id", "kind", name="uq_alerts_rule_id_story_id_kind"),
    )
    op.create_index("ix_alerts_created_at", "alerts", ["created_at"])
    op.create_index("ix_alerts_story_id", "alerts", ["story_id"])


def _matches() -> None:
    op.create_table(
        "matches",
        sa.Column("rule_id", TEXT, nullable=False),
        sa.Column("article_id", TEXT, nullable=False),
        sa.Column("alert_id", TEXT),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.Column("hits", JSON_VALUES, nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_matches_alert_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_matches_article_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rule_id", "article_id", name="pk_matches"),
    )
    op.create_index("ix_matches_alert_id", "matches", ["alert_id"])
    op.create_index("ix_matches_article_id", "matches", ["article_id"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("alert_id", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("recipient", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("last_error", TEXT),
        sa.Column("receipt", TEXT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.CheckConstraint("state IN ('queued', 'delivered', 'held', 'dead')", name=op.f("ck_deliveries_state")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_deliveries_alert_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("alert_id", "channel", "recipient", name="uq_deliveries_alert_id_channel_recipient"),
    )
    op.create_index("ix_deliveries_created_at", "deliveries", ["created_at"])
    op.create_index(
        "ix_deliveries_queued",
        "deliveries",
        ["channel", "due_at", "id"],
        sqlite_where=QUEUED,
        postgresql_where=QUEUED,
    )


def _instance() -> None:
    op.create_table(
        "instance",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reload_at", MOMENT),
        sa.Column("reload_error", TEXT),
        sa.CheckConstraint("id = 1", name=op.f("ck_instance_one_row")),
        sa.PrimaryKeyConstraint("id", name="pk_instance"),
    )
