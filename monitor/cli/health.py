"""``health``: whether the service is alive. Monitors ask it every few seconds, so it imports little."""

from pathlib import Path

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, Exit, ago, err, finish, out
from monitor.cli.opening import open_store
from monitor.clock import SystemClock

app = typer.Typer(add_completion=False)


@app.command("health")
def health_command(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Say whether the service on this database is alive."""
    finish(health(config))


async def health(path: Path) -> Exit:
    """Whether the service on this database is alive: its loop turns and its store answers.

    What its configuration says now is no matter, but for the database: a service goes on with what it read before.
    """
    async with open_store(path) as store:
        beat, database = await store.last_heartbeat(), store.name
    now = SystemClock().now()
    if beat is None:
        err.print(f"no service has run on {database} yet, or the last one was stopped")
        return Exit.FAILED
    age = (now - beat.at).total_seconds()
    if not beat.is_fresh(now):
        err.print(f"the service (pid {beat.pid}) was last alive {age:.0f} s ago")
        return Exit.FAILED
    out.print(f"alive: pid {beat.pid}, version {beat.version}, {age:.0f} s ago")
    if beat.reload_error is not None:
        refused = f"refused a changed configuration {ago(beat.reload_at, now)} and goes on with the old one"
        out.print(f"it {refused}; `news-monitor check --config {path}` lists what is wrong")
    return Exit.DONE
