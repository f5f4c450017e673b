"""What means harm, and what it comes to: places that must not be reached, answers and files that cost too much.

First every closed place is asked for by every way out, and connections are counted at the socket. Then each hostile
answer, feed, page and robots.txt is read as the service reads it, in worker processes like its own, beside honest work
of the same kind that wants the same worker.

    python -m benchmarks hostile
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from benchmarks.harm.answers import answer, hostile_answers
from benchmarks.harm.files import hostile_feeds, hostile_pages, hostile_pairs, hostile_robots
from benchmarks.harm.measure import Cost, cost_of
from benchmarks.harm.outbound import WAYS, Tools
from benchmarks.harm.refused import ROUTES, serving, trips
from monitor import articles, sources
from monitor.app import ARTICLE_PROCESSES, FEED_PROCESSES, WORKER_MEMORY
from monitor.errors import MonitorError
from monitor.model import EditPolicy, FeedState, Memory, PollOutcome, Remembered
from monitor.net import Client
from monitor.pages import READ_LIMIT
from monitor.workers import Workers

BOMB = 1024  # MiB
MAX_BODY = 10 * 2**20
_NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
_NUMBERS = count()
_POLLING = sources.PollingPolicy(timedelta(minutes=15), timedelta(minutes=2), timedelta(days=1))
_MOST_RECENT = 400  # as the store gives

Work = Callable[[], Awaitable[object]]


def main() -> None:
    """Print the tables."""
    asyncio.run(_main())


async def _main() -> None:
    async with AsyncExitStack() as stack:
        feeds, pages = Workers(FEED_PROCESSES, WORKER_MEMORY), Workers(ARTICLE_PROCESSES, WORKER_MEMORY)
        slow = Workers(FEED_PROCESSES, WORKER_MEMORY)
        for workers in (feeds, slow, pages):
            stack.push_async_callback(workers.close)
        await pages.run(articles.warm_up, timeout=60)
        await _show_places(feeds)
        client = Client("test", timedelta(seconds=30), MAX_BODY, allow_private=["127.0.0.1"])
        stack.push_async_callback(client.aclose)
        served: dict[str, bytes] = {}
        port = await stack.enter_async_context(serving(lambda: served["bad"]))
        good = await stack.enter_async_context(serving(_healthy_feed))
        tools = Tools(client, feeds, slow=slow)

        async def poll() -> object:
            return await WAYS["feed"](tools, f"http://127.0.0.1:{good}/")

        async def fetch() -> object:
            return await WAYS["feed"](tools, f"http://127.0.0.1:{port}/") or "read"

        costs = [cost async for cost in _answers(served, fetch, poll, feeds, f"http://127.0.0.1:{good}/")]
        _summary("answers, with bombs of 1 GiB", costs)
        costs = []
        for name, body in hostile_feeds().items():
            served["bad"] = answer(body, "Content-Type: application/rss+xml")
            costs.append(_shown(name, await cost_of(fetch, poll, feeds)))
        _summary("feeds", costs)
        costs = []
        for name, bodies in hostile_pairs().items():
            sort = _sorting(Tools(client, feeds, slow=slow), f"http://127.0.0.1:{port}/", served, bodies)
            costs.append(_shown(name, await cost_of(sort, poll, feeds)))
        _summary("entries held against one another", costs)
        _summary("pages", await _in_workers(_pages(pages), _read(pages, _HONEST_PAGE), pages))
        _summary("robots.txt", await _in_workers(_robots(pages), _read(pages, _HONEST_PAGE), pages))


async def _show_places(workers: Workers) -> None:
    requests = connected = admitted = 0
    for way, route in trips():
        toll = await ROUTES[route](way, workers)
        print(f"{way:>12} {route:16} {toll.requests:4} requests {toll.connections:3} connections")
        requests, connected = requests + toll.requests, connected + toll.connections
        admitted += len(toll.admitted)
    print(f"closed places: {requests} requests, {connected} connections, {admitted} without a refusal\n")
    print(f"{'':34} {'s':>6} {'MiB':>6} {'worker':>7} {'gap ms':>7} {'honest ms':>10}  outcome")


async def _answers(
    served: dict[str, bytes], fetch: Work, poll: Work, workers: Workers, elsewhere: str
) -> AsyncIterator[Cost]:
    for name, body in hostile_answers(BOMB, elsewhere).items():
        served["bad"] = body
        yield _shown(name, await cost_of(fetch, poll, workers))


async def _in_workers(works: Iterator[tuple[str, Work]], healthy: Work, workers: Workers) -> list[Cost]:
    return [_shown(name, await cost_of(work, healthy, workers)) for name, work in works]


def _sorting(tools: Tools, url: str, served: dict[str, bytes], bodies: Sequence[bytes]) -> Work:
    """Polling a feed for each of ``bodies``, and sorting out its entries in a thread, as the service does."""

    async def work() -> object:
        state, memory, spent = FeedState("wire", url, _NOW), Memory(), 0.0
        for body in bodies:
            served["bad"] = answer(body, "Content-Type: application/rss+xml")
            read = await sources.fetch_feed(tools.client, tools.workers, tools.feed(url), state, now=_NOW)
            began = time.process_time()
            found = await asyncio.to_thread(_sorted_out, state, read, memory)
            spent = max(spent, time.process_time() - began)
            state, memory = found.state, await asyncio.to_thread(_remembered, found)
        return f"sorted out in {spent:.2f} s of a core at most"

    return work


def _sorted_out(state: FeedState, result: sources.PollResult, memory: Memory) -> PollOutcome:
    outcome = sources.decide(state, result, polling=_POLLING, interval=None, now=_NOW, jitter=Random(1))
    return sources.sort_out(outcome, state, memory, _NOW, EditPolicy.IGNORE).outcome


def _remembered(outcome: PollOutcome) -> Memory:
    """All that a poll found, as the store would remember it."""
    known = tuple(
        Remembered(
            each.identity, each.identity, frozenset(each.keys), each.title, each.published, None, each.fingerprint, _NOW
        )
        for each in (*outcome.fresh, *outcome.known, *outcome.held)
    )
    return Memory(known, known[:_MOST_RECENT])


def _pages(workers: Workers) -> Iterator[tuple[str, Work]]:
    return ((name, _read(workers, body)) for name, body in hostile_pages().items())


def _read(workers: Workers, body: bytes) -> Work:
    """Reading a page as the service does, in its time limit."""

    async def work() -> object:
        try:
            await workers.run(_extract, body, timeout=READ_LIMIT.total_seconds())
        except MonitorError as error:
            return type(error).__name__
        return "read"

    return work


def _extract(body: bytes) -> None:
    articles.extract_page(body, content_type="text/html", url="https://e.example/a", now=_NOW)


def _robots(workers: Workers) -> Iterator[tuple[str, Work]]:
    for name, body in hostile_robots().items():

        async def work(body: bytes = body) -> object:
            try:
                return await workers.run(articles.robots_allow, body, _LONG_URL, "news-monitor", timeout=5)
            except MonitorError as error:
                return type(error).__name__

        yield name, work


def _shown(name: str, cost: Cost) -> Cost:
    print(
        f"{name:34} {cost.seconds:6.2f} {cost.growth:6.1f} {cost.worker:7.1f} {cost.gap:7.1f} {cost.healthy:10.1f}"
        f"  {cost.outcome}",
        flush=True,
    )
    return cost


def _summary(what: str, costs: list[Cost]) -> None:
    growth, worker = max(cost.growth for cost in costs), max(cost.worker for cost in costs)
    gap, healthy = max(cost.gap for cost in costs), max(cost.healthy for cost in costs)
    print(
        f"{what}: {len(costs)}; worst memory growth {growth:.1f} MiB, of the worker {worker:.1f} MiB;"
        f" worst gap {gap:.0f} ms; honest work {healthy:.0f} ms at most\n",
        flush=True,
    )


def _healthy_feed() -> bytes:
    """A feed of thirty entries that is another each time."""
    number = next(_NUMBERS)
    items = "".join(f"<item><guid>{number}-{n}</guid><title>Report {n}</title></item>" for n in range(30))
    body = f"<rss version='2.0'><channel><title>Honest</title>{items}</channel></rss>".encode()
    return answer(body, "Content-Type: application/rss+xml")


_HONEST_PAGE = (
    "<html><title>T</title><article><h1>T</h1>"
    + "<p>The committee met in Geneva on Tuesday and heard a long report from its secretary.</p>" * 20
    + "</article></html>"
).encode()
_LONG_URL = "https://e.example/" + "a" * 2000


if __name__ == "__main__":
    main()
