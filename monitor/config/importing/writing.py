"""Files of officials: their text, and writing them so that each that is there can be loaded."""

import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq

from monitor.config import items
from monitor.config.checking import validate
from monitor.config.faults import Faults
from monitor.config.importing.making import Imported
from monitor.config.model import Surroundings
from monitor.config.vocabulary import OfficialSpec
from monitor.errors import MonitorError

# What a file may have is 1 MiB and 200,000 values; names have far fewer values than bytes.
_LARGEST = 1000 * 1024


def officials_files(officials: Iterable[Imported], head: Sequence[str]) -> Iterator[str]:
    """The texts of as many files as ``officials`` need to stay within what the configuration reads.

    Each begins with the lines of ``head`` as a comment.
    """
    begin = "".join(f"# {line}\n" for line in head) + "\nofficials:\n"
    parts: list[str] = []
    size = 0
    for official in officials:
        part = _as_item(official)
        length = len(part.encode())
        if parts and size + length > _LARGEST - len(begin.encode()):
            yield begin + "\n".join(parts)
            parts, size = [], 0
        parts.append(part)
        size += length + 1
    if parts:
        yield begin + "\n".join(parts)


def names_yaml(names: dict[str, list[str]]) -> str:
    """``names`` by language as they stand below ``names:`` of an official."""
    return _dumped({"names": _compact(names)})


def output_paths(output: Path, count: int) -> list[Path]:
    """``output``, and for more files than one its neighbours: ``people.yaml``, ``people-2.yaml`` …"""
    return [output, *(output.with_name(f"{output.stem}-{number}{output.suffix}") for number in range(2, count + 1))]


def write_files(
    texts: Sequence[str], output: Path, *, force: bool, check: Callable[[Sequence[Path]], None] | None = None
) -> list[Path]:
    """Write ``texts`` to ``output`` and its neighbours, all or none; gives the paths.

    ``check`` raises ConfigError for files that cannot be loaded; by default, as files of officials.

    Raises MonitorError when a file is there already, unless ``force``, or cannot be written.
    """
    paths = output_paths(output, len(texts))
    taken = [str(path) for path in paths if path.exists()]
    if taken and not force:
        raise MonitorError(f"{', '.join(taken)}: there already; nothing was written. --force overwrites")
    try:
        with tempfile.TemporaryDirectory(prefix=".importing-", dir=output.parent) as directory:
            drafts = [Path(directory) / path.name for path in paths]
            for draft, text in zip(drafts, texts, strict=True):
                draft.write_text(text, encoding="utf-8")
            (check or assert_loads)(drafts)
            for draft, path in zip(drafts, paths, strict=True):
                draft.replace(path)
    except OSError as error:
        raise MonitorError(f"{output}: cannot be written ({error.strerror})") from error
    return paths


def check_texts(texts: Sequence[str]) -> None:
    """Make sure that ``texts`` can be loaded as files of officials. Raises ConfigError."""
    with tempfile.TemporaryDirectory() as directory:
        paths = output_paths(Path(directory) / "officials.yaml", len(texts))
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        assert_loads(paths)


def assert_loads(paths: Sequence[Path]) -> None:
    """Read ``paths`` the way the configuration does. Raises ConfigError."""
    faults = Faults()
    found = items.collect("officials", paths, faults)
    items.check_unique(found, faults)
    for item in found.items:
        validate(OfficialSpec, item.document, item.place, Surroundings(directory=item.document.path.parent), faults)
    faults.raise_any()


def _as_item(official: Imported) -> str:
    """``official`` as an item of the list, with a comment that says what its source calls it."""
    item = {key: _compact(value) if isinstance(value, dict) else value for key, value in official.item.items()}
    lines = _dumped(item).splitlines()
    source = [f"  # {official.key}\n"] if official.key else []
    return "".join([*source, *(f"{'  - ' if not number else '    '}{line}\n" for number, line in enumerate(lines))])


def _compact(names: dict[str, list[str]]) -> dict[str, Any]:
    return {language: listed[0] if len(listed) == 1 else _in_one_line(listed) for language, listed in names.items()}


def _in_one_line(listed: list[str]) -> CommentedSeq:
    sequence = CommentedSeq(listed)
    sequence.fa.set_flow_style()
    return sequence


def _dumped(value: dict[str, Any]) -> str:
    writer = YAML()
    writer.width = 100_000
    writer.allow_unicode = True
    written = io.StringIO()
    writer.dump(value, written)
    return written.getvalue()
