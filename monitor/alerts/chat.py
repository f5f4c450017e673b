"""Chat and push services, over a hundred of them, by Apprise in a worker process that can be killed.

A service has no use for our ids and cannot tell a repeat: after a crash, or when its yes is lost, a message may stand
there twice.
"""

import re
from datetime import timedelta
from typing import NoReturn
from zoneinfo import ZoneInfo

from monitor.alerts.brief import brief_text
from monitor.alerts.clean import one_line
from monitor.alerts.payload import AlertPayload
from monitor.alerts.render import subject as subject_of
from monitor.alerts.retry import WEBHOOK_SCHEDULE, Schedule
from monitor.alerts.scrub import without_tokens
from monitor.config.ways import AppriseSettings
from monitor.errors import ChannelUnusable, DeliveryDeferred, DeliveryRefused, FarSideGone, WorkerCrashed, WorkerTimeout
from monitor.ids import digest_id
from monitor.model import Delivery
from monitor.net import Egress, Posted, post
from monitor.workers import Workers

_MEMORY = 512 * 2**20
_EXCERPT = 200
_GONE = 410
# The token is refused, or the room is not there: what a person has to mend.
_OUR_SETUP = frozenset({401, 403, 404, 407})
_PASSING_CLIENT_ERRORS = frozenset({408, 409, 425, 429})
# What rooms take for a call to all or some of their members: @everyone, <!channel>, <@U123>, <users/all>.
_CALL = re.compile(r"(?P<url>https?://\S+)|[@<](?=[\w!@&#])")
_ZERO_WIDTH_SPACE = "\u200b"


class ChatChannel:
    """Posts an alert, in a few lines, to one room of one service."""

    recipients: tuple[str, ...] = ("",)
    schedule: Schedule = WEBHOOK_SCHEDULE

    def __init__(self, name: str, settings: AppriseSettings, egress: Egress, timezone: ZoneInfo) -> None:
        self._name = name
        self._address = settings.url.get_secret_value()
        self._timeout = settings.timeout
        self._egress = egress
        self._timezone = timezone
        # One of its own: a service that hangs must not keep the others waiting.
        self._workers = Workers(1, _MEMORY)
        self.far_side = digest_id("apprise", self._address)
        self.patience: timedelta | None = settings.disable_after

    async def send(self, delivery: Delivery) -> str:
        """Post ``delivery``; gives the receipt, which says little. Raises as :class:`~.channels.Channel` says."""
        subject = subject_of(AlertPayload.model_validate(delivery.payload))
        told = calling_nobody(subject), calling_nobody(brief_text(delivery.payload, self._timezone))
        seconds = self._timeout.total_seconds()
        try:
            posted = await self._workers.run(post, self._address, *told, self._egress, seconds, timeout=2 * seconds)
        except WorkerTimeout:
            raise DeliveryDeferred(f"{self._place}: sending had not ended after {2 * seconds:g} s") from None
        except WorkerCrashed as error:
            raise DeliveryDeferred(f"{self._place}: {self._safe(str(error))}") from None
        if not posted.sent:
            self._failed(posted)
        return "taken by the service"

    async def aclose(self) -> None:
        """End the worker process."""
        await self._workers.close()

    @property
    def _place(self) -> str:
        return f"chat channel `{self._name}`"

    def _failed(self, posted: Posted) -> NoReturn:
        """Tell what may pass from what will not. Services answer 401, 403 and 404 to a token or room that is not."""
        status = posted.status
        if posted.refused is not None:
            raise ChannelUnusable(f"{self._place}: {self._safe(posted.refused)}")
        message = f"{self._place}: {self._safe(posted.words) or 'not sent'}"
        if status == _GONE:
            raise FarSideGone(f"{message}; give the channel a new `url`")
        if status in _OUR_SETUP:
            raise ChannelUnusable(f"{message}; correct the token or the room in `url`")
        if status is not None and 400 <= status < 500 and status not in _PASSING_CLIENT_ERRORS:
            raise DeliveryRefused(f"{message}; the service will not take this message")
        raise DeliveryDeferred(message, retry_after=posted.wait)

    def _safe(self, text: str) -> str:
        return one_line(without_tokens(text, self._address), _EXCERPT)


def calling_nobody(text: str) -> str:
    """``text`` so that no room wakes its members for it: a headline that says @everyone does not mean them."""

    def quieten(found: re.Match[str]) -> str:
        return found[0].replace("@", "%40") if found["url"] else found[0] + _ZERO_WIDTH_SPACE

    return _CALL.sub(quieten, text)
