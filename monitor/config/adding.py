"""Writing a feed into a file of feeds that people keep: nothing else in the file may change.

A round trip through ruamel.yaml keeps most comments, but not all (one after an item that ends in a list is lost), and
spaces its own way. A file of feeds holds one list and nothing after it, so the new item is made by ruamel.yaml and put
at the end as text. Only a list in brackets, or none yet, is written anew. Either way the result is read again before it
replaces the file.
"""

import io
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from monitor.config import items
from monitor.config.checking import validate
from monitor.config.faults import Faults, shown
from monitor.config.feeds import FeedSpec
from monitor.config.load import Configuration
from monitor.config.model import Surroundings
from monitor.config.yaml import Document, read_document
from monitor.errors import MonitorError

_KEY = "feeds"
_WIDEST = 100_000
_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Addition:
    """A feed on its way into a file: ``item`` is its YAML, ``text`` the whole file with it."""

    file: Path
    item: str
    text: str


def feeds_files(configuration: Configuration, path: Path) -> tuple[Path, ...]:
    """The YAML files of feeds that the settings at ``path`` name, as far as they are there or can be made."""
    patterns = [pattern for pattern in configuration.settings.feeds if pattern.endswith(_SUFFIXES)]
    document = Document(path, {}, {})
    found = items.find_files(document, ("feeds",), patterns, Faults())
    to_be_made = (path.parent / pattern for pattern in patterns if not any(sign in pattern for sign in "*?["))
    return tuple(dict.fromkeys([*found, *to_be_made]))


def feed_origins(files: Sequence[Path]) -> Mapping[str, str]:
    """Where each feed of ``files`` stands, as file:line, by its id."""
    faults = Faults()
    return {item.id: item.origin for item in items.collect(_KEY, files, faults).items if item.id is not None}


def prepare_addition(file: Path, feed: Mapping[str, Any]) -> Addition:
    """What ``file`` will be with ``feed`` at the end of its list, in the style of the feed before it; writes nothing.

    Raises ConfigError when ``file`` or ``feed`` is wrong, :class:`MonitorError` when it cannot be added without
    changing what is there.
    """
    raw = file.read_bytes() if file.exists() else b""
    mark = "\ufeff" if raw.startswith(b"\xef\xbb\xbf") else ""
    old = raw.decode("utf-8-sig")
    end = "\r\n" if "\r\n" in old else "\n"
    old = old.replace("\r\n", "\n")
    before = _data(file, old)
    try:
        item, new = _with(old, feed)
    except YAMLError as error:
        # A tab before a comment is nothing to libyaml, and a fault to ruamel.yaml.
        raise _refusal(file, feed) from error
    _check(file, before, new, feed)
    return Addition(file, item, mark + new.replace("\n", end))


def write_addition(addition: Addition) -> None:
    """Put the file in place in one step, so that a service that watches it never reads half of it."""
    target = addition.file.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
    # A name that no pattern such as feeds/*.yaml takes.
    handle, name = tempfile.mkstemp(prefix=".", suffix=".new", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(addition.text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _with(old: str, feed: Mapping[str, Any]) -> tuple[str, str]:
    """The item, and ``old`` with it."""
    data = _yaml(0).load(old) or CommentedMap()
    listed = data.get(_KEY) if isinstance(data, CommentedMap) else None
    if isinstance(listed, CommentedSeq) and listed and not listed.fa.flow_style():
        column = listed.lc.col
        item = _item(feed, column, in_line=bool(getattr(listed[-1], "fa", None) and listed[-1].fa.flow_style()))
        return item, old + ("" if old.endswith("\n") else "\n") + item
    item = _item(feed, 2, in_line=True)
    if not isinstance(listed, CommentedSeq):
        listed = CommentedSeq()
        data[_KEY] = listed
    if not listed:
        listed.fa.set_block_style()
    listed.append(_node(feed, in_line=True))
    return item, _dumped(data, 2)


def _item(feed: Mapping[str, Any], column: int, *, in_line: bool) -> str:
    listed = _dumped({_KEY: CommentedSeq([_node(feed, in_line=in_line)])}, column)
    return listed.partition("\n")[2]


def _node(feed: Mapping[str, Any], *, in_line: bool) -> CommentedMap:
    node = CommentedMap()
    for key, value in feed.items():
        if isinstance(value, (list, tuple)):
            node[key] = CommentedSeq(value)
            node[key].fa.set_flow_style()
        else:
            node[key] = value
    if in_line:
        node.fa.set_flow_style()
    return node


def _yaml(offset: int) -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDEST
    yaml.indent(mapping=2, sequence=2 + offset, offset=offset)
    return yaml


def _dumped(data: Mapping[str, Any], offset: int) -> str:
    written = io.StringIO()
    _yaml(offset).dump(data, written)
    return written.getvalue()


def _data(file: Path, text: str) -> Mapping[str, Any]:
    """What ``file`` holds, whose text is ``text``; nothing when that is comments alone."""
    if all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines()):
        return {}
    faults = Faults()
    document = read_document(file, faults)
    faults.raise_any()
    return document.data if document else {}


def _check(file: Path, before: Mapping[str, Any], new: str, feed: Mapping[str, Any]) -> None:
    """Raise unless ``new`` holds ``before`` and ``feed``, and ``feed`` is right."""
    faults = Faults()
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / file.name
        copy.write_text(new, encoding="utf-8")
        after = read_document(copy, faults)
    listed = [*(before.get(_KEY) or ()), dict(feed)]
    if after is None or after.data != {**before, _KEY: listed}:
        raise _refusal(file, feed)
    around = Surroundings(directory=file.parent)
    validate(FeedSpec, replace(after, path=file), (_KEY, len(listed) - 1), around, faults)
    faults.raise_any()


def _refusal(file: Path, feed: Mapping[str, Any]) -> MonitorError:
    named = shown(str(feed["id"]))
    return MonitorError(f"{file}: {named} cannot be added without changing what is there; write it there yourself")
