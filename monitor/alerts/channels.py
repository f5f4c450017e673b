"""The ways out: what a channel is, and how the channels of the settings are built."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from pydantic import BaseModel, SecretStr

from monitor.alerts.chat import ChatChannel
from monitor.alerts.feed_file import FeedChannel
from monitor.alerts.mail import MailChannel
from monitor.alerts.program import CommandChannel
from monitor.alerts.retry import Schedule
from monitor.alerts.smtp import SmtpOptions
from monitor.alerts.webhook import HttpPoster, WebhookChannel
from monitor.clock import Clock
from monitor.config.channels import ChannelSettings
from monitor.model import Delivery
from monitor.net import Egress

_PUBLIC = Egress()
# Some 15 milliseconds and 4 MiB for each channel at a start or reload.
_COST = 2**12


class Channel(Protocol):
    """A way to hand a delivery to its recipient, used by one delivery at a time or by many at once."""

    @property
    def recipients(self) -> tuple[str, ...]:
        """Who gets a delivery of their own: mail addresses, or ``("",)`` for a channel with a single far side."""

    @property
    def schedule(self) -> Schedule:
        """When to try again."""

    @property
    def far_side(self) -> str:
        """A digest of where it sends. While it stays the same, what is known of the far side holds."""

    @property
    def patience(self) -> timedelta | None:
        """For how long the far side may take nothing before the channel is disabled; ``None`` for ever."""

    async def send(self, delivery: Delivery) -> str:
        """Hand over ``delivery``; gives the far side's words of receipt.

        Every attempt for a delivery carries the same id and content, so that the far side can tell a repeat. Raises
        ``DeliveryDeferred``, ``DeliveryRefused``, ``FarSideGone`` or ``ChannelUnusable``; after any of these, or a
        cancellation, the far side may have the message all the same.
        """

    async def aclose(self) -> None:
        """Let go of what the channel holds open."""


def build_channels(
    settings: Mapping[str, ChannelSettings],
    poster: HttpPoster,
    clock: Clock,
    default_timezone: str,
    smtp: SmtpOptions | None = None,
    egress: Egress = _PUBLIC,
) -> Mapping[str, Channel]:
    """The channels of ``settings`` by name. Opens nothing; a far side that is not there shows when it is sent to.

    ``default_timezone`` is an IANA name for channels that have none; ``poster`` sends for all webhooks and stays open
    when they are closed. ``smtp`` tunes how mail servers are spoken to; ``egress`` is where libraries that open
    connections of their own may connect to.
    """
    parts = _Parts(poster, clock, default_timezone, smtp, egress)
    return {name: _build(name, one, parts) for name, one in settings.items()}


def settings_digests(settings: Mapping[str, ChannelSettings]) -> Mapping[str, str]:
    """For each channel a digest of all that decides how it sends, secrets and all; not of whom it sends to.

    It is kept in the store, so it is made slowly (scrypt, RFC 7914): a password cannot be found by trying.
    """
    return {name: _settings_digest(name, one) for name, one in settings.items()}


def _settings_digest(name: str, settings: ChannelSettings) -> str:
    way: BaseModel = getattr(settings, settings.kind)
    told = json.dumps(way.model_dump(exclude={"to"}), default=_plain, sort_keys=True)
    return hashlib.scrypt(told.encode(), salt=name.encode(), n=_COST, r=8, p=1, dklen=15).hex()


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What channels are built with."""

    poster: HttpPoster
    clock: Clock
    default_timezone: str
    smtp: SmtpOptions | None
    egress: Egress


def _build(name: str, settings: ChannelSettings, parts: _Parts) -> Channel:
    timezone = ZoneInfo(settings.timezone or parts.default_timezone)
    if settings.email is not None:
        return MailChannel(name, settings.email, timezone, parts.smtp)
    if settings.webhook is not None:
        return WebhookChannel(name, settings.webhook, parts.poster, parts.clock)
    if settings.apprise is not None:
        return ChatChannel(name, settings.apprise, parts.egress, timezone)
    if settings.feed is not None:
        return FeedChannel(name, settings.feed, timezone)
    if settings.command is not None:
        return CommandChannel(name, settings.command)
    raise ValueError(f"channel `{name}` has no way to send")
