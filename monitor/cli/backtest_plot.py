"""Alerts a day as bars: in the terminal by rich, in a file by matplotlib."""

import importlib.util
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import typer
from rich.bar import Bar
from rich.table import Table

from monitor.errors import MonitorError
from monitor.rules import BacktestResult, RuleResult

# About a screen; longer times are shown by weeks, months or years.
_MOST_BARS = 31
_SPANS: tuple[tuple[str, Callable[[date], str]], ...] = (
    ("day", lambda day: day.isoformat()),
    ("week", lambda day: (day - timedelta(days=day.weekday())).isoformat()),
    ("month", lambda day: day.isoformat()[:7]),
    ("year", lambda day: day.isoformat()[:4]),
)
_RULES_APART = 8
_LABELS = 12
FORMATS = (".svg", ".png")


@dataclass(frozen=True, slots=True)
class Spans:
    """The stretches of time that bars stand for: ``unit``, and the label of the one that a day belongs to.

    ``labels`` are those that have articles, in order; a week is named by its Monday.
    """

    unit: str
    label: Callable[[date], str]
    labels: tuple[str, ...]

    def sums(self, counts: Mapping[date, int]) -> list[int]:
        """``counts``, added up for each of ``labels``."""
        sums = dict.fromkeys(self.labels, 0)
        for day, count in counts.items():
            sums[self.label(day)] += count
        return list(sums.values())


def spans_of(days: Iterable[date]) -> Spans:
    """Days, or the shortest longer stretches that make at most a screen of bars."""
    days = tuple(days)
    spans = [Spans(unit, label, tuple(dict.fromkeys(map(label, days)))) for unit, label in _SPANS]
    return next((each for each in spans if len(each.labels) <= _MOST_BARS), spans[-1])


def bars(result: BacktestResult) -> Table:
    """The alerts of all rules as a bar a day (or longer), with what there was to read beside them."""
    spans = spans_of(result.days)
    alerts = spans.sums(result.alerts_by_day())
    articles = spans.sums(result.days)
    table = Table(box=None, header_style="bold", pad_edge=False, expand=True)
    table.add_column(spans.unit, no_wrap=True)
    table.add_column("alerts", justify="right", no_wrap=True)
    table.add_column("", ratio=1)
    table.add_column("articles", justify="right", no_wrap=True)
    for label, alerted, read in zip(spans.labels, alerts, articles, strict=True):
        table.add_row(label, f"{alerted:,}", Bar(max(*alerts, 1), 0, alerted), f"{read:,}")
    return table


def parse_plot(text: str) -> Path:
    """A file that a plot can be written to. Raises ``typer.BadParameter``."""
    path = Path(text)
    if path.suffix.lower() not in FORMATS:
        raise typer.BadParameter("the name must end in .svg or .png")
    return path


def assert_can_draw(path: Path) -> None:
    """Raises MonitorError when ``path`` could not be drawn: better before a long run than after."""
    if importlib.util.find_spec("matplotlib") is None:
        raise MonitorError("--plot needs matplotlib, which is not installed: pip install 'news-monitor[plot]'")
    if not path.parent.is_dir():
        raise MonitorError(f"{path}: there is no directory {path.parent} to write the plot into")


def draw(result: BacktestResult, path: Path, zone: str) -> None:
    """Write the alerts a day, by rule, as SVG or PNG, by the suffix of ``path``. Raises MonitorError."""
    picture = _picture(result, path.suffix.lower().removeprefix("."), zone)
    try:
        path.write_bytes(picture)
    except OSError as error:
        raise MonitorError(f"{path}: the plot cannot be written ({error.strerror})") from error


def _picture(result: BacktestResult, form: str, zone: str) -> bytes:
    # An optional extra, and slow to import.
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    spans = spans_of(result.days)
    places = range(len(spans.labels))
    figure = Figure(figsize=(10, 5), dpi=150, layout="constrained")
    axes = figure.subplots()
    below = [0] * len(spans.labels)
    for name, heights in _layers(result, spans):
        axes.bar(places, heights, bottom=below, label=name)
        below = [low + height for low, height in zip(below, heights, strict=True)]
    step = -(-len(spans.labels) // _LABELS) or 1
    axes.set_xticks(places[::step], spans.labels[::step], rotation=45, ha="right")
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylabel(f"alerts a {spans.unit}")
    axes.set_xlabel(f"{spans.unit}s that have articles ({zone})")
    axes.spines[["top", "right"]].set_visible(False)
    if any(below):
        figure.legend(loc="outside right upper", frameon=False, reverse=True)
    written = io.BytesIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    figure.savefig(written, format=form, metadata=nothing if form == "svg" else None)
    return _without_doctype(written.getvalue()) if form == "svg" else written.getvalue()


def _layers(result: BacktestResult, spans: Spans) -> list[tuple[str, list[int]]]:
    """The rules of most alerts, each with its sums; the others in one."""
    ranked = sorted((rule for rule in result.rules if rule.by_day), key=_dated_alerts, reverse=True)
    layers = [(rule.rule_id, spans.sums(rule.by_day)) for rule in ranked[:_RULES_APART]]
    others = ranked[_RULES_APART:]
    if others:
        sums = [sum(each) for each in zip(*(spans.sums(rule.by_day) for rule in others), strict=True)]
        layers.append((f"{len(others)} other rules", sums))
    return layers


def _dated_alerts(rule: RuleResult) -> int:
    return rule.alerts - rule.undated


def _without_doctype(svg: bytes) -> bytes:
    """The document type of SVG 1.1 names a file on another host, which a viewer may want to read."""
    start = svg.index(b"<!DOCTYPE")
    return svg[:start] + svg[svg.index(b">", start) + 1 :].lstrip()
