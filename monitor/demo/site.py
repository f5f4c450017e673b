"""The demo's news site: every outlet at its own loopback address, publishing one piece after another."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.clock import Clock
from monitor.demo.feeds import CONTENT_TYPES, Published, render_feed
from monitor.demo.loopback import LOOPBACK, Answer, Asked, Respond, serve_http
from monitor.demo.newsroom import Outlet, Piece

_FIRST_HOST = 11
_HTML = {"Content-Type": "text/html; charset=utf-8"}
_ARTICLES = "/news/"


@dataclass(frozen=True, slots=True)
class Timetable:
    """When each piece comes out: the first at ``start``, then one every ``pace``."""

    pieces: Sequence[Piece]
    start: datetime
    pace: timedelta

    @property
    def duration(self) -> timedelta:
        """From the first piece to the last."""
        return self.pace * (len(self.pieces) - 1)

    def due(self, now: datetime) -> list[tuple[Piece, datetime]]:
        """The pieces that are out at ``now`` with their dates of publication, in order."""
        dated = ((piece, self.start + self.pace * place) for place, piece in enumerate(self.pieces))
        return [(piece, at) for piece, at in dated if at <= now]


class NewsSite:
    """The outlets as they stand on the network. Nothing is published before :meth:`publish`."""

    def __init__(self, outlets: Sequence[Outlet], clock: Clock) -> None:
        self.outlets = outlets
        self.homes: dict[str, str] = {}
        """Where each outlet is: its id, and ``http://host:port``."""
        self._clock = clock
        self._timetable: Timetable | None = None

    def publish(self, timetable: Timetable) -> None:
        """From now on ``timetable`` says what is out."""
        self._timetable = timetable

    def published(self, outlet: Outlet) -> list[Published]:
        """What ``outlet`` has published until now, newest first."""
        due = self._timetable.due(self._clock.now()) if self._timetable else []
        return [
            Published(piece, self.article_url(piece), at) for piece, at in reversed(due) if piece.outlet == outlet.id
        ]

    def feed_url(self, outlet: Outlet) -> str:
        """Where the feed of ``outlet`` is."""
        return self.homes[outlet.id] + "/feed.xml"

    def article_url(self, piece: Piece) -> str:
        """Where ``piece`` is, or will be once it is published."""
        return f"{self.homes[piece.outlet]}{_ARTICLES}{piece.slug}"


@contextmanager
def serve_site(outlets: Sequence[Outlet], clock: Clock) -> Iterator[NewsSite]:
    """Serve ``outlets`` until the block ends; ``clock`` says what is out by the timetable."""
    site = NewsSite(outlets, clock)
    with ExitStack() as stack:
        for place, outlet in enumerate(outlets):
            site.homes[outlet.id] = _serve_outlet(stack, _Desk(outlet, site), _FIRST_HOST + place)
        yield site


def _serve_outlet(stack: ExitStack, desk: "_Desk", last_octet: int) -> str:
    # Linux answers on all of 127.0.0.0/8, so each outlet can be a host of its own, as on the real network. Other
    # systems know 127.0.0.1 alone; there the outlets differ by port.
    try:
        return stack.enter_context(serve_http(desk.respond, f"127.0.0.{last_octet}"))
    except OSError:
        return stack.enter_context(serve_http(desk.respond, LOOPBACK))


class _Desk:
    """Answers the requests to one outlet."""

    def __init__(self, outlet: Outlet, site: NewsSite) -> None:
        self._outlet = outlet
        self._site = site
        self._pages = Environment(
            loader=PackageLoader("monitor.demo"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    def respond(self, asked: Asked) -> Answer:
        if asked.method not in {"GET", "HEAD"}:
            return Answer(405, b"GET, please\n", {"Allow": "GET, HEAD"})
        page = self._routes(self._site.published(self._outlet)).get(asked.path)
        return page(asked) if page else Answer(404, b"no such page\n", {"Content-Type": "text/plain"})

    def _routes(self, items: Sequence[Published]) -> dict[str, Respond]:
        routes: dict[str, Respond] = {"/": partial(self._home, items), "/feed.xml": partial(self._feed, items)}
        for item in items:
            routes[_ARTICLES + item.piece.slug] = partial(self._article, items, item)
        return routes

    def _feed(self, items: Sequence[Published], asked: Asked) -> Answer:
        body = render_feed(self._outlet, self._site.homes[self._outlet.id], items)
        etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        headers = {"ETag": etag, "Content-Type": CONTENT_TYPES[self._outlet.format]}
        # RFC 9110, 13.1.2: a list of tags, compared weakly.
        known = {tag.strip().removeprefix("W/") for tag in asked.headers.get("if-none-match", "").split(",")}
        return Answer(304, b"", headers) if etag in known else Answer(200, body, headers)

    def _home(self, items: Sequence[Published], asked: Asked) -> Answer:
        published = [(item.url, item.piece) for item in items]
        return self._page("home.html", outlet=self._outlet, published=published)

    def _article(self, items: Sequence[Published], item: Published, asked: Asked) -> Answer:
        others = [other.piece.title for other in items if other is not item]
        return self._page(
            f"{self._outlet.chrome}.html",
            outlet=self._outlet,
            piece=item.piece,
            url=item.url,
            published=item.at,
            others=others,
            linked_data=_linked_data(self._outlet, item),
        )

    def _page(self, template: str, **values: object) -> Answer:
        return Answer(200, self._pages.get_template(template).render(values).encode(), _HTML)


def _linked_data(outlet: Outlet, item: Published) -> dict[str, object]:
    """What https://schema.org/NewsArticle says of a piece."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": item.piece.title,
        "datePublished": item.at.isoformat(),
        "inLanguage": outlet.language,
        "publisher": {"@type": "Organization", "name": outlet.name},
    }
    if item.piece.author:
        data["author"] = {"@type": "Person", "name": item.piece.author}
    return data
