"""The small HTTP server that hubs call. It stands in the open, so it tells strangers nothing and gives them little.

A path that is no callback gets 404, whatever it is, before any of a body is read. Bodies are bounded in size, number
and pace; connections as :mod:`monitor.serving` has them.
"""

import asyncio
import re
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from monitor import serving
from monitor.clock import Clock
from monitor.errors import StoreError
from monitor.serving import Server
from monitor.telemetry import get_logger

SETTING = "websub.listen"

_LONGEST_CHALLENGE = 2048
_BODIES = 8
_BODIES_PER_CALLBACK = 2

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_BARE = {"cache-control": "no-store"}

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
class Patience(serving.Patience):
    """How long, in seconds, a client may take for its body too, and how often it may push."""

    body: float = 30.0
    pushes_a_minute: int = 60


class Receiver(Protocol):
    """Who is behind the callbacks; ``token`` is the last step of a path. Each method may raise StoreError."""

    async def knows(self, token: str) -> bool:
        """Whether there is such a callback."""

    async def confirm(self, token: str, intent: Intent) -> str | None:
        """What to answer the hub; ``None`` when that was not wanted."""

    async def take(self, token: str, push: Push) -> Answer:
        """Take the push; the answer is given once its news are stored."""


class Listener(Server):
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
        endpoint = _Endpoint(receiver, max_body, clock, patience)
        app = Starlette(routes=[Route("/{path:path}", endpoint.serve, methods=["GET", "POST"])])
        without = "no push is taken; polling goes on, and a restart mends it"
        super().__init__(app, listen, patience, setting=SETTING, without=without)


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
