"""The demo as a whole, around a stand-in for the daemon."""

import asyncio
import io
import os
import signal
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from monitor.demo import run_demo
from monitor.demo.articles import PIECES, unwatched, watched
from monitor.demo.newsroom import expected_alerts
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
    assert f"All {2 * EXPECTED} alerts arrived" in text
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
    assert f"{2 * EXPECTED - 2} of {2 * EXPECTED} alerts arrived in time" in text
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
    assert f"All {2 * EXPECTED} alerts arrived" in screen.getvalue()
    assert daemon.running == [True], "it runs on"
    os.kill(os.getpid(), signal.SIGINT)
    code, text = await asyncio.wait_for(running, 10)
    assert code == 0
    assert "Ctrl-C ends it" in text
    assert str(tmp_path / "demo" / "config" / "rules" / "watch.yaml") in text
    assert daemon.running == [True, False]
