"""The archive: texts of articles compressed, and an index of their words to search by.

The index has no metadata in ``schema``, because the two databases have nothing in common there: FTS5 in SQLite, a
``tsvector`` in PostgreSQL. ``monitor.store.archive`` reads and writes it. Articles that were stored before are indexed
by ``news-monitor db reindex``, for it takes more than this program's schema to know their words.
"""

import sqlalchemy as sa
import zstandard
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BATCH = 500
_LEVEL = 6

# The words are kept because a contentless index forgets a row only when it is told what the row was. ``number`` is
# never given twice, so what a row that is gone left in the index can be nobody else's.
_SQLITE = (
    "CREATE TABLE article_words (number INTEGER PRIMARY KEY AUTOINCREMENT, "
    "article_id TEXT NOT NULL UNIQUE REFERENCES articles (id) ON DELETE CASCADE, words BLOB NOT NULL)",
    "CREATE VIRTUAL TABLE article_index USING fts5(words, content='', columnsize=0, detail=none, tokenize='ascii')",
)
_POSTGRESQL = (
    "CREATE TABLE article_words (article_id TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE, "
    "words TSVECTOR NOT NULL)",
    "CREATE INDEX ix_article_words_words ON article_words USING gin (words)",
)


def upgrade() -> None:
    """Compress the texts that are there, in batches, and make an empty index."""
    op.add_column("articles", sa.Column("packed", sa.LargeBinary()))
    _pack()
    op.drop_column("articles", "text")
    op.alter_column("articles", "packed", new_column_name="text")
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def _pack() -> None:
    connection = op.get_bind()
    articles = sa.table(
        "articles", sa.column("id", sa.Text()), sa.column("text", sa.Text()), sa.column("packed", sa.LargeBinary())
    )
    last = ""
    page = sa.select(articles.c.id, articles.c.text).order_by(articles.c.id).limit(_BATCH)
    packing = articles.update().where(articles.c.id == sa.bindparam("key")).values(packed=sa.bindparam("frame"))
    while rows := connection.execute(page.where(articles.c.id > last)).all():
        frames = [{"key": key, "frame": zstandard.compress(text.encode(), _LEVEL)} for key, text in rows]
        connection.execute(packing, frames)
        last = rows[-1][0]
