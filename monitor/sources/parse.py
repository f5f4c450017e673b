"""A feed document to entries. Runs in a worker process; the only place that calls feedparser."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any

import feedparser

from monitor.errors import Fault, ParseError
from monitor.model import Entry, ParsedFeed
from monitor.sources.bounds import CONTENT, GUID, MOST_ENTRIES, SUMMARY, TITLE, distinct_items, names
from monitor.sources.clean import language_tag, link, markup, plain
from monitor.sources.dates import stated_date
from monitor.sources.encoding import UnreadableError, decode_feed
from monitor.sources.hints import hints_of
from monitor.sources.identity import entry_identity
from monitor.sources.impostors import describe, fault_of

_MOST_HUBS = 5
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
# What XML 1.0 forbids, as itself or by number: one of them makes a strict parser give a whole feed up.
_NO_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
    "|&#0{0,5}(?:[0-8]|1[124-9]|2[0-9]|3[01]);|&#[xX]0{0,5}(?:[0-8bcefBCEF]|1[0-9a-fA-F]);"
)

_Raw = dict[str, Any]
# feedparser's dictionaries guess: asked for `updated` they give `published`. dict.get() gives what the feed states.
_get = dict.get
# RSS 2.0 gives authors so; feedparser cuts the address after four letters of its last label.
_MAIL_AND_NAME = re.compile(r"\s*\S{1,200}@\S{1,200}\s{1,10}\((.{1,200})\)\s*")


def parse_feed(body: bytes, content_type: str | None, url: str) -> ParsedFeed:
    """Read an RSS, RDF or Atom document that was fetched from ``url``.

    Links come absolute and http(s) only, dates in UTC and only where stated, titles as plain text. Of entries with one
    guid and link the first is kept; at most 5,000 entries are. A document that breaks off gives what it holds. Raises
    :class:`ParseError` that says what the bytes seem to be, when they are not a feed.
    """
    try:
        text = decode_feed(body, content_type)
    except UnreadableError as error:
        raise ParseError(Fault.BAD_ENCODING, url, f"The feed cannot be read: {error}.") from error
    result = _feedparser(text, url)
    entries = _get(result, "entries") or []
    if not entries and not _get(result, "version"):
        raise ParseError(fault_of(text), url, describe(text, content_type))
    if _get(result, "bozo") and _breaks_off(text):
        # The last entry is not whole. Taken as it is, it would keep the whole one out at the next poll.
        entries = entries[:-1]
    head = _get(result, "feed") or {}
    language = language_tag(_get(head, "language"))
    return ParsedFeed(
        title=plain(_get(head, "title"), TITLE) or None,
        language=language,
        entries=tuple(islice(distinct_items(_entry(raw, url, language) for raw in entries), MOST_ENTRIES)),
        hubs=tuple(islice(_links(head, "hub", url), _MOST_HUBS)),
        topic=next(_links(head, "self", url), None),
        hints=hints_of(head, text),
    )


def _links(head: _Raw, relation: str, url: str) -> Iterator[str]:
    """Where the feed's own links of this ``relation`` lead."""
    targets = (_get(item, "href") for item in _get(head, "links") or () if _get(item, "rel") == relation)
    yield from (found for target in targets if (found := link(target, url)))


def _feedparser(text: str, url: str) -> _Raw:
    # Bytes or a string would be taken for the name of a file or a URL and opened; a stream never is.
    document = _NO_XML.sub("", _XML_DECLARATION.sub("", text, count=1)).lstrip()
    stream = BytesIO(document.encode("utf-8", "replace"))
    # The address is kept from feedparser: it would resolve guids against it, and they would change when it does.
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        # The sanitiser is quadratic in comments and misses titles and links; we clean what we keep ourselves.
        result: _Raw = feedparser.parse(
            stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except MemoryError:
        raise
    except Exception as error:  # whatever it trips over, to us it is a document that cannot be read
        detail = f"The document breaks the feed parser ({type(error).__name__}); please report its address as a bug."
        raise ParseError(Fault.NOT_A_FEED, url, detail) from error
    return result


def _breaks_off(text: str) -> bool:
    """Whether ``text`` ends inside an entry."""
    return max(text.rfind("<item"), text.rfind("<entry")) > max(text.rfind("</item"), text.rfind("</entry"))


def _entry(raw: _Raw, url: str, language: str | None) -> Entry:
    """The entry of a feed in ``language``, in which its dates may be written."""
    details = _get(raw, "title_detail") or {}
    guid = markup(_get(raw, "id"), GUID).strip() or None
    address = _address(raw, url)
    title = plain(_get(raw, "title"), TITLE)
    tongue = language_tag(_get(raw, "language")) or language_tag(_get(details, "language"))
    published = stated_date(_get(raw, "published"), _get(raw, "published_parsed"), tongue or language)
    return Entry(
        identity=entry_identity(guid, address, title, published),
        guid=guid,
        url=address,
        title=title,
        summary=markup(_get(raw, "summary"), SUMMARY),
        content=_content(raw),
        published=published,
        updated=stated_date(_get(raw, "updated"), _get(raw, "updated_parsed"), tongue or language),
        authors=_authors(raw),
        tags=names(_get(tag, "term") for tag in _get(raw, "tags") or ()),
        language=tongue,
    )


def _address(raw: _Raw, url: str) -> str | None:
    """The page of an entry. feedparser has resolved links against xml:base; what is still relative hangs on ``url``."""
    main = _get(raw, "link")
    if main == _get(raw, "id") and not link(main, ""):
        main = None  # feedparser takes every guid for a link that is not marked otherwise
    others = (_get(item, "href") for item in _get(raw, "links") or () if _get(item, "rel") in (None, "alternate"))
    return next((found for target in (main, *others) if (found := link(target, url))), None)


def _content(raw: _Raw) -> str:
    """The longest of the full texts that an entry carries."""
    texts = (markup(_get(item, "value"), CONTENT) for item in _get(raw, "content") or ())
    return max(texts, key=len, default="")


def _authors(raw: _Raw) -> tuple[str, ...]:
    name = _get(raw, "author")
    with_address = _MAIL_AND_NAME.fullmatch(name) if isinstance(name, str) else None
    if with_address:
        return names([with_address[1]])
    return names(_get(author, "name") for author in _get(raw, "authors") or ()) or names([name])
