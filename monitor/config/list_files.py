"""Files that this program writes and the configuration reads: lists of feeds, lists of officials."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from monitor.config import items
from monitor.config.checking import validate
from monitor.config.faults import Faults
from monitor.config.model import Model, Surroundings
from monitor.errors import MonitorError

# What a file may have is 1 MiB and 200,000 values; an item has far fewer values than bytes.
_LARGEST = 1000 * 1024

Check = Callable[[Sequence[Path]], None]


def split_into_files(key: str, parts: Iterable[str], head: Sequence[str], between: str = "") -> Iterator[str]:
    """The texts of as many files as ``parts`` need to stay within what the configuration reads.

    ``parts`` are items of the list under ``key``, with ``between`` them. Each file begins with the lines of ``head`` as
    a comment.
    """
    begin = "".join(f"# {line}\n" for line in head) + f"\n{key}:\n"
    room = _LARGEST - len(begin.encode())
    chosen: list[str] = []
    size = 0
    for part in parts:
        length = len(f"{between}{part}".encode())
        if chosen and size + length > room:
            yield begin + between.join(chosen)
            chosen, size = [], 0
        chosen.append(part)
        size += length
    if chosen:
        yield begin + between.join(chosen)


def write_files(texts: Sequence[str], output: Path, *, force: bool, check: Check) -> list[Path]:
    """Write ``texts`` to ``output`` and its neighbours, all or none; gives the paths.

    ``check`` raises ConfigError for files that cannot be loaded. Raises MonitorError when a file is there already,
    unless ``force``, or cannot be written.
    """
    paths = _paths(output, len(texts))
    taken = [str(path) for path in paths if path.exists()]
    if taken and not force:
        raise MonitorError(f"{', '.join(taken)}: there already; nothing was written. --force overwrites")
    try:
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=output.parent) as directory:
            drafts = _drafts(texts, Path(directory) / output.name)
            check(drafts)
            for draft, path in zip(drafts, paths, strict=True):
                draft.replace(path)
    except OSError as error:
        raise MonitorError(f"{output}: cannot be written ({error.strerror})") from error
    return paths


def check_texts(texts: Sequence[str], check: Check) -> None:
    """Make sure that ``texts`` can be loaded, without writing them anywhere. Raises ConfigError."""
    with tempfile.TemporaryDirectory() as directory:
        check(_drafts(texts, Path(directory) / "list.yaml"))


def assert_loads(key: str, spec: type[Model], paths: Sequence[Path]) -> None:
    """Read the lists under ``key`` in the files ``paths`` the way the configuration does. Raises ConfigError."""
    faults = Faults()
    found = items.collect(key, paths, faults)
    items.check_unique(found, faults)
    for item in found.items:
        validate(spec, item.document, item.place, Surroundings(directory=item.document.path.parent), faults)
    faults.raise_any()


def _paths(output: Path, count: int) -> list[Path]:
    """``output``, and for more files than one its neighbours: ``people.yaml``, ``people-2.yaml`` …"""
    return [output, *(output.with_name(f"{output.stem}-{number}{output.suffix}") for number in range(2, count + 1))]


def _drafts(texts: Sequence[str], output: Path) -> list[Path]:
    paths = _paths(output, len(texts))
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths
