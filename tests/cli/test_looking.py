"""Commands that only look leave everything as it is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.cli.common import Exit
from monitor.store import Store
from tests.cli.conftest import Command
from tests.newsroom import Newsroom, Story, filler
from tests.service.conftest import newsroom as newsroom_fixture

newsroom = newsroom_fixture
RULES = "rules:\n  - {id: cyber, keywords: [cybersecurity], notify: [ops]}\n"

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


async def test_what_happened_is_told_whatever_the_files_say_now(command: Command, newsroom: Newsroom) -> None:
    """Who has just broken the configuration wants to know what happened: the database answers, and one line says what
    could not be read. What lives by the rules stops at the faults.
    """
    newsroom.publish("wire", Story("a", "ملاحظة عن cybersecurity", filler("cybersecurity"), "ar"))
    at = ("--config", newsroom.configure(RULES))
    await command("run", "--once", *at)
    (alert,) = (await command("alerts", "list", "--rule", "cyber", "--json", *at)).json
    newsroom.configure(f"{RULES}  - {{id: broken, keywrds: [a]}}\n")
    settings = newsroom.config.read_text().replace("Europe/Zurich", "Mars").replace("webhook:", "webhok:")
    newsroom.config.write_text(settings)
    asked: dict[str, tuple[str, str]] = {
        "alerts list": ("\u2068ملاحظة عن cybersecurity\u2069\n", ""),
        f"alerts show {alert['data']['id']}": ("delivered to ops", "in UTC: "),
        "alerts search cybersecurity": ("of cyber", " faults: "),
        "deliveries list": ("\u2068ملاحظة عن cybersecurity\u2069\n", ""),
        "deliveries list --channel nope": ("no deliveries", "is not known: "),
        "channels list": ("ops      –     ok     1 delivered", "only channels with deliveries are listed: "),
        "rules list": ("1 (1 in 7 days)", " faults: "),
        "feeds list": ("wire", " faults: "),
        "silences list": ("nothing is silent", ""),
        "report": ("(UTC)", "in UTC: "),
        "db check": ("alerts: ", ""),
    }
    for line, (shown, told) in asked.items():
        finished = await command(*line.split(), *at)
        assert (finished.code, shown in finished.out) == (Exit.DONE, True), (line, finished)
        assert (finished.err.count("\n"), told in finished.err) == (int(bool(told)), True), (line, finished.err)
    assert "broken" not in (await command("rules", "list", *at)).out
    for line in ("rules show cyber", "silences add --rule cyber --for 1h --why x", "explain -"):
        assert (await command(*line.split(), *at)).code == Exit.CONFIG

    with closing(sqlite3.connect(newsroom.directory / "monitor.db")) as connection, connection:
        connection.execute("UPDATE alerts SET payload = '[1]' WHERE rule_id = 'cyber'")
    (damaged,) = (await command("alerts", "list", "--rule", "cyber", "--json", *at)).json
    assert (damaged["damaged"], damaged["data"]["id"]) == (True, alert["data"]["id"])
    assert "damaged in the database" in (await command("deliveries", "list", *at)).out


async def test_nothing_is_migrated_under_a_running_service(command: Command, config: Path) -> None:
    """``db upgrade`` waits for the service to be stopped, and says so."""
    store = await Store.open(f"sqlite:///{config.parent / 'monitor.db'}")
    async with await store.acquire_instance():
        finished = await command("db", "upgrade", "--config", config)
    await store.close()
    assert finished.code == Exit.FAILED
    assert "Stop it first" in finished.err
