"""News sources: asking a feed what is new, reading what it says, and deciding when to ask again."""

from monitor.sources.decide import decide, spread_first_polls
from monitor.sources.discover import Candidate, Discovery, Miss, Where, discover
from monitor.sources.fetch import (
    PARSE_LIMIT,
    Failed,
    Manners,
    PollResult,
    Read,
    Unchanged,
    fetch_feed,
    headers_for,
    parse_body,
    raise_for_status,
)
from monitor.sources.looking import later_look, next_look, page_validators
from monitor.sources.pace import PollingPolicy
from monitor.sources.parse import parse_feed
from monitor.sources.read import read_source
from monitor.sources.sitemap_news import sort_pages
from monitor.sources.sorting import Hold, Sorted, sort_out

__all__ = [
    "PARSE_LIMIT",
    "Candidate",
    "Discovery",
    "Failed",
    "Hold",
    "Manners",
    "Miss",
    "PollResult",
    "PollingPolicy",
    "Read",
    "Sorted",
    "Unchanged",
    "Where",
    "decide",
    "discover",
    "fetch_feed",
    "headers_for",
    "later_look",
    "next_look",
    "page_validators",
    "parse_body",
    "parse_feed",
    "raise_for_status",
    "read_source",
    "sort_out",
    "sort_pages",
    "spread_first_polls",
]
