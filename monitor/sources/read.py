"""The bytes of a source to entries, whatever kind of document they are. Runs in a worker process."""

from monitor.errors import Fault, ParseError
from monitor.model import ParsedFeed, SourceKind
from monitor.sources.document import decode_page
from monitor.sources.encoding import UnreadableError, decode_feed
from monitor.sources.jsonfeed import looks_like_json, parse_json_feed
from monitor.sources.listing import parse_listing
from monitor.sources.parse import parse_feed
from monitor.sources.sitemap import SitemapIndex, is_sitemap, parse_sitemap, unzipped


def read_source(
    body: bytes,
    content_type: str | None,
    url: str,
    kind: SourceKind = SourceKind.AUTO,
    selector: str | None = None,
) -> ParsedFeed | SitemapIndex:
    """Read what was fetched from ``url``: a feed, a JSON Feed, a sitemap, or (when ``kind`` says so) a listing page.

    An HTML page is never taken for a listing by itself: it may be the error page of a feed. Raises
    :class:`ParseError` for bytes that are not of the kind, which says what they seem to be.
    """
    if kind is SourceKind.PAGE:
        return parse_listing(decode_page(body, content_type, url), url, selector)
    body = unzipped(body, url)
    try:
        text = decode_feed(body, content_type)
    except UnreadableError as error:
        raise ParseError(Fault.BAD_ENCODING, url, f"The feed cannot be read: {error}.") from error
    if is_sitemap(text):
        if kind is SourceKind.FEED:
            raise ParseError(Fault.NOT_A_FEED, url, "The answer is a sitemap; write `kind: sitemap` for this feed.")
        return parse_sitemap(text, url)
    if kind is SourceKind.SITEMAP:
        raise ParseError(Fault.NOT_A_FEED, url, "The answer is not a sitemap; `kind: auto` finds out what it is.")
    if looks_like_json(text):
        return parse_json_feed(text, url)
    return parse_feed(body, content_type, url)
