"""A conversation with a mail server, for one message after another. The only file that imports aiosmtplib."""

import base64
import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import aiosmtplib

from monitor.alerts.clean import one_line
from monitor.config.channels import Security, SmtpSettings
from monitor.errors import ChannelUnusable, DeliveryDeferred, DeliveryRefused

# RFC 5321, section 4.5.3.2.6: the server may take ten minutes to answer the final dot. Giving up sooner means a repeat.
_FINAL_TIMEOUT = 600.0
_QUIT_TIMEOUT = 5.0
# Authentication required, too weak, failed, or needing encryption (RFC 4954, section 6): ours to mend.
_AUTHENTICATION_CODES = frozenset({530, 534, 535, 538})
_CLOSING = 421
_REPLIES = range(200, 600)
# A mailbox that cannot be had now; and what a policy says to this sender and recipient (RFC 3463, section 3.8).
_ONE_MAILBOX = frozenset({450, 451})
_ITS_POLICY = "4.7."
_EXCERPT = 300


@dataclass(frozen=True, slots=True)
class SmtpOptions:
    """What tunes the conversation with a mail server.

    ``final_timeout`` is how many seconds it may take to answer the final dot. ``local_hostname`` is the name given in
    EHLO, by default this machine's full name. ``tls`` replaces the system's trusted certificates. ``idle`` is for how
    many seconds a connection is kept for the next message, and ``patience`` how many a message waits for a connection
    that is busy before it gets one of its own.
    """

    final_timeout: float = _FINAL_TIMEOUT
    local_hostname: str | None = None
    tls: ssl.SSLContext | None = None
    idle: float = 10.0
    patience: float = 10.0


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it goes over the wire, and its envelope. Only the recipient's address may hold other than ASCII."""

    sender: str
    recipient: str
    data: bytes


class Stale(Exception):
    """The server closed a connection that was kept, before it was told anything of this message."""


class Conversation:
    """One connection to a mail server. Each method raises as :class:`~.channels.Channel` says, unless it says else."""

    def __init__(self, settings: SmtpSettings, channel: str, options: SmtpOptions) -> None:
        self._smtp = settings
        self._channel = channel
        self._options = options
        self._in_order = False
        self.is_open = False
        self.letters = 0  # that it was told of, taken or not
        self._server = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=settings.timeout.total_seconds(),
            use_tls=settings.security is Security.TLS,
            start_tls=False,  # asked for in open(); None would mean "if offered", which an attacker can prevent
            local_hostname=options.local_hostname,
            tls_context=options.tls,
        )

    async def open(self) -> None:
        """Connect, encrypt and log in, as the settings say or not at all."""
        with self._told_apart():
            await self._server.connect()
            await self._server.ehlo()
            if self._smtp.security is Security.STARTTLS:
                await self._encrypt()
            if self._smtp.username is not None:
                await self._log_in(self._smtp.username)
        self.is_open = True

    async def hand_over(self, letter: Letter) -> str:
        """Send ``letter``; gives the server's last reply. From the final dot on, a lost reply leaves open whether it
        arrived. Raises :class:`Stale`, too, on a connection that was used before.
        """
        with self._told_apart():
            await self._begin(letter)
            self.letters += 1
            await self._server.rcpt(letter.recipient, encoding="utf-8")
            response = await self._server.data(letter.data, timeout=self._options.final_timeout)
        return one_line(f"{response.code} {response.message}", _EXCERPT)

    async def is_fit(self) -> bool:
        """Whether the connection can be used for another letter: the server still answers."""
        if not self.in_order:
            return False
        self._in_order = False
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await self._server.rset()
            self._in_order = True
        return self._in_order

    @property
    def in_order(self) -> bool:
        """Whether both sides know where they stand: every command so far has its answer."""
        return self._in_order and self._server.is_connected

    async def close(self) -> None:
        """Take leave of the server; what it says to that changes nothing."""
        try:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                if self._server.is_connected:
                    await self._server.quit(timeout=_QUIT_TIMEOUT)
        finally:
            self._server.close()

    async def _encrypt(self) -> None:
        if not self._server.supports_extension("starttls"):
            raise ChannelUnusable(
                f"{self._place} does not offer STARTTLS, so nothing was sent: "
                "correct `port` or `security`, or find out who stripped the offer"
            )
        try:
            await self._server.starttls()
        except aiosmtplib.SMTPResponseException as error:
            if 500 <= error.code < 600:
                raise ChannelUnusable(f"{self._place} refused STARTTLS: {self._words(error)}") from None
            raise
        await self._server.ehlo()

    async def _log_in(self, username: str) -> None:
        if not self._server.supported_auth_methods:
            raise ChannelUnusable(
                f"{self._place} offers no way to log in that this program knows: "
                "correct `security` or `port`, or remove `username`"
            )
        await self._server.login(username, self._password)

    async def _begin(self, letter: Letter) -> None:
        """Open the transaction. Until this is answered, the server knows nothing of the letter."""
        self._check_size(len(letter.data))
        options = [f"SIZE={len(letter.data)}"] if self._server.supports_extension("size") else []
        if not letter.recipient.isascii():
            options += self._international(letter.recipient)
        try:
            await self._server.mail(letter.sender, options=options)
        except aiosmtplib.SMTPResponseException as error:
            if error.code == _CLOSING and self.letters:
                raise Stale from None
            raise
        except aiosmtplib.SMTPServerDisconnected:
            if self.letters:
                raise Stale from None
            raise

    def _international(self, recipient: str) -> list[str]:
        """What MAIL says for a recipient whose address is not all ASCII (RFC 6531); the headers are UTF-8 then."""
        if not self._server.supports_extension("smtputf8"):
            raise DeliveryRefused(
                f"{self._place} takes no addresses like {recipient} (it does not offer SMTPUTF8): "
                "ask for an address with Latin letters before the @, or for another mail server"
            )
        return ["SMTPUTF8", "BODY=8BITMIME"]

    def _check_size(self, size: int) -> None:
        """Refuse what the server said it would not take (RFC 1870; 0 or nothing means no limit)."""
        limit = self._server.esmtp_extensions.get("size", "").strip()
        if limit.isascii() and limit.isdigit() and 0 < int(limit[:18]) < size:
            raise DeliveryRefused(f"the message has {size} bytes, and {self._place} takes at most {limit}")

    @property
    def _place(self) -> str:
        return f"mail server {self._smtp.host}:{self._smtp.port} of channel `{self._channel}`"

    @property
    def _password(self) -> str:
        return self._smtp.password.get_secret_value() if self._smtp.password else ""

    @contextlib.contextmanager
    def _told_apart(self) -> Iterator[None]:
        """Translate what aiosmtplib raises. ``from None``: its exceptions may hold what the server echoed."""
        self._in_order = False
        try:
            yield
        except aiosmtplib.SMTPResponseException as error:
            self._in_order = error.code in _REPLIES and error.code != _CLOSING
            raise self._answered(error) from None
        except DeliveryRefused:
            self._in_order = True
            raise
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
        self._in_order = True

    def _answered(
        self, error: aiosmtplib.SMTPResponseException
    ) -> DeliveryDeferred | DeliveryRefused | ChannelUnusable:
        """4xx may change; 5xx will not, unless it is about who we are, or nothing was said of the letter yet. Anything
        else is no SMTP: try later.
        """
        message = f"{self._place} answered {self._words(error)}"
        if not 500 <= error.code < 600:
            return DeliveryDeferred(message, for_all=not _is_for_one(error))
        if isinstance(error, aiosmtplib.SMTPAuthenticationError) or error.code in _AUTHENTICATION_CODES:
            return ChannelUnusable(f"{message}; correct `username` and `password`")
        return DeliveryRefused(message) if self.is_open else DeliveryDeferred(message)

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
        if secret := self._password.encode():
            plain = f"\0{self._smtp.username}\0".encode() + secret
            for form in (secret, base64.b64encode(secret), base64.b64encode(plain)):
                text = text.replace(form.decode(), "[password]")
        return one_line(text, _EXCERPT)


def _is_for_one(error: aiosmtplib.SMTPResponseException) -> bool:
    """Whether a 4xx is about the recipient of this letter, as greylisting is, and says nothing of other letters."""
    if error.code == _CLOSING:
        return False
    of_mailbox = isinstance(error, aiosmtplib.SMTPRecipientRefused) and error.code in _ONE_MAILBOX
    return of_mailbox or error.message.startswith(_ITS_POLICY)
