"""The far side of the demo's channels: a real mail server, and a webhook receiver that checks signatures."""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from standardwebhooks import Webhook, WebhookVerificationError

from monitor.demo.loopback import LOOPBACK, Answer, Asked, serve_http

HOOK_PATH = "/hook"


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """A mail as it crossed the socket: its envelope and its bytes."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        """The bytes, parsed."""
        return message_from_bytes(self.data, policy=policy.default)

    def part(self, subtype: str) -> str:
        """The text of the ``plain`` or ``html`` part; empty when there is none."""
        body = self.message.get_body((subtype,))
        return str(body.get_content()) if body else ""


@dataclass(frozen=True, slots=True)
class ReceivedWebhook:
    """A webhook whose signature was good: its headers (names in lower case), bytes, and the bytes as JSON."""

    headers: Mapping[str, str]
    data: bytes
    body: Mapping[str, Any]


class _MailHandler:
    """The hooks that aiosmtpd calls: https://aiosmtpd.aio-libs.org/en/latest/handlers.html."""

    def __init__(self, on_mail: Callable[[ReceivedMail], None]) -> None:
        self._on_mail = on_mail

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        data = envelope.content or b""
        raw = data if isinstance(data, bytes) else data.encode()
        self._on_mail(ReceivedMail(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw))
        return "250 OK"


@asynccontextmanager
async def receive_mail(on_mail: Callable[[ReceivedMail], None]) -> AsyncIterator[int]:
    """An SMTP server on loopback that takes everything, until the block ends; yields its port.

    ``on_mail`` is called on the running event loop, before the sender hears that the mail was taken.
    """
    loop = asyncio.get_running_loop()
    handler = _MailHandler(on_mail)
    server = await loop.create_server(lambda: SMTP(handler, loop=loop, hostname="demo.invalid"), LOOPBACK, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@contextmanager
def receive_webhooks(secret: str, on_webhook: Callable[[ReceivedWebhook], None]) -> Iterator[str]:
    """A webhook receiver on loopback until the block ends; yields its URL. Must be entered on an event loop.

    ``secret`` is a ``whsec_`` key. A body with a bad signature is answered with 401 and goes no further; a good one is
    handed to ``on_webhook`` on the event loop. https://github.com/standard-webhooks/standard-webhooks
    """
    loop = asyncio.get_running_loop()
    verifier = Webhook(secret)

    def respond(asked: Asked) -> Answer:
        if (asked.method, asked.path) != ("POST", HOOK_PATH):
            return Answer(404, b"POST to /hook, please\n")
        try:
            body = verifier.verify(asked.body, dict(asked.headers))
        except (WebhookVerificationError, ValueError):  # ValueError: headers or body that are not what they should be
            return Answer(401, b"the signature does not fit the body\n")
        loop.call_soon_threadsafe(on_webhook, ReceivedWebhook(asked.headers, asked.body, body))
        return Answer(204)

    with serve_http(respond) as home:
        yield home + HOOK_PATH


def new_secret() -> str:
    """A fresh key for signing webhooks, of 32 random bytes as Standard Webhooks writes them."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode("ascii")
