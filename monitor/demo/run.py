"""The demo from beginning to end: news site, receivers, configuration, daemon, and the alerts as they arrive."""

import asyncio
import shlex
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from rich.console import Console

from monitor.clock import Clock, SystemClock
from monitor.demo.articles import OUTLETS, PIECES
from monitor.demo.inbox import CHANNELS, Inbox
from monitor.demo.newsroom import expected_alerts
from monitor.demo.printing import Printer
from monitor.demo.receivers import new_secret, receive_mail, receive_webhooks
from monitor.demo.scoreboard import Scoreboard
from monitor.demo.site import NewsSite, Timetable, serve_site
from monitor.demo.workspace import Endpoints, Workspace

_LIMIT = timedelta(seconds=90)
_AFTER_LAST = timedelta(seconds=60)
_SETTLE = timedelta(seconds=3)


class StartDaemon(Protocol):
    """How the demo gets its daemon."""

    def __call__(self, config_path: Path, /) -> AbstractAsyncContextManager[object]:
        """The daemon with the settings of ``config_path``: entering starts it, leaving drains and stops it."""


async def run_demo(
    *,
    once: bool,
    directory: Path,
    pace: float,
    console: Console,
    start_daemon: StartDaemon,
    limit: timedelta = _LIMIT,
    after_last: timedelta = _AFTER_LAST,
    settle: timedelta = _SETTLE,
) -> int:
    """Run the demo in ``directory`` with one publication every ``pace`` seconds; gives the exit code.

    With ``once`` it ends by itself: 0 when every expected alert came within ``limit`` and, ``settle`` later, no other
    had come; else 1, also when it is interrupted before, which proves nothing. Without, it runs on until it is
    interrupted, which is its end whenever it comes: 0. A slow pace extends the limit to ``after_last`` from the last
    publication.

    Raises:
        DirectoryTaken: there is something in ``directory`` that no demo has written.
    """
    clock = SystemClock()
    workspace = Workspace(directory)
    async with AsyncExitStack() as stack:
        stage = await _set_stage(stack, workspace, Printer(console, workspace.root, directory), clock)
        _welcome(stage.printer, workspace, pace)
        # Last in, first out: the daemon delivers what it still holds while the receivers stand.
        await stack.enter_async_context(start_daemon(workspace.config))
        stopped = stack.enter_context(_stop_signals())
        timetable = Timetable(PIECES, clock.now(), timedelta(seconds=pace))
        stage.site.publish(timetable)
        await stack.enter_async_context(_announcements(timetable, stage.printer, clock))
        await _first_of(stage.inbox.complete, stopped, max(limit, timetable.duration + after_last))
        return await _end(stage, stopped, settle if once else None)


@dataclass(frozen=True, slots=True)
class _Stage:
    """What stands around the daemon."""

    workspace: Workspace
    printer: Printer
    site: NewsSite
    scoreboard: Scoreboard
    inbox: Inbox


async def _set_stage(stack: AsyncExitStack, workspace: Workspace, printer: Printer, clock: Clock) -> _Stage:
    """Open outlets and receivers until ``stack`` is closed, and write the configuration that watches them."""
    site = stack.enter_context(serve_site(OUTLETS, clock))
    scoreboard = Scoreboard(expected_alerts(PIECES), CHANNELS, {site.article_url(piece): piece for piece in PIECES})
    inbox = Inbox(workspace, scoreboard, printer)
    smtp_port = await stack.enter_async_context(receive_mail(inbox.take_mail))
    secret = new_secret()
    hook_url = stack.enter_context(receive_webhooks(secret, inbox.take_webhook))
    workspace.prepare(Endpoints(site, smtp_port, hook_url, secret))
    return _Stage(workspace, printer, site, scoreboard, inbox)


async def _end(stage: _Stage, stopped: asyncio.Event, settle: timedelta | None) -> int:
    """Say how it went, and give the exit code: ``settle`` later, or once it is ``stopped``."""
    scoreboard, printer = stage.scoreboard, stage.printer
    if stopped.is_set() and not stage.inbox.complete.is_set():
        stage.inbox.print_rest()
        printer.say(f"Stopped; {scoreboard.arrived} of {scoreboard.expected} mails and webhooks had arrived.")
        return 0 if settle is None else 1
    if settle is not None:
        with suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), settle.total_seconds())
    stage.inbox.print_rest()
    verdict = _verdict(scoreboard, printer, stage.workspace)
    if settle is not None:
        return verdict
    _linger(stage.site, stage.workspace, printer)
    await stopped.wait()
    return 0


async def _first_of(one: asyncio.Event, other: asyncio.Event, limit: timedelta) -> None:
    """Wait until either is set, at most ``limit``."""
    waits = [asyncio.create_task(event.wait()) for event in (one, other)]
    try:
        await asyncio.wait(waits, timeout=limit.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


@contextmanager
def _stop_signals() -> Iterator[asyncio.Event]:
    """An event that Ctrl-C or SIGTERM sets; afterwards both do again what they did by default."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        loop.add_signal_handler(number, stopped.set)
    try:
        yield stopped
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


@asynccontextmanager
async def _announcements(timetable: Timetable, printer: Printer, clock: Clock) -> AsyncIterator[None]:
    """Print a line whenever a piece comes out, so that one sees on what the rules keep silent."""
    task = asyncio.create_task(_announce(timetable, printer, clock), name="demo-announcements")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _announce(timetable: Timetable, printer: Printer, clock: Clock) -> None:
    outlets = {outlet.id: outlet for outlet in OUTLETS}
    for piece, at in timetable.due(timetable.start + timetable.duration):
        await clock.sleep(max(0.0, (at - clock.now()).total_seconds()))
        printer.publication(outlets[piece.outlet], piece, at)


def _welcome(printer: Printer, workspace: Workspace, pace: float) -> None:
    printer.say(
        f"{len(OUTLETS)} invented outlets publish {len(PIECES)} articles in "
        f"{len({outlet.language for outlet in OUTLETS})} languages, one every {pace:g} s, all on this machine."
    )
    printer.say(f"The daemon runs with {workspace.config}; mails and webhooks are kept beside it.", "dim")
    printer.say("Its first start on a machine prepares dictionaries, which takes a moment.", "dim")


def started_as(program: str, search: str | None = None) -> str:
    """How ``program`` (``sys.argv[0]``) is typed again, with ``search`` in place of ``PATH`` if given.

    Its name alone where the shell finds it; else as it was started, since no virtual environment need be active.
    """
    path = Path(program)
    if path.name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m {path.parent.name}"
    return path.name if shutil.which(path.name, path=search) == program else shlex.quote(program)


def _command(words: str, workspace: Workspace) -> str:
    return f"{started_as(sys.argv[0])} {words} --config {shlex.quote(str(workspace.config))}"


def _verdict(scoreboard: Scoreboard, printer: Printer, workspace: Workspace) -> int:
    """Say how it went; 0 when all is as expected."""
    printer.say("")
    for surprise in scoreboard.surprises:
        printer.say(f"Not expected: {surprise.sentence}.", "red")
    for channel, alert in scoreboard.missing:
        printer.say(f"Missing on {channel}: an alert of {alert.rule} on {alert.story}.", "red")
    if scoreboard.missing:
        printer.say(
            f"{scoreboard.arrived} of {scoreboard.expected} mails and webhooks arrived in time. The daemon's log and "
            f"`{_command('deliveries list', workspace)}` say what became of the others.",
            "bold red",
        )
    elif not scoreboard.surprises:
        alerts = f"All {scoreboard.alerts} alerts arrived on {len(CHANNELS)} channels"
        printer.say(f"{alerts}, each once, and nothing else did.", "bold green")
    return 1 if scoreboard.missing or scoreboard.surprises else 0


def _linger(site: NewsSite, workspace: Workspace, printer: Printer) -> None:
    printer.say("The daemon runs on. Ctrl-C ends it. Things to try meanwhile:")
    printer.say(f"  look at a mail:       {workspace.root / 'mail' / 'last.html'}")
    printer.say(f"  change a rule:        {workspace.config.parent / 'rules' / 'watch.yaml'}")
    printer.say(f"  ask why, or why not:  {_command('explain', workspace)} {site.article_url(PIECES[0])}")
    printer.say(f"  visit an outlet:      {site.homes[OUTLETS[0].id]}/")
