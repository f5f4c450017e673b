"""Where alerts go: the channels of the settings."""

import base64
import binascii
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, SecretStr, model_validator

from monitor.config.model import Flag, Model, fault_at, written
from monitor.config.policy import Limited, Quiet, Send
from monitor.config.secrets import Secret, SecretTarget, WithSecrets
from monitor.config.terms import Language
from monitor.config.values import (
    Duration,
    FilePath,
    Host,
    Mailbox,
    Port,
    Recipient,
    Timeout,
    Zone,
    check_url,
    is_loopback,
    parse_mail_address,
)
from monitor.config.ways import AppriseSettings, CommandSettings, FeedFileSettings
from monitor.model import ChannelPolicy


class Security(StrEnum):
    """How the connection to a mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


# The most that a digest may say in bytes: of a mail, and of anything else (a bound of Standard Webhooks).
_LONGEST_MAIL, _LONGEST_BODY = 150_000, 20_000
# A line of a header has room for 998 characters, its name included.
_LONGEST_LINK = 900
_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


def _usual_port(data: Mapping[str, Any]) -> int:
    return _PORTS[data.get("security", Security.STARTTLS)]


class SmtpSettings(WithSecrets):
    """A mail server that takes messages from this program."""

    secret_keys: ClassVar[tuple[str, ...]] = ("password",)

    host: Host
    """Name or address of the mail server."""
    security: Security = Security.STARTTLS
    """`starttls`, `tls`, or `none` (only to this machine, unless `insecure` is true)."""
    port: Port = Field(default_factory=_usual_port)
    """Port of the mail server; by default 587 for starttls, 465 for tls, 25 for none."""
    username: str | None = None
    """User name, if the server asks for one."""
    password: Secret | None = None
    """Password. Use `${NAME}` for one of the environment, or `password_file`."""
    password_file: FilePath | None = None
    """File that holds the password."""
    insecure: Flag = False
    """Allow `security: none` to another machine: mails and password travel in the clear."""
    timeout: Timeout = written("30s")
    """How long to wait for the mail server at each step."""

    @model_validator(mode="after")
    def _check_together(self) -> "SmtpSettings":
        if self.security is Security.NONE and not self.insecure and not is_loopback(self.host):
            fault_at(
                "security",
                "`security: none` would send mails and password in the clear to another machine: "
                "use starttls or tls, or add `insecure: true`",
            )
        if (self.username is None) != (self.password is None):
            fault_at("username" if self.username else "password", "`username` and `password` go together: give both")
        return self


def _check_unsubscribe(value: str) -> str:
    if len(value) > _LONGEST_LINK or not value.isascii() or set(value) & set("<>, "):
        raise ValueError(f"is longer than {_LONGEST_LINK} characters, or holds a space, a comma, brackets or non-ASCII")
    if value.startswith("mailto:"):
        parse_mail_address(value.removeprefix("mailto:").partition("?")[0])
        return value
    return check_url(value)


class EmailSettings(Model):
    """A channel that sends mail."""

    to: Annotated[tuple[Recipient, ...], Field(min_length=1, max_length=1000)]
    """Recipients. Each gets a message of their own."""
    sender: Annotated[Mailbox, Field(alias="from")]
    """The address that alerts come from."""
    smtp: SmtpSettings
    """The mail server."""
    unsubscribe: Annotated[str, AfterValidator(_check_unsubscribe)] | None = None
    """Where readers ask not to be written to any more: `mailto:` and an address, or a web address. A header says it."""


def _check_signing_secret(secret: SecretStr) -> SecretStr:
    try:
        key = base64.b64decode(secret.get_secret_value().removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not 24 <= len(key) <= 64:
        raise ValueError("is not a signing secret of 24 to 64 bytes in base64: `openssl rand -base64 32` makes one")
    return secret


class WebhookSettings(WithSecrets):
    """A channel that posts JSON, signed the Standard Webhooks way (https://www.standardwebhooks.com)."""

    secret_keys: ClassVar[tuple[str, ...]] = ("url", "secret", "old_secret")

    url: SecretTarget
    """Where to post. Such addresses often hold a token, so this counts as a secret; or use `url_file`."""
    url_file: FilePath | None = None
    """File that holds the address."""
    secret: Annotated[Secret, AfterValidator(_check_signing_secret)]
    """Signing secret: 24 to 64 bytes in base64, `whsec_` before it or not; or use `secret_file`."""
    secret_file: FilePath | None = None
    """File that holds the signing secret."""
    old_secret: Annotated[Secret, AfterValidator(_check_signing_secret)] | None = None
    """The signing secret before it, while receivers still verify with that one: every request is signed with both."""
    old_secret_file: FilePath | None = None
    """File that holds the signing secret before."""
    timeout: Timeout = written("30s")
    """How long the far side may take to answer."""
    disable_after: Duration = written("5d")
    """When the far side has taken nothing for so long, the channel is disabled: what is for it is held."""

    @property
    def signing_secrets(self) -> tuple[SecretStr, ...]:
        """The secrets to sign with, the newest first."""
        return (self.secret,) if self.old_secret is None else (self.secret, self.old_secret)


# The keys of which a channel has one.
WAYS = ("email", "webhook", "apprise", "feed", "command")
_SERVICES = ("slack", "teams", "telegram", "discord", "ntfy", "matrix", "sms")
_BY_APPRISE = "write `apprise: {url: …}` with the address of https://appriseit.com/services/"


class ChannelSettings(Model):
    """One channel: exactly one way to send, and how its readers see time."""

    elsewhere: ClassVar[Mapping[str, str]] = {
        "digest": 'write `send: {digest: "0 7 * * 1-5"}`',
        **dict.fromkeys(("to", "from", "smtp"), "write it below `email`"),
        **dict.fromkeys(_SERVICES, _BY_APPRISE),
    }

    email: EmailSettings | None = None
    """Send alerts by mail."""
    webhook: WebhookSettings | None = None
    """Post alerts to a web address."""
    apprise: AppriseSettings | None = None
    """Post alerts to a chat or push service: Slack, Teams, Telegram, Discord, ntfy, Matrix and many more."""
    feed: FeedFileSettings | None = None
    """Write alerts to files for feed readers."""
    command: CommandSettings | None = None
    """Hand alerts to a program. Needs `commands: enabled`."""
    timezone: Zone | None = None
    """Time zone of the channel's readers; by default that of the settings."""
    language: Language | None = None
    """Language of the channel's readers: the model of `summary.llm` writes in it and translates titles into it."""
    summary: Literal["model", "article"] = "model"
    """Whose words summaries are: those of the model, where `summary.llm` describes one, or the article's alone."""
    send: Send = written("now")
    """`now`, or `{digest: "0 7 * * 1-5"}`: gather alerts and send them together."""
    quiet_hours: Quiet | None = None
    """Hours in which alerts are held; they are sent at the end."""
    limit: Limited | None = None
    """How many alerts are sent one by one; the rest comes in one roll-up."""

    @model_validator(mode="after")
    def _check_one_way(self) -> "ChannelSettings":
        given = [kind for kind in WAYS if getattr(self, kind) is not None]
        if not given:
            raise ValueError(f"has no way to send: give it one of {', '.join(f'`{kind}`' for kind in WAYS)}")
        if len(given) > 1:
            fault_at(given[1], f"`{given[0]}` and `{given[1]}` are both given: make two channels of them")
        return self

    def policy(self, default_timezone: str) -> ChannelPolicy:
        """When its readers are told. Only a mail may be long."""
        return ChannelPolicy(
            timezone=self.timezone or default_timezone,
            digest=self.send.policy(),
            quiet=self.quiet_hours.policy() if self.quiet_hours else None,
            limit=self.limit.policy() if self.limit else None,
            longest=_LONGEST_MAIL if self.email else _LONGEST_BODY,
        )

    @property
    def kind(self) -> str:
        """Which way it sends, by the name of its key."""
        return next(kind for kind in WAYS if getattr(self, kind) is not None)
