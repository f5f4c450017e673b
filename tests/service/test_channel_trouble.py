"""Channels in trouble, and recipients: what one says of itself keeps no other waiting."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

from aiohttp import web

from monitor.alerts import Breaker
from monitor.engine import Limits
from monitor.testing import FakeClock
from monitor.watch import Crews
from tests.newsroom import Newsroom, Story, filler, until
from tests.service.bench import Desk, open_desk
from tests.service.conftest import StartService

RULES = "rules: [{id: cyber, keywords: [cybersecurity]}]"
ALERTS = 40


def _publish(newsroom: Newsroom, count: int) -> None:
    text = filler("cybersecurity")
    newsroom.publish("wire", *(Story(f"s{n}", f"Note {n} on cybersecurity", (*text, f"{n}.")) for n in range(count)))


async def test_a_wrong_password_is_not_tried_for_every_alert(newsroom: Newsroom, service: StartService) -> None:
    """Forty waiting alerts are a handful of refused logins, not forty; none is lost, and the webhook gets all."""
    refused = Counter[str]()

    def refuse(address: str) -> str:
        refused[address] += 1
        return "530 5.7.0 Authentication required"

    newsroom.mailbox.on_recipient = refuse
    _publish(newsroom, ALERTS)
    newsroom.configure(RULES)
    async with service(newsroom.config) as app:
        await until(lambda: app.totals.held == ALERTS and app.totals.delivered == ALERTS)
    assert 1 <= refused.total() <= 8
    newsroom.mailbox.on_recipient = lambda address: None
    async with service(newsroom.config) as app:
        await until(lambda: app.totals.delivered == ALERTS)
    assert len(newsroom.mailbox.mails) == len(newsroom.hook.taken) == ALERTS


async def test_other_settings_of_a_channel_are_tried_at_once(newsroom: Newsroom, service: StartService) -> None:
    """What a wrong port or address has put off for hours goes out when that is mended, the oldest first, after a
    restart as after a reload; what was put off with settings that stay waits for its moment.
    """

    async def busy(request: web.Request) -> web.Response:
        return web.Response(status=503, headers={"Retry-After": "3000"})

    newsroom.hook.site.pages["/hook"] = busy
    newsroom.hook.site.pages["/new"] = newsroom.hook.receive
    _publish(newsroom, 3)
    right = newsroom.configure(RULES).read_text()
    newsroom.config.write_text(right.replace(f"port: {newsroom.mailbox.port}", "port: 1"))
    async with service(newsroom.config) as app:
        # A channel that was asked for patience tries no other, but for one that is under way already.
        await until(lambda: app.totals.put_off >= 4)
    newsroom.config.write_text(right)
    async with service(newsroom.config) as app:
        await until(lambda: app.totals.delivered == 3)
        assert len(newsroom.mailbox.mails) == 3
        newsroom.config.write_text(right.replace("/hook", "/new"))
        assert await app.reload()
        await until(lambda: app.totals.delivered == 6)
    assert len(newsroom.hook.taken) == 3
    asked = [request.headers["webhook-id"] for request in newsroom.hook.requests]
    assert len(asked) == len(set(asked))


async def test_what_waited_arrives_the_oldest_first(newsroom: Newsroom, crews: Crews, service: StartService) -> None:
    """However many go out beside each other: a reader of what came by night reads it as it happened."""
    _publish(newsroom, 12)
    newsroom.configure(RULES)
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.poll()
        await desk.read()
        waiting = await desk.store.reports.deliveries(99)
    async with service(newsroom.config) as app:
        await until(lambda: app.totals.delivered == len(waiting) == 24)
    raised = {each.id: (each.created_at, each.id) for each in waiting}
    hooks = [raised[identity] for identity, _ in newsroom.hook.taken]
    mails = [raised[str(mail.message["Message-ID"])[1:].partition("@")[0]] for mail in newsroom.mailbox.mails]
    assert (hooks, mails) == (sorted(hooks), sorted(mails))


async def test_a_channel_that_stays_unusable_is_told_of_by_another(newsroom: Newsroom, crews: Crews) -> None:
    """A login that is refused for a quarter of an hour is a notice with the reason, one each time that it comes so far.
    The channel is not disabled, and all is sent once it can be used.
    """
    refusal: str | None = "535 5.7.8 Error: authentication failed"
    newsroom.mailbox.on_recipient = lambda address: refusal
    _publish(newsroom, 2)
    newsroom.configure(RULES)

    async def pass_time(desk: Desk, quarters: int) -> None:
        for _ in range(quarters):
            desk.clock.advance(timedelta(minutes=15))
            await desk.store.deliveries.release_held(desk.clock.now(), desk.pipeline.watch.channels.keys())
            await desk.send()

    def notices() -> list[str]:
        told = [body["data"]["notice"] for _, body in newsroom.hook.taken if body["data"]["notice"]]
        assert {notice["about"] for notice in told} <= {"channel-unusable"}
        return [" ".join(notice["paragraphs"]) for notice in told]

    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.work()
        assert notices() == []
        await pass_time(desk, 3)
        desk.clock.advance(timedelta(days=6))
        await pass_time(desk, 1)
        assert (await desk.store.channels.states())["desk"].disabled_at is None
        (told,) = notices()
        assert "535 5.7.8 Error: authentication failed" in told
        refusal = None
        await pass_time(desk, 1)
        assert len(newsroom.mailbox.mails) == 2
        assert await desk.store.channels.states() == {}
        refusal = "535 5.7.8 Error: authentication failed"
        _publish(newsroom, 3)
        await desk.work()
        await pass_time(desk, 3)
        assert len(notices()) == 2


async def test_a_login_refused_while_a_reload_mends_it_is_tried_again_at_once(newsroom: Newsroom, crews: Crews) -> None:
    """What was held before is, too; the one in hand does not wait for the next quarter of an hour."""
    refusals = ["535 5.7.8 Error: authentication failed"]

    def refuse(address: str) -> str | None:
        if not refusals:
            return None
        breaker = Breaker(desk.clock)
        desk.pipeline.watch = replace(desk.pipeline.watch, channel_settings={"desk": "mended"}, breaker=breaker)
        return refusals.pop()

    newsroom.mailbox.on_recipient = refuse
    _publish(newsroom, 1)
    newsroom.configure(RULES, channels=("desk",))
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.work()
        assert (len(newsroom.mailbox.mails), refusals) == (0, [])
        await desk.send()
    assert len(newsroom.mailbox.mails) == 1


async def test_greylisting_of_every_reader_pauses_nothing(newsroom: Newsroom, crews: Crews) -> None:
    """A server that puts off each new recipient once is no server in trouble: all are tried at once, and have their
    mail at their second attempt.
    """
    asked = Counter[str]()

    def greylist(address: str) -> str | None:
        asked[address] += 1
        return "450 4.2.0 greylisted, come back" if asked[address] == 1 else None

    newsroom.mailbox.on_recipient = greylist
    _publish(newsroom, 1)
    readers = ", ".join(f"reader{number}@example.org" for number in range(12))
    smtp = f"{{host: 127.0.0.1, port: {newsroom.mailbox.port}, security: none}}"
    readers = f"readers: {{email: {{to: [{readers}], from: monitor@example.org, smtp: {smtp}}}}}"
    newsroom.configure(RULES, channels=(), more_channels=readers)
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.work()
        assert asked.total() == 12
        assert desk.pipeline.watch.breaker.pausing() == frozenset()
        desk.clock.advance(timedelta(minutes=6))
        await desk.send()
    assert len({mail.recipients for mail in newsroom.mailbox.mails}) == len(newsroom.mailbox.mails) == 12


async def test_a_stop_lets_the_mails_in_hand_end(newsroom: Newsroom, service: StartService) -> None:
    """Those that a slow server thinks of, or that wait for its connection, are sent, once, and marked; the rest goes
    out at the next start.
    """
    begun, answer = asyncio.Event(), asyncio.Event()
    handle = newsroom.mailbox.handle_DATA

    async def think(*arguments: Any) -> str:
        begun.set()
        await answer.wait()
        return await handle(*arguments)

    newsroom.mailbox.handle_DATA = think  # type: ignore[assignment,method-assign]
    _publish(newsroom, 7)
    newsroom.configure(RULES, channels=("desk",))
    async with service(newsroom.config) as app:
        await until(lambda: app.totals.alerts == 7 and begun.is_set())
        asyncio.get_running_loop().call_later(0.2, answer.set)
    assert app.totals.delivered == len(newsroom.mailbox.mails) == Limits().deliveries_per_channel
    async with service(newsroom.config) as app:
        await until(lambda: app.totals.delivered == 3)
    assert len({str(mail.message["Message-ID"]) for mail in newsroom.mailbox.mails}) == len(newsroom.mailbox.mails) == 7
