"""Digests and roll-ups: many alerts told as one, by rule and story, what matters most first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import accumulate

from monitor.alerts.clean import clip
from monitor.alerts.payload import (
    AlertPart,
    AlertPayload,
    ArticlePart,
    ChangePart,
    DayPart,
    DigestEditPart,
    DigestPart,
    DigestReason,
    DigestRulePart,
    DigestStoryPart,
    RulePart,
    StoryPart,
    body_bytes,
    build_payload,
    whole_second,
)
from monitor.alerts.plan import deliveries_of
from monitor.ids import digest_id
from monitor.model import Alert, AlertKind, AlertPlan, Batch, DigestFacts, Severity

# The id under which digests stand where an alert has the id of its rule.
DIGESTS = "digests"
# So many alerts are listed at most, whatever they weigh.
MOST_LISTED = 400
_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
_TITLES = {DigestReason.DIGEST: "Digest", DigestReason.LIMIT: "Roll-up"}
_MATCHES, _ARTICLES, _EDITS, _CHANGES = 3, 4, 2, 2
_SHORT_SUMMARY = 160
# What a digest says beside its rules and their stories: the period, the days, the sources of all; and what a rule says
# beside its title: numbers and brackets.
_FRAME, _A_RULE = 3_000, 60
_SOURCES = 1_000  # bytes


def plan_digest(
    batch: Batch, circumstances: DigestFacts, titles: Mapping[str, RulePart], longest: int, now: datetime
) -> AlertPlan:
    """The alert that carries ``batch`` to its recipients, in a body of ``longest`` bytes at most.

    ``titles`` say what rules are called of which no alert is listed. What does not fit is counted: first all is
    shortened, then the stories that matter least are left out, then such rules. The id depends on what is carried and
    the moment: what was in a digest that was suppressed may be in another.
    """
    carried = sorted(key for each in batch.gathered for key in each.delivery_ids)
    alert_id = digest_id("digest", batch.channel, *sorted(batch.recipients), *carried, batch.until.isoformat())
    digest = _digest(batch, circumstances, titles, longest)
    severity = max((rule.rule.severity for rule in digest.rules), key=_RANKS.__getitem__, default=Severity.INFO)
    story_id = digest_id("story", alert_id)
    data = AlertPart(
        id=alert_id,
        kind=AlertKind.DIGEST,
        rule=RulePart(id=DIGESTS, title=_TITLES[digest.reason], severity=severity),
        story=_summed(story_id, digest.rules),
        articles=(),
        digest=digest,
    )
    payload = build_payload(data, now, max(longest, _FRAME))
    alert = Alert(alert_id, AlertKind.DIGEST, DIGESTS, story_id, now, payload)
    return AlertPlan(alert, deliveries_of(alert, [batch.channel], {batch.channel: batch.recipients}))


def _digest(batch: Batch, circumstances: DigestFacts, titles: Mapping[str, RulePart], longest: int) -> DigestPart:
    found = _fitting(batch, titles, longest)
    rules = tuple(_beginning(found, longest - _FRAME))
    listed = sum(len(story.alerts) for rule in rules for story in rule.stories)
    return DigestPart(
        reason=DigestReason.LIMIT if batch.rolled_up else DigestReason.DIGEST,
        since=whole_second(batch.since),
        until=whole_second(batch.until),
        alerts=len(batch.gathered),
        rules=rules,
        days=tuple(DayPart(day=day, matches=matches) for day, matches in circumstances.days),
        answered=circumstances.answered,
        sources=circumstances.sources,
        more=len(batch.gathered) - listed,
        more_rules=len(found) - len(rules),
        matched=circumstances.matched,
    )


def _fitting(batch: Batch, titles: Mapping[str, RulePart], longest: int) -> tuple[DigestRulePart, ...]:
    """The rules of ``batch`` with as many of their stories as fit, whole if possible."""
    stories = list(_stories(batch.alerts))
    counts = Counter(each.rule_id for each in batch.gathered)
    told = {rule.id: rule for rule, _ in stories}
    parts = {rule_id: told.get(rule_id) or titles.get(rule_id) or _untitled(rule_id) for rule_id in counts}
    space = longest - _FRAME
    room = max(space // 2, space - sum(_A_RULE + _size(parts[rule_id]) for rule_id in counts))
    if sum(_size(story) for _, story in stories) > room:
        stories = [(rule, _shortened(story)) for rule, story in stories]
    kept: dict[str, list[DigestStoryPart]] = {rule_id: [] for rule_id in counts}
    for rule, story in stories:
        room -= _size(story)
        if room < 0:
            break
        kept[rule.id].append(story)
    # An update stands under a story of its own, which only what it says tells.
    all_stories = Counter(rule.id for rule, _ in stories)
    listed = {alert.id for alert in batch.alerts}
    beyond = {(each.rule_id, each.story_id) for each in batch.gathered if each.alert_id not in listed}
    all_stories.update(rule_id for rule_id, _ in beyond)
    # Rules that only count alerts stand behind those of their severity that show some.
    order = sorted(counts, key=lambda key: (-_RANKS[parts[key].severity], not kept[key], -counts[key], key))
    return tuple(
        DigestRulePart(
            rule=parts[rule_id],
            alerts=counts[rule_id],
            stories=tuple(kept[rule_id]),
            more=all_stories[rule_id] - len(kept[rule_id]),
        )
        for rule_id in order
    )


def _beginning(rules: Sequence[DigestRulePart], room: int) -> Iterator[DigestRulePart]:
    """Those of ``rules`` that fit into ``room``, from the first on."""
    for rule in rules:
        room -= _size(rule)
        if room < 0:
            return
        yield rule


def _stories(alerts: Sequence[Alert]) -> Iterator[tuple[RulePart, DigestStoryPart]]:
    """The stories of ``alerts`` with their rules: by severity, then in order of the alerts."""
    payloads = [AlertPayload.model_validate(alert.payload).data for alert in alerts]
    groups: dict[tuple[str, str], list[AlertPart]] = {}
    for data in payloads:
        groups.setdefault((data.rule.id, data.story.id), []).append(data)
    ordered = sorted(groups.values(), key=lambda group: -_RANKS[group[0].rule.severity])
    for group in ordered:
        last = group[-1]
        articles = {article.id: article for data in group for article in data.articles}
        shown = tuple(_reduced(article) for article in list(articles.values())[:_ARTICLES])
        yield (
            last.rule,
            DigestStoryPart(
                story=max((data.story for data in group), key=lambda story: story.articles),
                alerts=tuple(data.id for data in group),
                updated=all(data.kind is AlertKind.UPDATE for data in group),
                edited=any(data.edit is not None for data in group),
                edits=tuple(_edits(group))[-_EDITS:],
                articles=shown,
                corroboration=last.corroboration,
                more=len(articles) - len(shown),
            ),
        )


def _reduced(article: ArticlePart) -> ArticlePart:
    return article.model_copy(update={"matches": article.matches[:_MATCHES]})


def _edits(group: Sequence[AlertPart]) -> Iterator[DigestEditPart]:
    for data in group:
        if data.edit is not None:
            article = data.articles[0].id if data.articles else ""
            yield _with_changes(DigestEditPart(**dict(data.edit), article=article), _CHANGES)


def _with_changes(edit: DigestEditPart, most: int) -> DigestEditPart:
    left_out = max(0, len(edit.changes) - most)
    return edit.model_copy(update={"changes": edit.changes[:most], "more": edit.more + left_out})


def _shortened(story: DigestStoryPart) -> DigestStoryPart:
    """``story`` with one article, a short summary, one place of those that were found, and the last change."""
    articles = tuple(
        article.model_copy(
            update={"summary": clip(article.summary, _SHORT_SUMMARY), "matches": article.matches[:1], "authors": ()}
        )
        for article in story.articles[:1]
    )
    edits = tuple(_shortened_edit(edit) for edit in story.edits[-1:])
    more = story.more + len(story.articles) - len(articles)
    return story.model_copy(update={"articles": articles, "edits": edits, "more": more})


def _shortened_edit(edit: DigestEditPart) -> DigestEditPart:
    """``edit`` with its headline, or else one sentence, cut short."""
    kept = _with_changes(edit, 0 if edit.title else 1)
    changes = tuple(_shortened_change(change) for change in kept.changes)
    return kept.model_copy(update={"title": edit.title and _shortened_change(edit.title), "changes": changes})


def _shortened_change(change: ChangePart) -> ChangePart:
    return ChangePart(before=clip(change.before, _SHORT_SUMMARY), after=clip(change.after, _SHORT_SUMMARY))


def _summed(story_id: str, rules: Sequence[DigestRulePart]) -> StoryPart:
    """What the digest tells in all: of how many articles, sources and languages."""
    stories = [story.story for rule in rules for story in rule.stories]
    names = list(dict.fromkeys(source for story in stories for source in story.sources))
    lengths = accumulate(len(name.encode()) for name in names)
    return StoryPart(
        id=story_id,
        articles=sum(story.articles for story in stories),
        sources=tuple(name for name, bytes_so_far in zip(names, lengths, strict=True) if bytes_so_far <= _SOURCES),
        languages=tuple(dict.fromkeys(tag for story in stories for tag in story.languages)),
    )


def _untitled(rule_id: str) -> RulePart:
    """A rule that is configured no longer, and of which nothing is listed."""
    return RulePart(id=rule_id, title=rule_id, severity=Severity.NORMAL)


def _size(part: RulePart | DigestRulePart | DigestStoryPart) -> int:
    return len(body_bytes(part.model_dump(mode="json"))) + 1
