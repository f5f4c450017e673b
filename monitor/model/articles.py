"""Articles: what was published, and how far it could be read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DateOrigin(StrEnum):
    """Which statement a publication date was taken from."""

    FEED = "feed"
    JSON_LD = "json-ld"
    META = "meta"
    ARTICLE = "article"
    UNKNOWN = "unknown"


class TextOrigin(StrEnum):
    """Where an article's text was read."""

    PAGE = "page"
    FEED = "feed"


class ObstacleKind(StrEnum):
    """What stands between a reader and an article on its page."""

    CONSENT_WALL = "consent wall"
    PAYWALL = "paywall"
    BOT_CHALLENGE = "bot challenge"
    NO_TEXT = "no text"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A page that gave no article, or only the beginning of one. ``evidence`` is a clause that says how it is known."""

    kind: ObstacleKind
    evidence: str


@dataclass(frozen=True, slots=True)
class Article:
    """What was published, cleaned: a title, a text of one paragraph a line, and where and when.

    ``credit`` is the agency line ("AFP – Reuters") that stood under the text; it is never matched. ``origin_note``
    says why the text came from the feed when a page was wanted. ``language`` is that of the text (of the title, if
    there is no text); ``title_language`` is given only where the title is surely in another. ``updated`` is when
    its page, or else its feed, says that it was last changed. ``obstacle`` is what its page showed instead of it: news
    of the moment of the fetch, which is not stored.
    """

    id: str
    title: str
    text: str
    url: str | None = None
    feed_id: str = ""
    source: str = ""
    language: str | None = None
    title_language: str | None = None
    published: datetime | None = None
    date_origin: DateOrigin = DateOrigin.UNKNOWN
    authors: tuple[str, ...] = ()
    credit: str | None = None
    site: str | None = None
    tags: tuple[str, ...] = ()
    feed_tags: tuple[str, ...] = ()
    text_origin: TextOrigin = TextOrigin.PAGE
    origin_note: str | None = None
    fetched_at: datetime | None = None
    updated: datetime | None = None
    obstacle: Obstacle | None = None
