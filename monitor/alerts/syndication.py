"""Alerts as feeds: one entry an alert, as JSON Feed 1.1 and as Atom (RFC 4287). Pure: bytes in, bytes out.

The JSON Feed is the memory of both: it holds all that an entry has, and this program reads it back.
"""

import json
import re
import socket
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

from monitor.alerts.brief import brief_html
from monitor.alerts.payload import AlertPart, AlertPayload
from monitor.alerts.render import digest_title, safe_link
from monitor.model import AlertKind, Payload

_VERSION = "https://jsonfeed.org/version/1.1"
_OURS = "_news_monitor"
_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What XML 1.0 cannot hold.
_UNLAWFUL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Item = dict[str, Any]


class NotOurs(Exception):
    """What was read is not a feed that this program wrote."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of alerts. ``id`` is a URN that stays; ``items`` are those of a JSON Feed, the newest first."""

    id: str
    title: str
    items: tuple[Item, ...] = ()


def new_feed(title: str, path: Path) -> Feed:
    """An empty feed with an id of its own: that of its file on this machine, written or not."""
    place = f"news-monitor feed {socket.gethostname()} {path.absolute()}"
    return Feed(uuid.uuid5(uuid.NAMESPACE_OID, place).urn, title)


def with_item(feed: Feed, title: str, item: Item, limit: int) -> Feed:
    """``feed`` under ``title`` with ``item`` in front, in the place of one with its id; ``limit`` items at most."""
    others = tuple(other for other in feed.items if other["id"] != item["id"])
    return Feed(feed.id, title, (item, *others)[:limit])


def item_of(payload: Payload, timezone: ZoneInfo) -> Item:
    """The entry of an alert: the same alert gives the same entry, with the same id."""
    alert = AlertPayload.model_validate(payload)
    data = alert.data
    first = data.articles[0] if data.articles else None
    link = safe_link(first.url) if first else None
    source = first.source if first and first.source else "News monitor"
    language = first.language.replace("_", "-") if first and first.language else None
    about = {"alert": data.id, "kind": data.kind.value, "rule": data.rule.id, "severity": data.rule.severity.value}
    item: Item = {
        "id": uuid.uuid5(uuid.NAMESPACE_OID, f"news-monitor alert {data.id}").urn,
        "url": link,
        "title": _title(alert),
        "content_html": brief_html(payload, timezone),
        "date_published": alert.timestamp.isoformat().replace("+00:00", "Z"),
        "authors": [{"name": source}],
        "language": language,
        "tags": [data.rule.id, data.rule.severity.value],
        _OURS: about,
    }
    return {key: value for key, value in item.items() if value is not None}


def _title(alert: AlertPayload) -> str:
    data = alert.data
    label = "Test: " if data.test else "Changed: " if data.edit else "More: " if data.kind is AlertKind.UPDATE else ""
    return label + (_matter(data) or "(no title)")


def _matter(data: AlertPart) -> str:
    """What the alert is about, in the words of the article, where there is one."""
    if data.notice:
        return data.notice.subject
    if data.digest:
        return digest_title(data.rule.title, data.digest)
    return data.articles[0].title if data.articles else data.rule.title


def read_json(data: bytes) -> Feed:
    """The feed that :func:`write_json` wrote: one of which both forms can be made. Raises :class:`NotOurs`."""
    try:
        found = json.loads(data)
        feed = Feed(found[_OURS]["id"], found["title"], tuple(found["items"]))
        texts = (feed.id, feed.title, *(text for item in feed.items for text in _texts(item)))
        ours = found["version"] == _VERSION and all(isinstance(text, str) for text in texts)
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise NotOurs from error
    if not ours:
        raise NotOurs
    return feed


def _texts(item: Item) -> Iterator[object]:
    """All of ``item`` that Atom is made of. Raises LookupError or TypeError where something is missing."""
    yield from (item[key] for key in ("id", "title", "content_html", "date_published"))
    yield item["authors"][0]["name"]
    yield from item["tags"]
    yield from (item[key] for key in ("url", "language") if key in item)


def write_json(feed: Feed, url: str | None) -> bytes:
    """``feed`` as JSON Feed, which is found at ``url``."""
    head = {"version": _VERSION, "title": feed.title, "feed_url": url, _OURS: {"id": feed.id}}
    found = {key: value for key, value in head.items() if value is not None} | {"items": feed.items}
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def write_atom(feed: Feed, url: str | None) -> bytes:
    """``feed`` as Atom, which is found at ``url``."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", max((item["date_published"] for item in feed.items), default="1970-01-01T00:00:00Z"))
    if url:
        _add(root, "link", rel="self", type="application/atom+xml", href=url)
    for item in feed.items:
        _add_entry(root, item)
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return document


def _add_entry(root: etree._Element, item: Item) -> None:
    entry = _add(root, "entry")
    if language := item.get("language"):
        entry.set(_LANG, _lawful(language))
    _add(entry, "id", item["id"])
    _add(entry, "title", item["title"])
    _add(entry, "updated", item["date_published"])
    _add(entry, "published", item["date_published"])
    _add(_add(entry, "author"), "name", item["authors"][0]["name"])
    if url := item.get("url"):
        _add(entry, "link", rel="alternate", href=url)
    for tag in item["tags"]:
        _add(entry, "category", term=tag)
    _add(entry, "content", item["content_html"], type="html")


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}", {key: _lawful(value) for key, value in attributes.items()})
    element.text = _lawful(text) or None
    return element


def _lawful(text: str) -> str:
    return _UNLAWFUL.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a feed: its media type, and the function that does it for the address where it is found."""

    media_type: str
    write: Callable[[Feed, str | None], bytes]


# By the ending of their files.
FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "json": Form("application/feed+json; charset=utf-8", write_json),
        "atom": Form("application/atom+xml; charset=utf-8", write_atom),
    }
)
