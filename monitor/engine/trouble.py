"""A store that does not answer is told of once a minute, however often it is asked."""

from datetime import timedelta

from monitor.clock import Clock
from monitor.errors import StoreError
from monitor.telemetry import get_logger

_EVERY = timedelta(minutes=1)

log = get_logger("engine")


class StoreTrouble:
    """Collects the errors of the store, and says so: at once, then once a minute, and when they have ended."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told_at: float | None = None
        self._met_at = 0.0
        self._times = 0

    def met(self, error: StoreError, during: str) -> None:
        """The store failed with ``error`` ``during`` a piece of work, which will be tried again."""
        self._met_at = now = self._clock.monotonic()
        self._times += 1
        if self._told_at is None or now - self._told_at >= _EVERY.total_seconds():
            log.error(
                "the store does not take what it is given; the work waits in it or is done again, and nothing is lost",
                error=str(error),
                during=during,
                times=self._times,
            )
            self._told_at, self._times = now, 0

    def not_met(self) -> None:
        """The store has just taken something; when it has failed at nothing for a minute, the trouble is over."""
        if self._told_at is not None and self._clock.monotonic() - self._met_at >= _EVERY.total_seconds():
            log.info("the store works again")
            self._told_at, self._times = None, 0
