"""A webhook whose far side fails, is gone, or comes back: from outbox to answer, on a clock that is told."""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from aiohttp import web
from sqlalchemy import update

from monitor import rules
from monitor.building import prepare
from monitor.model import DeliveryState
from monitor.store.schema import alerts
from monitor.testing import FakeClock
from monitor.watch import Crews
from tests.newsroom import Newsroom, Story, filler, until
from tests.service.bench import Desk, open_desk
from tests.service.conftest import StartService

RULES = "rules: [{id: cyber, keywords: [cybersecurity]}]"
HOUR = timedelta(hours=1)


def _story(number: int) -> Story:
    return Story(f"s{number}", f"Note {number} on cybersecurity", (*filler("cybersecurity"), f"It was note {number}."))


def _answer(newsroom: Newsroom, answer: Callable[[], web.Response | None]) -> None:
    """Let the hook answer so, and take what comes where that is ``None``."""

    async def serve(request: web.Request) -> web.Response:
        return answer() or await newsroom.hook.receive(request)

    newsroom.hook.site.pages["/hook"] = serve


async def _attempts(desk: Desk, newsroom: Newsroom) -> list[timedelta]:
    """Send until nothing is queued; gives the moments at which the hook was asked, from the first."""
    began, moments = desk.clock.now(), []
    while True:
        asked = len(newsroom.hook.requests)
        await desk.send()
        moments += [desk.clock.now() - began] * (len(newsroom.hook.requests) - asked)
        queued = await desk.store.reports.deliveries(10, state=DeliveryState.QUEUED)
        if not queued:
            return moments
        due = min(each.due_at for each in queued)
        desk.clock.advance(max(due - desk.clock.now(), timedelta(0)))


async def test_attempts_that_a_kill_cut_off_are_no_failures(newsroom: Newsroom, crews: Crews) -> None:
    """A service that was killed thirty times while it sent an alert, and then hears one 503, asks again in seconds: its
    own trouble brings no alert nearer to being given up.
    """
    newsroom.publish("wire", _story(1))
    newsroom.configure(RULES, channels=("ops",))
    busy = iter([web.Response(status=503)])
    _answer(newsroom, lambda: next(busy, None))
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.poll()
        await desk.read()
        for _ in range(30):
            now = desk.clock.now()
            assert len(await desk.store.deliveries.claim(now, now + HOUR, 1, 1)) == 1
            await desk.store.release_leases(now)
        assert [moment.total_seconds() // 5 for moment in await _attempts(desk, newsroom)] == [0, 1]
        (sent,) = await desk.store.reports.deliveries(10)
    assert sent.state is DeliveryState.DELIVERED


async def test_what_is_no_alert_any_more_is_a_dead_letter_at_once(newsroom: Newsroom, crews: Crews) -> None:
    """Damage in the database that leaves JSON behind is not sent, nor tried for days; what is sound goes out."""
    newsroom.publish("wire", _story(1), _story(2))
    newsroom.configure(RULES, channels=("ops",))
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.poll()
        await desk.read()
        (_, bad) = await desk.store.reports.deliveries(9)
        async with desk.store._database.write() as connection:
            its = alerts.c.id == bad.alert_id
            await connection.execute(update(alerts).where(its).values(payload={"data": {"articles": []}}))
        await desk.send()
        (dead,) = await desk.store.reports.deliveries(9, state=DeliveryState.DEAD)
    assert "restore a backup" in (dead.last_error or "")
    assert len(newsroom.hook.taken) == 1


async def test_an_endpoint_that_fails_is_asked_by_the_schedule(newsroom: Newsroom, crews: Crews) -> None:
    """Nine failures and a yes are one delivery, at the times of the table; ten failures are a dead letter with the last
    answer, which is replayed under its id.
    """
    newsroom.publish("wire", _story(1))
    newsroom.configure(RULES, channels=("ops",))
    left = 9

    def fail() -> web.Response | None:
        nonlocal left
        left -= 1
        return web.Response(status=500, text="the disk is full") if left >= 0 else None

    _answer(newsroom, fail)
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.poll()
        await desk.read()
        moments = await _attempts(desk, newsroom)
        assert len(moments) == 10
        waits = [after - before for before, after in pairwise(moments)]
        seconds = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
        for wait, listed in zip(waits, seconds, strict=True):
            assert listed <= wait.total_seconds() <= 1.1 * listed
        assert len(newsroom.hook.taken) == 1

        newsroom.publish("wire", _story(2))
        left = 10
        await desk.poll()
        await desk.read()
        assert len(await _attempts(desk, newsroom)) == 10
        (dead,) = await desk.store.reports.deliveries(10, state=DeliveryState.DEAD)
        assert "HTTP 500: the disk is full" in (dead.last_error or "")
        assert await desk.store.deliveries.replay([dead.id], desk.clock.now()) == (dead.id,)
        await desk.send()
    assert len(newsroom.hook.taken) == 2
    ids = Counter(request.headers["webhook-id"] for request in newsroom.hook.requests)
    assert set(ids.values()) == {10, 11}
    assert newsroom.hook.taken[1][0] == dead.id
    assert len({request.body for request in newsroom.hook.requests}) == 2


async def test_what_fails_while_a_reload_changes_its_channel_begins_anew_with_the_new_settings(
    newsroom: Newsroom, crews: Crews
) -> None:
    """Be it the last attempt: it says nothing of them. The first with those is made at once, and the next by the
    schedule, as for what waited.
    """
    newsroom.publish("wire", _story(1))
    newsroom.configure(RULES, channels=("ops",))
    failures = 0

    def fail() -> web.Response | None:
        nonlocal failures
        failures += 1
        if failures == 10:
            desk.pipeline.watch = replace(desk.pipeline.watch, channel_settings={"ops": "others"})
        return web.Response(status=500) if failures < 12 else None

    _answer(newsroom, fail)
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.poll()
        await desk.read()
        moments = await _attempts(desk, newsroom)
    *_, last, first_anew, second_anew = moments
    assert last == first_anew
    assert (second_anew - first_anew).total_seconds() // 5 == 1
    assert len(newsroom.hook.taken) == 1


async def test_a_gone_endpoint_is_disabled_and_the_others_say_so(newsroom: Newsroom, crews: Crews) -> None:
    """After 410 nothing is asked of it, all is held with the reason, the desk has its mails and one notice; a person
    resumes it, and what was held goes out in its order.
    """
    newsroom.publish("wire", _story(1), _story(2))
    newsroom.configure(RULES)
    gone = True
    _answer(newsroom, lambda: web.Response(status=410) if gone else None)
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.work()
        await desk.send()
        newsroom.publish("wire", _story(3))
        await desk.work(2 * HOUR)
        assert len(newsroom.hook.requests) == 1
        held = await desk.store.reports.deliveries(10, state=DeliveryState.HELD)
        assert {each.channel for each in held} == {"ops"}
        assert len(held) == 3
        assert all("HTTP 410" in (each.last_error or "") for each in held)
        subjects = [str(mail.message["Subject"]) for mail in newsroom.mailbox.mails]
        assert len(subjects) == 4
        assert subjects.count("[notice] Channel ops is disabled") == 1

        gone = False
        # The quarter-hourly look at what is held, and a restart with the same address, change nothing.
        assert await desk.store.deliveries.release_held(desk.clock.now(), ["ops", "desk"]) == 0
        far_side = desk.pipeline.watch.channels["ops"].far_side
        assert await desk.store.channels.follow({"ops": far_side}) == ()
        assert await desk.store.channels.resume("ops", desk.clock.now()) == 3
        await desk.send()
        assert sorted(newsroom.hook.titles) == [f"Note {number} on cybersecurity" for number in (1, 2, 3)]
        assert newsroom.hook.titles[-1] == "Note 3 on cybersecurity"
        assert await desk.store.channels.states() == {}


async def test_an_endpoint_that_fails_for_days_is_disabled_until_it_has_another_address(
    newsroom: Newsroom, crews: Crews
) -> None:
    """Five days without a yes disable it, once, with a notice through another channel; a new address is a new start."""
    newsroom.publish("wire", _story(1), _story(2))
    newsroom.configure(RULES)
    _answer(newsroom, lambda: web.Response(status=503))
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.work()
        await desk.send()
        state = await desk.store.channels.state("ops")
        assert state is not None
        assert state.failing_since is not None
        assert state.disabled_at is None
        for _ in range(12):
            desk.clock.advance(10 * HOUR)
            await desk.send()
        newsroom.publish("wire", _story(3))
        await desk.work(2 * HOUR)
        state = await desk.store.channels.state("ops")
        assert state is not None
        assert state.disabled_at is not None
        assert timedelta(days=5) <= state.disabled_at - state.failing_since < timedelta(days=6)  # type: ignore[operator]
        await desk.send()
        notices = [mail for mail in newsroom.mailbox.mails if str(mail.message["Subject"]).startswith("[notice]")]
        assert len(notices) == 1
        text = notices[0].message.get_body(("plain",))
        assert text is not None
        assert "channels resume ops" in text.get_content()
        asked = len(newsroom.hook.requests)
        newsroom.publish("wire", _story(4))
        await desk.work(2 * HOUR)
        assert len(newsroom.hook.requests) == asked
        assert await desk.store.channels.follow({"ops": "elsewhere"}) == ("ops",)
        _answer(newsroom, lambda: None)
        assert await desk.store.deliveries.release_held(desk.clock.now(), ["ops"]) >= 2
        await desk.send()
    assert newsroom.hook.titles[-2:] == ["Note 3 on cybersecurity", "Note 4 on cybersecurity"]


async def test_what_the_address_before_says_is_not_held_against_the_one_after(newsroom: Newsroom, crews: Crews) -> None:
    """An endpoint that says 410 after a reload has given the channel another address disables nothing; what it did not
    take goes to the other.
    """
    newsroom.publish("wire", _story(1))
    old = newsroom.configure(RULES, channels=("ops",)).read_text()
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        newsroom.config.write_text(old.replace("/hook", "/new"))
        _, after = await prepare(newsroom.config, os.environ, desk.clock, rules.Forms())

        def gone() -> web.Response:
            desk.pipeline.watch = after
            return web.Response(status=410)

        _answer(newsroom, gone)
        newsroom.hook.site.pages["/new"] = newsroom.hook.receive
        await desk.work()
        assert await desk.store.channels.states() == {}
        assert await desk.store.deliveries.release_held(desk.clock.now(), ["ops"]) == 1
        await desk.send()
        await after.client.aclose()
    assert newsroom.hook.titles == ["Note 1 on cybersecurity"]


async def test_patience_that_is_asked_for_is_had_by_the_whole_channel(newsroom: Newsroom, crews: Crews) -> None:
    """`Retry-After`, in seconds or as a date, keeps the alert for so long, and leaves what else waits where it is."""
    newsroom.publish("wire", _story(1))
    newsroom.configure(RULES, channels=("ops",))
    seconds = {"Retry-After": "120"}
    day = {"Date": "Fri, 02 Jan 2026 03:00:00 GMT", "Retry-After": "Fri, 02 Jan 2026 03:02:00 GMT"}
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        for number, headers in enumerate((seconds, day)):
            newsroom.publish("wire", _story(10 + number))
            _answer(newsroom, lambda headers=headers: web.Response(status=429, headers=headers))  # type: ignore[misc]
            await desk.work()
            assert desk.pipeline.watch.breaker.pausing() == {"ops"}
            desk.clock.advance(timedelta(seconds=119))
            assert await desk.send() == 0
            assert desk.pipeline.watch.breaker.pausing() == {"ops"}
            desk.clock.advance(timedelta(seconds=15))
            assert desk.pipeline.watch.breaker.pausing() == frozenset()
            _answer(newsroom, lambda: None)
            assert await desk.send() > 0
    assert len(newsroom.hook.taken) == 3


async def test_a_backlog_does_not_storm_an_endpoint_in_trouble(newsroom: Newsroom, service: StartService) -> None:
    """Thirty alerts for a receiver that answers 503 are a handful of requests; the desk has all its mails meanwhile,
    and no alert is given up.
    """
    _answer(newsroom, lambda: web.Response(status=503))
    newsroom.publish("wire", *(_story(number) for number in range(30)))
    newsroom.configure(RULES)
    async with service(newsroom.config) as app:
        await until(lambda: len(newsroom.mailbox.mails) == 30, limit=60)
        await until(lambda: app.totals.put_off >= 8)
        assert app.totals.dead == 0
    assert 8 <= len(newsroom.hook.requests) <= 16
