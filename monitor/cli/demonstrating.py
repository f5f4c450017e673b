"""``demo``: the whole loop on this machine alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from monitor.cli.common import Exit, finish
from monitor.cli.run import opened
from monitor.demo import run_demo
from monitor.telemetry import LogFormat, configure_logging

app = typer.Typer(add_completion=False)


@app.command()
def demo(
    directory: Annotated[Path, typer.Option(help="Where configuration and mails are left.")] = Path("demo-site"),
    once: Annotated[bool, typer.Option("--once", help="Exit when every alert has arrived.")] = False,
    pace: Annotated[float, typer.Option(help="Seconds between two publications.", min=0.1)] = 2.0,
) -> None:
    """The whole loop on this machine alone: news site, mail server, webhook receiver, and the real service."""
    finish(demonstrate(directory, once=once, pace=pace))


async def demonstrate(directory: Path, *, once: bool, pace: float) -> Exit:
    """Run the demo; see :mod:`monitor.demo`."""

    @asynccontextmanager
    async def start_daemon(config_path: Path) -> AsyncIterator[None]:
        # The alerts are what one wants to see; what the daemon says of itself is kept beside its database.
        log_path = config_path.parent.parent / "data" / "daemon.log"
        log_file = stack.enter_context(log_path.open("w", encoding="utf-8"))
        configure_logging(LogFormat.JSON, stream=log_file)
        console.print(f"The daemon's own log: {log_path}", style="dim")
        async with opened(config_path, spread=True) as daemon:
            stop = asyncio.Event()
            running = asyncio.create_task(daemon.run(stop), name="daemon")
            try:
                yield
            finally:
                stop.set()
                await running

    console = Console(highlight=False)
    with ExitStack() as stack:
        return Exit(
            await run_demo(once=once, directory=directory, pace=pace, console=console, start_daemon=start_daemon)
        )
