"""From a configuration to the :class:`~monitor.watch.Watch` that goes by it, and the parts of one."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from monitor import alerts, articles, config, rules, sources, websub
from monitor.clock import Clock
from monitor.net import Client, Egress, HostGate, RobotsFiles, user_agent
from monitor.watch import Watch


async def prepare(
    path: Path, environ: Mapping[str, str], clock: Clock, forms: rules.Forms, before: Watch | None = None
) -> tuple[config.Configuration, Watch]:
    """Load and compile a configuration; nothing live is touched. Raises ConfigError with every fault found.

    ``forms`` keeps the dictionaries of one compilation for the next. What sites and far sides of channels asked of us
    under the configuration ``before`` holds under this one.
    """
    configuration = await asyncio.to_thread(config.load, path, environ, clock.now())
    rulebook = configuration.rulebook
    matcher = await asyncio.to_thread(rules.compile_rulebook, rulebook, forms)
    settings = configuration.settings
    client = build_client(settings)
    model_client = build_model_client(settings)
    channels = alerts.build_channels(settings.channels, client, clock, settings.timezone, egress=egress_of(settings))
    watch = Watch(
        feeds={feed.id: feed for feed in configuration.feeds},
        polling=polling_of(settings),
        rules={rule.id: rule for rule in rulebook.rules},
        matcher=matcher,
        languages=languages_of(configuration),
        channels=channels,
        breaker=_breaker(channels, clock, before),
        client=client,
        gate=_gate(settings, clock, before),
        robots=_robots(client, clock, before) if settings.network.robots else None,
        pushes=terms_of(settings),
        edits=settings.edits,
        notices=settings.notice_channels,
        health=sources.HealthPolicy(settings.health.failing_after, settings.health.silence, settings.health.pages),
        policies=_policies(configuration, channels),
        writer=build_writer(settings, model_client, clock) if model_client else None,
        model_client=model_client,
        channel_settings=await asyncio.to_thread(alerts.settings_digests, settings.channels),
    )
    return configuration, watch


def _policies(configuration: config.Configuration, channels: Mapping[str, alerts.Channel]) -> alerts.Policies:
    settings = configuration.settings
    return alerts.Policies(
        {name: channel.policy(settings.timezone) for name, channel in settings.channels.items()},
        {rule.id: rule.policy for rule in configuration.rulebook.rules},
        {name: channel.recipients for name, channel in channels.items()},
    )


def _gate(settings: config.Settings, clock: Clock, before: Watch | None) -> HostGate:
    spacing, per_host = settings.polling.spacing, settings.polling.per_host
    return before.gate.renewed(spacing, per_host) if before else HostGate(clock, spacing, per_host)


def _breaker(channels: Mapping[str, alerts.Channel], clock: Clock, before: Watch | None) -> alerts.Breaker:
    if before is None:
        return alerts.Breaker(clock)
    known = {(name, channel.far_side) for name, channel in before.channels.items()}
    return before.breaker.renewed({name for name, channel in channels.items() if (name, channel.far_side) in known})


def _robots(client: Client, clock: Clock, before: Watch | None) -> RobotsFiles:
    return before.robots.renewed(client) if before and before.robots else RobotsFiles(client, clock)


def languages_of(configuration: config.Configuration | config.Examined) -> frozenset[str]:
    """The languages that articles are told apart by: the usual ones, and all that feeds or terms name."""
    of_feeds = {feed.language for feed in configuration.feeds if feed.language}
    return articles.USUAL_LANGUAGES | rules.languages(configuration.rulebook) | of_feeds


def build_client(settings: config.Settings) -> Client:
    """The one HTTP client, as the settings want it."""
    network = settings.network
    return Client(
        user_agent(settings.contact),
        network.timeout,
        network.max_body,
        allow_private=[str(destination) for destination in network.allow_private],
        proxy=network.proxy.get_secret_value() if network.proxy else None,
        proxy_by_address=network.proxy_by == "address",
    )


def egress_of(settings: config.Settings) -> Egress:
    """Where libraries may connect to that open connections of their own: as the one client may."""
    network = settings.network
    proxy = network.proxy.get_secret_value() if network.proxy else None
    return Egress(tuple(str(destination) for destination in network.allow_private), proxy)


def build_model_client(settings: config.Settings) -> Client | None:
    """A client for the language model alone, which may reach its address wherever that is; no other client may.

    A model on this machine is spoken to past the proxy.
    """
    llm = settings.summary.llm
    if llm is None:
        return None
    parts = urlsplit(llm.base_url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    own = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    network = settings.network
    proxy = network.proxy.get_secret_value() if network.proxy and not config.is_loopback(host) else None
    return Client(user_agent(settings.contact), llm.wait, network.max_body, allow_private=[own], proxy=proxy)


def build_writer(settings: config.Settings, client: Client, clock: Clock) -> alerts.Writer:
    """Who writes for the channels that want a model's words. Raises ValueError when there is no model."""
    llm = settings.summary.llm
    if llm is None:
        raise ValueError("no language model is described")
    languages = {
        name: channel.language or llm.language
        for name, channel in settings.channels.items()
        if channel.summary == "model"
    }
    return alerts.Writer(alerts.LanguageModel(llm, client), clock, languages, llm.wait, llm.concurrency)


def terms_of(settings: config.Settings) -> websub.Terms | None:
    wanted = settings.websub
    return websub.Terms(wanted.public_url, wanted.lease, wanted.poll_interval) if wanted else None


def polling_of(settings: config.Settings) -> sources.PollingPolicy:
    polling = settings.polling
    return sources.PollingPolicy(
        interval=polling.interval,
        min_interval=polling.min_interval,
        max_interval=polling.max_interval,
        backfill=polling.backfill,
        adaptive=polling.adaptive,
    )
