"""Whether a delivery that is due is sent now, held, put into a digest, or not sent at all: decided, and nothing done.

In this order: who is no longer a recipient gets nothing; a silence keeps it from being sent; a digest gathers it; quiet
hours hold it; a full limit puts it into a roll-up; else it is sent. Nothing is held back before it is known what it
says: evaluation never rests.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.alerts.hours import next_fire, quiet_until
from monitor.alerts.payload import is_readable
from monitor.model import (
    Action,
    AlertKind,
    ChannelPolicy,
    Decision,
    Delivery,
    Digest,
    Facts,
    Load,
    Payload,
    Pending,
    QuietHours,
    Reason,
    RulePolicy,
    Severity,
    Silence,
    Window,
)

# What tells of other alerts, or of the service, is neither gathered nor counted.
_ASIDE = (AlertKind.DIGEST, AlertKind.NOTICE)
_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
_NO_CHANNEL, _NO_RULE = ChannelPolicy(), RulePolicy()


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies in force, of channels and of rules by their ids: an :class:`~monitor.model.Arbiter`.

    What goes to a channel that is not there is held until it is. A rule that is not there wants nothing of its own.
    ``routes`` gives the recipients of each channel; whoever is no longer one of them gets nothing more.
    """

    channels: Mapping[str, ChannelPolicy]
    rules: Mapping[str, RulePolicy]
    routes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def gathering(self) -> frozenset[str]:
        """The channels that digests may go out on: their own, or those of rules."""
        if any(isinstance(rule.send, Digest) for rule in self.rules.values()):
            return frozenset(self.channels)
        return frozenset(name for name, channel in self.channels.items() if channel.digest)

    def reads(self, payload: Payload) -> bool:
        """Whether ``payload`` is one."""
        return is_readable(payload)

    def windows(self, pending: Pending) -> tuple[Window, ...]:
        """The limits that ``pending`` is held against: none when it passed before, is a notice, or matters too much."""
        if pending.passed or pending.kind in _ASIDE:
            return ()
        channel, rule = self._channel(pending), self._rule(pending)
        both = ((channel.limit, None), (rule.limit, pending.rule_id))
        severity = severity_of(pending)
        return tuple(Window(limit, rule_id) for limit, rule_id in both if limit and not passes(severity, limit.passes))

    def decide(self, pending: Pending, facts: Facts, now: datetime) -> Decision:
        """What is done with ``pending`` at ``now``."""
        channel, rule = self._channel(pending), self._rule(pending)
        if pending.delivery.channel not in self.channels:
            gone = f"channel `{pending.delivery.channel}` is no longer configured; add it back, and this is sent"
            return Decision(Action.HOLD, Reason.CHANNEL, note=gone)
        if self._is_taken_out(pending.delivery):
            gone = f"`{pending.delivery.recipient}` is no longer one of the recipients of `{pending.delivery.channel}`"
            return Decision(Action.SUPPRESS, Reason.RECIPIENT, note=gone)
        if silenced := self.silenced(pending, facts.silences, now):
            return silenced
        zone, severity = ZoneInfo(channel.timezone), severity_of(pending)
        digest = _digest(channel, rule)
        excepted = False
        if digest is not None and not pending.passed and pending.kind not in _ASIDE:
            excepted = passes(severity, digest.passes)
            if not excepted:
                due = next_fire(digest.cron, zone, pending.since)
                return Decision(Action.DIGEST, Reason.DIGEST, max(due, now))
        quiet = _quiet(channel, rule)
        end = quiet_until(quiet, zone, now) if quiet else None
        if end is not None and quiet is not None and not passes(severity, quiet.passes):
            return Decision(Action.HOLD, Reason.QUIET_HOURS, end)
        for load in facts.loads:
            if (due_at := _roll_up(load, facts.rolled_up_at)) is not None:
                reason = Reason.RULE_LIMIT if load.window.rule_id else Reason.LIMIT
                return Decision(Action.DIGEST, reason, max(due_at, now))
        return Decision(Action.SEND, Reason.EXCEPTED if excepted or end is not None else Reason.AT_ONCE)

    def silenced(self, pending: Pending, silences: Sequence[Silence], now: datetime) -> Decision | None:
        """That ``pending`` is suppressed, if one of ``silences`` is in force and for it."""
        found = next((silence for silence in silences if applies(silence, pending, now)), None)
        return Decision(Action.SUPPRESS, Reason.SILENCE, note=f"silence {found.id}: {found.why}") if found else None

    def _is_taken_out(self, delivery: Delivery) -> bool:
        """Whether its recipient was taken out. A channel that sends in another way now takes what waited for it."""
        its = self.routes.get(delivery.channel, ())
        return bool(its) and "" not in (delivery.recipient, *its) and delivery.recipient not in its

    def _channel(self, pending: Pending) -> ChannelPolicy:
        return self.channels.get(pending.delivery.channel, _NO_CHANNEL)

    def _rule(self, pending: Pending) -> RulePolicy:
        return self.rules.get(pending.rule_id, _NO_RULE)


def passes(severity: Severity, least: Severity | None) -> bool:
    """Whether an exception for ``least`` holds for ``severity``."""
    return least is not None and _RANKS[severity] >= _RANKS[least]


def severity_of(pending: Pending) -> Severity:
    """How much its alert matters; of a digest, the alert in it that matters most."""
    said = pending.delivery.payload.get("data", {}).get("rule", {}).get("severity", Severity.NORMAL)
    return Severity(said) if said in _RANKS else Severity.NORMAL


def applies(silence: Silence, pending: Pending, now: datetime) -> bool:
    """Whether ``silence`` is in force and all that it names holds for ``pending``."""
    if not silence.created_at <= now < silence.until:
        return False
    leaves = leaves_of(pending)
    return (
        silence.rule_id in (None, pending.rule_id)
        and silence.channel in (None, pending.delivery.channel)
        and (silence.feed_id is None or pending.feeds == {silence.feed_id})
        and (silence.official is None or f"official:{silence.official}" in leaves)
        and (silence.topic is None or f"topic:{silence.topic}" in leaves)
    )


def leaves_of(pending: Pending) -> frozenset[str]:
    """The leaves of the rule that were found."""
    articles = pending.delivery.payload.get("data", {}).get("articles", ())
    return frozenset(match["leaf"] for article in articles for match in article.get("matches", ()))


def _digest(channel: ChannelPolicy, rule: RulePolicy) -> Digest | None:
    if rule.send == "now":
        return None
    return rule.send or channel.digest


def _quiet(channel: ChannelPolicy, rule: RulePolicy) -> QuietHours | None:
    if rule.quiet == "off":
        return None
    return rule.quiet or channel.quiet


def _roll_up(load: Load, last: datetime | None) -> datetime | None:
    """When the roll-up is due that a delivery goes into, if the window is full or one is being gathered."""
    if load.roll_up is not None:
        return load.roll_up
    limit = load.window.limit
    if len(load.passed) < limit.alerts:
        return None
    room_at = load.passed[limit.alerts - 1] + limit.per
    return max(room_at, last + limit.per) if last else room_at
