"""The small HTTP server that hubs call. It stands in the open, so it tells strangers nothing and gives them little.

A path that is no callback gets 404, whatever it is, before any of a body is read. Connections are few and end soon,
one request each; bodies are bounded in size, number and pace. TLS is the business of the proxy in front.
"""

import asyncio
import logging
import re
import socket
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

import h11
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from monitor.clock import Clock
from monitor.errors import MonitorError, StoreError
from monitor.telemetry import get_logger

_CONNECTIONS = 128
_LARGEST_HEADER = 16 * 1024
_LONGEST_CHALLENGE = 2048
_BODIES = 8
_BODIES_PER_CALLBACK = 2
_STOP_SECONDS = 5

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_BARE = {"connection": "close", "x-content-type-options": "nosniff", "cache-control": "no-store"}

log = get_logger("websub")


class Answer(IntEnum):
    """What a hub is told of its push, as the status that it gets."""

    TAKEN = 202
    UNKNOWN = 404
    GONE = 410
    BUSY = 503


@dataclass(frozen=True, slots=True)
class Intent:
    """What a hub wants confirmed (WebSub, section 5.3), or the refusal that it tells of (section 5.2)."""

    mode: str
    topic: str
    challenge: str
    lease_seconds: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """A push as it arrived."""

    body: bytes = field(repr=False)
    content_type: str | None
    signature: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, in seconds, a client may take for its header, its body and all in all, and how often it may push."""

    header: float = 10.0
    body: float = 30.0
    connection: float = 60.0
    pushes_a_minute: int = 60


class Receiver(Protocol):
    """Who is behind the callbacks; ``token`` is the last step of a path. Each method may raise StoreError."""

    async def knows(self, token: str) -> bool:
        """Whether there is such a callback."""

    async def confirm(self, token: str, intent: Intent) -> str | None:
        """What to answer the hub; ``None`` when that was not wanted."""

    async def take(self, token: str, push: Push) -> Answer:
        """Take the push; the answer is given once its news are stored."""


class Listener:
    """Serves ``receiver`` at one address. ``max_body`` gives how many bytes a push may have."""

    def __init__(
        self,
        listen: str,
        receiver: Receiver,
        max_body: Callable[[], int],
        clock: Clock,
        patience: Patience = Patience(),
    ) -> None:
        """Take the address at once; raises :class:`MonitorError` when it cannot be had."""
        self.listen = listen
        self._socket = _bound(listen)
        endpoint = _Endpoint(receiver, max_body, clock, patience)
        app = Starlette(routes=[Route("/{path:path}", endpoint.serve, methods=["GET", "POST"])])
        self._server = _Server(_settings(app, patience))
        self._serving: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Serve from now on."""
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]), name="websub listener")
        self._serving.add_done_callback(_ended)

    async def aclose(self) -> None:
        """Take no further requests, and let those under way end."""
        if self._serving is None:
            self._socket.close()
            return
        self._server.should_exit = True
        await asyncio.wait({self._serving})


def _bound(listen: str) -> socket.socket:
    host, _, port = listen.rpartition(":")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host.strip("[]"), int(port)))
        opened.listen(_CONNECTIONS)
    except (OSError, OverflowError) as error:
        opened.close()
        said = getattr(error, "strerror", None) or str(error)
        hint = "another program may have it: stop that, or choose another port"
        raise MonitorError(f"websub.listen: {listen} cannot be listened on ({said}); {hint}") from error
    return opened


def _ended(serving: asyncio.Task[None]) -> None:
    error = None if serving.cancelled() else serving.exception()
    if error is not None:
        log.error("no push is taken any more; polling goes on, and a restart mends it", error=str(error))


def _settings(app: Starlette, patience: Patience) -> "_Config":
    settings = _Config(
        app,
        http=_PatientProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        # What strangers send is no news; what goes wrong behind it is logged by the endpoint.
        log_level=logging.CRITICAL,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=_STOP_SECONDS,
        h11_max_incomplete_event_size=_LARGEST_HEADER,
    )
    settings.patience = patience
    return settings


class _Config(uvicorn.Config):
    """uvicorn's settings, and how patient its connections are."""

    patience: Patience


class _Server(uvicorn.Server):
    """uvicorn, which must leave the signals to the service that it is a part of."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


class _PatientProtocol(H11Protocol):
    """HTTP with an end to patience: uvicorn itself waits for a request without limit."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        assert isinstance(self.config, _Config)  # noqa: S101 - for the type checker
        patience = self.config.patience
        self._limits = (
            self.loop.call_later(patience.header, self._end_if_silent),
            self.loop.call_later(patience.connection, transport.abort),
        )

    def connection_lost(self, exc: Exception | None) -> None:
        for limit in self._limits:
            limit.cancel()
        super().connection_lost(exc)

    def _end_if_silent(self) -> None:
        if self.conn.their_state is h11.IDLE:
            self.transport.abort()


class _Endpoint:
    """From requests to calls of the receiver."""

    def __init__(self, receiver: Receiver, max_body: Callable[[], int], clock: Clock, patience: Patience) -> None:
        self._receiver = receiver
        self._max_body = max_body
        self._clock = clock
        self._patience = patience
        self._bodies: Counter[str] = Counter()
        self._pace: dict[str, deque[float]] = {}

    async def serve(self, request: Request) -> Response:
        token = request.url.path.rpartition("/")[2]
        try:
            if not _TOKEN.fullmatch(token) or not await self._receiver.knows(token):
                return _bare(Answer.UNKNOWN)
            return await (self._confirm(request, token) if request.method == "GET" else self._take(request, token))
        except StoreError as error:
            log.error("a hub was asked to call again later: the store does not answer", error=str(error))
        except Exception:
            log.exception("a call of a hub was not understood")
        return _bare(Answer.BUSY)

    async def _confirm(self, request: Request, token: str) -> Response:
        asked = request.query_params
        intent = Intent(
            mode=asked.get("hub.mode", ""),
            topic=asked.get("hub.topic", ""),
            challenge=asked.get("hub.challenge", "")[:_LONGEST_CHALLENGE],
            lease_seconds=asked.get("hub.lease_seconds"),
            reason=asked.get("hub.reason"),
        )
        reply = await self._receiver.confirm(token, intent)
        return _bare(Answer.UNKNOWN) if reply is None else PlainTextResponse(reply, headers=_BARE)

    async def _take(self, request: Request, token: str) -> Response:
        full = self._bodies.total() >= _BODIES or self._bodies[token] >= _BODIES_PER_CALLBACK
        if full or not self._in_pace(token):
            return _bare(Answer.BUSY)
        async with self._holding(token):
            try:
                async with asyncio.timeout(self._patience.body):
                    body = await self._body(request)
            except (TimeoutError, ClientDisconnect):
                return _bare(408)
            if body is None:
                log.warning("a push was refused: it is longer than network.max_body", limit=self._max_body())
                return _bare(413)
            headers = request.headers
            push = Push(body, headers.get("content-type"), headers.get("x-hub-signature"))
            return _bare(await self._receiver.take(token, push))

    async def _body(self, request: Request) -> bytes | None:
        """The body, or ``None`` for one that is too long."""
        limit = self._max_body()
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and (len(declared) > 15 or int(declared) > limit):
            return None
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                return None
        return bytes(body)

    @asynccontextmanager
    async def _holding(self, token: str) -> AsyncIterator[None]:
        self._bodies[token] += 1
        try:
            yield
        finally:
            self._bodies[token] -= 1
            if not self._bodies[token]:
                del self._bodies[token]

    def _in_pace(self, token: str) -> bool:
        """Whether this callback has had fewer pushes than it may within a minute; if so, count one more."""
        now = self._clock.monotonic()
        times = self._pace.setdefault(token, deque())
        while times and now - times[0] > 60:
            times.popleft()
        if len(times) >= self._patience.pushes_a_minute:
            return False
        times.append(now)
        return True


def _bare(status: int) -> Response:
    """An answer that says nothing but its status."""
    retry = {"retry-after": "60"} if status == Answer.BUSY else {}
    return Response(status_code=status, headers={**_BARE, **retry})
