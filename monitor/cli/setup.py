"""``init``, ``send-test`` and ``health``: before and beside a running service."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from monitor import alerts, config
from monitor.building import build_client, build_model_client, egress_of
from monitor.cli.common import Exit, ago, err, load_config, open_store, out
from monitor.clock import SystemClock
from monitor.engine.local import FRESH
from monitor.errors import ConfigError, DeliveryError, ModelError, MonitorError
from monitor.model import Wording


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


async def send_test(path: Path, channel_name: str) -> Exit:
    """Send a sample alert through one channel, now, outside the outbox."""
    configuration = load_config(path)
    settings = configuration.settings
    clock = SystemClock()
    client = build_client(settings)
    try:
        channels = alerts.build_channels(
            settings.channels, client, clock, settings.timezone, egress=egress_of(settings)
        )
        channel = channels.get(channel_name)
        if channel is None:
            known = ", ".join(sorted(channels)) or "none"
            raise MonitorError(f"no channel `{channel_name}` in {path}; there are: {known}")
        failed = False
        now = clock.now()
        try:
            wording = await _model_wording(settings, channel_name, now)
        except ModelError as error:
            failed, wording = True, None
            err.print(f"{channel_name}: sent without the words of a model: {error}")
        for delivery in alerts.sample_deliveries(channel_name, channel.recipients, now):
            payload = alerts.worded(delivery.payload, wording) if wording else delivery.payload
            whom = f"{channel_name} {delivery.recipient}".strip()
            try:
                out.print(f"{whom}: {await channel.send(replace(delivery, payload=payload))}")
            except DeliveryError as error:
                failed = True
                err.print(f"{whom}: {error}")
        for built in channels.values():
            await built.aclose()
    finally:
        await client.aclose()
    return Exit.FAILED if failed else Exit.DONE


async def _model_wording(settings: config.Settings, channel_name: str, now: datetime) -> Wording | None:
    """What the model of the settings says of the sample; ``None`` where the channel gets no such words.

    Raises ModelError.
    """
    channel, llm, client = settings.channels[channel_name], settings.summary.llm, build_model_client(settings)
    if llm is None or client is None or channel.summary != "model":
        return None
    model, language = alerts.LanguageModel(llm, client), channel.language or llm.language
    try:
        told = {each.id: await model.ask(each, language, llm.wait) for each in alerts.sample_articles(now)}
    finally:
        await client.aclose()
    return Wording(llm.model, language, told)


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
    age = now - beat.at
    if age > FRESH:
        err.print(f"the service (pid {beat.pid}) was last alive {age.total_seconds():.0f} s ago")
        return Exit.FAILED
    out.print(f"alive: pid {beat.pid}, version {beat.version}, {age.total_seconds():.0f} s ago")
    if beat.reload_error is not None:
        refused = f"refused a changed configuration {ago(beat.reload_at, now)} and goes on with the old one"
        out.print(f"it {refused}; `news-monitor check --config {path}` lists what is wrong")
    return Exit.DONE
