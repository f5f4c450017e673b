"""Alerts in files, for feed readers: all of a channel, and those of each rule, as Atom and as JSON Feed.

A file is replaced as a whole, after it is safely on the disk, so that no reader and no crash sees half of one. An alert
that is written twice stands there once. How they are served: :mod:`monitor.alerts.feed_shelf`.
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
from monitor.alerts.syndication import FORMS, Feed, Item, NotOurs, item_of, new_feed, read_json, with_item
from monitor.config.ways import FeedFileSettings
from monitor.errors import ChannelUnusable
from monitor.ids import digest_id
from monitor.model import Delivery

ALL = "all"
RULES = "rules"
FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,100}")


def title_of(settings: FeedFileSettings, rule: str | None) -> str:
    """What the feed of ``rule`` is called, or that of all rules."""
    return f"{settings.title}: {rule}" if rule else settings.title


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
            (directory / RULES).mkdir(parents=True, exist_ok=True)
            with _alone_in(directory):
                self._add(f"{RULES}/{_file_name(rule)}", title_of(self._settings, rule), item)
                self._add(ALL, title_of(self._settings, None), item)
        except OSError as error:
            raise ChannelUnusable(
                f"feed channel `{self._name}`: {error.filename or directory} cannot be written ({error.strerror}); "
                "correct `directory` or its rights"
            ) from None
        return str(directory / f"{ALL}.atom")

    def _add(self, name: str, title: str, item: Item) -> None:
        base = self._settings.url.rstrip("/") if self._settings.url else None
        path = self._settings.directory / f"{name}.json"
        feed = with_item(self._read(path, title), title, item, self._settings.entries)
        # The memory first: after a crash between the two, the other is made from it.
        for suffix, form in FORMS.items():
            url = f"{base}/{name}.{suffix}" if base else None
            _replace(path.with_name(f"{path.stem}.{suffix}"), form.write(feed, url))

    def _read(self, path: Path, title: str) -> Feed:
        """What stands in the file so far."""
        try:
            return read_json(path.read_bytes())
        except FileNotFoundError:
            return new_feed(title, path)
        except NotOurs:
            raise ChannelUnusable(
                f"feed channel `{self._name}`: {path} is not a feed that this program wrote; "
                "move it away, or give the channel another `directory`"
            ) from None


def _file_name(rule_id: str) -> str:
    return rule_id if FILE_NAME.fullmatch(rule_id) else digest_id(rule_id)


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
