"""Silences and the day's report, from the command line, on a service that really ran."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from monitor.cli.common import Exit
from monitor.model import DeliveryState
from monitor.store import Store
from monitor.store.schema import alerts, articles, deliveries
from tests.accounts import assert_accounted_at
from tests.cli.conftest import Command
from tests.newsroom import Newsroom, Story, filler
from tests.service.conftest import newsroom as newsroom_fixture

newsroom = newsroom_fixture
RULES = (
    "rules: [{id: cyber, keywords: [cybersecurity], notify: [ops]}, {id: bees, keywords: [bees]},"
    " {id: later, keywords: [bees], send: {digest: '0 7 1 1 *'}, notify: [ops]}]"
)


async def test_what_is_silenced_is_told_of_in_every_list(command: Command, newsroom: Newsroom) -> None:
    """A silence is added, shown and ended; what it kept back is listed with its reason, and the day adds up."""
    newsroom.publish("wire", Story("a", "Note on cybersecurity", filler("cybersecurity")))
    newsroom.publish("wire", Story("b", "Note on bees", filler("bees")))
    at = ("--config", newsroom.configure(RULES))
    assert (await command("db", "upgrade", *at)).code == Exit.DONE
    wrong = await command("silences", "add", "--rule", "cybre", "--for", "3h", "--why", "x", *at)
    assert (wrong.code, "`cyber`" in wrong.err) == (Exit.FAILED, True)
    assert (await command("silences", "add", "--for", "3h", "--why", "everything", *at)).code == Exit.USAGE
    added = await command("silences", "add", "--rule", "cyber", "--for", "3h", "--why", "known since Monday", *at)
    silence = added.out.partition(":")[0]
    assert "(Europe/Zurich)" in added.out
    assert (await command("run", "--once", *at)).code == Exit.DONE
    assert newsroom.hook.titles == ["Note on bees"]

    (listed,) = (await command("silences", "list", "--json", *at)).json
    assert (listed["id"], listed["rule_id"], listed["why"]) == (silence, "cyber", "known since Monday")
    (suppressed,) = (await command("deliveries", "list", "--state", "suppressed", "--json", *at)).json
    assert (suppressed["rule_id"], suppressed["reason"]) == ("cyber", "silence")
    shown = await command("alerts", "show", suppressed["alert_id"], *at)
    assert "suppressed to ops" in shown.out
    assert "known since Monday" in shown.out
    assert "waits for the digest" in (await command("deliveries", "list", "--reason", "digest", *at)).out

    for line, said in (
        ("deliveries list --reason digests", "there is no reason `digests`: did you mean `digest`?"),
        ("deliveries list --channel opps", "there is no channel `opps`: did you mean `ops`?"),
        ("alerts list --rule cybr --json", "there is no rule `cybr`: did you mean `cyber`?"),
    ):
        unknown = await command(*line.split(), *at)
        assert (unknown.code, unknown.out, said in unknown.err) == (Exit.FAILED, "", True)

    report = (await command("report", "--json", *at)).json
    assert report["balanced"]
    matches = {key: number for key, number in report["matches"].items() if number}
    reasons = {"at-once": 1, "silence": 1, "digest": 1}
    assert matches == {"matched": 3, "delivered": 1, "suppressed": 1, "waiting": 1, "reasons": reasons}
    words = (await command("report", "--day", "today", *at)).out
    assert "matched 3 = 1 delivered + 0 merged + 0 held + 1 suppressed + 1 waiting + 0 dead" in words
    assert "fetched 2 = 2 new + 0 known" in words
    assert "1 silence" in words
    assert (await command("report", "--day", "9999-12-31", *at)).code == Exit.USAGE

    replayed = await command("deliveries", "replay", suppressed["id"], "nope", *at)
    assert (replayed.code, replayed.out) == (Exit.FAILED, "")
    assert f"not dead, or not there: `{suppressed['id']}`, `nope`" in replayed.err

    assert "is over" in (await command("silences", "expire", silence[:4], *at)).out
    assert "nothing is silent" in (await command("silences", "list", *at)).out
    await assert_accounted_at(Path(newsroom.directory) / "monitor.db")
    # A service that is stopped has forgotten nothing.
    await _was_due(Path(newsroom.directory) / "monitor.db")
    assert (await command("db", "check", *at)).code == Exit.DONE
    assert await _alerts_pruned_after_three_years(Path(newsroom.directory) / "monitor.db") == 2
    assert (await command("db", "check", *at)).code == Exit.DONE
    # Its sums are those of what is not past its retention.
    (Path(newsroom.directory) / "monitor.db").unlink()


async def _was_due(database: Path) -> None:
    """Have what waits for a digest wait for one of a week ago."""
    store = await Store.open(f"sqlite:///{database}")
    try:
        async with store._database.write() as connection:
            waits = deliveries.c.state == DeliveryState.DIGEST.value
            week_ago = datetime.now(UTC) - timedelta(days=7)
            await connection.execute(update(deliveries).where(waits).values(due_at=week_ago))
    finally:
        await store.close()


async def _alerts_pruned_after_three_years(database: Path) -> int:
    """Have all be three years old, and the alerts past their retention; gives how many of these were removed."""
    store, now = await Store.open(f"sqlite:///{database}"), datetime.now(UTC)
    try:
        async with store._database.write() as connection:
            for table in (articles, alerts):
                await connection.execute(update(table).values(created_at=now - timedelta(days=3 * 365)))
        return (await store.prune(now, timedelta(days=3650), timedelta(days=730))).alerts
    finally:
        await store.close()
