"""The feeds in a channel's directory, as readers get them from the service.

What is served is read and written again: so it names the address by which it is reached now, and nothing but a feed of
this program leaves the directory. Neither a name nor a link leads out of it.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor import __version__
from monitor.alerts.feed_file import ALL, FILE_NAME, RULES, title_of
from monitor.alerts.syndication import Form, new_feed, read_json, write_json
from monitor.config.ways import FeedFileSettings

# What stands for "there is no such feed": nothing, or a link or anything else that this program does not write.
_ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENXIO})


@dataclass(frozen=True, slots=True)
class ShelvedFeed:
    """A feed as it stands: its JSON, and when that was written (UTC), or ``None`` where nothing was yet."""

    data: bytes
    changed: datetime | None

    def tag(self, form: Form, url: str | None) -> str:
        """Another text whenever :meth:`publish` gives other bytes."""
        what = (__version__, form.media_type, url or "")
        return hashlib.sha256("\0".join(what).encode() + b"\0" + self.data).hexdigest()[:32]

    def publish(self, form: Form, url: str | None) -> bytes:
        """The feed, which is found at ``url``. Raises :class:`NotOurs` when the file is not what was written."""
        return form.write(read_json(self.data), url)


class FeedShelf:
    """The feeds of one channel. Reads files: call its methods in a thread."""

    def __init__(self, settings: FeedFileSettings) -> None:
        self._settings = settings

    def rules(self) -> frozenset[str]:
        """The rules that have a feed there."""
        try:
            names = os.listdir(self._settings.directory / RULES)  # noqa: PTH208 - names, not paths
        except OSError:
            return frozenset()
        found = (Path(name) for name in names if name.endswith(".json"))
        return frozenset(path.stem for path in found if FILE_NAME.fullmatch(path.stem))

    def take(self, rule: str | None, expected: Iterable[str]) -> ShelvedFeed | None:
        """The feed of ``rule``, or of all; one without alerts while there is no file, if ``rule`` is ``expected``.

        Raises OSError when the file cannot be read.
        """
        if rule is not None and not FILE_NAME.fullmatch(rule):
            return None
        parts = [f"{ALL}.json"] if rule is None else [RULES, f"{rule}.json"]
        try:
            return _read(self._settings.directory, parts)
        except OSError as error:
            if error.errno not in _ABSENT:
                raise
        if rule is not None and rule not in expected:
            return None
        feed = new_feed(title_of(self._settings, rule), self._settings.directory.joinpath(*parts))
        return ShelvedFeed(write_json(feed, None), None)


def _read(directory: Path, parts: Iterable[str]) -> ShelvedFeed:
    """The file at ``parts`` below ``directory``, none of them a link. Raises OSError."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    for part in parts:
        try:
            # Without O_NONBLOCK, opening a pipe would wait for somebody who writes to it.
            inner = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = inner
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise FileNotFoundError(errno.ENOENT, "not a plain file")
        # The file does not close what is opened here: given a folder, it would leave it open.
        with open(descriptor, "rb", closefd=False) as file:
            return ShelvedFeed(file.read(), datetime.fromtimestamp(status.st_mtime, UTC))
    finally:
        os.close(descriptor)
