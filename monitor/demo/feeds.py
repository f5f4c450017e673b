"""The demo's feeds as bytes: RSS 2.0 (https://www.rssboard.org/rss-specification) and Atom (RFC 4287)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from monitor.demo.newsroom import FeedFormat, Outlet, Piece

_ATOM = "http://www.w3.org/2005/Atom"
register_namespace("atom", _ATOM)

CONTENT_TYPES = {
    FeedFormat.RSS: "application/rss+xml; charset=utf-8",
    FeedFormat.ATOM: "application/atom+xml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Published:
    """A piece that is out: where, and since when (UTC)."""

    piece: Piece
    url: str
    at: datetime


def render_feed(outlet: Outlet, home: str, items: Sequence[Published]) -> bytes:
    """The feed of ``outlet``, whose front page is ``home``; ``items`` newest first."""
    root = _rss(outlet, home, items) if outlet.format is FeedFormat.RSS else _atom(outlet, home, items)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _rss(outlet: Outlet, home: str, items: Sequence[Published]) -> Element:
    rss = Element("rss", version="2.0")
    channel = SubElement(rss, "channel")
    _text(channel, "title", outlet.name)
    _text(channel, "link", home)
    _text(channel, "description", outlet.name)
    _text(channel, "language", outlet.language)
    for item in items:
        entry = SubElement(channel, "item")
        _text(entry, "title", item.piece.title)
        _text(entry, "link", item.url)
        SubElement(entry, "guid", isPermaLink="false").text = item.piece.slug
        _text(entry, "description", item.piece.paragraphs[0])
        if outlet.dated:
            _text(entry, "pubDate", format_datetime(item.at.astimezone(UTC), usegmt=True))
    return rss


def _atom(outlet: Outlet, home: str, items: Sequence[Published]) -> Element:
    feed = Element(_name("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": outlet.language})
    _text(feed, _name("title"), outlet.name)
    _text(feed, _name("id"), f"{home}/")
    # RFC 4287 wants a date on a feed without entries too, and it must not change between two polls.
    _text(feed, _name("updated"), (items[0].at if items else datetime(2000, 1, 1, tzinfo=UTC)).isoformat())
    SubElement(feed, _name("link"), rel="alternate", href=f"{home}/")
    _text(SubElement(feed, _name("author")), _name("name"), outlet.name)
    for item in items:
        entry = SubElement(feed, _name("entry"))
        _text(entry, _name("title"), item.piece.title)
        _text(entry, _name("id"), f"tag:demo.invalid,2026:{item.piece.slug}")
        SubElement(entry, _name("link"), rel="alternate", href=item.url)
        _text(entry, _name("published"), item.at.isoformat())
        _text(entry, _name("updated"), item.at.isoformat())
        _text(entry, _name("summary"), item.piece.paragraphs[0])
        if item.piece.author:
            _text(SubElement(entry, _name("author")), _name("name"), item.piece.author)
    return feed


def _name(tag: str) -> str:
    return f"{{{_ATOM}}}{tag}"


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text
