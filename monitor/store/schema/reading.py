"""The tables of what is read: sites, feeds, their entries, and hubs."""

from enum import StrEnum

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, Table, false, literal_column

from monitor.model import SubscriptionState
from monitor.store.schema.base import metadata, one_of, partial_index
from monitor.store.types import CleanJson, CleanText, GuardedJson, UtcDateTime


class EntryState(StrEnum):
    """Where an entry stands. ``KNOWN`` ones are only remembered: they were there at the first poll of their feed."""

    PENDING = "pending"
    KNOWN = "known"
    DONE = "done"
    FAILED = "failed"


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
    # What the document says of its rhythm, what its dates say, and what its server says of its freshness.
    Column("pace", CleanJson),
    # Which rows of sitemaps were read, and from where on.
    Column("sitemap_rows", CleanJson),
    Column("failing_since", UtcDateTime),
    # How the sitemaps of an index were last seen.
    Column("sitemap_parts", CleanJson),
    # In seconds: for how much of the time since `failing_since` the service did not run.
    Column("unasked", Float, nullable=False, server_default="0"),
    # In seconds: the interval that the next poll was planned by; NULL where more than that decided, or it is under way.
    Column("planned_by", Float),
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
    Column("content", GuardedJson),
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
    one_of("state", EntryState),
    Index("ix_entries_feed_id_state", "feed_id", "state"),
    Index("ix_entries_feed_id_seen_at", "feed_id", "seen_at"),
)
# Literals, here and in the statements: to use a partial index, both databases must see the same constant.
is_pending = entries.c.state == literal_column("'pending'")
partial_index("ix_entries_pending", is_pending, entries.c.feed_id, entries.c.due_at, entries.c.id)
partial_index("ix_entries_with_content", entries.c.content.is_not(None), entries.c.finished_at)
# Once its content is past retention there is nothing left to read, and nothing waits.
is_held = entries.c.held_at.is_not(None) & entries.c.content.is_not(None)
partial_index("ix_entries_held", entries.c.held_at.is_not(None), entries.c.feed_id)

# What an entry is recognised by. One entry may have had several guids and links; several may share a title.
entry_keys = Table(
    "entry_keys",
    metadata,
    Column("entry_id", CleanText, ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("key", CleanText, primary_key=True),
    Column("feed_id", CleanText, nullable=False),
    Index("ix_entry_keys_feed_id_key", "feed_id", "key"),
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
    one_of("state", SubscriptionState),
)
