"""Alerts: what to tell whom, in which words, by which way, and when to try again.

``plan_alerts`` decides, ``render_alert`` and the payload put it into words, a :class:`Channel` hands it over, and
``next_attempt`` says when to try again. The outbox itself lives in the store.
"""

from monitor.alerts.breaker import Breaker
from monitor.alerts.channels import Channel, build_channels, settings_digests
from monitor.alerts.diff import differs
from monitor.alerts.digest import DIGESTS, MOST_LISTED, plan_digest
from monitor.alerts.edits import Edit, is_edited, plan_as_new, plan_updates
from monitor.alerts.feed_shelf import FeedShelf, ShelvedFeed
from monitor.alerts.follow import Following, end_of_wait
from monitor.alerts.hours import last_fire, moment_of
from monitor.alerts.llm import LanguageModel
from monitor.alerts.mail import MailChannel
from monitor.alerts.message import build_message
from monitor.alerts.notices import (
    NOTICES,
    accounts_broken,
    action_of,
    channel_disabled,
    channel_unusable,
    feed_held,
    feeds_offline,
    feeds_online,
    feeds_unwell,
    feeds_well,
    plan_notice,
    rhythm_words,
    span_words,
    what_is_wrong,
)
from monitor.alerts.payload import AlertPayload, body_bytes, is_readable, leading_articles, rule_part, worded
from monitor.alerts.plan import plan_alerts
from monitor.alerts.policy import Policies
from monitor.alerts.render import ActionLinks, Rendered, render_alert
from monitor.alerts.retry import MAIL_SCHEDULE, WEBHOOK_SCHEDULE, Schedule, next_attempt
from monitor.alerts.sample import sample_articles, sample_deliveries
from monitor.alerts.smtp import SmtpOptions
from monitor.alerts.summary import Budget, Summary, summarise
from monitor.alerts.syndication import FORMS, NotOurs
from monitor.alerts.webhook import HttpPoster, HttpResponse, WebhookChannel
from monitor.alerts.writer import MOST_ARTICLES, Writer

__all__ = [
    "DIGESTS",
    "FORMS",
    "MAIL_SCHEDULE",
    "MOST_ARTICLES",
    "MOST_LISTED",
    "NOTICES",
    "WEBHOOK_SCHEDULE",
    "ActionLinks",
    "AlertPayload",
    "Breaker",
    "Budget",
    "Channel",
    "Edit",
    "FeedShelf",
    "Following",
    "HttpPoster",
    "HttpResponse",
    "LanguageModel",
    "MailChannel",
    "NotOurs",
    "Policies",
    "Rendered",
    "Schedule",
    "ShelvedFeed",
    "SmtpOptions",
    "Summary",
    "WebhookChannel",
    "Writer",
    "accounts_broken",
    "action_of",
    "body_bytes",
    "build_channels",
    "build_message",
    "channel_disabled",
    "channel_unusable",
    "differs",
    "end_of_wait",
    "feed_held",
    "feeds_offline",
    "feeds_online",
    "feeds_unwell",
    "feeds_well",
    "is_edited",
    "is_readable",
    "last_fire",
    "leading_articles",
    "moment_of",
    "next_attempt",
    "plan_alerts",
    "plan_as_new",
    "plan_digest",
    "plan_notice",
    "plan_updates",
    "render_alert",
    "rhythm_words",
    "rule_part",
    "sample_articles",
    "sample_deliveries",
    "settings_digests",
    "span_words",
    "summarise",
    "what_is_wrong",
    "worded",
]
