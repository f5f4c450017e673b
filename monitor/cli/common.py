"""What every command shares: the ``--config`` and ``--json`` options, output, and exit codes.

Nothing that is slow to import: see :mod:`monitor.cli.lazy`.
"""

import asyncio
import json
import re
import sys
from collections.abc import Collection, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

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
