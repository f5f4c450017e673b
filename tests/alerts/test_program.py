"""Programs as channels, run for real: what they are given, what their answers mean, and that none outlives its time."""

import asyncio
import json
import os
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.alerts.program import CommandChannel
from monitor.config.ways import CommandSettings
from monitor.errors import ChannelUnusable, DeliveryDeferred, DeliveryRefused
from tests.alerts.samples import ARABIC, delivery, hit


def _channel(directory: Path, script: str, *arguments: str, **more: Any) -> CommandChannel:
    program = directory / "program"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    settings = CommandSettings.model_validate({"run": [str(program), *arguments], **more})
    return CommandChannel("pager", settings)


async def test_a_program_gets_the_payload_and_little_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The payload arrives as JSON, arguments as they are written, and nothing of our environment but what is said."""
    monkeypatch.setenv("SMTP_PASSWORD", "hunter2")
    script = f'cat > {tmp_path}/body; env > {tmp_path}/env; echo "$1" > {tmp_path}/argument; echo; echo paged; echo'
    sent = delivery(ARABIC, hit(ARABIC, "الحد من التسلح"))
    channel = _channel(tmp_path, script, "$(touch x); *", environment={"PAGER_KEY": "k-123"})
    assert await channel.send(sent) == "paged"
    assert json.loads((tmp_path / "body").read_text()) == sent.payload
    assert (tmp_path / "argument").read_text() == "$(touch x); *\n"
    found = dict(line.split("=", 1) for line in (tmp_path / "env").read_text().splitlines())
    assert found["PAGER_KEY"] == "k-123"
    assert (found["NEWS_MONITOR_DELIVERY"], found["NEWS_MONITOR_RULE"]) == (sent.id, "talks")
    assert (found["NEWS_MONITOR_KIND"], found["NEWS_MONITOR_SEVERITY"]) == ("new", "high")
    assert "SMTP_PASSWORD" not in found
    assert set(found) <= {"PATH", "LANG", "PWD", "SHLVL", "_", "PAGER_KEY"} | {
        name for name in found if name.startswith("NEWS_MONITOR_")
    }


@pytest.mark.parametrize(
    ("script", "error", "words"),
    [
        ("echo busy; exit 75", DeliveryDeferred, "ended with 75: busy"),
        ("kill -9 $$", DeliveryDeferred, "ended by signal 9"),
        ("exit 77", ChannelUnusable, "ended with 77; mend the program"),
        ("echo bad settings >&2; exit 78", ChannelUnusable, "ended with 78: bad settings"),
        ("no-such-tool", ChannelUnusable, "ended with 127"),
        ("echo Traceback; echo 'KeyError: k-123'; exit 1", DeliveryRefused, r"ended with 1: KeyError: \[secret\]"),
    ],
)
async def test_exit_codes_told_apart(tmp_path: Path, script: str, error: type[Exception], words: str) -> None:
    """75 is tried again, as is what was killed; what is ours to mend is held; anything else is a dead letter, with the
    last line that the program wrote and without its secrets.
    """
    with pytest.raises(error, match=words):
        await _channel(tmp_path, script, environment={"PAGER_KEY": "k-123"}).send(delivery())


async def test_a_program_that_reads_nothing_and_writes_without_end(tmp_path: Path) -> None:
    """Neither hurts: its answer counts, and of what it writes the end is kept."""
    script = "head -c 3000000 /dev/zero | tr '\\0' x; echo; echo done"
    assert await _channel(tmp_path, script).send(delivery()) == "done"


async def test_a_program_is_killed_with_its_children(tmp_path: Path) -> None:
    """One that takes too long is ended with all that it started, and tried again; one that ends leaves nothing."""
    started = tmp_path / "started"
    script = f"sleep 60 & echo $! >> {started}; "
    slow = _channel(tmp_path, script + "sleep 60", timeout=timedelta(seconds=0.5))
    async with asyncio.timeout(10):
        with pytest.raises(DeliveryDeferred, match="was killed"):
            await slow.send(delivery())
        assert await _channel(tmp_path, script + "echo left one").send(delivery()) == "left one"
    children = [int(line) for line in started.read_text().split()]
    assert len(children) == 2
    async with asyncio.timeout(10):
        while any(_lives(child) for child in children):
            await asyncio.sleep(0.01)


async def test_what_a_program_leaves_running_on_purpose_makes_no_repeat(tmp_path: Path) -> None:
    """A program that has ended has answered, though what it put into a session of its own holds its output."""
    left = tmp_path / "left"
    script = f"setsid sh -c 'echo $$ > {left}; exec sleep 60' & until [ -s {left} ]; do sleep 0.01; done; echo paged"
    try:
        async with asyncio.timeout(10):
            assert await _channel(tmp_path, script, timeout=timedelta(seconds=5)).send(delivery()) == "paged"
    finally:
        os.kill(int(left.read_text()), signal.SIGKILL)


async def test_a_program_is_ended_with_the_service(tmp_path: Path) -> None:
    """A send that is cut off ends the program."""
    channel = _channel(tmp_path, f"read payload; echo $$ > {tmp_path}/it; sleep 60")
    sending = asyncio.create_task(channel.send(delivery()))
    async with asyncio.timeout(10):
        while not (tmp_path / "it").exists() or not (tmp_path / "it").read_text():
            await asyncio.sleep(0.01)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        while _lives(int((tmp_path / "it").read_text())):
            await asyncio.sleep(0.01)


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z" and os.getpid() != process


async def test_a_program_that_went_away_holds_the_channel(tmp_path: Path) -> None:
    """It is not the alert's fault: the delivery waits for it."""
    channel = _channel(tmp_path, "exit 0")
    (tmp_path / "program").unlink()
    with pytest.raises(ChannelUnusable, match="cannot be run: No such file"):
        await channel.send(delivery())
