"""Which reader a file takes, by what is in it."""

import zlib
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from monitor.config.importing import ftm, wikidata
from monitor.config.importing.people import Notes, Person, Reason
from monitor.config.importing.records import open_bytes, read_records
from monitor.config.importing.table import read_table
from monitor.errors import MonitorError


class Format(StrEnum):
    """What a file of people may be."""

    WIKIDATA = "wikidata"
    FTM = "ftm"
    CSV = "csv"


_TABLES = frozenset({".csv", ".tsv"})
Read = Callable[[dict[str, Any], Notes], Person | None]


def read_people(path: Path, format_: Format | None, notes: Notes) -> Iterator[Person]:
    """The people of the file at ``path``; what it is, is told by its name and its content where ``format_`` is not.

    JSON is read record by record. Raises MonitorError when the file cannot be read.
    """
    try:
        if format_ is Format.CSV or (format_ is None and _is_table(path)):
            yield from read_table(path, notes)
            return
        for record in read_records(path, notes):
            read = _reader(record, format_)
            if read is None:
                notes.leave_out(Reason.UNKNOWN_SHAPE)
            elif (person := read(record, notes)) is not None:
                yield person
    except (OSError, EOFError, zlib.error) as error:
        raise MonitorError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error


def _is_table(path: Path) -> bool:
    """Whether the file is no JSON: by its suffix, else by its first character."""
    if path.suffix.lower() in _TABLES:
        return True
    with open_bytes(path) as file:
        begin = file.read(64).removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").strip(b"\xff\xfe \t\r\n")
    return bool(begin) and begin[:1] not in b"{["


def _reader(record: dict[str, Any], format_: Format | None) -> Read | None:
    if format_ is not Format.WIKIDATA and ftm.is_entity(record):
        return ftm.read_entity
    return wikidata.read_entity if format_ is not Format.FTM and wikidata.is_entity(record) else None
