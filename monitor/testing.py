"""Fakes that tests inject, shipped so that users of the package can test their own code with them."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """A clock that stands still until told: ``advance`` moves it, and ``sleep`` moves it at once."""

    def __init__(self, start: datetime = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) -> None:
        self._start = start
        self._now = start

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return (self._now - self._start).total_seconds()

    def advance(self, by: timedelta) -> None:
        """Move the clock forward by ``by``."""
        self._now += by

    async def sleep(self, seconds: float) -> None:
        self.advance(timedelta(seconds=seconds))
