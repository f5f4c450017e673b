"""Mail: one message to one recipient in one SMTP transaction. The only file that imports aiosmtplib.

One recipient a transaction, so that one who is refused never makes another get a message twice. The bytes depend on
the delivery alone: a repeat after a lost reply carries the same Message-ID, Date and body, and a server or reader that
drops repeats can tell it.
"""

import base64
import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import aiosmtplib

from monitor.alerts.clean import one_line
from monitor.alerts.message import build_message, flatten
from monitor.alerts.retry import MAIL_SCHEDULE, Schedule
from monitor.config.channels import EmailSettings, Security, SmtpSettings
from monitor.errors import ChannelUnusable, DeliveryDeferred, DeliveryRefused
from monitor.ids import digest_id
from monitor.model import Delivery

# RFC 5321, section 4.5.3.2.6: the server may take ten minutes to answer the final dot. Giving up sooner means a repeat.
_FINAL_TIMEOUT = 600.0
_QUIT_TIMEOUT = 5.0
# Authentication required, too weak, failed, or needing encryption (RFC 4954, section 6): ours to mend.
_AUTHENTICATION_CODES = frozenset({530, 534, 535, 538})
_EXCERPT = 300


@dataclass(frozen=True, slots=True)
class SmtpOptions:
    """What tunes the conversation with a mail server.

    ``final_timeout`` is how many seconds it may take to answer the final dot. ``local_hostname`` is the name given in
    EHLO, by default this machine's full name. ``tls`` replaces the system's trusted certificates.
    """

    final_timeout: float = _FINAL_TIMEOUT
    local_hostname: str | None = None
    tls: ssl.SSLContext | None = None


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
        self._options = options or SmtpOptions()

    async def send(self, delivery: Delivery) -> str:
        """Mail ``delivery`` to its recipient; gives the server's last reply. Raises as ``channels.Channel`` says."""
        message = build_message(delivery, self._settings, self._name, self._timezone)
        data = flatten(message)
        recipient = message["To"].addresses[0].addr_spec
        server = self._server()
        try:
            with self._told_apart():
                await self._open(server)
                return await self._transact(server, recipient, data)
        finally:
            await _part(server)

    async def aclose(self) -> None:
        """Nothing to do: connections end with each delivery."""

    @property
    def _smtp(self) -> SmtpSettings:
        return self._settings.smtp

    def _server(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self._smtp.host,
            port=self._smtp.port,
            timeout=self._smtp.timeout.total_seconds(),
            use_tls=self._smtp.security is Security.TLS,
            start_tls=False,  # asked for in _open; None would mean "if offered", which an attacker can prevent
            local_hostname=self._options.local_hostname,
            tls_context=self._options.tls,
        )

    async def _open(self, server: aiosmtplib.SMTP) -> None:
        """Connect, encrypt and log in, as the settings say or not at all."""
        await server.connect()
        await server.ehlo()
        if self._smtp.security is Security.STARTTLS:
            await self._encrypt(server)
        if self._smtp.username is not None:
            await self._log_in(server, self._smtp.username)

    async def _encrypt(self, server: aiosmtplib.SMTP) -> None:
        if not server.supports_extension("starttls"):
            raise ChannelUnusable(
                f"{self._place} does not offer STARTTLS, so nothing was sent: "
                "correct `port` or `security`, or find out who stripped the offer"
            )
        try:
            await server.starttls()
        except aiosmtplib.SMTPResponseException as error:
            if 500 <= error.code < 600:
                raise ChannelUnusable(f"{self._place} refused STARTTLS: {self._words(error)}") from None
            raise
        await server.ehlo()

    async def _log_in(self, server: aiosmtplib.SMTP, username: str) -> None:
        if not server.supported_auth_methods:
            raise ChannelUnusable(
                f"{self._place} offers no way to log in that this program knows: "
                "correct `security` or `port`, or remove `username`"
            )
        password = self._smtp.password.get_secret_value() if self._smtp.password else ""
        await server.login(username, password)

    async def _transact(self, server: aiosmtplib.SMTP, recipient: str, data: bytes) -> str:
        """Hand over ``data`` for ``recipient``; from the final dot on, a lost reply leaves open whether it arrived."""
        self._check_size(server, len(data))
        options = [f"SIZE={len(data)}"] if server.supports_extension("size") else []
        await server.mail(self._settings.sender.address, options=options)
        await server.rcpt(recipient)
        response = await server.data(data, timeout=self._options.final_timeout)
        return one_line(f"{response.code} {response.message}", _EXCERPT)

    def _check_size(self, server: aiosmtplib.SMTP, size: int) -> None:
        """Refuse what the server said it would not take (RFC 1870; 0 or nothing means no limit)."""
        limit = server.esmtp_extensions.get("size", "").strip()
        if limit.isascii() and limit.isdigit() and 0 < int(limit[:18]) < size:
            raise DeliveryRefused(f"the message has {size} bytes, and {self._place} takes at most {limit}")

    @property
    def _place(self) -> str:
        return f"mail server {self._smtp.host}:{self._smtp.port} of channel `{self._name}`"

    @contextlib.contextmanager
    def _told_apart(self) -> Iterator[None]:
        """Translate what aiosmtplib raises. ``from None``: its exceptions may hold what the server echoed."""
        try:
            yield
        except aiosmtplib.SMTPResponseException as error:
            raise self._answered(error) from None
        except ssl.SSLError as error:
            raise self._not_trusted(error) from None
        except (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPServerDisconnected) as error:
            if isinstance(error.__cause__, ssl.SSLError):
                raise self._not_trusted(error.__cause__) from None
            raise DeliveryDeferred(f"{self._place}: {self._safe(str(error))}") from None
        except (TimeoutError, aiosmtplib.SMTPTimeoutError, OSError) as error:
            raise DeliveryDeferred(f"{self._place}: {self._safe(str(error))}") from None
        except (aiosmtplib.SMTPException, ValueError) as error:  # ValueError: a host or login that cannot be sent
            raise ChannelUnusable(f"{self._place}: {self._safe(str(error))}") from None

    def _answered(
        self, error: aiosmtplib.SMTPResponseException
    ) -> DeliveryDeferred | DeliveryRefused | ChannelUnusable:
        """4xx may change; 5xx will not, unless it is about who we are. Anything else is no SMTP: try later."""
        message = f"{self._place} answered {self._words(error)}"
        if not 500 <= error.code < 600:
            return DeliveryDeferred(message)
        if isinstance(error, aiosmtplib.SMTPAuthenticationError) or error.code in _AUTHENTICATION_CODES:
            return ChannelUnusable(f"{message}; correct `username` and `password`")
        return DeliveryRefused(message)

    def _not_trusted(self, error: ssl.SSLError) -> DeliveryDeferred | ChannelUnusable:
        if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return DeliveryDeferred(f"{self._place} broke off the TLS handshake")
        reason = getattr(error, "verify_message", None) or error.reason or str(error)
        return ChannelUnusable(
            f"{self._place}: TLS failed ({reason}), so nothing was sent: "
            "correct `host`, `port` or `security`, or have the server's certificate mended"
        )

    def _words(self, error: aiosmtplib.SMTPResponseException) -> str:
        return f"{error.code} {self._safe(error.message)}"

    def _safe(self, text: str) -> str:
        """``text`` on one line and without the password, should a server echo it plain or in base64."""
        if self._smtp.password is not None:
            secret = self._smtp.password.get_secret_value().encode()
            plain = f"\0{self._smtp.username}\0".encode() + secret
            for form in (secret, base64.b64encode(secret), base64.b64encode(plain)):
                text = text.replace(form.decode(), "[password]")
        return one_line(text, _EXCERPT)


async def _part(server: aiosmtplib.SMTP) -> None:
    """Take leave of ``server``; what it says to that changes nothing."""
    with contextlib.suppress(aiosmtplib.SMTPException, OSError):
        await server.quit(timeout=_QUIT_TIMEOUT)
    server.close()
