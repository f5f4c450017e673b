"""Worker processes: whatever a task does, the daemon goes on."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import feedparser
import psutil
import pytest
import pytest_asyncio

from monitor.errors import Fault, ParseError, WorkerCrashed, WorkerTimeout
from monitor.workers import Workers

MEMORY = 512 * 2**20


def add(left: int, right: int) -> int:
    return left + right


def nap(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def refuse_to_parse() -> None:
    raise ParseError(Fault.NOT_A_FEED, "https://example.org/feed", "This is a page.")


class Unportable(Exception):
    """An exception that cannot be rebuilt from its message, as many libraries have."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__(f"line {line}, column {column}")


def raise_unportable() -> None:
    raise Unportable(3, 7)


def stumble() -> None:
    raise KeyError("unforeseen")


def fill_memory(size: int) -> int:
    return len(bytearray(size))


def fault() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def signals_survived() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(os.getpid(), number)
    return os.getpid()


def parse_with_sanitiser(body: bytes) -> int:
    """Feedparser with its quadratic sanitiser on, which the daemon never uses: the work that must be stoppable."""
    return len(feedparser.parse(BytesIO(body), sanitize_html=True).entries)


def comment_bomb(size: int) -> bytes:
    filling = b"&lt;!-- " * (size // 8)
    return b"<rss version='2.0'><channel><item><description>" + filling + b"</description></item></channel></rss>"


async def longest_gap(stop: asyncio.Event) -> float:
    """The longest time in seconds that the event loop did not come round."""
    gap, last = 0.0, time.monotonic()
    while not stop.is_set():
        await asyncio.sleep(0.005)
        now = time.monotonic()
        gap, last = max(gap, now - last), now
    return gap


@pytest_asyncio.fixture
async def workers() -> AsyncIterator[Workers]:
    workers = Workers(1, MEMORY)
    yield workers
    await workers.close()


async def test_gives_results_and_the_exceptions_of_the_task(workers: Workers) -> None:
    """A caller sees what the function returned, or the very error that it raised on purpose; of others, the words."""
    assert await workers.run(add, 2, 3, timeout=5) == 5
    with pytest.raises(ParseError) as caught:
        await workers.run(refuse_to_parse, timeout=5)
    assert caught.value.fault is Fault.NOT_A_FEED
    assert caught.value.detail == "This is a page."
    with pytest.raises(WorkerCrashed, match="Unportable: line 3, column 7"):
        await workers.run(raise_unportable, timeout=5)
    with pytest.raises(WorkerCrashed, match="KeyError: 'unforeseen'"):
        await workers.run(stumble, timeout=5)


async def test_kills_at_the_limit_and_goes_on(workers: Workers) -> None:
    """A task that hangs is stopped at its limit, and the next one is served."""
    await workers.warm_up()
    started = time.monotonic()
    with pytest.raises(WorkerTimeout, match=r"nap was stopped after 0\.5 s"):
        await workers.run(nap, 60.0, timeout=0.5)
    assert time.monotonic() - started < 3
    assert await workers.run(add, 1, 1, timeout=5) == 2


async def test_waiting_for_a_process_does_not_count(workers: Workers) -> None:
    """A task queued behind a long one has its whole time left when its turn comes."""
    await workers.warm_up()
    results = await asyncio.gather(*(workers.run(nap, 0.6, timeout=1.0) for _ in range(3)))
    assert results == [0.6, 0.6, 0.6]


async def test_a_death_is_an_error_and_no_more(workers: Workers) -> None:
    """A process that the kernel kills costs its own task only."""
    with pytest.raises(WorkerCrashed, match="fault ended its process"):
        await workers.run(fault, timeout=5)
    assert await workers.run(add, 1, 1, timeout=5) == 2


async def test_memory_is_bounded(workers: Workers) -> None:
    """A task cannot take more memory than it was given."""
    assert await workers.run(fill_memory, MEMORY // 4, timeout=10) == MEMORY // 4
    with pytest.raises(WorkerCrashed, match="needs more than 512 MiB"):
        await workers.run(fill_memory, MEMORY, timeout=10)


async def test_signals_for_the_daemon_leave_work_alone(workers: Workers) -> None:
    """Ctrl-C or a SIGTERM to the whole group lets running work finish: the daemon decides."""
    assert await workers.run(signals_survived, timeout=5) == await workers.run(os.getpid, timeout=5)


async def test_cancelling_kills_the_task(workers: Workers) -> None:
    """Work that nobody waits for any more does not go on in secret."""
    await workers.warm_up()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(workers.run(nap, 600.0, timeout=600), 0.3)
    assert await workers.run(add, 1, 1, timeout=5) == 2


async def test_closing_ends_running_work_with_an_error() -> None:
    """Whoever waits for a task when the workers are closed is told so, and no process stays behind."""
    workers = Workers(1, MEMORY)
    await workers.warm_up()
    process = psutil.Process(await workers.run(os.getpid, timeout=5))
    running = asyncio.create_task(workers.run(nap, 600.0, timeout=600))
    await asyncio.sleep(0.3)
    await workers.close()
    with pytest.raises(WorkerCrashed, match="closed"):
        await running
    assert not process.is_running()


async def test_a_comment_bomb_does_not_stop_the_loop(workers: Workers) -> None:
    """468 KiB that hold feedparser's sanitiser for many seconds are cut off while the event loop runs on."""
    await workers.warm_up()
    stop = asyncio.Event()
    probe = asyncio.create_task(longest_gap(stop))
    with pytest.raises(WorkerTimeout):
        await workers.run(parse_with_sanitiser, comment_bomb(468 * 1024), timeout=2)
    stop.set()
    assert await probe < 0.25


def test_workers_die_with_the_daemon(tmp_path: Path) -> None:
    """After kill -9 of the daemon no worker stays behind, not even one that never lets go of the interpreter, and no
    word of Python's own in a log of JSON lines.
    """
    script = tmp_path / "daemon.py"
    script.write_text(
        "import asyncio, os, re\n"
        "from monitor.workers import Workers\n"
        "async def main():\n"
        "    workers = Workers(1, 512 << 20)\n"
        "    print(await workers.run(os.getpid, timeout=5), flush=True)\n"
        "    await workers.run(re.match, '(a+)+$', 'a' * 64 + 'b', timeout=600)\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, script], stdout=pipe, stderr=pipe, cwd=Path.cwd()) as daemon:
        assert daemon.stdout is not None
        assert daemon.stderr is not None
        worker = psutil.Process(int(daemon.stdout.readline()))
        while worker.cpu_times().user < 0.8:
            time.sleep(0.05)
        daemon.kill()
        assert daemon.stderr.read() == b""
    worker.wait(timeout=5)
