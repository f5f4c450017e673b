"""Whether the service is at work, for those who watch over it."""

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from monitor.errors import StoreError
from monitor.web.service import Service

_PATIENCE = 5.0  # seconds
_HOLDS_FOR = 1.0  # seconds


class Health:
    """Asks the store once a second at most, however often it is asked itself: anybody may ask."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._one_at_a_time = asyncio.Lock()
        self._is_well = False
        self._until: float | None = None

    async def serve(self, request: Request) -> Response:
        """200 while the service is at work and its store answers, else 503."""
        async with self._one_at_a_time:
            if self._until is None or self._service.clock.monotonic() >= self._until:
                self._is_well = await self._ask()
                self._until = self._service.clock.monotonic() + _HOLDS_FOR
        return PlainTextResponse("ok\n" if self._is_well else "not at work\n", 200 if self._is_well else 503)

    async def _ask(self) -> bool:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._service.is_well()
        except (StoreError, TimeoutError):
            return False
