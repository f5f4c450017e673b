"""Manners toward one site: few requests at a time, and a pause after each."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from monitor.clock import Clock
from monitor.errors import Fault, FetchError
from monitor.net.urls import speakable

_REMEMBERED = 4096

Turn = Callable[[str], AbstractAsyncContextManager[None]]
"""Entered around a request to a URL: waits until it may be made, or raises a FetchError when it may not."""


def no_turn(url: str) -> AbstractAsyncContextManager[None]:
    """The turn of a request that need not wait: a person asked for it, or it goes to a place of our own."""
    return nullcontext()


class HostGate:
    """Lets ``at_once`` requests to one host and port through at a time, ``pause`` apart; other hosts do not wait.

    A host that asked for fewer requests is shut for as long as it said: nothing passes, and whoever has something to
    ask there looks at :meth:`shut_for` and comes back later.
    """

    def __init__(self, clock: Clock, pause: timedelta, at_once: int = 1) -> None:
        self._clock = clock
        self._pause = pause.total_seconds()
        self._at_once = at_once
        # A turnstile lives as long as somebody is in it or waits at it.
        self._turnstiles: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._open_at: dict[str, float] = {}
        self._shut_until: dict[str, float] = {}

    def renewed(self, pause: timedelta, at_once: int) -> "HostGate":
        """A gate of other manners in place of this one: who was let through or shut out by either counts for both."""
        gate = HostGate(self._clock, pause, at_once)
        gate._open_at, gate._shut_until = self._open_at, self._shut_until
        if at_once == self._at_once:
            gate._turnstiles = self._turnstiles
        return gate

    def shut(self, url: str, lasting: timedelta) -> None:
        """Have the host of ``url`` left alone for a while."""
        host = urlsplit(url).netloc.lower()
        until = self._clock.monotonic() + lasting.total_seconds()
        self._shut_until[host] = max(until, self._shut_until.get(host, 0.0))

    def shut_for(self, url: str) -> timedelta:
        """For how long the host of ``url`` is still to be left alone; nothing for nearly all."""
        host = urlsplit(url).netloc.lower()
        left = self._shut_until.get(host, 0.0) - self._clock.monotonic()
        if left <= 0:
            self._shut_until.pop(host, None)
        return timedelta(seconds=max(left, 0.0))

    @asynccontextmanager
    async def passing(self, url: str) -> AsyncIterator[None]:
        """Wait for the turn of a request to ``url``, and keep the others waiting while the block runs.

        Raises FetchError where the host is shut, or was while this waited.
        """
        self._raise_if_shut(url)
        host = urlsplit(url).netloc.lower()
        turnstile = self._turnstiles.setdefault(host, asyncio.Semaphore(self._at_once))
        async with turnstile:
            wait = self._open_at.get(host, 0.0) - self._clock.monotonic()
            if wait > 0:
                await self._clock.sleep(wait)
            self._raise_if_shut(url)
            try:
                yield
            finally:
                self._open_at[host] = self._clock.monotonic() + self._pause
                self._forget_the_past()

    def _raise_if_shut(self, url: str) -> None:
        if (shut := self.shut_for(url)) > timedelta(0):
            detail = "The site has asked for fewer requests, and is left alone."
            raise FetchError(Fault.HTTP_THROTTLED, speakable(url), detail, retry_after=shut)

    def _forget_the_past(self) -> None:
        if len(self._open_at) > _REMEMBERED:
            now = self._clock.monotonic()
            for host in [host for host, moment in self._open_at.items() if moment <= now]:
                del self._open_at[host]


class Turns:
    """Knows which tasks only wait for their turn at a site: when the service stops, they need not be waited for."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Task[Any]] = set()
        self._ended = False

    @asynccontextmanager
    async def passing(self, gate: HostGate, url: str) -> AsyncIterator[None]:
        """Pass ``gate`` to ``url``; a task that waits there when turns :meth:`end`, or comes after, is cancelled."""
        task = asyncio.current_task()
        if task is None or self._ended:
            raise asyncio.CancelledError
        self._waiting.add(task)
        try:
            async with gate.passing(url):
                self._waiting.discard(task)
                yield
        finally:
            self._waiting.discard(task)

    def end(self) -> None:
        """Cancel every task that waits for a turn; nobody gets another."""
        self._ended = True
        for task in self._waiting:
            task.cancel()
