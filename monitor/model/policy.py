"""What to tell whom when: policies of channels and rules, silences, and what is decided by them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal, Protocol

from monitor.model.alerts import Alert, AlertKind, AlertPlan, Delivery, Payload, Severity


class Action(StrEnum):
    """What is done with a delivery that is due."""

    SEND = "send"
    HOLD = "hold"
    DIGEST = "digest"
    SUPPRESS = "suppress"


class Reason(StrEnum):
    """Why a delivery is sent, waits, goes into a digest, or is not sent at all."""

    AT_ONCE = "at-once"
    EXCEPTED = "excepted"
    CORROBORATED = "corroborated"
    SINGLE_SOURCE = "single-source"
    CHANNEL = "channel"
    RECIPIENT = "recipient"
    QUIET_HOURS = "quiet-hours"
    SECOND_SOURCE = "second-source"
    DAILY = "daily"
    DIGEST = "digest"
    LIMIT = "limit"
    RULE_LIMIT = "rule-limit"
    SILENCE = "silence"


# What holds a delivery until a moment. All else that is held waits for its channel.
TIMED = (Reason.QUIET_HOURS, Reason.SECOND_SOURCE, Reason.DAILY)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done with a delivery, and why. ``until`` is when to decide anew, or when its digest is due.

    ``note`` says more for people, such as which silence it was.
    """

    action: Action
    reason: Reason
    until: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``start`` to ``end`` on the clocks of a channel, over midnight where ``end`` is earlier.

    Alerts of the severity ``passes``, and of higher ones, go through.
    """

    start: time
    end: time
    passes: Severity | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """Alerts are gathered and sent by ``cron`` (five fields) on the clocks of a channel.

    With ``empty`` a digest goes out when there was nothing, too. Alerts of the severity ``passes``, and of higher ones,
    are sent at once.
    """

    cron: str
    empty: bool = False
    passes: Severity | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``alerts`` within ``per`` a recipient; the rest goes into one roll-up. ``passes`` as in a digest."""

    alerts: int
    per: timedelta
    passes: Severity | None = None


@dataclass(frozen=True, slots=True)
class ChannelPolicy:
    """When a channel's readers are told. ``timezone`` is an IANA name, ``longest`` bounds a digest's body in bytes."""

    timezone: str = "UTC"
    digest: Digest | None = None
    quiet: QuietHours | None = None
    limit: Limit | None = None
    longest: int = 20_000


class UpdateWhen(StrEnum):
    """When readers hear that more articles have joined a story that they were told of."""

    NONE = "none"
    SOURCES = "sources"
    LANGUAGES = "languages"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Updates:
    """``sources`` is the number of independent sources by which a story must grow, where these decide."""

    when: UpdateWhen = UpdateWhen.NONE
    sources: int = 0


@dataclass(frozen=True, slots=True)
class Corroboration:
    """An alert waits, ``within`` at most, until ``sources`` independent sources have its story.

    When they do not, it is sent all the same and marked as of a single source; or with ``drop`` not sent.
    """

    sources: int = 2
    within: timedelta = timedelta(hours=2)
    drop: bool = False


@dataclass(frozen=True, slots=True)
class RulePolicy:
    """What a rule wants otherwise than its channels: ``None`` leaves it to them. A ``limit`` counts beside theirs.

    ``repeat`` is how long after it was last told a story that goes on is an alert once more.
    """

    send: Digest | Literal["now"] | None = None
    quiet: QuietHours | Literal["off"] | None = None
    limit: Limit | None = None
    updates: Updates = field(default_factory=Updates)
    corroborate: Corroboration | None = None
    repeat: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """Alerts that are not sent until ``until``: those for which all holds that is given, and ``why``.

    ``id`` is chosen when it is made. ``feed_id`` holds when every article of the alert is that feed's; ``official`` and
    ``topic`` when a place was found for them.
    """

    id: str
    created_at: datetime
    until: datetime
    why: str
    rule_id: str | None = None
    feed_id: str | None = None
    channel: str | None = None
    official: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """A delivery that is due to be sent, and what is to be known of its alert.

    ``since`` is from when on it was due. ``passed`` when policy let it pass before, so that it is only tried again;
    ``feeds`` are those of its articles.
    """

    delivery: Delivery
    kind: AlertKind
    rule_id: str
    since: datetime
    passed: bool = False
    feeds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Window:
    """A limit that a delivery is held against: of its channel, or of ``rule_id`` on that channel."""

    limit: Limit
    rule_id: str | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """How full a window is: when deliveries passed within it, newest first, as many as its limit at most.

    ``roll_up`` is when the one is due that is being gathered.
    """

    window: Window
    passed: tuple[datetime, ...] = ()
    roll_up: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the policies. ``rolled_up_at`` is when the channel last had a roll-up."""

    silences: tuple[Silence, ...] = ()
    loads: tuple[Load, ...] = ()
    rolled_up_at: datetime | None = None


class Arbiter(Protocol):
    """Who decides what becomes of a delivery that is due. Pure: the store asks within its transaction."""

    def reads(self, payload: Payload) -> bool:
        """Whether it can make out what an alert says: what was damaged in the database may be JSON still."""

    def windows(self, pending: Pending) -> tuple[Window, ...]:
        """The limits that ``pending`` is held against."""

    def decide(self, pending: Pending, facts: Facts, now: datetime) -> Decision:
        """What is done with it, ``facts`` holding the loads of its windows."""

    def silenced(self, pending: Pending, silences: Sequence[Silence], now: datetime) -> Decision | None:
        """That it is suppressed, if one of ``silences`` wants that."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One article's part in a story: its outlet (``site``, and ``title`` as readers know it) and its text's origin."""

    site: str
    title: str
    wire: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """What the readers of a rule were last told of a story; ``at`` lies ahead while a daily update is gathered.

    ``alert_id`` names the alert that told them, ``times`` counts those after the first.
    """

    at: datetime
    sources: int
    languages: tuple[str, ...]
    alert_id: str
    times: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The alert that a story has for a rule, as it stands when another article joins.

    ``waits`` while it is held for a second source. ``suppressed`` when it has deliveries that were suppressed, and
    ``unsent`` when nobody can have had it yet. ``told`` is ``None`` for alerts of earlier versions. ``heard_at`` is
    when the first of its readers was told last, or is to be. ``gathering`` is the daily update that is held still.
    ``voices`` are all articles of the story that satisfy the rule, in order, with the new one.
    """

    alert: Alert
    voices: tuple[Voice, ...]
    waits: bool = False
    suppressed: bool = False
    unsent: bool = False
    told: Told | None = None
    heard_at: datetime | None = None
    gathering: Alert | None = None


class Joined(StrEnum):
    """What a match led to that joined an alert which its story had already."""

    COUNTED = "counted"
    CORROBORATED = "corroborated"
    REVIVED = "revived"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What follows from another article of a story.

    ``payloads`` replace those of alerts that nobody has had yet, by alert id. With ``release`` what was held for a
    second source, or suppressed, is queued. ``update`` is a further alert.
    """

    joined: Joined = Joined.COUNTED
    payloads: tuple[tuple[str, Payload], ...] = ()
    release: bool = False
    update: AlertPlan | None = None
    told: Told | None = None


class Follow(Protocol):
    """Who decides what follows from another article of a story. Pure: the store asks within its transaction."""

    def __call__(self, standing: Standing, plan: AlertPlan, now: datetime) -> FollowUp:
        """``plan`` is the alert that the article would have made, had it been the first."""

    def rewritten(self, alert: Alert, plan: AlertPlan) -> Payload:
        """What ``alert``, which nobody has had, says when its article has changed into the one of ``plan``."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """An alert that waits for a digest, without what it says, and its delivery to each of the digest's recipients."""

    delivery_ids: tuple[str, ...]
    alert_id: str
    rule_id: str
    story_id: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes into one digest, for those recipients of a channel for whom it is the same; what matters most first.

    ``alerts`` are of the first of ``gathered``, as many as may be listed. The period begins with the last digest.
    """

    channel: str
    recipients: tuple[str, ...]
    rolled_up: bool
    gathered: tuple[Gathered, ...]
    alerts: tuple[Alert, ...]
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """What a digest says beside its alerts: matches of each of the last days, and of how many feeds were read.

    ``matched`` counts all matches since the last digest, whatever became of them.
    """

    days: tuple[tuple[date, int], ...]
    answered: int
    sources: int
    matched: int = 0
