"""``feeds add``: find the sources of a site and write one of them into a file of feeds."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor import config
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, Exit, err, finish, out
from monitor.cli.discovering import SelectorOption, address_of, find_sources, picked, print_entries, print_sources
from monitor.cli.opening import load_config
from monitor.config.faults import shown
from monitor.errors import MonitorError
from monitor.model import Feed, SourceKind
from monitor.query.notation import LANGUAGES, check_identifier
from monitor.sources import Candidate, Discovery
from monitor.telemetry import one_line

_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person says of the source to add; whatever is left out is found out or made up."""

    pick: int | None = None
    id: str | None = None
    title: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    selector: str | None = None
    file: Path | None = None
    dry_run: bool = False


app = typer.Typer(add_completion=False)


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
    choice = Choice(pick, feed_id, title, language, tuple(tag or ()), selector, file, dry_run)
    finish(add(config, url, choice))


async def add(path: Path, url: str, choice: Choice) -> Exit:
    """Find the sources of ``url``, and write the best, or the one picked, into a file of feeds.

    Raises MonitorError when it is configured already, or when there is nothing to add.
    """
    configuration = load_config(path)
    files = config.feeds_files(configuration, path)
    file = choice.file or next(iter(files), None)
    if file is None:
        raise MonitorError(f"{path} names no YAML file of feeds: list one under `feeds`, or say --file")
    _check(choice)
    _refuse_known(address_of(url), configuration.feeds, files)
    _refuse_id(choice.id, configuration.feeds, files)
    found = await find_sources(configuration, url, choice.selector)
    print_sources(found, configuration.feeds)
    if not found.candidates:
        raise MonitorError(
            "nothing was added; if the page lists articles, say which with --selector 'h3 a' or the like"
        )
    candidate = _chosen(found, choice.pick)
    _refuse_known(candidate.url, configuration.feeds, files, _which(found, candidate, configuration.feeds))
    addition = config.prepare_addition(file, _item(found, candidate, choice, configuration.feeds))
    print_entries(candidate)
    if choice.dry_run:
        out.print(f"would be added to {file}:\n{addition.item}", end="")
        return Exit.DONE
    config.write_addition(addition)
    read = file.resolve() in {each.resolve() for each in files}
    then = "a running service takes it up within seconds" if read else f"{path} does not read that file yet"
    out.print(f"added to {file}; {then}:\n{addition.item}", end="")
    if not read:
        err.print(f"list {file} under `feeds` in {path}")
    return Exit.DONE


def _check(choice: Choice) -> None:
    """Refuse what could not be written, before anything is asked. Raises MonitorError."""
    for option, texts in (("--id", [choice.id] if choice.id else []), ("--tag", choice.tags)):
        for text in texts:
            try:
                check_identifier(text)
            except ValueError as error:
                raise MonitorError(f"{option} {shown(text)} {error}") from error
    if choice.file and choice.file.suffix not in (".yaml", ".yml"):
        raise MonitorError(f"--file {choice.file}: feeds are added to YAML files, whose names end in .yaml or .yml")


def _refuse_known(
    url: str, feeds: Iterable[Feed], files: tuple[Path, ...], which: tuple[str, str] = ("this source", "")
) -> None:
    for feed in feeds:
        if config.address_key(feed.url) == config.address_key(url):
            name, hint = which
            place = _place(feed, files)
            raise MonitorError(f"{name} is configured already, as `{feed.id}`{place}; nothing was added{hint}")


def _which(found: Discovery, candidate: Candidate, feeds: Iterable[Feed]) -> tuple[str, str]:
    """What ``candidate`` is called where others were found, too, and how to add one of these."""
    known = {config.address_key(feed.url) for feed in feeds}
    name = f"the source number {found.candidates.index(candidate) + 1}" if len(found.candidates) > 1 else "this source"
    others = (n for n, each in enumerate(found.candidates, 1) if config.address_key(each.url) not in known)
    other = next(others, None)
    return name, f"; --pick {other} adds the next that is not" if other else ""


def _refuse_id(feed_id: str | None, feeds: Iterable[Feed], files: tuple[Path, ...]) -> None:
    for feed in feeds:
        if feed.id == feed_id:
            raise MonitorError(f"the id `{feed_id}` is taken{_place(feed, files)}: say another with --id")


def _place(feed: Feed, files: tuple[Path, ...]) -> str:
    origin = config.feed_origins(files).get(feed.id)
    return f" ({origin})" if origin else ""


def _chosen(found: Discovery, pick: int | None) -> Candidate:
    """The source picked; a person at a terminal is asked; else the best."""
    if pick is None and len(found.candidates) > 1 and sys.stdin.isatty() and sys.stdout.isatty():
        pick = typer.prompt("which one", default=1, type=int)
    return picked(found, pick or 1)


def _item(found: Discovery, candidate: Candidate, choice: Choice, feeds: Iterable[Feed]) -> Mapping[str, Any]:
    """The feed as it is to be written."""
    parsed = candidate.parsed
    title = choice.title or one_line(parsed.title or found.title or "")[:_LONGEST_TITLE].strip()
    language = choice.language or _code(parsed.language) or _code(found.language)
    said = {
        "id": choice.id or config.feed_id(candidate.url, {feed.id for feed in feeds}),
        "url": candidate.url,
        "kind": None if candidate.kind is SourceKind.FEED else candidate.kind.value,
        "selector": candidate.selector,
        "title": title,
        "language": language,
        "tags": list(choice.tags),
    }
    return {key: value for key, value in said.items() if value}


def _code(tag: str | None) -> str | None:
    code = (tag or "").partition("-")[0].lower()
    return code if code in LANGUAGES else None
