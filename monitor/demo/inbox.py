"""Where the two receivers meet: what arrives is kept as a file, counted and printed."""

import asyncio

from monitor.demo.printing import Printer
from monitor.demo.receivers import ReceivedMail, ReceivedWebhook
from monitor.demo.scoreboard import Scoreboard
from monitor.demo.workspace import Workspace

DESK, OPS = "desk", "ops"
CHANNELS = (DESK, OPS)


class Inbox:
    """Takes the mails of channel ``desk`` and the webhooks of channel ``ops``.

    ``complete`` is set once every expected alert has arrived on both.
    """

    def __init__(self, workspace: Workspace, scoreboard: Scoreboard, printer: Printer) -> None:
        self._workspace = workspace
        self._scoreboard = scoreboard
        self._printer = printer
        self.complete = asyncio.Event()

    def take_mail(self, mail: ReceivedMail) -> None:
        """Keep, count and print ``mail``. A mail is about the pieces whose addresses its plain text holds."""
        path = self._workspace.keep_mail(mail)
        self._count(DESK, self._scoreboard.find(mail.part("plain")))
        self._printer.mail(mail, path)

    def take_webhook(self, webhook: ReceivedWebhook) -> None:
        """Keep, count and print ``webhook``, an alert payload."""
        path = self._workspace.keep_webhook(webhook)
        data = webhook.body["data"]
        self._count(OPS, [article["url"] for article in data["articles"]], data["rule"]["id"])
        self._printer.alert(webhook.body, path)

    def _count(self, channel: str, urls: list[str], rule: str | None = None) -> None:
        self._scoreboard.record(channel, urls, rule)
        if self._scoreboard.complete:
            self.complete.set()
