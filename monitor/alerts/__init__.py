"""Alerts: what to tell whom, in which words, by which way, and when to try again.

``plan_alerts`` decides, ``render_alert`` and the payload put it into words, a :class:`Channel` hands it over, and
``next_attempt`` says when to try again. The outbox itself lives in the store.
"""

from monitor.alerts.breaker import Breaker
from monitor.alerts.channels import Channel, build_channels
from monitor.alerts.diff import differs
from monitor.alerts.edits import Edit, is_edited, plan_updates
from monitor.alerts.llm import LanguageModel
from monitor.alerts.mail import MailChannel, SmtpOptions
from monitor.alerts.message import build_message
from monitor.alerts.notices import (
    action_of,
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
from monitor.alerts.payload import AlertPayload, body_bytes, worded
from monitor.alerts.plan import plan_alerts
from monitor.alerts.render import Rendered, render_alert
from monitor.alerts.retry import MAIL_SCHEDULE, WEBHOOK_SCHEDULE, Schedule, next_attempt
from monitor.alerts.sample import sample_articles, sample_deliveries
from monitor.alerts.summary import Budget, Summary, summarise
from monitor.alerts.webhook import HttpPoster, HttpResponse, WebhookChannel
from monitor.alerts.writer import MOST_ARTICLES, Writer

__all__ = [
    "MAIL_SCHEDULE",
    "MOST_ARTICLES",
    "WEBHOOK_SCHEDULE",
    "AlertPayload",
    "Breaker",
    "Budget",
    "Channel",
    "Edit",
    "HttpPoster",
    "HttpResponse",
    "LanguageModel",
    "MailChannel",
    "Rendered",
    "Schedule",
    "SmtpOptions",
    "Summary",
    "WebhookChannel",
    "Writer",
    "action_of",
    "body_bytes",
    "build_channels",
    "build_message",
    "differs",
    "feed_held",
    "feeds_offline",
    "feeds_online",
    "feeds_unwell",
    "feeds_well",
    "is_edited",
    "next_attempt",
    "plan_alerts",
    "plan_notice",
    "plan_updates",
    "render_alert",
    "rhythm_words",
    "sample_articles",
    "sample_deliveries",
    "span_words",
    "summarise",
    "what_is_wrong",
    "worded",
]
