"""Messages to chat and push services by Apprise. The only file that imports it, or requests, which it sends with.

Apprise speaks to each service in that service's own way and opens connections of its own, so it sends in a worker
process that is held to the address table (:mod:`monitor.net.egress`). It says only whether a message was sent; what a
service answered is seen where requests hands over the answer.
"""

import logging
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import apprise
import requests
from apprise import common as apprise_common

from monitor.net.egress import Confinement, Egress, confine
from monitor.net.patience import retry_after
from monitor.net.posting import Posted

_LONGEST_WORDS = 300
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def look_at(address: str) -> str | None:
    """What is wrong with Apprise's ``address`` of a service, as the end of a sentence; ``None`` if nothing is.

    Connects to nothing. The words do not repeat the address, which holds tokens.
    """
    logging.getLogger(apprise.logger.name).setLevel(logging.CRITICAL + 1)
    service = apprise.Apprise.instantiate(address, asset=_asset(), suppress_exceptions=True)
    if service is None:
        return "is no address of a service that Apprise knows and can use here: see https://appriseit.com/services/"
    if len(service) != 1:
        return (
            f"names {len(service)} rooms or persons: make a channel of each, "
            "or the failure of one would repeat the message to the others"
        )
    return None


def post(address: str, title: str, body: str, egress: Egress, seconds: float) -> Posted:
    """Send a message to the service at ``address``; for a worker process, which is held to ``egress`` from then on.

    ``title`` and ``body`` are plain text; what is too long for the service is cut. An answer is waited for ``seconds``.
    """
    confinement = confine(egress)
    answers = _Answers.listening(confinement)
    messages = _Messages()
    logger = logging.getLogger(apprise.logger.name)
    logger.handlers, logger.propagate = [messages], False
    logger.setLevel(logging.WARNING)
    confinement.refused = None
    service = apprise.Apprise.instantiate(address, asset=_asset(), suppress_exceptions=True)
    if service is None:
        return Posted(sent=False, words="the address is not understood")
    service.overflow_mode = apprise_common.OverflowMode.TRUNCATE
    service.socket_read_timeout = service.socket_connect_timeout = seconds
    sender = apprise.Apprise(asset=_asset())
    sender.add(service)
    sent = bool(sender.notify(body=body, title=title, body_format=apprise_common.NotifyFormat.TEXT))
    status, wait = answers.failure()
    return Posted(sent, None if sent else status, wait, confinement.refused, messages.text())


def _asset() -> apprise.AppriseAsset:
    """How Apprise presents itself: no pictures from anywhere, no redirects followed, nothing kept on disk."""
    return apprise.AppriseAsset(
        app_id="News monitor",
        app_desc="News monitor",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        http_redirects=False,
        async_mode=False,
        secure_logging=True,
        plugin_paths=[],
    )


class _Messages(logging.Handler):
    """What Apprise writes to its log about a message."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(_COLOURS.sub("", record.getMessage()))

    def text(self) -> str:
        return " ".join(self._lines)[-_LONGEST_WORDS:]


class _Answers(requests.adapters.HTTPAdapter):
    """Sees each request and its answer on the way through requests.

    Apprise makes a session for each request, which can be given nothing; a session takes its adapter from this name.
    """

    _last: requests.Response | None = None
    _confinement: Confinement | None = None

    @classmethod
    def listening(cls, confinement: Confinement) -> "type[_Answers]":
        """Begin anew, in the place of what requests would use."""
        requests.sessions.HTTPAdapter = cls  # type: ignore[attr-defined]
        cls._last, cls._confinement = None, confinement
        return cls

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:  # noqa: ANN401  (as it is called)
        """Send, to where it may be sent, and remember the answer."""
        kind = type(self)
        if kind._confinement is not None and request.url:
            kind._confinement.check_url(request.url)
        kind._last = super().send(request, *args, **kwargs)
        return kind._last

    @classmethod
    def failure(cls) -> tuple[int | None, timedelta | None]:
        """Status of the last answer and the wait that it asked for, if it was no success."""
        if cls._last is None or cls._last.ok:
            return None, None
        headers = {name.lower(): value for name, value in cls._last.headers.items()}
        return cls._last.status_code, retry_after(headers, datetime.now(UTC))
