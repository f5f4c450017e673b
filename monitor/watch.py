"""What the stages of the pipeline work with: a configuration made ready, and worker processes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from monitor import alerts, sources, websub
from monitor.model import EditPolicy, Feed
from monitor.net import Client, HostGate, RobotsFiles
from monitor.rulebook import Rule
from monitor.rules import Matcher
from monitor.telemetry import get_logger
from monitor.workers import Workers

log = get_logger("watch")


@dataclass(frozen=True, slots=True)
class Watch:
    """A configuration made ready to work with. A reload replaces it as a whole; a stage keeps the one it began with.

    ``channel_settings`` are digests of the settings of each channel.
    """

    feeds: Mapping[str, Feed]
    polling: sources.PollingPolicy
    rules: Mapping[str, Rule]
    matcher: Matcher
    languages: frozenset[str]
    channels: Mapping[str, alerts.Channel]
    breaker: alerts.Breaker
    client: Client
    gate: HostGate
    robots: RobotsFiles | None = None
    pushes: websub.Terms | None = None
    edits: EditPolicy = EditPolicy.WHEN_RULE_RELEVANT
    notices: tuple[str, ...] = ()
    health: sources.HealthPolicy = field(default_factory=sources.HealthPolicy)
    policies: alerts.Policies = field(default_factory=lambda: alerts.Policies({}, {}))
    writer: alerts.Writer | None = None
    model_client: Client | None = None
    channel_settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def follow(self) -> alerts.Following:
        """What follows when another article joins a story."""
        return alerts.Following(self.rules, self.routes)

    @property
    def routes(self) -> Mapping[str, tuple[str, ...]]:
        """The recipients of each channel."""
        return {name: channel.recipients for name, channel in self.channels.items()}

    def rules_for(self, channel: str) -> frozenset[str]:
        """The rules that tell ``channel``."""
        return frozenset(rule.id for rule in self.rules.values() if not rule.notify or channel in rule.notify)

    def others_for_notices(self, channel: str) -> tuple[str, ...]:
        """The channels that hear what is wrong with ``channel``: those for notices, or any other if it is the only one.

        None, where nobody is to hear of notices.
        """
        others = tuple(name for name in self.notices if name != channel)
        return others or (tuple(name for name in self.channels if name != channel) if self.notices else ())

    def edits_of(self, feed: Feed) -> EditPolicy:
        """Whether people hear of changes to the articles of ``feed``."""
        return feed.edits or self.edits

    def leave_alone(self, url: str, asked: timedelta | None) -> None:
        """Ask nothing of the site of ``url`` for as long as it ``asked``, or for an interval where it did not say."""
        lasting = min(self.polling.interval if asked is None else asked, self.polling.max_interval)
        self.gate.shut(url, lasting)
        log.warning("site asks for fewer requests; left alone", site=urlsplit(url).netloc, lasting=str(lasting))


@dataclass(frozen=True, slots=True)
class Crews:
    """Worker processes, set apart so that feeds hold up no article, and slow feeds no other."""

    feeds: Workers
    articles: Workers
    slow_feeds: Workers | None = None
