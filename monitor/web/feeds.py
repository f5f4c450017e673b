"""The feeds of `feed` channels, and a page that lists them."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from monitor.alerts import FORMS, FeedShelf, NotOurs, ShelvedFeed
from monitor.config import FeedFileSettings
from monitor.rulebook import Rule
from monitor.telemetry import get_logger
from monitor.web.gate import given_token
from monitor.web.service import Service

_AT_ONCE = 2
# Dates in headers know whole seconds: a file just written may be replaced by another of the same date.
_SETTLED = timedelta(seconds=2)

_pages = Environment(
    loader=PackageLoader("monitor.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

log = get_logger("web")


class Feeds:
    """Serves what the channels of the moment have written."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._few = asyncio.Semaphore(_AT_ONCE)

    async def serve(self, request: Request) -> Response:
        """One feed in one form; 304 when the reader has it."""
        try:
            async with self._few:
                return await asyncio.to_thread(self._feed, request)
        except (OSError, NotOurs) as error:
            path = request.scope["path"]
            log.error("a feed cannot be served", path=path, error=str(error) or "its file is not what was written")
            return PlainTextResponse("This feed cannot be read at the moment; the log says why.\n", 503)

    async def contents(self, request: Request) -> Response:
        """A page that lists the feeds, for people, and for feed readers that look for feeds in a page."""
        token = given_token(request)  # who came with it in the address finds it in the addresses that lead on
        query = f"?{urlencode({'token': token})}" if token else ""
        template = _pages.get_template("contents.html.j2")
        async with self._few:
            page = await asyncio.to_thread(lambda: template.render(channels=[*self._contents()], query=query))
        return HTMLResponse(page)

    def _feed(self, request: Request) -> Response:
        place = request.path_params
        settings = self._served().get(place["channel"])
        form = FORMS.get(place["form"])
        if settings is None or form is None:
            raise HTTPException(404)
        found = FeedShelf(settings).take(place.get("rule"), {rule.id for rule in self._rules_of(place["channel"])})
        if found is None:
            raise HTTPException(404)
        url = self._url(settings, place, request.scope["path"])
        headers = {"etag": f'"{found.tag(form, url)}"'}
        if found.changed and found.changed < self._service.clock.now() - _SETTLED:
            headers["last-modified"] = format_datetime(found.changed, usegmt=True)
        if _has(request, headers["etag"], found):
            return Response(status_code=304, headers=headers)
        return Response(found.publish(form, url), headers=headers, media_type=form.media_type)

    def _url(self, settings: FeedFileSettings, place: Mapping[str, str], path: str) -> str | None:
        """Where readers find a feed, as far as the settings say."""
        if settings.url is not None:
            return settings.url.rstrip("/") + path.removeprefix(f"/feeds/{place['channel']}")
        web = self._service.settings().web_room
        return f"{web.base_url}{path}" if web and web.base_url else None

    def _contents(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """The title of each channel, and of each of its feeds with the path, without the ending."""
        for name, settings in self._served().items():
            rules = dict.fromkeys(FeedShelf(settings).rules(), "")
            rules |= {rule.id: rule.title for rule in self._rules_of(name)}
            feeds = [(rules[rule] or rule, f"feeds/{name}/rules/{rule}") for rule in sorted(rules)]
            yield settings.title, [("All rules", f"feeds/{name}/all"), *feeds]

    def _served(self) -> dict[str, FeedFileSettings]:
        channels = self._service.settings().channels
        return {name: channel.feed for name, channel in channels.items() if channel.feed and channel.feed.serve}

    def _rules_of(self, channel: str) -> Iterator[Rule]:
        """The rules in force of which the channel hears."""
        for rule in self._service.rules().values():
            if rule.enabled and (not rule.notify or channel in rule.notify):
                yield rule


def _has(request: Request, etag: str, found: ShelvedFeed) -> bool:
    """Whether the reader has the feed as it is (RFC 9110, section 13.2.2)."""
    if known := request.headers.getlist("if-none-match"):
        tags = {tag.strip().removeprefix("W/") for tag in ",".join(known).split(",")}
        return etag in tags or "*" in tags
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (ValueError, OverflowError):
        return False
    return found.changed is not None and found.changed.replace(microsecond=0) <= since.replace(tzinfo=UTC)
