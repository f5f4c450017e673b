"""``init``, ``check``, ``send-test`` and ``health``: before and beside a running service."""

import os
from datetime import timedelta
from functools import partial
from pathlib import Path

from monitor import alerts, articles, config, rules
from monitor.app import build_client, languages_of
from monitor.cli.common import Exit, err, load_config, open_store, out, print_json
from monitor.clock import SystemClock
from monitor.errors import ConfigError, ConfigFault, DeliveryError, MonitorError

# Four missed beats: longer than any honest pause, shorter than anybody's patience.
_FRESH = timedelta(seconds=45)


def init(directory: Path) -> Exit:
    """Write the working default configuration into ``directory``."""
    try:
        written = config.write_defaults(directory)
    except ConfigError as error:
        # It is the directory that will not do; no configuration is wrong.
        raise MonitorError(f"{error.faults[0]}; {len(error.faults)} files in all") from error
    for path in written:
        out.print(f"wrote {path}")
    settings = directory / "monitor.yaml"
    out.print(f"\nNext: edit {settings}, then\n  news-monitor check --config {settings}")
    out.print(f"  news-monitor run --config {settings}")
    return Exit.DONE


async def check(path: Path, *, as_json: bool) -> Exit:
    """Validate everything and run the examples inside the rules."""
    faults, warnings, counted = _validate(path)
    running = await _running_configuration(path) if not faults else None
    if as_json:
        print_json({"ok": not faults, "faults": [str(f) for f in faults], "warnings": [str(w) for w in warnings]})
    else:
        for warning in warnings:
            out.print(f"warning: {warning}")
        for fault in faults:
            err.print(str(fault))
        out.print(counted if not faults else f"faults: {len(faults)}")
        if running:
            out.print(running)
    return Exit.CONFIG if faults else Exit.DONE


def _validate(path: Path) -> tuple[tuple[ConfigFault, ...], tuple[ConfigFault, ...], str]:
    try:
        configuration = config.load(path, os.environ, SystemClock().now())
        matcher = rules.compile_rulebook(configuration.rulebook)
    except ConfigError as error:
        return error.faults, (), ""
    detect = partial(articles.detect_language, "", prior=None, languages=languages_of(configuration))
    faults = rules.match_examples(matcher, configuration.rulebook, detect)
    rulebook = configuration.rulebook
    counted = (
        f"fine: {len(configuration.feeds)} feeds, {len(rulebook.rules)} rules, {len(rulebook.topics)} topics, "
        f"{len(rulebook.officials)} officials, {len(configuration.settings.channels)} channels"
    )
    return tuple(faults), configuration.warnings + matcher.warnings, counted


async def _running_configuration(path: Path) -> str | None:
    """A sentence when the running service refused these files earlier and still uses the old ones."""
    try:
        async with open_store(path) as store:
            beat = await store.last_heartbeat()
    except MonitorError:
        return None
    if beat is None or beat.reload_error is None:
        return None
    return f"note: the running service refused a reload at {beat.reload_at} and still uses its old configuration"


async def send_test(path: Path, channel_name: str) -> Exit:
    """Send a sample alert through one channel, now, outside the outbox."""
    configuration = load_config(path)
    settings = configuration.settings
    clock = SystemClock()
    client = build_client(settings)
    try:
        channels = alerts.build_channels(settings.channels, client, clock, settings.timezone)
        channel = channels.get(channel_name)
        if channel is None:
            known = ", ".join(sorted(channels)) or "none"
            raise MonitorError(f"no channel `{channel_name}` in {path}; there are: {known}")
        failed = False
        for delivery in alerts.sample_deliveries(channel_name, channel.recipients, clock.now()):
            try:
                receipt = await channel.send(delivery)
                out.print(f"{channel_name} {delivery.recipient}: {receipt}")
            except DeliveryError as error:
                failed = True
                err.print(f"{channel_name} {delivery.recipient}: {error}")
        for built in channels.values():
            await built.aclose()
    finally:
        await client.aclose()
    return Exit.FAILED if failed else Exit.DONE


async def health(path: Path) -> Exit:
    """Whether the service on this database is alive: its loop turns and its store answers."""
    async with open_store(path) as store:
        beat, database = await store.last_heartbeat(), store.name
    now = SystemClock().now()
    if beat is None:
        err.print(f"no service has run on {database} yet, or the last one was stopped")
        return Exit.FAILED
    age = now - beat.at
    if age > _FRESH:
        err.print(f"the service (pid {beat.pid}) was last alive {age.total_seconds():.0f} s ago")
        return Exit.FAILED
    out.print(f"alive: pid {beat.pid}, version {beat.version}, {age.total_seconds():.0f} s ago")
    return Exit.DONE
