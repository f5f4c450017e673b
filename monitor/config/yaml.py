"""YAML files to plain data that remembers its lines.

libyaml does the grammar, through PyYAML; the few steps from its events to data are done here, because every key must
keep its line, and because hostile or broken files must end in a sentence, soon: sizes, nesting and the expansion of
aliases are bounded, ``<<`` is refused (it is not part of YAML 1.2, and a chain of eight holds a merging loader for
minutes), tags make nothing. Plain scalars follow the core schema of YAML 1.2.2, section 10.3: ``NO`` and ``22:22`` and
dates are text.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import yaml
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from monitor.config.faults import Faults, shown

Place = tuple[str | int, ...]

# PyYAML's own parser, for machines without libyaml, takes twenty times as long, and a tab or a `?` amiss.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What that raises besides its own errors, for "\UFFFFFFFF".
_PARSER_ERRORS = (YAMLError, ValueError, OverflowError)

_LARGEST = 1024 * 1024
_DEEPEST = 40
_MOST = 200_000
# For each `%TAG` the parser looks through all those before it.
_MOST_DIRECTIVES = 10
_DIRECTIVE = re.compile(r"(?:\A|[\r\n])(?=%)")

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,2})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# What a file must not hold as it stands, nor in an escape: https://yaml.org/spec/1.2.2/#51-character-set
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

# libyaml ends lines at these, as YAML 1.1 did; for YAML 1.2 they are text.
_NO_LINE_ENDS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))

# Parts of the parser's messages, and what to tell a person. The messages themselves may quote the file: not shown.
_ADVICE = (
    (
        "mapping values are not allowed",
        "a `:` stands where no key can be",
        "indent the key like its neighbours, or quote a text that holds `: `",
    ),
    (
        "block sequence entries are not allowed",
        "a `-` stands where no item can be",
        "begin the list on a line of its own, or quote a text that begins with `- `",
    ),
    ("could not find expected ':'", "a key has no `:` after it", "write `key: value`, and check the indentation above"),
    ("expected key", "the indentation does not fit the lines above", "align it with the other keys or items"),
    ("expected '-'", "the indentation does not fit the lines above", "align it with the other keys or items"),
    ("expected <block end>", "the indentation does not fit the lines above", "align it with the other keys or items"),
    ("escape", "a backslash in double quotes is followed by what is no escape", "use single quotes"),
    ("quoted scalar", "a quote is opened, but not closed or not well-formed", "close it, or double a quote inside it"),
    ("nesting depth", f"values nest more than {_DEEPEST} deep", "flatten them"),
    ("flow", "a bracket or brace is opened, but not closed", "close it, and check the commas"),
    ("cannot start any token", "a character stands here that no value can begin with", "put the text in quotes"),
    ("alias", "a text begins with `*`", "put it in quotes"),
    ("anchor", "a text begins with `&`", "put it in quotes"),
    ("tag", "a text begins with `!`", "put it in quotes"),
)


@dataclass(frozen=True)
class Document:
    """A file as plain data (mappings with text keys, lists, text, numbers, booleans, None), and the lines of it all."""

    path: Path
    data: Any
    lines: Mapping[Place, int] = field(repr=False)

    def line(self, place: Place) -> int:
        """The line of ``place``, or of the nearest thing around it that is in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_document(path: Path, faults: Faults, without: str = "it must hold `key: value` lines") -> Document | None:
    """Read one file that must hold a mapping; ``without`` is the advice where it holds none.

    What is wrong goes to ``faults``; then there is no document.
    """
    faults.open(path)
    text = _read_text(path, faults)
    if text is None:
        return None
    builder = _Builder()
    try:
        data = builder.build(text)
    except _Refused as refusal:
        faults.add(path, refusal.line, refusal.message, refusal.hint)
        return None
    except _PARSER_ERRORS as error:
        faults.add(path, _line_of(error, builder), *_explain(error, text))
        return None
    for noted in builder.refusals:
        faults.add(path, noted.line, noted.message, noted.hint)
    if not isinstance(data, dict):
        said = "is empty" if data is None else "does not begin with a mapping"
        faults.add(path, None if data is None else 1, f"the file {said}", without)
        return None
    return Document(path, data, builder.lines)


def salvaged(path: Path, keys: Collection[str]) -> dict[str, Any]:
    """What the outermost ``keys`` of a file that is not YAML say, as far as each stands whole on a line of its own."""
    text = _read_text(path, Faults()) or ""
    lines = [line for line in text.splitlines() if line.partition(":")[0] in keys]
    try:
        data = _Builder().build("\n".join(lines))
    except (_Refused, *_PARSER_ERRORS):
        return {}
    return data if isinstance(data, dict) else {}


def _read_text(path: Path, faults: Faults) -> str | None:
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        faults.add(path, None, f"the file cannot be read: {error.strerror}")
        return None
    if len(raw) > _LARGEST:
        faults.add(path, None, "the file is larger than 1 MiB", "split it into several files")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults.add(path, line, "the file is not UTF-8 text", "save it as UTF-8")
        return None


def _line_of(error: Exception, builder: "_Builder") -> int:
    # What is never closed is noticed at the end of the file; the person wants to see where it was opened.
    if not isinstance(error, MarkedYAMLError) or "flow node" in str(error.context):
        return builder.last_line
    opened = any(word in str(error.context) for word in ("flow", "quoted"))
    marks = (error.context_mark, error.problem_mark) if opened else (error.problem_mark, error.context_mark)
    return next((int(mark.line) + 1 for mark in marks if mark is not None), builder.last_line)


def _explain(error: Exception, text: str) -> tuple[str, str]:
    mark = getattr(error, "problem_mark", None)
    at = text[mark.index : mark.index + 1] if mark is not None else ""
    if at == "\t":
        return "a tab stands where YAML allows only spaces", "indent with spaces"
    said = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    if at == ":" and ("node content" in said or "unexpected ':'" in said):
        # YAML 1.2 takes [::1] and [fd00::], libyaml does not.
        return "a text in brackets or braces begins or ends with `:`", "put it in quotes"
    for part, message, hint in _ADVICE:
        if part in said:
            return message, hint
    return "this is not YAML", "check quotes, brackets and indentation here and in the line before"


class _Refused(Exception):
    """A document that is YAML, but not one that is read here."""

    def __init__(self, line: int, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.line, self.message, self.hint = line, message, hint


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A value that aliases may repeat: how many values it holds and how deeply they nest."""

    value: Any
    size: int
    depth: int


class _Builder:
    """Turns the events of one document into data, noting lines on the way."""

    def __init__(self) -> None:
        self.lines: dict[Place, int] = {(): 1}
        self.refusals: list[_Refused] = []
        self.last_line = 1
        self._anchors: dict[str, _Anchored] = {}
        self._count = 0
        self._deepest = 0

    def build(self, text: str) -> Any:  # noqa: ANN401 - any YAML value
        """The data of ``text``. Raises ``_Refused``, or YAMLError."""
        if unprintable := _UNPRINTABLE.search(text):
            line = text.count("\n", 0, unprintable.start()) + 1
            raise _Refused(line, "a control character stands in the file", "remove it")
        if directive := next(islice(_DIRECTIVE.finditer(text), _MOST_DIRECTIVES, None), None):
            line = text.count("\n", 0, directive.end()) + 1
            raise _Refused(line, f"more than {_MOST_DIRECTIVES} lines begin with `%`", "remove or indent them")
        events = self._events(text)
        data, seen = None, False
        for event in events:
            if isinstance(event, DocumentStartEvent):
                if seen:
                    raise _Refused(self.last_line, "a second document begins here", "put it into a file of its own")
                data, seen = self._value(next(events), events, ()), True
        return data

    def _events(self, text: str) -> Iterator[Any]:
        event: Any
        for event in yaml.parse(text.translate(_NO_LINE_ENDS), Loader=_LOADER):
            self.last_line = event.start_mark.line + 1
            yield event

    def _value(self, event: Any, events: Iterator[Any], place: Place) -> Any:  # noqa: ANN401
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent):
            return self._alias(str(event.anchor), line, len(place))
        self._grow(1, len(place), line)
        if event.tag not in (None, "!"):
            self.refusals.append(_Refused(line, "a tag (`!...`) is not read here", "remove it, or quote the text"))
        before, deepest = self._count, self._deepest
        self._deepest = len(place)
        if isinstance(event, MappingStartEvent):
            value: Any = self._mapping(events, place)
        elif isinstance(event, SequenceStartEvent):
            value = self._sequence(events, place)
        else:
            value = self._scalar(event, line)
        if event.anchor is not None:
            size, depth = self._count - before + 1, self._deepest - len(place)
            self._anchors[event.anchor] = _Anchored(value, size, depth)
        self._deepest = max(deepest, self._deepest)
        return value

    def _grow(self, values: int, depth: int, line: int) -> None:
        self._count += values
        self._deepest = max(self._deepest, depth)
        if self._count > _MOST:
            raise _Refused(line, f"the file holds more than {_MOST} values, aliases counted out", "split or shorten it")
        if depth > _DEEPEST:
            raise _Refused(line, f"values nest more than {_DEEPEST} deep", "flatten them")

    def _alias(self, name: str, line: int, depth: int) -> Any:  # noqa: ANN401
        anchored = self._anchors.get(name)
        if anchored is None:
            hint = "define `&name` above it, or put a text that begins with `*` in quotes"
            raise _Refused(line, "an alias (`*name`) refers to nothing above it", hint)
        self._grow(anchored.size, depth + anchored.depth, line)
        return anchored.value

    def _mapping(self, events: Iterator[Any], place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            line = event.start_mark.line + 1
            key = self._key(event, line)
            first = self.lines.get((*place, key)) if key in found else None
            if first is not None:
                self.refusals.append(
                    _Refused(line, f"{shown(key)} is given twice, first in line {first}", "remove one")
                )
                self._value(next(events), events, (*place, key, "\0"))
                continue
            self.lines[*place, key] = line
            found[key] = self._value(next(events), events, (*place, key))
        return found

    def _key(self, event: Any, line: int) -> str:  # noqa: ANN401
        if not isinstance(event, ScalarEvent):
            raise _Refused(line, "a key is not plain text", "write `key: value`")
        if event.value == "<<" and not event.style:
            raise _Refused(line, "merge keys (`<<`) are not read", "write the keys out")
        key = self._scalar(event, line)
        if key is None or isinstance(key, bool):
            self.refusals.append(_Refused(line, "a key is not text", "put it in quotes"))
        return event.value if not isinstance(key, str) else key

    def _sequence(self, events: Iterator[Any], place: Place) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            at = (*place, len(found))
            self.lines[at] = event.start_mark.line + 1
            found.append(self._value(event, events, at))
        return found

    def _scalar(self, event: Any, line: int) -> Any:  # noqa: ANN401
        text = str(event.value)
        if _CONTROL.search(text):
            self.refusals.append(_Refused(line, "a text holds a control character or half of a surrogate", "remove it"))
            return ""
        if event.style or event.tag is not None:
            return text
        return _core_schema(text)


def _core_schema(text: str) -> str | int | float | bool | None:
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
