"""News sources: asking a feed what is new, reading what it says, and deciding when to ask again."""

from monitor.sources.decide import PollingPolicy, decide, spread_first_polls
from monitor.sources.fetch import Failed, PollResult, Read, Unchanged, fetch_feed, raise_for_status
from monitor.sources.parse import parse_feed
from monitor.sources.read import read_source

__all__ = [
    "Failed",
    "PollResult",
    "PollingPolicy",
    "Read",
    "Unchanged",
    "decide",
    "fetch_feed",
    "parse_feed",
    "raise_for_status",
    "read_source",
    "spread_first_polls",
]
