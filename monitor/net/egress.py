"""The same gate for libraries that open connections of their own: in a process that is theirs, at the system call.

Such a library can be given no transport. But CPython announces each connection to audit hooks before it is made
(PEP 578), with the address that will be connected to, and an exception that a hook raises prevents it. So whatever the
library resolves, redirects to or retries, the address itself is held against the table. A hook cannot be taken out
again, which is why this is for a worker process only.
"""

import os
import socket
import sys
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from monitor.net.addresses import AllowList, parse_address, why_closed
from monitor.net.guard import look_up

_PROXY_PORTS = {"http": 80, "https": 443}
# What requests would otherwise take from the surroundings: proxies, and passwords for hosts.
_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
_CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_STARTING = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"})


@dataclass(frozen=True, slots=True)
class Egress:
    """Where a process may connect to: what is public, what ``allow_private`` lists, and the ``proxy``, if there is one.

    ``proxy`` is its URL, which may hold a password.
    """

    allow_private: tuple[str, ...] = ()
    proxy: str | None = None

    def __repr__(self) -> str:
        return f"Egress({self.allow_private!r}, proxy={'yes' if self.proxy else 'no'})"


class Confinement:
    """Holds this process to an :class:`Egress`. ``refused`` says what was last not connected to."""

    def __init__(self, egress: Egress) -> None:
        self._allowed = AllowList(egress.allow_private)
        self._proxy = _host_and_port(egress.proxy) if egress.proxy else None
        self._asked: set[str] = set()
        self._looking = False
        self.refused: str | None = None

    def check_url(self, url: str) -> None:
        """Refuse what a proxy is to be asked for; without one, the socket tells. Raises ``PermissionError``."""
        if self._proxy is None:
            return
        host, port = _host_and_port(url)
        if self._allowed.names(host, port):
            return
        found = self._look_up(host, port)
        if not found:
            self._refuse(f"{host} has no address; if only the proxy knows it, list {host} under network.allow_private")
        for address in found:
            self._check(host, address, port)

    def on_event(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The audit hook. Raises ``PermissionError`` for what is not allowed."""
        if event in _STARTING:
            raise PermissionError("programs are not started from here")
        if event == "socket.getaddrinfo" and not self._looking and isinstance(arguments[0], str):
            self._asked.add(arguments[0])
        if event in _CONNECTING and arguments[1] is not None:
            self._check_socket(arguments[0], arguments[1])

    def _check_socket(self, sock: socket.socket, address: Any) -> None:  # noqa: ANN401 - a family has its own form
        if sock.family not in (socket.AF_INET, socket.AF_INET6):
            self._refuse("only the internet is connected to from here")
        host, port = str(address[0]), int(address[1])
        try:
            parse_address(host)
        except ValueError:
            self._refuse(f"{host} was to be connected to without being looked up first")
        if self._proxy is not None and self._proxy[1] == port and host in self._look_up(*self._proxy):
            return
        if any(self._allowed.names(name, port) and host in self._look_up(name, port) for name in self._asked):
            return
        self._check(host, host, port)

    def _check(self, shown: str, address: str, port: int) -> None:
        parsed = parse_address(address)
        what = why_closed(parsed)
        if what is not None and not self._allowed.covers(shown, parsed, port):
            self._refuse(
                f"{shown} is {what}, which is not connected to; if that is meant, list it under network.allow_private"
            )

    def _look_up(self, name: str, port: int) -> Sequence[str]:
        """The addresses of ``name``, none if it has none."""
        self._looking = True
        try:
            return look_up(name, port)
        except (OSError, UnicodeError):
            return ()
        finally:
            self._looking = False

    def _refuse(self, reason: str) -> None:
        self.refused = reason
        raise PermissionError(reason)


_confinements: dict[Egress, Confinement] = {}


def confine(egress: Egress) -> Confinement:
    """Hold this process to ``egress`` from now on, and its environment too. The first call decides, for good.

    Raises ``RuntimeError`` when this process is held to another already.
    """
    if egress not in _confinements:
        if _confinements:
            raise RuntimeError("this process is held to other destinations already")
        _confinements[egress] = Confinement(egress)
        _set_environment(os.environ, egress)
        sys.addaudithook(_confinements[egress].on_event)
    return _confinements[egress]


def _set_environment(environ: MutableMapping[str, str], egress: Egress) -> None:
    for name in _VARIABLES:
        environ.pop(name, None)
        environ.pop(name.upper(), None)
    environ["NETRC"] = os.devnull
    if egress.proxy:
        environ["http_proxy"] = environ["https_proxy"] = egress.proxy


def _host_and_port(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _PROXY_PORTS.get(parts.scheme, 0)
