"""What every command shares: the ``--config`` and ``--json`` options, output, and exit codes."""

import json
import os
import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from monitor import config
from monitor.store import Store
from monitor.telemetry import one_line

DEFAULT_CONFIG = Path("config/monitor.yaml")

ConfigOption = Annotated[
    Path, typer.Option("--config", "-c", help="The settings file.", show_default=True, metavar="PATH")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print data as JSON.")]

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


class Exit(IntEnum):
    """Exit codes, as in sysexits(3) where that has one."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    CONFIG = 78


def load_config(path: Path) -> config.Configuration:
    """The configuration at ``path``. Raises ConfigError."""
    return config.load(path, os.environ)


@asynccontextmanager
async def open_store(path: Path, *, check: bool = False) -> AsyncIterator[Store]:
    """The store that the configuration at ``path`` names, at the present schema; a service may be running on it.

    ``check`` reads the whole database for damage first.
    """
    store = await Store.open(load_config(path).settings.store.url, check=check)
    try:
        await store.upgrade()
        yield store
    finally:
        await store.close()


def print_json(value: object) -> None:
    """One JSON document to standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
    """A table in the terminal; ``empty`` is the sentence for no rows."""
    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(escape(_cell(value)) for value in row))
    if table.row_count:
        out.print(table)
    else:
        out.print(empty)


def without_secrets(fields: Mapping[str, Any], *secret: str) -> dict[str, Any]:
    """``fields`` without the ``secret`` ones."""
    return {name: value for name, value in fields.items() if name not in secret}


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return one_line(str(value))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return str(value)
