"""News sources: asking a feed what is new, reading what it says, and deciding when to ask again."""

from monitor.sources.asking import headers_for, raise_for_status
from monitor.sources.decide import decide, if_cut_off, replanned, spread_first_polls
from monitor.sources.discover import Candidate, Discovery, Miss, Where, discover
from monitor.sources.fetch import (
    Failed,
    Manners,
    PollResult,
    Read,
    Unchanged,
    fetch_feed,
)
from monitor.sources.health import WELL, HealthPolicy, Review, about, diagnose, quiet_at, review
from monitor.sources.looking import later_look, next_look, page_validators
from monitor.sources.offline import Patient
from monitor.sources.pace import PollingPolicy, within
from monitor.sources.parse import parse_feed
from monitor.sources.read import read_source
from monitor.sources.reading import PARSE_LIMIT, parse_body
from monitor.sources.silence import LEAST_DAYS, first_news, later_news, usual
from monitor.sources.sitemap_news import sort_pages
from monitor.sources.sorting import Hold, Sorted, sort_out

__all__ = [
    "LEAST_DAYS",
    "PARSE_LIMIT",
    "WELL",
    "Candidate",
    "Discovery",
    "Failed",
    "HealthPolicy",
    "Hold",
    "Manners",
    "Miss",
    "Patient",
    "PollResult",
    "PollingPolicy",
    "Read",
    "Review",
    "Sorted",
    "Unchanged",
    "Where",
    "about",
    "decide",
    "diagnose",
    "discover",
    "fetch_feed",
    "first_news",
    "headers_for",
    "if_cut_off",
    "later_look",
    "later_news",
    "next_look",
    "page_validators",
    "parse_body",
    "parse_feed",
    "quiet_at",
    "raise_for_status",
    "read_source",
    "replanned",
    "review",
    "sort_out",
    "sort_pages",
    "spread_first_polls",
    "usual",
    "within",
]
