"""WebSub (https://www.w3.org/TR/websub/): news that a hub pushes, so that it need not be polled for.

How it is meant, and what users set up: ``docs/running.md``. What is done with a push: ``monitor/subscriber.py``.
"""

from monitor.websub.hub import HubRefusal, ask
from monitor.websub.listener import SETTING, Answer, Intent, Listener, Patience, Push, Receiver
from monitor.websub.plan import (
    Terms,
    fits,
    lease_given,
    new_subscription,
    renewal,
    rest_from_polls,
    retry_at,
    wanted,
)
from monitor.websub.signature import is_genuine

__all__ = [
    "SETTING",
    "Answer",
    "HubRefusal",
    "Intent",
    "Listener",
    "Patience",
    "Push",
    "Receiver",
    "Terms",
    "ask",
    "fits",
    "is_genuine",
    "lease_given",
    "new_subscription",
    "renewal",
    "rest_from_polls",
    "retry_at",
    "wanted",
]
