"""One request at a time to a site."""

import asyncio
from datetime import timedelta

import pytest

from monitor.errors import Fault, FetchError
from monitor.net.gate import HostGate
from monitor.testing import FakeClock


async def test_requests_to_one_host_pass_one_by_one_with_a_pause() -> None:
    """Ten articles of one site are fetched in turn, a pause apart, not all at once."""
    clock = FakeClock()
    gate = HostGate(clock, timedelta(seconds=2))
    inside: list[float] = []
    together = 0

    async def visit() -> None:
        nonlocal together
        async with gate.passing("https://News.example/a"):
            together += 1
            assert together == 1
            await asyncio.sleep(0)
            inside.append(clock.monotonic())
            together -= 1

    await asyncio.gather(*(visit() for _ in range(4)))
    assert inside == [0, 2, 4, 6]


async def test_other_hosts_do_not_wait() -> None:
    """A slow site holds up nobody but itself."""
    gate = HostGate(FakeClock(), timedelta(seconds=2))
    async with gate.passing("https://slow.example/a"):
        await asyncio.wait_for(_pass(gate, "https://other.example/b"), 1)


async def test_a_gate_that_is_renewed_remembers_what_the_old_one_let_through() -> None:
    """Whoever passes the new gate waits for whoever is inside by the old one, and for the pause after
    that, and leaves alone whom the old one was told to.
    """
    clock = FakeClock()
    old = HostGate(clock, timedelta(seconds=2))
    new = old.renewed(timedelta(seconds=5), 1)
    async with old.passing("https://news.example/a"):
        waiting = asyncio.create_task(_pass(new, "https://news.example/b"))
        await asyncio.sleep(0)
        assert not waiting.done()
    await waiting
    assert clock.monotonic() == 2
    old.shut("https://news.example/a", timedelta(hours=1))
    assert new.shut_for("https://news.example/b") == timedelta(hours=1)


async def test_nobody_passes_a_gate_that_was_shut_while_they_waited() -> None:
    """The answer to one request may be that no more are wanted: those that wait for their turn hear of it."""
    gate = HostGate(FakeClock(), timedelta(seconds=2))
    async with gate.passing("https://news.example/a"):
        waiting = asyncio.create_task(_pass(gate, "https://news.example/b"))
        await asyncio.sleep(0)
        gate.shut("https://news.example/a", timedelta(hours=1))
    with pytest.raises(FetchError) as refused:
        await waiting
    assert (refused.value.fault, refused.value.retry_after) == (Fault.HTTP_THROTTLED, timedelta(minutes=59, seconds=58))


async def _pass(gate: HostGate, url: str) -> None:
    async with gate.passing(url):
        pass
