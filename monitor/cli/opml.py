"""``feeds import`` and ``feeds export``: lists of feeds from and for other programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor import config
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, Exit, counted, err, out
from monitor.cli.opening import load_config
from monitor.clock import SystemClock
from monitor.config.faults import shown
from monitor.config.opml import FeedLists
from monitor.errors import MonitorError
from monitor.model import Feed
from monitor.telemetry import one_line


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What was asked for on the command line."""

    config: Path
    files: tuple[Path, ...]
    output: Path | None = None
    force: bool = False


app = typer.Typer(add_completion=False)


@app.command("import")
def feeds_import(
    files: Annotated[list[Path], typer.Argument(help="Lists of feeds in OPML.", exists=True, dir_okay=False)],
    config: ConfigOption = DEFAULT_CONFIG,
    output: Annotated[Path | None, typer.Option(help="The file to write; standard output otherwise.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Make a file of feeds of OPML lists from other programs."""
    raise typer.Exit(import_feeds(ImportOptions(config, tuple(files), output, force)))


@app.command("export")
def feeds_export(
    config: ConfigOption = DEFAULT_CONFIG,
    output: Annotated[Path | None, typer.Option(help="The file to write; standard output otherwise.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only the feeds with this tag.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Write the feeds as OPML, for other programs."""
    raise typer.Exit(export_feeds(config, output, tag, force=force))


def import_feeds(options: ImportOptions) -> Exit:
    """Write the feeds of OPML files as YAML, to standard output or a file; tell what was left out, and why.

    Gives ``Exit.FAILED`` when a part of a file could not be read. Raises ConfigError when the configuration is wrong,
    and MonitorError when a file cannot be written, or there is no new feed in them.
    """
    lists = FeedLists()
    replaced = config.ids_in(options.output) if options.output and options.force else frozenset()
    for feed in load_config(options.config).feeds:
        if feed.id not in replaced:
            lists.note(feed.id, feed.url, f"`{feed.id}`")
    feeds: list[dict[str, Any]] = []
    known = faulty = 0
    whole = True
    for path in options.files:
        file = lists.read(path)
        feeds += file.document.data["feeds"]
        for remark in file.remarks:
            err.print(one_line(f"{path}:{remark.line}: {remark.message}"))
            known, faulty = known + remark.known, faulty + (not remark.known)
        if file.broken is not None:
            whole = False
            where = f"{path}:{file.broken.line}" if file.broken.line else str(path)
            err.print(one_line(f"{where}: {file.broken.message} ({file.broken.hint})"))
    counted = f"new feeds: {len(feeds):,}, there already: {known:,}, other remarks: {faulty:,}"
    if not feeds and not known:
        raise MonitorError("there is no feed in " + ", ".join(map(str, options.files)))
    if feeds:
        _write(feeds, options)
    err.print(counted)
    return Exit.DONE if whole else Exit.FAILED


def _write(feeds: list[dict[str, Any]], options: ImportOptions) -> None:
    names = ", ".join(one_line(path.name) for path in options.files)
    head = (f"Feeds, imported from {names} by `news-monitor feeds import`.",)
    texts = list(config.feeds_texts(feeds, head))
    if options.output is None:
        if len(texts) > 1:
            raise MonitorError(f"{len(feeds):,} feeds need {len(texts)} files of at most 1 MiB; --output writes them")
        out.file.write(texts[0])
        return
    with err.status("writing, and reading again what was written"):
        paths = config.write_feeds(texts, options.output, force=options.force)
    for path in paths:
        err.print(f"wrote {path}")
    covered = {path.resolve() for path in load_config(options.config).files}
    if not all(path.resolve() in covered for path in paths):
        err.print(f"these are read once `feeds` in {options.config} lists them")


def export_feeds(path: Path, output: Path | None, tag: str | None, *, force: bool) -> Exit:
    """Write the configured feeds (of ``tag``) as OPML, to standard output or a file, and tell what is not in it.

    Raises MonitorError when there is no such feed, or the file cannot be written.
    """
    configuration = load_config(path)
    chosen = [feed for feed in configuration.feeds if tag is None or tag in feed.tags]
    feeds = [feed for feed in chosen if feed.id not in configuration.hidden_addresses]
    if not feeds:
        raise MonitorError(f"no feed to export in {path}" + (f" with the tag {shown(tag)}" if tag else ""))
    document = config.feeds_opml(feeds, SystemClock().now())
    if output is None:
        out.file.write(document.decode())
    else:
        try:
            with output.open("wb" if force else "xb") as file:
                file.write(document)
        except FileExistsError:
            raise MonitorError(f"{output}: there already; nothing was written. --force overwrites") from None
        err.print(f"wrote {output}: {counted(len(feeds), 'feed')}")
    for line in _not_exported(configuration, chosen):
        err.print(line)
    return Exit.DONE


def _not_exported(configuration: config.Configuration, chosen: list[Feed]) -> Iterator[str]:
    for feed in chosen:
        if feed.id in configuration.hidden_addresses:
            yield f"left out, its address holds a secret: {feed.id}"
        elif feed.headers or feed.proxy:
            yield f"exported without its headers and proxy, which may be secrets: {feed.id}"
