"""How long a way of searching takes, measured in a process of its own so that memory and caches are its own, too."""

import gc
import multiprocessing
import random
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import TypeVar

from benchmarks.watching.search import Search, Way, resident
from benchmarks.watching.world import World, Written
from monitor.rulebook import AnyOf, Phrase

# A pass over articles ends when it has taken this many seconds of processor time.
_LONGEST_PASS = 5.0
_CHANGES = 20

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of processor time an article. ``articles`` were read; ``cut``: not all, for it took too long.

    Where only the mean is known, it is the ``median`` and there is no ``minimum``.
    """

    minimum: float | None
    median: float
    articles: int
    cut: bool


@dataclass(frozen=True, slots=True)
class Passes:
    """The first pass over a set of articles, the second, and the first over another set of the same languages.

    Later passes are ``None`` where the first was cut. ``found`` is how many matches, or phrases, each article has.
    """

    words: int
    cold: Times
    same: Times | None
    other: Times | None
    found: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a way takes: seconds to load, bytes that memory grew by, milliseconds to change a rule, and its passes.

    ``after`` is the growth once all articles were read. ``change`` is ``None`` where all must be built again.
    ``times`` says how many times as many phrases the world has as were measured; all figures are multiplied by it.
    """

    load: float
    memory: float
    after: float
    change: float | None
    passes: tuple[Passes, ...]
    times: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """Articles of one length: those of the first passes, and others."""

    words: int
    first: tuple[Written, ...]
    others: tuple[Written, ...]


def measure(way: Way, world: World, readings: Sequence[Reading]) -> Measured:
    """Load ``world`` and read ``readings``. What remembers words is loaded anew for each length, so it starts cold."""
    if not way.remembers:
        return in_own_process(_measure, way, world, readings)
    each = [in_own_process(_measure, way, world, [reading]) for reading in readings]
    return replace(each[0], passes=tuple(passes for measured in each for passes in measured.passes))


def in_own_process(work: Callable[..., Result], *arguments: object) -> Result:
    """What ``work`` gives for ``arguments`` in a fork of this process.

    Raises :class:`RuntimeError` when the fork ends without a result; its traceback then stands on standard error.
    """
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sending, work, arguments))
    process.start()
    sending.close()
    try:
        result: Result = receiving.recv()
    except EOFError:
        raise RuntimeError(f"{arguments[0]} ended without a result") from None
    finally:
        process.join()
    return result


def _send(sending: Connection, work: Callable[..., object], arguments: tuple[object, ...]) -> None:
    # What was there before the fork would make each walk of the collector slower, and copy its memory.
    gc.freeze()
    sending.send(work(*arguments))


def _measure(way: Way, world: World, readings: Sequence[Reading]) -> Measured:
    times = 1.0
    if way.most_phrases is not None and len(world.phrases) > way.most_phrases:
        times = len(world.phrases) / way.most_phrases
        world = replace(world, phrases=world.phrases[: way.most_phrases])
    with ExitStack() as stack:
        before, start = resident(), time.process_time()
        search = way.build(world, stack)
        load = search.processor_seconds() - start
        # As the service does once it has loaded: the collector need not walk again what stays.
        gc.collect()
        gc.freeze()
        memory = search.memory() - before
        passes = tuple(_read(search, reading, times) for reading in readings)
        after = search.memory() - before
        return Measured(load * times, memory * times, after * times, _change(search, world), passes, times)


def _read(search: Search, reading: Reading, times: float) -> Passes:
    cold, found = _pass(search, reading.first, times)
    if cold.cut:
        return Passes(reading.words, cold, None, None, found)
    same, _ = _pass(search, reading.first, times)
    other, _ = _pass(search, reading.others, times)
    return Passes(reading.words, cold, same, other, found)


def _pass(search: Search, articles: Sequence[Written], times: float) -> tuple[Times, tuple[int, ...]]:
    taken: list[float] = []
    found: list[int] = []
    for written in articles:
        start = search.processor_seconds()
        found.append(len(search.find(written.article)))
        taken.append((search.processor_seconds() - start) * 1000)
        if sum(taken) > _LONGEST_PASS * 1000:
            break
    cut = len(taken) < len(articles)
    if search.ticks:
        return Times(None, statistics.mean(taken) * times, len(taken), cut), tuple(found)
    return Times(min(taken) * times, statistics.median(taken) * times, len(taken), cut), tuple(found)


def _change(search: Search, world: World) -> float | None:
    """Milliseconds, usually the median, to give a rule the phrases of another one."""
    random_ = random.Random("changes")
    listing = [rule for rule in world.rulebook.rules if isinstance(rule.when, Phrase | AnyOf)]
    taken = []
    for rule in random_.sample(world.rulebook.rules, _CHANGES):
        changed = replace(rule, when=random_.choice(listing).when)
        start = search.processor_seconds()
        if not search.change(changed):
            return None
        taken.append((search.processor_seconds() - start) * 1000)
    return statistics.mean(taken) if search.ticks else statistics.median(taken)
