"""How long a claim lasts, against how long the work under it may take."""

from datetime import timedelta

from monitor.delivering import MARK_WAITS, SEND_LIMIT
from monitor.engine.due import DELIVERY_LEASE, POLL_LEASE, POLL_TIME


def test_a_claim_outlasts_the_work_under_it() -> None:
    """Nobody else begins to send what is being sent, or polls a site that is being polled."""
    assert SEND_LIMIT + timedelta(seconds=sum(MARK_WAITS)) < DELIVERY_LEASE
    assert timedelta(minutes=5) <= POLL_LEASE - POLL_TIME
