"""What to tell whom when an article has changed, decided without doing any of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from monitor.alerts.clean import one_line
from monitor.alerts.diff import Change, differs, letters, near_difference, text_changes
from monitor.alerts.payload import (
    AlertPart,
    AlertPayload,
    ChangePart,
    EditPart,
    EditReason,
    article_part,
    build_payload,
    headed,
    rule_part,
    story_part,
)
from monitor.alerts.plan import deliveries_of, first_plan, plan_alerts
from monitor.alerts.summary import summary_of
from monitor.ids import digest_id
from monitor.model import Alert, AlertKind, AlertPlan, Article, EditPolicy, Match, StoryKey
from monitor.rulebook import Rule

_TITLE = 300
_SENTENCE = 400
_CHANGES = 6
_LEAVES = 10


@dataclass(frozen=True, slots=True)
class Edit:
    """An article as it was and as it is, with the matches of each version under the rules of today.

    ``told`` are the rules whose readers know of the article: those that it satisfied when it was read. Of those that
    are ``untold`` nobody has heard yet, for their alert waits or was suppressed. ``headlines`` are those under which
    each rule first told its story.
    """

    before: Article
    after: Article
    matches_before: tuple[Match, ...]
    matches_after: tuple[Match, ...]
    told: frozenset[str]
    headlines: Mapping[str, str] = field(default_factory=dict)
    untold: frozenset[str] = frozenset()


def is_edited(before: Article, after: Article) -> bool:
    """Whether what the article says has changed: marks, case and spacing aside."""
    return differs(before.title, after.title) or differs(before.text, after.text)


def plan_updates(
    edit: Edit,
    story_id: str,
    rules: Mapping[str, Rule],
    routes: Mapping[str, tuple[str, ...]],
    policy: EditPolicy,
    now: datetime,
) -> tuple[AlertPlan, ...]:
    """An update for each rule that sees a change which ``policy`` wants told, as ``plan_alerts`` makes new ones.

    A rule that came after the article was read is passed over, unless it was the edit that made the article match: old
    news is no alert. Ids depend on rule, story and what changed: the same edit is told once, of however many copies.
    """
    changes = text_changes(edit.before.text, edit.after.text)
    plans = []
    for rule_id in sorted({match.rule_id for match in edit.matches_before + edit.matches_after} & rules.keys()):
        part = _edit_part(edit, rule_id, changes)
        if _is_told(part.reasons, policy):
            alert_id = digest_id(rule_id, story_id, AlertKind.UPDATE, *_words_changed(edit, changes))
            plans.append(_plan(alert_id, edit, story_id, rules[rule_id], part, routes, now))
    return tuple(plans)


def plan_as_new(
    edit: Edit,
    updates: Sequence[AlertPlan],
    story: StoryKey,
    rules: Mapping[str, Rule],
    routes: Mapping[str, tuple[str, ...]],
    now: datetime,
) -> tuple[AlertPlan, ...]:
    """The alerts that the article would make as it is now, were it new to its story; ids as of ``plan_alerts``.

    One for each rule that is untold, also where the article satisfies it no more. And one for each rule that the
    article has come to satisfy: those of ``updates`` that say so are its story's first, if that has no other.
    """
    after = {match.rule_id: match for match in edit.matches_after}
    untold = [after.get(rule_id, Match(rule_id, ())) for rule_id in sorted(edit.untold & rules.keys())]
    known = edit.told | edit.untold
    come = [plan for plan in updates if plan.alert.rule_id in after and plan.alert.rule_id not in known]
    firsts = (_as_first(plan.alert, story, rules[plan.alert.rule_id], routes, now) for plan in come)
    return (*plan_alerts(edit.after, story, untold, rules, routes, now), *firsts)


def _as_first(
    update: Alert, story: StoryKey, rule: Rule, routes: Mapping[str, tuple[str, ...]], now: datetime
) -> AlertPlan:
    alert_id = digest_id(rule.id, story.id, AlertKind.NEW)
    data = AlertPayload.model_validate(update.payload).data.model_copy(update={"id": alert_id})
    alert = Alert(alert_id, AlertKind.NEW, rule.id, story.id, now, build_payload(data, now), update.article_id)
    return first_plan(alert, rule, routes, now)


def _is_told(reasons: Sequence[EditReason], policy: EditPolicy) -> bool:
    if policy is EditPolicy.IGNORE:
        return False
    return bool(reasons) and (policy is EditPolicy.ALWAYS or any(reason is not EditReason.TEXT for reason in reasons))


def _edit_part(edit: Edit, rule_id: str, changes: Sequence[Change]) -> EditPart:
    before, after = _leaves(edit.matches_before, rule_id), _leaves(edit.matches_after, rule_id)
    found = tuple(leaf for leaf in after if leaf not in before) if before is not None and after is not None else ()
    lost = tuple(leaf for leaf in before or () if leaf not in (after or ()))
    renamed = differs(edit.before.title, edit.after.title)
    shown = [near_difference(change) for change in _telling(changes, edit, rule_id)]
    return EditPart(
        reasons=tuple(_reasons(edit, rule_id, found=bool(found), lost=bool(lost), renamed=renamed)),
        title=_change_part(Change(edit.before.title, edit.after.title), _TITLE) if renamed else None,
        changes=tuple(_change_part(change, _SENTENCE) for change in shown[:_CHANGES]),
        more=max(0, len(shown) - _CHANGES),
        found=found[:_LEAVES],
        lost=lost[:_LEAVES],
    )


def _reasons(edit: Edit, rule_id: str, *, found: bool, lost: bool, renamed: bool) -> Iterator[EditReason]:
    """Why readers of the rule may want to hear of the edit, most telling first; nothing when they never heard of it."""
    matched = any(match.rule_id == rule_id for match in edit.matches_before)
    matches = any(match.rule_id == rule_id for match in edit.matches_after)
    if not matched:
        # Told before by an earlier edit, and lost since by another: matching again is news again.
        yield EditReason.NEW_MATCH
        return
    if rule_id not in edit.told:
        return
    if not matches:
        yield EditReason.NO_MATCH
    if renamed:
        yield EditReason.HEADLINE
    if lost and matches:
        yield EditReason.REMOVED_TERM
    if found:
        yield EditReason.NEW_TERM
    yield EditReason.TEXT


def _leaves(matches: Sequence[Match], rule_id: str) -> tuple[str, ...] | None:
    match = next((match for match in matches if match.rule_id == rule_id), None)
    return None if match is None else tuple(dict.fromkeys(hit.leaf for hit in match.hits))


def _telling(changes: Sequence[Change], edit: Edit, rule_id: str) -> Sequence[Change]:
    """``changes`` with those first that hold words which the rule found, or finds, each group in order of the text."""
    both = edit.matches_before + edit.matches_after
    words = {hit.text for match in both if match.rule_id == rule_id for hit in match.hits}
    return sorted(changes, key=lambda change: not any(word in change.before + "\n" + change.after for word in words))


def _change_part(change: Change, limit: int) -> ChangePart:
    return ChangePart(before=one_line(change.before, limit), after=one_line(change.after, limit))


def _words_changed(edit: Edit, changes: Sequence[Change]) -> tuple[str, ...]:
    """What tells ``edit`` from any other of its story: the old and new words, not the article in which they stand."""
    lines = [Change(edit.before.title, edit.after.title), *changes]
    words = [(letters(line.before), letters(line.after)) for line in lines if differs(line.before, line.after)]
    # Texts that differ in no sentence differ beyond the part that is compared.
    return tuple(chain.from_iterable(words)) or (letters(edit.before.text), letters(edit.after.text))


def _plan(
    alert_id: str,
    edit: Edit,
    story_id: str,
    rule: Rule,
    part: EditPart,
    routes: Mapping[str, tuple[str, ...]],
    now: datetime,
) -> AlertPlan:
    article = edit.after
    hits = next((match.hits for match in edit.matches_after if match.rule_id == rule.id), ())
    summary = summary_of(article, hits)
    told = article_part(article, summary, hits)
    data = AlertPart(
        id=alert_id,
        kind=AlertKind.UPDATE,
        rule=rule_part(rule),
        story=headed(story_part(story_id, article), edit.headlines.get(rule.id), told.title),
        articles=(told,),
        edit=part,
    )
    # A story has one alert of a kind for a rule, and an article may change more than once.
    own_story = digest_id("edit", alert_id)
    alert = Alert(alert_id, AlertKind.UPDATE, rule.id, own_story, now, build_payload(data, now), article.id)
    return AlertPlan(alert, deliveries_of(alert, rule.notify or tuple(routes), routes))
