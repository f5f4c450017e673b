"""Which article an update tells of, when a page says that it was last changed, and how sitemaps were last seen."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add three columns; the updates that are there name their article in their payload."""
    op.add_column("feeds", sa.Column("sitemap_parts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")))
    op.add_column("articles", sa.Column("updated", sa.DateTime(timezone=True)))
    op.add_column("alerts", sa.Column("article_id", sa.Text()))
    op.create_index("ix_alerts_article_id", "alerts", ["article_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("UPDATE alerts SET article_id = payload #>> '{data,articles,0,id}' WHERE kind = 'update'")
        return
    op.execute("UPDATE alerts SET article_id = json_extract(payload, '$.data.articles[0].id') WHERE kind = 'update'")
