"""Alerts in files, for feed readers: all of a channel, and those of each rule, as Atom and as JSON Feed.

A file is replaced as a whole, after it is safely on the disk, so that no reader and no crash sees half of one. An alert
that is written twice stands there once.
"""

import asyncio
import contextlib
import fcntl
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.alerts.retry import WEBHOOK_SCHEDULE, Schedule
from monitor.alerts.syndication import (
    Feed,
    Item,
    NotOurs,
    item_of,
    new_feed,
    read_json,
    with_item,
    write_atom,
    write_json,
)
from monitor.config.ways import FeedFileSettings
from monitor.errors import ChannelUnusable
from monitor.ids import digest_id
from monitor.model import Delivery

_ALL = "all"
_RULES = "rules"
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,100}")


class FeedChannel:
    """Writes alerts to the files of a directory."""

    recipients: tuple[str, ...] = ("",)
    schedule: Schedule = WEBHOOK_SCHEDULE
    patience: timedelta | None = None

    def __init__(self, name: str, settings: FeedFileSettings, timezone: ZoneInfo) -> None:
        self._name = name
        self._settings = settings
        self._timezone = timezone
        self._one_at_a_time = asyncio.Lock()
        self.far_side = digest_id("feed", str(settings.directory))

    async def send(self, delivery: Delivery) -> str:
        """Put ``delivery`` in front of its feeds; gives the file. Raises ``ChannelUnusable`` when that cannot be."""
        async with self._one_at_a_time:
            writing = asyncio.create_task(asyncio.to_thread(self._write, delivery), name=f"feed {delivery.id}")
            # A thread cannot be stopped: the next one begins after it has ended.
            try:
                return await asyncio.shield(writing)
            except asyncio.CancelledError:
                await asyncio.wait({writing})
                raise

    async def aclose(self) -> None:
        """Nothing to do: no file is held open."""

    def _write(self, delivery: Delivery) -> str:
        item = item_of(delivery.payload, self._timezone)
        rule = item["_news_monitor"]["rule"]
        directory = self._settings.directory
        try:
            (directory / _RULES).mkdir(parents=True, exist_ok=True)
            with _alone_in(directory):
                self._add(f"{_RULES}/{_file_name(rule)}", f"{self._settings.title}: {rule}", item)
                self._add(_ALL, self._settings.title, item)
        except OSError as error:
            raise ChannelUnusable(
                f"feed channel `{self._name}`: {error.filename or directory} cannot be written ({error.strerror}); "
                "correct `directory` or its rights"
            ) from None
        return str(directory / f"{_ALL}.atom")

    def _add(self, name: str, title: str, item: Item) -> None:
        base = self._settings.url.rstrip("/") if self._settings.url else None
        path = self._settings.directory / f"{name}.json"
        feed = with_item(self._read(path, title), title, item, self._settings.entries)
        # The memory first: after a crash between the two, the other is made from it.
        for suffix, write in ((".json", write_json), (".atom", write_atom)):
            _replace(path.with_name(path.stem + suffix), write(feed, f"{base}/{name}{suffix}" if base else None))

    def _read(self, path: Path, title: str) -> Feed:
        """What stands in the file so far."""
        try:
            return read_json(path.read_bytes())
        except FileNotFoundError:
            return new_feed(title)
        except NotOurs:
            raise ChannelUnusable(
                f"feed channel `{self._name}`: {path} is not a feed that this program wrote; "
                "move it away, or give the channel another `directory`"
            ) from None


def _file_name(rule_id: str) -> str:
    return rule_id if _FILE_NAME.fullmatch(rule_id) else digest_id(rule_id)


@contextlib.contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    """Keep other writers of ``directory`` waiting: what a reload has not let go of yet, another channel, ``send-test``.

    What each of them adds would else be overwritten by another that had read the file before.
    """
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.suppress(OSError):  # a network's file system may lock no directory
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _replace(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of the file at ``path``."""
    partial = path.with_name(f".{path.name}.part")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
