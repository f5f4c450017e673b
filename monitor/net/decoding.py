"""Content codings undone in bounded pieces.

httpx would decode a chunk whole: 809 bytes of brotli become one piece of 1 GiB. Here a step yields 64 KiB (zstd: 2 MiB)
at most, and reading stops between steps once the limit is passed.
"""

import zlib
from collections.abc import Iterator, Sequence
from typing import Protocol

import brotli
import zstandard

_PIECE = 64 * 1024
_MOST_LAYERS = 2
_ZSTD_WINDOW = 8 * 2**20  # RFC 9659 allows no more for HTTP
_GZIP = 16 + zlib.MAX_WBITS  # wbits for a gzip wrapper; the negative of MAX_WBITS means none


class UndecodableError(Exception):
    """A body cannot be decoded; the message says why, as the end of a sentence."""


class OversizeError(Exception):
    """A body is larger than ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"larger than {limit} bytes")


class Decoder(Protocol):
    """One coding, undone step by step."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The decoded pieces that ``data`` completes. Raises :class:`UndecodableError`."""

    def finish(self) -> None:
        """Called at the end of the body. Raises :class:`UndecodableError` when something is missing."""


class _Zlib:
    """gzip (RFC 1952), also of several members, and deflate (RFC 1950, or RFC 1951 as some servers send it)."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inflater = zlib.decompressobj(wbits)
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inflater.eof:
                if self._wbits != _GZIP or data[:1] != b"\x1f":
                    return  # padding after the end, which every reader ignores
                self._inflater = zlib.decompressobj(self._wbits)
            piece = self._inflate(data)
            data = self._inflater.unused_data if self._inflater.eof else self._inflater.unconsumed_tail
            if piece:
                yield piece
        # What was held back for want of room comes without further input.
        while not self._inflater.eof and (piece := self._inflate(b"")):
            yield piece

    def finish(self) -> None:
        if self._begun and not self._inflater.eof:
            raise UndecodableError("it ends in the middle")

    def _inflate(self, data: bytes) -> bytes:
        try:
            piece = self._inflater.decompress(data, _PIECE)
        except zlib.error as error:
            if self._begun or self._wbits != zlib.MAX_WBITS:
                raise UndecodableError(str(error)) from error
            self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
            self._begun = True
            return self._inflate(data)
        self._begun = True
        return piece


class _Brotli:
    """br (RFC 7932)."""

    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._begun = True
        try:
            piece = self._decompressor.process(data, output_buffer_limit=_PIECE)
            while piece:
                yield piece
                piece = self._decompressor.process(b"", output_buffer_limit=_PIECE)
        except brotli.error as error:
            raise UndecodableError(str(error)) from error

    def finish(self) -> None:
        if self._begun and not self._decompressor.is_finished():
            raise UndecodableError("it ends in the middle")


class _Zstandard:
    """zstd (RFC 8878). A block of four bytes can stand for 128 KiB, so input goes in by small slices."""

    _SLICE = 64

    def __init__(self) -> None:
        self._decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._begun = True
        for start in range(0, len(data), self._SLICE):
            if self._decompressor.eof:
                return
            try:
                piece = self._decompressor.decompress(data[start : start + self._SLICE])
            except zstandard.ZstdError as error:
                raise UndecodableError(str(error)) from error
            if piece:
                yield piece

    def finish(self) -> None:
        if self._begun and not self._decompressor.eof:
            raise UndecodableError("it ends in the middle")


class _Bounded:
    """A decoder with a limit of its own: a layer may be a bomb although the one above it yields nothing."""

    def __init__(self, inner: Decoder, limit: int) -> None:
        self._inner = inner
        self._limit = limit
        self._total = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        for piece in self._inner.feed(data):
            self._total += len(piece)
            if self._total > self._limit:
                raise OversizeError(self._limit)
            yield piece

    def finish(self) -> None:
        self._inner.finish()


def decoders_for(content_encoding: str, limit: int) -> Sequence[Decoder]:
    """The decoders that undo a ``Content-Encoding`` header, outermost coding first, for ``limit`` bytes each.

    Raises :class:`UndecodableError` for a coding that is not known, and for more than two of them.
    """
    codings = [name.strip().lower() for name in content_encoding.split(",")]
    layers = [_decoder(name) for name in reversed(codings) if name not in ("", "identity", "none", "utf-8")]
    if len(layers) > _MOST_LAYERS:
        raise UndecodableError(f"{len(layers)} codings lie over one another")
    return [_Bounded(layer, limit) for layer in layers]


def _decoder(name: str) -> Decoder:
    match name:
        case "gzip" | "x-gzip":
            return _Zlib(_GZIP)
        case "deflate":
            return _Zlib(zlib.MAX_WBITS)
        case "br":
            return _Brotli()
        case "zstd":
            return _Zstandard()
    raise UndecodableError(f"the coding `{name[:40]}` is not known")


def decode(layers: Sequence[Decoder], data: bytes) -> Iterator[bytes]:
    """Pass ``data`` through all ``layers``, piece by piece.

    Raises :class:`UndecodableError`, and :class:`OversizeError` at the limit.
    """
    if not layers:
        yield data
        return
    for piece in layers[0].feed(data):
        yield from decode(layers[1:], piece)
