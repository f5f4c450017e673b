"""A stand-in for the daemon: it reads the demo's feeds and alerts as the newsroom expects, over real sockets."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiosmtplib
import feedparser
import httpx
from ruamel.yaml import YAML
from standardwebhooks import Webhook

from monitor.demo.articles import PIECES
from monitor.demo.newsroom import Piece

# What the stand-in does with a piece: which rule it alerts for, or None.
Judge = Callable[[Piece], str | None]


def as_expected(piece: Piece) -> str | None:
    """Alert on what the newsroom expects."""
    return piece.rule


@dataclass
class StandIn:
    """Starts like the daemon. ``judge`` decides about pieces; ``running`` tells whether it was started and stopped."""

    judge: Judge = as_expected
    running: list[bool] = field(default_factory=list)
    _told: set[str] = field(default_factory=set)

    @asynccontextmanager
    async def __call__(self, config_path: Path, /) -> AsyncIterator[None]:
        task = asyncio.create_task(self._run(config_path.parent))
        self.running.append(True)
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})
            self.running.append(False)
            if not task.cancelled():
                task.result()

    async def _run(self, directory: Path) -> None:
        yaml = YAML(typ="safe")
        settings = yaml.load((directory / "monitor.yaml").read_text(encoding="utf-8"))
        feeds = yaml.load((directory / "feeds.yaml").read_text(encoding="utf-8"))["feeds"]
        secret = (directory / settings["channels"]["ops"]["webhook"]["secret_file"]).read_text().strip()
        async with httpx.AsyncClient(trust_env=False) as client:
            while True:
                for feed in feeds:
                    parsed = feedparser.parse(io.BytesIO((await client.get(feed["url"])).content))
                    for entry in reversed(parsed.entries):
                        await self._consider(client, settings["channels"], secret, entry)
                await asyncio.sleep(0.05)

    async def _consider(self, client: httpx.AsyncClient, channels: Any, secret: str, entry: Any) -> None:
        piece = next(piece for piece in PIECES if entry.link.endswith(f"/{piece.slug}"))
        rule = self.judge(piece)
        if rule is None or f"{rule} {piece.story}" in self._told:
            return
        self._told.add(f"{rule} {piece.story}")
        await _send_mail(channels["desk"]["email"]["smtp"], entry)
        await _send_webhook(client, channels["ops"]["webhook"]["url"], secret, rule, entry)


async def _send_mail(smtp: Any, entry: Any) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "m@example.org", "desk@example.org", entry.title
    message.set_content(f"{entry.title}\n{entry.link}\n")
    await aiosmtplib.send(message, hostname=smtp["host"], port=smtp["port"], start_tls=False)


async def _send_webhook(client: httpx.AsyncClient, url: str, secret: str, rule: str, entry: Any) -> None:
    article = {"url": entry.link, "title": entry.title, "summary": entry.summary, "source": "x", "language": None}
    article |= {"published": None, "matches": [{"leaf": "phrase", "text": "x", "how": "exact"}]}
    data = {"rule": {"id": rule, "title": rule, "severity": "normal"}, "articles": [article]}
    body = json.dumps({"type": "alert", "data": data})
    now = datetime.now(UTC)
    headers = {
        "webhook-id": entry.link,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(entry.link, now, body),
    }
    (await client.post(url, content=body, headers=headers)).raise_for_status()
