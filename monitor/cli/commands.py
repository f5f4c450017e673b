"""The commands of ``news-monitor`` and their options."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from monitor import __version__
from monitor.cli import backtest as backtesting
from monitor.cli import (
    channels,
    feed_commands,
    feedback,
    lists,
    officials,
    reporting,
    rules,
    run,
    searching,
    setup,
    silences,
)
from monitor.cli import check as checking
from monitor.cli import explain as explaining
from monitor.cli.backtest_plot import parse_plot
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, JsonOption, finish, load_config
from monitor.cli.replay import Since, parse_since
from monitor.cli.stage import StageName, run_stage
from monitor.model import DeliveryState, Verdict
from monitor.store import Marked
from monitor.telemetry import LogFormat, configure_logging

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Watch the news in any language; hear once per story, with the reason.",
)
AlertArgument = Annotated[str, typer.Argument(help="The id of an alert, or six characters of it or more.")]

rules_app = typer.Typer(no_args_is_help=True, help="The watch rules.")
alerts_app = typer.Typer(no_args_is_help=True, help="The alerts that were raised.")
deliveries_app = typer.Typer(no_args_is_help=True, help="What became of each alert on its way.")
channels_app = typer.Typer(no_args_is_help=True, help="The channels and how they fare.")
db_app = typer.Typer(no_args_is_help=True, help="The database.")
for name, family in (
    ("feeds", feed_commands.app),
    ("rules", rules_app),
    ("alerts", alerts_app),
    ("deliveries", deliveries_app),
    ("silences", silences.app),
    ("channels", channels_app),
    ("officials", officials.app),
    ("db", db_app),
):
    app.add_typer(family, name=name)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"news-monitor {__version__}")
        raise typer.Exit


@app.callback()
def common(
    log_format: Annotated[LogFormat, typer.Option(help="How log lines look.")] = LogFormat.AUTO,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log more.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Set up what all commands share."""
    configure_logging(log_format, verbose=verbose)


@app.command("run")
def run_command(
    config: ConfigOption = DEFAULT_CONFIG,
    once: Annotated[bool, typer.Option("--once", help="Do all that is due, print a tally, exit.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Run the service: poll, read, match, alert, until told to stop."""
    finish(run.serve_once(config, as_json=as_json) if once else run.serve(config))


@app.command()
def demo(
    directory: Annotated[Path, typer.Option(help="Where configuration and mails are left.")] = Path("demo-site"),
    once: Annotated[bool, typer.Option("--once", help="Exit when every alert has arrived.")] = False,
    pace: Annotated[float, typer.Option(help="Seconds between two publications.", min=0.1)] = 2.0,
) -> None:
    """The whole loop on this machine alone: news site, mail server, webhook receiver, and the real service."""
    finish(run.demonstrate(directory, once=once, pace=pace))


@app.command()
def init(directory: Annotated[Path, typer.Argument(help="Where to write it.")]) -> None:
    """Write the working default configuration."""
    raise typer.Exit(setup.init(directory))


@app.command()
def check(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Validate the configuration and run the examples inside the rules."""
    finish(checking.check(config, as_json=as_json))


@app.command()
def explain(
    target: Annotated[str, typer.Argument(help="A URL, a file, or - for standard input.")],
    config: ConfigOption = DEFAULT_CONFIG,
    rule: Annotated[str | None, typer.Option(help="Only this rule, in full.")] = None,
    feed: Annotated[str | None, typer.Option(help="As if it came from this feed.")] = None,
    list_all: Annotated[bool, typer.Option("--all", help="All rules in full, with every term not found.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say for each rule why an article matches, or what is missing."""
    finish(explaining.explain(config, target, rule, feed, list_all=list_all, as_json=as_json))


@app.command()
def backtest(
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
    options = backtesting.Options(
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
    finish(backtesting.backtest(options))


@app.command()
def stage(name: StageName, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """One stage of the pipeline as a filter: JSON Lines in, JSON Lines out."""
    asyncio.run(run_stage(name, lambda: load_config(config)))


@app.command("send-test")
def send_test(channel: str, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Send a sample alert through a channel."""
    finish(setup.send_test(config, channel))


@app.command("report")
def report_command(
    config: ConfigOption = DEFAULT_CONFIG,
    day: Annotated[
        str,
        typer.Option(parser=reporting.parse_day, metavar="DAY", help="Of which day: 2026-01-31, today or yesterday."),
    ] = "today",
    as_json: JsonOption = False,
) -> None:
    """What came in on a day, and what became of each match; exits with 1 when the sums do not add up."""
    finish(reporting.report(config, day, as_json=as_json))


@app.command()
def health(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Say whether the service on this database is alive."""
    finish(setup.health(config))


@rules_app.command("list")
def rules_list(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show every rule, whom it tells, how much it raised, and how much of that was marked relevant."""
    finish(rules.list_rules(config, as_json=as_json))


@rules_app.command("show")
def rules_show(rule: str, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show one rule as YAML, and its condition in one line."""
    raise typer.Exit(rules.show_rule(config, rule, as_json=as_json))


@alerts_app.command("list")
def alerts_list(
    config: ConfigOption = DEFAULT_CONFIG,
    rule: Annotated[str | None, typer.Option(help="Only this rule.")] = None,
    marked: Annotated[Marked | None, typer.Option(help="Only those marked so, or not at all.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """Show the newest alerts, and what was said of them."""
    finish(lists.alerts(config, rule_id=rule, marked=marked, limit=limit, as_json=as_json))


@alerts_app.command("show")
def alerts_show(alert: AlertArgument, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show one alert, whole, and what became of its deliveries."""
    finish(lists.show_alert(config, alert, as_json=as_json))


@alerts_app.command("search")
def alerts_search(
    query: Annotated[str, typer.Argument(help='As `query` in rules: words, "phrases", AND, OR, NOT, title:…')],
    config: ConfigOption = DEFAULT_CONFIG,
    articles: Annotated[bool, typer.Option("--articles", help="All stored articles, not only alerted ones.")] = False,
    rule: Annotated[str | None, typer.Option(help="Only alerts of this rule.")] = None,
    feed: Annotated[list[str] | None, typer.Option(help="Only this feed; may be given again.")] = None,
    since: Annotated[
        Since | None, typer.Option(parser=parse_since, metavar="30d|DATE", help="Only articles from then on.")
    ] = None,
    until: Annotated[
        Since | None, typer.Option(parser=parse_since, metavar="30d|DATE", help="Only articles before then.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the latest first.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """Find alerts, or any stored articles, by the words in them, in any form and language."""
    if articles and rule is not None:
        raise typer.BadParameter("--rule looks at alerts, --articles at all articles; say one of them")
    options = searching.Options(config, query, articles, rule, tuple(feed or ()), since, until, limit, as_json)
    finish(searching.search(options))


@alerts_app.command("mark")
def alerts_mark(
    alert: AlertArgument,
    verdict: Annotated[Verdict, typer.Argument(help="What you think of it.")],
    config: ConfigOption = DEFAULT_CONFIG,
    note: Annotated[str | None, typer.Option(help="Why, for whoever mends the rule.")] = None,
) -> None:
    """Say whether an alert was worth raising; `rules list` adds it up."""
    finish(feedback.mark(config, alert, verdict, note))


@alerts_app.command("unmark")
def alerts_unmark(alert: AlertArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Take back what was said of an alert."""
    finish(feedback.unmark(config, alert))


@deliveries_app.command("list")
def deliveries_list(
    config: ConfigOption = DEFAULT_CONFIG,
    state: Annotated[DeliveryState | None, typer.Option(help="Only those that stand so.")] = None,
    channel: Annotated[str | None, typer.Option(help="Only this channel.")] = None,
    reason: Annotated[
        str | None, typer.Option(help="Only those that stand so for this reason: a word of the column `why`.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """Show deliveries and what became of them; `--state dead` lists the dead letters."""
    finish(lists.deliveries(config, state=state, channel=channel, reason=reason, limit=limit, as_json=as_json))


@deliveries_app.command("replay")
def deliveries_replay(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of dead deliveries.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    all_dead: Annotated[bool, typer.Option("--all-dead", help="Every dead delivery.")] = False,
) -> None:
    """Queue dead deliveries again, under the same ids."""
    if not ids and not all_dead:
        raise typer.BadParameter("name the deliveries, or say --all-dead")
    finish(lists.replay(config, ids or [], all_dead=all_dead))


@channels_app.command("list")
def channels_list(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show every channel, what waits for it, and whether its far side takes anything."""
    finish(channels.list_channels(config, as_json=as_json))


@channels_app.command("resume")
def channels_resume(
    channel: Annotated[str, typer.Argument(metavar="ID", help="The channel.")], config: ConfigOption = DEFAULT_CONFIG
) -> None:
    """Use a channel again that was disabled, and send what is held for it."""
    finish(channels.resume(config, channel))


@db_app.command("check")
def db_check(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Open the database, test it, and count what it holds."""
    finish(lists.tally(config, as_json=as_json))


@db_app.command("upgrade")
def db_upgrade(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Bring the database to this version's schema."""
    finish(lists.upgrade(config))


@db_app.command("reindex")
def db_reindex(
    config: ConfigOption = DEFAULT_CONFIG,
    everything: Annotated[bool, typer.Option("--all", help="All anew, not only those that it lacks.")] = False,
) -> None:
    """Put stored articles into the index that `alerts search` uses."""
    finish(searching.reindex(config, everything=everything))


@db_app.command("backup")
def db_backup(target: Path, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Copy a SQLite database consistently while the service runs."""
    finish(lists.backup(config, target))
