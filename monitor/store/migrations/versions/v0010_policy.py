"""Why a delivery waits or is not sent, digests, silences, and what the readers of a story were told."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

STATES = "state IN ('queued', 'delivered', 'held', 'dead', 'digest', 'carried', 'suppressed')"
KEPT = sa.text("state IN ('held', 'digest')")
BEFORE = (
    ("id", TEXT, False),
    ("alert_id", TEXT, False),
    ("channel", TEXT, False),
    ("recipient", TEXT, False),
    ("state", TEXT, False),
    ("attempts", sa.Integer(), False),
    ("due_at", MOMENT, False),
    ("lease_until", MOMENT, True),
    ("last_error", TEXT, True),
    ("receipt", TEXT, True),
    ("created_at", MOMENT, False),
    ("finished_at", MOMENT, True),
)
NEW = (("reason", TEXT), ("note", TEXT), ("passed_at", MOMENT), ("carried_by", TEXT))


def upgrade() -> None:
    """Add columns, empty in the rows that are there, two tables, and states of deliveries."""
    op.add_column("alerts", sa.Column("planned", sa.Integer()))
    op.add_column("alerts", sa.Column("told", JSON))
    op.add_column("matches", sa.Column("reason", TEXT))
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_deliveries_state"), "deliveries")
        op.create_check_constraint(op.f("ck_deliveries_state"), "deliveries", STATES)
        for column, kind in NEW:
            op.add_column("deliveries", sa.Column(column, kind))
    else:
        _copy_deliveries()
    _add_indexes()
    op.create_table(
        "digests",
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("digested_at", MOMENT, nullable=False),
        sa.Column("rolled_up_at", MOMENT),
        sa.PrimaryKeyConstraint("channel", name="pk_digests"),
    )
    op.create_table(
        "silences",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        *(sa.Column(name, TEXT) for name in ("rule_id", "feed_id", "channel", "official", "topic")),
        sa.PrimaryKeyConstraint("id", name="pk_silences"),
    )
    op.create_index("ix_silences_until", "silences", ["until"])


def _copy_deliveries() -> None:
    """SQLite changes a CHECK only by copying the table; nothing refers to this one."""
    op.create_table(
        "new_deliveries",
        *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable in BEFORE),
        *(sa.Column(name, kind) for name, kind in NEW),
        sa.CheckConstraint(STATES, name=op.f("ck_deliveries_state")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_deliveries_alert_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("alert_id", "channel", "recipient", name="uq_deliveries_alert_id_channel_recipient"),
    )
    names = ", ".join(name for name, _, _ in BEFORE)
    op.execute(f"INSERT INTO new_deliveries ({names}) SELECT {names} FROM deliveries")  # noqa: S608 - names of ours
    op.drop_table("deliveries")
    op.rename_table("new_deliveries", "deliveries")
    queued = sa.text("state = 'queued'")
    op.create_index("ix_deliveries_created_at", "deliveries", ["created_at"])
    op.create_index("ix_deliveries_queued", "deliveries", ["channel", "due_at", "id"], sqlite_where=queued)


def _add_indexes() -> None:
    for name, columns, where in (
        ("ix_deliveries_kept", ["due_at"], KEPT),
        ("ix_deliveries_passed", ["channel", "recipient", "passed_at"], sa.text("passed_at IS NOT NULL")),
        ("ix_deliveries_carried", ["carried_by"], sa.text("carried_by IS NOT NULL")),
    ):
        op.create_index(name, "deliveries", columns, sqlite_where=where, postgresql_where=where)
