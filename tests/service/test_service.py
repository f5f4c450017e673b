"""From a feed to a mail and a webhook, through the real service on real servers."""

import asyncio
import gzip
from email.message import EmailMessage

import pytest
from aiohttp import web
from lxml import html
from standardwebhooks import Webhook

from monitor.clock import SystemClock
from monitor.errors import Fault, StoreBusy
from monitor.store import Store
from tests.databases import postgres_server
from tests.newsroom import WEBHOOK_SECRET, Newsroom, Story, filler, until
from tests.service.conftest import StartService

RULES = """
rules:
  - {id: cyber, title: Cybersecurity, severity: high, keywords: [cybersecurity, الأمن السيبراني]}
"""
ARABIC = Story(
    "talks",
    "مباحثات جديدة في المدينة",
    (
        "اجتمع خبراء من عدة دول صباح الثلاثاء لبحث قضايا للأمن السيبراني، بحسب بيان صدر عن الجهة المنظمة للقاء.",
        "وقال المنظمون إن الجلسات ستتواصل حتى نهاية الأسبوع، وإن التوصيات ستنشر على الموقع الرسمي بعد انتهائها.",
        "ويشارك في الجلسات ممثلون عن شركات كبرى وجامعات محلية، إلى جانب مسؤولين من قطاع الاتصالات والطاقة.",
    ),
    language="ar",
)
QUICK = "{interval: 1s, min_interval: 1s, spacing: 0s}"


def _story(number: int, subject: str = "cybersecurity") -> Story:
    return Story(f"s{number}", f"Session {number} on {subject}", (*filler(subject), f"Session number {number} closed."))


async def test_news_arrives_by_mail_and_webhook_and_old_items_do_not(newsroom: Newsroom, service: StartService) -> None:
    """What a feed holds when it is first read alerts nobody; what it publishes after that arrives on every channel."""
    newsroom.publish("wire", *(_story(number) for number in range(5)))
    newsroom.configure(RULES, polling=QUICK)
    async with service(newsroom.config) as app:
        await until(lambda: app.totals.feeds >= 1)
        newsroom.publish("wire", ARABIC, _story(6, "gardening"))
        await until(lambda: bool(newsroom.hook.taken and newsroom.mailbox.mails))
        await until(lambda: app.totals.articles == 2)
    assert newsroom.hook.titles == [ARABIC.title]
    assert [ARABIC.title in str(mail.message["Subject"]) for mail in newsroom.mailbox.mails] == [True]


async def test_the_mail_and_the_webhook_say_what_and_why(newsroom: Newsroom, service: StartService) -> None:
    """The mail reads right to left, marks the words that matched and says why; the webhook is signed and complete."""
    newsroom.publish("wire", ARABIC)
    newsroom.configure(RULES)
    async with service(newsroom.config):
        await until(lambda: bool(newsroom.hook.taken and newsroom.mailbox.mails))
    message = newsroom.mailbox.mails[0].message
    page = html.fromstring(_part(message, "html"))
    assert page.xpath("//*[@dir='rtl' and @lang='ar']")
    assert "للأمن السيبراني" in [mark.text_content() for mark in page.xpath("//mark")]
    assert ARABIC.title in _part(message, "plain")
    assert "cyber" in str(message["List-Id"])

    article = newsroom.hook.taken[0][1]["data"]["articles"][0]
    match = article["matches"][0]
    assert (match["field"], match["text"], match["how"]) == ("body", "للأمن السيبراني", "clitic")
    text = "\n".join(ARABIC.paragraphs)
    assert text[match["start"] : match["end"]] == match["text"]
    assert article["published"] == "2026-03-03T10:00:00Z"
    request = newsroom.hook.requests[0]
    Webhook(WEBHOOK_SECRET).verify(request.body, {name.lower(): value for name, value in request.headers.items()})


async def test_the_same_on_postgresql(newsroom: Newsroom, service: StartService) -> None:
    """With PostgreSQL as the store the way of an article is the same."""
    newsroom.publish("wire", ARABIC, _story(1), _story(2, "gardening"))
    with postgres_server() as server:
        async with server.database() as url:
            newsroom.configure(RULES, store=url)
            async with service(newsroom.config) as app:
                await until(lambda: app.totals.delivered == 4)
    assert sorted(newsroom.hook.titles) == sorted([ARABIC.title, _story(1).title])


async def test_one_wire_story_in_two_outlets_is_one_alert(newsroom: Newsroom, service: StartService) -> None:
    """The copy in the second outlet joins the story; nobody hears twice."""
    newsroom.publish("wire", _story(1))
    newsroom.publish("herald", _story(1))
    newsroom.configure(RULES)
    async with service(newsroom.config) as app:
        await until(lambda: app.totals.articles == 2 and app.totals.delivered == 2)
    assert (app.totals.alerts, app.totals.merged) == (1, 1)
    assert len(newsroom.hook.taken) == len(newsroom.mailbox.mails) == 1


async def test_hostile_feeds_get_their_own_error_and_the_rest_is_on_time(
    newsroom: Newsroom, service: StartService
) -> None:
    """A feed that hangs, bombs, redirects inward or is no feed is named for what it does, and holds up no other."""
    newsroom.publish("wire", _story(1))
    for bad in ("hangs", "bombs", "inward", "page"):
        newsroom.feeds[bad] = []
    newsroom.site.pages["/hangs.xml"] = _hang
    newsroom.site.pages["/bombs.xml"] = _bomb
    newsroom.site.pages["/inward.xml"] = _inward
    newsroom.site.pages["/page.xml"] = "<!doctype html><title>Not found here</title><p>Sorry."
    newsroom.configure(RULES)
    async with service(newsroom.config) as app:
        # Less than the minute for which one hangs; how much less is a matter of the machine.
        await until(lambda: bool(newsroom.hook.taken), limit=50)
        await until(lambda: app.totals.feeds == 5)
    store = await Store.open(f"sqlite:///{newsroom.directory}/monitor.db")
    reports = {report.state.feed_id: report.state for report in await store.reports.feeds()}
    await store.close()
    assert {name: state.fault for name, state in reports.items()} == {
        "wire": None,
        "hangs": Fault.TIMEOUT,
        "bombs": Fault.TOO_BIG,
        "inward": Fault.BLOCKED_ADDRESS,
        "page": Fault.NOT_A_FEED,
    }
    assert "Not found here" in (reports["page"].fault_detail or "")


async def test_a_changed_rule_is_taken_up_and_a_broken_one_is_not(newsroom: Newsroom, service: StartService) -> None:
    """Saving a rules file changes what is watched within moments; a mistake in it leaves the old rules in force."""
    newsroom.publish("wire", _story(1, "gardening"))
    newsroom.configure(RULES, polling=QUICK)
    rules = newsroom.directory / "rules.yaml"
    async with service(newsroom.config) as app:
        await until(lambda: app.totals.feeds >= 1)
        rules.write_text("rules: [{id: garden, keywords: [gardening]}]")
        await until(lambda: "garden" in app.rule_ids)
        rules.write_text("rules: [{id: garden, keywords: [gardening], chanel: x}]")
        assert not await app.reload()
        newsroom.publish("wire", _story(2, "gardening"), _story(3))
        await until(lambda: app.totals.articles == 2 and bool(newsroom.hook.taken))
    assert newsroom.hook.titles == [_story(2, "gardening").title]


async def test_a_second_service_on_the_same_database_refuses(newsroom: Newsroom, service: StartService) -> None:
    """Two services would both send; the second says so and leaves."""
    newsroom.configure(RULES)
    async with service(newsroom.config):
        with pytest.raises(StoreBusy, match=r"monitor\.db"):
            async with service(newsroom.config):
                pass


async def test_what_a_dead_endpoint_refused_can_be_replayed(newsroom: Newsroom, service: StartService) -> None:
    """A delivery that was refused for good is a dead letter, and goes out under the same id when it is replayed."""
    status = 422
    seen: list[str] = []

    async def answer(identity: str) -> int:
        seen.append(identity)
        return status

    newsroom.hook.before_answer = answer
    newsroom.publish("wire", _story(1))
    newsroom.configure(RULES, channels=("ops",))
    async with service(newsroom.config) as app:
        await until(lambda: app.totals.dead == 1)
    status = 200
    store = await Store.open(f"sqlite:///{newsroom.directory}/monitor.db")
    assert await store.deliveries.replay(seen, SystemClock().now()) == tuple(seen)
    await store.close()
    async with service(newsroom.config) as app:
        await until(lambda: app.totals.delivered == 1)
    assert [identity for identity, _ in newsroom.hook.taken] == seen[:1] == seen[1:]


async def test_an_article_whose_page_is_gone_is_matched_by_the_feed_text(
    newsroom: Newsroom, service: StartService
) -> None:
    """When the page yields nothing the feed's own words are matched, and the alert says where they come from."""
    item = (
        f"<item><title>Brief note</title><link>{newsroom.site.url}/gone</link><guid>g</guid>"
        "<description>A short note on cybersecurity in the region, as the outlet put it.</description></item>"
    )
    newsroom.feeds["wire"] = []
    newsroom.site.feed("/wire.xml", f'<rss version="2.0"><channel><title>wire</title>{item}</channel></rss>')
    newsroom.configure(RULES)
    async with service(newsroom.config):
        await until(lambda: bool(newsroom.hook.taken))
    article = newsroom.hook.taken[0][1]["data"]["articles"][0]
    assert article["text_origin"] == "feed"
    assert "404" in article["origin_note"]


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content


async def _hang(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    return web.Response()


async def _bomb(request: web.Request) -> web.StreamResponse:
    """64 MiB of zeros in 64 KiB, over and over, up to 1 GiB."""
    response = web.StreamResponse(headers={"Content-Encoding": "gzip", "Content-Type": "application/rss+xml"})
    await response.prepare(request)
    chunk = gzip.compress(bytes(64 * 2**20))
    for _ in range(16):
        await response.write(chunk)
    return response


async def _inward(request: web.Request) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})
