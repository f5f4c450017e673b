"""Where the two receivers meet: what arrives is kept as a file, counted and printed."""

import asyncio
from collections.abc import Callable, Iterable

from monitor.demo.printing import Printer
from monitor.demo.receivers import ReceivedMail, ReceivedWebhook
from monitor.demo.scoreboard import Scoreboard
from monitor.demo.workspace import Workspace

DESK, OPS = "desk", "ops"
CHANNELS = (DESK, OPS)


class Inbox:
    """Takes the mails of channel ``desk`` and the webhooks of channel ``ops``.

    ``complete`` is set once every expected alert has arrived on both. An alert is printed when it has come on both, so
    that those of two alerts that come at once do not stand in each other's lines.
    """

    def __init__(self, workspace: Workspace, scoreboard: Scoreboard, printer: Printer) -> None:
        self._workspace = workspace
        self._scoreboard = scoreboard
        self._printer = printer
        self._waiting: dict[frozenset[str], dict[str, Callable[[], None]]] = {}
        self.complete = asyncio.Event()

    def take_mail(self, mail: ReceivedMail) -> None:
        """Keep, count and print ``mail``. A mail is about the pieces whose addresses its plain text holds."""
        path = self._workspace.keep_mail(mail)
        urls = self._scoreboard.find(mail.part("plain"))
        self._print(DESK, urls, lambda: self._printer.mail(mail, path))
        self._count(DESK, urls)

    def take_webhook(self, webhook: ReceivedWebhook) -> None:
        """Keep, count and print ``webhook``, an alert payload."""
        path = self._workspace.keep_webhook(webhook)
        data = webhook.body["data"]
        urls = [article["url"] for article in data["articles"]]
        self._print(OPS, urls, lambda: self._printer.alert(webhook.body, path))
        self._count(OPS, urls, data["rule"]["id"])

    def print_rest(self) -> None:
        """Print what has come on one channel alone."""
        for arrivals in self._waiting.values():
            for show in arrivals.values():
                show()
        self._waiting.clear()

    def _print(self, channel: str, urls: Iterable[str], show: Callable[[], None]) -> None:
        """Have ``show`` print what came on ``channel``, together with what the other channel says of the same."""
        arrivals = self._waiting.setdefault(frozenset(urls), {})
        if channel in arrivals:
            # Once more what the other channel has not said once.
            arrivals.pop(channel)()
        arrivals[channel] = show
        if len(arrivals) == len(CHANNELS):
            for name in (OPS, DESK):
                arrivals[name]()
            del self._waiting[frozenset(urls)]

    def _count(self, channel: str, urls: list[str], rule: str | None = None) -> None:
        self._scoreboard.record(channel, urls, rule)
        if self._scoreboard.complete:
            self.complete.set()
