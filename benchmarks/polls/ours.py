"""This package's own service, over feeds of the benchmark."""

import asyncio
import json
import os
import random
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from benchmarks.polls.ways import Round, Way
from monitor import config, rules
from monitor.app import FEED_PROCESSES, WORKER_MEMORY
from monitor.building import prepare
from monitor.clock import Clock
from monitor.engine import Limits, LocalEngine, Retention
from monitor.pipeline import Pipeline
from monitor.store import Store
from monitor.telemetry import LogFormat, configure_logging
from monitor.testing import FakeClock
from monitor.watch import Crews
from monitor.workers import Workers

_SETTINGS: Mapping[str, object] = {
    "store": "sqlite:///monitor.db",
    "feeds": ["feeds*.yaml"],
    "rules": ["rules.yaml"],
    "vocabulary": {"topics": [], "officials": []},
    "network": {"allow_private": ["127.0.0.0/8"]},
    "channels": {},
}
_RULES = "rules:\n  - {id: ministers, keywords: [ministerial summit, arms control]}\n"


def configure(urls: Sequence[str], directory: Path, **changed: object) -> Path:
    """Write a configuration of these feeds, read from the feed itself at the same interval; gives its path."""
    feeds = ({"id": f"f{number}", "url": url, "content": "feed"} for number, url in enumerate(urls))
    config.write_feeds(list(config.feeds_texts(feeds, [])), directory / "feeds.yaml", force=True)
    (directory / "rules.yaml").write_text(_RULES, encoding="utf-8")
    path = directory / "monitor.yaml"
    # The dates of the entries are old: an interval that followed them would be four times as long.
    settings = {**_SETTINGS, "polling": {"interval": "15m", "adaptive": False}, **changed}
    path.write_text(json.dumps(settings), encoding="utf-8")  # JSON is YAML
    return path


@asynccontextmanager
async def _engine(path: Path, clock: Clock, limits: Limits) -> AsyncIterator[LocalEngine]:
    """The service without its jobs, so that it can be given its limits and polls when it is told to."""
    async with AsyncExitStack() as stack:
        configuration, watch = await prepare(path, os.environ, clock, rules.Forms())
        stack.push_async_callback(watch.client.aclose)
        store = await Store.open(configuration.settings.store.url)
        stack.push_async_callback(store.close)
        await store.upgrade()
        await store.feeds.sync(configuration.feeds, clock.now(), lambda feed: clock.now())
        crews = Crews(*(Workers(FEED_PROCESSES, WORKER_MEMORY) for _ in range(3)))
        for workers in (crews.feeds, crews.articles, crews.slow_feeds):
            if workers is not None:
                stack.push_async_callback(workers.close)
        pipeline = Pipeline(store, crews, clock, random.Random(7), watch)
        keep = timedelta(days=365)
        yield LocalEngine(store, pipeline, clock, Retention(keep, keep), limits)


@contextmanager
def _ours(urls: Sequence[str], directory: Path, *, limits: Limits) -> Iterator[Round]:
    clock = FakeClock()
    with (directory / "log").open("w") as log, asyncio.Runner() as runner:
        configure_logging(LogFormat.JSON, stream=log)
        service = _engine(configure(urls, directory), clock, limits)
        engine = runner.run(service.__aenter__())

        def poll_all() -> None:
            clock.advance(timedelta(hours=1))
            runner.run(engine.run_until_idle())

        try:
            yield poll_all
        finally:
            runner.run(service.__aexit__(None, None, None))


OURS = (
    Way("news-monitor", "polls, with all its checks, SQLite", partial(_ours, limits=Limits(articles=0))),
    Way("... and what follows", "what is new is read, matched and archived, too", partial(_ours, limits=Limits())),
)
