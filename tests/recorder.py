"""A feed server that keeps the score of its reader, by the columns of Rachel Kroll's feed reader test.

https://rachelbythebay.com/w/2024/06/28/fsr/
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

from aiohttp import web

from monitor.clock import Clock


@dataclass
class Recorder:
    """Serves one feed and counts what its reader does. ``publish`` changes the feed; ``served`` dates each request.

    A validator is *good* when it is the one given last, *out of sequence* when it was given earlier, and *made up* when
    it never was. Every answer sets a cookie, which nobody should send back.
    """

    clock: Clock
    score: Counter[str] = field(default_factory=Counter)
    served: list[datetime] = field(default_factory=list)
    _edition: int = 0
    _given: dict[str, list[str]] = field(default_factory=lambda: {"if-none-match": [], "if-modified-since": []})
    _entries: list[tuple[int, datetime]] = field(default_factory=list)

    def publish(self, entries: int = 1) -> None:
        """Put ``entries`` new ones on top of the feed."""
        for _ in range(entries):
            self._edition += 1
            self._entries.insert(0, (self._edition, self.clock.now()))

    async def __call__(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.served.append(self.clock.now())
        self.score["requests"] += 1
        self.score["cookies"] += "cookie" in headers
        self.score["referrers"] += "referer" in headers
        self.score["query parameters"] += bool(request.query_string)
        self.score["identified"] += "(+" in headers.get("user-agent", "")
        current = {"if-none-match": f'W/"{self._edition}-gzip"', "if-modified-since": f"edition {self._edition}, about"}
        sent = {name: headers[name] for name in current if name in headers}
        self.score["unconditional"] += not sent
        for name, value in sent.items():
            self.score[f"{name} {self._judge(name, value)}"] += 1
        validators = {"ETag": current["if-none-match"], "Last-Modified": current["if-modified-since"]}
        answer = {**validators, "Set-Cookie": "sid=1"}
        for name, value in current.items():
            if value not in self._given[name]:
                self._given[name].append(value)
        if sent == current:
            return web.Response(status=304, headers=answer)
        return web.Response(text=self._document(), headers={**answer, "Content-Type": "application/rss+xml"})

    def _judge(self, name: str, value: str) -> str:
        given = self._given[name]
        if value not in given:
            return "made up"
        return "good" if value == given[-1] else "out of sequence"

    def _document(self) -> str:
        items = "".join(
            f"<item><guid>{number}</guid><title>Report {number} on gardens</title>"
            f"<description>Nothing grew on day {number}.</description>"
            f"<pubDate>{format_datetime(moment)}</pubDate></item>"
            for number, moment in self._entries
        )
        return f'<rss version="2.0"><channel><title>Recorder</title>{items}</channel></rss>'
