"""A small world for end-to-end tests: outlets on loopback, a mail server, a webhook receiver, and a configuration.

Everything the service meets here is real: it resolves, connects, parses, extracts, and speaks SMTP and HTTP.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.servers import Mailbox, Request, Site, serve_mail, serve_site

WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass(frozen=True)
class Story:
    """An article as its outlet publishes it."""

    slug: str
    title: str
    paragraphs: tuple[str, ...]
    language: str = "en"


def filler(subject: str) -> tuple[str, ...]:
    """Three paragraphs of plain prose about ``subject``, long enough to be taken for an article."""
    return (
        f"The committee for {subject} met on Tuesday morning and heard a long report from its secretary.",
        f"Members asked how {subject} had changed over the past year, and what was to be done about it in spring.",
        f"A further session on {subject} is planned; the minutes will be printed in the usual place next week.",
    )


def place(number: int) -> str:
    """A made-up name, another for each number below 10,000: what tells stories apart that read alike otherwise."""
    syllables = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru")
    return "".join(syllables[int(digit)] for digit in f"{number:04}").capitalize()


@dataclass
class Hook:
    """A webhook receiver. ``before_answer`` runs when a request has come in and may delay or change the answer."""

    url: str = ""
    taken: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    site: Site = field(default_factory=Site)
    before_answer: Callable[[str], Awaitable[int]] | None = None

    async def receive(self, request: web.Request) -> web.Response:
        body = json.loads(await request.read())
        identity = request.headers["webhook-id"]
        status = await self.before_answer(identity) if self.before_answer else 200
        if status == 200:
            self.taken.append((identity, body))
            self.moments.append(time.monotonic())
        return web.Response(status=status)

    @property
    def requests(self) -> list[Request]:
        """The requests as they arrived, whatever was answered."""
        return self.site.asked("/hook")

    @property
    def titles(self) -> list[str]:
        """The titles of the articles announced, in order of arrival."""
        return [body["data"]["articles"][0]["title"] for _, body in self.taken]


@dataclass
class Newsroom:
    """Outlets, receivers and the directory of a configuration that watches them."""

    directory: Path
    site: Site
    mailbox: Mailbox
    hook: Hook
    feeds: dict[str, list[Story]] = field(default_factory=dict)

    @property
    def arrivals(self) -> list[str]:
        """The ids of all mails and webhooks that were taken, as often as they were, in order of arrival."""
        mails = ((mail.at, str(mail.message["Message-ID"])) for mail in self.mailbox.mails)
        hooks = zip(self.hook.moments, (identity for identity, _ in self.hook.taken), strict=True)
        return [identity for _, identity in sorted([*mails, *hooks])]

    @property
    def config(self) -> Path:
        return self.directory / "monitor.yaml"

    def publish(self, feed: str, *stories: Story) -> None:
        """Add ``stories`` to a feed, newest first as outlets do, and put their pages on the site."""
        self.feeds.setdefault(feed, [])[:0] = stories
        for story in stories:
            self.site.pages[f"/{feed}/{story.slug}"] = _page(story)
        self.site.feed(f"/{feed}.xml", _rss(self.site.url, feed, self.feeds[feed]))

    def configure(
        self,
        rules: str,
        *,
        store: str = "sqlite:///monitor.db",
        polling: str = "{interval: 1h, min_interval: 1s, spacing: 0s, backfill: 1000}",
        channels: Sequence[str] = ("desk", "ops"),
        vocabulary: str = "{topics: [], officials: []}",
        more_channels: str = "",
        extra: str = "",
    ) -> Path:
        """Write the configuration; ``rules`` is the body of a rules file, ``more_channels`` a mapping's lines."""
        self.directory.mkdir(parents=True, exist_ok=True)
        desk = f"""
  desk:
    email:
      to: [desk@example.org]
      from: Monitor <monitor@example.org>
      smtp: {{host: 127.0.0.1, port: {self.mailbox.port}, security: none}}"""
        ops = f"""
  ops:
    webhook: {{url: "{self.hook.url}", secret_file: hook.secret}}"""
        chosen = "".join(text for name, text in (("desk", desk), ("ops", ops)) if name in channels)
        chosen += more_channels and f"\n  {more_channels}"
        self.config.write_text(
            f"store: {store}\ntimezone: Europe/Zurich\ncontact: ops@example.org\n"
            f"feeds: [feeds.yaml]\nrules: [rules.yaml]\nvocabulary: {vocabulary}\n"
            f"polling: {polling}\nnetwork: {{allow_private: [127.0.0.0/8], timeout: 3s}}\n"
            f"channels:{chosen or ' {}'}\n{extra}"
        )
        (self.directory / "hook.secret").write_text(WEBHOOK_SECRET + "\n")
        feeds = "".join(f'  - {{id: {name}, url: "{self.site.url}/{name}.xml", language: en}}\n' for name in self.feeds)
        (self.directory / "feeds.yaml").write_text(f"feeds:\n{feeds}" if feeds else "feeds: []\n")
        (self.directory / "rules.yaml").write_text(rules)
        return self.config


@asynccontextmanager
async def open_newsroom(directory: Path) -> AsyncIterator[Newsroom]:
    """A :class:`Newsroom` whose servers run until the block ends."""
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(serve_site())
        mailbox = await stack.enter_async_context(serve_mail())
        receiver = await stack.enter_async_context(serve_site())
        hook = Hook(url=receiver.url + "/hook", site=receiver)
        receiver.pages["/hook"] = hook.receive
        yield Newsroom(directory, site, mailbox, hook)


async def until(condition: Callable[[], bool], *, limit: float = 30.0) -> None:
    """Wait until ``condition`` holds; fails after ``limit`` seconds."""
    async with asyncio.timeout(limit):
        while not condition():
            await asyncio.sleep(0.02)


def _page(story: Story) -> str:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs)
    return (
        f'<!doctype html><html lang="{story.language}"><head><title>{escape(story.title)}</title></head><body>'
        f"<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav><article><h1>{escape(story.title)}</h1>{body}"
        "</article><footer>Imprint</footer></body></html>"
    )


def _rss(base: str, feed: str, stories: Sequence[Story]) -> str:
    items = "".join(
        f"<item><title>{escape(story.title)}</title><link>{base}/{feed}/{story.slug}</link>"
        f"<guid isPermaLink='false'>{feed}-{story.slug}</guid><pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate></item>"
        for story in stories
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{feed}</title>{items}</channel></rss>'
