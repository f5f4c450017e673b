"""Every error of this package, and the names of what can go wrong.

::

    MonitorError
    ├── ConfigError            the configuration is wrong; carries every fault found
    ├── FetchError             a feed or page could not be had; carries a Fault
    ├── ParseError             bytes were had, but are not what was asked for; carries a Fault
    ├── WorkerError            a killable worker process did not answer
    │   ├── WorkerTimeout      it was killed at its time limit
    │   └── WorkerCrashed      it died, or its task failed in a way that nobody foresaw
    ├── DeliveryError          a message was not taken by the far side
    │   ├── DeliveryDeferred   it may be taken later: retry
    │   ├── DeliveryRefused    it will never be taken: dead letter
    │   ├── FarSideGone        nothing will ever be taken there: disable the channel, hold all that is for it
    │   └── ChannelUnusable    our own set-up is wrong: hold everything for this channel and say so
    ├── ModelError             a language model gave no words to show
    │   ├── ModelUnavailable   it gave no answer: down, slow, throttled, or set up wrongly
    │   └── ModelAnswerRefused its answer is not fit to be shown
    ├── ClaimLost              a claim lapsed and its work went to another; nothing was written
    ├── StoryMoved             an article was stored that another's story may depend on; nothing was written
    └── StoreError             the database cannot be used
        ├── StoreBusy          another instance runs on it
        ├── InstanceLost       the lock that kept other instances away is gone
        └── StoreTooNew        a newer version of this program wrote it

The message of each is a sentence a person can act on: what, where, what to do. No message holds a secret.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class MonitorError(Exception):
    """Base of all errors raised on purpose by this package."""


@dataclass(frozen=True, slots=True)
class ConfigFault:
    """One thing wrong in the configuration.

    ``line`` counts from 1 and is ``None`` where the fault concerns the whole file. ``hint`` says what to do.
    """

    path: str
    line: int | None
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class ConfigError(MonitorError):
    """The configuration is wrong. ``faults`` holds all of it, in file and line order."""

    def __init__(self, faults: Sequence[ConfigFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Fault(StrEnum):
    """Why a feed or page was not read. The same word is the log field, the stored state and what a person reads.

    What to do about each: :mod:`monitor.remedies`.
    """

    BAD_URL = "bad-url"
    DNS = "dns"
    BLOCKED_ADDRESS = "blocked-address"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    NETWORK = "network"
    PROXY = "proxy"
    REDIRECTS = "redirects"
    TOO_BIG = "too-big"
    BAD_ENCODING = "bad-encoding"
    HTTP_NOT_FOUND = "http-not-found"
    HTTP_GONE = "http-gone"
    HTTP_FORBIDDEN = "http-forbidden"
    HTTP_CHALLENGE = "http-challenge"
    HTTP_THROTTLED = "http-throttled"
    HTTP_UNAVAILABLE = "http-unavailable"
    HTTP_CLIENT = "http-client-error"
    HTTP_SERVER = "http-server-error"
    ROBOTS = "robots"
    NOT_A_FEED = "not-a-feed"
    NOT_A_PAGE = "not-a-page"
    PARSE_TIMEOUT = "parse-timeout"
    PARSE_CRASHED = "parse-crashed"


class FetchError(MonitorError):
    """``url`` could not be fetched. ``retry_after`` is what the server asked for, if it asked."""

    def __init__(
        self,
        fault: Fault,
        url: str,
        detail: str,
        *,
        status: int | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        self.fault = fault
        self.url = url
        self.detail = detail
        self.status = status
        self.retry_after = retry_after
        super().__init__(f"{url}: {detail}")


class ParseError(MonitorError):
    """The bytes of ``url`` are not what was asked for."""

    def __init__(self, fault: Fault, url: str, detail: str) -> None:
        self.fault = fault
        self.url = url
        self.detail = detail
        super().__init__(f"{url}: {detail}")

    def __reduce__(self) -> tuple[type["ParseError"], tuple[Fault, str, str]]:
        # Raised in worker processes: an exception is otherwise rebuilt from its message alone.
        return type(self), (self.fault, self.url, self.detail)


class WorkerError(MonitorError):
    """A worker process did not answer."""


class WorkerTimeout(WorkerError):
    """A worker was killed at its time limit."""


class WorkerCrashed(WorkerError):
    """A worker died: out of memory, or a fault in a C library; or its task failed in a way that nobody foresaw."""


class DeliveryError(MonitorError):
    """A message was not taken by the far side."""


class DeliveryDeferred(DeliveryError):
    """Not now; perhaps later. ``retry_after`` is what the far side asked for, if it asked.

    ``for_all`` is false for what it said of this message's recipient alone.
    """

    def __init__(self, detail: str, *, retry_after: timedelta | None = None, for_all: bool = True) -> None:
        self.retry_after = retry_after
        self.for_all = for_all
        super().__init__(detail)


class DeliveryRefused(DeliveryError):
    """Never; the delivery becomes a dead letter."""


class FarSideGone(DeliveryError):
    """The far side said that it is gone for good: its channel is disabled, and what is for it is held."""


class ChannelUnusable(DeliveryError):
    """Our own set-up is wrong (no STARTTLS, bad password): the delivery is held, and the operator is told."""


class ModelError(MonitorError):
    """A language model gave no words to show."""


class ModelUnavailable(ModelError):
    """It gave no answer. ``retry_after`` is what its server asked for, if it asked."""

    def __init__(self, detail: str, *, retry_after: timedelta | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(detail)


class ModelAnswerRefused(ModelError):
    """It answered, but with what must not, or need not, be shown."""


class ClaimLost(MonitorError):
    """The lease of a claim ran out and another worker took the work over. Nothing was written: drop the result."""


class StoryMoved(MonitorError):
    """Since candidates for an article's story were looked for, another was stored. Nothing was written: look again."""


class StoreError(MonitorError):
    """The database cannot be used."""


class StoreBusy(StoreError):
    """Another instance runs on this database."""


class InstanceLost(StoreError):
    """The lock that made this the one instance on the database is gone: another may have begun."""


class StoreTooNew(StoreError):
    """A newer version of this program wrote this database."""
