"""The robots.txt of the sites whose article pages are read, fetched once a day at most (RFC 9309)."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from monitor.clock import Clock
from monitor.errors import Fault, FetchError
from monitor.net.client import Client
from monitor.net.gate import Turn
from monitor.net.urls import speakable

_ACCEPT = "text/plain, */*;q=0.5"
_KEPT = timedelta(hours=24).total_seconds()  # RFC 9309, 2.4
_TROUBLE_KEPT = timedelta(minutes=10).total_seconds()
_MOST_SITES = 2048
_FAULTS = {429: Fault.HTTP_THROTTLED, 503: Fault.HTTP_UNAVAILABLE}
_LONGEST = 512 * 1024  # RFC 9309, 2.5: no less than 500 KiB


@dataclass(frozen=True, slots=True)
class _Found:
    body: bytes
    trouble: FetchError | None
    until: float


class RobotsFiles:
    """What sites say to robots, by origin. Reading it is the business of :func:`monitor.articles.robots_allow`."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._found: OrderedDict[str, _Found] = OrderedDict()
        # So that of ten articles of one site the first asks and the others wait for it.
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def renewed(self, client: Client) -> "RobotsFiles":
        """What is known already, with another ``client`` to ask for the rest."""
        files = RobotsFiles(client, self._clock)
        files._found, files._asking = self._found, self._asking
        return files

    async def of(self, url: str, *, proxy: str | None, turn: Turn) -> bytes:
        """The robots.txt that counts for ``url``; empty where the site has none (any 4xx but 429).

        Raises:
            FetchError: it cannot be had. A robot then has to stay away (RFC 9309, 2.3.1.4); for ten minutes nobody asks
                again.
        """
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}".lower()
        async with self._asking.setdefault(site, asyncio.Lock()):
            found = self._found.get(site)
            if found is None or found.until <= self._clock.monotonic():
                found = await self._ask(f"{site}/robots.txt", proxy, turn)
                self._keep(site, found)
        if found.trouble is not None:
            raise found.trouble
        return found.body

    async def _ask(self, url: str, proxy: str | None, turn: Turn) -> _Found:
        try:
            response = await self._client.get(url, proxy=proxy, accept=_ACCEPT, max_body=_LONGEST, turn=turn)
        except FetchError as error:
            return self._trouble(error)
        if 200 <= response.status < 300:
            return _Found(response.body, None, self._clock.monotonic() + _KEPT)
        if 400 <= response.status < 500 and response.status != 429:
            return _Found(b"", None, self._clock.monotonic() + _KEPT)
        fault = _FAULTS.get(response.status, Fault.HTTP_SERVER)
        detail = f"The robots.txt of the site cannot be had ({response.status}), so its pages are left alone for now."
        return self._trouble(FetchError(fault, speakable(url), detail, status=response.status))

    def _trouble(self, error: FetchError) -> _Found:
        return _Found(b"", error, self._clock.monotonic() + _TROUBLE_KEPT)

    def _keep(self, site: str, found: _Found) -> None:
        self._found[site] = found
        self._found.move_to_end(site)
        while len(self._found) > _MOST_SITES:
            self._found.popitem(last=False)
