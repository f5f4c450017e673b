"""The demo as a whole, around a stand-in for the daemon."""

import asyncio
import io
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from monitor.demo import run_demo
from monitor.demo.articles import PIECES, unwatched, watched, wire
from monitor.demo.newsroom import expected_alerts
from monitor.demo.run import started_as
from tests.demo.standin import StandIn, as_expected

EXPECTED = len(expected_alerts(PIECES))


async def demonstrate(
    directory: Path, daemon: StandIn, *, once: bool = True, limit: float = 30, screen: io.StringIO | None = None
) -> tuple[int, str]:
    """Run the demo with everything published at once; gives its exit code and what it printed."""
    screen = screen or io.StringIO()
    code = await run_demo(
        once=once,
        directory=directory,
        pace=0.01,
        console=Console(file=screen, width=100),
        start_daemon=daemon,
        limit=timedelta(seconds=limit),
        after_last=timedelta(0),
        settle=timedelta(seconds=0.3),
    )
    return code, screen.getvalue()


async def test_it_ends_well_when_every_alert_came(tmp_path: Path) -> None:
    """With --once the demo ends by itself with 0, says so, and leaves each mail and webhook as a file."""
    daemon = StandIn()
    code, text = await demonstrate(tmp_path / "demo", daemon)
    assert code == 0
    assert f"All {EXPECTED} alerts arrived on 2 channels" in text
    assert daemon.running == [True, False]
    assert len(list((tmp_path / "demo" / "mail").glob("*.eml"))) == EXPECTED
    assert len(list((tmp_path / "demo" / "webhooks").glob("*.json"))) == EXPECTED
    assert all(piece.title in text for piece in PIECES), "publications are announced, silent ones too"


async def test_it_names_what_did_not_come(tmp_path: Path) -> None:
    """A daemon that misses one article makes the demo end with 1 and a sentence that names the alert and channel."""
    daemon = StandIn(lambda piece: None if piece is watched.CHINESE_CANAL else as_expected(piece))
    code, text = await demonstrate(tmp_path / "demo", daemon, limit=4)
    assert code == 1
    assert f"Missing on desk: an alert of suez-canal on {watched.CHINESE_CANAL.story}." in text
    assert f"{2 * EXPECTED - 2} of {2 * EXPECTED} mails and webhooks arrived in time" in text
    assert daemon.running == [True, False]


async def test_it_tells_when_a_look_alike_was_taken_for_a_match(tmp_path: Path) -> None:
    """A daemon that alerts on the footballer fails the demo although everything expected came."""
    daemon = StandIn(lambda piece: "stability-talks" if piece is unwatched.FOOTBALL else as_expected(piece))
    code, text = await demonstrate(tmp_path / "demo", daemon)
    assert code == 1
    assert f"an alert on {unwatched.FOOTBALL.story}, where every rule should keep silent" in text


async def test_without_once_it_runs_until_it_is_interrupted(tmp_path: Path) -> None:
    """When all has arrived it goes on, says where to look, and Ctrl-C ends it with 0 and stops the daemon."""
    daemon, screen = StandIn(), io.StringIO()
    running = asyncio.create_task(demonstrate(tmp_path / "demo", daemon, once=False, screen=screen))
    while "visit an outlet" not in screen.getvalue():
        assert not running.done()
        await asyncio.sleep(0.05)
    assert f"All {EXPECTED} alerts arrived on 2 channels" in screen.getvalue()
    assert daemon.running == [True], "it runs on"
    os.kill(os.getpid(), signal.SIGINT)
    code, text = await asyncio.wait_for(running, 10)
    assert code == 0
    assert "Ctrl-C ends it" in text
    assert f"{started_as(sys.argv[0])} explain --config {tmp_path}" in text
    assert str(tmp_path / "demo" / "config" / "rules" / "watch.yaml") in text
    assert daemon.running == [True, False]


@pytest.mark.parametrize(("once", "code"), [(False, 0), (True, 1)])
async def test_an_interruption_is_no_failure_of_the_daemon(tmp_path: Path, once: bool, code: int) -> None:
    """Ctrl-C before all has arrived is answered with one line, without a list of what is missing.

    It is how the demo is meant to be left; but with --once, which was to prove something, nothing is proved.
    """
    daemon, screen = StandIn(lambda piece: as_expected(piece) if piece is wire.FIRST else None), io.StringIO()
    running = asyncio.create_task(demonstrate(tmp_path / "demo", daemon, once=once, screen=screen))
    while not list(tmp_path.glob("demo/webhooks/*.json")):
        assert not running.done()
        await asyncio.sleep(0.05)
    os.kill(os.getpid(), signal.SIGINT)
    ended, text = await asyncio.wait_for(running, 10)
    assert ended == code
    assert f"Stopped; 2 of {2 * EXPECTED} mails and webhooks had arrived.\n" in text
    assert "Missing" not in text
    assert "runs on" not in text
    assert daemon.running == [True, False]


def test_hints_name_the_program_as_it_was_started(tmp_path: Path) -> None:
    """What the demo says to type works without an active virtual environment."""
    program = tmp_path / "news-monitor"
    program.touch(mode=0o755)
    assert started_as(str(program), search=str(tmp_path)) == "news-monitor"
    assert started_as(".venv/bin/news-monitor", search="/nowhere") == ".venv/bin/news-monitor"
    assert started_as("/my venv/news-monitor", search="/nowhere") == "'/my venv/news-monitor'"
    assert started_as("/site-packages/monitor/__main__.py") == f"{sys.executable} -m monitor"
