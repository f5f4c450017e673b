"""The configuration: YAML to settings, feeds and rules, with every fault at once, each with its file and line."""

from monitor.config.adding import Addition, feed_origins, feeds_files, prepare_addition, write_addition
from monitor.config.addresses import address_key, feed_id
from monitor.config.channels import ChannelSettings, EmailSettings, Security, SmtpSettings, WebhookSettings
from monitor.config.defaults import defaults_directory, write_defaults
from monitor.config.feed_lists import feeds_opml, feeds_texts, ids_in, write_feeds
from monitor.config.load import Configuration, Examined, examine, find_settings, find_store, load
from monitor.config.schema import schemas, write_schemas
from monitor.config.settings import (
    NetworkSettings,
    PollingSettings,
    RetentionSettings,
    Settings,
    WebSettings,
    WebSubSettings,
)
from monitor.config.sound import sound_part
from monitor.config.store import StoreAddress
from monitor.config.summary import LlmSettings
from monitor.config.values import MailAddress, is_loopback, parse_duration
from monitor.config.watch import changes
from monitor.config.ways import FeedFileSettings
from monitor.config.writing import as_rule, rules_yaml

__all__ = [
    "Addition",
    "ChannelSettings",
    "Configuration",
    "EmailSettings",
    "Examined",
    "FeedFileSettings",
    "LlmSettings",
    "MailAddress",
    "NetworkSettings",
    "PollingSettings",
    "RetentionSettings",
    "Security",
    "Settings",
    "SmtpSettings",
    "StoreAddress",
    "WebSettings",
    "WebSubSettings",
    "WebhookSettings",
    "address_key",
    "as_rule",
    "changes",
    "defaults_directory",
    "examine",
    "feed_id",
    "feed_origins",
    "feeds_files",
    "feeds_opml",
    "feeds_texts",
    "find_settings",
    "find_store",
    "ids_in",
    "is_loopback",
    "load",
    "parse_duration",
    "prepare_addition",
    "rules_yaml",
    "schemas",
    "sound_part",
    "write_addition",
    "write_defaults",
    "write_feeds",
    "write_schemas",
]
