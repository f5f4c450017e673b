"""News sources: asking a feed what is new, reading what it says, and deciding when to ask again."""

from monitor.sources.decide import decide, spread_first_polls
from monitor.sources.discover import Candidate, Discovery, Miss, Where, discover
from monitor.sources.fetch import (
    Failed,
    Manners,
    PollResult,
    Read,
    Unchanged,
    fetch_feed,
    headers_for,
    raise_for_status,
)
from monitor.sources.pace import PollingPolicy
from monitor.sources.parse import parse_feed
from monitor.sources.read import read_source

__all__ = [
    "Candidate",
    "Discovery",
    "Failed",
    "Manners",
    "Miss",
    "PollResult",
    "PollingPolicy",
    "Read",
    "Unchanged",
    "Where",
    "decide",
    "discover",
    "fetch_feed",
    "headers_for",
    "parse_feed",
    "raise_for_status",
    "read_source",
    "spread_first_polls",
]
