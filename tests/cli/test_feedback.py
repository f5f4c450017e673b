"""People say what an alert was worth, and see what that makes of a rule."""

import asyncio
from pathlib import Path

import pytest

from monitor.cli.common import Exit
from monitor.model import Alert, AlertKind, AlertPlan
from monitor.store import Store
from tests.cli.conftest import Command
from tests.newsroom import Newsroom, Story, filler
from tests.service.conftest import newsroom as newsroom_fixture
from tests.store.world import NOW, alerted

newsroom = newsroom_fixture
RULES = "rules: [{id: cyber, keywords: [cybersecurity]}, {id: bees, keywords: [bees]}]"


async def _raise_alerts(command: Command, newsroom: Newsroom) -> dict[str, str]:
    """Three alerts by a real run; gives their ids by title."""
    whats = ["cybersecurity", "cybersecurity in ports", "bees"]
    newsroom.publish("wire", *(Story(f"s{n}", f"Note {n} on {what}", filler(what)) for n, what in enumerate(whats)))
    newsroom.configure(RULES)
    assert (await command("run", "--once", "--config", newsroom.config)).code == Exit.DONE
    listed = (await command("alerts", "list", "--json", "--config", newsroom.config)).json
    return {alert["data"]["articles"][0]["title"]: alert["data"]["id"] for alert in listed}


async def test_alerts_are_marked_listed_counted_and_unmarked(command: Command, newsroom: Newsroom) -> None:
    """The whole way on a real database: by a part of the id, again, shown, added up, and taken back."""
    ids = await _raise_alerts(command, newsroom)
    first, second = ids["Note 0 on cybersecurity"], ids["Note 1 on cybersecurity in ports"]
    at = ("--config", newsroom.config)
    assert (await command("alerts", "mark", first[:8], "irrelevant", "--note", "a mere mention", *at)).code == 0
    assert (await command("alerts", "mark", first, "relevant", "--note", "good\nfind", *at)).code == 0
    assert (await command("alerts", "mark", second, "irrelevant", *at)).code == 0

    by_mark = {
        word: [alert["data"]["id"] for alert in (await command("alerts", "list", "--marked", word, "--json", *at)).json]
        for word in ("relevant", "irrelevant", "none")
    }
    assert by_mark == {"relevant": [first], "irrelevant": [second], "none": [ids["Note 2 on bees"]]}
    assert "irrelevant" in (await command("alerts", "list", *at)).out
    shown = await command("alerts", "show", first[:6], *at)
    assert "marked relevant" in shown.out
    assert "good" in shown.out
    assert (await command("alerts", "show", first, "--json", *at)).json["mark"]["note"] == "good\nfind"

    cyber, bees = (await command("rules", "list", "--json", *at)).json
    assert (cyber["alerts"], cyber["marks"]) == ({"kept": 2, "last_7_days": 2}, {"relevant": 1, "irrelevant": 1})
    assert cyber["precision"] == pytest.approx({"value": 0.5, "low": 0.0945, "high": 0.9055}, abs=1e-4)
    assert (bees["alerts"]["kept"], bees["precision"]) == (1, None)
    table = " ".join((await command("rules", "list", *at, columns=200)).out.split())
    assert "2 (2 in 7 days) 1 of 2 (50%)" in table
    assert "1 (1 in 7 days) –" in table

    assert (await command("alerts", "unmark", second[:7], *at)).code == Exit.DONE
    again = await command("alerts", "unmark", second, *at)
    assert again.code == Exit.FAILED
    assert "alerts list" in again.err
    assert (await command("rules", "list", "--json", *at)).json[0]["precision"]["value"] == 1.0


async def test_an_id_that_names_no_single_alert_is_refused(command: Command, config: Path) -> None:
    """Unknown, too short, or the start of two: a sentence says which, and nothing is marked."""
    store = await Store.open(f"sqlite:///{config.parent / 'monitor.db'}")
    await store.upgrade()
    await _plant(store, "abcdefgh1", "abcdefgh2")
    await store.close()
    for given, said in (("nonesuch", "no alert `nonesuch`"), ("abc", "too short"), ("abcdefgh", "more than one")):
        for words in (("mark", given, "relevant"), ("show", given)):
            finished = await command("alerts", *words, "--config", config)
            assert (finished.code, said in finished.err) == (Exit.FAILED, True), finished.err
    assert (await command("alerts", "mark", "abcdefgh1", "maybe", "--config", config)).code == Exit.USAGE
    assert (await command("alerts", "mark", "abcdefgh1", "relevant", "--config", config)).code == Exit.DONE


async def test_rules_are_listed_without_a_database(command: Command, config: Path) -> None:
    """Somebody who has just written rules sees them, and is told why nothing is counted; nothing is made."""
    finished = await command("rules", "list", "--json", "--config", config)
    assert finished.code == Exit.DONE
    assert [(rule["id"], rule["alerts"], rule["precision"]) for rule in finished.json] == [("cyber", None, None)]
    assert "there is no database" in finished.err
    assert "cyber" in (await command("rules", "list", "--config", config)).out
    assert not await asyncio.to_thread((config.parent / "monitor.db").exists)


async def test_mixed_languages_are_shown_where_there_are_any(command: Command, config: Path) -> None:
    """The stages and ``explain`` name the language of a title that is in another than its text, and else do not."""
    title, text = "الأمن السيبراني في الموانئ الجديدة", " ".join(filler("cybersecurity"))
    lines = f'{{"id": 1, "title": "{title}", "text": "{text}"}}\n{{"id": 2, "title": "Talks", "text": "{text}"}}\n'
    mixed, plain = (await command("stage", "match", "--config", config, stdin=lines)).records
    assert (mixed["language"], mixed["title_language"]) == ("en", "ar")
    assert "title_language" not in plain
    explained = await command("explain", "-", "--config", config, stdin=f"{title}\n{text}\n")
    assert "[en, title ar]" in explained.out


async def _plant(store: Store, *ids: str) -> None:
    """Alerts of those ids, each of a rule of its own."""
    payload = {"data": {"articles": [{"title": "T"}]}}
    alerts = [Alert(each, AlertKind.NEW, f"rule-{each}", "story", NOW, payload) for each in ids]
    await alerted(store, *(AlertPlan(alert, ()) for alert in alerts))
