"""Where alerts go: the channels of the settings."""

import base64
import binascii
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator

from monitor.config.model import Flag, Model, fault_at, not_yet, written
from monitor.config.secrets import Secret, SecretTarget, WithSecrets
from monitor.config.terms import Language
from monitor.config.values import Duration, FilePath, Host, Mailbox, Port, Zone, is_loopback


class Security(StrEnum):
    """How the connection to a mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


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
    timeout: Duration = written("30s")
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


class EmailSettings(Model):
    """A channel that sends mail."""

    to: Annotated[tuple[Mailbox, ...], Field(min_length=1, max_length=1000)]
    """Recipients. Each gets a message of their own."""
    sender: Annotated[Mailbox, Field(alias="from")]
    """The address that alerts come from."""
    smtp: SmtpSettings
    """The mail server."""


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

    secret_keys: ClassVar[tuple[str, ...]] = ("url", "secret")

    url: SecretTarget
    """Where to post. Such addresses often hold a token, so this counts as a secret; or use `url_file`."""
    url_file: FilePath | None = None
    """File that holds the address."""
    secret: Annotated[Secret, AfterValidator(_check_signing_secret)]
    """Signing secret: 24 to 64 bytes in base64, `whsec_` before it or not; or use `secret_file`."""
    secret_file: FilePath | None = None
    """File that holds the signing secret."""
    timeout: Duration = written("30s")
    """How long the far side may take to answer."""


def _check_sending(value: object) -> object:
    if isinstance(value, Mapping) and "digest" in value:
        not_yet("send: {digest: ...}", "every alert would be sent at once")
    return value


class ChannelSettings(Model):
    """One channel: exactly one of `email` and `webhook`, and how its readers see time."""

    not_yet: ClassVar[Mapping[str, str]] = {
        "apprise": "nothing would be sent",
        "limit": "every alert would be sent at once",
        "quiet_hours": "nothing would be held back",
    }

    email: EmailSettings | None = None
    """Send alerts by mail."""
    webhook: WebhookSettings | None = None
    """Post alerts to a web address."""
    timezone: Zone | None = None
    """Time zone of the channel's readers; by default that of the settings."""
    language: Language | None = None
    """Language of the channel's readers: the model of `summary.llm` writes in it and translates titles into it."""
    summary: Literal["model", "article"] = "model"
    """Whose words summaries are: those of the model, where `summary.llm` describes one, or the article's alone."""
    send: Annotated[Literal["now"], BeforeValidator(_check_sending, json_schema_input_type=Literal["now"])] = "now"
    """When to send. This version sends at once."""

    @model_validator(mode="after")
    def _check_one_way(self) -> "ChannelSettings":
        if self.email is None and self.webhook is None:
            raise ValueError("has no way to send: give it `email` or `webhook`")
        if self.email is not None and self.webhook is not None:
            fault_at("webhook", "`email` and `webhook` are both given: make two channels of them")
        return self
