"""An OPML file to its outlines. Whoever made the file may be careless or hostile; either ends in a sentence, soon.

expat parses: it opens nothing, knows its lines, and stops at the first definition of an entity, because nothing is
defined in a list of feeds. Two mistakes are so common that they are mended first: a bare ``&`` in an address, and
entities of HTML, which XML does not know.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.entities import html5
from pathlib import Path
from xml.parsers import expat

from monitor.config.faults import shown

LARGEST = 32 * 1024 * 1024
_MOST = 100_000
_DEEPEST = 50
_LONGEST_VALUE = 8192

_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30};)?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline with an address, or without others in it: the names of the folders around it, and its attributes."""

    line: int
    folders: tuple[str, ...]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a file, or the rest of it from ``line`` on, cannot be read, and what to do."""

    line: int | None
    message: str
    hint: str | None = None


@dataclass
class Outlines:
    """What was read, and what ended the reading before the end of the file."""

    found: list[Outline] = field(default_factory=list)
    broken: Broken | None = None


def read_outlines(path: Path) -> Outlines:
    """The outlines of the file at ``path`` in their order. Opens no other file."""
    try:
        return _Reader().read(_text(path))
    except _Stop as stop:
        return Outlines(broken=stop.broken)


class _Stop(Exception):
    def __init__(self, line: int | None, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.broken = Broken(line, message, hint)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise _Stop(None, f"the file cannot be read: {error.strerror}") from error
    if len(raw) > LARGEST:
        raise _Stop(None, f"the file is larger than {LARGEST >> 20} MiB", "split it into several files")
    mark, encoding = next(((mark, name) for mark, name in _BOMS if raw.startswith(mark)), (b"", ""))
    claimed = _ENCODING.match(raw)
    encoding = encoding or (claimed[1].decode("ascii") if claimed else "utf-8")
    try:
        return raw[len(mark) :].decode(encoding)
    except (LookupError, UnicodeError):
        raise _Stop(1, f"the file is not text in {shown(encoding)}, as it claims to be", "save it as UTF-8") from None


def _mended(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        known = html5.get(match[1] or "")
        return "".join(f"&#{ord(letter)};" for letter in known) if known else f"&amp;{match[1] or ''}"

    return _AMPERSAND.sub(character, _CONTROL.sub("", text))


class _Reader:
    """Listens to expat."""

    def __init__(self) -> None:
        self._outlines = Outlines()
        self._elements = 0
        # The outlines that are open: where each began, what it says, and whether another stood in it.
        self._open: list[tuple[int, dict[str, str], bool]] = []
        self._parser = expat.ParserCreate("utf-8")
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def read(self, text: str) -> Outlines:
        try:
            self._parser.Parse(_mended(text).encode("utf-8"), True)  # noqa: FBT003  (expat's signature)
        except expat.ExpatError as error:
            said = expat.ErrorString(error.code)
            hint = "export the list anew, or correct this line; what stands below it was not read"
            self._outlines.broken = Broken(error.lineno, f"this is not well-formed XML ({said})", hint)
        except _Stop as stop:
            self._outlines.broken = stop.broken
        return self._outlines

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        if internal:
            line = self._parser.CurrentLineNumber
            raise _Stop(line, "the file defines entities (`<!DOCTYPE … [ … ]>`), which none needs", "remove that")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        line = self._parser.CurrentLineNumber
        self._elements += 1
        if self._elements == 1 and name.lower() != "opml":
            raise _Stop(line, f"this is not OPML: it begins with {shown(name)}", "a feed itself goes into feeds.yaml")
        if self._elements > _MOST:
            raise _Stop(line, f"the file holds more than {_MOST:,} elements", "split it into several files")
        if name.lower() != "outline":
            return
        if self._open:
            self._open[-1] = (*self._open[-1][:2], True)
        if len(self._open) >= _DEEPEST:
            raise _Stop(line, f"outlines nest more than {_DEEPEST} deep", "flatten them")
        fields = {key.lower(): value[:_LONGEST_VALUE].strip() for key, value in attributes.items()}
        if fields.get("xmlurl"):
            self._add(line, fields)
        self._open.append((line, fields, False))

    def _end(self, name: str) -> None:
        if name.lower() != "outline":
            return
        line, fields, parent = self._open.pop()
        if not parent and not fields.get("xmlurl"):
            self._add(line, fields)

    def _add(self, line: int, fields: Mapping[str, str]) -> None:
        folders = (outer.get("text") or outer.get("title") or "" for _, outer, _ in self._open)
        self._outlines.found.append(Outline(line, tuple(name for name in folders if name), fields))
