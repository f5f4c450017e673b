"""A channel that cannot be used is tried once in a while, not once for every alert that waits for it.

A wrong password with a thousand alerts waiting would otherwise be a thousand failed logins, and a locked account.
"""

from datetime import timedelta

from monitor.clock import Clock

_REST = timedelta(minutes=1)
# A channel that has just worked is not unusable as a whole: it is one message that it cannot take.
_TRUST = timedelta(minutes=30)


class Breaker:
    """Remembers which channels rest, and why."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._resting: dict[str, tuple[float, str]] = {}
        self._worked: dict[str, float] = {}

    def open_for(self, channel: str) -> str | None:
        """Why ``channel`` is not to be tried now, or ``None`` when it may be."""
        until, reason = self._resting.get(channel, (0.0, ""))
        return reason if self._clock.monotonic() < until else None

    def failed(self, channel: str, reason: str) -> None:
        """``channel`` could not be used: let it rest, unless it has worked lately."""
        now = self._clock.monotonic()
        worked = self._worked.get(channel)
        if worked is None or now - worked > _TRUST.total_seconds():
            self._resting[channel] = (now + _REST.total_seconds(), reason)

    def worked(self, channel: str) -> None:
        """``channel`` has taken a message: it need not rest."""
        self._worked[channel] = self._clock.monotonic()
        self._resting.pop(channel, None)
