"""``officials``: who can be watched for, which spellings they lack, and others from files."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from monitor import rules
from monitor.cli import importing, suggesting
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, Exit, JsonOption, print_json, print_table
from monitor.cli.opening import load_config
from monitor.cli.replay import Since, parse_since
from monitor.config.importing import Format
from monitor.rulebook import Official, Terms

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The officials whom rules may name.")


@app.command("list")
def officials_list(
    config: ConfigOption = DEFAULT_CONFIG,
    unused: Annotated[bool, typer.Option("--unused", help="Only those whom no rule names.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show every official, in which languages they are listed, and which rules name them."""
    raise typer.Exit(list_officials(config, unused=unused, as_json=as_json))


@app.command("import")
def officials_import(
    files: Annotated[list[Path], typer.Argument(help="Files of Wikidata, FollowTheMoney or CSV.")],
    config: ConfigOption = DEFAULT_CONFIG,
    format_: Annotated[
        Format | None, typer.Option("--format", help="What the files are; told by their content otherwise.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="The file to write; standard output otherwise.")] = None,
    languages: Annotated[
        frozenset[str] | None,
        typer.Option(parser=importing.parse_languages, metavar="en,ru,…", help="Only names in these languages."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Make officials of people in files of other formats."""
    options = importing.Options(config, tuple(files), format_, output, languages, force)
    raise typer.Exit(importing.import_officials(options))


@app.command("suggest")
def officials_suggest(
    who: Annotated[str, typer.Argument(metavar="NAME|ID", help="An official, by id or name, or any name.")],
    config: ConfigOption = DEFAULT_CONFIG,
    since: Annotated[
        Since | None, typer.Option(parser=parse_since, metavar="90d|DATE", help="Only articles from then on.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many spellings, the best first.")] = 20,
    threshold: Annotated[
        float, typer.Option(min=50, max=100, help="How much each word must resemble, of 100.")
    ] = rules.THRESHOLD,
    jsonl: Annotated[str | None, typer.Option(metavar="FILE|-", help="JSON Lines instead of stored articles.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show spellings of a person in past articles that no rule would find."""
    options = suggesting.Options(config, who, since, limit, threshold, jsonl, as_json)
    raise typer.Exit(asyncio.run(suggesting.suggest(options)))


def list_officials(path: Path, *, unused: bool, as_json: bool) -> Exit:
    """Every official of the configuration at ``path``, or those whom no rule names."""
    rulebook = load_config(path).rulebook
    naming = rules.rules_by_official(rulebook)
    listed = [official for official in rulebook.officials.values() if not unused or not naming[official.id]]
    if as_json:
        print_json([_official_json(official, naming) for official in listed])
        return Exit.DONE
    print_table(
        ("official", "name and role", "languages", "names, surnames, roles", "spelling", "rules", "stands in"),
        (_official_row(official, naming) for official in listed),
        "every official is named by a rule" if unused and rulebook.officials else "no officials",
    )
    return Exit.DONE


def _official_json(official: Official, naming: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    return {
        "id": official.id,
        "name": official.name,
        "role": official.role,
        "languages": sorted(official.names),
        "names": _count(official.names),
        "surnames": _count(official.surnames),
        "roles": _count(official.roles),
        "spelling": official.spelling,
        "rules": naming[official.id],
        "place": official.place,
    }


def _official_row(official: Official, naming: Mapping[str, tuple[str, ...]]) -> tuple[object, ...]:
    return (
        official.id,
        f"{official.name}, {official.role}" if official.role else official.name,
        " ".join(sorted(official.names)),
        f"{_count(official.names)}, {_count(official.surnames)}, {_count(official.roles)}",
        official.spelling,
        ", ".join(naming[official.id]) or "none",
        official.place,
    )


def _count(terms: Terms) -> int:
    return sum(map(len, terms.values()))
