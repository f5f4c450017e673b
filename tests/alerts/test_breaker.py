"""A channel that cannot be used is spared, and one that works is not."""

from datetime import timedelta

from monitor.alerts import Breaker
from monitor.testing import FakeClock

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
