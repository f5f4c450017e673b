"""Sites that the tests of the network ask."""

from collections.abc import AsyncIterator

import pytest_asyncio
from aiohttp import web

from tests.servers import Site, serve_site


@pytest_asyncio.fixture
async def site_with_error() -> AsyncIterator[Site]:
    async def gone(request: web.Request) -> web.Response:
        return web.Response(status=410, body=b"y" * 10**6)

    async with serve_site() as site:
        site.pages["/gone"] = gone
        yield site
