"""Compressed answers: read in full when honest, stopped early when bombs."""

import asyncio
import gzip
import subprocess
import sys
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from aiohttp import web

from monitor.errors import Fault, FetchError
from monitor.net.decoding import OversizeError, decode, decoders_for
from tests.net.support import open_client
from tests.servers import serve_site

GIB = 2**30
TEXT = "Сегодня в Женеве начались переговоры. ".encode() * 5000


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "X-GZIP": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "identity": bytes,
    "gzip, br": lambda data: brotli.compress(gzip.compress(data)),
}


def unpack(coding: str, data: bytes, *, limit: int = 2**24, step: int = 1000) -> bytes:
    layers = decoders_for(coding, limit)
    pieces = [piece for i in range(0, len(data), step) for piece in decode(layers, data[i : i + step])]
    for layer in layers:
        layer.finish()
    return b"".join(pieces)


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("step", [7, 1000, 10**6])
def test_honest_bodies_come_out_whole(coding: str, step: int) -> None:
    """Whatever coding a server uses, and however the network cuts it, the text is the text."""
    assert unpack(coding, CODINGS[coding](TEXT), step=step) == TEXT


def test_gzip_of_several_members_and_with_padding() -> None:
    """Some servers glue gzip members together or pad the end; readers have always coped."""
    assert unpack("gzip", gzip.compress(TEXT) + gzip.compress(TEXT) + b"\0\0\0") == TEXT * 2


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_what_breaks_off_is_an_error(coding: str) -> None:
    """Half a feed is not taken for a whole one."""
    with pytest.raises(Exception, match="it ends in the middle"):
        unpack(coding, CODINGS[coding](TEXT)[:-9])


def test_layers_are_bounded_each() -> None:
    """A bomb whose outer layer swells while its inner one yields nothing is stopped too."""
    hollow = b"".join(gzip.compress(b"") for _ in range(100_000))
    with pytest.raises(OversizeError):
        unpack("gzip, br", brotli.compress(hollow), limit=2**20)


async def test_codings_that_nobody_knows_and_too_many_of_them() -> None:
    """Unknown and piled-up codings are an error that names them."""
    async with serve_site() as site, open_client() as client:
        for coding, words in (("sdch", "`sdch` is not known"), (", ".join(["gzip"] * 20), "20 codings lie over")):

            async def serve(request: web.Request, coding: str = coding) -> web.Response:
                return web.Response(body=b"x", headers={"Content-Encoding": coding})

            site.pages["/"] = serve
            with pytest.raises(FetchError, match=words) as caught:
                await client.get(site.url + "/")
            assert caught.value.fault is Fault.BAD_ENCODING


# Runs in a process of its own, whose peak memory is then that of the client alone.
PROBE = """
import asyncio, re, sys
from datetime import timedelta
from monitor.errors import FetchError
from monitor.net import Client

def peak():
    # Not getrusage(): its peak is inherited from the process that started this one.
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])

async def main(url):
    client = Client("test", timedelta(seconds=30), 10 * 2**20, allow_private=["127.0.0.1"])
    await client.get(url + "/small")
    before = peak()
    try:
        await client.get(url + sys.argv[2])
    except FetchError as error:
        print(error.fault, end=" ")
    await client.aclose()
    print((peak() - before) // 1024)

asyncio.run(main(sys.argv[1]))
"""


def gzip_bomb() -> bytes:
    compressor = zlib.compressobj(1, wbits=16 + zlib.MAX_WBITS)
    zeros = bytes(2**24)
    return b"".join(compressor.compress(zeros) for _ in range(GIB // len(zeros))) + compressor.flush()


def brotli_bomb() -> bytes:
    compressor = brotli.Compressor(quality=1)
    zeros = bytes(2**24)
    pieces: list[bytes] = [compressor.process(zeros) for _ in range(GIB // len(zeros))]
    return b"".join([*pieces, compressor.finish()])


def zstd_bomb() -> bytes:
    compressor = zstandard.ZstdCompressor(level=1).compressobj()
    zeros = bytes(2**24)
    return b"".join(compressor.compress(zeros) for _ in range(GIB // len(zeros))) + compressor.flush()


@pytest.mark.parametrize(
    ("coding", "bomb"), [("gzip", gzip_bomb), ("br", brotli_bomb), ("zstd", zstd_bomb)], ids=["gzip", "br", "zstd"]
)
async def test_a_gibibyte_of_zeros(coding: str, bomb: Callable[[], bytes]) -> None:
    """1 GiB in a small answer costs the reader less than 64 MiB, asked for or not, and is called too big."""
    body = bomb()

    async def serve(request: web.Request) -> web.Response:
        return web.Response(body=body, headers={"Content-Encoding": coding})

    async with serve_site() as site:
        site.pages |= {"/bomb": serve, "/small": "hello"}
        command = [sys.executable, "-c", PROBE, site.url, "/bomb"]
        child = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
        output, _ = await child.communicate()
    fault, growth = output.decode().split()
    assert fault == Fault.TOO_BIG
    assert int(growth) < 64
