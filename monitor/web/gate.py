"""Who may come in, and what every answer says of itself."""

import hmac
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from pydantic import SecretStr
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.config import WebSettings, is_loopback

HEALTH = "/healthz"
# A token may stand in the address of a page, which must not be told to the pages that it links to.
HEADERS = {
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
}
_HOW_TO_COME_IN = (
    "This needs the token of the settings (`web`): as the header `Authorization: Bearer TOKEN`, or at the end of the "
    "address, ?token=TOKEN\n"
)
_HOST = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(:[0-9]*)?")
_HOME = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Gate:
    """Lets requests in to ``app``, which is served at ``listen``; ``web`` gives the settings of the moment.

    At an address of this machine alone it answers only to names of this machine, and to that of ``base_url``: a page of
    a stranger whose name was made to lead here (DNS rebinding) stays outside. At any other address, a token is needed
    whatever the settings say: they may be newer than the address.
    """

    def __init__(self, app: ASGIApp, listen: str, web: Callable[[], WebSettings | None]) -> None:
        self._app = app
        self._name = _name(listen)
        self._at_home = is_loopback(self._name.strip("[]"))
        self._web = web

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        web = self._web() or WebSettings()
        needs_token = web.token is not None or not self._at_home

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["cache-control"] = "no-store" if needs_token else "no-cache"
            await send(message)

        request = Request(scope)
        answer = self._wrong_name(request, web)
        if answer is None and needs_token and scope["path"] != HEALTH:
            answer = _without_token(request, web.token)
        await (answer or self._app)(scope, receive, send_on)

    def _wrong_name(self, request: Request, web: WebSettings) -> Response | None:
        if not self._at_home:
            return None
        names = {*_HOME, self._name, _name(urlsplit(web.base_url or "").netloc) or self._name}
        if _name(request.headers.get("host", "")) in names:
            return None
        return PlainTextResponse("This answers to localhost, and to the host of web.base_url.\n", 421)


def given_token(request: Request) -> str | None:
    """The token in the address of a request, where feed readers put it that can send no header."""
    return request.query_params.get("token")


def _name(host: str) -> str:
    """The host of a ``Host`` header, without its port."""
    match = _HOST.fullmatch(host.lower())
    return match[1] if match else ""


def _without_token(request: Request, token: SecretStr | None) -> Response | None:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    shown = (bearer.strip() if scheme.lower() == "bearer" else "", given_token(request) or "")
    expected = token.get_secret_value().encode() if token else b""
    fits = [hmac.compare_digest(each.encode("utf-8", "replace"), expected) for each in shown]
    if expected and any(fits):
        return None
    return PlainTextResponse(_HOW_TO_COME_IN, 401, {"www-authenticate": "Bearer"})
