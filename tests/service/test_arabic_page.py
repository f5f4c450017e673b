"""An Arabic page with every trap that real ones hold, from its site to the mail and the webhook.

The article is the demo's. It names three officials, writes particles on to names and vowel marks into words, and never
mentions the Suez Canal: only the read-more line in its midst does, in each of the mark-ups that sites use for one. The
pages state no date but that of the day on which they were rendered.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from lxml import html

from monitor.demo.articles.arabic import TALKS
from monitor.store.types import unpacked
from tests.newsroom import Newsroom, until
from tests.service.conftest import StartService

TITLE, PARAGRAPHS, HEADING, CREDIT = TALKS.title, TALKS.paragraphs, TALKS.heading, TALKS.credit
LEAD, ELSEWHERE = "اقرأ المزيد", "قناة السويس تستقبل أكبر سفينة شحن هذا العام"
TEASERS = {
    "linked-paragraph": f'<p>{LEAD}: <a href="/x">{ELSEWHERE}</a></p>',
    "bold-link": f'<p><strong><a href="/x">{LEAD}: {ELSEWHERE}</a></strong></p>',
    "paragraph": f"<p>{LEAD}: {ELSEWHERE}</p>",
    "quotation": f"<blockquote>{LEAD}: {ELSEWHERE}</blockquote>",
    "bare-div": f"<div>{LEAD}: {ELSEWHERE}</div>",
    "related-box": f'<div class="related read-more"><span>{LEAD}</span> <a href="/x">{ELSEWHERE}</a></div>',
}
MENU = "".join(f'<li><a href="/n">{name}</a></li>' for name in ("سياسة", "اقتصاد", "حركة السفن في قناة السويس اليوم"))
NEWSLETTER = "<h4>النشرة البريدية</h4><p>اشترك في قائمتنا البريدية ليصلك جديد الساحل كل صباح!</p>"
RENDERED = "الثلاثاء ٣ / مارس / ٢٠٢٠"
SHELLS = {
    "divs-date-as-text": f"""<!doctype html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{TITLE}</title></head><body>
<div class="bar"><span>الوضع الليلي</span><div class="today">{RENDERED}</div><span>Logo</span><ul>{MENU}</ul>
<ul class="ticker"><li><a href="/">{TITLE}</a></li></ul></div>
<div class="page"><h1>{TITLE}</h1><h3>{TITLE}</h3>{{text}}<p>{CREDIT}</p></div>
<div class="box">{NEWSLETTER}</div></body></html>""",
    "sections-date-as-time": f"""<!doctype html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{TITLE} | الساحل الجديد</title></head><body>
<header><button>الوضع الليلي</button><time datetime="2020-03-03T08:00:00+02:00">{RENDERED}</time>
<nav>{MENU}</nav></header>
<main><article><h1>{TITLE}</h1>{{text}}<div>{CREDIT}</div></article><aside><ul>{MENU}</ul></aside></main>
<section class="newsletter">{NEWSLETTER}</section><footer>© الساحل الجديد</footer></body></html>""",
}


def _text(teaser: str) -> Iterator[str]:
    """The article's paragraphs as HTML, with a heading and the read-more line in their midst."""
    for place, paragraph in enumerate(PARAGRAPHS):
        if place == TALKS.teaser_after:
            yield f"<h3>{HEADING}</h3>"
        yield f"<p>{paragraph}</p>"
        if place == TALKS.teaser_after:
            yield teaser


PAGES = {
    f"/{shell}/{teaser}": markup.format(text="".join(_text(line)))
    for shell, markup in SHELLS.items()
    for teaser, line in TEASERS.items()
}
FURNITURE = ("الوضع الليلي", "Logo", "سياسة", LEAD, "السويس", "النشرة", "اشترك", "مارس", "٢٠٢٠", "Mar 2020", "©")

RULES = """
rules:
  - {id: cyber, keywords: [الأمن السيبراني], notify: [ops]}
  - {id: arms, keywords: [الحد من التسلح], notify: [ops]}
  - {id: ryabkov, when: {official: sergei-ryabkov}, notify: [ops]}
  - {id: sherman, when: {official: wendy-sherman}, notify: [ops]}
  - {id: price, when: {official: ned-price}, notify: [ops]}
  - id: round
    title: Vienna round
    when:
      all:
        - any: [{phrase: الأمن السيبراني}, {phrase: الحد من التسلح}]
        - {official: sergei-ryabkov}
        - {official: wendy-sherman}
        - {official: ned-price}
      none: [{phrase: قناة السويس}]
  - {id: canal, keywords: [قناة السويس], notify: [ops]}
  - {id: newsletter, keywords: [النشرة البريدية], notify: [ops]}
  - {id: credit, keywords: [الساحل الجديد], notify: [ops]}
"""
FIRED = {"cyber", "arms", "ryabkov", "sherman", "price", "round"}
NAMES = {"ryabkov": ["ريابكوف"], "sherman": ["شيرمان"], "price": ["برايس"], "round": ["ريابكوف", "شيرمان", "برايس"]}
SHIPPED_OFFICIALS = Path(__file__).parents[2] / "config" / "officials" / "foreign-affairs.yaml"


@dataclass(frozen=True)
class Arrived:
    """What a run of the service left: by URL the articles as stored and the rules that fired, and what was sent."""

    articles: Mapping[str, sqlite3.Row]
    fired: Mapping[str, set[str]]
    alerts: Sequence[tuple[str, dict[str, Any]]]
    mails: Sequence[EmailMessage]


async def test_traps_of_an_arabic_page_change_no_alert(newsroom: Newsroom, service: StartService) -> None:
    """However a page sets its read-more line: the right rules fire, and people get the article alone, undated.

    A rule that excludes the subject of the read-more line (``round``) is not held back by it, and a rule for that
    subject (``canal``) stays silent.
    """
    arrived = await _run(newsroom, service)
    assert [arrived.fired[page] for page in PAGES] == [FIRED] * len(PAGES)
    for row in arrived.articles.values():
        assert [line for line in unpacked(row["text"]).split("\n") if line != HEADING] == list(PARAGRAPHS)
        assert (row["published"], row["credit"], row["language"]) == (None, CREDIT, "ar")
    assert {rule for rule, _ in arrived.alerts} == FIRED
    for rule, article in arrived.alerts:
        _check_alert(rule, article, arrived.articles[article["url"]])
    assert arrived.mails
    for mail in arrived.mails:
        _check_mail(mail)


def _check_alert(rule: str, article: dict[str, Any], stored: sqlite3.Row) -> None:
    """The payload has no date, a summary that names whom the rule looks for, and words where it says they stand."""
    text = {"title": stored["title"], "body": unpacked(stored["text"])}
    assert (article["published"], article["credit"]) == (None, CREDIT)
    assert [name for name in NAMES.get(rule, ()) if name not in article["summary"]] == []
    for match in article["matches"]:
        assert text[match["field"]][match["start"] : match["end"]] == match["text"]
        start, end = match["highlight"]
        assert match["snippet"][start:end] == match["text"]
    shown = [article["summary"], *(match["snippet"] for match in article["matches"])]
    assert [trap for trap in FURNITURE if any(trap in words for words in shown)] == []


def _check_mail(mail: EmailMessage) -> None:
    """Both parts name the officials and no date of the article; the HTML part reads from right to left."""
    plain, markup = (_content(mail, kind) for kind in ("plain", "html"))
    page = html.fromstring(markup)
    (article,) = page.xpath("//td[contains(@class, 'article')]")
    (summary,) = article.xpath(".//p[@class='summary']")
    assert (article.get("dir"), article.get("lang")) == ("rtl", "ar")
    assert summary.xpath(".//mark")
    assert [name for name in NAMES["round"] if name not in summary.text_content()] == []
    assert summary.text_content() in " ".join(re.sub(r"[\u2066-\u2069]", "", plain).split())
    for part in (plain, page.text_content()):
        assert "date unknown" in part
        assert [trap for trap in FURNITURE if trap in part] == []


async def _run(newsroom: Newsroom, service: StartService) -> Arrived:
    """Publish every page in a feed that states no dates, and run the service until all is told."""
    _publish(newsroom)
    newsroom.configure(RULES, vocabulary=f"{{topics: [], officials: ['{SHIPPED_OFFICIALS}']}}")

    def all_is_told() -> bool:
        told = [body["data"]["rule"]["id"] for _, body in newsroom.hook.taken]
        sent = len(told) == app.totals.alerts and len(newsroom.mailbox.mails) == told.count("round")
        return sent and app.totals.articles == len(PAGES)

    async with service(newsroom.config) as app:
        await until(all_is_told)
    rows, fired = _stored(newsroom.directory / "monitor.db")
    bodies = [body["data"] for _, body in newsroom.hook.taken]
    return Arrived(
        articles=rows,
        fired={page: fired[newsroom.site.url + page] for page in PAGES},
        alerts=[(body["rule"]["id"], body["articles"][0]) for body in bodies],
        mails=[mail.message for mail in newsroom.mailbox.mails],
    )


def _publish(newsroom: Newsroom) -> None:
    """Put the pages on the site and into its feed, under headlines that differ, so that each is a story of its own."""
    newsroom.site.pages.update(PAGES)
    items = "".join(
        f"<item><title>{TITLE} ({number})</title><link>{newsroom.site.url}{page}</link><guid>{page}</guid></item>"
        for number, page in enumerate(PAGES)
    )
    newsroom.feeds["sahil"] = []
    newsroom.site.feed("/sahil.xml", f'<rss version="2.0"><channel><title>Sahil</title>{items}</channel></rss>')


def _stored(path: Path) -> tuple[dict[str, sqlite3.Row], dict[str, set[str]]]:
    """The rows of the articles, and the rules that fired on each, by URL."""
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        rows = {row["url"]: row for row in database.execute("SELECT * FROM articles")}
        matches = database.execute("SELECT rule_id, article_id FROM matches").fetchall()
    fired = {url: {rule for rule, article in matches if article == row["id"]} for url, row in rows.items()}
    return rows, fired


def _content(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content
