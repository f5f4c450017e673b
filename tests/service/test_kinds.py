"""Sites without feeds: what their sitemaps and pages list is read, matched and told like any other news."""

import asyncio
import json
import os
import random

from monitor.app import open_app
from monitor.clock import SystemClock
from monitor.engine import Totals
from monitor.systemd import ServiceManager
from tests.newsroom import Newsroom, Story, filler, place

RULES = "rules: [{id: cyber, keywords: [cybersecurity], notify: [ops]}]"
OLD = 3000


async def _pass(newsroom: Newsroom) -> Totals:
    manager = ServiceManager({})
    async with open_app(
        newsroom.config, os.environ, SystemClock(), rng=random.Random(7), manager=manager, spread=False
    ) as app:
        return await asyncio.wait_for(app.run_once(), 60)


def _list_everywhere(newsroom: Newsroom, *slugs: str) -> None:
    """Name pages in a part of an index of sitemaps, beside many old ones, on a listing page, and in a JSON Feed."""
    site = newsroom.site
    old = "".join(f"<url><loc>{site.url}/old/{number}</loc></url>" for number in range(OLD))
    urls = "".join(f"<url><loc>{site.url}/map/{slug}</loc></url>" for slug in slugs)
    site.feed("/part-1.xml", f"<urlset>{old}{urls}</urlset>", "application/xml")
    site.feed("/map.xml", f"<sitemapindex><sitemap><loc>{site.url}/part-1.xml</loc></sitemap></sitemapindex>")
    links = "".join(f'<li><a href="/press/{slug}">A note on cybersecurity in the {slug}</a></li>' for slug in slugs)
    site.pages["/press"] = (
        f"<html><body><nav><a href='/old/1'>A link of the menu, as long</a></nav>{links}</body></html>"
    )
    items = [{"id": slug, "url": f"{site.url}/json/{slug}", "title": f"The {slug} by JSON"} for slug in slugs]
    body = {"version": "https://jsonfeed.org/version/1.1", "title": "JSON", "items": items}
    site.feed("/feed.json", json.dumps(body), "application/feed+json")


async def test_what_a_site_lists_is_news_from_the_second_time_on(newsroom: Newsroom) -> None:
    """The first poll only remembers, however much there is; later one new page is one article of each source."""
    for number, where in enumerate(("map", "press", "json")):
        for slug in ("north", "south"):
            subject = f"cybersecurity in the {slug} of {place(number)}"
            newsroom.publish(where, Story(slug, f"The {slug}: {where}", filler(subject)))
    newsroom.feeds.clear()
    newsroom.configure(RULES, polling="{interval: 1ms, min_interval: 1ms, spacing: 0s}")
    url = newsroom.site.url
    (newsroom.config.parent / "feeds.yaml").write_text(
        f"feeds:\n  - {{id: map, url: '{url}/map.xml'}}\n  - {{id: press, url: '{url}/press', kind: page}}\n"
        f"  - {{id: json, url: '{url}/feed.json'}}\n"
    )
    _list_everywhere(newsroom, "north")
    first = await _pass(newsroom)
    assert (first.feeds, first.feeds_failed, first.entries) == (3, 0, 0)

    _list_everywhere(newsroom, "south", "north")
    second = await _pass(newsroom)
    assert (second.feeds, second.feeds_failed, second.entries, second.articles, second.alerts) == (3, 0, 3, 3, 3)
    assert set(newsroom.hook.titles) == {"The south: map", "A note on cybersecurity in the south", "The south by JSON"}
