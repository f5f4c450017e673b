"""Every way out of this program against every place, answer and trick: the lists are those of ``benchmarks.harm``."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from benchmarks.harm.answers import hostile_answers
from benchmarks.harm.outbound import WAYS, Tools
from benchmarks.harm.refused import ROUTES, serving, trips
from benchmarks.harm.sockets import connections
from monitor.errors import Fault
from monitor.net import Client
from monitor.workers import Workers

pytestmark = pytest.mark.asyncio(loop_scope="module")
MEBIBYTES = 64
# A yes is a yes, whatever follows it.
POSTING = {"webhook", "hub"}
# Chunks go before a length (RFC 9112, 6.3), and nothing follows on a connection that is closed.
HARMLESS = {"length and chunks"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workers() -> AsyncIterator[Workers]:
    workers = Workers(1, 512 * 2**20)
    yield workers
    await workers.close()


@pytest.mark.parametrize(("way", "route"), trips())
async def test_no_way_leads_to_a_closed_place(way: str, route: str, workers: Workers) -> None:
    """No way out connects to an address that nobody allowed, however it is written, named, redirected to or proxied:
    counted at the socket, where also the proxy is asked nothing.
    """
    toll = await ROUTES[route](way, workers)
    assert toll.admitted == ()
    assert toll.connections == 0
    assert toll.requests >= 80


@pytest.mark.parametrize("way", WAYS)
async def test_every_way_gets_to_an_open_place(way: str, workers: Workers) -> None:
    """The test above can fail: each way connects to a place that is allowed, and the count shows it."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
    async with serving(lambda: head) as port:
        client = Client("test", timedelta(seconds=5), 2**20, allow_private=["127.0.0.1"])
        with connections() as seen:
            fault = await WAYS[way](Tools(client, workers), f"http://127.0.0.1:{port}/")
        await client.aclose()
    assert fault in (None, Fault.NOT_A_FEED)
    assert {port for _, port in seen} == {port}


@pytest.mark.parametrize("way", WAYS)
async def test_no_answer_breaks_a_way_out(way: str, workers: Workers) -> None:
    """Bombs, broken codings and broken HTTP end in a fault of their name, within the limits; a webhook that said yes
    has said yes.
    """
    current = b""
    async with serving(lambda: b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi") as other:
        answers = hostile_answers(MEBIBYTES, f"http://127.0.0.1:{other}/")
        async with serving(lambda: current) as port:
            client = Client("test", timedelta(seconds=5), 2**20, allow_private=["127.0.0.1"])
            met = {}
            for name, answer in answers.items():
                current = answer
                async with asyncio.timeout(10):
                    met[name] = await WAYS[way](Tools(client, workers), f"http://127.0.0.1:{port}/")
            await client.aclose()
    for name, fault in met.items():
        if (
            name in HARMLESS
            or name.endswith("in a redirect")
            or (way in POSTING and answers[name].startswith(b"HTTP/1.1 200"))
        ):
            assert fault in (None, Fault.NOT_A_FEED, Fault.NETWORK), name
        elif "bomb" in name and way not in POSTING:
            expected = Fault.HTTP_SERVER if name.endswith("in an error") else Fault.TOO_BIG
            assert fault is expected, name
        elif name.endswith("in an error"):
            assert fault is None, name
        else:
            assert fault in {Fault.NETWORK, Fault.BAD_ENCODING, Fault.TOO_BIG}, name
