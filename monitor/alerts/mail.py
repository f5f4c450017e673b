"""Mail: one message to one recipient in one SMTP transaction.

One recipient a transaction, so that one who is refused never makes another get a message twice. The bytes depend on
the delivery alone: a repeat after a lost reply carries the same Message-ID, Date and body, and a server or reader that
drops repeats can tell it.
"""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

from monitor.alerts.message import build_message, flatten, recipient_of
from monitor.alerts.post_office import PostOffice
from monitor.alerts.retry import MAIL_SCHEDULE, Schedule
from monitor.alerts.smtp import Letter, SmtpOptions
from monitor.config.channels import EmailSettings
from monitor.ids import digest_id
from monitor.model import Delivery


class MailChannel:
    """Sends alerts by mail."""

    schedule: Schedule = MAIL_SCHEDULE
    # The schedule of each mail gives up by itself, and one recipient says nothing of the next.
    patience: timedelta | None = None

    def __init__(
        self, name: str, settings: EmailSettings, timezone: ZoneInfo, options: SmtpOptions | None = None
    ) -> None:
        self.recipients: tuple[str, ...] = tuple(mailbox.address for mailbox in settings.to)
        self.far_side = digest_id("email", settings.smtp.host, str(settings.smtp.port))
        self._name = name
        self._settings = settings
        self._timezone = timezone
        self._post_office = PostOffice(settings.smtp, name, options or SmtpOptions())

    async def send(self, delivery: Delivery) -> str:
        """Mail ``delivery`` to its recipient; gives the server's last reply. Raises as ``channels.Channel`` says."""
        # The page of a long digest takes a second to make, in which the service has other things to do.
        is_digest = delivery.payload["data"].get("digest") is not None
        data = await asyncio.to_thread(self._bytes, delivery) if is_digest else self._bytes(delivery)
        recipient = recipient_of(delivery, self._settings).address
        return await self._post_office.send(Letter(self._settings.sender.address, recipient, data))

    def _bytes(self, delivery: Delivery) -> bytes:
        return flatten(build_message(delivery, self._settings, self._name, self._timezone))

    async def aclose(self) -> None:
        """Take leave of the mail server."""
        await self._post_office.close()
