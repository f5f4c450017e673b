"""Reports of events that are known, and how well they are grouped, beside TF-IDF.

Thresholds are chosen on one half and the other half is scored; no topic, which is an event and its look-alike, is in
both. Each half is streamed in three orders.
"""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from benchmarks.retelling.scores import Score, b_cubed, best_threshold, group, likeness, mean, tf_idf
from monitor.model import Article
from monitor.stories import Bounds, Stream

OWN = Path(__file__).parents[2] / "tests" / "data" / "stories.tsv"
ORDERS = 3
NOW = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Report:
    """An article whose event is known; ``topic`` is shared with its look-alike."""

    article: Article
    topic: str
    event: str


def own_reports(path: Path = OWN) -> list[Report]:
    """The reports written for this purpose, in six languages."""
    reports = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if line.startswith("#"):
            continue
        language, topic, event, hours, source, title, text = line.split("\t")
        published = NOW + timedelta(hours=float(hours))
        article = Article(str(number), title, text, source=source, language=language, published=published)
        reports.append(Report(article, f"{language}{topic}", f"{language}{topic}{event}"))
    return reports


def labelled_reports(path: Path) -> list[Report]:
    """Reports from JSON Lines with ``id``, ``event`` and ``text``; ``12`` and ``12p`` are of one topic."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Report(Article(each["id"], "", each["text"], language="en"), each["event"].rstrip("p"), each["event"])
        for each in records
    ]


def halves(reports: Sequence[Report], seed: int | None = None) -> tuple[list[Report], list[Report]]:
    """Every second topic, and the others; with ``seed``, of the topics in an order of chance."""
    topics = sorted({report.topic for report in reports}, key=lambda topic: (len(topic), topic))
    if seed is not None:
        random.Random(seed).shuffle(topics)
    first = set(topics[::2])
    return [each for each in reports if each.topic in first], [each for each in reports if each.topic not in first]


def orders(reports: Sequence[Report]) -> list[list[Report]]:
    """The reports in three orders, the same at every run."""
    return [random.Random(seed).sample(reports, len(reports)) for seed in range(ORDERS)]


def streamed(reports: Sequence[Report], bounds: Bounds) -> list[str]:
    """The story of each report, as they come."""
    stream = Stream(bounds=bounds)
    return [stream.add(report.article, NOW + timedelta(days=30))[0].id for report in reports]


def score_stories(reports: Sequence[Report], bounds: Bounds) -> Score:
    """How well stories tell the events, over the orders."""
    return mean([b_cubed([each.event for each in order], streamed(order, bounds)) for order in orders(reports)])


def score_tf_idf(reports: Sequence[Report]) -> Callable[[float], Score]:
    """How well TF-IDF with a threshold does."""
    vectors = tf_idf([f"{each.article.title}\n{each.article.text}" for each in reports])
    places = {report.article.id: place for place, report in enumerate(reports)}

    @cache
    def alike(one: int, other: int) -> float:
        return likeness(vectors[one], vectors[other])

    def score(threshold: float) -> Score:
        scores = []
        for order in orders(reports):
            numbers = [places[each.article.id] for each in order]
            found = group(numbers, lambda one, other: alike(min(one, other), max(one, other)), threshold)
            scores.append(b_cubed([each.event for each in order], [found[number] for number in numbers]))
        return mean(scores)

    return score


def stories_across(tuned: Sequence[Report], scored: Sequence[Report]) -> tuple[float, Score]:
    """The threshold that is best for ``tuned``, and how well it does on ``scored``."""
    grid = (0.12, 0.13, 0.14, 0.15, 0.16)

    @cache
    def f1(threshold: float) -> float:
        return score_stories(tuned, replace(Bounds(), event=threshold)).f1

    threshold = max(grid, key=f1)
    return threshold, score_stories(scored, replace(Bounds(), event=threshold))


def tf_idf_across(tuned: Sequence[Report], scored: Sequence[Report]) -> tuple[float, Score]:
    """As :func:`stories_across`, by TF-IDF."""
    threshold = best_threshold(score_tf_idf(tuned))
    return threshold, score_tf_idf(scored)(threshold)
