"""Articles that change after they were read: noticed politely, told where a rule sees it, and told once."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from lxml import html as lxml_html

from monitor.cli.lists import show_alert
from monitor.cli.searching import Options, search
from monitor.testing import FakeClock
from monitor.watch import Crews
from tests.newsroom import Newsroom, Story, _page, filler
from tests.service.bench import LEASE, Desk, open_desk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = """rules:
  - {id: cyber, title: Cyber, keywords: [cybersecurity], notify: [desk, ops]}
  - {id: dams, keywords: {en: floodgate, ar: السد}, notify: [ops]}
"""
TALKS = Story("talks-2026", "A note on cybersecurity", filler("cybersecurity"))
MORE = "The minutes have since been printed on blue paper."
WALL = "This report is for members of the reading room; the desk is open from nine to five."
FLOODGATE = "A floodgate was opened at noon by two engineers."
PLAIN = Story("mills-2026", "A note on mills", filler("mills"))


def put(newsroom: Newsroom, story: Story) -> None:
    """Put the page of ``story`` on the site, with an ETag that a polite visitor asks by."""
    body = _page(story)
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:12]}"'

    async def serve(request: web.Request) -> web.Response:
        headers = {"ETag": etag, "Content-Type": "text/html; charset=utf-8"}
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers=headers)
        return web.Response(body=body.encode(), headers=headers)

    newsroom.site.pages[f"/wire/{story.slug}"] = serve


def publish(newsroom: Newsroom, *stories: Story, summary: str = "") -> None:
    """Publish a feed of ``stories`` and their pages."""
    base = newsroom.site.url
    items = "".join(
        f"<item><title>{story.title}</title><link>{base}/wire/{story.slug}</link><guid>{story.slug}</guid>"
        f"<description>{summary}</description></item>"
        for story in stories
    )
    newsroom.site.feed("/wire.xml", f'<rss version="2.0"><channel><title>W</title>{items}</channel></rss>')
    for story in stories:
        put(newsroom, story)


def configure(newsroom: Newsroom, edits: str = "when-rule-relevant", rules: str = RULES) -> Path:
    newsroom.feeds["wire"] = []
    polling = "{interval: 50m, max_interval: 50m, min_interval: 1s, spacing: 0s, backfill: 10}"
    return newsroom.configure(rules, polling=polling, extra=f"edits: {edits}\n")


def updates(newsroom: Newsroom) -> list[dict[str, Any]]:
    return [body["data"] for _, body in newsroom.hook.taken if body["data"]["kind"] == "update"]


async def later(desk: Desk, after: timedelta) -> int:
    """Let time pass, look again at what is due, and send; gives how many articles were looked at."""
    desk.clock.advance(after)
    looked = await desk.look_again()
    await desk.send()
    return looked


async def test_what_a_rule_sees_of_an_edit_is_told_with_what_changed(newsroom: Newsroom, crews: Crews) -> None:
    """A headline and a term that went, in the feed; a term that came, on a page alone: an update each, once."""
    publish(newsroom, TALKS, PLAIN)
    configure(newsroom)
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        assert await desk.work() == 2
        renamed = Story(TALKS.slug, "A note on locks, corrected", TALKS.paragraphs)
        publish(newsroom, renamed, PLAIN)
        await desk.work()
        (first,) = updates(newsroom)
        assert first["rule"]["id"] == "cyber"
        assert first["edit"]["reasons"][0] == "headline"
        assert first["edit"]["title"] == {"before": TALKS.title, "after": renamed.title}
        await desk.work()
        assert len(updates(newsroom)) == 1

        added = Story(
            TALKS.slug, renamed.title, (*TALKS.paragraphs, "A floodgate was opened at noon by two engineers.")
        )
        put(newsroom, added)
        assert await later(desk, 6 * HOUR) == 1
        (second,) = updates(newsroom)[1:]
        assert (second["rule"]["id"], second["edit"]["reasons"]) == ("dams", ["new-match"])
        assert second["edit"]["changes"] == [{"before": "", "after": FLOODGATE}]
        assert second["articles"][0]["matches"][0]["text"] == "floodgate"

        gone = Story(TALKS.slug, "A note on locks, corrected again", filler("padlocks"))
        publish(newsroom, gone, PLAIN)
        await desk.work()
        last = {each["rule"]["id"]: each["edit"]["reasons"] for each in updates(newsroom)[2:]}
        assert last == {"cyber": ["no-match", "headline", "text"], "dams": ["no-match", "headline", "text"]}
        tally = await desk.store.reports.tally()
        assert (tally.matched, tally.alerted, tally.merged) == (2, 2, 0)
    mails = [mail.message for mail in newsroom.mailbox.mails if str(mail.message["Subject"]).startswith("Re:")]
    assert len(mails) == 2
    text = mails[0].get_body(("plain",))
    assert text is not None
    assert f"  - {TALKS.title}\n  + {renamed.title}" in text.get_content().replace("\r\n", "\n")


async def test_an_edit_of_copies_is_told_once(newsroom: Newsroom, crews: Crews) -> None:
    """Two outlets print one text and correct it alike: one update for each rule; what one alone corrects is told, too.

    All carry the headline under which the story was told first, so that mail programs thread them.
    """
    herald = [TALKS]
    newsroom.publish("herald", *herald)
    publish(newsroom, TALKS)
    configure(newsroom)
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.work()
        both = Story(TALKS.slug, "A note on locks, corrected", TALKS.paragraphs)
        herald[:] = [both]
        newsroom.publish("herald", *herald)
        publish(newsroom, both)
        await desk.work()
        await later(desk, DAY)
        (first,) = updates(newsroom)
        assert first["story"]["headline"] == TALKS.title

        own = Story(TALKS.slug, "A note on keys", TALKS.paragraphs)
        publish(newsroom, own)
        await desk.work()
        second = updates(newsroom)[-1]
        assert second["edit"]["title"] == {"before": both.title, "after": own.title}
    assert len(updates(newsroom)) == 2
    subjects = {str(mail.message["Subject"]).removeprefix("Re: ") for mail in newsroom.mailbox.mails}
    assert len(subjects) == 1


async def test_updates_are_found_from_their_article_and_copies_from_their_alert(
    newsroom: Newsroom, crews: Crews, capsys: pytest.CaptureFixture[str]
) -> None:
    """`alerts search` lists all that was told of an article, `alerts show` what joined an alert without being told.

    Both know when the page says that it was last changed.
    """
    newsroom.publish("herald", TALKS)
    publish(newsroom, TALKS)
    configure(newsroom)
    clock = FakeClock()
    async with open_desk(newsroom, clock, crews) as desk:
        await desk.work()
        publish(newsroom, Story(TALKS.slug, "Locks, corrected", TALKS.paragraphs))
        changed = f"{clock.now():%Y-%m-%dT%H:%M:%SZ}"
        stated = f'<head><meta property="article:modified_time" content="{changed}">'
        page = _page(Story(TALKS.slug, "Locks, corrected", TALKS.paragraphs)).replace("<head>", stated)
        newsroom.site.pages[f"/wire/{TALKS.slug}"] = page
        await desk.work()
    (new,) = (body["data"] for _, body in newsroom.hook.taken if body["data"]["kind"] == "new")
    (update,) = updates(newsroom)
    assert update["articles"][0]["updated"] == changed
    capsys.readouterr()

    await search(Options(newsroom.config, "cybersecurity", feeds=("wire",), as_json=True))
    (found,) = json.loads(capsys.readouterr().out)
    assert {(told["kind"], told["rule"]) for told in found["alerts"]} >= {("update", "cyber")}
    assert update["id"] in {told["id"] for told in found["alerts"]}
    assert found["updated"].startswith(changed.removesuffix("Z"))

    copy = ({"wire", "herald"} - {new["articles"][0]["source"]}).pop()
    await show_alert(newsroom.config, new["id"], as_json=False)
    shown = capsys.readouterr().out
    assert "1 more article joined this alert" in shown
    assert f"{copy}: " in shown
    assert f"counted: copy of “{TALKS.title}” by " in shown
    await show_alert(newsroom.config, new["id"], as_json=True)
    (found_copy,) = json.loads(capsys.readouterr().out)["joined"]
    assert found_copy["source"] == copy
    await show_alert(newsroom.config, update["id"], as_json=False)
    assert "last changed " in capsys.readouterr().out


async def test_a_page_is_asked_politely_and_not_for_ever(newsroom: Newsroom, crews: Crews) -> None:
    """Only an article that alerted is asked for without need: three times in a day, by its ETag; then no more."""
    publish(newsroom, TALKS, PLAIN)
    configure(newsroom)
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.work()
        for hours in (1, 1, 2, 3, 6, 24, 48, 200):
            await later(desk, hours * HOUR)
    asked = newsroom.site.asked(f"/wire/{TALKS.slug}")
    assert len(asked) == 4
    assert all("If-None-Match" in request.headers for request in asked[1:])
    assert len(newsroom.site.asked(f"/wire/{PLAIN.slug}")) == 1
    assert updates(newsroom) == []


async def test_what_is_no_edit_is_not_told(newsroom: Newsroom, crews: Crews) -> None:
    """Capitals and dashes, a word that no rule looks for, a consent wall, a page that is gone: nobody hears."""
    # Only its text satisfies the rule: a page without it would be one that satisfies the rule no more.
    quiet = Story(TALKS.slug, "A note on locks", TALKS.paragraphs)
    publish(newsroom, quiet)
    configure(newsroom)
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.work()
        for n, story in enumerate(
            (
                Story(quiet.slug, quiet.title.upper() + " –", quiet.paragraphs),
                Story(
                    quiet.slug, quiet.title, (*quiet.paragraphs, "The minutes have since been printed on blue paper.")
                ),
                Story(
                    quiet.slug,
                    quiet.title,
                    (WALL,),
                ),
            )
        ):
            publish(
                newsroom, story, summary=f"The feed says that something changed, for the {n}. time, at some length."
            )
            await desk.work()
        del newsroom.site.pages[f"/wire/{quiet.slug}"]
        await later(desk, DAY)
    assert len(newsroom.site.asked(f"/wire/{quiet.slug}")) >= 4
    assert updates(newsroom) == []


async def test_the_policy_decides(newsroom: Newsroom, crews: Crews) -> None:
    """``always`` tells of a word that no rule looks for; ``ignore`` asks for no page again, whatever the feed says."""
    more = Story(TALKS.slug, TALKS.title, (*TALKS.paragraphs, MORE))
    publish(newsroom, TALKS)
    clock = FakeClock()
    for policy, told, asked in (("always", [["text"]], 2), ("ignore", [], 2)):
        configure(newsroom, policy)
        async with open_desk(newsroom, clock, crews) as desk:
            await desk.work(2 * HOUR)
            put(newsroom, more)
            await later(desk, 8 * HOUR)
        assert [each["edit"]["reasons"] for each in updates(newsroom)] == told
        assert len(newsroom.site.asked(f"/wire/{TALKS.slug}")) == asked
        newsroom.hook.taken.clear()
        more = Story(TALKS.slug, TALKS.title, TALKS.paragraphs)


async def test_an_edit_survives_a_crash(newsroom: Newsroom, crews: Crews) -> None:
    """A process that dies with a second look in hand leaves it to the next, and the update goes out once."""
    publish(newsroom, TALKS)
    configure(newsroom)
    clock = FakeClock()
    async with open_desk(newsroom, clock, crews) as desk:
        await desk.work()
        publish(newsroom, Story(TALKS.slug, "Locks", TALKS.paragraphs))
        await desk.poll()
        now = clock.now()
        (lost,) = await desk.store.revisions.claim(now, now + LEASE, 9, 9, 9)
    clock.advance(2 * LEASE)
    async with open_desk(newsroom, clock, crews) as desk:
        assert await later(desk, HOUR) == 1
        assert await later(desk, HOUR) == 0
    (update,) = updates(newsroom)
    assert update["articles"][0]["id"] == lost.article.id


async def test_an_arabic_edit_is_shown_in_its_own_direction(newsroom: Newsroom, crews: Crews) -> None:
    """The words that went and came stand marked in a right-to-left paragraph, and nothing of them is mark-up."""
    lines = (
        "فتح مهندسان بوابة السد ظهر اليوم بعد أن ارتفع منسوب المياه في الوادي إلى مستوى لم يسجل منذ سنوات طويلة.",
        "وقالت اللجنة إن القرى الواقعة أسفل الوادي أخليت قبل ذلك بساعات، وإن أحدا لم يصب بأذى حتى الآن.",
    )
    before = Story("dam-2026", "فتح بوابة السد", lines, "ar")
    after = Story("dam-2026", "فتح بوابة السد <b>جزئيا</b>", lines, "ar")
    publish(newsroom, before)
    configure(newsroom)
    (newsroom.directory / "rules.yaml").write_text(RULES.replace("notify: [ops]", "notify: [desk, ops]"))
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.work()
        publish(newsroom, Story(after.slug, "فتح بوابة السد &amp;lt;b&amp;gt;جزئيا", lines, "ar"))
        await desk.work()
    (update,) = updates(newsroom)
    assert update["edit"]["title"]["before"] == before.title
    mail = newsroom.mailbox.mails[-1].message
    html = mail.get_body(("html",))
    assert html is not None
    tree = lxml_html.document_fromstring(html.get_content())
    (headline,) = tree.xpath("//p[@dir='rtl'][@lang='ar'][ins]")
    assert headline.text_content().startswith(before.title)
    assert tree.xpath("//b") == []


async def test_an_alert_that_waits_says_what_its_article_says_by_then(newsroom: Newsroom, crews: Crews) -> None:
    """What was corrected while a second source was waited for is told corrected, once, also when it matches no more."""
    publish(newsroom, TALKS)
    configure(newsroom, rules=RULES.replace("notify: [desk, ops]", "notify: [ops], corroborate: {within: 12h}"))
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.work()
        publish(newsroom, Story(TALKS.slug, "A note on locks, withdrawn", filler("padlocks")))
        await desk.work()
        assert newsroom.hook.taken == []
        await later(desk, 12 * HOUR)
    (alert,) = (body["data"] for _, body in newsroom.hook.taken)
    assert (alert["kind"], alert["corroboration"]) == ("new", "single-source")
    (article,) = alert["articles"]
    assert (article["title"], article["matches"]) == ("A note on locks, withdrawn", [])
    assert "padlocks" in article["summary"]


async def test_an_edit_that_brings_a_match_is_the_first_of_its_story(newsroom: Newsroom, crews: Crews) -> None:
    """It is told once, whichever outlets print it or edit it alike; and waits for a second source like any other."""
    herald = [Story("mills", "A walk along rivers", filler("rivers"))]
    newsroom.publish("herald", *herald)
    publish(newsroom, PLAIN)
    wait = "  - {id: waits, keywords: [floodgate], notify: [ops], corroborate: {within: 12h}}\n"
    configure(newsroom, rules=RULES + wait)
    async with open_desk(newsroom, FakeClock(), crews) as desk:
        await desk.work()
        edited = Story(PLAIN.slug, f"{PLAIN.title} and dams", (*PLAIN.paragraphs, FLOODGATE))
        publish(newsroom, edited)
        await desk.work()
        herald.append(edited)
        newsroom.publish("herald", *herald)
        await desk.work()
        (told,) = (body["data"] for _, body in newsroom.hook.taken)
        assert (told["rule"]["id"], told["edit"]["reasons"]) == ("dams", ["new-match"])
        await later(desk, 12 * HOUR)
        (late,) = (body["data"] for _, body in newsroom.hook.taken[1:])
        assert (late["rule"]["id"], late["corroboration"], len(late["articles"])) == ("waits", "single-source", 2)
