"""A WebSub hub on loopback: it takes requests, calls back to verify them, and pushes what it is told to, signed."""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from tests.servers import serve_site


@dataclass
class Hub:
    """What was asked of it, and who is subscribed.

    ``answer`` is the status that requests get, ``lease`` the seconds it grants (``None``: it names none). ``verifies``
    turns off calling back; ``statuses`` are those of its own calls, in order.
    """

    http: aiohttp.ClientSession
    url: str = ""
    answer: int = 202
    lease: int | None = 864_000
    verifies: bool = True
    method: str = "sha256"
    asked: list[Mapping[str, str]] = field(default_factory=list)
    subscribed: dict[str, tuple[str, str]] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    calling: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if self.answer == 202 and self.verifies:
            task = asyncio.create_task(self.verify(form))
            self.calling.add(task)
            task.add_done_callback(self.calling.discard)
        return web.Response(status=self.answer, text="so it is" if self.answer != 202 else "")

    async def settled(self) -> None:
        """Wait until every call back is over."""
        while self.calling:
            await asyncio.gather(*self.calling)

    async def verify(self, form: Mapping[str, str], **changed: str) -> None:
        """Call back as section 5.3 of the standard says; keep the subscription when the challenge comes back.

        Where nobody answers, nothing is verified.
        """
        with suppress(aiohttp.ClientConnectionError):
            await self._verify(form, changed)

    async def _verify(self, form: Mapping[str, str], changed: Mapping[str, str]) -> None:
        challenge = secrets.token_hex(16)
        query = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": challenge}
        if form["hub.mode"] == "subscribe" and self.lease is not None:
            query["hub.lease_seconds"] = str(self.lease)
        async with self.http.get(form["hub.callback"], params={**query, **changed}) as reply:
            self.statuses.append(reply.status)
            if reply.status != 200 or await reply.text() != challenge:
                return
        if form["hub.mode"] == "subscribe":
            self.subscribed[form["hub.topic"]] = (form["hub.callback"], form["hub.secret"])
        else:
            del self.subscribed[form["hub.topic"]]

    async def deny(self, form: Mapping[str, str], reason: str) -> None:
        """Tell the subscriber that it gets nothing (section 5.2)."""
        query = {"hub.mode": "denied", "hub.topic": form["hub.topic"], "hub.reason": reason}
        async with self.http.get(form["hub.callback"], params=query) as reply:
            self.statuses.append(reply.status)

    async def push(self, topic: str, body: str | bytes, *, secret: str | None = None, signed: bool = True) -> int:
        """Push ``body`` to the subscriber of ``topic``; gives the status that comes back."""
        callback, agreed = self.subscribed[topic]
        data = body.encode() if isinstance(body, str) else body
        headers = {"Content-Type": "application/rss+xml", "Link": f'<{self.url}>; rel="hub", <{topic}>; rel="self"'}
        if signed:
            headers["X-Hub-Signature"] = signature(secret or agreed, data, self.method)
        async with self.http.post(callback, data=data, headers=headers) as reply:
            self.statuses.append(reply.status)
            return reply.status


def signature(secret: str, body: bytes, method: str = "sha256") -> str:
    return f"{method}={hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()}"


@asynccontextmanager
async def serve_hub() -> AsyncIterator[Hub]:
    """A :class:`Hub` that listens on a free port until the block ends."""
    async with serve_site() as site, aiohttp.ClientSession() as http:
        hub = Hub(http, site.url + "/hub")
        site.pages["/hub"] = hub.serve
        try:
            yield hub
        finally:
            await asyncio.gather(*hub.calling, return_exceptions=True)
