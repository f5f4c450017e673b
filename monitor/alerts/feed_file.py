"""Alerts in files, for feed readers: all of a channel, and those of each rule, as Atom and as JSON Feed.

A file is replaced as a whole, after it is safely on the disk, so that no reader and no crash sees half of one. An alert
that is written twice stands there once. How they are served: :mod:`monitor.alerts.feed_shelf`.
"""

import asyncio
import contextlib
import fcntl
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.alerts.retry import WEBHOOK_SCHEDULE, Schedule
from monitor.alerts.syndication import FORMS, Feed, Item, NotOurs, item_of, new_feed, read_json, with_item
from monitor.config.ways import FeedFileSettings
from monitor.errors import ChannelUnusable
from monitor.ids import digest_id
from monitor.model import Delivery, Payload

ALL = "all"
RULES = "rules"
FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,100}")


def title_of(settings: FeedFileSettings, rule: str | None) -> str:
    """What the feed of ``rule`` is called, or that of all rules."""
    return f"{settings.title}: {rule}" if rule else settings.title


@dataclass(slots=True, eq=False)
class _Waiting:
    """An alert on its way into the files: ``written`` once it stands there, ``refused`` when that cannot be."""

    payload: Payload
    item: Item = field(default_factory=dict)
    written: bool = False
    refused: Exception | None = None


class FeedChannel:
    """Writes alerts to the files of a directory: those that wait while others are written go in together."""

    recipients: tuple[str, ...] = ("",)
    schedule: Schedule = WEBHOOK_SCHEDULE
    patience: timedelta | None = None

    def __init__(self, name: str, settings: FeedFileSettings, timezone: ZoneInfo) -> None:
        self._name = name
        self._settings = settings
        self._timezone = timezone
        self._waiting: list[_Waiting] = []
        self._one_at_a_time = asyncio.Lock()
        self.far_side = digest_id("feed", str(settings.directory))

    async def send(self, delivery: Delivery) -> str:
        """Put ``delivery`` in front of its feeds; gives the file. Raises ``ChannelUnusable`` when that cannot be."""
        mine = _Waiting(delivery.payload)
        self._waiting.append(mine)
        try:
            async with self._one_at_a_time:
                if not mine.written and mine.refused is None:
                    await self._write_with_others(mine)
        finally:
            if mine in self._waiting:
                self._waiting.remove(mine)
        if mine.refused is not None:
            raise mine.refused
        return str(self._settings.directory / f"{ALL}.atom")

    async def aclose(self) -> None:
        """Nothing to do: no file is held open."""

    async def _write_with_others(self, mine: _Waiting) -> None:
        """Write all that waits. Should it break, each of them tries again with what waits then."""
        batch = [mine, *(each for each in self._waiting if each is not mine)]
        self._waiting = []
        writing = asyncio.create_task(asyncio.to_thread(self._write, batch), name=f"feed {self._name}")
        # A thread cannot be stopped: the next one begins after it has ended.
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await asyncio.wait({writing})
            raise

    def _write(self, batch: Sequence[_Waiting]) -> None:
        by_rule: defaultdict[str, list[_Waiting]] = defaultdict(list)
        for each in batch:
            try:
                each.item = item_of(each.payload, self._timezone)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one alert, the others have nothing of it
                each.refused = error
            else:
                by_rule[each.item["_news_monitor"]["rule"]].append(each)
        directory = self._settings.directory
        with self._refusing(batch):
            (directory / RULES).mkdir(parents=True, exist_ok=True)
            with _alone_in(directory):
                for rule, its in by_rule.items():
                    with self._refusing(its):
                        self._add(f"{RULES}/{_file_name(rule)}", title_of(self._settings, rule), its)
                if taken := [each for each in batch if each.refused is None]:
                    self._add(ALL, title_of(self._settings, None), taken)
            for each in taken:
                each.written = True

    @contextlib.contextmanager
    def _refusing(self, batch: Iterable[_Waiting]) -> Iterator[None]:
        """Refuse all of ``batch`` when the block cannot write."""
        try:
            yield
        except OSError as error:
            refused = ChannelUnusable(
                f"feed channel `{self._name}`: {error.filename or self._settings.directory} cannot be written "
                f"({error.strerror}); correct `directory` or its rights"
            )
        except ChannelUnusable as error:
            refused = error
        else:
            return
        for each in batch:
            each.refused = each.refused or refused

    def _add(self, name: str, title: str, batch: Sequence[_Waiting]) -> None:
        base = self._settings.url.rstrip("/") if self._settings.url else None
        path = self._settings.directory / f"{name}.json"
        feed = self._read(path, title)
        for each in batch:
            feed = with_item(feed, title, each.item, self._settings.entries)
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
