"""One service per database, over real processes, and the signs of life that others read."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.errors import InstanceLost, StoreBusy
from monitor.store import Heartbeat, Store
from tests.store.world import LATER, NOW

HOLDER = """
import asyncio, sys
from monitor.store import Store

async def hold(url):
    store = await Store.open(url)
    async with await store.acquire_instance():
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold(sys.argv[1]))
"""


@asynccontextmanager
async def _holder(url: str) -> AsyncIterator[Process]:
    """Another process that is the one service on ``url``."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLDER, url, stdout=PIPE)
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"held\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_a_second_service_is_refused_until_the_first_is_killed(url: str, store: Store) -> None:
    """Two services would send twice; the refusal names the process to stop, and kill -9 leaves nothing to clean up."""
    async with _holder(url) as process:
        with pytest.raises(StoreBusy) as caught:
            await store.acquire_instance()
        assert store.name in str(caught.value)
        assert f"process {process.pid}" in str(caught.value)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        async with await _acquire_soon(store):
            pass


async def _acquire_soon(store: Store) -> AsyncExitStack:
    """Acquire as soon as the server has noticed that the holder's connection is gone (a file lock is free at once)."""
    async with asyncio.timeout(10):
        while True:
            try:
                return await store.acquire_instance()
            except StoreBusy:
                await asyncio.sleep(0.02)


async def test_the_right_passes_on_when_it_is_given_up(store: Store, other: Store) -> None:
    """A service that stops lets the next one start, whatever the pool of connections keeps open."""
    async with await store.acquire_instance():
        with pytest.raises(StoreBusy):
            await other.acquire_instance()
    async with await other.acquire_instance():
        with pytest.raises(StoreBusy):
            await store.acquire_instance()


async def test_a_service_finds_out_that_its_right_is_gone(store: Store, other: Store) -> None:
    """A database server that restarts, or a cleaner of lock files, would let a second service in beside it."""
    async with await store.acquire_instance():
        await store.confirm_instance()
        file = store._database.location.file
        if file is not None:
            Path(f"{file}.lock").unlink()
        else:
            async with other._database.read() as connection:
                ended = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                await connection.execute(text(ended))
        with pytest.raises(InstanceLost, match="start again"):
            await store.confirm_instance()


async def test_the_heartbeat_is_read_by_others(store: Store, other: Store) -> None:
    """The health check is another process: it sees who runs and when it last was well."""
    assert await other.last_heartbeat() is None
    await store.heartbeat(NOW, 41, "0.9")
    await store.heartbeat(LATER, 42, "1.0")
    assert await other.last_heartbeat() == Heartbeat(42, "1.0", LATER)
    await store.sign_off()
    assert await other.last_heartbeat() is None


async def test_a_refused_reload_is_noted_until_one_is_accepted_or_the_service_restarts(store: Store) -> None:
    """`check` can tell that the running service still uses its old configuration."""
    await store.heartbeat(NOW, 41, "1.0")
    await store.note_reload(NOW, "rules.yaml:3: unknown key")
    await store.heartbeat(LATER, 41, "1.0")
    assert await store.last_heartbeat() == Heartbeat(41, "1.0", LATER, NOW, "rules.yaml:3: unknown key")
    await store.note_reload(LATER, None)
    assert await store.last_heartbeat() == Heartbeat(41, "1.0", LATER, LATER, None)
    await store.note_reload(LATER, "again")
    await store.release_leases(NOW)
    assert await store.last_heartbeat() == Heartbeat(41, "1.0", LATER)
