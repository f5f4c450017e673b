"""Which rows of sitemaps of a feed were read, and from where on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column, empty in the rows that are there."""
    op.add_column("feeds", sa.Column("sitemap_rows", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")))
