"""``news-monitor alerts``: the commands and their options."""

from typing import Annotated

import typer

from monitor.cli import feedback, lists
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, JsonOption, finish
from monitor.cli.lazy import Lazy, lazily
from monitor.model import Verdict
from monitor.store import Marked

ELSEWHERE = {
    "search": Lazy(
        "monitor.cli.searching",
        "Find alerts, or any stored articles, by the words in them, in any form and language.",
    )
}

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="The alerts that were raised.", cls=lazily(ELSEWHERE)
)
AlertArgument = Annotated[str, typer.Argument(help="The id of an alert, or six characters of it or more.")]


@app.command("list")
def alerts_list(
    config: ConfigOption = DEFAULT_CONFIG,
    rule: Annotated[str | None, typer.Option(help="Only this rule.")] = None,
    marked: Annotated[Marked | None, typer.Option(help="Only those marked so, or not at all.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """Show the newest alerts, and what was said of them."""
    finish(lists.alerts(config, rule_id=rule, marked=marked, limit=limit, as_json=as_json))


@app.command("show")
def alerts_show(alert: AlertArgument, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show one alert, whole, and what became of its deliveries."""
    finish(lists.show_alert(config, alert, as_json=as_json))


@app.command("mark")
def alerts_mark(
    alert: AlertArgument,
    verdict: Annotated[Verdict, typer.Argument(help="What you think of it.")],
    config: ConfigOption = DEFAULT_CONFIG,
    note: Annotated[str | None, typer.Option(help="Why, for whoever mends the rule.")] = None,
) -> None:
    """Say whether an alert was worth raising; `rules list` adds it up."""
    finish(feedback.mark(config, alert, verdict, note))


@app.command("unmark")
def alerts_unmark(alert: AlertArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Take back what was said of an alert."""
    finish(feedback.unmark(config, alert))
