"""What follows when another article joins a story that a rule has an alert for, decided without doing any of it.

The article is counted. It may be the second source that the alert waited for; it may bring back an alert that was
suppressed; or it may be worth an update, by the rule's policy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.alerts.payload import (
    AlertPart,
    AlertPayload,
    Corroborated,
    StoryPart,
    UpdatePart,
    UpdateReason,
    build_payload,
    headed,
    is_readable,
    voices_part,
)
from monitor.alerts.plan import deliveries_of
from monitor.ids import digest_id
from monitor.model import (
    Alert,
    AlertKind,
    AlertPlan,
    FollowUp,
    Joined,
    Payload,
    Reason,
    RulePolicy,
    Standing,
    Told,
    UpdateWhen,
    Voice,
    Wait,
)
from monitor.rulebook import Rule

_DAY = timedelta(days=1)
_ARTICLES = 5


@dataclass(frozen=True, slots=True)
class Following:
    """Follows up the articles of stories: a :class:`~monitor.model.Follow`. ``routes`` are those of ``plan_alerts``."""

    rules: Mapping[str, Rule]
    routes: Mapping[str, tuple[str, ...]]

    def __call__(self, standing: Standing, plan: AlertPlan, now: datetime) -> FollowUp:
        """What follows from the article of ``plan``, which is the last of the voices of ``standing``."""
        rule = self.rules[plan.alert.rule_id]
        if not all(is_readable(alert.payload) for alert in (standing.alert, standing.gathering) if alert):
            return FollowUp()  # nobody knows any more what was told
        if standing.unsent and (standing.waits or standing.suppressed):
            return _first_telling(standing, plan, rule.policy, now)
        found = self._for_those_who_know(standing, plan, rule, now)
        if not standing.suppressed:
            return found
        # Some have had it: the others get the same.
        joined = Joined.REVIVED if found.joined is Joined.COUNTED else found.joined
        return replace(found, joined=joined, release=True)

    def rewritten(self, alert: Alert, plan: AlertPlan) -> Payload:
        """What ``alert`` says when its article has changed into the one of ``plan``; as it is, if it is damaged."""
        if not is_readable(alert.payload):
            return alert.payload
        payload = AlertPayload.model_validate(alert.payload)
        (changed,) = AlertPayload.model_validate(plan.alert.payload).data.articles
        articles = tuple(changed if each.id == changed.id else each for each in payload.data.articles)
        return build_payload(payload.data.model_copy(update={"articles": articles}), payload.timestamp)

    def _for_those_who_know(self, standing: Standing, plan: AlertPlan, rule: Rule, now: datetime) -> FollowUp:
        told = standing.told or _told_by(standing.alert)
        if standing.gathering is not None:
            return _gathered(standing, standing.gathering, plan, told)
        # What was told may have waited since. It cannot lie ahead, but the clock may have been set back.
        told = replace(told, at=min(max(told.at, standing.heard_at or told.at), now))
        reason = _update_reason(told, standing.voices, rule.policy, now)
        return self._update(standing, plan, rule, told, reason, now) if reason else FollowUp()

    def _update(
        self, standing: Standing, plan: AlertPlan, rule: Rule, told: Told, reason: UpdateReason, now: datetime
    ) -> FollowUp:
        story, times = standing.alert.story_id, told.times + 1
        alert_id = digest_id(rule.id, story, AlertKind.UPDATE, str(times))
        wait = None
        if reason is UpdateReason.DAILY:
            wait = Wait(max(now, told.at + _DAY), Reason.DAILY)
        sources = independent(standing.voices)
        part = UpdatePart(
            reason=reason,
            sources=sources,
            languages=tuple(tag for tag in _languages(standing.voices) if tag not in told.languages),
            since=told.at.replace(microsecond=0),
        )
        new = AlertPayload.model_validate(plan.alert.payload).data
        first = AlertPayload.model_validate(standing.alert.payload).data.articles[0].title
        grown = headed(_story(standing, new), first, new.articles[0].title)
        kind = AlertKind.NEW if reason is UpdateReason.AGAIN else AlertKind.UPDATE
        data = new.model_copy(
            update={"id": alert_id, "kind": kind, "story": grown, "update": part, "corroboration": None, "edit": None}
        )
        # A story has one alert of a kind for a rule, and may be told of more than once.
        own_story = digest_id("update", alert_id)
        article_id = new.articles[0].id
        alert = Alert(alert_id, kind, rule.id, own_story, now, build_payload(data, now), article_id)
        deliveries = deliveries_of(alert, rule.notify or tuple(self.routes), self.routes)
        told = Told(wait.until if wait else now, sources, _languages(standing.voices), alert_id, times)
        return FollowUp(Joined.UPDATED, update=AlertPlan(alert, deliveries, wait), told=told)


def end_of_wait(alert: Alert, known: Told | None, policy: RulePolicy, now: datetime) -> tuple[Payload, Told] | None:
    """What an alert says that waited in vain for a second source, and what is told by it; ``None`` to drop it.

    ``known`` is what it would have told when its last article came, if others have joined it.
    """
    if policy.corroborate is not None and policy.corroborate.drop:
        return None
    payload = AlertPayload.model_validate(alert.payload)
    # A rule that wants no second source any more marks nothing.
    mark = Corroborated.SINGLE_SOURCE if policy.corroborate else None
    data = payload.data.model_copy(update={"corroboration": mark})
    told = replace(known or _told_by(alert), at=now)
    return build_payload(data, payload.timestamp), told


def independent(voices: Sequence[Voice]) -> int:
    """How many independent sources there are among ``voices``.

    Those of one outlet count once, and so do the copies of one text: the greatest number of pairs of an outlet and a
    text that share neither (a maximum matching, by augmenting paths; Kuhn 1955).
    """
    texts: dict[str, list[str]] = {}
    for voice in voices:
        texts.setdefault(voice.site, []).append(voice.wire)
    taken_by: dict[str, str] = {}
    has: dict[str, str] = {}
    return sum(_place(site, texts, taken_by, has) for site in texts)


def _place(site: str, texts: Mapping[str, list[str]], taken_by: dict[str, str], has: dict[str, str]) -> bool:
    """Give ``site`` a text of its own, moving others if need be; gives whether there was one.

    ``taken_by`` says which site has a text, ``has`` which text a site has. A story may have a thousand of each, and
    all of them may have to move: too deep for a function that calls itself.
    """
    wanted_by: dict[str, str] = {}
    waiting = [site]
    while waiting:
        wanting = waiting.pop()
        for wire in texts[wanting]:
            if wire in wanted_by:
                continue
            wanted_by[wire] = wanting
            if wire not in taken_by:
                _move_up(wire, wanted_by, taken_by, has)
                return True
            waiting.append(taken_by[wire])
    return False


def _move_up(free: str, wanted_by: Mapping[str, str], taken_by: dict[str, str], has: dict[str, str]) -> None:
    """Give the ``free`` text to the site that wants it, the text that this had to the one that wants that, and on."""
    wire: str | None = free
    while wire is not None:
        site = wanted_by[wire]
        taken_by[wire] = site
        has[site], wire = wire, has.get(site)


def _first_telling(standing: Standing, plan: AlertPlan, policy: RulePolicy, now: datetime) -> FollowUp:
    """Nobody has had the alert yet: it is told with the new article, unless it still lacks a source."""
    sources, wanted = independent(standing.voices), policy.corroborate
    times = standing.told.times if standing.told else 0
    told = Told(now, sources, _languages(standing.voices), standing.alert.id, times)
    enough = wanted is None or sources >= wanted.sources
    mark = Corroborated.CORROBORATED if wanted and enough else None
    payload = _joined(standing, standing.alert, plan, mark)
    if not enough:
        # What waits goes on waiting, and what was dropped stays so; both say more when they are told after all.
        return FollowUp(payloads=((standing.alert.id, payload),), told=told)
    joined = Joined.CORROBORATED if standing.waits else Joined.REVIVED
    return FollowUp(joined, ((standing.alert.id, payload),), release=True, told=told)


def _gathered(standing: Standing, update: Alert, plan: AlertPlan, told: Told) -> FollowUp:
    """The update of the day is not sent yet, and says what it will say then."""
    payload = _joined(standing, update, plan, None)
    told = replace(told, sources=independent(standing.voices), languages=_languages(standing.voices))
    return FollowUp(Joined.UPDATED, ((update.id, payload),), told=told)


def _update_reason(told: Told, voices: Sequence[Voice], policy: RulePolicy, now: datetime) -> UpdateReason | None:
    if policy.repeat is not None and now - told.at >= policy.repeat:
        return UpdateReason.AGAIN
    updates = policy.updates
    if updates.when is UpdateWhen.SOURCES and independent(voices) // updates.sources > told.sources // updates.sources:
        return UpdateReason.SOURCES
    if updates.when is UpdateWhen.LANGUAGES and not set(_languages(voices)) <= set(told.languages):
        return UpdateReason.LANGUAGES
    return UpdateReason.DAILY if updates.when is UpdateWhen.DAILY else None


def _joined(standing: Standing, alert: Alert, plan: AlertPlan, mark: Corroborated | None) -> Payload:
    """The payload of ``alert`` with the article of ``plan`` in it, the first and the latest where there are many."""
    payload = AlertPayload.model_validate(alert.payload)
    before, new = payload.data, AlertPayload.model_validate(plan.alert.payload).data
    articles = (*before.articles, *new.articles)
    kept = articles if len(articles) <= _ARTICLES else (articles[0], *articles[-_ARTICLES + 1 :])
    data: AlertPart = before.model_copy(
        update={
            "articles": kept,
            "story": _story(standing, new).model_copy(update={"headline": before.story.headline}),
            "update": _grown(before.update, standing) if before.update else None,
            "corroboration": mark,
        }
    )
    return build_payload(data, payload.timestamp)


def _grown(part: UpdatePart, standing: Standing) -> UpdatePart:
    known = standing.told.languages if standing.told else ()
    fresh = tuple(tag for tag in _languages(standing.voices) if tag not in known)
    return part.model_copy(
        update={"sources": independent(standing.voices), "languages": tuple(dict.fromkeys((*part.languages, *fresh)))}
    )


def _story(standing: Standing, new: AlertPart) -> StoryPart:
    """The story with all its articles, and why the last one, of which ``new`` tells, belongs to it."""
    story = voices_part(standing.alert.story_id, standing.voices, independent(standing.voices))
    return story.model_copy(update={"reason": new.story.reason})


def _languages(voices: Sequence[Voice]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(voice.language for voice in voices if voice.language))


def _told_by(alert: Alert) -> Told:
    languages = AlertPayload.model_validate(alert.payload).data.story.languages
    return Told(alert.created_at, 1, languages, alert.id)
