"""People in a table: CSV and its relatives, with a header."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from monitor.config.importing.people import Notes, Person, Reason, Said
from monitor.errors import MonitorError
from monitor.query.notation import LANGUAGES

_LARGEST = 16 * 1024 * 1024
_DELIMITERS = ",;\t|"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What columns are called, in small letters and without spaces.
_COLUMNS = {
    "id": ("id", "identifier", "key", "slug", "qid", "wikidata"),
    "name": ("name", "fullname", "displayname", "person", "official", "caption", "label"),
    "names": ("names", "alias", "aliases", "aka", "othernames", "spelling", "spellings", "variants", "altnames"),
    "given": ("givenname", "firstname", "forename", "givennames", "firstnames"),
    "surname": ("surname", "surnames", "lastname", "familyname", "lastnames"),
    "role": ("role", "position", "office", "function", "post", "jobtitle"),
    "language": ("language", "lang", "languagecode"),
}
_MEANINGS = {called: meaning for meaning, names in _COLUMNS.items() for called in names}
_OF_LANGUAGE = re.compile(r"(?:(?:full)?names?|alias(?:es)?)?[\s_.:(-]*([a-z]{2})\)?")


@dataclass
class _Collected:
    """What the rows of one person add up to."""

    name: str | None = None
    role: str | None = None
    id: str | None = None
    names: list[Said] = field(default_factory=list)
    surnames: list[Said] = field(default_factory=list)


def read_table(path: Path, notes: Notes) -> Iterator[Person]:
    """The people of the table at ``path``; rows with the same id, or the same name where there is none, are one person.

    The first row names the columns. UTF-8 or UTF-16; the delimiter is a comma, semicolon, tab or bar, whichever makes
    columns that are known. Raises MonitorError when the file cannot be read, and when no column holds names.
    """
    text = _decoded(path)
    delimiter, meanings = _understand(path, text, notes)
    # In a cell names stand between semicolons or bars, where those do not part cells.
    parting = re.compile(f"[{''.join(mark for mark in ';|' if mark != delimiter)}\n]")
    people: dict[str, _Collected] = {}
    for row in islice(_rows(text, delimiter, notes), 1, None):
        named = zip(meanings, map(str.strip, row), strict=False)
        cells = [(meaning, cell) for meaning, cell in named if meaning and cell]
        if cells:
            _take(people, cells, parting)
    for key, found in people.items():
        yield Person(
            name=found.name,
            names=tuple(found.names),
            surnames=tuple(found.surnames),
            role=found.role,
            key=key if found.id else None,
            id=found.id,
        )


def _decoded(path: Path) -> str:
    with path.open("rb") as file:
        raw = file.read(_LARGEST + 1)
    if len(raw) > _LARGEST:
        raise MonitorError(f"{path}: the table is larger than 16 MiB; split it into several files")
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    if encoding == "utf-8" and raw[:2].count(0) == 1:
        encoding = "utf-16-be" if raw[0] == 0 else "utf-16-le"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise MonitorError(f"{path}: is not text in UTF-8 or UTF-16; save it as UTF-8") from None


def _understand(path: Path, text: str, notes: Notes) -> tuple[str, Sequence[str | None]]:
    """The delimiter and the meaning of each column, ``None`` where it has none. Tells ``notes`` of both."""
    headers = {delimiter: next(_rows(text, delimiter, Notes()), []) for delimiter in _DELIMITERS}
    delimiter = max(headers, key=lambda each: sum(_meaning(column) is not None for column in headers[each]))
    header = [column.strip() for column in headers[delimiter]]
    meanings = [_meaning(column) for column in header]
    if not any(meaning in ("name", "names", "surname") or (meaning or "").startswith("names ") for meaning in meanings):
        shown = ", ".join(f"`{column[:40]}`" for column in header[:12] if column.isprintable()) or "nothing"
        raise MonitorError(
            f"{path}: no column holds names; the first row must name the columns, such as "
            f"id, name, role, language, names, and it holds {shown}"
        )
    named = zip(header, meanings, strict=True)
    known = ", ".join(f"{column} ({meaning})" for column, meaning in named if meaning)
    unknown = ", ".join(column[:40] for column, meaning in zip(header, meanings, strict=True) if column and not meaning)
    between = {"\t": "tabs"}.get(delimiter, f"`{delimiter}`")
    notes.remarks.append(
        f"{path}: columns between {between}: {known}" + (f"; not understood and left out: {unknown}" if unknown else "")
    )
    return delimiter, meanings


def _meaning(column: str) -> str | None:
    """One of ``_COLUMNS``, or ``names xx`` for the names in one language."""
    called = column.strip().lower()
    known = _MEANINGS.get(re.sub(r"[\s_.-]", "", called))
    if known:
        return known
    of_language = _OF_LANGUAGE.fullmatch(called)
    return f"names {of_language[1]}" if of_language and of_language[1] in LANGUAGES else None


def _rows(text: str, delimiter: str, notes: Notes) -> Iterator[list[str]]:
    """The rows of the table; one that cannot be read is counted, and the next one is read."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            notes.leave_out(Reason.BAD_ROW)


def _take(people: dict[str, _Collected], cells: Sequence[tuple[str, str]], parting: re.Pattern[str]) -> None:
    """Add a row to the person it is about."""
    first: Mapping[str, str] = dict(reversed(cells))
    code = first.get("language", "").lower().partition("-")[0]
    language = code if code in LANGUAGES else None
    together = " ".join(first[part] for part in ("given", "surname") if part in first)
    name = first.get("name") or together
    key = first.get("id") or name or first.get("names", "")
    person = people.setdefault(key, _Collected(id=first.get("id")))
    person.name = person.name or name or None
    person.role = person.role or first.get("role")
    person.names += [Said(each, language) for each in (first.get("name"), together if "given" in first else "") if each]
    for meaning, cell in cells:
        names = [part.strip() for part in parting.split(cell) if part.strip()]
        if meaning.startswith("names"):
            person.names += [Said(each, meaning[6:] or language) for each in names]
        elif meaning == "surname":
            person.surnames += [Said(each, language) for each in names]
