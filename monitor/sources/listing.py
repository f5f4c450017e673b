"""An HTML page that lists articles, as a feed: its links to articles are the entries.

Without a selector the links are chosen by what tells a headline from a menu: where the link stands, how long its text
is, and what its address looks like (courlan's filters for navigation and files).
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urlsplit

from courlan import is_external, is_not_crawlable
from courlan.filters import extension_filter, type_filter
from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from monitor.errors import Fault, ParseError
from monitor.model import Entry, ParsedFeed, SourceKind
from monitor.sources.bounds import TITLE, distinct
from monitor.sources.clean import language_tag, plain, within_reason
from monitor.sources.document import Element, anchors, base_of, parse_html, said_language, title_of
from monitor.sources.identity import canonical_url, entry_identity

_MOST_LINKS = 500
_MOST_LOOKED_AT = 4000
# In columns of a terminal: a Chinese character says about as much as two letters.
_HEADLINE = 24
_HEADLINE_IN_HEADING = 10
_ASIDE = frozenset({"nav", "header", "footer", "aside", "form", "menu", "address"})
_ASIDE_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "menu"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_UP_TO_DATE = 4  # how far above its link the date of an article may stand


@dataclass(frozen=True, slots=True)
class _Found:
    """A link to an article, and what the page says of it."""

    url: str
    title: str
    published: datetime | None


def parse_listing(text: str, url: str, selector: str | None) -> ParsedFeed:
    """Read the page at ``url`` as a list of articles, in document order, at most 500.

    ``selector`` (CSS) picks links, or elements each of which holds the link of one article. Titles are the words of the
    links, dates those of a ``time`` beside them. Raises :class:`ParseError` when no article is found.
    """
    tree = parse_html(text, url)
    base = base_of(tree, url)
    found = _selected(tree, base, selector, url) if selector else _likely(tree, base, url)
    entries = tuple(islice(distinct(_entry(each) for each in _merged(found)), _MOST_LINKS))
    if not entries:
        raise ParseError(Fault.NOT_A_FEED, url, _nothing(selector))
    title, language = plain(title_of(tree), TITLE) or None, language_tag(said_language(tree))
    return ParsedFeed(title, language, entries, SourceKind.PAGE)


def _nothing(selector: str | None) -> str:
    if selector:
        words = f"Nothing on the page fits the selector `{plain(selector, 200)}`, or nothing with a link."
        return f"{words} If its layout has changed, `news-monitor feeds discover` with --selector tries another."
    return "No links to articles were recognised on the page. Name them with a `selector` (CSS), such as `h3 a`."


def _selected(tree: Element, base: str, selector: str, url: str) -> Iterator[_Found]:
    try:
        chosen = CSSSelector(selector, translator="html")(tree)
    except SelectorError as error:
        raise ParseError(
            Fault.NOT_A_FEED, url, f"The selector `{plain(selector, 200)}` is not CSS: {error}."
        ) from error
    for element in chosen:
        inside = list(anchors(element, base))
        around = next(iter(element.iterancestors("a")), None)
        if not inside and around is not None:
            inside = list(anchors(around, base))[:1]
        if inside:
            # Of the links of a teaser the headline's is the one with most to say.
            anchor, target = max(inside, key=lambda pair: _width(_words(pair[0])))
            title = _words(anchor) or _heading_in(element) or plain(element.text_content(), TITLE)
            yield _Found(target, title, _date_in(element) or _date_near(anchor, target, base))


def _likely(tree: Element, base: str, url: str) -> Iterator[_Found]:
    here = canonical_url(url)
    for anchor, target in islice(anchors(tree, base), _MOST_LOOKED_AT):
        if canonical_url(target) == here or not _may_be_article(target, url):
            continue
        ancestors = list(anchor.iterancestors())
        if any(each.tag in _ASIDE and not _heads_article(each) for each in ancestors) or any(
            (each.get("role") or "").lower() in _ASIDE_ROLES for each in ancestors
        ):
            continue
        title = _words(anchor)
        in_heading = any(each.tag in _HEADINGS for each in ancestors) or next(anchor.iter(*_HEADINGS), None) is not None
        if _width(title) >= (_HEADLINE_IN_HEADING if in_heading else _HEADLINE):
            yield _Found(target, title, _date_near(anchor, target, base))


def _heads_article(element: Element) -> bool:
    """Whether this is the header of a teaser, not that of the page."""
    return element.tag in ("header", "footer") and any(True for _ in element.iterancestors("article", "li", "section"))


def _may_be_article(target: str, url: str) -> bool:
    path = urlsplit(target).path
    if not path.strip("/") or is_external(target, url):
        return False
    return type_filter(target) and not is_not_crawlable(target) and extension_filter(path)


def _merged(found: Iterable[_Found]) -> Iterator[_Found]:
    """One for each page, with the first headline-like text among its links: picture, headline and "read more"."""
    pages: dict[str, _Found] = {}
    for each in found:
        key = canonical_url(each.url)
        before = pages.get(key)
        if before is None:
            pages[key] = each
        elif _width(before.title) < _HEADLINE <= _width(each.title):
            pages[key] = _Found(before.url, each.title, before.published or each.published)
    yield from pages.values()


def _words(anchor: Element) -> str:
    """What a link says: the heading in it, its text, or what it is called for those who cannot see it."""
    said = _heading_in(anchor) or plain(anchor.text_content(), TITLE)
    if said:
        return said
    images = (image.get("alt") for image in anchor.iter("img"))
    return next(
        (text for value in (anchor.get("aria-label"), anchor.get("title"), *images) if (text := plain(value, TITLE))),
        "",
    )


def _heading_in(element: Element) -> str:
    return next((text for each in element.iter(*_HEADINGS) if (text := plain(each.text_content(), TITLE))), "")


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _date_near(anchor: Element, target: str, base: str) -> datetime | None:
    """The date of the smallest element around a link that holds one, as long as it holds no other article's link."""
    for element in islice(anchor.iterancestors(), _UP_TO_DATE):
        if any(other != target for _, other in anchors(element, base)):
            return None
        stated = _date_in(element)
        if stated:
            return stated
    return None


def _date_in(element: Element) -> datetime | None:
    for time in element.iter("time"):
        try:
            stated = datetime.fromisoformat((time.get("datetime") or "").strip())
            return within_reason(stated.replace(tzinfo=stated.tzinfo or UTC).astimezone(UTC))
        except (ValueError, OverflowError):
            continue
    return None


def _entry(found: _Found) -> Entry:
    return Entry(
        identity=entry_identity(None, found.url, found.title, None),
        guid=None,
        url=found.url,
        title=found.title,
        published=found.published,
    )
