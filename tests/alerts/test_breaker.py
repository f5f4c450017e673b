"""A channel that cannot be used is spared, and one that works is not."""

from datetime import timedelta
from pathlib import Path

from monitor.alerts import Breaker
from monitor.building import prepare
from monitor.rules import Forms
from monitor.testing import FakeClock
from tests.config.folder import ENVIRON, write

REASON = "535 authentication failed"


def test_a_channel_rests_for_a_minute_after_it_could_not_be_used() -> None:
    """A thousand waiting alerts are not a thousand failed logins; after a minute one more is tried."""
    clock = FakeClock()
    breaker = Breaker(clock)
    assert breaker.open_for("desk") is None
    breaker.failed("desk", REASON)
    assert breaker.open_for("desk") == REASON
    assert breaker.open_for("ops") is None
    clock.advance(timedelta(seconds=61))
    assert breaker.open_for("desk") is None


def test_one_message_that_a_working_channel_cannot_take_holds_up_no_other() -> None:
    """Where others get through, the fault is in the message."""
    clock = FakeClock()
    breaker = Breaker(clock)
    breaker.failed("desk", REASON)
    breaker.worked("desk")
    assert breaker.open_for("desk") is None
    clock.advance(timedelta(minutes=20))
    breaker.failed("desk", REASON)
    assert breaker.open_for("desk") is None
    clock.advance(timedelta(minutes=20))
    breaker.failed("desk", REASON)
    assert breaker.open_for("desk") == REASON


def test_a_far_side_in_trouble_is_left_alone_for_a_minute() -> None:
    """Many failures in a row are its own; one success in between, and they were those of the messages."""
    clock = FakeClock()
    breaker = Breaker(clock)
    for _ in range(7):
        breaker.put_off("ops")
    breaker.worked("ops")
    for _ in range(7):
        breaker.put_off("ops")
    assert breaker.pausing() == frozenset()
    breaker.put_off("ops")
    assert breaker.pausing() == {"ops"}
    clock.advance(timedelta(seconds=61))
    assert breaker.pausing() == frozenset()
    breaker.put_off("ops")
    assert breaker.pausing() == {"ops"}
    breaker.worked("ops")
    assert breaker.pausing() == frozenset()


def test_a_pause_that_is_asked_for_is_for_all_that_waits() -> None:
    """Retry-After counts for the whole channel at once, though not for days: it is asked again within the hour."""
    clock = FakeClock()
    breaker = Breaker(clock)
    breaker.put_off("ops", timedelta(minutes=2))
    breaker.put_off("chat", timedelta(days=3))
    assert breaker.pausing() == {"ops", "chat"}
    clock.advance(timedelta(minutes=3))
    assert breaker.pausing() == {"chat"}
    clock.advance(timedelta(hours=1))
    assert breaker.pausing() == frozenset()


async def test_a_reload_forgets_no_pause_of_a_far_side_that_stays(tmp_path: Path) -> None:
    """What a far side asked for holds on; one with another address, and what could not be used, is tried at once."""
    clock = FakeClock()
    hook = f"{{webhook: {{url: 'https://%s.example/', secret: {'A' * 40}}}}}"
    settings = f"channels: {{desk: {hook % 'desk'}, ops: {hook % '%s'}}}\n"
    _, before = await prepare(write(tmp_path, {"monitor.yaml": settings % "old"}), ENVIRON, clock, Forms())
    before.breaker.failed("desk", REASON)
    for channel in ("desk", "ops"):
        before.breaker.put_off(channel, timedelta(minutes=30))
    config = write(tmp_path, {"monitor.yaml": settings % "new"})
    _, after = await prepare(config, ENVIRON, clock, Forms(), before)
    assert after.breaker.pausing() == {"desk"}
    assert after.breaker.open_for("desk") is None
    for watch in (before, after):
        await watch.client.aclose()
