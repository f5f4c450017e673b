"""A bounded number of named background tasks, none of which can fail unseen."""

import asyncio
from collections.abc import Callable, Collection, Coroutine
from typing import Generic, TypeVar

from monitor.errors import MonitorError
from monitor.telemetry import get_logger

T = TypeVar("T")

log = get_logger("engine")


class Places(Generic[T]):
    """Room for ``capacity`` tasks at a time, each at work on a ``T``. ``on_finish`` is called after each."""

    def __init__(self, capacity: int, on_finish: Callable[[], None]) -> None:
        self._capacity = capacity
        self._on_finish = on_finish
        self._tasks: dict[asyncio.Task[None], T] = {}

    @property
    def free(self) -> int:
        """How many more tasks may start now."""
        return self._capacity - len(self._tasks)

    @property
    def busy(self) -> int:
        """How many tasks run now."""
        return len(self._tasks)

    @property
    def tasks(self) -> Collection[asyncio.Task[None]]:
        """The tasks that run now."""
        return tuple(self._tasks)

    @property
    def in_hand(self) -> Collection[T]:
        """What the tasks that run now are at work on."""
        return tuple(self._tasks.values())

    def start(self, name: str, work: Coroutine[object, object, None], subject: T) -> None:
        """Do ``work`` on ``subject`` in the background, under ``name``."""
        task = asyncio.create_task(work, name=name)
        self._tasks[task] = subject
        task.add_done_callback(self._finished)

    async def drain(self) -> None:
        """Wait until every task has ended."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def cancel(self) -> None:
        """Cut every task off; its claim runs out and the work is done again later."""
        for task in self.tasks:
            task.cancel()
        await self.drain()

    def _finished(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        error = None if task.cancelled() else task.exception()
        if isinstance(error, MonitorError):
            log.warning("task not finished", task=task.get_name(), error=str(error))
        elif error is not None:
            # The claim of a failed task is kept until its lease ends, so a fault that repeats does not spin.
            log.error("task failed", task=task.get_name(), error=str(error), exc_info=error)
        self._on_finish()
