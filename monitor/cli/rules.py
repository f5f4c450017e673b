"""``rules``: what is watched for, what came of it, and one rule in all its ways to be written."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from monitor import config, query
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, Exit, JsonOption, err, finish, out, print_json, print_table
from monitor.cli.opening import load_config, open_store, read_config
from monitor.clock import SystemClock
from monitor.errors import MonitorError
from monitor.precision import Precision
from monitor.rulebook import Rule
from monitor.store import RuleReport
from monitor.telemetry import one_line

_RECENT = timedelta(days=7)


app = typer.Typer(no_args_is_help=True, add_completion=False, help="The watch rules.")


@app.command("list")
def rules_list(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show every rule, whom it tells, how much it raised, and how much of that was marked relevant."""
    finish(list_rules(config, as_json=as_json))


@app.command("show")
def rules_show(rule: str, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show one rule as YAML, and its condition in one line."""
    raise typer.Exit(show_rule(config, rule, as_json=as_json))


async def list_rules(path: Path, *, as_json: bool) -> Exit:
    """Every rule, whom it tells, what it raised, and how much of that was marked relevant."""
    configured = read_config(path)
    listed = configured.rulebook.rules
    reports = await _reports(path)
    now = SystemClock().now()
    if as_json:
        print_json([_rule_json(rule, reports) for rule in listed])
        return Exit.DONE
    print_table(
        ("rule", "title", "severity", "tells", "alerts", "marked relevant", "stands in"),
        (_rule_row(rule, reports, now) for rule in listed),
        "no rule can be read" if configured.faults else "no rules",
    )
    return Exit.DONE


def show_rule(path: Path, rule_id: str, *, as_json: bool) -> Exit:
    """One rule as nodes of YAML and as a query, to turn one into the other."""
    configuration = load_config(path)
    rule = {rule.id: rule for rule in configuration.rulebook.rules}.get(rule_id)
    if rule is None:
        raise MonitorError(f"no rule `{rule_id}`; `news-monitor rules list` shows their ids")
    written = config.as_rule(rule, ZoneInfo(configuration.settings.timezone))
    line = query.render(rule.when)
    if as_json:
        # A script wants the moment, as `rules list` gives it; a person the day that they wrote.
        moment = {"expires": rule.expires} if rule.expires else {}
        print_json({**written, **moment, "query": line, "place": rule.place})
        return Exit.DONE
    out.print(f"# {rule.place}\n{config.rules_yaml(written)}")
    try:
        query.parse(line)
    except query.QueryError as error:
        out.print(f"# It cannot be written as a query: {error.message}.")
        return Exit.DONE
    shorter = {
        ("query" if key == "when" else key): (line if key == "when" else value) for key, value in written.items()
    }
    out.print(f"# The same, with its condition in one line:\n{config.rules_yaml(shorter)}")
    return Exit.DONE


async def _reports(path: Path) -> Mapping[str, RuleReport] | None:
    """What became of each rule; ``None``, and why, when the database cannot say: the rules can be listed even so."""
    try:
        async with open_store(path) as store:
            return await store.marks.by_rule(SystemClock().now() - _RECENT)
    except MonitorError as error:
        err.print(f"alerts are not counted: {one_line(str(error))}")
        return None


def _rule_json(rule: Rule, reports: Mapping[str, RuleReport] | None) -> dict[str, object]:
    about = {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity,
        "enabled": rule.enabled,
        "expires": rule.expires,
        "notify": rule.notify,
        "place": rule.place,
    }
    if reports is None:
        return {**about, "alerts": None, "marks": None, "precision": None}
    report = reports.get(rule.id, RuleReport())
    marks = {"relevant": report.precision.relevant, "irrelevant": report.precision.irrelevant}
    alerts = {"kept": report.alerts, "last_7_days": report.recent}
    return {**about, "alerts": alerts, "marks": marks, "precision": _precision_json(report.precision)}


def _precision_json(precision: Precision) -> dict[str, object] | None:
    if precision.interval is None:
        return None
    low, high = precision.interval
    return {"value": precision.share, "low": low, "high": high}


def _rule_row(rule: Rule, reports: Mapping[str, RuleReport] | None, now: datetime) -> tuple[object, ...]:
    report = reports.get(rule.id, RuleReport()) if reports is not None else None
    return (
        f"{rule.id} {_resting(rule, now)}".rstrip(),
        rule.title,
        rule.severity,
        ", ".join(rule.notify) or "all channels",
        f"{report.alerts} ({report.recent} in 7 days)" if report else None,
        _precision_words(report.precision) if report else None,
        rule.place,
    )


def _resting(rule: Rule, now: datetime) -> str:
    """Why ``rule`` looks at no article, in brackets; nothing when it does."""
    if not rule.enabled:
        return "(off)"
    return "(expired)" if rule.expires and rule.expires <= now else ""


def _precision_words(precision: Precision) -> str | None:
    if precision.share is None:
        return None
    return f"{precision.relevant} of {precision.marked} ({precision.share:.0%})"
