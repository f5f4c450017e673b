"""The configuration: YAML to settings, feeds and rules, with every fault at once, each with its file and line."""

from monitor.config.channels import ChannelSettings, EmailSettings, Security, SmtpSettings, WebhookSettings
from monitor.config.settings import Settings
from monitor.config.store import StoreAddress
from monitor.config.values import MailAddress

__all__ = [
    "ChannelSettings",
    "EmailSettings",
    "MailAddress",
    "Security",
    "Settings",
    "SmtpSettings",
    "StoreAddress",
    "WebhookSettings",
]
