"""Processor time and memory of this process and of all that work for it."""

import os
import time
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Cost:
    """What ``polls`` polls cost: ``seconds`` of processor time, ``waited`` by the wall clock, ``memory`` in MiB."""

    polls: int
    seconds: float
    waited: float
    memory: float

    @property
    def milliseconds(self) -> float:
        """Processor time a poll."""
        return 1000 * self.seconds / max(self.polls, 1)

    @property
    def pace(self) -> float:
        """Polls for each second of processor time: what one core can do when it does nothing else."""
        return self.polls / self.seconds


class Meter:
    """Measures from its making on."""

    def __init__(self) -> None:
        self._began = processor_seconds()
        self._wall = time.monotonic()

    def read(self, polls: int) -> Cost:
        """What ``polls`` polls have cost so far."""
        return Cost(polls, processor_seconds() - self._began, time.monotonic() - self._wall, resident())


def processor_seconds() -> float:
    """Processor time of this process, its living descendants, and those that it has waited for."""
    me = psutil.Process(os.getpid())
    own = me.cpu_times()
    seconds = own.user + own.system + own.children_user + own.children_system
    for child in me.children(recursive=True):
        times = child.cpu_times()
        seconds += times.user + times.system
    return float(seconds)


def resident() -> float:
    """MiB that this process and its descendants have to themselves, and their shares of what they have in common."""
    me = psutil.Process(os.getpid())
    return float(sum(one.memory_full_info().pss for one in [me, *me.children(recursive=True)]) / 2**20)
