"""Webhooks, the Standard Webhooks way: one id over all attempts, a fresh signature on each, the same bytes always.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NoReturn, Protocol

from standardwebhooks import Webhook

from monitor.alerts.clean import one_line
from monitor.alerts.payload import body_bytes
from monitor.alerts.retry import WEBHOOK_SCHEDULE, Schedule
from monitor.alerts.scrub import without_address
from monitor.clock import Clock
from monitor.config.channels import WebhookSettings
from monitor.errors import ChannelUnusable, DeliveryDeferred, DeliveryRefused, FarSideGone, Fault, FetchError
from monitor.ids import digest_id
from monitor.model import Delivery
from monitor.net import retry_after

_GONE = 410
# Request Timeout, Conflict, Too Early, Too Many Requests: the same request may succeed later (RFC 9110, 8470, 6585).
_PASSING_CLIENT_ERRORS = frozenset({408, 409, 425, 429})
_OUR_SETUP = frozenset({Fault.BAD_URL, Fault.BLOCKED_ADDRESS})
_EXCERPT = 200


class HttpResponse(Protocol):
    """What came back: ``headers`` has lower-case names or ignores case."""

    @property
    def status(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def body(self) -> bytes: ...


class HttpPoster(Protocol):
    """Something that posts over HTTP, with the guards of :mod:`monitor.net`."""

    async def post(
        self,
        url: str,
        *,
        body: bytes,
        headers: Mapping[str, str],
        timeout: timedelta,  # noqa: ASYNC109 - a deadline of the exchange
    ) -> HttpResponse:
        """Post ``body`` once, following no redirect; gives a response of any status.

        Raises :class:`~monitor.errors.FetchError` when no answer came within ``timeout``; once its status is
        there, what follows may be cut short.
        """


class WebhookChannel:
    """Posts the alert payload to one address."""

    recipients: tuple[str, ...] = ("",)
    schedule: Schedule = WEBHOOK_SCHEDULE

    def __init__(self, name: str, settings: WebhookSettings, poster: HttpPoster, clock: Clock) -> None:
        self._name = name
        self._url = settings.url.get_secret_value()
        self._timeout = settings.timeout
        self._signers = [Webhook(secret.get_secret_value()) for secret in settings.signing_secrets]
        self.far_side = digest_id("webhook", self._url)
        self.patience: timedelta | None = settings.disable_after
        self._poster = poster
        self._clock = clock

    async def send(self, delivery: Delivery) -> str:
        """Post ``delivery``; gives the status line's code as receipt. Raises as :class:`~.channels.Channel` says."""
        body = body_bytes(delivery.payload)
        now = self._clock.now()
        try:
            response = await self._poster.post(
                self._url, body=body, headers=self._headers(delivery, body, now), timeout=self._timeout
            )
        except FetchError as error:
            # Not "from error": its text holds the address, which may hold a token.
            self._failed(error)
        if not 200 <= response.status < 300:
            self._turned_down(response, now)
        return f"HTTP {response.status}"

    async def aclose(self) -> None:
        """Nothing to do: the poster belongs to whoever made it."""

    def _headers(self, delivery: Delivery, body: bytes, now: datetime) -> dict[str, str]:
        # standardwebhooks 1.1 replaces the zone instead of converting: any other than UTC would sign a wrong time.
        moment, text = now.astimezone(UTC), body.decode()
        signatures = (signer.sign(delivery.id, moment, text) for signer in self._signers)
        return {
            "content-type": "application/json",
            "webhook-id": delivery.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
        }

    def _failed(self, error: FetchError) -> NoReturn:
        """Say what kept a response from coming, without the address."""
        detail = one_line(without_address(error.detail, self._url), _EXCERPT)
        message = f"webhook `{self._name}`: no answer ({error.fault}): {detail}"
        if error.fault in _OUR_SETUP:
            raise ChannelUnusable(
                f"{message}; correct `url` of the channel, or list its address in network.allow_private"
            ) from None
        raise DeliveryDeferred(message, retry_after=error.retry_after) from None

    def _turned_down(self, response: HttpResponse, now: datetime) -> NoReturn:
        """Tell an answer that may change from one that will not; 3xx is never followed, and counts as the former."""
        status = response.status
        excerpt = one_line(without_address(response.body.decode("utf-8", "replace"), self._url), _EXCERPT)
        message = f"webhook `{self._name}`: HTTP {status}" + (f": {excerpt}" if excerpt else "")
        if status == _GONE:
            raise FarSideGone(f"{message}; the endpoint is gone: remove the channel, or give it a new `url`")
        if 400 <= status < 500 and status not in _PASSING_CLIENT_ERRORS:
            raise DeliveryRefused(f"{message}; mend the receiver or the channel, then replay the delivery")
        raise DeliveryDeferred(message, retry_after=retry_after(response.headers, now))
