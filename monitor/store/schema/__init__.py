"""The tables, the same in SQLite and PostgreSQL. ``docs/store.md`` draws them; ``migrations`` builds them.

Work waits in four of them: ``hosts`` to be polled, ``entries`` to be processed, ``revisions`` to be looked at again,
``deliveries`` to be sent. Each row of these has a moment from which it may be claimed (``due_at``), the end of the
present claim (``lease_until``), and a number that each claim raises, so that who held the row before cannot write any
more (``token``, ``attempts``).
"""

from monitor.store.schema.alerts import (
    alerts,
    channels,
    deliveries,
    digests,
    is_kept,
    is_queued,
    marks,
    matches,
    silences,
    wordings,
)
from monitor.store.schema.articles import (
    articles,
    is_fresh,
    is_to_be_looked_at,
    revisions,
    sketch_keys,
    sketches,
    stories,
    term_counts,
)
from monitor.store.schema.base import metadata
from monitor.store.schema.reading import (
    EntryState,
    entries,
    entry_keys,
    feed_health,
    feeds,
    hosts,
    is_held,
    is_pending,
    occasions,
    subscriptions,
)
from monitor.store.schema.service import instance

__all__ = [
    "EntryState",
    "alerts",
    "articles",
    "channels",
    "deliveries",
    "digests",
    "entries",
    "entry_keys",
    "feed_health",
    "feeds",
    "hosts",
    "instance",
    "is_fresh",
    "is_held",
    "is_kept",
    "is_pending",
    "is_queued",
    "is_to_be_looked_at",
    "marks",
    "matches",
    "metadata",
    "occasions",
    "revisions",
    "silences",
    "sketch_keys",
    "sketches",
    "stories",
    "subscriptions",
    "term_counts",
    "wordings",
]
