"""A language model on loopback that says what a test wants it to say, or misbehaves."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.servers import Site, serve_site

PATH = "/v1/chat/completions"
Answer = Callable[[dict[str, Any]], Awaitable[web.StreamResponse]]


@dataclass
class ModelServer:
    """``answer`` makes the response to a request, whose JSON it is given."""

    site: Site
    answer: Answer

    @property
    def base_url(self) -> str:
        return f"{self.site.url}/v1"

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The bodies of the requests, in order."""
        return [json.loads(request.body) for request in self.site.asked(PATH)]

    def says(self, content: Any, **choice: Any) -> None:
        """From now on, answer with ``content``: as it is, or as JSON."""
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)

        async def answer(request: dict[str, Any]) -> web.Response:
            return completion(text, **choice)

        self.answer = answer

    def sends(self, status: int, body: str = "", **headers: str) -> None:
        """From now on, answer with ``status``."""

        async def answer(request: dict[str, Any]) -> web.Response:
            return web.Response(status=status, text=body, headers=headers)

        self.answer = answer


def completion(content: str, **choice: Any) -> web.Response:
    """A chat completion that holds ``content``."""
    message = {"role": "assistant", "content": content, **choice.pop("message", {})}
    return web.json_response({"choices": [{"index": 0, "message": message, "finish_reason": "stop", **choice}]})


@asynccontextmanager
async def serve_model() -> AsyncIterator[ModelServer]:
    """A :class:`ModelServer` that listens until the block ends; at first it says something plain in German."""
    async with serve_site() as site:
        server = ModelServer(site, lambda request: _never())
        server.says(
            {"title": "Delegationen reden weiter", "summary": "Zwei Delegationen trafen sich am Freitag in Genf."}
        )

        async def respond(request: web.Request) -> web.StreamResponse:
            return await server.answer(await request.json())

        site.pages[PATH] = respond
        yield server


async def _never() -> web.StreamResponse:
    raise AssertionError("no answer was set")
