"""Plain HTTP on loopback, from the standard library: what the demo's news site and webhook receiver stand on."""

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOOPBACK = "127.0.0.1"

_MAX_BODY = 2**20
_IDLE_SECONDS = 30.0
_BODILESS = {204, 304}  # RFC 9110, 8.6: a 204 has no Content-Length, and a 304 not that of an empty body


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. Header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A response; the length is added when it is sent."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


Respond = Callable[[Asked], Answer]


@contextmanager
def serve_http(respond: Respond, host: str = LOOPBACK) -> Iterator[str]:
    """Answer every request with what ``respond`` gives, until the block ends; yields ``http://host:port``.

    ``respond`` runs in a thread of its own for each connection, so it must not touch an event loop directly.

    Raises:
        OSError: ``host`` is not an address of this machine.
    """
    server = _Server(respond, host)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="demo-http", daemon=True)
    thread.start()
    try:
        yield server.home
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    def __init__(self, respond: Respond, host: str) -> None:
        super().__init__((host, 0), _Handler)
        self.respond = respond
        self.home = f"http://{host}:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over a client that went away in the middle of an answer, as a stopping daemon does."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # typeshed wants the exact socket


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS  # a connection that says nothing gives its thread back
    server: _Server

    def do_GET(self) -> None:
        self._send(self.server.respond(self._asked(b"")))

    def do_HEAD(self) -> None:
        self._send(self.server.respond(self._asked(b"")), with_body=False)

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _MAX_BODY:
            self.close_connection = True
            self._send(Answer(413, b"a body with a Content-Length of at most 1 MiB, please\n"))
            return
        self._send(self.server.respond(self._asked(self.rfile.read(int(length)))))

    def _asked(self, body: bytes) -> Asked:
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Asked(self.command, self.path, headers, body)

    def _send(self, answer: Answer, *, with_body: bool = True) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status not in _BODILESS:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class's name)
        """Say nothing: the terminal belongs to the alerts."""
