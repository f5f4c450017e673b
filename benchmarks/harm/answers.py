"""HTTP answers that mean harm, or are broken, as the bytes that a server sends."""

import gzip
import zlib
from collections.abc import Mapping
from functools import cache

import brotli
import zstandard

_ZEROS = bytes(2**20)


def bombs(mebibytes: int) -> Mapping[str, bytes]:
    """Bodies that decode to so many mebibytes of zeros, by content coding."""
    return {name: _bomb(name, mebibytes) for name in ("gzip", "deflate", "br", "zstd", "gzip, br")}


@cache
def _bomb(coding: str, mebibytes: int) -> bytes:
    if coding == "gzip, br":
        return bytes(brotli.compress(_bomb("gzip", mebibytes)))
    if coding == "br":
        packer = brotli.Compressor(quality=1)
        pieces = [packer.process(_ZEROS) for _ in range(mebibytes)]
        return b"".join([*pieces, packer.finish()])
    if coding == "zstd":
        squeezer = zstandard.ZstdCompressor(level=1).compressobj()
        return b"".join(squeezer.compress(_ZEROS) for _ in range(mebibytes)) + squeezer.flush()
    deflater = zlib.compressobj(1, wbits=(16 if coding == "gzip" else 0) + zlib.MAX_WBITS)
    return b"".join(deflater.compress(_ZEROS) for _ in range(mebibytes)) + deflater.flush()


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """An answer of these parts, with its true length unless ``headers`` state one."""
    stated = any(header.lower().startswith(("content-length", "transfer-encoding")) for header in headers)
    lines = [f"HTTP/1.1 {status}", "Connection: close", *headers]
    if not stated:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def hostile_answers(mebibytes: int, elsewhere: str) -> Mapping[str, bytes]:
    """Answers by name. Bombs decode to ``mebibytes``; those in redirects lead to ``elsewhere``."""
    packed = bombs(mebibytes)
    found = {f"{coding} bomb": answer(body, f"Content-Encoding: {coding}") for coding, body in packed.items()}
    for coding in ("gzip", "br", "zstd"):
        bomb, header = packed[coding], f"Content-Encoding: {coding}"
        found[f"{coding} bomb, undeclared length"] = b"HTTP/1.1 200 OK\r\n%b\r\n\r\n%b" % (header.encode(), bomb)
        found[f"{coding} bomb in an error"] = answer(bomb, header, status="500 Oops")
        found[f"{coding} bomb in a redirect"] = answer(bomb, header, f"Location: {elsewhere}", status="302 Found")
    small = gzip.compress(b"<p>hello")
    return {
        **found,
        "twenty codings": answer(small, "Content-Encoding: " + ", ".join(["gzip"] * 20)),
        "unknown coding": answer(small, "Content-Encoding: sdch"),
        "corrupt gzip": answer(small[:12] + b"\xff" * 9, "Content-Encoding: gzip"),
        "gzip that breaks off": answer(small[:-6], "Content-Encoding: gzip"),
        "short of its length": answer(b"short", "Content-Length: 999"),
        "two lengths": answer(b"abcde", "Content-Length: 3", "Content-Length: 5"),
        "length and chunks": answer(b"5\r\nabcde\r\n0\r\n\r\n", "Content-Length: 3", "Transfer-Encoding: chunked"),
        "a length of exabytes": answer(b"", "Content-Length: 9999999999999999999"),
        "a header of 200 kB": answer(b"", "X-Long: " + "x" * 200_000),
        "a chunk size of 40 kB": answer(b"z" * 40_000 + b"\r\n", "Transfer-Encoding: chunked"),
        "not HTTP": b"nonsense" * 8000,
        "nothing": b"",
    }
