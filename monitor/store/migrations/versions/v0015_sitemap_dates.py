"""Indexes of sitemaps whose dates were believed are read once more as a whole."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forget the validators of sitemaps whose parts were not noted: of an index, the next answer must name them."""
    op.execute(
        "UPDATE feeds SET etag = NULL, last_modified = NULL, body_hash = NULL "
        "WHERE CAST(sitemap_rows AS TEXT) NOT IN ('[]', 'null') "
        "AND (sitemap_parts IS NULL OR CAST(sitemap_parts AS TEXT) IN ('[]', 'null'))"
    )
