"""``news-monitor backtest``: past articles through the rules, before they wake anyone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from monitor import rules, stories
from monitor.cli.backtest_plot import assert_can_draw, draw, parse_plot
from monitor.cli.backtest_report import Report, Where, print_report, print_report_json
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, Exit, JsonOption, err, finish
from monitor.cli.opening import load_config
from monitor.cli.replay import Since, Source, open_source, parse_since, progress
from monitor.cli.revisions import other_settings
from monitor.clock import Clock, SystemClock
from monitor.config import Configuration
from monitor.errors import MonitorError
from monitor.model import Article
from monitor.rulebook import Rulebook

_LISTED = 20


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    config: Path
    jsonl: str | None = None
    since: Since | None = None
    limit: int | None = None
    rules: tuple[str, ...] = ()
    against: str | None = None
    max_per_day: int | None = None
    fail_on_added: bool = False
    fail_on_removed: bool = False
    plot: Path | None = None
    list_all: bool = False
    as_json: bool = False

    @property
    def keep(self) -> int | None:
        """How many changes of a rule to list; ``None`` for all."""
        return None if self.list_all or self.as_json else _LISTED


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two rulebooks, ready to match."""

    rulebook: Rulebook
    matcher: rules.Matcher

    @property
    def enabled(self) -> list[str]:
        return [rule.id for rule in self.rulebook.rules if rule.enabled]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(rule.id for rule in self.rulebook.rules)


app = typer.Typer(add_completion=False)


@app.command("backtest")
def backtest_command(
    config: ConfigOption = DEFAULT_CONFIG,
    jsonl: Annotated[str | None, typer.Option(metavar="FILE|-", help="JSON Lines instead of stored articles.")] = None,
    since: Annotated[
        Since | None, typer.Option(parser=parse_since, metavar="30d|DATE", help="Only articles from then on.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="How many articles, oldest first.")] = None,
    rule: Annotated[list[str] | None, typer.Option(help="Only this rule; may be given again.")] = None,
    against: Annotated[
        str | None, typer.Option(metavar="OTHER", help="Compare with this configuration, or git revision of ours.")
    ] = None,
    max_per_day: Annotated[int | None, typer.Option(min=0, help="Fail if a rule has more alerts on a day.")] = None,
    fail_on_added: Annotated[bool, typer.Option("--fail-on-added", help="Fail if a match is new.")] = False,
    fail_on_removed: Annotated[bool, typer.Option("--fail-on-removed", help="Fail if a match is lost.")] = False,
    plot: Annotated[
        Path | None, typer.Option(parser=parse_plot, metavar="FILE.svg|FILE.png", help="Draw the alerts a day.")
    ] = None,
    list_all: Annotated[bool, typer.Option("--all", help="List every match that is added or removed.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Replay past articles through the rules, before they wake anyone."""
    if against is None and (fail_on_added or fail_on_removed):
        raise typer.BadParameter("--fail-on-added and --fail-on-removed need --against")
    options = Options(
        config=config,
        jsonl=jsonl,
        since=since,
        limit=limit,
        rules=tuple(rule or ()),
        against=against,
        max_per_day=max_per_day,
        fail_on_added=fail_on_added,
        fail_on_removed=fail_on_removed,
        plot=plot,
        list_all=list_all,
        as_json=as_json,
    )
    finish(backtest(options))


async def backtest(options: Options) -> Exit:
    """Replay the articles, print what the rules make of them, and say whether that is what ``options`` allow.

    Raises ConfigError when either configuration is wrong, and MonitorError when there is nothing to replay.
    """
    if options.plot is not None:
        assert_can_draw(options.plot)
    clock = SystemClock()
    configuration = load_config(options.config)
    zone = ZoneInfo(configuration.settings.timezone)
    side, other = _compile(options, configuration)
    chosen, before = _chosen(options, side, other), other.matcher if other else None
    story_of = _story_of(clock.now())
    counting = rules.Backtest(side.matcher, chosen, zone, story_of, other=before, keep=options.keep)
    since = options.since.start(clock.now(), zone) if options.since else None
    async with open_source(options.config, options.jsonl, configuration, since) as source:
        began = clock.monotonic()
        await _replay(source, counting, options.limit, clock)
        seconds = clock.monotonic() - began
    result = counting.result()
    report = Report(
        result=result,
        source=source.name,
        config=str(options.config),
        against=options.against,
        only=_one_sided(side, other),
        timezone=configuration.settings.timezone,
        since=since,
        left_out=source.left_out,
        bad=source.bad,
        seconds=seconds,
        objections=tuple(_objections(result, options)),
    )
    return _finish(report, options)


def _compile(options: Options, configuration: Configuration) -> tuple[_Side, _Side | None]:
    """Both sides. Raises ConfigError."""
    forms = rules.Forms()
    side = _side(configuration, forms)
    if options.against is None:
        return side, None
    with other_settings(options.against, options.config, configuration) as settings:
        return side, _side(load_config(settings), forms)


def _one_sided(side: _Side, other: _Side | None) -> Mapping[str, Where]:
    """The rules that only one of the two sides has, and which side that is."""
    if other is None:
        return {}
    here, there = side.ids - other.ids, other.ids - side.ids
    return {**dict.fromkeys(here, Where.HERE), **dict.fromkeys(there, Where.THERE)}


def _story_of(now: datetime) -> Callable[[Article], str]:
    """Names the story of each article that matches, among those before it; undated ones count as of ``now``."""
    stream = stories.Stream()
    return lambda article: stream.add(article, article.fetched_at or now)[0].id


def _side(configuration: Configuration, forms: rules.Forms) -> _Side:
    return _Side(configuration.rulebook, rules.compile_rulebook(configuration.rulebook, forms))


def _chosen(options: Options, side: _Side, other: _Side | None) -> Sequence[str]:
    """The rules to report: those asked for, or all that either side has enabled. Raises MonitorError."""
    sides = [side, other] if other else [side]
    if not options.rules:
        return tuple(dict.fromkeys(rule_id for each in sides for rule_id in each.enabled))
    known = {rule_id for each in sides for rule_id in each.ids}
    for rule_id in options.rules:
        if rule_id not in known:
            raise MonitorError(f"no rule `{rule_id}`; there are: {', '.join(sorted(known))}")
    return tuple(dict.fromkeys(options.rules))


async def _replay(source: Source, counting: rules.Backtest, limit: int | None, clock: Clock) -> None:
    """Hand at most ``limit`` articles over."""
    taken = 0
    with progress(source, clock) as advance:
        async with aclosing(source.articles()) as articles:
            async for article in articles:
                counting.take(article)
                taken += 1
                advance(taken)
                if taken == limit:
                    break


def _objections(result: rules.BacktestResult, options: Options) -> Iterator[str]:
    """A sentence for each thing that ``options`` do not allow."""
    if options.max_per_day is not None and not result.days:
        yield "no article has a date, so nothing can be said of --max-per-day"
    for rule in result.rules:
        if options.max_per_day is not None:
            yield from _too_many(rule, options.max_per_day)
        for count, what, fails in (
            (rule.added, "added", options.fail_on_added),
            (rule.removed, "removed", options.fail_on_removed),
        ):
            if count and fails:
                yield f"rule {rule.rule_id}: matches {what}: {count:,} (--fail-on-{what})"


def _too_many(rule: rules.RuleResult, most: int) -> Iterator[str]:
    worst = rule.worst
    if worst is not None and worst[1] > most:
        over = sum(count > most for count in rule.by_day.values())
        others = f"; days over that: {over:,}" if over > 1 else ""
        yield f"rule {rule.rule_id}: alerts on {worst[0]}: {worst[1]:,}, more than --max-per-day {most:,}{others}"


def _finish(report: Report, options: Options) -> Exit:
    if options.as_json:
        print_report_json(report)
    else:
        print_report(report, keep=options.keep)
    if not report.result.articles:
        raise MonitorError(f"{report.source}: there is no article to replay")
    if options.plot is not None:
        draw(report.result, options.plot, report.timezone)
    for objection in report.objections:
        err.print(objection)
    return Exit.FAILED if report.objections else Exit.DONE
