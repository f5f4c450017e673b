"""Noticing that the files of the configuration are no longer as they were."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from pathlib import Path

from watchfiles import awatch

# Notices can be missed: between two watches, and on file systems that give none. So the files are looked at again.
_LOOK_AGAIN_MS = 5_000
_OURS = frozenset({".yaml", ".yml", ".opml"})

Stamp = frozenset[tuple[str, int, int, int]]


async def changes(files: Callable[[], Sequence[Path]]) -> AsyncIterator[None]:
    """Yield each time the configuration's files differ from how they were at the time before.

    ``files`` gives what the configuration in force was read from: files, and directories that patterns search.
    Directories are watched rather than files, since editors replace files and patterns take in new ones.
    """
    seen = _stamp(files())
    while True:
        directories = _directories(files())
        async for _ in awatch(*directories, recursive=False, yield_on_timeout=True, rust_timeout=_LOOK_AGAIN_MS):
            now = _stamp(files())
            if now != seen:
                seen = now
                yield
            if _directories(files()) != directories:
                break


def _directories(files: Iterable[Path]) -> frozenset[Path]:
    found = {path if path.is_dir() else path.parent for path in files}
    return frozenset(path for path in found if path.is_dir())


def _stamp(files: Sequence[Path]) -> Stamp:
    """What tells these files, and all YAML and OPML files beside them, from other versions of them."""
    beside = (child for directory in _directories(files) for child in directory.iterdir() if child.suffix in _OURS)
    stamps = set()
    for path in {*files, *beside}:
        try:
            found = path.stat()
        except OSError:
            continue  # just being replaced, or gone: either way it is missing from the stamp, which shows
        if not path.is_dir():
            stamps.add((str(path), found.st_mtime_ns, found.st_size, found.st_ino))
    return frozenset(stamps)
