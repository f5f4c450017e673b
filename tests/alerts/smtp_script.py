"""A mail server that follows a script: for what a well-behaved one never does."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.servers import serve_raw

# What a scripted server may do instead of answering.
DROP = "<drop>"
HANG = "<hang>"

_EHLO = "250-scripted\r\n250-SIZE 1000000\r\n250 8BITMIME"


@dataclass
class Script:
    """The reply to each command by its first word; ``greeting`` and ``dot`` stand for the beginning and the last dot.

    A reply may be ``DROP`` or ``HANG``; a list of them is given in turn, and then the usual one. ``received`` holds the
    messages that reached the final dot, ``commands`` what was said before, over any of the ``connections``, of which
    ``ended`` were closed. With ``tls`` it encrypts once STARTTLS is answered with 220; its ``EHLO`` is the usual then.
    """

    replies: dict[str, str | list[str]] = field(default_factory=dict)
    port: int = 0
    tls: ssl.SSLContext | None = None
    connections: int = 0
    ended: int = 0
    commands: list[str] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)

    def reply(self, word: str) -> str:
        usual = {"greeting": "220 scripted", "EHLO": _EHLO, "DATA": "354 go on", "QUIT": "221 bye"}
        scripted = self.replies.get(word, [])
        if isinstance(scripted, str):
            return scripted
        return scripted.pop(0) if scripted else usual.get(word, "250 OK")

    async def _answer(self, word: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        reply = self.reply(word)
        if reply == DROP:
            raise ConnectionAbortedError
        if reply == HANG:
            await reader.read()
            raise ConnectionAbortedError
        writer.write(reply.encode() + b"\r\n")
        await writer.drain()
        if reply.startswith("421"):
            raise ConnectionAbortedError
        return reply

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._converse(reader, writer)
        finally:
            self.ended += 1

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._answer("greeting", reader, writer)
        while line := await reader.readline():
            self.commands.append(line.decode().strip())
            word = line.split()[0].decode().upper()
            reply = await self._answer(word, reader, writer)
            if word == "DATA" and reply.startswith("354"):
                self.received.append(await reader.readuntil(b"\r\n.\r\n"))
                await self._answer("dot", reader, writer)
            if word == "STARTTLS" and reply.startswith("220") and self.tls is not None:
                self.replies.pop("EHLO", None)
                await writer.start_tls(self.tls)
            if word == "QUIT":
                return


@asynccontextmanager
async def scripted_mail(tls: ssl.SSLContext | None = None, **replies: str | list[str]) -> AsyncIterator[Script]:
    """A :class:`Script` that listens on loopback until the block ends."""
    script = Script(replies, tls=tls)
    async with serve_raw(script.serve) as url:
        script.port = int(url.rpartition(":")[2])
        yield script
