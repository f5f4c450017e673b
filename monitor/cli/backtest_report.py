"""What a backtest found: as tables and lists for a person, or as one JSON document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rich.text import Text

from monitor.cli.backtest_plot import bars
from monitor.cli.common import counted, err, explained_line, out, print_json, print_table
from monitor.cli.replay import BadLine
from monitor.rules import BacktestResult, Change, RuleResult
from monitor.telemetry import one_line
from monitor.text.direction import isolate

_LINES_NAMED = 20


class Where(StrEnum):
    """Which side has a rule that the other lacks: the one that is tried, or the one that it is held against."""

    HERE = "here"
    THERE = "there"


@dataclass(frozen=True, slots=True)
class Report:
    """The result, and what it is the result of.

    ``config`` and ``against`` are the two configurations as the user named them, ``only`` the rules that one of them
    lacks. ``left_out`` is how many articles were too old or had no date to tell, and ``objections`` the sentences for
    which the command fails.
    """

    result: BacktestResult
    source: str
    config: str
    against: str | None
    only: Mapping[str, Where]
    timezone: str
    since: datetime | None
    left_out: int
    bad: Sequence[BadLine]
    seconds: float
    objections: Sequence[str]


def print_report(report: Report, *, keep: int | None) -> None:
    """Everything for a person; ``keep`` is how many changes of a rule are at most listed."""
    _print_bad_lines(report.bad, keep)
    for line in _head(report):
        out.print(line)
    _print_table(report)
    out.print(
        "\nAlerts are counted once a story: copies of a text, reports of an event; a day, over days with articles."
    )
    if report.against is not None:
        if report.only:
            out.print(f"Rules that only one side has are marked: here is {report.config}, there {report.against}.")
        _print_changes(
            f"added: matched by {report.config} only",
            ((_named(report, rule), rule.added, rule.added_articles) for rule in report.result.rules),
        )
        _print_changes(
            f"removed: matched by {report.against} only",
            ((_named(report, rule), rule.removed, rule.removed_articles) for rule in report.result.rules),
        )
    if report.result.days:
        out.print()
        out.print(bars(report.result), soft_wrap=False)


def print_report_json(report: Report) -> None:
    """Everything as one JSON document."""
    result = report.result
    days = len(result.days)
    print_json(
        {
            "source": report.source,
            "config": report.config,
            "against": report.against,
            "since": report.since,
            "timezone": report.timezone,
            "articles": result.articles,
            "undated": result.undated,
            "left_out": report.left_out,
            "bad_lines": [asdict(bad) for bad in report.bad],
            "seconds": round(report.seconds, 3),
            "days": _by_day(result.days),
            "rules": [{**_rule_json(rule, days), "only": report.only.get(rule.rule_id)} for rule in result.rules],
            "added": [_change_json(change) for rule in result.rules for change in rule.added_articles],
            "removed": [_change_json(change) for rule in result.rules for change in rule.removed_articles],
            "objections": list(report.objections),
        }
    )


def _print_bad_lines(bad: Sequence[BadLine], keep: int | None) -> None:
    most = len(bad) if keep is None else _LINES_NAMED
    for line in bad[:most]:
        err.print(f"line {line.line}: {one_line(line.reason)}")
    if bad[most:]:
        err.print(f"and {len(bad) - most:,} more; --all names every one")


def _head(report: Report) -> Iterable[str]:
    result = report.result
    days = list(result.days)
    when = f" of {counted(len(days), 'day')}, {days[0]} to {days[-1]} ({report.timezone})" if days else ""
    speed = result.articles / report.seconds if report.seconds else 0
    yield f"{counted(result.articles, 'article')}{when} from {report.source}; {speed:,.0f} articles/s"
    if report.bad:
        yield f"lines that hold no article: {len(report.bad):,}"
    if report.left_out:
        yield f"articles left out, older than --since or without a date: {report.left_out:,}"
    if result.undated:
        yield f"articles without a date: {result.undated:,}; what they match is counted, but on no day"
    yield ""


def _named(report: Report, rule: RuleResult) -> str:
    """The rule, marked where only one side has it."""
    side = report.only.get(rule.rule_id)
    return f"{rule.rule_id} (only {side})" if side else rule.rule_id


def _print_table(report: Report) -> None:
    result = report.result
    numbers = ["matches", "alerts", "days", "a day", "worst day"]
    numbers += ["undated"] if any(rule.undated for rule in result.rules) else []
    numbers += ["added", "removed"] if report.against is not None else []
    rows = []
    for rule in sorted(result.rules, key=lambda rule: -rule.alerts):
        said = {
            "matches": f"{rule.matches:,}",
            "alerts": f"{rule.alerts:,}",
            "days": f"{len(rule.by_day):,}",
            "a day": f"{rule.mean(len(result.days)):,.1f}",
            "worst day": _worst(rule.worst),
            "undated": f"{rule.undated:,}",
            "added": f"{rule.added:,}",
            "removed": f"{rule.removed:,}",
        }
        rows.append((_named(report, rule), *(said[name] for name in numbers)))
    print_table(("rule", *numbers), rows, "no rules", numbers)


def _worst(worst: tuple[date, int] | None) -> str:
    return f"{worst[1]:,} on {worst[0]}" if worst else "–"


def _print_changes(heading: str, rules: Iterable[tuple[str, int, Sequence[Change]]]) -> None:
    found = [each for each in rules if each[1]]
    out.print(Text(f"\n{heading}" if found else f"\n{heading}: nothing", style="bold"))
    for name, count, changes in found:
        out.print(f"  {name}: {count:,}")
        for change in changes:
            source = f" ({isolate(one_line(change.source))})" if change.source else ""
            day = str(change.day) if change.day else "undated   "
            out.print(f"    {day}  {isolate(one_line(change.title))}{source}")
            out.print(f"                {isolate(explained_line(change.reason))}")
            out.print(f"                {one_line(change.url or change.article_id)}")
        if count > len(changes):
            out.print(f"    and {count - len(changes):,} more; --all lists every one")


def _rule_json(rule: RuleResult, days: int) -> dict[str, Any]:
    worst = rule.worst
    return {
        "rule": rule.rule_id,
        "matches": rule.matches,
        "alerts": rule.alerts,
        "undated": rule.undated,
        "alerts_a_day": round(rule.mean(days), 3),
        "worst_day": {"day": worst[0].isoformat(), "alerts": worst[1]} if worst else None,
        "by_day": _by_day(rule.by_day),
        "added": rule.added,
        "removed": rule.removed,
    }


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "rule": change.rule_id,
        "id": change.article_id,
        "title": change.title,
        "source": change.source,
        "url": change.url,
        "moment": change.moment,
        "day": change.day.isoformat() if change.day else None,
        "reason": change.reason,
        "hits": [asdict(hit) for hit in change.hits],
    }


def _by_day(counts: Mapping[date, int]) -> dict[str, int]:
    return {day.isoformat(): count for day, count in counts.items()}
