"""`send-test` and `channels`: trying each kind of channel, and seeing and mending how one stands."""

import re

import feedparser
from aiohttp import web

from monitor.cli.common import Exit
from tests.cli.conftest import Command
from tests.newsroom import Newsroom, Story, filler
from tests.service.conftest import newsroom as newsroom_fixture

newsroom = newsroom_fixture
RULES = "rules: [{id: cyber, keywords: [cybersecurity]}]"


def _configure(newsroom: Newsroom) -> None:
    """One channel of each kind."""
    newsroom.directory.mkdir(parents=True, exist_ok=True)
    program = newsroom.directory / "page"
    program.write_text("#!/bin/sh\ncat > body.json; echo paged\n".replace("body", f"{newsroom.directory}/body"))
    program.chmod(0o755)
    room = newsroom.site.url.replace("http", "json", 1) + "/a-secret-room"
    lines = (
        f'chat: {{apprise: {{url: "{room}"}}}}',
        "readers: {feed: {directory: public}}",
        "pager: {command: {run: [page]}}",
    )
    newsroom.configure(RULES, more_channels="\n  ".join(lines), extra="commands: enabled\n")


async def test_every_kind_of_channel_can_be_tried(command: Command, newsroom: Newsroom) -> None:
    """`send-test` sends a sample by each kind and says what came of it; a fault is told without the secret in it."""
    _configure(newsroom)
    assert (await command("check", "--config", newsroom.config)).code == Exit.DONE
    newsroom.site.pages["/a-secret-room"] = "taken"
    said = {}
    for channel in ("desk", "ops", "chat", "readers", "pager"):
        finished = await command("send-test", channel, "--config", newsroom.config)
        assert finished.code == Exit.DONE, finished.err
        said[channel] = finished.out.strip()
    assert said["ops"].endswith("HTTP 200")
    assert said["pager"].endswith("paged")
    assert len(newsroom.mailbox.mails) == len(newsroom.hook.taken) == 1
    assert b"Test of this channel" in newsroom.site.asked("/a-secret-room")[0].body
    (entry,) = feedparser.parse((newsroom.directory / "public" / "all.atom").read_bytes()).entries
    assert entry.title.startswith("Test: ")
    assert '"test":true' in (newsroom.directory / "body.json").read_text()

    del newsroom.site.pages["/a-secret-room"]
    finished = await command("send-test", "chat", "--config", newsroom.config)
    assert finished.code == Exit.FAILED
    assert "correct the token or the room" in finished.err
    assert "a-secret-room" not in finished.err


async def test_a_disabled_channel_is_seen_and_resumed(command: Command, newsroom: Newsroom) -> None:
    """`channels list` says which is disabled or failing, since when and why, and what waits for one that was taken out;
    `channels resume` sends what was held.
    """

    async def gone(request: web.Request) -> web.Response:
        return web.Response(status=410)

    newsroom.publish("wire", Story("a", "Note on cybersecurity", filler("cybersecurity")))
    newsroom.configure(RULES)
    newsroom.hook.site.pages["/hook"] = gone
    newsroom.mailbox.on_recipient = lambda address: "451 come again later"
    await command("run", "--once", "--config", newsroom.config)
    listed = (await command("channels", "list", "--json", "--config", newsroom.config)).json
    channels = {each["id"]: each for each in listed}
    assert channels["desk"]["disabled_at"] is None
    assert {state: number for state, number in channels["desk"]["deliveries"].items() if number} == {"queued": 2}
    assert "451" in channels["desk"]["last_failure"]["error"]
    assert channels["ops"]["kind"] == "webhook"
    assert channels["ops"]["deliveries"]["held"] == 1
    shown = await command("channels", "list", "--config", newsroom.config)
    table, _, remarks = shown.out.partition("\n\n")
    assert table.splitlines()[1:] == ["desk     email    failing   2 queued", "ops      webhook  disabled  1 held"]
    failing, disabled = remarks.splitlines()
    assert re.match(r"desk: its latest delivery, of \d+s ago, failed: .*451 come again later", failing)
    assert re.match(r"ops: \d+s ago: the channel is disabled; .*HTTP 410", disabled)
    newsroom.configure(RULES, channels=("desk",))
    shown = await command("channels", "list", "--config", newsroom.config)
    assert "ops" in shown.out
    assert "not configured any more" in shown.out
    newsroom.configure(RULES)

    newsroom.hook.site.pages["/hook"] = newsroom.hook.receive
    resumed = await command("channels", "resume", "ops", "--config", newsroom.config)
    assert "ops is used again" in resumed.out
    await command("run", "--once", "--config", newsroom.config)
    assert newsroom.hook.titles == ["Note on cybersecurity"]
    shown = await command("channels", "list", "--config", newsroom.config)
    assert "ops      webhook  ok       1 delivered" in shown.out
    assert (await command("channels", "resume", "ops", "--config", newsroom.config)).code == Exit.FAILED
