"""The door to :mod:`monitor.net.chat`, which takes half a second and 40 MB to import: only those who need it do."""

from dataclasses import dataclass
from datetime import timedelta

from monitor.net.egress import Egress


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of a message to a chat or push service.

    ``status`` and ``wait`` are those of the last HTTP answer, if that was no success. ``refused`` says which
    destination was not connected to. ``words`` are Apprise's, and may hold parts of the address.
    """

    sent: bool
    status: int | None = None
    wait: timedelta | None = None
    refused: str | None = None
    words: str = ""


def look_at(address: str) -> str | None:
    """As :func:`monitor.net.chat.look_at`."""
    from monitor.net import chat  # noqa: PLC0415

    return chat.look_at(address)


def post(address: str, title: str, body: str, egress: Egress, seconds: float) -> Posted:
    """As :func:`monitor.net.chat.post`: for a worker process only."""
    from monitor.net import chat  # noqa: PLC0415

    return chat.post(address, title, body, egress, seconds)
