"""What `feeds list` and `feeds show` say of sources that are well, quiet, failing, and not read yet."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from sqlalchemy import update

from monitor.cli.common import Exit
from monitor.errors import Fault
from monitor.remedies import action_for
from monitor.store import Store
from monitor.store.schema import feeds
from tests.cli.conftest import Command
from tests.newsroom import Newsroom, Story, filler
from tests.service.conftest import newsroom as newsroom_fixture

newsroom = newsroom_fixture
DAY = timedelta(days=1)
_ACTION = action_for(Fault.HTTP_NOT_FOUND)


def _publish(newsroom: Newsroom, feed: str, newest: datetime) -> None:
    """Twenty days of news, two a day, the newest at ``newest``."""
    items = "".join(
        f"<item><title>Item {n}</title><guid>{n}</guid><pubDate>{format_datetime(date)}</pubDate></item>"
        for n, date in enumerate(newest - number * DAY / 2 for number in range(40))
    )
    newsroom.feeds[feed] = []
    newsroom.site.feed(f"/{feed}.xml", f'<rss version="2.0"><channel><title>{feed}</title>{items}</channel></rss>')


async def _run(command: Command, newsroom: Newsroom) -> None:
    now = datetime.now(UTC)
    _publish(newsroom, "lively", now - DAY / 4)
    _publish(newsroom, "left-standing", now - 9 * DAY)
    newsroom.feeds["missing"] = []
    newsroom.publish("young", Story("one", "A note on harbours", filler("harbours")))
    newsroom.configure(
        "rules: [{id: cyber, keywords: [cybersecurity], notify: [ops]}]",
        channels=("ops",),
        polling="{interval: 1h, min_interval: 1s, spacing: 0s, backfill: 0}",
    )
    assert (await command("run", "--once", "--config", newsroom.config)).code == Exit.DONE


async def test_feeds_are_listed_with_their_rhythm_and_what_each_needs(command: Command, newsroom: Newsroom) -> None:
    """A table to look over, then a line on what is wrong and one on what to do; the same, exactly, as JSON.

    A pass of `run --once` looks the feeds over as the service does: what has been quiet for long is told at once.
    """
    await _run(command, newsroom)
    at = ("--config", newsroom.config)
    lines = (await command("feeds", "list", *at)).out.splitlines()
    rows = {line.split()[0]: line for line in lines[:5]}
    assert max(len(line) for line in lines[:5]) <= 80
    assert "about 2 a day" in rows["lively"]
    assert rows["lively"].rstrip().endswith("ok")
    assert rows["left-standing"].rstrip().endswith("quiet")
    assert "9d ago" in rows["left-standing"]
    assert rows["missing"].rstrip().endswith("failing")
    assert "not known yet  ok" in rows["young"]
    assert any(line.startswith("left-standing: no new item for 9 d, usually within 12 h. → Look") for line in lines)
    assert any(line.startswith("missing: http-not-found") and line.endswith(_ACTION) for line in lines)
    found = {feed["id"]: feed["health"] for feed in (await command("feeds", "list", "--json", *at)).json}
    assert found["lively"]["ok"] is True
    assert found["lively"]["rhythm"]["usually_within_seconds"] == 12 * 3600
    assert datetime.fromisoformat(found["lively"]["quiet_at"]) > datetime.now(UTC)
    (trouble,) = found["missing"]["troubles"]
    assert (trouble["trouble"], trouble["fault"]) == ("failing", "http-not-found")
    assert trouble["action"] == _ACTION
    assert (found["young"]["rhythm"], found["young"]["quiet_at"]) == (None, None)
    told = [body["data"]["notice"] for _, body in newsroom.hook.taken if body["data"]["kind"] == "notice"]
    assert [(notice["about"], notice["feed"]) for notice in told] == [("feeds-quiet", "left-standing")]

    shown = await command("feeds", "show", "lively", *at)
    assert "silences:     nine of ten are over within 12 h" in shown.out
    assert "quiet:        if nothing new comes by 20" in shown.out
    young = await command("feeds", "show", "young", *at)
    assert "quiet:        not judged" in young.out
    assert "judged once 10 days with news, over two weeks or more, are known; so far 1 day" in young.out
    assert (await command("feeds", "show", "missing", "--json", *at)).json["health"]["ok"] is False
    wrong = await command("feeds", "show", "nonesuch", *at)
    assert wrong.code == Exit.FAILED
    assert "there is no feed `nonesuch`" in wrong.err

    with (newsroom.directory / "feeds.yaml").open("a") as file:
        file.write('  - {id: added, url: "https://wire.example/feed"}\n')
    listed = (await command("feeds", "list", *at)).out
    assert "not read yet" in next(line for line in listed.splitlines() if line.startswith("added"))


async def test_where_a_feed_moved_is_shown_whole_to_its_owner(command: Command, newsroom: Newsroom) -> None:
    """A `url` cannot be corrected to an address with its query cut off; one that holds a secret is cut all the same."""
    await _run(command, newsroom)
    moved = "https://wire.example/rss.xml?section=7"
    store = await Store.open(f"sqlite:///{newsroom.directory}/monitor.db")
    async with store._database.write() as connection:
        await connection.execute(update(feeds).where(feeds.c.id == "lively").values(moved_to=moved))
    await store.close()
    at = ("--config", newsroom.config)
    shown = (await command("feeds", "show", "lively", *at)).out
    assert "health:       moved" in shown
    assert f"moved for good to {moved} →" in shown
    assert (await command("feeds", "show", "lively", "--json", *at)).json["moved_to"] == moved
    listed = (await command("feeds", "list", *at)).out
    assert moved not in listed
    assert "`news-monitor feeds show lively` has the whole address" in listed

    file = newsroom.directory / "feeds.yaml"
    file.write_text(file.read_text().replace(f"{newsroom.site.url}/lively.xml", "${PLACE}/lively.xml"))
    hidden = await command("feeds", "show", "lively", *at, environ={"PLACE": newsroom.site.url})
    assert "health:       moved" in hidden.out
    assert moved not in hidden.out


async def test_a_feed_that_is_not_stopped_is_not_resumed(command: Command, newsroom: Newsroom) -> None:
    """Who resumes too early hears when it is asked again, not that there is no such feed, nor a moment that is past."""
    await _run(command, newsroom)
    early = await command("feeds", "resume", "missing", "--config", newsroom.config)
    assert (early.code, "`missing` is not stopped: it is asked again in" in early.err) == (Exit.FAILED, True)
    wrong = await command("feeds", "resume", "nonesuch", "--config", newsroom.config)
    assert (wrong.code, "there is no feed `nonesuch`" in wrong.err) == (Exit.FAILED, True)

    with closing(sqlite3.connect(newsroom.directory / "monitor.db")) as connection, connection:
        connection.execute("UPDATE feeds SET next_poll_at = last_polled_at")
    late = await command("feeds", "resume", "missing", "--config", newsroom.config)
    assert "`missing` is not stopped: it is asked again as soon as a service runs" in late.err


async def test_a_feed_in_a_faulty_file_is_not_said_to_be_none(command: Command, newsroom: Newsroom) -> None:
    """A slip in the file of feeds leaves nothing of them to show, and does not make them unconfigured."""
    await _run(command, newsroom)
    (newsroom.directory / "feeds.yaml").write_text("feeds: [\n")
    at = ("--config", newsroom.config)
    assert "no feed can be read" in (await command("feeds", "list", *at)).out
    shown = await command("feeds", "show", "lively", *at)
    assert (shown.code, "there is no feed `lively` among those that can be read" in shown.err) == (Exit.FAILED, True)
    (newsroom.directory / "rules.yaml").write_text("rules: [\n")
    assert "no rule can be read" in (await command("rules", "list", *at)).out
