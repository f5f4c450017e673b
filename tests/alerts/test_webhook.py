"""Webhooks over real sockets, signed so that the reference implementation of Standard Webhooks takes them."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError

from monitor.alerts import WebhookChannel, body_bytes
from monitor.clock import Clock, SystemClock
from monitor.config.channels import WebhookSettings
from monitor.errors import ChannelUnusable, DeliveryDeferred, DeliveryRefused, FarSideGone, Fault, FetchError
from monitor.net import Client
from monitor.testing import FakeClock
from tests.alerts.samples import ARABIC, delivery, hit
from tests.servers import Request, Site, serve_raw, serve_site

_SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
_OLD_SECRET = "whsec_" + base64.b64encode(bytes(range(100, 132))).decode()


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class _Failing:
    """A poster that never gets through, for one reason."""

    def __init__(self, fault: Fault, detail: str = "no way") -> None:
        self._fault = fault
        self._detail = detail

    async def post(
        self,
        url: str,
        *,
        body: bytes,
        headers: Mapping[str, str],
        timeout: timedelta,  # noqa: ASYNC109
    ) -> _Answer:
        raise FetchError(self._fault, url, self._detail)


def _settings(url: str, **more: str) -> WebhookSettings:
    return WebhookSettings.model_validate({"url": url, "secret": _SECRET, "timeout": timedelta(seconds=2), **more})


@asynccontextmanager
async def _receiver(clock: Clock | None = None, **more: str) -> AsyncIterator[tuple[Site, WebhookChannel]]:
    client = Client("news-monitor tests", timedelta(seconds=2), 10_000, allow_private=["127.0.0.1"])
    async with serve_site() as site:
        try:
            yield site, WebhookChannel("ops", _settings(f"{site.url}/hook", **more), client, clock or SystemClock())
        finally:
            await client.aclose()


def _answers(site: Site, *answers: web.Response) -> None:
    """Let the hook answer with each of ``answers`` in turn, then with 204."""
    left = list(answers)

    async def serve(request: web.Request) -> web.Response:
        return left.pop(0) if left else web.Response(status=204)

    site.pages["/hook"] = serve


def _verify(request: Request) -> object:
    return Webhook(_SECRET).verify(request.body, request.headers)


async def test_receiver_can_verify() -> None:
    """A receiver with the reference library takes the alert, and finds the payload as it is stored."""
    async with _receiver() as (site, channel):
        _answers(site)
        sent = delivery(ARABIC, hit(ARABIC, "الحد من التسلح"))
        assert await channel.send(sent) == "HTTP 204"
    (request,) = site.asked("/hook")
    assert _verify(request) == sent.payload
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["webhook-id"] == sent.id
    assert "الحد من التسلح".encode() in request.body
    with pytest.raises(WebhookVerificationError):
        Webhook(_SECRET).verify(request.body.replace(b"alert", b"alarm"), request.headers)


async def test_every_attempt_has_the_same_id_and_bytes() -> None:
    """Attempts differ in time and signature alone, so that a receiver can drop what it already has."""
    clock = FakeClock(datetime.now(UTC))
    async with _receiver(clock) as (site, channel):
        _answers(site, web.Response(status=500), web.Response(status=502))
        sent = delivery()
        for attempt in (1, 2):
            with pytest.raises(DeliveryDeferred):
                await channel.send(replace(sent, attempts=attempt))
            clock.advance(timedelta(seconds=7))
        await channel.send(replace(sent, attempts=3))
    requests = site.asked("/hook")
    assert {request.headers["webhook-id"] for request in requests} == {sent.id}
    assert {request.body for request in requests} == {body_bytes(sent.payload)}
    assert len({request.headers["webhook-timestamp"] for request in requests}) == 3
    assert len({request.headers["webhook-signature"] for request in requests}) == 3
    for request in requests:
        _verify(request)


async def test_a_secret_can_be_changed_without_a_gap() -> None:
    """While two secrets are given, receivers that know either take the alert; a third is nobody's."""
    async with _receiver(old_secret=_OLD_SECRET) as (site, channel):
        _answers(site)
        await channel.send(delivery())
    (request,) = site.asked("/hook")
    assert len(request.headers["webhook-signature"].split()) == 2
    for secret in (_SECRET, _OLD_SECRET):
        Webhook(secret).verify(request.body, request.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(base64.b64encode(bytes(32)).decode()).verify(request.body, request.headers)


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_clock_that_is_wrong_is_found_out(minutes: int) -> None:
    """A receiver refuses what was signed at another time: an old request cannot be played again."""
    async with _receiver(FakeClock(datetime.now(UTC) + timedelta(minutes=minutes))) as (site, channel):
        _answers(site)
        await channel.send(delivery())
    with pytest.raises(WebhookVerificationError):
        _verify(site.requests[0])


async def test_a_yes_that_is_lost_is_asked_for_again_under_the_same_id() -> None:
    """A receiver that takes the alert and loses the connection before its answer gets the same id and bytes again."""
    taken: list[bytes] = []

    async def take_and_drop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])  # type: ignore[index]
        taken.append(head + await reader.readexactly(length))
        if len(taken) > 1:
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
            await writer.drain()

    client = Client("news-monitor tests", timedelta(seconds=2), 10_000, allow_private=["127.0.0.1"])
    async with serve_raw(take_and_drop) as url:
        channel = WebhookChannel("ops", _settings(f"{url}/hook"), client, SystemClock())
        with pytest.raises(DeliveryDeferred, match="no answer"):
            await channel.send(delivery())
        assert await channel.send(delivery()) == "HTTP 204"
    await client.aclose()
    first, second = (Request("POST", "/hook", _headers(each), each.partition(b"\r\n\r\n")[2]) for each in taken)
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == delivery().id
    assert first.body == second.body
    for request in (first, second):
        _verify(request)


def _headers(message: bytes) -> dict[str, str]:
    lines = message.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    return {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}


async def test_receiver_that_never_ends_its_status_line() -> None:
    """One byte now and then is no answer: it is cut at the deadline of the whole, and tried again."""

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for byte in b"HTTP/1.1 200 " + b"O" * 1000:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.1)

    client = Client("news-monitor tests", timedelta(seconds=60), 10_000, allow_private=["127.0.0.1"])
    async with serve_raw(trickle) as url:
        channel = WebhookChannel("ops", _settings(f"{url}/hook", timeout="1s"), client, SystemClock())
        async with asyncio.timeout(10):
            with pytest.raises(DeliveryDeferred, match="timeout"):
                await channel.send(delivery())
    await client.aclose()


async def test_signature_does_not_depend_on_the_time_zone() -> None:
    """A clock in another zone signs the same moment; standardwebhooks itself would sign a wrong one."""

    class Zoned(FakeClock):
        def now(self) -> datetime:
            return super().now().astimezone(timezone(timedelta(hours=9)))

    async with _receiver(Zoned(datetime.now(UTC))) as (site, channel):
        _answers(site)
        await channel.send(delivery())
    _verify(site.requests[0])


@pytest.mark.parametrize(
    ("status", "error"),
    [
        *((status, DeliveryDeferred) for status in (301, 302, 304, 307, 308, 408, 409, 425, 429, 500, 502, 503, 504)),
        *((status, DeliveryRefused) for status in (400, 401, 403, 404, 405, 413, 422, 451)),
    ],
)
async def test_answers_told_apart(status: int, error: type[Exception]) -> None:
    """What may pass is tried again; what will not becomes a dead letter that says what was answered."""
    async with _receiver() as (site, channel):
        _answers(site, web.Response(status=status, text="" if status == 304 else "so\x1b[31m it is\r\n"))
        with pytest.raises(error, match=f"webhook `ops`: HTTP {status}") as caught:
            await channel.send(delivery())
    assert str(caught.value).isprintable()
    assert site.url not in str(caught.value)


async def test_redirect_is_not_followed() -> None:
    """A redirect is a failure: the alert goes to no other address than the one in the settings."""
    async with _receiver() as (site, channel):
        _answers(site, web.Response(status=302, headers={"Location": f"{site.url}/other"}))
        with pytest.raises(DeliveryDeferred):
            await channel.send(delivery())
    assert [request.path for request in site.requests] == ["/hook"]


async def test_private_address_is_not_asked() -> None:
    """A webhook at a private address that is not listed holds the channel, and nothing is sent there."""
    client = Client("news-monitor tests", timedelta(seconds=2), 10_000)
    async with serve_site() as site:
        channel = WebhookChannel("ops", _settings(f"{site.url}/hook"), client, SystemClock())
        with pytest.raises(ChannelUnusable, match="allow_private"):
            await channel.send(delivery())
        await client.aclose()
    assert site.requests == []


async def test_receiver_that_says_yes_and_trickles() -> None:
    """A receiver that never finishes its answer has taken the alert once it has said so: it gets no second one."""
    async with _receiver() as (site, channel):

        async def trickle(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse()
            await response.prepare(request)
            while True:
                await response.write(b".")
                await asyncio.sleep(0.05)

        site.pages["/hook"] = trickle
        async with asyncio.timeout(10):
            assert await channel.send(delivery()) == "HTTP 200"


async def test_receiver_that_says_nothing() -> None:
    """A receiver that does not answer is cut at the deadline, and tried again."""
    async with _receiver() as (site, channel):

        async def hang(request: web.Request) -> web.StreamResponse:
            await asyncio.sleep(3600)
            raise AssertionError

        site.pages["/hook"] = hang
        async with asyncio.timeout(10):
            with pytest.raises(DeliveryDeferred, match="timeout"):
                await channel.send(delivery())


async def test_gone_endpoint_is_said_to_be_gone() -> None:
    """410 tells the operator what to do."""
    async with _receiver() as (site, channel):
        _answers(site, web.Response(status=410))
        with pytest.raises(FarSideGone, match="gone: remove the channel"):
            await channel.send(delivery())


async def test_receiver_asks_for_patience() -> None:
    """Retry-After reaches the retry schedule."""
    async with _receiver() as (site, channel):
        _answers(site, web.Response(status=503, headers={"Retry-After": "120"}))
        with pytest.raises(DeliveryDeferred) as caught:
            await channel.send(delivery())
    assert caught.value.retry_after == timedelta(minutes=2)


@pytest.mark.parametrize("value", ["soon", "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"])
async def test_nonsense_about_patience(value: str) -> None:
    """A Retry-After that cannot be read changes nothing: the delivery is put off and not left hanging."""
    async with _receiver() as (site, channel):
        _answers(site, web.Response(status=503, headers={"Retry-After": value}))
        with pytest.raises(DeliveryDeferred) as caught:
            await channel.send(delivery())
    assert caught.value.retry_after is None


@pytest.mark.parametrize(
    "words",
    [
        "Cannot POST /services/T0KENT0KEN",
        "no hook T0KENT0KEN here",
        "Cannot POST /services/T0KENT0KEN?key=K3YK3YK3Y",
        " " * 790 + "Cannot POST /services/T0KENT0KEN",
        "key K3YK3YK3Y is unknown",
    ],
)
async def test_answer_that_repeats_the_address(words: str) -> None:
    """Many servers quote a path that they do not know. It may be a token: the reason that is kept does not hold it."""
    async with _receiver() as (site, _):
        client = Client("news-monitor tests", timedelta(seconds=2), 10_000, allow_private=["127.0.0.1"])
        url = f"{site.url}/services/T0KENT0KEN?key=K3YK3YK3Y"
        site.pages["/services/T0KENT0KEN"] = lambda _: _answer_404(words)
        with pytest.raises(DeliveryRefused, match=r"HTTP 404: .*address") as caught:
            await WebhookChannel("ops", _settings(url), client, SystemClock()).send(delivery())
        await client.aclose()
    assert not re.search("T0K|K3Y", str(caught.value))


async def _answer_404(words: str) -> web.Response:
    return web.Response(status=404, text=words)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.TIMEOUT, DeliveryDeferred),
        (Fault.DNS, DeliveryDeferred),
        (Fault.REFUSED, DeliveryDeferred),
        (Fault.TLS, DeliveryDeferred),
        (Fault.BLOCKED_ADDRESS, ChannelUnusable),
        (Fault.BAD_URL, ChannelUnusable),
    ],
)
async def test_no_answer_told_apart(fault: Fault, error: type[Exception]) -> None:
    """Trouble on the way is tried again; an address that may not be asked holds the channel. No error shows it."""
    url = "https://hooks.example.org/secret-token"
    channel = WebhookChannel("ops", _settings(url), _Failing(fault, f"{url} failed"), FakeClock())
    with pytest.raises(error, match=f"no answer \\({fault}\\)") as caught:
        await channel.send(delivery())
    assert "secret-token" not in str(caught.value)
    assert caught.value.__suppress_context__
