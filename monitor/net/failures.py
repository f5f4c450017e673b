"""Every exception of the network libraries, put into words at this one place."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpcore
import httpx

from monitor.errors import Fault, FetchError
from monitor.net.decoding import OversizeError, UndecodableError
from monitor.net.guard import Refusal
from monitor.net.urls import speakable

FOREIGN = (
    Refusal,
    OversizeError,
    UndecodableError,
    TimeoutError,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    OSError,  # ssl.SSLError among them
)
_LONGEST_WORDS = 200


@dataclass(slots=True)
class Errand:
    """What is being asked for, for the words of a failure. ``at`` follows the redirects."""

    asked: httpx.URL
    at: httpx.URL
    deadline: timedelta
    proxied: bool

    def failure(self, fault: Fault, detail: str) -> FetchError:
        """A FetchError on this errand. ``detail`` is one sentence or more."""
        where = "" if self.at == self.asked else f"After a redirect to {speakable(self.at)}: "
        return FetchError(fault, speakable(self.asked), where + detail)


@contextmanager
def translated(errand: Errand) -> Iterator[None]:
    """Raise :class:`FetchError` for whatever the network libraries raise inside the block."""
    try:
        yield
    except FOREIGN as error:
        fault, detail = _words(error, errand)
        raise errand.failure(fault, detail) from error


def _words(error: Exception, errand: Errand) -> tuple[Fault, str]:
    match error:
        case Refusal():
            return error.fault, error.detail
        case OversizeError():
            return Fault.TOO_BIG, f"The answer is larger than network.max_body allows ({_size(error.limit)})."
        case UndecodableError():
            return Fault.BAD_ENCODING, f"The content coding of the answer cannot be undone: {error}."
        case TimeoutError() | httpcore.TimeoutException():
            return Fault.TIMEOUT, f"The answer was not complete after {errand.deadline.total_seconds():g} s."
        case httpcore.ProxyError():
            return Fault.PROXY, f"The proxy refused to connect: {_brief(error)}."
        case httpcore.LocalProtocolError():
            # The library's message may quote a header, and headers carry credentials.
            return Fault.NETWORK, "The request could not be formed; look at the headers configured for this feed."
        case httpcore.RemoteProtocolError():
            return Fault.NETWORK, f"The answer is not valid HTTP: {_brief(error)}."
    return _connection_words(error, errand)


def _connection_words(error: Exception, errand: Errand) -> tuple[Fault, str]:
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Fault.TLS, f"The certificate of {errand.at.host} is not accepted: {cause.verify_message}."
        if isinstance(cause, ssl.SSLError):
            return Fault.TLS, f"No secure connection to {errand.at.host}: {cause.reason or cause}."
    if errand.proxied and isinstance(error, httpcore.ConnectError):
        return Fault.PROXY, "The proxy cannot be reached; look at the proxy settings of this feed and of the network."
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return Fault.REFUSED, f"{errand.at.host} refused the connection."
    if said := next((str(cause) for cause in reversed(causes) if str(cause)), None):
        return Fault.NETWORK, f"The connection failed: {_brief(said)}."
    doubt = "; perhaps nothing speaks HTTPS there" if errand.at.scheme == "https" else ""
    return Fault.NETWORK, f"{errand.at.host} broke off the connection{doubt}."


def _causes(error: BaseException) -> Iterator[BaseException]:
    """``error`` and what it was made from. httpcore drops the chain but keeps the original as its argument."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        first = seen.args[0] if seen.args else None
        seen = seen.__cause__ or (first if isinstance(first, BaseException) else None)


def _brief(said: Exception | str) -> str:
    """A library's words as the end of a sentence. They may quote the server, which may have sent a line of 100 kB."""
    text = str(said).rstrip(".")
    return text if len(text) <= _LONGEST_WORDS else text[:_LONGEST_WORDS] + "…"


def _size(limit: int) -> str:
    return f"{limit / 2**20:g} MiB" if limit >= 2**20 else f"{limit} bytes"
