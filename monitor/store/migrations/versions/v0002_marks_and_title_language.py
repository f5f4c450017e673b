"""Marks: what people said of alerts. And the language of a title that is in another language than its text."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add a column, empty in the rows that are there, and a table."""
    op.add_column("articles", sa.Column("title_language", TEXT))
    op.create_table(
        "marks",
        sa.Column("alert_id", TEXT, nullable=False),
        sa.Column("rule_id", TEXT, nullable=False),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("note", TEXT),
        sa.Column("alerted_at", MOMENT, nullable=False),
        sa.Column("marked_at", MOMENT, nullable=False),
        sa.CheckConstraint("verdict IN ('relevant', 'irrelevant')", name=op.f("ck_marks_verdict")),
        sa.PrimaryKeyConstraint("alert_id", name="pk_marks"),
    )
    op.create_index("ix_marks_rule_id", "marks", ["rule_id"])
