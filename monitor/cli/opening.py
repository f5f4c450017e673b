"""The configuration and the database that a command looks into."""

import os
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor import config
from monitor.cli.common import counted, err
from monitor.clock import SystemClock
from monitor.config.faults import known_words
from monitor.errors import ConfigError, MonitorError
from monitor.store import Store
from monitor.telemetry import one_line


def load_config(path: Path) -> config.Configuration:
    """The configuration at ``path``. Raises ConfigError."""
    return config.load(path, os.environ, SystemClock().now())


def read_config(path: Path) -> config.Examined:
    """As much of the configuration at ``path`` as can be read; a line on standard error says that it is not all."""
    examined = config.examine(path, os.environ, SystemClock().now())
    if examined.faults:
        listed = f"the configuration has {counted(len(examined.faults), 'fault')}: `news-monitor check --config {path}`"
        err.print(f"{listed} lists what is left out here")
    return examined


def read_settings(path: Path, *keys: str, without: str) -> config.Settings | None:
    """What the settings at ``path`` say under ``keys``, and nothing else of the configuration.

    Where these are wrong, ``None``; a line on standard error says so, and what is done ``without``.
    """
    try:
        return config.find_settings(path, os.environ, *keys)
    except ConfigError as error:
        err.print(f"{without}: {one_line(str(error.faults[0]))}")
        return None


def read_channels(path: Path, without: str) -> Mapping[str, config.ChannelSettings] | None:
    """The channels of the settings, as :func:`read_settings`."""
    # A channel may need what the other keys say.
    settings = read_settings(path, "channels", "commands", "summary", without=without)
    return settings.channels if settings else None


def readers_zone(path: Path) -> ZoneInfo:
    """The time zone of the readers; UTC, and a line on standard error, where that cannot be read."""
    settings = read_settings(path, "timezone", without="days and times are in UTC")
    return ZoneInfo(settings.timezone if settings else "UTC")


@asynccontextmanager
async def open_store(path: Path, *, check: bool = False) -> AsyncIterator[Store]:
    """The store that the settings at ``path`` name, to look into while a service may be running on it.

    What else stands in them and in other files is not read: it may be wrong, and a service goes on with what it read
    before. ``check`` reads the whole database for damage first. Nothing is made or migrated: an empty database because
    of a wrong ``--config`` would help nobody, and a newer program must not pull the schema from under an older service.
    """
    url = config.find_store(path, os.environ).url
    _assert_made(url, path)
    store = await Store.open(url, check=check)
    try:
        await store.check_version()
        yield store
    finally:
        await store.close()


def _assert_made(url: str, path: Path) -> None:
    file = url.removeprefix("sqlite:///")
    if file != url and not Path(file).exists():
        raise MonitorError(f"there is no database {file} yet; `news-monitor run --config {path}` makes it")


def assert_known(kind: str, name: str | None, known: Iterable[str]) -> None:
    """Raises MonitorError where ``name`` is given and none of ``known``; it names those that come near."""
    there = frozenset(known)
    if name is not None and name not in there:
        hint = known_words(name, there, "none is configured")
        raise MonitorError(f"there is no {kind} `{one_line(name)}`: {hint}")
