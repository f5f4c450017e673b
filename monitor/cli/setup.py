"""``init``, ``send-test`` and ``health``: before and beside a running service."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from monitor import alerts, config
from monitor.building import build_client, build_model_client, egress_of
from monitor.cli.common import DEFAULT_CONFIG, ConfigOption, Exit, err, finish, out
from monitor.cli.opening import load_config
from monitor.clock import SystemClock
from monitor.errors import ConfigError, DeliveryError, ModelError, MonitorError
from monitor.model import Wording

app = typer.Typer(add_completion=False)


@app.command("init")
def init_command(directory: Annotated[Path, typer.Argument(help="Where to write it.")]) -> None:
    """Write the working default configuration."""
    raise typer.Exit(init(directory))


@app.command("send-test")
def send_test_command(channel: str, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Send a sample alert through a channel."""
    finish(send_test(config, channel))


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
