"""Feeds over HTTP, from the real service."""

import asyncio
import socket
from contextlib import ExitStack, suppress

import feedparser
import httpx
import pytest
from structlog.testing import capture_logs

from monitor.errors import MonitorError
from tests.newsroom import Newsroom, Story, filler, until
from tests.servers import free_port
from tests.service.conftest import StartService

RULES = "rules: [{id: cyber, keywords: [cybersecurity]}, {id: grain, keywords: [grain]}]\n"
TOKEN = "a-token-of-the-tests-0123456789"


def _configure(newsroom: Newsroom, web: str = "") -> None:
    newsroom.configure(
        RULES,
        channels=(),
        more_channels="readers: {feed: {directory: public}}",
        extra=f"web: {{{web}}}\n" if web else "",
    )


async def test_what_is_found_is_served(newsroom: Newsroom, service: StartService) -> None:
    """An article that a rule finds stands in the channel's feeds as they are served; once read, it is not sent again.

    A reload takes up another address and a token, and closes the door when nothing is to be served any more.
    """
    newsroom.publish("wire", Story("a", "Note on cybersecurity", filler("cybersecurity")))
    port, other = free_port(), free_port()
    _configure(newsroom, f"listen: '127.0.0.1:{port}', base_url: 'https://news.example.org'")
    async with service(newsroom.config) as app, httpx.AsyncClient(trust_env=False) as http:
        url = f"http://127.0.0.1:{port}/feeds/readers/rules"
        await until(lambda: app.totals.delivered == 1)
        first = await http.get(f"{url}/cyber.atom")
        atom = feedparser.parse(first.content)
        assert [entry.title for entry in atom.entries] == ["Note on cybersecurity"]
        assert atom.feed.links[0].href == "https://news.example.org/feeds/readers/rules/cyber.atom"
        again = await http.get(f"{url}/cyber.atom", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert feedparser.parse((await http.get(f"{url}/grain.atom")).content).entries == []
        health = await http.get(f"http://localhost:{port}/healthz")
        assert (health.status_code, health.text) == (200, "ok\n")

        _configure(newsroom, f"listen: '127.0.0.1:{other}', token: {TOKEN}")
        assert await app.reload()
        moved = f"http://127.0.0.1:{other}/feeds/readers/all.json"
        assert (await http.get(moved)).status_code == 401
        assert len((await http.get(moved, params={"token": TOKEN})).json()["items"]) == 1
        newsroom.configure(RULES, channels=())
        assert await app.reload()
        for gone in (url, moved):
            with pytest.raises(httpx.ConnectError):
                await http.get(gone)


async def test_a_port_that_is_taken(newsroom: Newsroom, service: StartService) -> None:
    """The usual one is done without, with a word in the log; one that the settings name is a fault."""
    with ExitStack() as stack:
        with suppress(OSError):
            stack.enter_context(socket.create_server(("127.0.0.1", 8080)))
        _configure(newsroom)
        with capture_logs() as logs:
            async with service(newsroom.config):
                await until(lambda: any("feeds are not served" in line["event"] for line in logs))
        line = next(line for line in logs if "feeds are not served" in line["event"])
        assert "web.listen: 127.0.0.1:8080 cannot be listened on" in line["error"]
        _configure(newsroom, "listen: '127.0.0.1:8080'")
        try:
            async with asyncio.timeout(20), service(newsroom.config):
                pass
        except MonitorError as error:
            assert "web.listen: 127.0.0.1:8080 cannot be listened on" in str(error)  # noqa: PT017
        else:
            raise AssertionError("it ran")
