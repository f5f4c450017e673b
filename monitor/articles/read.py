"""One entry of a feed and its page, if there is one, made into an article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.articles.clean import Cleaned, clean_lines, teaser_blocks
from monitor.articles.extract import Extracted, extract_page
from monitor.articles.html import blocks, parse_fragment
from monitor.articles.language import detect_language
from monitor.articles.plain import likeness_key, plain_line
from monitor.errors import Fault, ParseError
from monitor.model import Article, ContentPolicy, DateOrigin, Entry, Feed, TextOrigin

_USEFUL = 80
_CLEARLY_LESS = 0.5
_LONGEST_TITLE = 500
_LONGEST_MADE_TITLE = 120
_FUTURE = timedelta(days=1)
_SENTENCE = re.compile(r".+?[.!?؟。！？।۔](?=\s|$|[^\s\w])|.+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as fetched: decompressed bytes, the content-type header, the address it finally came from."""

    body: bytes
    content_type: str | None
    url: str


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """Everything that reading an entry needs; it can be pickled to a worker.

    ``page_fault`` says why there is no page, ``languages`` are those that detection chooses from, and ``now`` is the
    moment of the fetch, in UTC.
    """

    id: str
    feed: Feed
    entry: Entry
    page: Page | None
    page_fault: str | None
    languages: frozenset[str]
    now: datetime


@dataclass(frozen=True, slots=True)
class _Choice:
    """The text that is taken, where from, and why not from the page."""

    text: str
    credit: str | None
    origin: TextOrigin
    note: str | None


def read_article(request: ReadRequest) -> Article:
    """Make the article of an entry: from its page, or from what the feed itself says when the page yields less.

    An entry whose page is useless keeps its title and its feed text, and ``origin_note`` says why: nothing is lost.

    Raises:
        ParseError: ``NOT_A_PAGE``: neither page nor feed holds a title or a text.
    """
    entry, feed = request.entry, request.feed
    found, fault = _page(request)
    title = plain_line(entry.title)[:_LONGEST_TITLE] or (found.title if found and found.title else "")
    choice = _choose(feed.content, found, fault, _feed_text(entry, title))
    title = title or _first_sentence(choice.text)
    if not title:
        url = entry.url or feed.url
        raise ParseError(Fault.NOT_A_PAGE, url, f"no title and no text: {choice.note or 'the feed entry is empty'}")
    published, origin = _date(entry, found, request.now)
    prior = entry.language or (found.language if found else None) or feed.language
    return Article(
        id=request.id,
        title=title,
        text=choice.text,
        url=request.page.url if request.page else entry.url,
        feed_id=feed.id,
        source=feed.source,
        language=detect_language(title, choice.text, prior=prior, languages=request.languages),
        published=published,
        date_origin=origin,
        authors=_names(entry.authors) or (found.authors if found else ()),
        credit=choice.credit,
        site=found.site if found else None,
        tags=_names(entry.tags),
        feed_tags=feed.tags,
        text_origin=choice.origin,
        origin_note=choice.note,
        fetched_at=request.now,
    )


def _page(request: ReadRequest) -> tuple[Extracted | None, str | None]:
    """What the page yields, or the reason, as a clause, why it yields nothing."""
    if request.feed.content is ContentPolicy.FEED:
        return None, None
    if request.page is None:
        return None, request.page_fault or "the entry has no page"
    page = request.page
    try:
        return extract_page(page.body, content_type=page.content_type, url=page.url, now=request.now), None
    except ParseError as error:
        return None, error.detail


def _choose(policy: ContentPolicy, found: Extracted | None, fault: str | None, own: Cleaned) -> _Choice:
    own_text = "\n".join(own.lines)
    if policy is ContentPolicy.FEED:
        return _Choice(own_text, own.credit, TextOrigin.FEED, None)
    if found is None or not found.text:
        why = fault or "no article text was found on the page"
        return _Choice(own_text, own.credit, TextOrigin.FEED, f"The text is the feed's own: {why.rstrip('.')}.")
    length, own_length = len(found.text), len(own_text)
    is_less = length < _CLEARLY_LESS * own_length or length < min(_USEFUL, own_length)
    if policy is ContentPolicy.AUTO and is_less:
        note = f"The text is the feed's own: the page yielded {length} characters, the feed holds {own_length}."
        return _Choice(own_text, own.credit or found.credit, TextOrigin.FEED, note)
    return _Choice(found.text, found.credit, TextOrigin.PAGE, None)


def markup_text(markup: str) -> str:
    """The clean text of a feed's own HTML, one paragraph a line."""
    return "\n".join(_clean_markup(markup, "").lines)


def _feed_text(entry: Entry, title: str) -> Cleaned:
    """The longer of the entry's content and summary, from HTML to clean lines."""
    versions = (_clean_markup(entry.content, title), _clean_markup(entry.summary, title))
    return max(versions, key=lambda version: sum(map(len, version.lines)))


def _clean_markup(markup: str, title: str) -> Cleaned:
    root = parse_fragment(markup)
    if root is None:
        return Cleaned((), None)
    found = blocks(root)
    # A feed entry that is one link is its own teaser: it must not be taken for that of another article.
    teasers = teaser_blocks(found) if len(found) > 1 else []
    unwanted = frozenset(likeness_key(block.text) for block in teasers)
    return clean_lines([block.text for block in found], title=title, unwanted=unwanted)


def _date(entry: Entry, found: Extracted | None, now: datetime) -> tuple[datetime | None, DateOrigin]:
    """The feed's date, the page's, or the day the feed says the entry was changed; never one in the future."""
    if entry.published and entry.published <= now + _FUTURE:
        return entry.published, DateOrigin.FEED
    if found and found.published:
        return found.published, found.date_origin
    if entry.updated and entry.updated <= now + _FUTURE:
        return entry.updated, DateOrigin.FEED
    return None, DateOrigin.UNKNOWN


def _first_sentence(text: str) -> str:
    """A title for what has none: its first sentence, cut at a word when it is long."""
    found = _SENTENCE.match(text.split("\n", 1)[0])
    sentence = found[0] if found else ""
    if len(sentence) <= _LONGEST_MADE_TITLE:
        return sentence
    head, blank, _ = sentence[:_LONGEST_MADE_TITLE].rpartition(" ")
    return f"{head if blank else sentence[:_LONGEST_MADE_TITLE]}…"


def _names(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in map(plain_line, values) if name))
