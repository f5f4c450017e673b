"""The channels of the settings."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.alerts import (
    MAIL_SCHEDULE,
    WEBHOOK_SCHEDULE,
    AlertPayload,
    HttpResponse,
    build_channels,
    render_alert,
    sample_deliveries,
)
from monitor.config.channels import ChannelSettings
from monitor.testing import FakeClock
from tests.servers import serve_mail


class _NoPoster:
    async def post(
        self,
        url: str,
        *,
        body: bytes,
        headers: Mapping[str, str],
        timeout: timedelta,  # noqa: ASYNC109
    ) -> HttpResponse:
        raise AssertionError("nothing is to be posted")


def _mail(port: int, **more: object) -> ChannelSettings:
    smtp = {"host": "127.0.0.1", "port": port, "security": "none"}
    email = {"to": ["a@example.org", "b@example.org"], "from": "m@example.org", "smtp": smtp}
    return ChannelSettings.model_validate({"email": email, **more})


def _hook() -> ChannelSettings:
    secret = base64.b64encode(bytes(32)).decode()
    return ChannelSettings.model_validate({"webhook": {"url": "https://example.org/hook", "secret": secret}})


def test_each_way_of_sending() -> None:
    """A mail channel has its addresses as recipients, a webhook its single far side; each has its own schedule."""
    channels = build_channels({"desk": _mail(25), "ops": _hook()}, _NoPoster(), FakeClock(), "UTC")
    assert channels["desk"].recipients == ("a@example.org", "b@example.org")
    assert channels["ops"].recipients == ("",)
    assert channels["desk"].schedule is MAIL_SCHEDULE
    assert channels["ops"].schedule is WEBHOOK_SCHEDULE


async def test_sample_reaches_its_readers_in_their_time() -> None:
    """`send-test` shows each recipient a whole alert, marked as a test, on the clocks of the channel."""
    now = datetime(2026, 7, 2, 3, 4, 5, tzinfo=UTC)
    async with serve_mail() as mailbox:
        settings = {"desk": _mail(mailbox.port, timezone="Asia/Tokyo"), "night": _mail(mailbox.port)}
        channels = build_channels(settings, _NoPoster(), FakeClock(), "Europe/Zurich")
        for name, channel in channels.items():
            for delivery in sample_deliveries(name, channel.recipients, now):
                await channel.send(delivery)
            await channel.aclose()
    texts = [body.get_content() for mail in mailbox.mails if (body := mail.message.get_body(("plain",)))]
    assert [mail.recipients[0] for mail in mailbox.mails] == ["a@example.org", "b@example.org"] * 2
    assert all("This is a test" in text for text in texts)
    assert "12:04 (Asia/Tokyo)" in texts[0]
    assert "05:04 (Europe/Zurich)" in texts[2]
    assert mailbox.mails[0].message["Subject"].startswith("[test]")


def test_sample_is_a_payload_marked_as_a_test() -> None:
    """A script behind a webhook can tell the sample from an alert, and each try from the one before."""
    now = datetime(2026, 7, 2, 3, 4, 5, tzinfo=UTC)
    (first,) = sample_deliveries("ops", ("",), now)
    (second,) = sample_deliveries("ops", ("",), now + timedelta(seconds=1))
    assert AlertPayload.model_validate(first.payload).data.test
    assert first.id != second.id
    assert render_alert(first.payload, channel="ops", timezone=ZoneInfo("UTC")).subject.startswith("[test]")
