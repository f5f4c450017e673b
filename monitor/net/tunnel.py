"""The way out through a proxy that is told where to connect to, rather than which name to look up.

A name that was checked here may stand for another address when the proxy looks it up. So the proxy is asked for a
tunnel (CONNECT, https://www.rfc-editor.org/rfc/rfc9110#name-connect) to an address that was checked; what goes through
it is what would go to the site directly, with its name in TLS and in ``Host``. That is done for http too: in a request
for a whole URL a proxy puts the host of the URL in place of ``Host``
(https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2).
"""

import re
import ssl
from base64 import b64encode
from collections.abc import Iterable

import httpcore
import httpx

from monitor.net.guard import FIRST_TRIES, Guard, GuardedBackend
from monitor.net.urls import port_of

_LONGEST_HEAD = 16 * 1024
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})(?: ([^\r\n]{0,100}))?")
_ASKED_BY = "it was asked for an address; if it takes names only, set network.proxy_by to `name`"


class TunnelBackend(GuardedBackend):
    """Connects as httpcore asks, to checked addresses only, each through a tunnel of ``proxy``."""

    def __init__(self, guard: Guard, proxy: httpx.Proxy, tls: ssl.SSLContext) -> None:
        super().__init__(guard)
        self._proxy = proxy
        self._tls = tls if proxy.url.scheme == "https" else None

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        targets = await self._guard.targets_behind_proxy(host, port)
        for target in targets[:-1]:
            try:
                return await self._tunnel(target, port, FIRST_TRIES)
            except (httpcore.ProxyError, httpcore.ReadTimeout):
                continue
        return await self._tunnel(targets[-1], port, timeout)

    async def _tunnel(
        self,
        target: str,
        port: int,
        timeout: float | None,  # noqa: ASYNC109  (as above)
    ) -> httpcore.AsyncNetworkStream:
        url = self._proxy.url
        stream = await self._inner.connect_tcp(url.raw_host.decode("ascii"), port_of(url), timeout)
        try:
            if self._tls is not None:
                stream = await stream.start_tls(self._tls, url.raw_host.decode("ascii"), timeout)
            await stream.write(self._request(f"[{target}]" if ":" in target else target, port), timeout)
            head = b""
            while b"\r\n\r\n" not in head and len(head) <= _LONGEST_HEAD:
                more = await stream.read(4096, timeout)
                if not more:
                    break
                head += more
            _raise_for(head)
        except BaseException:
            await stream.aclose()
            raise
        return stream

    def _request(self, host: str, port: int) -> bytes:
        lines = [f"CONNECT {host}:{port} HTTP/1.1".encode(), f"Host: {host}:{port}".encode()]
        if self._proxy.raw_auth is not None:
            lines.append(b"Proxy-Authorization: Basic " + b64encode(b":".join(self._proxy.raw_auth)))
        return b"\r\n".join([*lines, b"", b""])


def _raise_for(head: bytes) -> None:
    """Raise ``httpcore.ProxyError`` unless ``head`` is all that a proxy says when the tunnel stands."""
    said = _STATUS.match(head)
    if said is None or not head.endswith(b"\r\n\r\n"):
        raise httpcore.ProxyError("its answer is not valid HTTP")
    if not said[1].startswith(b"2"):
        words = b" ".join(part for part in said.groups() if part).decode("latin-1")
        raise httpcore.ProxyError(f"{words}; {_ASKED_BY}")
