"""Each way polls the same feeds of the same server, in a process of its own."""

import multiprocessing
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from benchmarks.polls.cost import Cost, Meter
from benchmarks.polls.site import Mode, Served, Sites
from benchmarks.polls.ways import Way

ROUNDS = 3
Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")


def compare(ways: Iterable[Way], served: Served, sites: Sites) -> None:
    """Print a table: polls for each second of processor time, by way and by how the feeds answer."""
    print(
        f"{sites.feeds:,} feeds on {sites.hosts:,} hosts, each polled {ROUNDS} times after the first;"
        " polls for each second of processor time, and milliseconds a poll"
    )
    print(f"{'':22}" + "".join(f"{mode.value:>24}" for mode in Mode) + "   MiB")
    for way in ways:
        if way.missing:
            print(f"{way.name:22}{way.missing}")
            continue
        costs = [cost_of(way, mode, served, sites) for mode in Mode]
        shown = "".join(f"{cost.pace:>13,.0f} {cost.milliseconds:>7.2f} ms" for cost in costs)
        print(f"{way.name:22}{shown} {max(cost.memory for cost in costs):>5.0f}  {way.does}", flush=True)


def cost_of(way: Way, mode: Mode, served: Served, sites: Sites) -> Cost:
    """What ``way`` takes for the rounds after the first. Raises AssertionError when it did not poll as it was to."""
    urls = sites.urls(mode, way.name.encode().hex())
    served.answers()
    cost = in_own_process(_rounds, way, urls)
    answers, polls = served.answers(), ROUNDS * len(urls)
    expected = Counter({200: len(urls), 304: polls}) if mode is Mode.NOT_MODIFIED else Counter({200: len(urls) + polls})
    if answers != expected:
        raise AssertionError(f"{way.name} was answered {dict(answers)}, not {dict(expected)}, in mode {mode.value}")
    return cost


def in_own_process(work: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
    """What ``work`` gives for ``arguments`` in a new process, so that memory and processor time are its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _rounds(way: Way, urls: Sequence[str]) -> Cost:
    with tempfile.TemporaryDirectory() as directory, way.opened(urls, Path(directory)) as poll_all:
        poll_all()
        meter = Meter()
        for _ in range(ROUNDS):
            poll_all()
        return meter.read(ROUNDS * len(urls))
