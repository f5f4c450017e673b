"""The far side of the demo's channels, reached over sockets as the daemon reaches them."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import aiosmtplib
import httpx
import pytest
from standardwebhooks import Webhook

from monitor.demo.receivers import ReceivedMail, ReceivedWebhook, new_secret, receive_mail, receive_webhooks

BODY = json.dumps({"type": "alert", "data": {"name": "ريابكوف"}}, ensure_ascii=False)


def signed(secret: str, body: str, at: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks for ``body``."""
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", at, body),
    }


async def post(url: str, body: str, headers: dict[str, str]) -> int:
    """Post ``body``; gives the status."""
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.post(url, content=body.encode(), headers=headers)).status_code


async def test_a_mail_arrives_with_its_envelope_and_parts() -> None:
    """What the callback gets is what was sent: addresses, both parts, and letters of any script."""
    mails: list[ReceivedMail] = []
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "monitor@example.org", "desk@example.org", "تنبيه"
    message.set_content("plain ريابكوف")
    message.add_alternative("<p>html</p>", subtype="html")
    async with receive_mail(mails.append) as port:
        await aiosmtplib.send(message, hostname="127.0.0.1", port=port, start_tls=False)
    assert [(mail.sender, mail.recipients) for mail in mails] == [("monitor@example.org", ("desk@example.org",))]
    assert mails[0].message["Subject"] == "تنبيه"
    assert mails[0].part("plain").strip() == "plain ريابكوف"
    assert "<p>html</p>" in mails[0].part("html")


async def test_a_well_signed_webhook_is_taken() -> None:
    """The body reaches the callback on the event loop, with its headers."""
    secret, taken = new_secret(), asyncio.Queue[ReceivedWebhook]()
    with receive_webhooks(secret, taken.put_nowait) as url:
        assert await post(url, BODY, signed(secret, BODY, datetime.now(UTC))) == 204
        webhook = await asyncio.wait_for(taken.get(), 5)
    assert webhook.body == json.loads(BODY)
    assert webhook.headers["webhook-id"] == "msg_1"


@pytest.mark.parametrize(
    "headers",
    [
        signed(new_secret(), BODY, datetime.now(UTC)),
        {},
        {"webhook-id": "1", "webhook-timestamp": "soon", "webhook-signature": "v1,AAAA"},
        {
            "webhook-id": "1",
            "webhook-timestamp": str(int(datetime.now(UTC).timestamp())),
            "webhook-signature": "nonsense",
        },
    ],
    ids=["another key", "unsigned", "no time", "no signature"],
)
async def test_a_webhook_that_is_not_signed_well_is_refused(headers: dict[str, str]) -> None:
    """A wrong or missing signature is answered with 401, and the body goes no further."""
    taken: list[ReceivedWebhook] = []
    with receive_webhooks(new_secret(), taken.append) as url:
        assert await post(url, BODY, headers) == 401
        await asyncio.sleep(0)
    assert taken == []


async def test_an_old_or_altered_webhook_is_refused() -> None:
    """A signature is good for its own body and for some minutes only."""
    secret, taken = new_secret(), list[ReceivedWebhook]()
    with receive_webhooks(secret, taken.append) as url:
        now = datetime.now(UTC)
        assert await post(url, BODY + " ", signed(secret, BODY, now)) == 401
        assert await post(url, BODY, signed(secret, BODY, now - timedelta(hours=1))) == 401
        assert await post(url.replace("/hook", "/other"), BODY, signed(secret, BODY, now)) == 404
        await asyncio.sleep(0)
    assert taken == []
