"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) to entries."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from itertools import islice
from typing import Any

from monitor.errors import Fault, ParseError
from monitor.model import Entry, ParsedFeed
from monitor.sources.bounds import CONTENT, GUID, MOST_ENTRIES, SUMMARY, TITLE, distinct_items, names
from monitor.sources.clean import language_tag, link, markup, plain, within_reason
from monitor.sources.identity import entry_identity

_VERSION = "jsonfeed.org/version/"
_MOST_HUBS = 5

_Raw = dict[str, Any]


def looks_like_json(text: str) -> bool:
    """Whether ``text`` can only be JSON among the documents that sources send."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def parse_json_feed(text: str, url: str) -> ParsedFeed:
    """Read a JSON Feed that was fetched from ``url``.

    Fields of the wrong type count as missing. Raises :class:`ParseError` when ``text`` is no JSON Feed.
    """
    raw = _object(text, url)
    if _VERSION not in str(raw.get("version"))[:200]:
        detail = "The answer is JSON, but no JSON Feed: its `version` is none of jsonfeed.org."
        raise ParseError(Fault.NOT_A_FEED, url, f"{detail} Look for an RSS, Atom or JSON Feed address of this site.")
    items = raw.get("items")
    entries = (_entry(item, url) for item in items if isinstance(item, dict)) if isinstance(items, list) else ()
    return ParsedFeed(
        title=plain(raw.get("title"), TITLE) or None,
        language=language_tag(raw.get("language")),
        entries=tuple(islice(distinct_items(entries), MOST_ENTRIES)),
        hubs=tuple(islice(_hubs(raw.get("hubs"), url), _MOST_HUBS)),
        topic=link(raw.get("feed_url"), url),
    )


def _hubs(stated: object, url: str) -> Iterator[str]:
    """Its WebSub hubs; other kinds (rssCloud) are spoken to differently."""
    for hub in stated if isinstance(stated, list) else ():
        if isinstance(hub, dict) and str(hub.get("type")).lower() == "websub" and (found := link(hub.get("url"), url)):
            yield found


def _object(text: str, url: str) -> _Raw:
    try:
        raw = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        why = f"in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "it nests too deep, or worse"
        detail = f"The answer begins like JSON, but cannot be read ({why}); it may have been cut off."
        raise ParseError(Fault.NOT_A_FEED, url, detail) from error
    return raw if isinstance(raw, dict) else {}


def _entry(raw: _Raw, url: str) -> Entry:
    guid = _guid(raw.get("id"))
    address = next((found for key in ("url", "external_url", "id") if (found := link(raw.get(key), url))), None)
    title = plain(raw.get("title"), TITLE)
    published = _moment(raw.get("date_published"))
    return Entry(
        identity=entry_identity(guid, address, title, published),
        guid=guid,
        url=address,
        title=title,
        summary=_as_markup(raw.get("summary"), SUMMARY),
        content=markup(raw.get("content_html"), CONTENT) or _as_markup(raw.get("content_text"), CONTENT),
        published=published,
        updated=_moment(raw.get("date_modified")),
        authors=names(_author_names(raw)),
        tags=names(raw["tags"] if isinstance(raw.get("tags"), list) else ()),
        language=language_tag(raw.get("language")),
    )


def _guid(value: object) -> str | None:
    """The id as text: "If an id is presented as a number, a JSON Feed reader must coerce it to a string"."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return markup(value, GUID).strip() or None


def _author_names(raw: _Raw) -> Iterator[object]:
    """Version 1.1 has a list, 1.0 a single author."""
    authors = raw.get("authors")
    for author in [*(authors if isinstance(authors, list) else ()), raw.get("author")]:
        if isinstance(author, dict):
            yield author.get("name")


def _as_markup(value: object, limit: int) -> str:
    """Plain text as the HTML that entries hold, one paragraph a line."""
    lines = markup(value, limit).splitlines()
    return "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line.strip())


def _moment(value: object) -> datetime | None:
    """A moment of RFC 3339; one without a zone is no moment."""
    if not isinstance(value, str):
        return None
    try:
        stated = datetime.fromisoformat(value.strip())
        return within_reason(stated.astimezone(UTC)) if stated.tzinfo else None
    except (ValueError, OverflowError):
        return None
