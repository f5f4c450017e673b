"""Every way that a request leaves this program, each as a function of a URL. A new way out is a new entry here.

Each goes the way that the service goes, and gives the fault that it met there, or ``None`` when it got through.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.alerts.webhook import WebhookChannel
from monitor.clock import SystemClock
from monitor.config.channels import WebhookSettings
from monitor.errors import DeliveryError, Fault, FetchError
from monitor.model import Delivery, Feed, FeedState, Subscription, SubscriptionState
from monitor.net import Client, RobotsFiles, no_turn
from monitor.pages import PageFetcher
from monitor.sources import Failed, fetch_feed
from monitor.websub.hub import HubRefusal, ask
from monitor.workers import Workers

_NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass(frozen=True, slots=True)
class Tools:
    """What a way out needs. ``proxy`` is that of the feed, if it is to go through one."""

    client: Client
    workers: Workers
    proxy: str | None = None
    slow: Workers | None = None

    def feed(self, url: str) -> Feed:
        """A feed at ``url``."""
        return Feed("wire", url, proxy=self.proxy)


Way = Callable[[Tools, str], Awaitable[Fault | None]]


async def feed(tools: Tools, url: str) -> Fault | None:
    """Poll a feed."""
    state = FeedState("wire", url, _NOW)
    result = await fetch_feed(tools.client, tools.workers, tools.feed(url), state, now=_NOW, slow=tools.slow)
    return result.fault if isinstance(result, Failed) else None


async def moved_feed(tools: Tools, url: str) -> Fault | None:
    """Poll a feed that its site once sent to ``url`` for good."""
    home = "http://site.example/feed"
    state = FeedState("wire", home, _NOW, moved_to=url)
    result = await fetch_feed(tools.client, tools.workers, tools.feed(home), state, now=_NOW, slow=tools.slow)
    return result.fault if isinstance(result, Failed) else None


async def article(tools: Tools, url: str) -> Fault | None:
    """Fetch the page that an entry of a feed links to."""
    return await _page(PageFetcher(tools.client, None, tools.workers), tools, url)


async def robots(tools: Tools, url: str) -> Fault | None:
    """Fetch a page, and the robots.txt of its site before it."""
    return await _page(PageFetcher(tools.client, RobotsFiles(tools.client, SystemClock()), tools.workers), tools, url)


async def webhook(tools: Tools, url: str) -> Fault | None:
    """Deliver an alert to a webhook."""
    settings = WebhookSettings.model_construct(url=_Spoken(url), secret=_Spoken(_SECRET), timeout=timedelta(seconds=5))
    channel = WebhookChannel("ops", settings, tools.client, SystemClock())
    try:
        await channel.send(Delivery("d1", "a1", "ops", "", _NOW, 1, {"type": "alert", "data": {}}))
    except DeliveryError as error:
        # What is refused for its status was answered: the channel did get through.
        return next((fault for fault in Fault if f"({fault})" in str(error)), None)
    return None


async def hub(tools: Tools, url: str) -> Fault | None:
    """Ask the hub that a stranger's feed names for a subscription."""
    home = "https://site.example/"
    wanted = Subscription(
        token="t1",
        feed_id="wire",
        feed_url=home,
        hub=url,
        topic=home,
        callback=home,
        secret=_SECRET,
        state=SubscriptionState.ASKED,
        due_at=_NOW,
        created_at=_NOW,
    )
    try:
        await ask(tools.client, wanted, timedelta(days=1))
    except FetchError as error:
        return error.fault
    except HubRefusal:
        return None  # it was reached, and said no
    return None


WAYS: Mapping[str, Way] = {
    "feed": feed,
    "moved feed": moved_feed,
    "article": article,
    "robots.txt": robots,
    "webhook": webhook,
    "hub": hub,
}
FOLLOWING = ("feed", "moved feed", "article", "robots.txt")
"""The ways that follow redirects."""


class _Spoken:
    """A secret as the settings hold it, of any text: what the configuration would refuse must not get out either."""

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        return self._value


async def _page(fetcher: PageFetcher, tools: Tools, url: str) -> Fault | None:
    try:
        await fetcher.fetch(tools.feed("http://site.example/feed"), url, _NOW, no_turn)
    except FetchError as error:
        return error.fault
    return None
