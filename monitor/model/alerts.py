"""Alerts, what people say of them, and their deliveries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a rule matters, lowest first."""

    INFO = "info"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class StoryKey:
    """Which story an article belongs to: ``id`` is the same for every article that tells the same event.

    ``wire`` names the group of articles that are copies of one text; an article that is nobody's copy has one of its
    own.
    """

    id: str
    reason: str
    wire: str


class AlertKind(StrEnum):
    """What an alert announces."""

    NEW = "new"
    UPDATE = "update"
    DIGEST = "digest"
    NOTICE = "notice"


# The body of a webhook and the world of the mail templates: the alert payload of the contract, plain JSON values.
Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell people. ``payload`` is what every channel shows and is frozen when the alert is made.

    ``article_id`` is the article that an update tells of, or whose change; other alerts are known by their matches.
    """

    id: str
    kind: AlertKind
    rule_id: str
    story_id: str
    created_at: datetime
    payload: Payload
    article_id: str | None = None


class Verdict(StrEnum):
    """What a person says of an alert: worth raising, or not."""

    RELEVANT = "relevant"
    IRRELEVANT = "irrelevant"


@dataclass(frozen=True, slots=True)
class Mark:
    """What was said of an alert, when, and of which rule's. It stays when the alert is past its retention."""

    alert_id: str
    rule_id: str
    verdict: Verdict
    note: str | None
    alerted_at: datetime
    marked_at: datetime


class DeliveryState(StrEnum):
    """Where a delivery stands.

    ``HELD`` waits for a moment, or for its channel to be mended; ``DIGEST`` for the digest that will carry it;
    ``DEAD`` for a person to replay it. What becomes of a ``CARRIED`` one is what becomes of its digest.
    """

    QUEUED = "queued"
    DELIVERED = "delivered"
    HELD = "held"
    DEAD = "dead"
    DIGEST = "digest"
    CARRIED = "carried"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Words:
    """What a language model wrote of an article: a summary, and the title where it is translated."""

    summary: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """What the language model ``by`` wrote of an alert's articles, by their ids.

    ``language`` is a code of ISO 639-1, or ``None`` for that of each article.
    """

    by: str
    language: str | None
    articles: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Delivery:
    """An alert on its way to one recipient of one channel.

    ``id`` is the same over all attempts: it becomes webhook-id and Message-ID. ``recipient`` is an address for mail and
    empty for channels that have a single far side. ``attempts`` counts those already begun, ``failures`` those of them
    that failed. ``due_at`` is when it could go out first, given only to an attempt before which there was none.
    ``wording`` was kept before the first attempt, and goes along with each.
    """

    id: str
    alert_id: str
    channel: str
    recipient: str
    created_at: datetime
    attempts: int
    payload: Payload
    due_at: datetime | None = None
    wording: Wording | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """Until when deliveries are held, and the word for why."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What is remembered of a channel between attempts and restarts.

    ``far_side`` is a digest of where it sends; another one is another far side, of which nothing is known.
    ``failing_since`` is when it failed first since it last took anything. Once ``disabled_at`` is set, all that is for
    the channel is held, for ``reason``.
    """

    name: str
    far_side: str
    failing_since: datetime | None = None
    disabled_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AlertPlan:
    """An alert and the deliveries that carry it, to be committed together or not at all.

    With ``wait`` they are held for a reason until a moment; else they are due at once.
    """

    alert: Alert
    deliveries: tuple[Delivery, ...]
    wait: Wait | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the service has to say of itself.

    ``about`` is one word for filters, such as ``feed-held``; ``occasion`` tells one such notice from the next.
    ``items`` are what the paragraphs speak of, such as headlines.
    """

    about: str
    occasion: str
    feed_id: str | None
    subject: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...] = ()
