"""Pages of articles: fetched as a robot should, where robots.txt lets it and when a site has had a rest, and read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

from monitor import articles, sources
from monitor.clock import Clock
from monitor.errors import Fault, FetchError, ParseError, WorkerError
from monitor.model import Article, ContentPolicy, Entry, Feed, ObstacleKind, PageOutcome, TextOrigin, Validators
from monitor.net import PRODUCT, Client, Conditions, Response, RobotsFiles, Turn, Turns, speakable
from monitor.watch import Watch
from monitor.workers import Workers

READ_LIMIT = timedelta(seconds=20)
_ROBOTS_SECONDS = 5.0
# A page that fails in one of these ways may well answer soon; in any other, the feed's own text is used at once.
_PASSING = frozenset(
    {
        Fault.DNS,
        Fault.REFUSED,
        Fault.TIMEOUT,
        Fault.NETWORK,
        Fault.PROXY,
        Fault.HTTP_SERVER,
        Fault.HTTP_THROTTLED,
        Fault.HTTP_UNAVAILABLE,
    }
)


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
        if not (response.status == HTTPStatus.NOT_MODIFIED and response.conditional):
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


@dataclass(frozen=True, slots=True)
class Fetched:
    """An entry's page; or why there is none, and whether it may well be there soon.

    ``unchanged``: the page is what it was by the validators that it was asked with. ``retry_after`` is what the site
    asked for. ``closed`` to robots.
    """

    page: articles.Page | None = None
    fault: str | None = None
    closed: bool = False
    passing: bool = False
    validators: Validators = field(default_factory=Validators)
    unchanged: bool = False
    retry_after: timedelta | None = None


_OUTCOMES = {
    ObstacleKind.CONSENT_WALL: PageOutcome.CONSENT_WALL,
    ObstacleKind.PAYWALL: PageOutcome.PAYWALL,
    ObstacleKind.BOT_CHALLENGE: PageOutcome.BOT_CHALLENGE,
    ObstacleKind.NO_TEXT: PageOutcome.NO_TEXT,
}


def page_outcome(feed: Feed, entry: Entry, fetched: Fetched, article: Article | None) -> PageOutcome | None:
    """What the page of ``entry`` gave, which made ``article``, if any; ``None`` when no page was wanted."""
    if feed.content is ContentPolicy.FEED or entry.url is None:
        return None
    if fetched.page is None:
        return PageOutcome.ROBOTS if fetched.closed else PageOutcome.UNREACHED
    if article is None:
        return PageOutcome.NO_TEXT
    if article.obstacle is not None:
        return _OUTCOMES[article.obstacle.kind]
    return PageOutcome.TEXT if article.text_origin is TextOrigin.PAGE else PageOutcome.LITTLE


class PageReader:
    """Fetches the pages of entries and makes articles of them, in ``workers``, each site in its turn."""

    def __init__(self, workers: Workers, turns: Turns, clock: Clock) -> None:
        self._workers = workers
        self._turns = turns
        self._clock = clock

    async def fetch(
        self,
        watch: Watch,
        feed: Feed,
        url: str | None,
        known: Validators | None = None,
        last_url: str | None = None,
    ) -> Fetched:
        """Fetch an entry's page: if it has changed, where validators are ``known``, which came from ``last_url``."""
        if feed.content is ContentPolicy.FEED:
            return Fetched()
        if url is None:
            return Fetched(fault="the feed gives no link")
        if (shut := watch.gate.shut_for(url)) > timedelta(0):
            return Fetched(fault="the site asked for fewer requests, and is left alone", passing=True, retry_after=shut)
        fetcher = PageFetcher(watch.client, watch.robots, self._workers)
        turn = partial(self._turns.passing, watch.gate)
        conditions = Conditions(last_url or url, known.etag, known.last_modified) if known else None
        try:
            response = await fetcher.fetch(feed, url, self._clock.now(), turn, conditions)
        except FetchError as error:
            if error.status == HTTPStatus.TOO_MANY_REQUESTS:
                watch.leave_alone(error.url, error.retry_after)
            return Fetched(
                fault=error.detail,
                closed=error.fault is Fault.ROBOTS,
                passing=error.fault in _PASSING,
                retry_after=error.retry_after,
            )
        if known and response.status == HTTPStatus.NOT_MODIFIED:
            return Fetched(validators=known, unchanged=True)
        validators = sources.page_validators(response)
        page = articles.Page(response.body, response.headers.get("content-type"), response.url)
        same = known is not None and known.body_hash == validators.body_hash
        return Fetched(page, validators=validators, unchanged=same)

    async def read(self, watch: Watch, feed: Feed, article_id: str, entry: Entry, fetched: Fetched) -> Article:
        """Extract in a worker; when a page breaks the worker, read the feed's own text instead."""
        request = articles.ReadRequest(
            id=article_id,
            feed=feed,
            entry=entry,
            page=fetched.page,
            page_fault=fetched.fault,
            languages=watch.languages,
            now=self._clock.now(),
        )
        limit = READ_LIMIT.total_seconds()
        try:
            return await self._workers.run(articles.read_article, request, timeout=limit)
        except (ParseError, WorkerError) as error:
            if fetched.page is None:
                raise
            spare = replace(request, page=None, page_fault=f"its page could not be read: {error}")
            return await self._workers.run(articles.read_article, spare, timeout=limit)
