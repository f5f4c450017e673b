"""Servers of this process: HTTP for strangers, who get few connections and little time, and never a word too much.

One request a connection, whatever is answered. TLS is the business of the proxy in front.
"""

import asyncio
import errno
import logging
import socket
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from monitor.errors import MonitorError
from monitor.telemetry import get_logger

_LARGEST_HEADER = 16 * 1024
_STOP_SECONDS = 5
_HINTS = {
    errno.EADDRINUSE: "another program may have it: stop that, or choose another port",
    errno.EACCES: "this user may not have that port: choose one above 1023",
}
_EVERY_ANSWER = {"connection": "close", "x-content-type-options": "nosniff"}

log = get_logger("serving")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, in seconds, a client may take for its header and all in all; how many may be there at a time.

    Up to twice as many are told to come again; further ones are cut off.
    """

    header: float = 10.0
    connection: float = 60.0
    connections: int = 128


class Server:
    """Serves ``app`` at one address. ``setting`` is where people say which; ``headers`` stand in every answer.

    ``without`` is what the log says of it should it stop by itself.
    """

    def __init__(
        self,
        app: ASGIApp,
        listen: str,
        patience: Patience,
        *,
        setting: str,
        without: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Take the address at once; raises :class:`MonitorError` when it cannot be had."""
        self.listen = listen
        self._setting = setting
        self._without = without
        self._socket = _bound(listen, setting, patience.connections)
        self._server = _Uvicorn(_settings(app, patience, {**_EVERY_ANSWER, **(headers or {})}))
        self._serving: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Serve from now on."""
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]), name=self._setting)
        self._serving.add_done_callback(self._ended)
        log.info("listening", setting=self._setting, listen=self.listen, port=self.port)

    async def aclose(self) -> None:
        """Take no further requests, and let those under way end."""
        if self._serving is None:
            self._socket.close()
            return
        self._server.should_exit = True
        await asyncio.wait({self._serving})

    def _ended(self, serving: asyncio.Task[None]) -> None:
        error = None if serving.cancelled() else serving.exception()
        if error is not None:
            log.error("nobody listens any more", setting=self._setting, so=self._without, error=str(error))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A server that is wanted at ``listen``. ``build`` makes it, or gives ``None`` where it can be done without."""

    setting: str
    listen: str
    build: Callable[[], Server | None]


class Doors:
    """The servers that are open, one for each setting. They follow a reload: all that can fail is prepared first."""

    def __init__(self) -> None:
        self._open: dict[str, Server] = {}

    async def prepare(self, wanted: Iterable[Wanted]) -> dict[str, Server]:
        """The servers to :meth:`swap` in: those that stand where they are wanted, and new ones.

        Raises :class:`MonitorError` when an address cannot be had; then nothing has changed.
        """
        prepared: dict[str, Server] = {}
        try:
            for one in wanted:
                old = self._open.get(one.setting)
                server = old if old is not None and old.listen == one.listen else self._built(one)
                if server is not None:
                    prepared[one.setting] = server
        except MonitorError:
            await self.discard(prepared)
            raise
        return prepared

    async def swap(self, prepared: Mapping[str, Server]) -> None:
        """Open ``prepared``, and close what is not among it."""
        old, self._open = self._open, dict(prepared)
        for setting, server in prepared.items():
            if old.get(setting) is not server:
                server.start()
        await asyncio.gather(*(server.aclose() for server in old.values() if server not in prepared.values()))

    async def discard(self, prepared: Mapping[str, Server]) -> None:
        """Let go of what of ``prepared`` is not open."""
        await asyncio.gather(*(server.aclose() for server in prepared.values() if server not in self._open.values()))

    def _built(self, one: Wanted) -> Server | None:
        try:
            return one.build()
        except MonitorError as error:
            port, taken = one.listen.rpartition(":")[2], getattr(error.__cause__, "errno", None) == errno.EADDRINUSE
            if taken and any(server.listen.rpartition(":")[2] == port for server in self._open.values()):
                raise MonitorError(
                    f"{one.setting}: {one.listen} cannot be listened on while this service has its port at another "
                    "address: restart the service, or choose another port"
                ) from error
            raise


def _bound(listen: str, setting: str, waiting: int) -> socket.socket:
    host, _, port = listen.rpartition(":")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host.strip("[]"), int(port)))
        opened.listen(waiting)
    except (OSError, OverflowError, UnicodeError) as error:
        opened.close()
        said = getattr(error, "strerror", None) or str(error)
        hint = _HINTS.get(getattr(error, "errno", None) or 0, "it must be an address of this machine: correct it")
        raise MonitorError(f"{setting}: {listen} cannot be listened on ({said}); {hint}") from error
    return opened


def _settings(app: ASGIApp, patience: Patience, headers: Mapping[str, str]) -> "_Config":
    settings = _Config(
        app,
        http=_PatientProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        # What strangers send is no news; what goes wrong behind it is logged by the app.
        log_level=logging.CRITICAL,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        headers=list(headers.items()),
        limit_concurrency=patience.connections,
        timeout_graceful_shutdown=_STOP_SECONDS,
        h11_max_incomplete_event_size=_LARGEST_HEADER,
    )
    settings.patience = patience
    return settings


class _Config(uvicorn.Config):
    """uvicorn's settings, and how patient its connections are."""

    patience: Patience


class _Uvicorn(uvicorn.Server):
    """uvicorn, which must leave the signals to the service that it is a part of."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


class _PatientProtocol(H11Protocol):
    """HTTP with an end to patience: uvicorn itself waits for a request without limit, and for any number of them."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        assert isinstance(self.config, _Config)  # noqa: S101 - for the type checker
        patience = self.config.patience
        self._limits = (
            self.loop.call_later(patience.header, self._end_if_silent),
            self.loop.call_later(patience.connection, transport.abort),
        )
        if len(self.connections) > 2 * patience.connections:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        for limit in self._limits:
            limit.cancel()
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]
        # Who has asked may be done with sending, and wait for the answer; who has not will never do.
        return self.cycle is not None and not self.cycle.more_body

    def send_400_response(self, msg: str) -> None:
        if self.cycle is not None:
            # The app may be at the request whose body turned out to be none: it is not listened to any more.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.abort()

    def _end_if_silent(self) -> None:
        if self.conn.their_state is h11.IDLE:
            self.transport.abort()
