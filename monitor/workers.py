"""Worker processes for bytes from outside: whatever a parser does with them, it can be stopped.

A thread cannot be cancelled, and a parser that holds the interpreter lock stops the event loop with it; a process can
be killed. `pebble <https://pebble.readthedocs.io/>`_ runs and kills them. Each process has a pool of its own, because
the processes of one pool share a lock: one that the kernel kills while it holds that lock would stop the others.

Processes are spawned, not forked: the daemon has threads. A fork server would start them faster, but a SIGTERM sent to
the whole process group (systemd's default) ends the server and the work with it.
"""

import asyncio
import ctypes
import multiprocessing
import os
import pickle
import resource
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection
from typing import Any, TypeVar, TypeVarTuple, cast

from pebble import CONSTS, ProcessExpired, ProcessPool

from monitor.errors import MonitorError, WorkerCrashed, WorkerTimeout

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

# A process is replaced after so many tasks: libxml2 keeps every name it has ever read.
_TASKS_PER_PROCESS = 1000
# How long past its limit a task may stay silent: a process has to start, import and take the task before its time runs.
_START_ALLOWANCE = 60.0
_LONGEST_WORDS = 300
_PR_SET_PDEATHSIG = 1  # prctl(2)
# A process of Python's own removes the semaphores that a killed service leaves, and would say so in the service's log.
_NO_WORD_OF_LEAKS = "ignore:resource_tracker:UserWarning"


class Workers:
    """A set of processes that run pure functions under a limit of time and memory.

    Every process may use ``memory_limit`` bytes of data. Processes start when they are first needed, or all at once
    with :meth:`warm_up`; one that is killed or dies is replaced.
    """

    def __init__(self, processes: int, memory_limit: int) -> None:
        # Workers ignore SIGTERM, so pebble's polite first step would only add its waiting time to every kill.
        CONSTS.term_timeout = 0
        _silence_tracker()
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="workers")
        self._slots = [_Slot(memory_limit, self._threads) for _ in range(processes)]
        # Last in, first out: a light load stays on few, warm processes.
        self._idle: asyncio.LifoQueue[_Slot] = asyncio.LifoQueue()
        for slot in self._slots:
            self._idle.put_nowait(slot)

    async def run(self, function: Callable[[*Ts], T], *args: *Ts, timeout: float) -> T:  # noqa: ASYNC109  (not of the wait)
        """Call ``function(*args)`` in a worker process and give what it returns.

        ``function`` must be importable by name, and its arguments and result picklable. ``timeout`` is in seconds and
        counts from the moment a process has taken the task, not the time spent waiting for one.

        Raises the :class:`MonitorError` that ``function`` raises, :class:`WorkerTimeout` after the process was killed
        at its limit, and :class:`WorkerCrashed` when the process died, ran out of memory, or ``function`` raised
        anything that it should not. Cancelling kills the process too.
        """
        slot = await self._idle.get()
        try:
            return await slot.run(function, args, timeout)
        finally:
            self._idle.put_nowait(slot)

    async def warm_up(self) -> None:
        """Start every process and wait until all of them answer, so that the first task finds them ready."""
        await asyncio.gather(*(self.run(os.getpid, timeout=_START_ALLOWANCE) for _ in self._slots))

    async def close(self) -> None:
        """Kill all processes. What they were running is lost."""
        await asyncio.gather(*(slot.close() for slot in self._slots))
        self._threads.shutdown(wait=False)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a task came to, told apart from what became of its process."""

    value: Any = None
    error: Exception | None = None


class _Slot:
    """One worker process and the pool that keeps it alive."""

    def __init__(self, memory_limit: int, threads: ThreadPoolExecutor) -> None:
        self._memory_limit = memory_limit
        # The kernel takes the thread that starts a process for its parent, so processes start from these, which stay.
        self._threads = threads
        self._pool = self._new_pool()
        self._task: asyncio.Future[_Answer] | None = None

    async def run(self, function: Callable[[*Ts], T], args: tuple[*Ts], limit: float) -> T:
        name = getattr(function, "__name__", "task")
        try:
            answer = await self._answer(function, args, limit)
        except TimeoutError as error:
            raise WorkerTimeout(f"{name} was stopped after {limit:g} s") from error
        except (ProcessExpired, BrokenProcessPool, RuntimeError) as error:
            await self._replace_pool()
            raise WorkerCrashed(f"{name} ended its process: {error}") from error
        if isinstance(answer.error, MemoryError):
            raise WorkerCrashed(f"{name} needs more than {self._memory_limit >> 20} MiB of memory") from answer.error
        if answer.error is not None:
            raise answer.error
        return cast(T, answer.value)

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
        await self._in_thread(_stop, self._pool)

    async def _answer(self, function: Callable[[*Ts], T], args: tuple[*Ts], limit: float) -> _Answer:
        # The first use of a pool starts its process, which takes milliseconds that the event loop does not have.
        await self._in_thread(_start, self._pool)
        self._task = asyncio.wrap_future(self._pool.schedule(_call, (function, args), timeout=limit))
        try:
            # asyncio.wait, unlike wait_for, tells our own cancellation from that of the task by close().
            done, _ = await asyncio.wait({self._task}, timeout=limit + _START_ALLOWANCE)
            if not done:
                raise BrokenProcessPool("it took the task and never answered")
            if self._task.cancelled():
                raise BrokenProcessPool("the workers were closed")
            return self._task.result()
        finally:
            self._task.cancel()
            self._task = None

    async def _replace_pool(self) -> None:
        """Go on with a new pool: a process that died by itself may have held the lock of its pool."""
        broken, self._pool = self._pool, self._new_pool()
        await self._in_thread(_stop, broken)

    async def _in_thread(self, function: Callable[[ProcessPool], None], pool: ProcessPool) -> None:
        await asyncio.get_running_loop().run_in_executor(self._threads, function, pool)

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=1,
            max_tasks=_TASKS_PER_PROCESS,
            initializer=_prepare_process,
            initargs=(self._memory_limit,),
            context=multiprocessing.get_context("spawn"),
        )


def _silence_tracker() -> None:
    """Have the process that :mod:`multiprocessing` starts with the first semaphore print no warnings."""
    filters = [each for each in os.environ.get("PYTHONWARNINGS", "").split(",") if each]
    if _NO_WORD_OF_LEAKS not in filters:
        os.environ["PYTHONWARNINGS"] = ",".join([*filters, _NO_WORD_OF_LEAKS])


def _start(pool: ProcessPool) -> None:
    if not pool.active:
        raise BrokenProcessPool("its pool has stopped")


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _call(function: Callable[[*Ts], T], args: tuple[*Ts]) -> _Answer:
    """Run a task inside a worker process."""
    try:
        return _Answer(value=function(*args))
    except Exception as error:  # noqa: BLE001  (handed over whole; the caller raises it)
        return _Answer(error=_portable(error))


def _portable(error: Exception) -> Exception:
    """``error`` when it was raised on purpose and can travel, else its words.

    One that fails to unpickle would break the pool at the far end; one that nobody foresaw would end more than the feed
    or page that it is about.
    """
    error.__traceback__ = None
    if isinstance(error, MonitorError | MemoryError):
        with suppress(Exception):  # a class may raise anything while it is rebuilt
            pickle.loads(pickle.dumps(error))  # noqa: S301  (made on this line)
            return error
    return WorkerCrashed(f"{type(error).__name__}: {error}"[:_LONGEST_WORDS])


def _prepare_process(memory_limit: int) -> None:
    """Make a worker process harmless: bounded in memory, deaf to signals meant for the daemon, gone when that is."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    _die_with_parent()
    # RLIMIT_DATA counts private writable memory, mapped or not (getrlimit(2), since Linux 4.7). RLIMIT_AS would count
    # address space that is only reserved, of which dictionaries mapped from files take much.
    resource.setrlimit(resource.RLIMIT_DATA, (memory_limit, memory_limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with_parent() -> None:
    """End this process when the daemon ends, however it ends."""
    parent = multiprocessing.parent_process()
    if parent is None or parent.pid is None:
        return
    # A thread works everywhere, but only gets its turn when the parser lets go of the interpreter; the kernel's
    # promise holds always, but exists on Linux only.
    threading.Thread(target=_exit_after, args=(parent.sentinel,), daemon=True).start()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent.pid:
            os._exit(1)


def _exit_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
