"""Feeds to OPML for other programs, and to files of feeds in YAML."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any

from lxml import etree

from monitor.config import items
from monitor.config.faults import Faults
from monitor.config.feeds import FeedSpec
from monitor.config.list_files import assert_loads, split_into_files, write_files
from monitor.config.opml import PREFIX
from monitor.model import ContentPolicy, Feed, SourceKind

_NAMESPACE = "urn:x-news-monitor:feeds"
_PLAIN = re.compile("[a-z][a-z0-9._-]*")
_WORDS = frozenset({"null", "true", "false"})
# In a YAML scalar these may end a line.
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_UNITS = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1))


def feeds_opml(feeds: Iterable[Feed], created: datetime) -> bytes:
    """``feeds`` as an OPML 2.0 document of ``created``, each in a folder named after its first tag.

    Headers and proxies, which may hold credentials, are not in it.
    """
    root = etree.Element("opml", version="2.0", nsmap={PREFIX.rstrip(":"): _NAMESPACE})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Feeds of news-monitor"
    etree.SubElement(head, "dateCreated").text = format_datetime(created)
    body = etree.SubElement(root, "body")
    folders: dict[str, Any] = {}
    for feed in feeds:
        above = body
        if feed.tags:
            name = feed.tags[0]
            if name not in folders:
                folders[name] = etree.SubElement(body, "outline", text=name)
            above = folders[name]
        etree.SubElement(above, "outline", dict(_attributes(feed)))
    return bytes(etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8"))


def _attributes(feed: Feed) -> Iterator[tuple[str, str]]:
    yield "type", "rss"
    yield "text", feed.source
    if feed.title:
        yield "title", feed.title
    yield "xmlUrl", feed.url
    if feed.language:
        yield "language", feed.language
    if feed.tags:
        yield "category", ",".join(feed.tags)
    yield f"{{{_NAMESPACE}}}id", feed.id
    if feed.country:
        yield f"{{{_NAMESPACE}}}country", feed.country
    if feed.interval:
        yield f"{{{_NAMESPACE}}}interval", _duration(feed.interval)
    if feed.kind is not SourceKind.AUTO:
        yield f"{{{_NAMESPACE}}}kind", feed.kind.value
    if feed.selector:
        yield f"{{{_NAMESPACE}}}selector", feed.selector
    if feed.content is not ContentPolicy.AUTO:
        yield f"{{{_NAMESPACE}}}content", feed.content.value


def _duration(value: timedelta) -> str:
    """``value`` as the configuration writes it: ``1h30m``."""
    left, parts = round(value / timedelta(milliseconds=1)), []
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts)


def feeds_texts(feeds: Iterable[Mapping[str, Any]], head: Sequence[str]) -> Iterator[str]:
    """The texts of as many files as the items ``feeds`` need; each begins with the lines of ``head`` as a comment."""
    return split_into_files("feeds", map(_as_item, feeds), head)


def write_feeds(texts: Sequence[str], output: Path, *, force: bool) -> list[Path]:
    """Write ``texts`` to ``output`` and its neighbours, all or none, and make sure that they load; gives the paths.

    Raises MonitorError when a file is there already, unless ``force``, or cannot be written.
    """
    return write_files(texts, output, force=force, check=_assert_loads)


def ids_in(path: Path) -> frozenset[str]:
    """The ids of the feeds in the file at ``path``; none where there is no such file, or it cannot be read."""
    return frozenset(items.collect("feeds", [path], Faults()).ids()) if path.is_file() else frozenset()


_assert_loads = partial(assert_loads, "feeds", FeedSpec)


def _as_item(feed: Mapping[str, Any]) -> str:
    order = ("id", "url", "kind", "selector", "title", "language", "country", "interval", "tags", "content")
    lines = [f"{key}: {_value(feed[key])}" for key in order if key in feed]
    return "".join(f"{'    ' if number else '  - '}{line}\n" for number, line in enumerate(lines))


def _value(value: str | Sequence[str]) -> str:
    if not isinstance(value, str):
        return f"[{', '.join(map(_value, value))}]"
    if _PLAIN.fullmatch(value) and value not in _WORDS:
        return value
    # A JSON string is a YAML scalar in double quotes (YAML 1.2.2, section 1.2).
    return _LINE_ENDS.sub(lambda end: f"\\u{ord(end.group()):04x}", json.dumps(value, ensure_ascii=False))
