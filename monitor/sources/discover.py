"""Which sources a site has: each is tried as the service would read it, and ranked."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from monitor.errors import FetchError, MonitorError, ParseError, WorkerError
from monitor.model import Entry, Feed, ParsedFeed, SourceKind
from monitor.net import Client, Response, Turn, speakable
from monitor.sources.asking import get_document, raise_for_status
from monitor.sources.identity import canonical_url
from monitor.sources.offers import Offers, offers_of, sitemaps_in, usual_feeds, usual_sitemaps
from monitor.sources.reading import PARSE_LIMIT, parse_document
from monitor.sources.sitemap import SitemapIndex, news_parts, parts_to_offer
from monitor.sources.sitemap_parts import read_parts
from monitor.workers import Workers

MOST_REQUESTS = 60
_MOST_PARTS_TRIED = 5
_STALE = timedelta(days=60)
_COMPARED = 20


class Where(StrEnum):
    """How a source was found, the surest first."""

    ADDRESS = "the address itself"
    ANNOUNCED = "announced by the page"
    MENTIONED = "linked on the page"
    USUAL = "a usual address"
    ROBOTS = "robots.txt"
    PART = "part of an index"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source that could be read: what it is, where, and what it holds now."""

    url: str
    where: Where
    parsed: ParsedFeed
    selector: str | None = None
    parts: int | None = None

    @property
    def kind(self) -> SourceKind:
        """What it turned out to be."""
        return self.parsed.kind

    @property
    def newest(self) -> datetime | None:
        """The latest date of its entries."""
        return max((date for entry in self.parsed.entries if (date := _date(entry))), default=None)


@dataclass(frozen=True, slots=True)
class Miss:
    """A source that the site names, but that could not be read, and why."""

    url: str
    where: Where
    reason: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """All that was found at ``url``, best first. ``title`` and ``language`` are those of the page."""

    url: str
    title: str | None
    language: str | None
    candidates: tuple[Candidate, ...]
    misses: tuple[Miss, ...]


async def discover(
    client: Client,
    workers: Workers,
    url: str,
    *,
    turn: Turn,
    now: datetime,
    selector: str | None = None,
    told: Callable[[str], None] = lambda url: None,
) -> Discovery:
    """Find the sources of the site at ``url``.

    Tried are the address itself, what its page announces and links to, what robots.txt names, usual addresses where
    nothing better was found, and the page as a list of articles.

    With ``selector`` (CSS) only the page, read with it. At most sixty requests, each of which waits for its ``turn``
    and is ``told`` of before. Raises FetchError when ``url`` itself cannot be had, and ParseError when it is neither a
    source nor a page.
    """
    return await _Search(client, workers, turn, now, told).run(url, selector)


class _Enough(MonitorError):
    """No more requests."""


class _Search:
    """One search: what was asked for, found and missed so far."""

    def __init__(
        self, client: Client, workers: Workers, turn: Turn, now: datetime, told: Callable[[str], None]
    ) -> None:
        self._client = client
        self._workers = workers
        self._wait = turn
        self._now = now
        self._told = told
        self._requests = 0
        self._asked: set[str] = set()
        self._found: list[Candidate] = []
        self._misses: list[Miss] = []

    async def run(self, url: str, selector: str | None) -> Discovery:
        asked = Feed("", url, kind=SourceKind.PAGE)
        response = await get_document(self._client, asked, url, self._turn)
        raise_for_status(response, self._now)
        lasting = _lasting(url, response)
        self._asked |= {canonical_url(url), canonical_url(response.url)}
        if selector is not None:
            await self._take_page(lasting, response, selector)
            return self._discovery(response.url, None)
        try:
            await self._take(Where.ADDRESS, Feed("", lasting), response)
        except ParseError as error:
            offers = await self._offers(response)
            if offers is None:
                raise error from None
            await self._search_site(response, offers)
            await self._try_page(lasting, response)
            return self._discovery(response.url, offers)
        return self._discovery(response.url, None)

    async def _search_site(self, response: Response, offers: Offers) -> None:
        """What an HTML page leads to."""
        try:
            await self._search_feeds(response.url, offers)
            await self._search_sitemaps(response.url)
        except _Enough:
            ended = f"The search ended after {MOST_REQUESTS} requests; there may be more."
            self._misses.append(Miss(response.url, Where.USUAL, ended))

    async def _try_page(self, url: str, response: Response) -> None:
        try:
            await self._take_page(url, response, None)
        except (ParseError, WorkerError) as error:
            self._misses.append(Miss(url, Where.ADDRESS, _reason(error)))

    async def _take_page(self, url: str, response: Response, selector: str | None) -> None:
        await self._take(Where.ADDRESS, Feed("", url, kind=SourceKind.PAGE, selector=selector), response)

    async def _search_feeds(self, url: str, offers: Offers) -> None:
        await self._try_all(offers.announced, Where.ANNOUNCED)
        await self._try_all(offers.mentioned, Where.MENTIONED)
        if not any(candidate.parsed.entries for candidate in self._found):
            await self._try_all(usual_feeds(url), Where.USUAL)

    async def _search_sitemaps(self, url: str) -> None:
        robots = await self._get(Feed("", urljoin(url, "/robots.txt")))
        named: tuple[str, ...] = ()
        if robots is not None and robots.status == 200:
            named = await self._workers.run(sitemaps_in, robots.body, robots.url, timeout=PARSE_LIMIT.total_seconds())
        await self._try_all(named or usual_sitemaps(url), Where.ROBOTS if named else Where.USUAL)

    async def _try_all(self, urls: Iterable[str], where: Where) -> None:
        for url in urls:
            key = canonical_url(url)
            if key not in self._asked:
                self._asked.add(key)
                await self._try(url, where)

    async def _try(self, url: str, where: Where) -> None:
        feed = Feed("", url)
        try:
            response = await get_document(self._client, feed, url, self._turn)
            raise_for_status(response, self._now)
            await self._take(where, replace(feed, url=_lasting(url, response)), response)
        except (FetchError, ParseError, WorkerError) as error:
            # Nobody said that there is anything at a usual address.
            if where not in (Where.USUAL, Where.MENTIONED):
                self._misses.append(Miss(url, where, _reason(error)))

    async def _take(self, where: Where, feed: Feed, response: Response) -> None:
        """Note what came for ``feed``. Raises FetchError, ParseError and WorkerError."""
        parsed = await parse_document(self._workers, feed, response)
        if not isinstance(parsed, SitemapIndex):
            self._found.append(Candidate(feed.url, where, parsed, feed.selector))
            return
        await self._try_all(news_parts(parsed)[:_MOST_PARTS_TRIED], Where.PART)
        try:
            found = await read_parts(self._client, self._workers, feed, parsed, self._turn)
        except ParseError as error:
            # Too many parts, or too much in them: some of them may be what is wanted.
            self._misses.append(Miss(feed.url, where, error.detail))
            await self._try_all(parts_to_offer(parsed)[:_MOST_PARTS_TRIED], Where.PART)
        else:
            self._found.append(Candidate(feed.url, where, found.pages, parts=len(parsed.parts)))

    async def _get(self, feed: Feed) -> Response | None:
        try:
            return await get_document(self._client, feed, feed.url, self._turn)
        except FetchError:
            return None

    async def _offers(self, response: Response) -> Offers | None:
        """What the page says; ``None`` when it is no HTML page."""
        content_type = response.headers.get("content-type")
        limit = PARSE_LIMIT.total_seconds()
        try:
            return await self._workers.run(offers_of, response.body, content_type, response.url, timeout=limit)
        except ParseError:
            return None

    def _turn(self, url: str) -> AbstractAsyncContextManager[None]:
        return self._counted(url)

    @asynccontextmanager
    async def _counted(self, url: str) -> AsyncIterator[None]:
        if self._requests >= MOST_REQUESTS:
            raise _Enough(f"more than {MOST_REQUESTS} requests")
        self._requests += 1
        self._told(url)
        async with self._wait(url):
            yield

    def _discovery(self, url: str, offers: Offers | None) -> Discovery:
        ranked = sorted(self._found, key=self._rank)
        title, language = (offers.title, offers.language) if offers else (None, None)
        return Discovery(url, title, language, tuple(_unlike(ranked)), tuple(self._misses))

    def _rank(self, candidate: Candidate) -> tuple[int, ...]:
        """Best first: what has entries, lately; a feed before news sitemaps, these before pages and plain sitemaps."""
        entries = candidate.parsed.entries
        stale = candidate.newest is not None and candidate.newest < self._now - _STALE
        titled = sum(bool(entry.title) for entry in entries) * 2 > len(entries)
        order = {SourceKind.FEED: 0, SourceKind.SITEMAP: 1 if titled else 3, SourceKind.PAGE: 2}
        return not entries, stale, _of_comments(candidate), order[candidate.kind], list(Where).index(candidate.where)


def _of_comments(candidate: Candidate) -> bool:
    return "comment" in f"{urlsplit(candidate.url).path} {candidate.parsed.title or ''}".lower()


def _unlike(candidates: Sequence[Candidate]) -> Iterable[Candidate]:
    """``candidates`` without those that stand at the address of an earlier one, or hold the same."""
    seen: set[object] = set()
    for candidate in candidates:
        held = tuple(entry.url or entry.identity for entry in candidate.parsed.entries[:_COMPARED])
        marks = {(candidate.kind, canonical_url(candidate.url)), (candidate.kind, held) if held else candidate.url}
        if not marks & seen:
            yield candidate
        seen |= marks


def _lasting(url: str, response: Response) -> str:
    """Where ``url`` is to be found from now on: the end of its redirects, as far as these are for good."""
    for step in response.redirects:
        if step.status not in (301, 308):
            break
        url = step.target
    return url


def _date(entry: Entry) -> datetime | None:
    return entry.published or entry.updated


def _reason(error: MonitorError) -> str:
    if isinstance(error, FetchError | ParseError):
        return error.detail
    return f"{speakable(str(error))}."
