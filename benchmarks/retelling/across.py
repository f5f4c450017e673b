"""Events told in several languages, and how well the reports of each are put together.

The officials that ship in ``config/officials`` are looked for by rules, as a service does. Odd topics chose the bounds,
even ones are only scored.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

from benchmarks.retelling.reports import NOW, OWN, Report, orders, own_reports
from benchmarks.retelling.scores import Score, b_cubed, mean
from monitor import config, rules
from monitor.model import Article, Stored
from monitor.rulebook import OfficialRef, Rule, Rulebook
from monitor.stories import Bounds, Stream, Usage, listed_in, sketch_of
from monitor.stories.across import same_event_across
from monitor.stories.traces import Listed

ACROSS = OWN.parent / "stories_across.tsv"
ALIKE = OWN.parent / "stories_alike.tsv"
_LATER = NOW + timedelta(days=30)
_LISTED: dict[Article, Listed] = {}
_CONFIG = Path(__file__).parents[2] / "config" / "monitor.yaml"


def reports_across(path: Path = ACROSS) -> tuple[list[Report], list[Report]]:
    """The reports of the half that chose the bounds, and of the half that is only scored."""
    reports = [_of_all_languages(each) for each in own_reports(path)]
    odd = [each for each in reports if int(each.topic) % 2]
    return odd, [each for each in reports if each not in odd]


def _of_all_languages(report: Report) -> Report:
    """``report``, whose topic and event are those of its language alone, under ids that no other set has."""
    language = report.article.language or ""
    article = replace(report.article, id=f"across-{report.article.id}-{report.event}")
    return Report(article, report.topic.removeprefix(language), report.event.removeprefix(language))


def by_arrival(reports: Sequence[Report]) -> list[Report]:
    """The reports in the order in which they were published."""
    return sorted(reports, key=lambda report: report.article.published or NOW)


@cache
def _matcher() -> rules.Matcher:
    officials = config.load(_CONFIG, {}).rulebook.officials
    wanted = tuple(Rule(each, OfficialRef(each), title=each) for each in officials)
    return rules.compile_rulebook(Rulebook(wanted, officials=officials))


def listed(article: Article) -> Listed:
    """The officials that rules find in ``article``."""
    if article not in _LISTED:
        _LISTED[article] = listed_in(_matcher().match(article, NOW))
    return _LISTED[article]


def told_across(reports: Sequence[Report], *, officials: bool = True) -> list[tuple[str, str]]:
    """The story of each report and the reason, as they come, with rules that look for officials or without."""
    # Each language tells an event once here: whatever is joined within one would be wrong.
    stream = Stream(bounds=Bounds(event=9))
    keys = [stream.add(each.article, _LATER, listed(each.article) if officials else None)[0] for each in reports]
    return [(key.id, key.reason) for key in keys]


def score_across(reports: Sequence[Report], *, officials: bool = True) -> Score:
    """How well stories tell the events, as they come and in other orders."""
    scores = []
    for order in (by_arrival(reports), *orders(reports)):
        found = [story for story, _ in told_across(order, officials=officials)]
        scores.append(b_cubed([each.event for each in order], found))
    return mean(scores)


def pairs_across(reports: Sequence[Report], *, officials: bool = True) -> tuple[int, int, int]:
    """Of all pairs of reports in two languages: those of one event, those joined, and those joined rightly.

    Each pair is decided by itself, as if it were told at one time.
    """
    usage = Usage()
    found = [listed(each.article) if officials else {} for each in reports]
    sketches = [sketch_of(each.article, _LATER, usage, its) for each, its in zip(reports, found, strict=True)]
    true = joined = right = 0
    sketches = [replace(each, at=NOW) for each in sketches]
    for (one, first), (other, second) in combinations(zip(reports, sketches, strict=True), 2):
        if one.article.language != other.article.language:
            true += one.event == other.event
            if same_event_across(second, [Stored(first, "story", "wire")]) is not None:
                joined += 1
                right += one.event == other.event
    return true, joined, right


def wrongly_mixed(reports: Sequence[Report]) -> tuple[int, int]:
    """How many of ``reports`` join a story of other languages in one stream, all orders taken together.

    Then, how many of these find no report of their event there.
    """
    joined = wrong = 0
    for order in orders(reports):
        stream, told = Stream(), defaultdict[str, list[Report]](list)
        for report in order:
            story, _ = stream.add(report.article, _LATER, listed(report.article))
            before = told[story.id]
            if before and all(each.article.language != report.article.language for each in before):
                joined += 1
                wrong += all(each.event != report.event for each in before)
            before.append(report)
    return joined, wrong
