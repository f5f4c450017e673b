"""Fetching the page of an article as a robot should: where robots.txt lets it, and when its site has had a rest."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from monitor import articles, sources
from monitor.errors import Fault, FetchError, WorkerError
from monitor.model import Feed
from monitor.net import PRODUCT, Client, Conditions, Response, RobotsFiles, Turn, speakable
from monitor.workers import Workers

_ROBOTS_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class PageFetcher:
    """Fetches pages with ``client``. ``robots`` is ``None`` where robots.txt is not asked; ``workers`` read it."""

    client: Client
    robots: RobotsFiles | None
    workers: Workers

    async def fetch(
        self, feed: Feed, url: str, now: datetime, turn: Turn, conditions: Conditions | None = None
    ) -> Response:
        """The page at ``url``, to which an entry of ``feed`` links; or a 304, if that meets the ``conditions``.

        ``turn`` is entered around each request. Raises FetchError, with ``Fault.ROBOTS`` when the page, or one on the
        way to it, is closed to robots.
        """

        polite = turn if self.robots is None else self._heeding(self.robots, feed, turn)
        response = await self.client.get(
            url, proxy=feed.proxy, headers=sources.headers_for(feed, url), conditions=conditions, turn=polite
        )
        if not (response.status == 304 and response.conditional):
            sources.raise_for_status(response, now)
        return response

    def _heeding(self, robots: RobotsFiles, feed: Feed, turn: Turn) -> Turn:
        @asynccontextmanager
        async def heeding(url: str) -> AsyncIterator[None]:
            await self._ask_robots(robots, feed, url, turn)
            async with turn(url):
                yield

        return heeding

    async def _ask_robots(self, robots: RobotsFiles, feed: Feed, url: str, turn: Turn) -> None:
        rules = await robots.of(url, proxy=feed.proxy, turn=turn)
        try:
            allowed = await self.workers.run(articles.robots_allow, rules, url, PRODUCT, timeout=_ROBOTS_SECONDS)
        except WorkerError as error:
            raise FetchError(
                Fault.ROBOTS, speakable(url), f"The robots.txt of the site cannot be read: {error}."
            ) from error
        if not allowed:
            detail = "The site's robots.txt closes this page to robots; network.robots says whether that is heeded."
            raise FetchError(Fault.ROBOTS, speakable(url), detail)
