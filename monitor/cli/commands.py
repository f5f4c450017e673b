"""``news-monitor``: its commands, and where each lies."""

from typing import Annotated

import typer

from monitor import __version__
from monitor.cli.lazy import Lazy, lazily
from monitor.telemetry import LogFormat, configure_logging

PLACES = {
    "run": Lazy("monitor.cli.run", "Run the service: poll, read, match, alert, until told to stop."),
    "demo": Lazy(
        "monitor.cli.demonstrating",
        "The whole loop on this machine alone: news site, mail server, webhook receiver, and the real service.",
    ),
    "init": Lazy("monitor.cli.setup", "Write the working default configuration."),
    "check": Lazy("monitor.cli.check", "Validate the configuration and run the examples inside the rules."),
    "explain": Lazy("monitor.cli.explain", "Say for each rule why an article matches, or what is missing."),
    "backtest": Lazy("monitor.cli.backtest", "Replay past articles through the rules, before they wake anyone."),
    "stage": Lazy("monitor.cli.stage", "One stage of the pipeline as a filter: JSON Lines in, JSON Lines out."),
    "send-test": Lazy("monitor.cli.setup", "Send a sample alert through a channel."),
    "report": Lazy(
        "monitor.cli.reporting",
        "What came in on a day, and what became of each match; exits with 1 when the sums do not add up.",
    ),
    "health": Lazy("monitor.cli.health", "Say whether the service on this database is alive."),
    "feeds": Lazy("monitor.cli.feed_commands", "The feeds and how they fare."),
    "rules": Lazy("monitor.cli.rules", "The watch rules."),
    "alerts": Lazy("monitor.cli.alert_commands", "The alerts that were raised."),
    "deliveries": Lazy("monitor.cli.delivery_commands", "What became of each alert on its way."),
    "silences": Lazy("monitor.cli.silences", "What is not to be sent for a while."),
    "channels": Lazy("monitor.cli.channels", "The channels and how they fare."),
    "officials": Lazy("monitor.cli.officials", "The officials whom rules may name."),
    "db": Lazy("monitor.cli.database", "The database."),
}

app = typer.Typer(
    cls=lazily(PLACES),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Watch the news in any language; hear once per story, with the reason.",
)


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
