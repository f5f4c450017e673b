"""Chat and push services by Apprise, over real sockets: what is posted, what answers mean, where nothing goes."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from aiohttp import web

from monitor.alerts.chat import ChatChannel
from monitor.config.ways import AppriseSettings
from monitor.errors import ChannelUnusable, DeliveryDeferred, DeliveryRefused, FarSideGone
from monitor.net import Egress
from tests.alerts.samples import ARABIC, ENGLISH, delivery, hit
from tests.servers import Site, serve_site

pytestmark = pytest.mark.asyncio(loop_scope="module")
_TOKEN = "a1b2c3d4e5f6g7h8"
_LOOPBACK = Egress(("127.0.0.0/8",))


def _channel(url: str, egress: Egress = _LOOPBACK, seconds: float = 5) -> ChatChannel:
    settings = AppriseSettings.model_validate({"url": url, "timeout": timedelta(seconds=seconds)})
    return ChatChannel("chat", settings, egress, ZoneInfo("Europe/Zurich"))


def _address(site: Site, scheme: str = "json") -> str:
    return site.url.replace("http", scheme, 1) + f"/{_TOKEN}"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def service() -> AsyncIterator[tuple[Site, ChatChannel]]:
    """A service that takes JSON, and a channel to it; its worker process takes a second to start."""
    async with serve_site() as site:
        channel = _channel(_address(site))
        yield site, channel
        await channel.aclose()


async def test_a_room_gets_the_alert_in_a_few_lines(service: tuple[Site, ChatChannel]) -> None:
    """Subject, headline, source and time, summary, reason and link; nothing of it is fetched from elsewhere."""
    site, channel = service
    site.pages[f"/{_TOKEN}"] = "taken"
    await channel.send(delivery(ARABIC, hit(ARABIC, "الحد من التسلح")))
    (request,) = site.asked(f"/{_TOKEN}")
    posted = json.loads(request.body)
    assert posted["title"].startswith("[high] Arms talks")
    lines = posted["message"].splitlines()
    assert lines[0] == ARABIC.title
    assert "03:30 (Europe/Zurich)" in lines[1]
    assert "التقى وفدان" in posted["message"]
    assert "Why: phrase arms control (\u2068الحد من التسلح\u2069)" in lines
    assert lines[-1] == ARABIC.url


async def test_a_headline_calls_nobody(service: tuple[Site, ChatChannel]) -> None:
    """What an outlet writes is not taken for a call to the members of a room, though it reads the same; links work."""
    site, channel = service
    site.pages[f"/{_TOKEN}"] = "taken"
    before = len(site.asked(f"/{_TOKEN}"))
    calls = ("@everyone", "@here", "<!channel>", "<@U123>", "<@&77>", "<users/all>", "@room", "@all")
    article = replace(ENGLISH, title=" ".join(calls), source="@desk", url="https://news.example.org/@desk/a?x=1&y=@all")
    found = replace(hit(ENGLISH, "arms control"), text="@everyone")
    await channel.send(delivery(article, found))
    posted = json.loads(site.asked(f"/{_TOKEN}")[before].body)
    told = posted["title"] + posted["message"]
    assert not [call for call in (*calls, "@desk") if call in told]
    assert posted["message"].replace("\u200b", "").startswith(" ".join(calls))
    assert posted["message"].endswith("https://news.example.org/%40desk/a?x=1&y=%40all")


@pytest.mark.parametrize(
    ("status", "headers", "error"),
    [
        (500, {}, DeliveryDeferred),
        (429, {"Retry-After": "77"}, DeliveryDeferred),
        (302, {"Location": "/elsewhere"}, DeliveryDeferred),
        (401, {}, ChannelUnusable),
        (404, {}, ChannelUnusable),
        (410, {}, FarSideGone),
        (400, {}, DeliveryRefused),
    ],
)
async def test_answers_told_apart(
    service: tuple[Site, ChatChannel], status: int, headers: dict[str, str], error: type[Exception]
) -> None:
    """What may pass is tried again, when the service says; a token or room that is not holds the channel; what will not
    be taken is a dead letter. No error holds the token.
    """
    site, channel = service

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, headers=headers, text=f"no such hook {_TOKEN}")

    site.pages[f"/{_TOKEN}"] = answer
    with pytest.raises(error, match="chat channel `chat`: ") as caught:
        await channel.send(delivery())
    assert _TOKEN not in str(caught.value)
    if isinstance(caught.value, DeliveryDeferred) and status == 429:
        assert caught.value.retry_after == timedelta(seconds=77)
    assert not site.asked("/elsewhere")


async def test_ntfy_speaks_its_own_way(service: tuple[Site, ChatChannel]) -> None:
    """The same channel by another service's address is posted the way that service wants."""
    site, _ = service
    site.pages["/"] = "{}"
    channel = _channel(site.url.replace("http", "ntfy", 1) + "/news-topic")
    try:
        assert await channel.send(delivery()) == "taken by the service"
        assert json.loads(site.asked("/")[0].body)["topic"] == "news-topic"
    finally:
        await channel.aclose()


async def test_a_service_that_hangs_is_left_in_time() -> None:
    """It is tried again, and keeps neither the event loop nor the process."""
    async with serve_site() as site:

        async def hang(request: web.Request) -> web.Response:
            await asyncio.sleep(3600)
            raise AssertionError

        site.pages[f"/{_TOKEN}"] = hang
        channel = _channel(_address(site), seconds=0.5)
        async with asyncio.timeout(30):
            with pytest.raises(DeliveryDeferred):
                await channel.send(delivery())
        await channel.aclose()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0.0.0.0"])
async def test_nothing_goes_to_a_closed_place(host: str, service: tuple[Site, ChatChannel]) -> None:
    """Apprise is held to the same addresses as all that leaves this machine: the channel is held with the reason."""
    site, _ = service
    port = site.url.rpartition(":")[2]
    before = len(site.requests)
    channel = _channel(f"json://{host}:{port}/{_TOKEN}", Egress())
    try:
        with pytest.raises(ChannelUnusable, match=r"network\.allow_private"):
            await channel.send(delivery())
    finally:
        await channel.aclose()
    assert len(site.requests) == before


async def test_one_host_is_let_in_by_name(service: tuple[Site, ChatChannel]) -> None:
    """A private host that is listed by its name is reached, and its neighbours are not."""
    site, _ = service
    port = site.url.rpartition(":")[2]
    site.pages[f"/{_TOKEN}"] = "taken"
    listed = Egress((f"localhost:{port}",))
    for host, expected in (("localhost", True), ("127.0.0.1", False)):
        channel = _channel(f"json://{host}:{port}/{_TOKEN}", listed)
        try:
            outcome: Any = await asyncio.gather(channel.send(delivery()), return_exceptions=True)
        finally:
            await channel.aclose()
        assert isinstance(outcome[0], str) is expected
