"""``run``: the service."""

import asyncio
import os
import random
import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from monitor.app import STOPPED_BY, App, open_app
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, Exit, JsonOption, counted, err, finish, out, print_json
from monitor.clock import SystemClock
from monitor.engine import Totals
from monitor.systemd import ServiceManager
from monitor.telemetry import get_logger

log = get_logger("cli")
app = typer.Typer(add_completion=False)


@app.command("run")
def run_command(
    config: ConfigOption = DEFAULT_CONFIG,
    once: Annotated[bool, typer.Option("--once", help="Do all that is due, print a tally, exit.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Run the service: poll, read, match, alert, until told to stop."""
    finish(serve_once(config, as_json=as_json) if once else serve(config))


async def serve(path: Path) -> Exit:
    """Run the service until SIGTERM or SIGINT, then drain. A second one ends the draining; SIGHUP reloads."""
    loop = asyncio.get_running_loop()
    # While it starts, the files are being read anyway; left to its default, the signal would end the process.
    loop.add_signal_handler(signal.SIGHUP, lambda: None)
    async with opened(path, spread=True) as app:
        stop = asyncio.Event()
        loop.add_signal_handler(signal.SIGHUP, app.request_reload)
        with stopping_on_signals(stop):
            await app.run(stop)
    return Exit.DONE


async def serve_once(path: Path, *, as_json: bool) -> Exit:
    """Do all that is due, print a tally, and return. Feeds that failed and deliveries that died are in the tally."""
    async with opened(path, spread=False) as app:
        totals = await _with_progress(app)
    if as_json:
        print_json(asdict(totals))
    else:
        out.print(_tally(totals))
    return Exit.DONE


def opened(path: Path, *, spread: bool) -> AbstractAsyncContextManager[App]:
    """The service with the configuration at ``path``; ``spread`` as in :func:`monitor.app.open_app`."""
    return open_app(
        path,
        os.environ,
        SystemClock(),
        rng=random.Random(),  # noqa: S311  (spreads requests; guards no secret)
        manager=ServiceManager(),
        spread=spread,
    )


@contextmanager
def stopping_on_signals(stop: asyncio.Event, at_most: timedelta = STOPPED_BY) -> Iterator[None]:
    """Set ``stop`` at the first SIGTERM or SIGINT; the process then lives for ``at_most``, whatever it waits for.

    A second signal ends it at once, which loses nothing.
    """
    loop = asyncio.get_running_loop()

    def asked(number: signal.Signals) -> None:
        if stop.is_set():
            os._exit(128 + number)
        stop.set()
        # A driver waits without end for a server that is silent, even to be cut off; so this asks nothing of the loop.
        last_resort = threading.Timer(at_most.total_seconds(), _end_as_it_stands, [at_most])
        last_resort.daemon = True
        last_resort.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked, number)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


def _end_as_it_stands(after: timedelta) -> None:
    log.error(
        "not stopped in time, most likely because the database does not answer; ended as it stands, nothing is lost",
        after=str(after),
    )
    os._exit(Exit.FAILED)


async def _with_progress(app: App) -> Totals:
    """Run once, with a moving line on a terminal."""
    with err.status("polling") as status:
        working = asyncio.create_task(app.run_once(), name="run once")
        while not working.done():
            await asyncio.wait({working}, timeout=0.2)
            status.update(_tally(app.totals))
        return working.result()


def _tally(totals: Totals) -> str:
    left = (
        ("put off", totals.entries_put_off),
        ("given up", totals.entries_given_up),
        ("still waiting", totals.entries_waiting),
    )
    unread = "".join(f", {count} {what}" for what, count in left if count)
    kept_back = (("for a digest", totals.gathered), ("suppressed", totals.suppressed))
    kept = "".join(f", {count} {what}" for what, count in kept_back if count)
    changed = (
        f"{totals.looked_again} looked at again: {counted(totals.updates, 'update')}; " if totals.looked_again else ""
    )
    return (
        f"{counted(totals.feeds, 'feed')} polled ({totals.feeds_failed} failed), "
        f"{counted(totals.entries, 'new entry', 'new entries')}, {counted(totals.articles, 'article')} read{unread}, "
        f"{counted(totals.matches, 'match', 'matches')}: {counted(totals.alerts, 'alert')}, "
        f"{totals.merged} merged into them; {changed}{totals.delivered} delivered, {totals.put_off} put off, "
        f"{totals.held} held, {totals.dead} dead{kept}"
    )
