"""JSON of people: one document, or one record a line as dumps and JSON Lines have it, perhaps compressed."""

import bz2
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from monitor.config.importing.people import Notes, Reason

# A document, or one line. The longest entities of Wikidata have about 5 MiB.
LARGEST = 16 * 1024 * 1024


def open_bytes(path: Path) -> BinaryIO:
    """The bytes of ``path``, of ``.gz`` and ``.bz2`` files as they were before they were compressed."""
    match path.suffix.lower():
        case ".gz":
            return cast(BinaryIO, gzip.open(path, "rb"))
        case ".bz2":
            return cast(BinaryIO, bz2.open(path, "rb"))
    return path.open("rb")


def read_records(path: Path, notes: Notes) -> Iterator[dict[str, Any]]:
    """The JSON objects of the file at ``path``: of a list, of ``{"entities": {...}}``, or of its lines.

    Lines may end in commas and stand between ``[`` and ``]``. What is no object is counted, and the next line is read;
    no more than one line of at most 16 MiB is held at a time. Raises OSError and EOFError when the file cannot be read.
    """
    with open_bytes(path) as file:
        begin = file.read(LARGEST + 1)
    whole = _document(begin) if len(begin) <= LARGEST else None
    if whole is not None:
        yield from _objects(whole, notes)
        return
    del begin
    with open_bytes(path) as file:
        for line in _lines(file, notes):
            yield from _objects(_parsed(line, notes), notes)


def _document(raw: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """The one JSON document that ``raw`` is, or ``None``."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _lines(file: BinaryIO, notes: Notes) -> Iterator[bytes]:
    """The lines that hold a record, without what parts the records of a list."""
    while line := file.readline(LARGEST + 1):
        if len(line) > LARGEST and not line.endswith(b"\n"):
            notes.leave_out(Reason.LONG_LINE)
            while (rest := file.readline(LARGEST)) and not rest.endswith(b"\n"):
                pass
            continue
        record = line.strip().removeprefix(b"\xef\xbb\xbf").removesuffix(b",")
        if record and record not in (b"[", b"]"):
            yield record


def _parsed(line: bytes, notes: Notes) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return json.loads(line)
    except RecursionError:
        notes.leave_out(Reason.TOO_DEEP)
    except ValueError:
        notes.leave_out(Reason.NOT_JSON)
    return []


def _objects(value: Any, notes: Notes) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict) and isinstance(value.get("entities"), dict):
        value = list(value["entities"].values())
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield each
        else:
            notes.leave_out(Reason.UNKNOWN_SHAPE)
