"""``db``: the database, its health and its upkeep."""

import asyncio
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from monitor import config, rules
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, Exit, JsonOption, finish, out, print_json
from monitor.cli.opening import open_store
from monitor.clock import SystemClock
from monitor.errors import MonitorError
from monitor.store import Store

_BATCH = 100

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The database.")


@app.command("check")
def db_check(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Open the database, test it, and count what it holds."""
    finish(tally(config, as_json=as_json))


@app.command("upgrade")
def db_upgrade(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Bring the database to this version's schema."""
    finish(upgrade(config))


@app.command("reindex")
def db_reindex(
    config: ConfigOption = DEFAULT_CONFIG,
    everything: Annotated[bool, typer.Option("--all", help="All anew, not only those that it lacks.")] = False,
) -> None:
    """Put stored articles into the index that `alerts search` uses."""
    finish(reindex(config, everything=everything))


@app.command("backup")
def db_backup(target: Path, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Copy a SQLite database consistently while the service runs."""
    finish(backup(config, target))


async def tally(path: Path, *, as_json: bool) -> Exit:
    """Read the whole database for damage, count what it holds, and see whether the sums add up."""
    async with open_store(path, check=True) as store:
        counts = await store.reports.tally()
        # What falls due while no service runs is nobody's oversight; nor is that articles are kept longer than alerts.
        beat = await store.last_heartbeat()
        kept = config.find_settings(path, os.environ, "retention").retention.alerts
        broken = await store.accounts.check(beat.at if beat else None, SystemClock().now() - kept)
    if as_json:
        print_json({**asdict(counts), "broken": [asdict(each) for each in broken]})
    else:
        for name, value in asdict(counts).items():
            parts = (
                ", ".join(f"{count} {state}" for state, count in value.items()) if isinstance(value, dict) else value
            )
            out.print(f"{name}: {parts}")
        for each in broken:
            out.print(f"{each.sum} does not add up: {each.number} {each.says}, such as {', '.join(each.ids)}")
    return Exit.FAILED if broken else Exit.DONE


async def backup(path: Path, target: Path) -> Exit:
    """Copy the SQLite database to ``target``, consistently, while the service runs."""
    if await asyncio.to_thread(target.exists):
        raise MonitorError(f"{target} is there already; a backup overwrites nothing")
    async with open_store(path) as store:
        await store.backup(target)
    out.print(f"wrote {target}")
    return Exit.DONE


async def upgrade(path: Path) -> Exit:
    """Bring the database to this version's schema, unless a service runs on it."""
    store = await Store.open(config.find_store(path, os.environ).url)
    try:
        async with await store.acquire_instance():
            await store.upgrade()
    finally:
        await store.close()
    out.print(f"{store.name} is at this version's schema")
    return Exit.DONE


async def reindex(path: Path, *, everything: bool) -> Exit:
    """Put stored articles into the index: those that it lacks, or all of them anew."""
    added = 0
    async with open_store(path) as store:
        if everything:
            await store.archive.forget()
        while batch := await store.archive.unindexed(_BATCH):
            await store.archive.index({article.id: rules.index_keys(article) for article in batch})
            added += len(batch)
    out.print(f"articles added to the index: {added:,}")
    return Exit.DONE
