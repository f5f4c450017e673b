"""``run --once``: a pass over all that is due, which ends and adds up."""

import asyncio
import os
import random

from aiohttp import web

from monitor.app import open_app
from monitor.clock import SystemClock
from monitor.engine import Totals
from monitor.store import Store
from monitor.systemd import ServiceManager
from tests.newsroom import Newsroom, Story, filler, place

RULES = "rules: [{id: cyber, keywords: [cybersecurity]}]"


async def _pass(newsroom: Newsroom) -> Totals:
    manager = ServiceManager({})
    async with open_app(
        newsroom.config, os.environ, SystemClock(), rng=random.Random(7), manager=manager, spread=False
    ) as app:
        return await app.run_once()


async def test_a_pass_longer_than_the_polling_interval_ends(newsroom: Newsroom) -> None:
    """Feeds that fall due again while the others are being asked are left for the next pass."""
    for number in range(4):
        newsroom.publish(f"feed{number}")
        newsroom.site.pages[f"/feed{number}.xml"] = _slow
    newsroom.configure(RULES, polling="{interval: 1s, min_interval: 1s, spacing: 0s}")
    totals = await asyncio.wait_for(_pass(newsroom), 30)
    assert (totals.feeds, totals.feeds_failed) == (4, 0)
    assert len(newsroom.site.requests) == 4


async def test_what_is_learnt_beside_an_article_keeps_it_out_of_no_sum(newsroom: Newsroom) -> None:
    """A store that does not take how common words are has taken the article before, and every one is counted."""
    newsroom.publish("wire", *(Story(f"s{n}", f"Note {n}", filler(f"word{n}")) for n in range(9)))
    newsroom.configure(RULES)
    store = await Store.open(f"sqlite:///{newsroom.directory}/monitor.db")
    await store.upgrade()
    async with store._database.write() as connection:
        await connection.exec_driver_sql(
            "CREATE TRIGGER planted BEFORE INSERT ON term_counts BEGIN SELECT RAISE(ABORT, 'planted'); END"
        )
    await store.close()
    totals = await _pass(newsroom)
    assert (totals.entries, totals.articles) == (9, 9)


async def test_the_sums_of_a_pass_add_up(newsroom: Newsroom) -> None:
    """Every entry found is an article, put off, given up or waiting; so is every one that waited before."""
    for slug in ("fine", "shut"):
        newsroom.publish("wire", Story(slug, f"A note on {slug} things", filler(slug)))
    newsroom.site.pages["/wire/shut"] = _shut
    newsroom.publish("ended", Story("left", "A note that is left over", filler("endings")))
    newsroom.site.pages["/ended/left"] = _shut
    newsroom.configure(RULES)
    first = await _pass(newsroom)
    assert (first.entries, first.entries_before) == (3, 0)
    assert (first.articles, first.entries_put_off, first.entries_given_up, first.entries_waiting) == (1, 2, 0, 0)

    del newsroom.feeds["ended"]
    empty = "<item><guid>empty</guid></item>"
    newsroom.feeds["void"] = []
    newsroom.site.feed("/void.xml", f'<rss version="2.0"><channel><title>void</title>{empty}</channel></rss>')
    newsroom.configure(RULES)
    second = await _pass(newsroom)
    assert (second.entries, second.entries_before) == (1, 2)
    assert (second.articles, second.entries_put_off, second.entries_given_up, second.entries_waiting) == (0, 0, 1, 2)


async def test_what_waits_for_a_moment_goes_out_in_the_pass_after_it(newsroom: Newsroom) -> None:
    """What is beyond a limit arrives by mail, and what found no second source by webhook, each once."""
    for number in range(3):
        newsroom.publish(
            "wire", Story(f"s{number}", f"Note {number} on cybersecurity", filler(f"cybersecurity in {place(number)}"))
        )
    newsroom.publish("wire", Story("bees", "A note on bees", filler("bees")))
    newsroom.configure(
        "rules: [{id: cyber, keywords: [cybersecurity], notify: [desk]},"
        " {id: bees, keywords: [bees], notify: [ops], corroborate: {within: 1ms}}]"
    )
    text = newsroom.config.read_text()
    newsroom.config.write_text(text.replace("  desk:\n", "  desk:\n    limit: {alerts: 1, per: 1ms}\n"))
    totals = await _pass(newsroom)
    assert totals.alerts == 4
    # As many as came within a millisecond are in the roll-up.
    mails = [mail.message.get_body(("plain",)) for mail in newsroom.mailbox.mails]
    told = [mail.get_content() for mail in mails if mail is not None]
    assert [sum(f"Note {number} on cybersecurity" in body for body in told) for number in range(3)] == [1, 1, 1]
    assert len(told) + totals.gathered - bool(totals.gathered) == 3
    ((_, alert),) = newsroom.hook.taken
    assert alert["data"]["corroboration"] == "single-source"
    again = await _pass(newsroom)
    assert (again.alerts, again.delivered) == (0, 0)


async def test_what_is_for_a_digest_is_not_sent_by_itself(newsroom: Newsroom) -> None:
    """The service asks a channel's policy before it sends anything; another channel gets the alert at once."""
    newsroom.publish("wire", Story("note", "A note on cybersecurity", filler("cybersecurity")))
    newsroom.configure("rules: [{id: cyber, keywords: [cybersecurity]}]")
    text = newsroom.config.read_text()
    newsroom.config.write_text(text.replace("  desk:\n", "  desk:\n    send: {digest: '0 0 29 2 *'}\n"))
    totals = await _pass(newsroom)
    assert (totals.alerts, totals.gathered, totals.delivered) == (1, 1, 1)
    assert newsroom.mailbox.mails == []
    assert newsroom.hook.titles == ["A note on cybersecurity"]


async def _slow(request: web.Request) -> web.Response:
    await asyncio.sleep(0.5)
    body = '<rss version="2.0"><channel><title>Slow</title></channel></rss>'
    return web.Response(text=body, content_type="application/rss+xml")


async def _shut(request: web.Request) -> web.Response:
    return web.Response(status=503)
