"""The tables of articles, and of what tells which of them are one story."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    literal_column,
)

from monitor.store.schema.base import metadata, partial_index
from monitor.store.types import CleanJson, CleanText, PackedText, SerialNumber, UtcDateTime

stories = Table(
    "stories",
    metadata,
    Column("id", CleanText, primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", CleanText, ForeignKey("entries.id"), primary_key=True),
    Column("feed_id", CleanText, ForeignKey("feeds.id"), nullable=False),
    Column("story_id", CleanText, ForeignKey("stories.id"), nullable=False, index=True),
    Column("story_reason", CleanText, nullable=False),
    Column("title", CleanText, nullable=False),
    Column("url", CleanText),
    Column("source", CleanText, nullable=False),
    Column("language", CleanText),
    Column("published", UtcDateTime),
    Column("date_origin", CleanText, nullable=False),
    Column("authors", CleanJson, nullable=False),
    Column("credit", CleanText),
    Column("site", CleanText),
    Column("tags", CleanJson, nullable=False),
    Column("feed_tags", CleanJson, nullable=False),
    Column("text_origin", CleanText, nullable=False),
    Column("origin_note", CleanText),
    Column("fetched_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("title_language", CleanText),
    # These are never NULL, which SQLite cannot be told of a column that was added.
    Column("text", PackedText),
    Column("wire_id", CleanText),
    # NULL where the page does not say.
    Column("updated", UtcDateTime),
    Index("ix_articles_created_at_id", "created_at", "id"),
)

# What articles are compared by: see monitor.model.Sketch. Numbered in the order in which they were stored.
sketches = Table(
    "sketches",
    metadata,
    Column("number", SerialNumber, primary_key=True),
    Column("article_id", CleanText, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("story_id", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("prints", LargeBinary, nullable=False),
    Column("rest", PackedText, nullable=False),
    # Whether it is still found by the terms of its event.
    Column("fresh", Boolean, nullable=False),
    Index("ix_sketches_story_id_number", "story_id", "number"),
)
# Without a type: of a Boolean, SQLite would be asked `fresh = 1`, which is not the condition of the index to it.
is_fresh: ColumnElement[bool] = literal_column("fresh")
partial_index("ix_sketches_fresh", is_fresh, sketches.c.at)

# By what sketches are found: hashes of shingles of their text, and of the terms of their event.
sketch_keys = Table(
    "sketch_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# In how many articles of a language terms were.
term_counts = Table(
    "term_counts",
    metadata,
    Column("language", CleanText, primary_key=True),
    Column("articles", Integer, nullable=False),
    Column("boxes", LargeBinary, nullable=False),
)

# Articles that are looked at again, because their feed says that they changed, or because they made an alert.
revisions = Table(
    "revisions",
    metadata,
    Column("article_id", CleanText, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("feed_id", CleanText, nullable=False),
    Column("host", CleanText, nullable=False),
    # NULL: looked at often enough, unless the feed says that it has changed.
    Column("due_at", UtcDateTime),
    Column("lease_until", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("looked_at", UtcDateTime),
    Column("etag", CleanText),
    Column("last_modified", CleanText),
    Column("body_hash", CleanText),
)
is_to_be_looked_at = revisions.c.due_at.is_not(None)
partial_index("ix_revisions_due", is_to_be_looked_at, revisions.c.feed_id, revisions.c.due_at, revisions.c.article_id)
