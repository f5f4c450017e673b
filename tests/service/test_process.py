"""The service as a process under a service manager: signals, notifications, exit codes."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.cli.common import Exit
from monitor.engine import Limits
from tests.newsroom import Newsroom, Story, filler, until

RULES = "rules: [{id: cyber, keywords: [cybersecurity]}]"
STUCK = """
import asyncio
from contextlib import suppress
from datetime import timedelta
from monitor.cli.run import stopping_on_signals

async def main():
    with stopping_on_signals(asyncio.Event(), timedelta(seconds=0.2)):
        print("ready", flush=True)
        while True:
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()

asyncio.run(main())
"""


@dataclass
class Manager:
    """A service manager's socket, and what was heard on it."""

    socket: socket.socket

    @property
    def address(self) -> str:
        address = self.socket.getsockname()
        assert isinstance(address, str)
        return address

    async def heard(self, wanted: str) -> str:
        """The next message that begins with ``wanted``; others are passed over."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(30):
            while True:
                message = (await loop.sock_recv(self.socket, 4096)).decode()
                if message.startswith(wanted):
                    return message


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.setblocking(False)  # noqa: FBT003
        yield Manager(listening)


@asynccontextmanager
async def running(config: Path, manager: Manager, **environ: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """``news-monitor run`` as a process, ready; killed at the end of the block if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "monitor", "run", "--config", str(config)),
        env={**os.environ, "NOTIFY_SOCKET": manager.address, **environ},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        await manager.heard("READY=1")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_sigterm_lets_sends_in_hand_end_and_exits_0(newsroom: Newsroom, manager: Manager) -> None:
    """A stop while far sides are still thinking waits for their yes: each message is delivered, once, and marked."""
    in_hand = Limits().deliveries_per_channel
    arrived, answer = asyncio.Semaphore(0), asyncio.Event()

    async def think(_identity: str) -> int:
        arrived.release()
        await answer.wait()
        return 200

    newsroom.hook.before_answer = think
    text = filler("cybersecurity")
    newsroom.publish("wire", *(Story(f"s{n}", f"Note {n} on cybersecurity", (*text, f"{n}.")) for n in range(in_hand)))
    newsroom.configure(RULES, channels=("ops",))
    async with running(newsroom.config, manager) as process:
        async with asyncio.timeout(30):
            for _ in range(in_hand):
                await arrived.acquire()
        process.send_signal(signal.SIGTERM)
        assert "EXTEND_TIMEOUT_USEC" in await manager.heard("STOPPING=1")
        answer.set()
        assert await asyncio.wait_for(process.wait(), 30) == Exit.DONE
    newsroom.hook.before_answer = None
    async with running(newsroom.config, manager) as process:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == Exit.DONE
    assert len(newsroom.hook.requests) == in_hand


async def test_a_second_signal_ends_the_waiting(newsroom: Newsroom, manager: Manager) -> None:
    """Someone who presses Ctrl-C twice means it; what was in hand goes out at the next start, under the same id."""
    arrived, never = asyncio.Event(), asyncio.Event()

    async def hang(_identity: str) -> int:
        arrived.set()
        await never.wait()
        return 200

    newsroom.hook.before_answer = hang
    newsroom.publish("wire", Story("a", "Note on cybersecurity", filler("cybersecurity")))
    newsroom.configure(RULES, channels=("ops",))
    async with running(newsroom.config, manager) as process:
        await asyncio.wait_for(arrived.wait(), 30)
        process.send_signal(signal.SIGINT)
        await manager.heard("STOPPING=1")
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 10) == 128 + signal.SIGINT
    never.set()
    newsroom.hook.before_answer = None
    async with running(newsroom.config, manager):
        await until(lambda: len(newsroom.hook.requests) == 2)
    first, second = newsroom.hook.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


async def test_a_stop_ends_although_something_waits_for_ever() -> None:
    """A database that is silent holds up what is cut off, too; the process ends all the same, and says why."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", STUCK), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGTERM)
    said, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == Exit.FAILED
    assert b"the database does not answer" in said


async def test_sighup_reloads_in_the_way_the_manager_expects(newsroom: Newsroom, manager: Manager) -> None:
    """RELOADING with its time stamp, then READY with what is watched now; a broken file gives READY and the reason."""
    newsroom.configure(RULES)
    async with running(newsroom.config, manager) as process:
        process.send_signal(signal.SIGHUP)
        assert "MONOTONIC_USEC=" in await manager.heard("RELOADING=1")
        assert "1 rules" in await manager.heard("READY=1")
        (newsroom.directory / "rules.yaml").write_text("rules: [{id: cyber, keyword: [x]}]")
        assert "old configuration in force" in await manager.heard("READY=1")


async def test_the_watchdog_is_fed(newsroom: Newsroom, manager: Manager) -> None:
    """While the loop turns and the store answers, the manager hears so."""
    newsroom.configure(RULES)
    async with running(newsroom.config, manager, WATCHDOG_USEC="3000000"):
        await manager.heard("WATCHDOG=1")
        await manager.heard("WATCHDOG=1")


async def test_a_second_process_on_the_database_refuses_with_a_sentence(newsroom: Newsroom, manager: Manager) -> None:
    """The second service names the database and the process that has it, and leaves with 1."""
    newsroom.configure(RULES)
    async with running(newsroom.config, manager) as process:
        second = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "monitor", "run", "--config", str(newsroom.config)),
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await asyncio.wait_for(second.communicate(), 30)
        assert second.returncode == Exit.FAILED
        assert f"process {process.pid}" in said.decode()
