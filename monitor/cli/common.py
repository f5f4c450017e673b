"""What every command shares: the ``--config`` and ``--json`` options, output, and exit codes."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Collection, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor import config
from monitor.clock import SystemClock
from monitor.config.faults import known_words
from monitor.errors import ConfigError, MonitorError
from monitor.store import Store
from monitor.telemetry import one_line
from monitor.text.direction import isolate

DEFAULT_CONFIG = Path("config/monitor.yaml")

ConfigOption = Annotated[
    Path,
    typer.Option("--config", "-c", help="The settings file.", metavar="PATH", envvar="NEWS_MONITOR_CONFIG"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print data as JSON.")]

# Titles come from outside: no mark-up, no `:smile:`, and lines are left whole for grep.
out = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


_ISOLATES = "\u2068\u2069"
_WIDEST = 10_000
# Between two columns of a table.
_GAP = 2
# Where a word may be broken, this much of it stays on a line.
_NARROW = 12
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))


class Exit(IntEnum):
    """Exit codes, as in sysexits(3) where that has one."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    CONFIG = 78


def finish(command: Coroutine[object, object, Exit]) -> None:
    """Run ``command`` and exit with what it gives."""
    raise typer.Exit(asyncio.run(command))


def load_config(path: Path) -> config.Configuration:
    """The configuration at ``path``. Raises ConfigError."""
    return config.load(path, os.environ, SystemClock().now())


def read_config(path: Path) -> config.Examined:
    """As much of the configuration at ``path`` as can be read; a line on standard error says that it is not all."""
    examined = config.examine(path, os.environ, SystemClock().now())
    if examined.faults:
        listed = f"the configuration has {counted(len(examined.faults), 'fault')}: `news-monitor check --config {path}`"
        err.print(f"{listed} lists what is left out here")
    return examined


def read_settings(path: Path, *keys: str, without: str) -> config.Settings | None:
    """What the settings at ``path`` say under ``keys``, and nothing else of the configuration.

    Where these are wrong, ``None``; a line on standard error says so, and what is done ``without``.
    """
    try:
        return config.find_settings(path, os.environ, *keys)
    except ConfigError as error:
        err.print(f"{without}: {one_line(str(error.faults[0]))}")
        return None


def read_channels(path: Path, without: str) -> Mapping[str, config.ChannelSettings] | None:
    """The channels of the settings, as :func:`read_settings`."""
    # A channel may need what the other keys say.
    settings = read_settings(path, "channels", "commands", "summary", without=without)
    return settings.channels if settings else None


def readers_zone(path: Path) -> ZoneInfo:
    """The time zone of the readers; UTC, and a line on standard error, where that cannot be read."""
    settings = read_settings(path, "timezone", without="days and times are in UTC")
    return ZoneInfo(settings.timezone if settings else "UTC")


@asynccontextmanager
async def open_store(path: Path, *, check: bool = False) -> AsyncIterator[Store]:
    """The store that the settings at ``path`` name, to look into while a service may be running on it.

    What else stands in them and in other files is not read: it may be wrong, and a service goes on with what it read
    before. ``check`` reads the whole database for damage first. Nothing is made or migrated: an empty database because
    of a wrong ``--config`` would help nobody, and a newer program must not pull the schema from under an older service.
    """
    url = config.find_store(path, os.environ).url
    _assert_made(url, path)
    store = await Store.open(url, check=check)
    try:
        await store.check_version()
        yield store
    finally:
        await store.close()


def _assert_made(url: str, path: Path) -> None:
    file = url.removeprefix("sqlite:///")
    if file != url and not Path(file).exists():
        raise MonitorError(f"there is no database {file} yet; `news-monitor run --config {path}` makes it")


def assert_known(kind: str, name: str | None, known: Iterable[str]) -> None:
    """Raises MonitorError where ``name`` is given and none of ``known``; it names those that come near."""
    there = frozenset(known)
    if name is not None and name not in there:
        hint = known_words(name, there, "none is configured")
        raise MonitorError(f"there is no {kind} `{one_line(name)}`: {hint}")


def print_json(value: object) -> None:
    """One JSON document to standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], empty: str, numbers: Collection[str] = ()
) -> None:
    """A table, a row a line; ``empty`` is the sentence for no rows, and the columns ``numbers`` stand at the right.

    In a window that is too narrow long texts take several lines, at spaces; ids and numbers stay whole, and lines grow
    longer than the window before they are broken.
    """
    cells = [tuple(map(_cell, row)) for row in rows]
    if not cells:
        out.print(empty)
        return
    # Nothing but a person needs lines that fit a window: grep wants them whole.
    widths = _widths([columns, *cells], out.width if out.file.isatty() else _WIDEST)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name, width in zip(columns, widths, strict=True):
        table.add_column(name, width=width, overflow="fold", justify="right" if name in numbers else "left")
    for row in cells:
        table.add_row(*map(Text, row))
    # Without a height, a terminal that calls itself dumb is taken for one of 80 columns.
    width = max(out.width, sum(widths) + _GAP * len(widths))
    console = Console(file=out.file, width=width, height=out.height, highlight=False)
    if out.file.isatty():
        console.print(table)
        return
    with console.capture() as drawn:
        console.print(table)
    out.file.write("".join(f"{line.rstrip(' ')}\n" for line in drawn.get().rstrip("\n").split("\n")))


def _widths(rows: Sequence[Sequence[str]], window: int) -> list[int]:
    """How wide each column of ``rows`` is, in a window so wide: the widest give way as far as their words let them."""
    cells = list(zip(*rows, strict=True))
    widths = [max(map(cell_len, column)) for column in cells]
    least = [widths[0], *(max(map(_longest_word, column)) for column in cells[1:])]
    widths = [max(low, min(width, window)) for low, width in zip(least, widths, strict=True)]
    while sum(widths) + _GAP * (len(widths) - 1) > window:
        yielding = [number for number, width in enumerate(widths) if width > least[number]]
        if not yielding:
            break
        widths[max(yielding, key=widths.__getitem__)] -= 1
    return widths


def _longest_word(text: str) -> int:
    """How wide the longest word of ``text`` is that must not be broken: paths may, and words that are no ids."""
    lengths = ((word, cell_len(word)) for word in text.split())
    return max((_NARROW if _may_break(word, length) else length for word, length in lengths), default=0)


def _may_break(word: str, length: int) -> bool:
    if "://" in word:
        return False
    return length > _NARROW and ("/" in word or not word.isascii())


def ago(moment: datetime | None, now: datetime) -> str:
    """How far ``moment`` is from ``now``, in one unit: ``5m ago``, ``in 2h``."""
    if moment is None:
        return "–"
    seconds = (moment - now).total_seconds()
    size, unit = next((size, unit) for size, unit in _UNITS if abs(seconds) >= size or size == 1)
    count = f"{abs(seconds) / size:.0f}{unit}"
    return f"{count} ago" if seconds < 0 else f"in {count}"


def without_secrets(fields: Mapping[str, Any], *secret: str) -> dict[str, Any]:
    """``fields`` without the ``secret`` ones."""
    return {name: value for name, value in fields.items() if name not in secret}


def isolated(text: str) -> str:
    """Foreign ``text`` as by :func:`one_line`, in an isolate where its letters run from right to left."""
    return isolate(one_line(text))


def counted(number: int, one: str, many: str | None = None) -> str:
    """``number`` with the word for what is counted: ``1 feed``, ``1,200 feeds``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def explained_line(line: str) -> str:
    """``line`` as by :func:`one_line`, with the isolates that keep Arabic words of it from turning others round."""
    return "".join(part if part in _ISOLATES else one_line(part) for part in re.split(f"([{_ISOLATES}])", line))


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
    return isolated(str(value))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return str(value)
