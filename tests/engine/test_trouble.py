"""What is said of a store that does not answer."""

from datetime import timedelta

import pytest

from monitor.engine.trouble import StoreTrouble
from monitor.errors import StoreError
from monitor.telemetry import LogFormat, configure_logging
from monitor.testing import FakeClock

SECOND = timedelta(seconds=1)


def test_a_lasting_trouble_is_told_once_a_minute_and_its_end_once(capsys: pytest.CaptureFixture[str]) -> None:
    """A night with a full disk fills neither the log nor the mailbox of who reads it."""
    configure_logging(LogFormat.JSON)
    clock = FakeClock()
    trouble = StoreTrouble(clock)
    for _ in range(150):
        trouble.met(StoreError("monitor.db: no space is left for it"), "tick")
        trouble.not_met()  # another piece of work got through: the trouble is not over by that
        clock.advance(SECOND)
    told = capsys.readouterr().err.splitlines()
    assert [line.count("no space is left") for line in told] == [1, 1, 1]
    for _ in range(150):
        trouble.not_met()
        clock.advance(SECOND)
    assert capsys.readouterr().err.count("works again") == 1
    trouble.met(StoreError("monitor.db: no space is left for it"), "tick")
    assert "no space is left" in capsys.readouterr().err
