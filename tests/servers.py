"""Real servers on loopback for the tests: a web site that records what it was asked, and a mail server.

Nothing here is a mock: requests cross a socket. Behaviour is scripted by giving the site a handler for a path.
"""

import asyncio
import random
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Request:
    """One request as it reached the site."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Site:
    """A web site on loopback. ``pages`` maps a path to a handler, or to a body served as HTML."""

    url: str = ""
    pages: dict[str, Handler | str | bytes] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def feed(self, path: str, body: str | bytes, content_type: str = "application/rss+xml") -> str:
        """Serve ``body`` as a feed at ``path``; gives its URL."""
        data = body.encode() if isinstance(body, str) else body

        async def serve(request: web.Request) -> web.Response:
            return web.Response(body=data, headers={"Content-Type": content_type})

        self.pages[path] = serve
        return self.url + path

    def asked(self, path: str) -> list[Request]:
        """The requests for ``path``, in order."""
        return [request for request in self.requests if request.path == path]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(Request(request.method, request.path, dict(request.headers), await request.read()))
        page = self.pages.get(request.path)
        if page is None:
            return web.Response(status=404, text="no such page")
        if callable(page):
            return await page(request)
        body = page.encode() if isinstance(page, str) else page
        return web.Response(body=body, headers={"Content-Type": "text/html; charset=utf-8"})


@asynccontextmanager
async def serve_site(host: str = "127.0.0.1") -> AsyncIterator[Site]:
    """A :class:`Site` that listens on a free port of ``host`` until the block ends."""
    site = Site()
    app = web.Application(client_max_size=64 * 2**20)
    app.router.add_route("*", "/{tail:.*}", site._serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, host, 0).start()
    site.url = f"http://{host}:{runner.addresses[0][1]}"
    try:
        yield site
    finally:
        await runner.cleanup()


RawHandler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serve_raw(
    handler: RawHandler, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[str]:
    """A TCP server for what no web framework will send; yields its ``http://host:port``."""

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handler(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(guarded, host, 0, ssl=tls)
    try:
        yield f"http://{host}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


@dataclass(frozen=True)
class Mail:
    """A message as the mail server took it: envelope, bytes, and the same bytes parsed."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def message(self) -> EmailMessage:
        message = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message


@dataclass
class Mailbox:
    """A mail server on loopback that keeps what it takes.

    ``on_recipient`` and ``on_data`` may answer with an SMTP reply line ("550 no such user") instead of accepting.
    """

    host: str = "127.0.0.1"
    port: int = 0
    mails: list[Mail] = field(default_factory=list)
    connections: int = 0
    on_recipient: Callable[[str], str | None] = lambda address: None
    on_data: Callable[[Mail], str | None] = lambda mail: None

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's hook)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.on_recipient(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        mail = Mail(envelope.mail_from or "", tuple(envelope.rcpt_tos), content)
        answer = self.on_data(mail)
        if answer is None:
            self.mails.append(mail)
        return answer or "250 OK"


@asynccontextmanager
async def serve_mail(**options: Any) -> AsyncIterator[Mailbox]:
    """A :class:`Mailbox` that listens on a free port until the block ends. ``options`` go to aiosmtpd's SMTP."""
    mailbox = Mailbox()
    loop = asyncio.get_running_loop()

    def connected() -> SMTP:
        mailbox.connections += 1
        return SMTP(mailbox, loop=loop, **options)

    server = await loop.create_server(connected, mailbox.host, 0)
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()


def free_port() -> int:
    """A port of those that no system gives to outgoing connections, so that none takes it before it is used."""
    for port in random.sample(range(20_000, 30_000), 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("a hundred ports are taken")


async def exchange(port: int, sent: bytes) -> bytes:
    """What comes back for ``sent``, until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        async with asyncio.timeout(10):
            return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()
