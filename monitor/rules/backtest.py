"""Past articles held against rules: what they would have alerted, day by day, and what other rules would have done.

An article falls on the day of its publication, or else of its fetching, on the clocks of a time zone; one without
either is undated. Alerts are counted as in service: the first article of a story alerts, and the others of that story
join it. Nothing here reads or prints; :class:`Backtest` is given one article after another.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from monitor.model import Article, Hit, Match
from monitor.rules.clauses import set_apart
from monitor.rules.match import Matcher

# Enough to see why; an article may be hit at hundreds of places.
_HITS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Change:
    """An article that only one of two rulebooks matches by the rule ``rule_id``.

    ``moment`` (UTC) is when it was published, or else fetched; ``day`` that day on the clocks of the backtest.
    ``reason`` is one line: the first ``hits`` of an article that is added, or what kept one that is removed from
    matching.
    """

    rule_id: str
    article_id: str
    title: str
    source: str
    url: str | None
    moment: datetime | None
    day: date | None
    reason: str
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule came to.

    ``matches`` counts articles and ``alerts`` stories; ``by_day`` holds the alerts of each day that has any, in order,
    and ``undated`` those of no known day. ``added`` and ``removed`` count articles, of which the first ones are kept.
    """

    rule_id: str
    matches: int
    alerts: int
    undated: int
    by_day: Mapping[date, int]
    added: int = 0
    removed: int = 0
    added_articles: tuple[Change, ...] = ()
    removed_articles: tuple[Change, ...] = ()

    @property
    def worst(self) -> tuple[date, int] | None:
        """The day of most alerts (the first of several), and how many; ``None`` without a dated alert."""
        return max(self.by_day.items(), key=lambda item: item[1], default=None)

    def mean(self, days: int) -> float:
        """The dated alerts of a day, over ``days`` days."""
        return (self.alerts - self.undated) / days if days else 0.0


@dataclass(frozen=True, slots=True)
class BacktestResult:
    """What all rules came to, in the order of the rulebook, those of the other rulebook alone at the end.

    ``days`` are the days that have articles, in order, and how many; averages are over these days. ``undated`` counts
    the articles without a day.
    """

    articles: int
    undated: int
    days: Mapping[date, int]
    rules: tuple[RuleResult, ...]

    def alerts_by_day(self) -> Mapping[date, int]:
        """The alerts of all rules, for every one of ``days``."""
        return {day: sum(rule.by_day.get(day, 0) for rule in self.rules) for day in self.days}


@dataclass(slots=True)
class _Sums:
    """What is known of one rule so far."""

    matches: int = 0
    stories: set[str] = field(default_factory=set)
    by_day: Counter[date | None] = field(default_factory=Counter)
    added: int = 0
    removed: int = 0
    added_articles: list[Change] = field(default_factory=list)
    removed_articles: list[Change] = field(default_factory=list)


class Backtest:
    """Counts what rules do with articles, and, given another matcher, where the two differ.

    Args:
        matcher: of the rules that are tried.
        chosen: the ids of the rules to report, in order.
        zone: whose days are counted.
        story: names the story of an article.
        other: what to compare with: ``added`` is what only ``matcher`` matches, ``removed`` what only ``other`` does.
        keep: how many added, and how many removed articles to remember for each rule; ``None`` for all.
    """

    def __init__(
        self,
        matcher: Matcher,
        chosen: Sequence[str],
        zone: tzinfo,
        story: Callable[[Article], str],
        *,
        other: Matcher | None = None,
        keep: int | None = None,
    ) -> None:
        self._matcher = matcher
        self._zone = zone
        self._story = story
        self._other = other
        self._keep = keep
        self._rules = {rule_id: _Sums() for rule_id in chosen}
        self._days: Counter[date | None] = Counter()

    def take(self, article: Article) -> None:
        """Count ``article``. Articles come in the order in which they were, or would have been, read."""
        day = self._day(article)
        self._days[day] += 1
        found = self._chosen(self._matcher, article)
        if found:
            story = self._story(article)
            for rule_id in found:
                self._count(self._rules[rule_id], story, day)
        if self._other is not None:
            self._compare(article, day, found, self._chosen(self._other, article).keys())

    def result(self) -> BacktestResult:
        """What the articles so far came to."""
        return BacktestResult(
            articles=self._days.total(),
            undated=self._days[None],
            days=_dated(self._days),
            rules=tuple(_result(rule_id, sums) for rule_id, sums in self._rules.items()),
        )

    def _chosen(self, matcher: Matcher, article: Article) -> dict[str, Match]:
        # Without a moment no rule has expired: what one would have done is of interest after its time, too.
        return {match.rule_id: match for match in matcher.match(article) if match.rule_id in self._rules}

    def _day(self, article: Article) -> date | None:
        moment = moment_of(article)
        try:
            return moment.astimezone(self._zone).date() if moment else None
        except OverflowError:  # the year 1 or 9999, which is no date but a blunder
            return None

    def _count(self, sums: _Sums, story: str, day: date | None) -> None:
        sums.matches += 1
        if story not in sums.stories:
            sums.stories.add(story)
            sums.by_day[day] += 1

    def _compare(self, article: Article, day: date | None, found: Mapping[str, Match], others: Collection[str]) -> None:
        for rule_id in (rule_id for rule_id in found if rule_id not in others):
            sums = self._rules[rule_id]
            sums.added += 1
            if self._has_room(sums.added_articles):
                hits = tuple(_telling(found[rule_id].hits))
                sums.added_articles.append(_change(rule_id, article, day, _in_words(hits), hits))
        for rule_id in (rule_id for rule_id in others if rule_id not in found):
            sums = self._rules[rule_id]
            sums.removed += 1
            if self._has_room(sums.removed_articles):
                sums.removed_articles.append(_change(rule_id, article, day, self._why_removed(rule_id, article)))

    def _has_room(self, changes: Sequence[Change]) -> bool:
        return self._keep is None or len(changes) < self._keep

    def _why_removed(self, rule_id: str, article: Article) -> str:
        try:
            (explanation,) = self._matcher.explain(article, rule_id)
        except KeyError:
            return "the rule is gone"
        return explanation.summary


def moment_of(article: Article) -> datetime | None:
    """When ``article`` was published, or else fetched; in UTC."""
    return article.published or article.fetched_at


def _telling(hits: Sequence[Hit]) -> Iterator[Hit]:
    """The first hits of ``hits`` that differ in what was asked for or found."""
    told: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        told.setdefault((hit.leaf, hit.text), hit)
    yield from list(told.values())[:_HITS_SHOWN]


def _in_words(hits: Sequence[Hit]) -> str:
    # A rule may hold by what is not there, and then has no hits to show.
    return (
        "; ".join(f"{set_apart(hit.leaf)} found in the {hit.field}: {set_apart(hit.text)} ({hit.how})" for hit in hits)
        or "its condition holds"
    )


def _change(rule_id: str, article: Article, day: date | None, reason: str, hits: tuple[Hit, ...] = ()) -> Change:
    return Change(
        rule_id, article.id, article.title, article.source, article.url, moment_of(article), day, reason, hits
    )


def _result(rule_id: str, sums: _Sums) -> RuleResult:
    return RuleResult(
        rule_id=rule_id,
        matches=sums.matches,
        alerts=len(sums.stories),
        undated=sums.by_day[None],
        by_day=_dated(sums.by_day),
        added=sums.added,
        removed=sums.removed,
        added_articles=tuple(sums.added_articles),
        removed_articles=tuple(sums.removed_articles),
    )


def _dated(counts: Mapping[date | None, int]) -> dict[date, int]:
    return {day: counts[day] for day in sorted(day for day in counts if day is not None)}
