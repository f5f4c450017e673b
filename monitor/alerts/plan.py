"""What to tell whom, decided without doing any of it: matches in, alerts and their deliveries out."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from monitor.alerts.payload import AlertPart, article_part, build_payload, rule_part, story_part
from monitor.alerts.summary import summary_of
from monitor.ids import digest_id
from monitor.model import Alert, AlertKind, AlertPlan, Article, Delivery, Match, Payload, Reason, StoryKey, Wait
from monitor.rulebook import Rule


def plan_alerts(
    article: Article,
    story: StoryKey,
    matches: Sequence[Match],
    rules: Mapping[str, Rule],
    routes: Mapping[str, tuple[str, ...]],
    now: datetime,
) -> tuple[AlertPlan, ...]:
    """One alert for each of ``matches``, with a delivery for each recipient of each channel that its rule notifies.

    ``rules`` are those that the matches were made with, by id. ``routes`` gives the recipients of each channel; the
    single far side of a webhook is the recipient ``""``. A rule that names no channel notifies all of them; a channel
    that is not in ``routes`` is passed over, and an alert that nobody receives is planned all the same, so that it can
    be looked up. Where a rule wants a second source, the deliveries wait for it. Ids depend on rule, story, kind,
    channel and recipient alone: planned again, they are the same.
    """
    return tuple(_plan(article, story, match, rules[match.rule_id], routes, now) for match in matches)


def _plan(
    article: Article,
    story: StoryKey,
    match: Match,
    rule: Rule,
    routes: Mapping[str, tuple[str, ...]],
    now: datetime,
) -> AlertPlan:
    alert_id = digest_id(rule.id, story.id, AlertKind.NEW)
    payload = _payload(alert_id, article, story, match, rule, now)
    alert = Alert(alert_id, AlertKind.NEW, rule.id, story.id, now, payload)
    return first_plan(alert, rule, routes, now)


def first_plan(alert: Alert, rule: Rule, routes: Mapping[str, tuple[str, ...]], now: datetime) -> AlertPlan:
    """``alert``, the first of its story for ``rule``, with its deliveries, which wait where the rule wants that."""
    wanted = rule.policy.corroborate
    wait = Wait(now + wanted.within, Reason.SECOND_SOURCE) if wanted else None
    return AlertPlan(alert, deliveries_of(alert, rule.notify or tuple(routes), routes), wait)


def _payload(alert_id: str, article: Article, story: StoryKey, match: Match, rule: Rule, now: datetime) -> Payload:
    summary = summary_of(article, match.hits)
    data = AlertPart(
        id=alert_id,
        kind=AlertKind.NEW,
        rule=rule_part(rule),
        story=story_part(story.id, article, story.reason),
        articles=(article_part(article, summary, match.hits),),
    )
    return build_payload(data, now)


def deliveries_of(alert: Alert, channels: Sequence[str], routes: Mapping[str, tuple[str, ...]]) -> tuple[Delivery, ...]:
    """A delivery for each recipient of each of ``channels``, once each however often they are listed."""
    pairs = dict.fromkeys((channel, recipient) for channel in channels for recipient in routes.get(channel, ()))
    return tuple(
        Delivery(
            id=digest_id(alert.id, channel, recipient),
            alert_id=alert.id,
            channel=channel,
            recipient=recipient,
            created_at=alert.created_at,
            attempts=0,
            payload=alert.payload,
        )
        for channel, recipient in pairs
    )
