"""One entry of a feed and its page, if there is one, made into an article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.articles.clean import Cleaned
from monitor.articles.extract import extract_page
from monitor.articles.fragment import clean_markup
from monitor.articles.handover import Extracted, ReadRequest
from monitor.articles.language import detect_languages, load_detector
from monitor.articles.plain import headline, plain_line
from monitor.errors import Fault, ParseError
from monitor.model import Article, ContentPolicy, DateOrigin, Entry, ObstacleKind, TextOrigin

_USEFUL = 80
_CLEARLY_LESS = 0.5
_LONGEST_MADE_TITLE = 120
_FUTURE = timedelta(days=1)
_VARIANT = re.compile(r"^(?:www|amp|m|mobile|print)\.")
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
    title = headline(entry) or (found.title if found and found.title else "")
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
        url=_address(request, found),
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
        updated=(found.updated if found else None) or _not_later(entry.updated, request.now),
        obstacle=found.obstacle if found else None,
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


def _address(request: ReadRequest, found: Extracted | None) -> str | None:
    """Where a reader finds the article: the address that the page calls its own, if that is on the same site.

    An AMP or print variant, or a link with tokens, so leads to the article itself. An address elsewhere is that of who
    wrote it first, and a bare host a mistake of many sites: neither is the page that was read.
    """
    if request.page is None:
        return request.entry.url
    stated = found.canonical_url if found else None
    try:
        parts, own = urlsplit(stated or ""), urlsplit(request.page.url)
    except ValueError:
        return request.page.url
    is_same_site = _site_of(parts.hostname) == _site_of(own.hostname)
    return stated if stated and is_same_site and parts.path.strip("/") else request.page.url


def _site_of(host: str | None) -> str:
    """The host without the labels under which sites keep their variants for phones."""
    return _VARIANT.sub("", (host or "").lower())


def _choose(policy: ContentPolicy, found: Extracted | None, fault: str | None, own: Cleaned) -> _Choice:
    own_text = "\n".join(own.lines)
    if policy is ContentPolicy.FEED:
        return _Choice(own_text, own.credit, TextOrigin.FEED, None)
    if found is None or not found.text:
        why = fault or _why_no_text(found)
        # Faults are sentences of their own, but for abbreviations such as TLS.
        why = why[:1].lower() + why[1:] if why[1:2].islower() else why
        return _Choice(own_text, own.credit, TextOrigin.FEED, f"The text is the feed's own: {why.rstrip('.')}.")
    length, own_length = len(found.text), len(own_text)
    is_less = length < _CLEARLY_LESS * own_length or length < min(_USEFUL, own_length)
    if policy is ContentPolicy.AUTO and is_less:
        note = f"The text is the feed's own: the page yielded {length} characters, the feed holds {own_length}."
        return _Choice(own_text, own.credit or found.credit, TextOrigin.FEED, note)
    return _Choice(found.text, found.credit, TextOrigin.PAGE, None)


def _why_no_text(found: Extracted | None) -> str:
    if found is None or found.obstacle is None or found.obstacle.kind is ObstacleKind.NO_TEXT:
        return "no article text was found on the page"
    return f"the page shows a {found.obstacle.kind} ({found.obstacle.evidence})"


def _not_later(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment is not None and moment <= now + _FUTURE else None


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
