"""``news-monitor feeds``: the commands and their options."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import adding, discovering, feeds, lists, opml, resuming
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, JsonOption, finish

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The feeds and how they fare.")

SelectorOption = Annotated[
    str | None, typer.Option(metavar="CSS", help="Read the page as a list of articles, by this CSS selector.")
]


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


@app.command("discover")
def feeds_discover(
    url: Annotated[str, typer.Argument(help="A home page, a section, a feed or a sitemap.")],
    config: ConfigOption = DEFAULT_CONFIG,
    selector: SelectorOption = None,
    pick: Annotated[int | None, typer.Option(min=1, help="Show the entries of the source of this number.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Find what can be read of a site: feeds, sitemaps, and the page itself; each is tried."""
    finish(discovering.discover(config, url, selector=selector, pick=pick, as_json=as_json))


@app.command("add")
def feeds_add(
    url: Annotated[str, typer.Argument(help="A home page, a section, a feed or a sitemap.")],
    config: ConfigOption = DEFAULT_CONFIG,
    pick: Annotated[int | None, typer.Option(min=1, help="Take the source of this number, not the best.")] = None,
    feed_id: Annotated[str | None, typer.Option("--id", help="Its id; by default made from the address.")] = None,
    title: Annotated[str | None, typer.Option(help="Its name for readers; by default its own.")] = None,
    language: Annotated[str | None, typer.Option(help="Its language; by default that of its titles.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A tag; may be given again.")] = None,
    selector: SelectorOption = None,
    file: Annotated[Path | None, typer.Option(help="The file of feeds to write to; by default the first.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be added, and write nothing.")] = False,
) -> None:
    """Find the sources of a site, and add the best, or the one you pick, to the feeds."""
    choice = adding.Choice(pick, feed_id, title, language, tuple(tag or ()), selector, file, dry_run)
    finish(adding.add(config, url, choice))


@app.command("import")
def feeds_import(
    files: Annotated[list[Path], typer.Argument(help="Lists of feeds in OPML.", exists=True, dir_okay=False)],
    config: ConfigOption = DEFAULT_CONFIG,
    output: Annotated[Path | None, typer.Option(help="The file to write; standard output otherwise.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Make a file of feeds of OPML lists from other programs."""
    raise typer.Exit(opml.import_feeds(opml.ImportOptions(config, tuple(files), output, force)))


@app.command("export")
def feeds_export(
    config: ConfigOption = DEFAULT_CONFIG,
    output: Annotated[Path | None, typer.Option(help="The file to write; standard output otherwise.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only the feeds with this tag.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Write the feeds as OPML, for other programs."""
    raise typer.Exit(opml.export_feeds(config, output, tag, force=force))


@app.command("release")
def feeds_release(
    feed: str,
    config: ConfigOption = DEFAULT_CONFIG,
    drop: Annotated[bool, typer.Option("--drop", help="Take them for old ones instead: nobody is told.")] = False,
) -> None:
    """Have the entries read that were held back when most of a feed suddenly looked new."""
    finish(lists.release(config, feed, drop=drop))
