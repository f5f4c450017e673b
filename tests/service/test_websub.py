"""News by push, through the real service, a real hub and real receivers."""

import asyncio
import socket
from datetime import timedelta
from pathlib import Path

from monitor.errors import MonitorError
from monitor.store import Store
from tests.newsroom import Newsroom, Story, filler, until
from tests.servers import free_port
from tests.service.conftest import StartService
from tests.websub.hub import Hub, serve_hub

RULES = "rules: [{id: cyber, keywords: [cybersecurity]}]\n"


def _story(number: int) -> Story:
    return Story(
        f"s{number}", f"Session {number} on cybersecurity", (*filler("it"), f"Session number {number} closed.")
    )


def _served(newsroom: Newsroom, hub: Hub, stories: list[Story]) -> str:
    """Publish ``stories`` with a feed that names the hub; gives its text."""
    newsroom.publish("wire", *stories)
    items = "".join(
        f"<item><title>{story.title}</title><link>{newsroom.site.url}/wire/{story.slug}</link>"
        f"<guid isPermaLink='false'>wire-{story.slug}</guid></item>"
        for story in newsroom.feeds["wire"]
    )
    links = f'<atom:link rel="hub" href="{hub.url}"/><atom:link rel="self" href="{_topic(newsroom)}"/>'
    text = f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>wire</title>{links}{items}'
    text += "</channel></rss>"
    newsroom.site.feed("/wire.xml", text)
    return text


def _topic(newsroom: Newsroom) -> str:
    return f"{newsroom.site.url}/wire.xml"


def _configure(newsroom: Newsroom, port: int) -> Path:
    extra = f"websub: {{listen: '127.0.0.1:{port}', public_url: 'http://127.0.0.1:{port}/push'}}\n"
    return newsroom.configure(RULES, channels=("ops",), extra=extra)


async def test_a_push_becomes_an_alert_without_a_poll(newsroom: Newsroom, service: StartService) -> None:
    """The feed is polled once, names its hub, and is never asked again: what the hub pushes is alerted on at once, in
    the order in which it is pushed. What is forged changes nothing; what comes twice is told once. When a hub only says
    that there is news, the feed is polled at once, and polls are as frequent as ever until something is pushed again.
    """
    async with serve_hub() as hub:
        _served(newsroom, hub, [_story(1)])
        async with service(_configure(newsroom, free_port())) as app:
            await until(lambda: len(newsroom.hook.taken) == 1 and bool(hub.subscribed))
            for number in (2, 3):
                body = _served(newsroom, hub, [_story(number)])
                assert await hub.push(_topic(newsroom), body) == 202
                await until(lambda: len(newsroom.hook.taken) == number)  # noqa: B023
            forged = body.replace("Session 3", "Session 666").replace("wire-s3", "wire-s666")
            assert await hub.push(_topic(newsroom), forged, secret="guessed") == 202
            assert await hub.push(_topic(newsroom), forged, signed=False) == 202
            assert await hub.push(_topic(newsroom), body) == 202
            # Pushes are taken in turn, so by the alert for this one the others have had their chance.
            assert await hub.push(_topic(newsroom), _served(newsroom, hub, [_story(4)])) == 202
            await until(lambda: len(newsroom.hook.taken) == 4)
            assert app.totals.entries == 4
            assert newsroom.hook.titles == [_story(number).title for number in (1, 2, 3, 4)]
            assert len(newsroom.site.asked("/wire.xml")) == 1

            _served(newsroom, hub, [_story(5)])
            assert await hub.push(_topic(newsroom), "there is news") == 202
            await until(lambda: len(newsroom.hook.taken) == 5)
            assert len(newsroom.site.asked("/wire.xml")) == 2
    store = await Store.open(f"sqlite:///{newsroom.directory}/monitor.db")
    subscription = await store.subscriptions.of_feed("wire")
    state = await store.feeds.state("wire")
    record = await store.health.news("wire")
    await store.close()
    assert subscription is not None
    assert subscription.last_push_at is not None
    assert subscription.missed_at is not None
    assert subscription.missed_at > subscription.last_push_at
    # The rhythm of the feed is known by what was pushed as by what was polled.
    assert sum(day.items for day in record.days) == 4
    # It was pushes that the second poll counted on when it was begun: the next is in four hours.
    assert state is not None
    assert state.last_polled_at is not None
    assert state.next_poll_at - state.last_polled_at > timedelta(hours=3)


async def test_a_reload_moves_the_listener_and_ends_what_is_gone(newsroom: Newsroom, service: StartService) -> None:
    """A port that is taken keeps the old configuration in force; a free one is moved to; a feed that is taken out is
    given up at its hub, and without `websub` nobody listens."""
    async with serve_hub() as hub:
        _served(newsroom, hub, [_story(1)])
        old, new = free_port(), free_port()
        async with service(_configure(newsroom, old)) as app:
            await until(lambda: bool(hub.subscribed))
            with socket.create_server(("127.0.0.1", new)):
                _configure(newsroom, new)
                assert not await app.reload()
                # The service sees by itself that the files have changed, and moves as soon as the port is free.
                assert await _listens(old)
            assert await app.reload()
            assert (await _listens(old), await _listens(new)) == (False, True)
            await until(lambda: f":{new}/" in hub.subscribed.get(_topic(newsroom), ("",))[0])
            del newsroom.feeds["wire"]
            _configure(newsroom, new)
            assert await app.reload()
            await until(lambda: not hub.subscribed)
            newsroom.configure(RULES)
            assert await app.reload()
            assert not await _listens(new)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        return False
    writer.close()
    return True


async def test_a_service_whose_port_is_taken_says_so(newsroom: Newsroom, service: StartService) -> None:
    """It ends with a sentence instead of running without what was asked for."""
    newsroom.configure(RULES)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        config = _configure(newsroom, taken.getsockname()[1])
        try:
            async with asyncio.timeout(20), service(config):
                pass
        except MonitorError as error:
            assert "cannot be listened on" in str(error)  # noqa: PT017
        else:
            raise AssertionError("it ran")
