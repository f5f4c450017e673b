"""One entry of a feed and its page, if there is one, made into an article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.articles.clean import Cleaned
from monitor.articles.extract import extract_page
from monitor.articles.fragment import clean_markup
from monitor.articles.handover import Extracted, ReadRequest
from monitor.articles.language import detect_languages, load_detector
from monitor.articles.plain import plain_line
from monitor.errors import Fault, ParseError
from monitor.model import Article, ContentPolicy, DateOrigin, Entry, TextOrigin

_USEFUL = 80
_CLEARLY_LESS = 0.5
_LONGEST_TITLE = 500
_LONGEST_MADE_TITLE = 120
_FUTURE = timedelta(days=1)
_SENTENCE = re.compile(r".+?[.!?؟。！？।۔](?=\s|$|[^\s\w])|.+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Choice:
    """The text that is taken, where from, and why not from the page."""

    text: str
    credit: str | None
    origin: TextOrigin
    note: str | None


def read_article(request: ReadRequest) -> Article:
    """As :func:`monitor.articles.read_article`."""
    entry, feed = request.entry, request.feed
    found, fault = _page(request)
    title = plain_line(entry.title)[:_LONGEST_TITLE] or (found.title if found and found.title else "")
    choice = _choose(feed.content, found, fault, _feed_text(entry, title, feed.source))
    title = title or _first_sentence(choice.text)
    if not title:
        url = entry.url or feed.url
        raise ParseError(Fault.NOT_A_PAGE, url, f"no title and no text: {choice.note or 'the feed entry is empty'}")
    published, origin = _date(entry, found, request.now)
    prior = entry.language or (found.language if found else None) or feed.language
    told = detect_languages(title, choice.text, prior=prior, languages=request.languages)
    return Article(
        id=request.id,
        title=title,
        text=choice.text,
        url=request.page.url if request.page else entry.url,
        feed_id=feed.id,
        source=feed.source,
        language=told.language,
        title_language=told.title_language,
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


def load() -> None:
    """As :func:`monitor.articles.warm_up`: importing this module has loaded the parsers; the detector is left."""
    load_detector()


def _page(request: ReadRequest) -> tuple[Extracted | None, str | None]:
    """What the page yields, or the reason, as a clause, why it yields nothing."""
    if request.feed.content is ContentPolicy.FEED:
        return None, None
    if request.page is None:
        return None, request.page_fault or "the entry has no page"
    page, source = request.page, request.feed.source
    try:
        return extract_page(
            page.body, content_type=page.content_type, url=page.url, now=request.now, source=source
        ), None
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


def _feed_text(entry: Entry, title: str, source: str) -> Cleaned:
    """The longer of the entry's content and summary, from HTML to clean lines."""
    versions = [clean_markup(markup, title, (source,)) for markup in (entry.content, entry.summary)]
    return max(versions, key=lambda version: sum(map(len, version.lines)))


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
