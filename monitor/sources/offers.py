"""Where a site says, or usually has, its feeds and sitemaps. Pure; runs in a worker process."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from monitor.errors import Fault, ParseError
from monitor.sources.bounds import TITLE
from monitor.sources.clean import language_tag, link, plain
from monitor.sources.document import (
    Element,
    anchors,
    base_of,
    decode_page,
    is_page,
    parse_html,
    said_language,
    title_of,
)

# What sites put into the `type` of a link to a feed. Plain JSON is mostly something else: WordPress offers its API so.
_FEED_TYPES = re.compile(r"application/(?:(?:rss|atom|rdf)\+xml|feed\+json|xml)|text/xml", re.IGNORECASE)
_FEED_WORDS = re.compile(r"\b(?:rss|atom|feeds?|xml|rdf)\b|خلاصات|подписк", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"(?:^|[/_.-])(?:rss|atom|feeds?|rdf)(?:[/_.?-]|\d|$)|\.(?:rss|atom|rdf)$|[?&]feed=(?:rss|atom)", re.IGNORECASE
)
_UNFEEDABLE = re.compile(r"\.(?:png|jpe?g|gif|svg|css|js|pdf|zip|mp3|mp4)$", re.IGNORECASE)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)
_MOST_ANNOUNCED = 15
_MOST_MENTIONED = 8
_MOST_SITEMAPS = 5
_ROBOTS_READ = 500 * 1024  # RFC 9309, 2.5

_USUAL_FEEDS = ("feed/", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json", "index.rdf")
_USUAL_FEEDS_OF_SECTION = ("feed/", "rss", "rss.xml")
_USUAL_SITEMAPS = ("news-sitemap.xml", "sitemap-news.xml", "sitemap.xml", "sitemap_index.xml")


@dataclass(frozen=True, slots=True)
class Offers:
    """What a page says: its title and language, the feeds it announces in its head, those it links to in its text."""

    title: str | None
    language: str | None
    announced: tuple[str, ...]
    mentioned: tuple[str, ...]


def offers_of(body: bytes, content_type: str | None, url: str) -> Offers:
    """Look for feeds on the page at ``url``. Raises :class:`ParseError` when it is no HTML page."""
    text = decode_page(body, content_type, url)
    if not is_page(text):
        raise ParseError(Fault.NOT_A_PAGE, url, "The answer is no HTML page.")
    tree = parse_html(text, url)
    base = base_of(tree, url)
    announced = tuple(islice(dict.fromkeys(_announced(tree, base)), _MOST_ANNOUNCED))
    mentioned = dict.fromkeys(found for found in _mentioned(tree, base) if found not in announced)
    return Offers(
        plain(title_of(tree), TITLE) or None,
        language_tag(said_language(tree)),
        announced,
        tuple(islice(mentioned, _MOST_MENTIONED)),
    )


def sitemaps_in(robots: bytes, url: str) -> tuple[str, ...]:
    """The sitemaps that the robots.txt at ``url`` names (https://www.sitemaps.org/protocol.html#submit_robots)."""
    text = robots[:_ROBOTS_READ].decode("utf-8", "replace")
    named = (link(match[1], url) for match in _SITEMAP_LINE.finditer(text))
    return tuple(islice(dict.fromkeys(found for found in named if found), _MOST_SITEMAPS))


def usual_feeds(url: str) -> tuple[str, ...]:
    """Where the site of ``url`` would have a feed by custom, that of its section first."""
    section = urlsplit(url).path.rstrip("/")
    near = [urljoin(url, f"{section}/{name}") for name in _USUAL_FEEDS_OF_SECTION] if section else []
    return tuple(dict.fromkeys([*near, *(urljoin(url, f"/{name}") for name in _USUAL_FEEDS)]))


def usual_sitemaps(url: str) -> tuple[str, ...]:
    """Where the site of ``url`` would have a sitemap by custom, those for news first."""
    return tuple(urljoin(url, f"/{name}") for name in _USUAL_SITEMAPS)


def _announced(tree: Element, base: str) -> Iterator[str]:
    for each in tree.iter("link"):
        relations = (each.get("rel") or "").lower().split()
        if {"alternate", "feed"} & set(relations) and _FEED_TYPES.match((each.get("type") or "").strip()):
            found = link(each.get("href"), base)
            if found:
                yield found


def _mentioned(tree: Element, base: str) -> Iterator[str]:
    for anchor, target in anchors(tree, base):
        parts = urlsplit(target)
        if _UNFEEDABLE.search(parts.path):
            continue
        if _FEED_PATH.search(f"{parts.path}?{parts.query}") or _FEED_WORDS.fullmatch(plain(anchor.text_content(), 40)):
            yield target
