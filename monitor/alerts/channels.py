"""The ways out: what a channel is, and how the channels of the settings are built."""

from collections.abc import Mapping
from typing import Protocol
from zoneinfo import ZoneInfo

from monitor.alerts.mail import MailChannel, SmtpOptions
from monitor.alerts.retry import Schedule
from monitor.alerts.webhook import HttpPoster, WebhookChannel
from monitor.clock import Clock
from monitor.config.channels import ChannelSettings
from monitor.model import Delivery


class Channel(Protocol):
    """A way to hand a delivery to its recipient, used by one delivery at a time or by many at once."""

    @property
    def recipients(self) -> tuple[str, ...]:
        """Who gets a delivery of their own: mail addresses, or ``("",)`` for a channel with a single far side."""

    @property
    def schedule(self) -> Schedule:
        """When to try again."""

    async def send(self, delivery: Delivery) -> str:
        """Hand over ``delivery``; gives the far side's words of receipt.

        Every attempt for a delivery carries the same id and content, so that the far side can tell a repeat. Raises
        ``DeliveryDeferred``, ``DeliveryRefused`` or ``ChannelUnusable``; after any of these, or a cancellation, the
        far side may have the message all the same.
        """

    async def aclose(self) -> None:
        """Let go of what the channel holds open."""


def build_channels(
    settings: Mapping[str, ChannelSettings],
    poster: HttpPoster,
    clock: Clock,
    default_timezone: str,
    smtp: SmtpOptions | None = None,
) -> Mapping[str, Channel]:
    """The channels of ``settings`` by name. Opens nothing; a far side that is not there shows when it is sent to.

    ``default_timezone`` is an IANA name for channels that have none; ``poster`` sends for all webhooks and stays open
    when they are closed. ``smtp`` tunes how mail servers are spoken to.
    """
    return {name: _build(name, one, poster, clock, default_timezone, smtp) for name, one in settings.items()}


def _build(
    name: str,
    settings: ChannelSettings,
    poster: HttpPoster,
    clock: Clock,
    default_timezone: str,
    smtp: SmtpOptions | None,
) -> Channel:
    if settings.email is not None:
        return MailChannel(name, settings.email, ZoneInfo(settings.timezone or default_timezone), smtp)
    if settings.webhook is not None:
        return WebhookChannel(name, settings.webhook, poster, clock)
    raise ValueError(f"channel `{name}` has no way to send")
