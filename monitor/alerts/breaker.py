"""A channel that cannot be used, or whose far side is down, is tried once in a while, not once for every waiting alert.

A wrong password with a thousand alerts waiting would otherwise be a thousand failed logins, and a locked account; a
web server that is overwhelmed would be asked by the whole backlog over and over.
"""

from collections import Counter
from collections.abc import Set
from datetime import timedelta

from monitor.clock import Clock

_REST = timedelta(minutes=1)
# A channel that has just worked is not unusable as a whole: it is one message that it cannot take.
_TRUST = timedelta(minutes=30)
# So many attempts that were put off, one after the other, are no chance: the far side itself is in trouble.
_IN_A_ROW = 8
# What a far side asks for is meant for all that would be sent there; asked for longer, it is looked after earlier.
_LONGEST_PAUSE = timedelta(hours=1)


class Breaker:
    """Remembers which channels rest, and why; and which pause, with what waits for them left where it is."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._resting: dict[str, tuple[float, str]] = {}
        self._worked: dict[str, float] = {}
        self._put_off = Counter[str]()
        self._pausing: dict[str, float] = {}

    def renewed(self, unchanged: Set[str]) -> "Breaker":
        """One for another configuration. It knows how the far sides of the channels ``unchanged`` fare, and tries at
        once what could not be used: that may be what was mended.
        """
        breaker = Breaker(self._clock)
        for channel in unchanged & self._put_off.keys():
            breaker._put_off[channel] = self._put_off[channel]
            breaker._pausing[channel] = self._pausing[channel]
        return breaker

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

    def put_off(self, channel: str, retry_after: timedelta | None = None) -> None:
        """A delivery by ``channel`` was put off: pause it if its far side asked for that, or takes nothing lately."""
        self._put_off[channel] += 1
        wait = _REST if self._put_off[channel] >= _IN_A_ROW else timedelta(0)
        wait = max(wait, min(retry_after or timedelta(0), _LONGEST_PAUSE))
        until = self._clock.monotonic() + wait.total_seconds()
        self._pausing[channel] = max(until, self._pausing.get(channel, 0.0))

    def pausing(self) -> frozenset[str]:
        """The channels for which nothing is to be taken up now."""
        now = self._clock.monotonic()
        return frozenset(channel for channel, until in self._pausing.items() if now < until)

    def worked(self, channel: str) -> None:
        """``channel`` has taken a message: it need not rest."""
        self._put_off.pop(channel, None)
        self._pausing.pop(channel, None)
        self._worked[channel] = self._clock.monotonic()
        self._resting.pop(channel, None)
