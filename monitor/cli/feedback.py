"""``alerts mark`` and ``unmark``: what people say of alerts; and ``rules list``, which shows what came of it."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from monitor.cli.common import Exit, err, load_config, open_store, out, print_json, print_table
from monitor.clock import SystemClock
from monitor.errors import MonitorError
from monitor.model import Mark, Verdict
from monitor.precision import Precision
from monitor.rulebook import Rule
from monitor.store import RuleReport, Store
from monitor.telemetry import one_line

_RECENT = timedelta(days=7)
_SHORTEST_START = 6


async def mark(path: Path, alert_start: str, verdict: Verdict, note: str | None) -> Exit:
    """Note what a person thinks of an alert, in place of what was said before."""
    async with open_store(path) as store:
        alert = await store.reports.alert(await alert_id(store, alert_start))
        if alert is None:
            raise _unknown(alert_start)
        now = SystemClock().now()
        await store.marks.put(Mark(alert.id, alert.rule_id, verdict, note, alert.created_at, now))
    out.print(f"{alert.id} of the rule {alert.rule_id} is marked {verdict}")
    return Exit.DONE


async def unmark(path: Path, alert_start: str) -> Exit:
    """Take a mark back, also of an alert that is past its retention."""
    async with open_store(path) as store:
        found = _the_one(alert_start, await store.marks.ids(alert_start))
        if found is None or not await store.marks.remove(found):
            raise MonitorError(
                f"no marked alert `{alert_start}`; `news-monitor alerts list` shows the ids, and what is marked"
            )
    out.print(f"{found} is not marked any more")
    return Exit.DONE


async def alert_id(store: Store, start: str) -> str:
    """The id of the one alert that ``start``, of six characters or more, begins. Raises MonitorError."""
    found = _the_one(start, await store.reports.alert_ids(start))
    if found is None:
        raise _unknown(start)
    return found


async def rules(path: Path, *, as_json: bool) -> Exit:
    """Every rule, whom it tells, what it raised, and how much of that was marked relevant."""
    listed = load_config(path).rulebook.rules
    reports = await _reports(path)
    if as_json:
        print_json([_rule_json(rule, reports) for rule in listed])
        return Exit.DONE
    print_table(
        ("rule", "title", "severity", "tells", "alerts", "marked relevant", "stands in"),
        (_rule_row(rule, reports) for rule in listed),
        "no rules",
    )
    return Exit.DONE


def _the_one(start: str, ids: tuple[str, ...]) -> str | None:
    if start in ids:
        return start
    if ids and len(start) < _SHORTEST_START:
        raise MonitorError(f"`{start}` is too short for an alert; give {_SHORTEST_START} characters or more of its id")
    if len(ids) > 1:
        raise MonitorError(f"`{start}` begins the ids of more than one alert; give more characters of it")
    return ids[0] if ids else None


def _unknown(start: str) -> MonitorError:
    return MonitorError(f"no alert `{start}`; `news-monitor alerts list` shows their ids")


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


def _rule_row(rule: Rule, reports: Mapping[str, RuleReport] | None) -> tuple[object, ...]:
    report = reports.get(rule.id, RuleReport()) if reports is not None else None
    return (
        rule.id if rule.enabled else f"{rule.id} (off)",
        rule.title,
        rule.severity,
        ", ".join(rule.notify) or "all channels",
        f"{report.alerts} ({report.recent} in 7 days)" if report else None,
        _precision_words(report.precision) if report else None,
        rule.place,
    )


def _precision_words(precision: Precision) -> str | None:
    if precision.share is None:
        return None
    return f"{precision.relevant} of {precision.marked} ({precision.share:.0%})"
