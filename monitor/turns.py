"""Who begins after whom, where several work beside each other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Those who ask for a turn of one name begin in that order: each once the one before has ended, or has been at it
    for ``patience`` seconds.

    So whatever is quick is done one by one, and what takes long holds up no other.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._last: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait for a turn of ``name``, and have it until the end of the block."""
        before, others_may = self._last.get(name), asyncio.Event()
        self._last[name] = others_may
        try:
            if before is not None:
                await before.wait()
            asyncio.get_running_loop().call_later(self._patience, others_may.set)
            yield
        finally:
            others_may.set()
            if self._last.get(name) is others_may:
                del self._last[name]
