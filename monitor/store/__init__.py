"""The store: one schema and one set of statements for SQLite and PostgreSQL (``docs/store.md``)."""

from monitor.store.accounts import Account, Accounting, Fate, Imbalance
from monitor.store.archive import Filter, Kept, KeptAlert
from monitor.store.channels import Failure
from monitor.store.codec import host_of
from monitor.store.instance import Heartbeat
from monitor.store.marks import RuleReport
from monitor.store.reports import DeliveryReport, FeedReport, JoinedArticle, Marked, StoreTally
from monitor.store.retention import Pruned
from monitor.store.schema import EntryState
from monitor.store.store import Store

__all__ = [
    "Account",
    "Accounting",
    "DeliveryReport",
    "EntryState",
    "Failure",
    "Fate",
    "FeedReport",
    "Filter",
    "Heartbeat",
    "Imbalance",
    "JoinedArticle",
    "Kept",
    "KeptAlert",
    "Marked",
    "Pruned",
    "RuleReport",
    "Store",
    "StoreTally",
    "host_of",
]
