"""The words everyone shares: frozen data that passes from room to room.

A **feed** publishes **entries**; an entry leads to an **article**; an article that satisfies a rule is a **match** made
of **hits**; articles that tell the same event are a **story**; a match makes an **alert**, and an alert makes one
**delivery** for each recipient of each channel. All datetimes are aware and in UTC. ``text`` has one paragraph a line.
"""

from monitor.model.alerts import (
    Alert,
    AlertKind,
    AlertPlan,
    Delivery,
    DeliveryState,
    Mark,
    Notice,
    Payload,
    Severity,
    StoryKey,
    Verdict,
)
from monitor.model.articles import (
    Article,
    DateOrigin,
    Obstacle,
    ObstacleKind,
    TextOrigin,
)
from monitor.model.feeds import (
    ContentPolicy,
    EditPolicy,
    Entry,
    Feed,
    Hints,
    ParsedFeed,
    Rhythm,
    RowRead,
    SitemapPart,
    SourceKind,
)
from monitor.model.matches import (
    Field,
    Hit,
    How,
    Match,
)
from monitor.model.polls import (
    FeedState,
    FloodState,
    HostClaim,
    Memory,
    PollOutcome,
    Remembered,
    Sighting,
    Unfinished,
)
from monitor.model.pushes import (
    HubOffer,
    Subscription,
    SubscriptionState,
)
from monitor.model.work import (
    ArticleOutcome,
    EntryClaim,
    Revision,
    RevisionClaim,
    Tally,
    Validators,
)

__all__ = [
    "Alert",
    "AlertKind",
    "AlertPlan",
    "Article",
    "ArticleOutcome",
    "ContentPolicy",
    "DateOrigin",
    "Delivery",
    "DeliveryState",
    "EditPolicy",
    "Entry",
    "EntryClaim",
    "Feed",
    "FeedState",
    "Field",
    "FloodState",
    "Hints",
    "Hit",
    "HostClaim",
    "How",
    "HubOffer",
    "Mark",
    "Match",
    "Memory",
    "Notice",
    "Obstacle",
    "ObstacleKind",
    "ParsedFeed",
    "Payload",
    "PollOutcome",
    "Remembered",
    "Revision",
    "RevisionClaim",
    "Rhythm",
    "RowRead",
    "Severity",
    "Sighting",
    "SitemapPart",
    "SourceKind",
    "StoryKey",
    "Subscription",
    "SubscriptionState",
    "Tally",
    "TextOrigin",
    "Unfinished",
    "Validators",
    "Verdict",
]
