"""The functions of this room as their callers see them; each loads what it needs when it is first called.

Trafilatura, lxml, numpy and the language detector take most of a second to import. The daemon's own process only
passes these functions to workers, by name, and should not pay for that; hence the imports inside the functions.
"""
# ruff: noqa: PLC0415

from collections.abc import Collection
from datetime import datetime

from monitor.articles.handover import Extracted, Languages, ReadRequest
from monitor.model import Article


def read_article(request: ReadRequest) -> Article:
    """Make the article of an entry: from its page, or from what the feed itself says when the page yields less.

    An entry whose page is useless keeps its title and its feed text, and ``origin_note`` says why: nothing is lost.

    Raises:
        ParseError: ``NOT_A_PAGE``: neither page nor feed holds a title or a text.
    """
    from monitor.articles import read

    return read.read_article(request)


def extract_page(
    body: bytes, *, content_type: str | None, url: str | None, now: datetime, source: str | None = None
) -> Extracted:
    """Read the article on a page.

    Args:
        body: the page as fetched, decompressed.
        content_type: the header of that name, for its charset.
        url: the address the page finally came from, to complete relative links.
        now: the moment of the fetch; dates more than a day later are refused.
        source: the name of the outlet, which may stand under the text as its credit.

    Raises:
        ParseError: ``NOT_A_PAGE``: the bytes are no HTML, or more of it than an article page can be.
    """
    from monitor.articles import extract

    return extract.extract_page(body, content_type=content_type, url=url, now=now, source=source)


def markup_text(markup: str) -> str:
    """The clean text of a feed's own HTML, one paragraph a line."""
    from monitor.articles import fragment

    return "\n".join(fragment.clean_markup(markup).lines)


def split_copied(text: str, now: datetime) -> tuple[str, str]:
    """The headline and the text of ``text``, which is plain, or a page's as somebody copied it; ``now`` is in UTC."""
    from monitor.articles import copied

    return copied.split_copied(text, now)


def detect_languages(title: str, text: str, *, prior: str | None, languages: Collection[str]) -> Languages:
    """The language of an article and, where it is surely another, that of its title.

    Args:
        title: read in full.
        text: six pieces of its first 20,000 characters are read; the language is that of most of them.
        prior: what feed or page state, any BCP 47 tag; decides near ties and very short texts, and adds its language
            to ``languages``.
        languages: primary subtags to choose from; the detector's own list when empty.

    Returns:
        Primary subtags. The language is ``None`` without letters, in a script that none of ``languages`` is written in,
        or when there is no telling.
    """
    from monitor.articles import language

    return language.detect_languages(title, text, prior=prior, languages=languages)


def detect_language(title: str, text: str, *, prior: str | None, languages: Collection[str]) -> str | None:
    """The language of an article's text, or of its title if it has no text; see :func:`detect_languages`."""
    return detect_languages(title, text, prior=prior, languages=languages).language


def robots_allow(body: bytes, url: str, robot: str) -> bool:
    """Whether the robots.txt ``body`` lets a program that calls itself ``robot`` read ``url`` (RFC 9309)."""
    from monitor.articles import robots

    return robots.robots_allow(body, url, robot)


def warm_up() -> None:
    """Load in this process all that reading an article needs, so that the first article does not wait for it.

    It is meant to be run in a worker.
    """
    from monitor.articles import read

    read.load()
