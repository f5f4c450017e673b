"""The composition root: builds everything from the settings, starts, reloads, drains and stops it.

With :mod:`monitor.building`, the only place that names concrete classes. Whatever can fail is prepared before anything
live is touched; then the new :class:`~monitor.watch.Watch` takes the place of the old one in a single assignment.
"""

import asyncio
import gc
import os
import random
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from monitor import building, config, rules, sources, web, websub
from monitor.checkup import EVERY as CHECKUP
from monitor.checkup import Checkup
from monitor.clock import Clock
from monitor.engine import Job, Limits, LocalEngine, Retention, Totals
from monitor.engine.local import BEAT
from monitor.errors import ConfigError, MonitorError, StoreError
from monitor.model import FeedState
from monitor.pipeline import Pipeline
from monitor.serving import Doors, Server, Wanted
from monitor.store import Store
from monitor.subscriber import Subscriber
from monitor.systemd import ServiceManager
from monitor.telemetry import get_logger
from monitor.watch import Crews, Watch
from monitor.workers import Workers

GRACE = timedelta(seconds=25)
STOPPED_BY = GRACE + timedelta(seconds=10)  # an asked stop ends by then, whatever the store does
FEED_PROCESSES = 1
ARTICLE_PROCESSES = 1
WORKER_MEMORY = 1024 * 2**20  # bytes a process
HUBS = timedelta(seconds=2)  # how often is looked which hubs are to be asked

log = get_logger("app")


class App:
    """A running service. Made by :func:`open_app`."""

    def __init__(
        self,
        path: Path,
        environ: Mapping[str, str],
        clock: Clock,
        rng: random.Random,
        forms: rules.Forms,
        configuration: config.Configuration,
        store: Store,
        pipeline: Pipeline,
        engine: LocalEngine,
        subscriber: Subscriber,
        manager: ServiceManager,
    ) -> None:
        self._path = path
        self._environ = environ
        self._clock = clock
        self._rng = rng
        self._forms = forms
        self._configuration = configuration
        self._store = store
        self._pipeline = pipeline
        self._engine = engine
        self._subscriber = subscriber
        self._doors = Doors()
        self._manager = manager
        self._reload_wanted = asyncio.Event()
        self._reloading = asyncio.Lock()

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until ``stop`` is set, reloading when asked to and when a configuration file changes; then drain.

        Raises MonitorError when an address that the settings name cannot be listened on.
        """
        await self._doors.swap(await self._doors.prepare(self._wanted(self._configuration.settings)))
        watcher = asyncio.create_task(self._watch_files(), name="watch files")
        reloader = asyncio.create_task(self._reload_when_wanted(), name="reload")
        self._manager.ready(self._status())
        try:
            await self._engine.run(stop)
        finally:
            self._manager.stopping(GRACE)
            for task in (watcher, reloader):
                task.cancel()
            await asyncio.gather(watcher, reloader, return_exceptions=True)
            await self._doors.swap({})
            log.info("draining", tasks=self._engine.busy)
            await self._engine.drain(GRACE)
            with suppress(StoreError):
                await self._store.sign_off()
            log.info("stopped")

    async def run_once(self) -> Totals:
        """Poll, process and deliver all that is due; gives what was done."""
        await self._engine.run_until_idle()
        return self._engine.totals

    @property
    def totals(self) -> Totals:
        """What was done since the start."""
        return self._engine.totals

    @property
    def rule_ids(self) -> frozenset[str]:
        """The rules in force."""
        return frozenset(self._pipeline.watch.rules)

    def request_reload(self) -> None:
        """Have :meth:`run` reload soon; while it drains, nothing comes of it."""
        self._reload_wanted.set()

    async def reload(self) -> bool:
        """Take up the configuration as its files stand now, and say whether that was done.

        A faulty one changes nothing: the old one stays in force, and the log and ``check`` say so.
        """
        async with self._reloading:
            return await self._reload()

    async def _reload(self) -> bool:
        self._manager.reloading()
        servers: Mapping[str, Server] = {}
        try:
            configuration, watch = await building.prepare(
                self._path, self._environ, self._clock, self._forms, self._pipeline.watch
            )
            servers = await self._doors.prepare(self._wanted(configuration.settings))
            await _sync_feeds(self._store, configuration, self._clock, self._rng, spread=True)
            await _sync_subscriptions(self._subscriber, configuration)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the new one, the old one must go on
            await self._doors.discard(servers)
            await self._keep_the_old(error)
            return False
        old, self._pipeline.watch = self._pipeline.watch, watch
        self._configuration = configuration
        await self._doors.swap(servers)
        self._engine.retention = _retention(configuration.settings)
        self._engine.retire(partial(self._replace, old))
        # What was in force until now may go.
        gc.unfreeze()
        _spare_the_collector()
        log.info("configuration reloaded", feeds=len(watch.feeds), rules=len(watch.rules))
        self._manager.ready(self._status())
        try:
            await _resume_waiting(self._store, watch, self._clock.now())
            await _hasten_feeds(self._store, configuration, self._clock, self._rng, spread=True)
            await self._store.note_reload(self._clock.now(), None)
        except StoreError as error:
            log.warning("the reload could not be recorded; held deliveries wait for the next round", error=str(error))
        return True

    async def _replace(self, old: Watch) -> None:
        """Let go of ``old``, when all that was in hand under it has ended: the last plans by its intervals, too."""
        await _close(old)
        await _hasten_feeds(self._store, self._configuration, self._clock, self._rng, spread=True)

    def _wanted(self, settings: config.Settings) -> Iterator[Wanted]:
        """The servers that ``settings`` want, for hubs and for readers."""
        if settings.websub is not None:
            yield Wanted(websub.SETTING, settings.websub.listen, partial(self._new_listener, settings.websub.listen))
        if settings.web_room is not None:
            yield Wanted(web.SETTING, settings.web_room.listen, partial(self._new_room, settings.web_room))

    def _new_listener(self, listen: str) -> websub.Listener:
        """Raises MonitorError when the address cannot be listened on."""
        return websub.Listener(
            listen, self._subscriber, lambda: self._configuration.settings.network.max_body, self._clock
        )

    def _new_room(self, settings: config.WebSettings) -> web.Room | None:
        """Raises MonitorError when the address cannot be listened on and the settings name it."""
        service = web.Service(
            lambda: self._configuration.settings, lambda: self._pipeline.watch.rules, self._is_well, self._clock
        )
        try:
            return web.Room(settings.listen, service)
        except MonitorError as error:
            if "listen" in settings.model_fields_set:
                raise
            advice = "`web.listen` chooses another port; `serve: false` of the `feed` channels wants none"
            log.warning(
                "feeds are not served over HTTP until the next start or reload", error=str(error), advice=advice
            )
            return None

    async def _is_well(self) -> bool:
        beat = await self._store.last_heartbeat()
        return beat is not None and beat.pid == os.getpid() and beat.is_fresh(self._clock.now())

    async def _keep_the_old(self, error: Exception) -> None:
        faults = [str(fault) for fault in error.faults] if isinstance(error, ConfigError) else [str(error)]
        unforeseen = None if isinstance(error, MonitorError) else error
        log.error(
            "the changed configuration cannot be used; the old one stays in force", faults=faults, exc_info=unforeseen
        )
        self._manager.ready(f"old configuration in force: {len(faults)} faults in the changed one")
        try:
            await self._store.note_reload(self._clock.now(), str(error))
        except StoreError as failure:
            log.warning("`check` cannot tell of the refused reload", error=str(failure))

    async def _reload_when_wanted(self) -> None:
        while True:
            await self._reload_wanted.wait()
            self._reload_wanted.clear()
            await self.reload()

    async def _watch_files(self) -> None:
        async for _ in config.changes(lambda: self._configuration.files):
            log.info("configuration files changed")
            self._reload_wanted.set()

    def _status(self) -> str:
        watch = self._pipeline.watch
        return f"watching {len(watch.feeds)} feeds with {len(watch.rules)} rules"


@asynccontextmanager
async def open_app(
    path: Path,
    environ: Mapping[str, str],
    clock: Clock,
    *,
    rng: random.Random,
    manager: ServiceManager,
    spread: bool = True,
    pipeline_type: type[Pipeline] = Pipeline,
) -> AsyncIterator[App]:
    """Everything built and ready to run; all of it closed at the end of the block.

    ``spread`` puts the first polls of new feeds apart; without it they are all due at once. ``pipeline_type`` lets the
    crash tests run a pipeline with a planted mistake.

    Raises ConfigError, and StoreError (StoreBusy when another instance runs on the database).
    """
    async with AsyncExitStack() as stack:
        forms = rules.Forms()
        configuration, watch = await building.prepare(path, environ, clock, forms)
        store = await _open_store(stack, configuration, clock)
        await _resume_waiting(store, watch, clock.now())
        await _sync_feeds(store, configuration, clock, rng, spread=spread)
        await _hasten_feeds(store, configuration, clock, rng, spread=spread)
        crews = _open_crews(stack)
        pipeline = pipeline_type(store, crews, clock, rng, watch)
        stack.push_async_callback(lambda: _close(pipeline.watch))
        engine = _build_engine(store, pipeline, clock, configuration.settings, manager)
        subscriber = Subscriber(store, crews, clock, rng, lambda: pipeline.watch, engine.take_pushed)
        await _sync_subscriptions(subscriber, configuration)
        checkup = Checkup(store, clock, lambda: pipeline.watch)
        engine.jobs = [Job("hubs", HUBS, subscriber.keep_up), Job("health", CHECKUP, checkup.run, in_a_pass=True)]
        _spare_the_collector()
        await _tell_ready(configuration, watch)
        yield App(path, environ, clock, rng, forms, configuration, store, pipeline, engine, subscriber, manager)


async def _open_store(stack: AsyncExitStack, configuration: config.Configuration, clock: Clock) -> Store:
    """The store, at this version's schema and in nobody else's hands. Raises StoreError."""
    store = await Store.open(configuration.settings.store.url)
    stack.push_async_callback(store.close)
    await stack.enter_async_context(await store.acquire_instance())
    await store.upgrade()
    await store.release_leases(clock.now())
    return store


def _open_crews(stack: AsyncExitStack) -> Crews:
    feeds, slow_feeds = Workers(FEED_PROCESSES, WORKER_MEMORY), Workers(FEED_PROCESSES, WORKER_MEMORY)
    crews = Crews(feeds, Workers(ARTICLE_PROCESSES, WORKER_MEMORY), slow_feeds)
    for workers in (feeds, crews.articles, slow_feeds):
        stack.push_async_callback(workers.close)
    return crews


async def _tell_ready(configuration: config.Configuration, watch: Watch) -> None:
    for warning in configuration.warnings + await asyncio.to_thread(lambda: watch.matcher.warnings):
        log.warning("configuration", warning=str(warning))
    log.info("ready", feeds=len(watch.feeds), rules=len(watch.rules), channels=sorted(watch.channels))


def _spare_the_collector() -> None:
    """Let the garbage collector pass over all that lives now, which is mostly compiled rules and stays.

    To walk the rules again and again would stop everything for half a second at ten thousand of them; here it is done
    once, so that no garbage of this moment stays with them.
    """
    gc.collect()
    gc.freeze()


def _build_engine(
    store: Store, pipeline: Pipeline, clock: Clock, settings: config.Settings, manager: ServiceManager
) -> LocalEngine:
    return LocalEngine(
        store,
        pipeline,
        clock,
        _retention(settings),
        Limits(polls=settings.polling.concurrency),
        on_beat=manager.alive,
        beat=min(BEAT, manager.watchdog_interval or BEAT),
    )


async def _resume_waiting(store: Store, watch: Watch, now: datetime) -> None:
    """Have all tried or decided anew that another configuration may have something else for.

    A disabled channel that has got another address is used again.
    """
    for name in await store.channels.follow({name: channel.far_side for name, channel in watch.channels.items()}):
        log.info("channel has another address and is used again", channel=name)
    await store.deliveries.release_held(now, watch.channels.keys())
    if number := await store.deliveries.try_anew(now, watch.channel_settings):
        log.info("channels have other settings; what was put off is tried at once", deliveries=number)
    await store.waiting.reconsider(now, watch.policies.gathering)


async def _sync_feeds(
    store: Store, configuration: config.Configuration, clock: Clock, rng: random.Random, *, spread: bool
) -> None:
    now = clock.now()
    first_polls = _first_polls(configuration, now, rng if spread else None)
    latest = now + configuration.settings.polling.max_interval
    await store.feeds.sync(configuration.feeds, now, lambda feed: first_polls[feed.id], latest)


async def _hasten_feeds(
    store: Store, configuration: config.Configuration, clock: Clock, rng: random.Random, *, spread: bool
) -> None:
    """Bring the next polls of feeds nearer that have got a shorter interval."""
    now, polling = clock.now(), building.polling_of(configuration.settings)
    turns = _first_polls(configuration, now, rng if spread else None)
    own = {feed.id: feed.interval for feed in configuration.feeds}

    def replan(state: FeedState) -> datetime:
        interval, turn = own[state.feed_id], turns[state.feed_id]
        return sources.replanned(state, polling=polling, interval=interval, now=now, turn=turn, jitter=rng)

    await store.feeds.hasten({key: interval or polling.interval for key, interval in own.items()}, replan)


def _first_polls(
    configuration: config.Configuration, now: datetime, rng: random.Random | None
) -> Mapping[str, datetime]:
    """When feeds are polled that are due and not planned, by id: spread by ``rng``, or else at once."""
    if rng is None:
        return {feed.id: now for feed in configuration.feeds}
    return sources.spread_first_polls(configuration.feeds, now, configuration.settings.polling.interval, rng)


async def _sync_subscriptions(subscriber: Subscriber, configuration: config.Configuration) -> None:
    settings = configuration.settings
    await subscriber.sync(configuration.feeds, building.terms_of(settings), building.polling_of(settings))


def _retention(settings: config.Settings) -> Retention:
    kept = settings.retention
    return Retention(articles=kept.articles, alerts=kept.alerts, identities=kept.identities)


async def _close(watch: Watch) -> None:
    for channel in watch.channels.values():
        await channel.aclose()
    await watch.client.aclose()
    if watch.model_client is not None:
        await watch.model_client.aclose()
