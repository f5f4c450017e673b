"""The service as a process to be killed. ``--mark-before-send`` runs it with the outbox order turned round.

``python -m tests.crash.daemon CONFIG [--mark-before-send]``
"""

import asyncio
import os
import random
import sys
from pathlib import Path

from monitor.app import open_app
from monitor.clock import SystemClock
from monitor.model import Delivery, DeliveryState
from monitor.pipeline import Pipeline
from monitor.systemd import ServiceManager
from monitor.telemetry import LogFormat, configure_logging


class MarkBeforeSend(Pipeline):
    """The mistake that the crash tests must be able to see: success is recorded before the far side said yes."""

    async def deliver(self, delivery: Delivery) -> DeliveryState:
        await self._store.deliveries.mark_delivered(delivery, "marked too early", self._clock.now())
        return await super().deliver(delivery)


async def serve(config: Path, pipeline_type: type[Pipeline]) -> None:
    """Run until killed."""
    rng = random.Random()
    clock, manager = SystemClock(), ServiceManager({})
    async with open_app(
        config, os.environ, clock, rng=rng, manager=manager, spread=False, pipeline_type=pipeline_type
    ) as app:
        print("ready", flush=True)
        await app.run(asyncio.Event())


if __name__ == "__main__":
    configure_logging(LogFormat.JSON)
    asyncio.run(serve(Path(sys.argv[1]), MarkBeforeSend if "--mark-before-send" in sys.argv else Pipeline))
