"""What a hostile file costs: the memory of this process and of its worker, gaps in the event loop, others' time."""

import asyncio
import os
import resource
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from monitor.workers import Workers

_STEP = 0.005


@dataclass(frozen=True, slots=True)
class Cost:
    """``growth`` and ``worker`` are the peak memory gained in MiB; ``gap`` is the longest silence of the event loop and
    ``healthy`` the longest that honest work of the same kind took beside it, both in milliseconds.
    """

    outcome: str
    seconds: float
    growth: float
    worker: float
    gap: float
    healthy: float


async def cost_of(
    hostile: Callable[[], Awaitable[object]], healthy: Callable[[], Awaitable[object]], workers: Workers
) -> Cost:
    """Run ``hostile`` while ``healthy`` runs again and again, at least once, in the same ``workers``."""
    pid = await workers.run(os.getpid, timeout=60)
    await healthy()
    probe = _Probe(pid)
    probing = asyncio.create_task(probe.run())
    began = time.perf_counter()
    bad = asyncio.ensure_future(hostile())
    await asyncio.sleep(0)
    longest = 0.0
    while True:
        started = time.perf_counter()
        await healthy()
        longest = max(longest, time.perf_counter() - started)
        if bad.done():
            break
    outcome = await bad
    seconds = time.perf_counter() - began
    probing.cancel()
    with suppress(asyncio.CancelledError):
        await probing
    return Cost(str(outcome), seconds, probe.growth, probe.worker_growth, probe.gap * 1000, longest * 1000)


class _Probe:
    """Looks every few milliseconds; a look that comes late is a gap."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._before, self._worker_before = _resident(os.getpid()), _resident(pid)
        self.growth = self.worker_growth = self.gap = 0.0

    async def run(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(_STEP)
            self.gap = max(self.gap, time.perf_counter() - before - _STEP)
            self.growth = max(self.growth, _resident(os.getpid()) - self._before)
            self.worker_growth = max(self.worker_growth, _resident(self._pid) - self._worker_before)


def _resident(pid: int) -> float:
    """The resident memory of a process in MiB; nothing for one that is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * resource.getpagesize() / 2**20
