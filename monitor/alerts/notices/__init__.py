"""Notices: what the service has to say of itself, through the channels that alerts take."""

from monitor.alerts.notices.accounts import accounts_broken
from monitor.alerts.notices.channels import channel_disabled, channel_unusable
from monitor.alerts.notices.health import feeds_offline, feeds_online, feeds_unwell, feeds_well
from monitor.alerts.notices.held import feed_held
from monitor.alerts.notices.plan import NOTICES, plan_notice
from monitor.alerts.notices.words import action_of, rhythm_words, span_words, what_is_wrong

__all__ = [
    "NOTICES",
    "accounts_broken",
    "action_of",
    "channel_disabled",
    "channel_unusable",
    "feed_held",
    "feeds_offline",
    "feeds_online",
    "feeds_unwell",
    "feeds_well",
    "plan_notice",
    "rhythm_words",
    "span_words",
    "what_is_wrong",
]
