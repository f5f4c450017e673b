"""The tables, the same in SQLite and PostgreSQL. ``docs/store.md`` draws them; ``migrations`` builds them.

Work waits in four of them: ``hosts`` to be polled, ``entries`` to be processed, ``revisions`` to be looked at again,
``deliveries`` to be sent. Each row of these has a moment from which it may be claimed (``due_at``), the end of the
present claim (``lease_until``), and a number that each claim raises, so that who held the row before cannot write any
more (``token``, ``attempts``).
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    false,
    literal_column,
)

from monitor.model import DeliveryState, SubscriptionState, Verdict
from monitor.store.types import CleanJson, CleanText, PackedText, SerialNumber, UtcDateTime


class EntryState(StrEnum):
    """Where an entry stands. ``KNOWN`` ones are only remembered: they were there at the first poll of their feed."""

    PENDING = "pending"
    KNOWN = "known"
    DONE = "done"
    FAILED = "failed"


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _partial_index(name: str, where: ColumnElement[bool], *columns: Column[Any]) -> Index:
    """An index of only the rows that a claim looks at; finished work, which is nearly all, costs it nothing."""
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


hosts = Table(
    "hosts",
    metadata,
    Column("host", CleanText, primary_key=True),
    # When the first of its feeds is due and the spacing has passed; NULL while no active feed lives there.
    Column("due_at", UtcDateTime, index=True),
    Column("not_before", UtcDateTime),
    Column("lease_until", UtcDateTime),
    Column("token", Integer, nullable=False),
)

feeds = Table(
    "feeds",
    metadata,
    Column("id", CleanText, primary_key=True),
    Column("host", CleanText, ForeignKey("hosts.host"), nullable=False),
    Column("url", CleanText, nullable=False),
    Column("title", CleanText),
    Column("active", Boolean, nullable=False),
    Column("next_poll_at", UtcDateTime, nullable=False),
    Column("etag", CleanText),
    Column("last_modified", CleanText),
    Column("body_hash", CleanText),
    Column("last_polled_at", UtcDateTime),
    Column("last_success_at", UtcDateTime),
    Column("last_new_at", UtcDateTime),
    Column("failures", Integer, nullable=False),
    Column("fault", CleanText),
    Column("fault_detail", CleanText),
    Column("flood", CleanText),
    Column("flood_at", UtcDateTime),
    Column("validators_url", CleanText),
    Column("moved_to", CleanText),
    Column("moving_to", CleanText),
    Column("moving_times", Integer, nullable=False, server_default="0"),
    # Asked no more: its site said twice that it is gone for good.
    Column("stopped", Boolean, nullable=False, server_default=false()),
    # What the document says of its rhythm, and what its dates say.
    Column("pace", CleanJson),
    # Which rows of sitemaps were read, and from where on.
    Column("sitemap_rows", CleanJson),
    Column("failing_since", UtcDateTime),
    # How the sitemaps of an index were last seen.
    Column("sitemap_parts", CleanJson),
    # In seconds: for how much of the time since `failing_since` the service did not run.
    Column("unasked", Float, nullable=False, server_default="0"),
    Index("ix_feeds_host_next_poll_at", "host", "next_poll_at"),
)

# Beside `feeds`, which every poll reads and writes: this is written with news, and read when feeds are looked over.
feed_health = Table(
    "feed_health",
    metadata,
    Column("feed_id", CleanText, ForeignKey("feeds.id"), primary_key=True),
    # The last days with news: when the longest silence before them ended, how many minutes it was, how many items.
    Column("news_days", CleanJson),
    Column("news_last_at", UtcDateTime),
    Column("quiet_at", UtcDateTime),
    # What the last pages gave, how many of the last ten gave no text, and how many ever gave one.
    Column("pages", CleanJson),
    Column("pages_without_text", Integer, nullable=False, server_default="0"),
    Column("texts", Integer, nullable=False, server_default="0"),
)

# A row while a trouble lasts. Those of no feed (an empty id) are of all of them, and of the last notice of each kind.
occasions = Table(
    "occasions",
    metadata,
    Column("feed_id", CleanText, primary_key=True),
    Column("about", CleanText, primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
)

# The id is a digest of feed and identity, so its uniqueness is theirs. An index over the identity itself would let a
# publisher's overlong guid fail a commit: PostgreSQL indexes at most 2,704 bytes a row.
entries = Table(
    "entries",
    metadata,
    Column("id", CleanText, primary_key=True),
    Column("feed_id", CleanText, ForeignKey("feeds.id"), nullable=False),
    # Of its page: entries are shared out by site too.
    Column("host", CleanText, nullable=False),
    Column("identity", CleanText, nullable=False),
    Column("state", CleanText, nullable=False),
    Column("content", CleanJson),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("last_error", CleanText),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    # What the feed last said of it, to recognise it by; see also entry_keys. All NULL in rows of the first versions.
    Column("title", CleanText),
    Column("published", UtcDateTime),
    Column("updated", UtcDateTime),
    Column("fingerprint", CleanText),
    Column("seen_at", UtcDateTime),
    # Since when a KNOWN one is held back with its content, because its feed looked like a flood.
    Column("held_at", UtcDateTime),
    _one_of("state", EntryState),
    Index("ix_entries_feed_id_state", "feed_id", "state"),
    Index("ix_entries_feed_id_seen_at", "feed_id", "seen_at"),
)
# Literals, here and in the statements: to use a partial index, both databases must see the same constant.
is_pending = entries.c.state == literal_column("'pending'")
_partial_index("ix_entries_pending", is_pending, entries.c.feed_id, entries.c.due_at, entries.c.id)
_partial_index("ix_entries_with_content", entries.c.content.is_not(None), entries.c.finished_at)
# Once its content is past retention there is nothing left to read, and nothing waits.
is_held = entries.c.held_at.is_not(None) & entries.c.content.is_not(None)
_partial_index("ix_entries_held", entries.c.held_at.is_not(None), entries.c.feed_id)

# What an entry is recognised by. One entry may have had several guids and links; several may share a title.
entry_keys = Table(
    "entry_keys",
    metadata,
    Column("entry_id", CleanText, ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("key", CleanText, primary_key=True),
    Column("feed_id", CleanText, nullable=False),
    Index("ix_entry_keys_feed_id_key", "feed_id", "key"),
)

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
_partial_index("ix_sketches_fresh", is_fresh, sketches.c.at)

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
_partial_index("ix_revisions_due", is_to_be_looked_at, revisions.c.feed_id, revisions.c.due_at, revisions.c.article_id)

alerts = Table(
    "alerts",
    metadata,
    Column("id", CleanText, primary_key=True),
    Column("kind", CleanText, nullable=False),
    Column("rule_id", CleanText, nullable=False),
    Column("story_id", CleanText, ForeignKey("stories.id"), nullable=False, index=True),
    Column("payload", CleanJson, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    # How many deliveries it was made with; NULL in rows of earlier versions, as is what its readers were told last.
    Column("planned", Integer),
    Column("told", CleanJson),
    # Whose change an update tells of; NULL in others, whose articles are those of their matches. No foreign key: an
    # alert may be kept longer than its article.
    Column("article_id", CleanText, index=True),
    # One story, one alert a rule: what keeps two workers with the same wire story from telling it twice.
    UniqueConstraint("rule_id", "story_id", "kind"),
)

matches = Table(
    "matches",
    metadata,
    Column("rule_id", CleanText, primary_key=True),
    Column("article_id", CleanText, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True),
    # The alert that the match made or, when ``merged``, found; NULL once that alert is past its retention.
    Column("alert_id", CleanText, ForeignKey("alerts.id", ondelete="SET NULL"), index=True),
    Column("merged", Boolean, nullable=False),
    Column("hits", CleanJson, nullable=False),
    # What joining the alert led to.
    Column("reason", CleanText),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", CleanText, primary_key=True),
    Column("alert_id", CleanText, ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False),
    Column("channel", CleanText, nullable=False),
    Column("recipient", CleanText, nullable=False),
    Column("state", CleanText, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("last_error", CleanText),
    Column("receipt", CleanText),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("finished_at", UtcDateTime),
    # Why it stands where it stands, in a word, and more for people.
    Column("reason", CleanText),
    Column("note", CleanText),
    # When policy let it pass first: what limits count.
    Column("passed_at", UtcDateTime),
    # The delivery of the digest that has it.
    Column("carried_by", CleanText),
    UniqueConstraint("alert_id", "channel", "recipient"),
    _one_of("state", DeliveryState),
)
is_queued = deliveries.c.state == literal_column("'queued'")
_partial_index(
    "ix_deliveries_queued",
    is_queued,
    deliveries.c.channel,
    deliveries.c.due_at,
    deliveries.c.created_at,
    deliveries.c.id,
)

is_kept = deliveries.c.state.in_([literal_column("'held'"), literal_column("'digest'")])
_partial_index("ix_deliveries_kept", is_kept, deliveries.c.due_at)
_partial_index(
    "ix_deliveries_passed",
    deliveries.c.passed_at.is_not(None),
    deliveries.c.channel,
    deliveries.c.recipient,
    deliveries.c.passed_at,
)
_partial_index("ix_deliveries_carried", deliveries.c.carried_by.is_not(None), deliveries.c.carried_by)

# When a channel's last digest and roll-up were made. The row is locked by whoever decides for the channel. Without
# `digested_at` nothing is gathered for it.
digests = Table(
    "digests",
    metadata,
    Column("channel", CleanText, primary_key=True),
    Column("digested_at", UtcDateTime),
    Column("rolled_up_at", UtcDateTime),
)

silences = Table(
    "silences",
    metadata,
    Column("id", CleanText, primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False, index=True),
    Column("why", CleanText, nullable=False),
    Column("rule_id", CleanText),
    Column("feed_id", CleanText),
    Column("channel", CleanText),
    Column("official", CleanText),
    Column("topic", CleanText),
)

# What is known of a channel's far side, whether or not anything waits for it.
channels = Table(
    "channels",
    metadata,
    Column("name", CleanText, primary_key=True),
    Column("far_side", CleanText, nullable=False),
    Column("failing_since", UtcDateTime),
    Column("disabled_at", UtcDateTime),
    Column("reason", CleanText),
)

# What a language model wrote for a delivery, kept before it was first tried: each attempt carries the same.
wordings = Table(
    "wordings",
    metadata,
    Column("delivery_id", CleanText, ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True),
    Column("model", CleanText, nullable=False),
    Column("language", CleanText),
    Column("articles", CleanJson, nullable=False),
)

# No foreign key: what was said of an alert counts for its rule when the alert is gone, and when the rule is.
marks = Table(
    "marks",
    metadata,
    Column("alert_id", CleanText, primary_key=True),
    Column("rule_id", CleanText, nullable=False, index=True),
    Column("verdict", CleanText, nullable=False),
    Column("note", CleanText),
    Column("alerted_at", UtcDateTime, nullable=False),
    Column("marked_at", UtcDateTime, nullable=False),
    _one_of("verdict", Verdict),
)

# News by push. A token and a secret are as good as passwords of the hub's: they stand here and nowhere else.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("token", CleanText, primary_key=True),
    Column("feed_id", CleanText, ForeignKey("feeds.id"), nullable=False, index=True),
    Column("feed_url", CleanText, nullable=False),
    Column("hub", CleanText, nullable=False),
    Column("topic", CleanText, nullable=False),
    Column("callback", CleanText, nullable=False),
    Column("secret", CleanText, nullable=False),
    Column("state", CleanText, nullable=False),
    Column("due_at", UtcDateTime, nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("last_push_at", UtcDateTime),
    Column("missed_at", UtcDateTime),
    Column("error", CleanText),
    _one_of("state", SubscriptionState),
)

# One row: the process that runs the service, as it last reported. The health check reads it from another process.
instance = Table(
    "instance",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("pid", Integer, nullable=False),
    Column("version", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    # The last reload of the configuration, and why it was refused, if it was.
    Column("reload_at", UtcDateTime),
    Column("reload_error", CleanText),
    CheckConstraint("id = 1", name="one_row"),
)
