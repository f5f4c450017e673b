"""The tables of what is told: matches, alerts, their deliveries, and what decides on these."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, UniqueConstraint, literal_column

from monitor.model import DeliveryState, Verdict
from monitor.store.schema.base import metadata, one_of, partial_index
from monitor.store.types import CleanJson, CleanText, GuardedJson, PayloadJson, UtcDateTime

alerts = Table(
    "alerts",
    metadata,
    Column("id", CleanText, primary_key=True),
    Column("kind", CleanText, nullable=False),
    Column("rule_id", CleanText, nullable=False),
    Column("story_id", CleanText, ForeignKey("stories.id"), nullable=False, index=True),
    Column("payload", PayloadJson, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    # How many deliveries it was made with; NULL in rows of earlier versions, as is what its readers were told last.
    Column("planned", Integer),
    Column("told", GuardedJson),
    # The article that an update tells of, or whose change; NULL in others, whose articles are those of their matches.
    # No foreign key: an alert may be kept longer than its article.
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
    # How many attempts failed, which is where it stands in its schedule; ``attempts`` counts those begun.
    Column("failures", Integer, nullable=False, server_default="0"),
    # A digest of the settings of its channel with which the last attempt was put off.
    Column("failed_with", CleanText),
    UniqueConstraint("alert_id", "channel", "recipient"),
    one_of("state", DeliveryState),
)
is_queued = deliveries.c.state == literal_column("'queued'")
partial_index(
    "ix_deliveries_queued",
    is_queued,
    deliveries.c.channel,
    deliveries.c.due_at,
    deliveries.c.created_at,
    deliveries.c.id,
)

is_kept = deliveries.c.state.in_([literal_column("'held'"), literal_column("'digest'")])
partial_index("ix_deliveries_kept", is_kept, deliveries.c.due_at)
partial_index(
    "ix_deliveries_passed",
    deliveries.c.passed_at.is_not(None),
    deliveries.c.channel,
    deliveries.c.recipient,
    deliveries.c.passed_at,
)
partial_index("ix_deliveries_carried", deliveries.c.carried_by.is_not(None), deliveries.c.carried_by)

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
    Column("articles", GuardedJson, nullable=False),
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
    one_of("verdict", Verdict),
)
