"""``news-monitor officials import``: files of people to a file of officials."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from monitor import rulebook
from monitor.building import languages_of
from monitor.cli.common import Exit, err, out
from monitor.cli.opening import load_config
from monitor.config import importing
from monitor.config.importing import Format, Imported, Making, Notes
from monitor.errors import MonitorError
from monitor.query.notation import check_language
from monitor.telemetry import one_line

# So many people who are known already are named; of others the number is told.
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    config: Path
    files: tuple[Path, ...]
    format_: Format | None = None
    output: Path | None = None
    languages: frozenset[str] | None = None
    force: bool = False


def parse_languages(text: str) -> frozenset[str]:
    """``en,ru`` as codes. Raises ``typer.BadParameter``."""
    codes = [code.strip() for code in text.split(",") if code.strip()]
    try:
        return frozenset(map(check_language, codes))
    except ValueError as error:
        raise typer.BadParameter(f"{one_line(text[:80])}: {error}") from None


def import_officials(options: Options) -> Exit:
    """Write the officials in files of other formats as YAML, to standard output or a file; tell what was left out.

    Raises ConfigError when the configuration is wrong, and MonitorError when a file cannot be read or written, or there
    is nobody in them.
    """
    configuration = load_config(options.config)
    notes = Notes()
    existing = [
        official for official in configuration.rulebook.officials.values() if not _is_replaced(official, options)
    ]
    making = Making(existing, options.languages or languages_of(configuration), notes)
    officials = list(_read(options, making, notes))
    for line in (*notes.remarks, *_known(making), *_left_out(notes)):
        err.print(one_line(line))
    if not officials:
        raise MonitorError("there is nobody to import in " + ", ".join(map(str, options.files)))
    texts = list(importing.officials_files(officials, list(_head(options, notes))))
    _write(texts, len(officials), options)
    return Exit.DONE


def _read(options: Options, making: Making, notes: Notes) -> Iterator[Imported]:
    with _counting() as count:
        for path in options.files:
            for official in making.make(importing.read_people(path, options.format_, notes)):
                count()
                yield official


@contextmanager
def _counting() -> Iterator[Callable[[], None]]:
    """How many have been read, on standard error when that is a terminal; call what it gives for each."""
    if not err.is_terminal:
        yield lambda: None
        return
    columns = (TextColumn("reading"), BarColumn(), TextColumn("{task.completed:,.0f} officials"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda: bar.advance(task)


def _is_replaced(official: rulebook.Official, options: Options) -> bool:
    """Whether ``official`` stands in the file that is written anew."""
    file = official.place.rpartition(":")[0]
    return options.force and options.output is not None and Path(file).resolve() == options.output.resolve()


def _write(texts: Sequence[str], count: int, options: Options) -> None:
    if options.output is not None:
        for path in importing.write_officials(texts, options.output, force=options.force):
            err.print(f"wrote {path}")
    elif len(texts) > 1:
        raise MonitorError(f"{count:,} officials need {len(texts)} files of at most 1 MiB; --output writes them")
    else:
        importing.check_officials(texts)
        out.file.write(texts[0])
    err.print(f"officials: {count:,}. Check the file, then `official: ID` in a rule watches for one")


def _known(making: Making) -> Iterator[str]:
    for known in making.known[:_NAMED]:
        yield f"not written, there already as `{known.id}`: {known.name}"
    if len(making.known) > _NAMED:
        yield f"not written, there already: {len(making.known) - _NAMED:,} more"


def _left_out(notes: Notes) -> Iterator[str]:
    for reason, count in notes.left_out.most_common():
        yield f"left out, {reason}: {count:,}"


def _head(options: Options, notes: Notes) -> Iterator[str]:
    names = ", ".join(one_line(path.name) for path in options.files)
    yield f"Officials, imported from {names} by `news-monitor officials import`."
    yield "Check the names, and add surnames and roles: docs/configuration.md, Officials."
    yield from (f"{line[:1].upper()}{line[1:]}." for line in _left_out(notes))
