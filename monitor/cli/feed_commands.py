"""``news-monitor feeds``: the commands and their options."""

from typing import Annotated

import typer

from monitor.cli import feeds, resuming
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, JsonOption, finish
from monitor.cli.lazy import Lazy, lazily

ELSEWHERE = {
    "discover": Lazy(
        "monitor.cli.discovering",
        "Find what can be read of a site: feeds, sitemaps, and the page itself; each is tried.",
    ),
    "add": Lazy(
        "monitor.cli.adding", "Find the sources of a site, and add the best, or the one you pick, to the feeds."
    ),
    "import": Lazy("monitor.cli.opml", "Make a file of feeds of OPML lists from other programs."),
    "export": Lazy("monitor.cli.opml", "Write the feeds as OPML, for other programs."),
}

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="The feeds and how they fare.", cls=lazily(ELSEWHERE)
)


@app.command("list")
def feeds_list(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show every feed, how it usually publishes, and what is wrong with it and what to do."""
    finish(feeds.list_feeds(config, as_json=as_json))


@app.command("show")
def feeds_show(
    feed_id: Annotated[str, typer.Argument(metavar="ID", help="The feed.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show all that is known of how a feed fares."""
    finish(feeds.show_feed(config, feed_id, as_json=as_json))


@app.command("resume")
def feeds_resume(
    feed_id: Annotated[str, typer.Argument(metavar="ID", help="The feed.")], config: ConfigOption = DEFAULT_CONFIG
) -> None:
    """Ask a feed again that was stopped because its site said that it is gone for good."""
    finish(resuming.resume_feed(config, feed_id))


@app.command("release")
def feeds_release(
    feed: str,
    config: ConfigOption = DEFAULT_CONFIG,
    drop: Annotated[bool, typer.Option("--drop", help="Take them for old ones instead: nobody is told.")] = False,
) -> None:
    """Have the entries read that were held back when most of a feed suddenly looked new."""
    finish(resuming.release_feed(config, feed, drop=drop))
