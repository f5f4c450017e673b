"""What the room is shown of the service."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from monitor.clock import Clock
from monitor.config import Settings
from monitor.rulebook import Rule


@dataclass(frozen=True, slots=True)
class Service:
    """The service as it is when asked: a reload changes what these give.

    ``is_well`` says whether it is at work; it may raise StoreError.
    """

    settings: Callable[[], Settings]
    rules: Callable[[], Mapping[str, Rule]]
    is_well: Callable[[], Awaitable[bool]]
    clock: Clock
