"""Asking a hub to begin, to renew or to end: WebSub, section 5.1."""

from datetime import timedelta
from urllib.parse import urlencode

from monitor.errors import MonitorError
from monitor.model import Subscription, SubscriptionState
from monitor.net import Client, retry_after

_TIMEOUT = timedelta(seconds=30)
_LONGEST_REASON = 200


class HubRefusal(MonitorError):
    """The hub answered, and not with a yes. ``final`` when asking again soon is of no use."""

    def __init__(self, detail: str, *, final: bool, wait: timedelta | None = None) -> None:
        self.final = final
        self.wait = wait
        super().__init__(detail)


async def ask(client: Client, subscription: Subscription, lease: timedelta) -> None:
    """Send the request that ``subscription`` stands for; the hub answers later, by calling back.

    Raises :class:`HubRefusal` and :class:`~monitor.errors.FetchError`. The hub is an address that a stranger's feed
    names: the client decides whether it may be reached.
    """
    leaving = subscription.state is SubscriptionState.LEAVING
    form = {
        "hub.mode": "unsubscribe" if leaving else "subscribe",
        "hub.topic": subscription.topic,
        "hub.callback": subscription.callback,
        "hub.verify": "async",  # hubs of PubSubHubbub 0.3 insist on it
    }
    if not leaving:
        form |= {"hub.lease_seconds": str(int(lease.total_seconds())), "hub.secret": subscription.secret}
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await client.post(subscription.hub, urlencode(form).encode(), headers, _TIMEOUT)
    if 200 <= answer.status < 300:
        return
    words = " ".join(answer.body[:_LONGEST_REASON].decode("utf-8", "replace").split())
    said = "".join(letter for letter in words if letter.isprintable())
    final = 400 <= answer.status < 500 and answer.status not in (408, 429)
    detail = f"The hub answers with status {answer.status}" + (f": {said}" if said else ".")
    raise HubRefusal(detail, final=final, wait=retry_after(answer.headers))
