"""Commands that only look leave everything as it is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.cli.common import Exit
from monitor.store import Store
from tests.cli.conftest import Command

LOOKING = [("health",), ("feeds", "list"), ("deliveries", "replay", "--all-dead"), ("db", "check"), ("backtest",)]


@pytest.mark.parametrize("words", LOOKING, ids=" ".join)
async def test_looking_makes_no_database(command: Command, config: Path, words: tuple[str, ...]) -> None:
    """An administrator who looks first, as root, leaves no file behind that the service could not write to."""
    finished = await command(*words, "--config", config)
    assert finished.code == Exit.FAILED
    assert "there is no database" in finished.err
    assert sorted(path.name for path in config.parent.iterdir()) == ["feeds.yaml", "monitor.yaml", "rules.yaml"]


async def test_looking_migrates_nothing(command: Command, config: Path) -> None:
    """A newer program beside a running older service does not pull the schema from under it."""
    path = config.parent / "monitor.db"
    await (await Store.open(f"sqlite:///{path}")).close()
    finished = await command("alerts", "list", "--config", config)
    assert finished.code == Exit.FAILED
    assert "db upgrade" in finished.err
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    assert (await command("db", "upgrade", "--config", config)).code == Exit.DONE
    assert (await command("alerts", "list", "--config", config)).code == Exit.DONE


async def test_nothing_is_migrated_under_a_running_service(command: Command, config: Path) -> None:
    """``db upgrade`` waits for the service to be stopped, and says so."""
    store = await Store.open(f"sqlite:///{config.parent / 'monitor.db'}")
    async with await store.acquire_instance():
        finished = await command("db", "upgrade", "--config", config)
    await store.close()
    assert finished.code == Exit.FAILED
    assert "Stop it first" in finished.err
