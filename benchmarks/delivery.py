"""How soon a new alert reaches a live endpoint while a backlog waits for a dead one.

    python -m benchmarks delivery [WAITING] [--alerts N] [--postgresql]

100,000 waiting alerts when not given. The real service runs on a database that is filled before; its dead webhook has
all of the backlog, all due, and is dead in one of three ways: nothing listens, it answers 503, it hangs. Meanwhile
``N`` alerts for a live webhook are committed beside the service, one at a time, and the time from each commit to the
request at the live endpoint is taken; the service looks for work once a second, so half a second is a good time. Both
endpoints are on loopback. Then the statements of one claim are shown with the plan that the database makes for them.
"""

import argparse
import asyncio
import os
import random
import re
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import Table, event, insert

from monitor import alerts
from monitor.app import open_app
from monitor.clock import SystemClock
from monitor.ids import digest_id
from monitor.model import Alert, AlertKind, AlertPlan, Delivery
from monitor.store import Store, schema
from monitor.store.outbox import enter_aside
from monitor.systemd import ServiceManager
from monitor.telemetry import LogFormat, configure_logging
from tests.databases import postgres_server

_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
_BATCH = 5000
_PAUSE = 0.3
WAYS_TO_BE_DEAD = ("nothing listens", "answers 503", "hangs")


@dataclass
class Endpoint:
    """A webhook on loopback that notes when each delivery came."""

    answer: bytes | None = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
    port: int = 0
    arrived: dict[str, float] = field(default_factory=dict)
    requests: int = 0
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    async def has(self, number: int) -> None:
        """Wait until so many deliveries have come."""
        while len(self.arrived) < number:
            self._came.clear()
            await self._came.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one request, and answer, or hang until ``let_go`` is set."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            found = re.search(r"(?i)webhook-id: (\S+)", head)
            self.requests += 1
            self.arrived.setdefault(found[1] if found else "", time.perf_counter())
            self._came.set()
            if self.answer is None:
                await self.let_go.wait()
            else:
                writer.write(self.answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Endpoint"]:
        """Listen on a free port until the block ends."""
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()


@dataclass(frozen=True)
class Figures:
    """Seconds from commit to arrival, the requests that the dead endpoint had, and the processor's seconds a second."""

    seconds: Sequence[float]
    requests: int
    load: float


def plans(channel: str, number: int, name: str, now: datetime) -> Iterator[AlertPlan]:
    """Alerts for ``channel`` with the payload of the sample, of a story each."""
    (sample,) = alerts.sample_deliveries(channel, ("",), now)
    for place in range(number):
        story = digest_id(name, str(place))
        alert = Alert(digest_id("alert", story), AlertKind.NEW, "cyber", story, now, sample.payload)
        delivery = Delivery(digest_id(alert.id, channel), alert.id, channel, "", now, 0, sample.payload)
        yield AlertPlan(alert, (delivery,))


async def fill(store: Store, waiting: int, now: datetime) -> None:
    """Put ``count`` alerts that wait for the dead channel into ``store``."""
    made = list(plans("dead", waiting, "backlog", now))
    for start in range(0, waiting, _BATCH):
        batch = made[start : start + _BATCH]
        async with store.deliveries._database.write() as connection:
            for table, rows in _rows(batch):
                await connection.execute(insert(table), rows)


def _rows(batch: Sequence[AlertPlan]) -> Iterator[tuple[Table, list[dict[str, object]]]]:
    yield schema.stories, [{"id": plan.alert.story_id, "created_at": plan.alert.created_at} for plan in batch]
    fields = ("id", "rule_id", "story_id", "payload", "created_at")
    yield (
        schema.alerts,
        [{"kind": plan.alert.kind.value, **{name: getattr(plan.alert, name) for name in fields}} for plan in batch],
    )
    each = [plan.deliveries[0] for plan in batch]
    yield (
        schema.deliveries,
        [
            {"id": one.id, "alert_id": one.alert_id, "channel": one.channel, "recipient": "", "state": "queued"}
            | {"attempts": 0, "due_at": one.created_at, "created_at": one.created_at}
            for one in each
        ],
    )


async def measure(directory: Path, url: str, way: str, waiting: int, new: int) -> Figures:
    """Run the service on a backlog, commit ``new`` alerts beside it, and take their times."""
    dead = Endpoint(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n" if way == WAYS_TO_BE_DEAD[1] else None)
    async with Endpoint().listening() as live, dead.listening():
        port = _closed_port() if way == WAYS_TO_BE_DEAD[0] else dead.port
        config = _configure(directory, url, port, live.port)
        store = await Store.open(url)
        await store.upgrade()
        await fill(store, waiting, datetime.now(UTC) - timedelta(minutes=1))
        clock, manager = SystemClock(), ServiceManager({})
        async with open_app(config, os.environ, clock, rng=random.Random(1), manager=manager) as app:
            stop = asyncio.Event()
            running = asyncio.create_task(app.run(stop))
            await asyncio.sleep(2)
            began, used = time.perf_counter(), time.process_time()
            committed = await _commit(store, plans("live", new, way, datetime.now(UTC)))
            async with asyncio.timeout(120):
                await live.has(new)
            load = (time.process_time() - used) / (time.perf_counter() - began)
            dead.let_go.set()
            stop.set()
            await running
        await store.close()
    return Figures([live.arrived[key] - moment for key, moment in committed.items()], dead.requests, load)


async def _commit(store: Store, made: Iterator[AlertPlan]) -> dict[str, float]:
    """Commit each alert; gives the moment of each, by the delivery's id."""
    moments = {}
    for plan in made:
        database = store.deliveries._database
        async with database.write() as connection:
            await enter_aside(connection, database, plan, plan.alert.created_at)
        moments[plan.deliveries[0].id] = time.perf_counter()
        await asyncio.sleep(_PAUSE)
    return moments


def _configure(directory: Path, url: str, dead: int, live: int) -> Path:
    path = directory / "monitor.yaml"
    hook = "webhook: {{url: 'http://127.0.0.1:{port}/hook', secret: {secret}, timeout: 30s}}"
    channels = "".join(
        f"  {name}: {{{hook.format(port=port, secret=_SECRET)}}}\n" for name, port in (("dead", dead), ("live", live))
    )
    path.write_text(
        f"store: {url}\nfeeds: [feeds.yaml]\nrules: [rules.yaml]\nvocabulary: {{topics: [], officials: []}}\n"
        f"network: {{allow_private: [127.0.0.0/8]}}\nchannels:\n{channels}"
    )
    (directory / "feeds.yaml").write_text("feeds: []\n")
    (directory / "rules.yaml").write_text("rules: [{id: cyber, keywords: [cybersecurity]}]\n")
    return path


def _closed_port() -> int:
    """A port at which nothing listens."""
    return 9


async def explain(url: str) -> None:
    """Print the statements of a claim on the database at ``url``, how long it takes, and their plans."""
    store = await Store.open(url)
    now = datetime.now(UTC)
    with _statements(store) as seen:
        began = time.perf_counter()
        taken = await store.deliveries.claim(now, now, 64, per_channel=4)
        took = time.perf_counter() - began
    print(f"a claim of {len(taken)} deliveries: {1000 * took:.1f} ms")
    for statement, values in seen:
        print(f"\n  {' '.join(statement.split())[:400]}")
        for line in await _plan(store, statement, values):
            print(f"    | {line}")
    await store.close()


@contextmanager
def _statements(store: Store) -> Iterator[list[tuple[str, object]]]:
    """The statements that reach the table of deliveries, with their values, once each."""
    seen: list[tuple[str, object]] = []

    def note(connection: object, cursor: object, statement: str, values: object, *more: object) -> None:
        if "deliveries" in statement and statement not in (known for known, _ in seen):
            seen.append((statement, values))

    engine = store.deliveries._database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def _plan(store: Store, statement: str, values: object) -> list[str]:
    database = store.deliveries._database
    explained = "EXPLAIN " if database.location.postgresql else "EXPLAIN QUERY PLAN "
    async with database.read() as connection:
        found = await connection.exec_driver_sql(explained + statement, values)  # type: ignore[arg-type]
        return [str(row[-1]) for row in found]


def _print(way: str, figures: Figures) -> None:
    seconds = sorted(figures.seconds)
    p95 = seconds[min(len(seconds) - 1, round(0.95 * len(seconds)))]
    print(
        f"{way:>16}: median {statistics.median(seconds):.2f} s, 95 % {p95:.2f} s, longest {seconds[-1]:.2f} s; "
        f"{figures.requests} requests to the dead one; {100 * figures.load:.0f} % of a core"
    )


async def run(waiting: int, new: int, database: Callable[[Path], Awaitable[str]]) -> None:
    """Measure each way to be dead on a database of its own, and explain the claim on the last one."""
    print(f"{waiting:,} alerts wait for a dead endpoint; {new} new ones for a live one, from commit to arrival")
    with tempfile.TemporaryDirectory() as base:
        for way, backlog in (("no backlog", 0), *((way, waiting) for way in WAYS_TO_BE_DEAD)):
            directory = Path(base) / way.replace(" ", "-")
            directory.mkdir()
            url = await database(directory)
            _print(way, await measure(directory, url, way, backlog, new))
        await explain(url)


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(prog="benchmarks delivery")
    parser.add_argument("waiting", nargs="?", type=int, default=100_000)
    parser.add_argument("--alerts", type=int, default=30)
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL of its own, not on SQLite")
    arguments = parser.parse_args()
    with Path(os.devnull).open("w") as nowhere, ExitStack() as stack:
        configure_logging(LogFormat.JSON, stream=nowhere)
        server = stack.enter_context(postgres_server()) if arguments.postgresql else None
        numbers = count()

        async def database(directory: Path) -> str:
            if server is None:
                return f"sqlite:///{directory / 'monitor.db'}"
            name = f"delivery_{next(numbers)}"
            await server.create(name)
            return server.url_of(name)

        asyncio.run(run(arguments.waiting, arguments.alerts, database))


if __name__ == "__main__":
    main()
