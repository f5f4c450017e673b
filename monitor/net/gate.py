"""Manners toward one site: few requests at a time, and a pause after each."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from monitor.clock import Clock

_REMEMBERED = 4096


class HostGate:
    """Lets ``at_once`` requests to one host and port through at a time, ``pause`` apart; other hosts do not wait."""

    def __init__(self, clock: Clock, pause: timedelta, at_once: int = 1) -> None:
        self._clock = clock
        self._pause = pause.total_seconds()
        self._at_once = at_once
        # A turnstile lives as long as somebody is in it or waits at it.
        self._turnstiles: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._open_at: dict[str, float] = {}

    @asynccontextmanager
    async def passing(self, url: str) -> AsyncIterator[None]:
        """Wait for the turn of a request to ``url``, and keep the others waiting while the block runs."""
        host = urlsplit(url).netloc.lower()
        turnstile = self._turnstiles.setdefault(host, asyncio.Semaphore(self._at_once))
        async with turnstile:
            wait = self._open_at.get(host, 0.0) - self._clock.monotonic()
            if wait > 0:
                await self._clock.sleep(wait)
            try:
                yield
            finally:
                self._open_at[host] = self._clock.monotonic() + self._pause
                self._forget_the_past()

    def _forget_the_past(self) -> None:
        if len(self._open_at) > _REMEMBERED:
            now = self._clock.monotonic()
            self._open_at = {host: moment for host, moment in self._open_at.items() if moment > now}
