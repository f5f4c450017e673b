"""Libraries with connections of their own, in a worker process: the same closed places, counted at the socket."""

import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio
import requests

from benchmarks.harm.places import CLOSED, SPELLINGS, closed_urls
from benchmarks.harm.refused import serving
from monitor.errors import WorkerCrashed
from monitor.net import Egress
from monitor.net.egress import Confinement, confine
from monitor.workers import Workers

pytestmark = pytest.mark.asyncio(loop_scope="module")
HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
_through: list[str] = []


def _count(event: str, arguments: tuple[object, ...]) -> None:
    """A hook behind that of the confinement: it hears only of what that lets through."""
    if event in ("socket.connect", "socket.sendto"):
        _through.append(str(arguments[1]))


def _confined(egress: Egress) -> Confinement:
    confinement = confine(egress)
    sys.addaudithook(_count)
    return confinement


def ask_for_closed_places(port: int) -> tuple[int, list[str]]:
    """In a worker: try every closed place by URL, by number and by datagram; gives how many, and what got through."""
    _confined(Egress())
    places = [*closed_urls(), *(text.format(port=port) for text in SPELLINGS)]
    for place in places:
        with suppress(requests.RequestException, OSError, ValueError):
            requests.get(place, timeout=0.5)
    for address in CLOSED:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(family, kind) as sock, suppress(OSError):
                sock.settimeout(0.5)
                sock.connect((address, port))
        with socket.socket(family, socket.SOCK_DGRAM) as sock, suppress(OSError):
            sock.sendto(b"x", (address, port))
    return len(places) + 3 * len(CLOSED), _through


def ask_for_an_open_place(port: int) -> tuple[int, str]:
    """In a worker that may reach one port of loopback: ask there; then start a program."""
    _confined(Egress((f"localhost:{port}",)))
    status = requests.get(f"http://localhost:{port}/", timeout=5).status_code
    try:
        subprocess.run(["true"], check=False)
    except PermissionError as error:
        return status, str(error)
    return status, "it ran"


def ask_a_proxy(port: int) -> tuple[list[str], int]:
    """In a worker with a proxy: what of all closed places it would be asked for; and the status of its own answer."""
    confinement = _confined(Egress(proxy=f"http://localhost:{port}"))
    let_through = []
    for place in closed_urls():
        try:
            confinement.check_url(place)
            let_through.append(place)
        except PermissionError:
            pass
    return let_through, requests.get("http://1.1.1.1/", timeout=5).status_code


@pytest_asyncio.fixture(loop_scope="module")
async def worker() -> AsyncIterator[Workers]:
    """A worker process of its own: it is held to one egress for its life."""
    workers = Workers(1, 512 * 2**20)
    yield workers
    await workers.close()


async def test_no_closed_place_is_connected_to(worker: Workers) -> None:
    """However an address is written, and by stream or datagram: nothing is let through, and nobody is reached."""
    async with serving(lambda: HELLO) as port:
        tried, through = await worker.run(ask_for_closed_places, port, timeout=60)
    assert through == []
    assert tried > 200


async def test_an_open_place_is(worker: Workers) -> None:
    """The test above can fail: what is listed is reached and answers. Programs are not started from there."""
    async with serving(lambda: HELLO) as port:
        assert await worker.run(ask_for_an_open_place, port, timeout=30) == (200, "programs are not started from here")


async def test_a_proxy_is_asked_for_no_closed_place(worker: Workers) -> None:
    """The proxy itself may be reached wherever it stands, and each request is checked before it is asked."""
    async with serving(lambda: HELLO) as port:
        assert await worker.run(ask_a_proxy, port, timeout=30) == ([], 200)


async def test_a_process_is_held_to_one_egress(worker: Workers) -> None:
    """What is allowed for one channel cannot be had through another's process."""
    await worker.run(_hold, Egress(), timeout=30)
    with pytest.raises(WorkerCrashed, match="held to other destinations"):
        await worker.run(_hold, Egress(("127.0.0.1",)), timeout=30)


def _hold(egress: Egress) -> None:
    confine(egress)
