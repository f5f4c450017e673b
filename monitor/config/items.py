"""The items of feed, rule and vocabulary files: finding the files, taking the lists apart, telling ids apart."""

import glob
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitor.config.faults import Faults, did_you_mean, shown
from monitor.config.opml import FeedLists, OpmlFile
from monitor.config.yaml import Document, Place, read_document

_KINDS = ("feeds", "topics", "officials", "rules")
_SUFFIXES = frozenset({".yaml", ".yml"})
_OPML = ".opml"
_MOST_REMARKS = 20


@dataclass(frozen=True)
class Item:
    """One entry of the list ``key`` of a file, as it stands there."""

    document: Document
    key: str
    index: int

    @property
    def place(self) -> Place:
        """Where it stands in its document."""
        return (self.key, self.index)

    @property
    def raw(self) -> Any:  # noqa: ANN401 - any YAML value
        """What stands there."""
        return self.document.data[self.key][self.index]

    @property
    def id(self) -> str | None:
        """Its id, if it has one that is text."""
        return next(self.texts("id"), None)

    @property
    def origin(self) -> str:
        """Its file:line."""
        return f"{self.document.path}:{self.document.line(self.place)}"

    def texts(self, *keys: str) -> Iterator[str]:
        """The texts under ``keys`` of it: one, or those of a list."""
        value = self.raw
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        yield from (text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str))


@dataclass
class Collection:
    """All items of one kind. ``complete`` is false when some file could not be read, so that more may exist."""

    kind: str
    items: list[Item] = field(default_factory=list)
    complete: bool = True

    def ids(self) -> set[str]:
        """The ids of all items."""
        return {item.id for item in self.items if item.id is not None}


def find_files(document: Document, place: Place, patterns: Sequence[str], faults: Faults) -> list[Path]:
    """The files that ``patterns`` name, from the directory of ``document``; what matches nothing goes to ``faults``."""
    found: dict[Path, None] = {}
    for index, pattern in enumerate(patterns):
        names = glob.glob(pattern, root_dir=document.path.parent, recursive=True)  # noqa: PTH207 - may be absolute
        paths = [path for name in sorted(names) if (path := document.path.parent / name).is_file()]
        found.update(dict.fromkeys(paths))
        if paths or (*place, index) not in document.lines:
            continue
        line = document.line((*place, index))
        if glob.has_magic(pattern):
            faults.warn(document.path, line, f"{shown(pattern)} matches no file")
        else:
            hint = f"write one that begins as `{place[-1]}: []`, or take it out here"
            faults.add(document.path, line, f"there is no file {shown(pattern)} beside {document.path.name}", hint)
    return list(found)


def warn_of_overlooked(
    document: Document, place: Place, patterns: Sequence[str], read: Iterable[Path], faults: Faults
) -> None:
    """Warn of YAML files that ``patterns`` do not take for their suffix alone, and that are not ``read`` either."""
    taken = {path.resolve() for path in read}
    for pattern in patterns:
        stem, suffix = _split_suffix(pattern)
        for other in _SUFFIXES - {suffix} if suffix else ():
            for name in sorted(glob.glob(stem + other, root_dir=document.path.parent, recursive=True)):  # noqa: PTH207
                path = document.path.parent / name
                if path.is_file() and path.resolve() not in taken:
                    taken.add(path.resolve())
                    key = ".".join(str(step) for step in place)
                    hint = f"rename it to {path.with_suffix(suffix).name}, or list it there"
                    faults.warn(path, None, f"this file is not read: `{key}` takes {shown(pattern)}", hint)


def _split_suffix(pattern: str) -> tuple[str, str]:
    """``pattern`` in front of its suffix, and that, if it is one of YAML; else it and nothing."""
    suffix = next((each for each in _SUFFIXES if pattern.endswith(each)), "")
    return pattern.removesuffix(suffix), suffix


def directories(base: Path, patterns: Iterable[str]) -> Iterator[Path]:
    """The directories in which files may appear that ``patterns`` would match."""
    for pattern in patterns:
        steps = (base / pattern).parts[:-1]
        plain = next((index for index, step in enumerate(steps) if glob.has_magic(step)), len(steps))
        yield Path(*steps[:plain])


def collect(kind: str, paths: Sequence[Path], faults: Faults) -> Collection:
    """Read ``paths``, each of which must hold a list under the key ``kind``; feeds may stand in OPML, too."""
    found = Collection(kind)
    lists = [path for path in paths if kind == "feeds" and path.suffix.lower() == _OPML]
    for path in paths:
        if path in lists:
            continue
        document = read_document(path, faults, f"begin it with `{kind}:`, or write `{kind}: []` for none")
        if document is None or not _add_items(found, document, faults):
            found.complete = False
    if lists:
        _collect_opml(found, lists, faults)
    return found


def _collect_opml(found: Collection, paths: Iterable[Path], faults: Faults) -> None:
    """Add the feeds of OPML files that the others do not list."""
    reader = FeedLists()
    for item in found.items:
        reader.note(item.id, next(item.texts("url"), None), item.origin)
    for path in paths:
        faults.open(path)
        file = reader.read(path)
        if file.broken is not None:
            faults.add(path, file.broken.line, file.broken.message, file.broken.hint)
            found.complete = False
        _tell(file, path, faults)
        found.items.extend(Item(file.document, "feeds", index) for index in range(len(file.document.data["feeds"])))


def _tell(file: OpmlFile, path: Path, faults: Faults) -> None:
    """Warn of what is odd in an OPML file: another program made it, so it is no reason not to start."""
    for remark in file.remarks[:_MOST_REMARKS]:
        faults.warn(path, remark.line, remark.message)
    more = len(file.remarks) - _MOST_REMARKS
    if more > 0:
        hint = "`news-monitor feeds import` of this file lists them all"
        faults.warn(path, file.remarks[_MOST_REMARKS].line, f"{more:,} more such remarks from here on", hint)


def _add_items(found: Collection, document: Document, faults: Faults) -> bool:
    kind = found.kind
    for key in document.data:
        if key != kind:
            hint = did_you_mean(key, (kind,)) or f"a file of {kind} holds the key `{kind}` alone"
            faults.add(document.path, document.line((key,)), f"unknown key {shown(key)}", hint)
    if kind not in document.data:
        faults.add(
            document.path, 1, f"`{kind}` is missing", f"begin the file with `{kind}:`, or write `{kind}: []` for none"
        )
        return False
    listed = document.data[kind]
    if listed is not None and not isinstance(listed, list):
        faults.add(document.path, document.line((kind,)), f"`{kind}` must be a list", "begin each item with `- `")
        return False
    found.items.extend(Item(document, kind, index) for index in range(len(listed or ())))
    return True


def kind_of(document: Document) -> str | None:
    """Of what kind ``document`` is a file of items; ``None`` when it is none, such as the settings.

    Settings too have keys ``feeds`` and ``rules``; theirs list names of files.
    """
    (key, listed), *others = document.data.items() if document.data else [("", None)]
    first = listed[0] if isinstance(listed, list) and listed else None
    return key if key in _KINDS and not others and isinstance(first, dict) else None


def check_unique(found: Collection, faults: Faults) -> None:
    """Refuse a second item of the same id, naming both places."""
    first: dict[str, Item] = {}
    for item in found.items:
        if item.id is None:
            continue
        other = first.setdefault(item.id, item)
        if other is not item:
            line = item.document.line((*item.place, "id"))
            message = f"the id {shown(item.id)} is taken: it was given first at {other.origin}"
            faults.add(item.document.path, line, message, "give one of them another id")


def texts_at(data: Mapping[str, Any], place: Sequence[str], default: Sequence[str]) -> Sequence[str]:
    """The list of texts at ``place``; ``default`` where there is none."""
    value: Any = data
    for key in place:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, list):
        return default
    return [text if isinstance(text, str) else "" for text in value]
