"""The room: its server, and what there is in it."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from monitor.serving import Patience, Server
from monitor.telemetry import get_logger
from monitor.web.feeds import Feeds
from monitor.web.gate import HEADERS, HEALTH, Gate
from monitor.web.health import Health
from monitor.web.service import Service

SETTING = "web.listen"
_FEW = Patience(connections=32)

log = get_logger("web")


class Room(Server):
    """Serves ``service`` to people and feed readers at one address."""

    def __init__(self, listen: str, service: Service, patience: Patience = _FEW) -> None:
        """Take the address at once; raises :class:`MonitorError` when it cannot be had."""
        feeds = Feeds(service)
        app = Starlette(
            routes=[
                Route("/", feeds.contents),
                Route("/feeds/{channel}/all.{form}", feeds.serve),
                Route("/feeds/{channel}/rules/{rule}.{form}", feeds.serve),
                Route(HEALTH, Health(service).serve),
            ],
            middleware=[Middleware(Gate, listen, lambda: service.settings().web_room)],
            exception_handlers={Exception: _failed},
        )
        # A redirect would name the host that the request names.
        app.router.redirect_slashes = False
        without = "feeds are not served; all else goes on, and a restart mends it"
        super().__init__(app, listen, patience, setting=SETTING, without=without, headers=HEADERS)


async def _failed(request: Request, error: Exception) -> Response:
    log.error("a page could not be made", path=request.scope["path"], exc_info=error)
    return PlainTextResponse("This could not be shown; the log says why.\n", 500)
