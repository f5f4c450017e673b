"""Why a page shows no article, or only its beginning: a consent wall, a paywall, a bot challenge, or nothing at all.

A page with a text of some length has no obstacle whatever it says, for banners and subscription boxes stand on half of
all pages. Of a page with little text, its own words and mark-up are the evidence.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from monitor.articles.html import Block, Element, blocks
from monitor.articles.metadata import Stated
from monitor.articles.notices import AGREE, CHALLENGE, CHALLENGE_MARKS, CONSENT, PAYWALL
from monitor.articles.plain import weight
from monitor.model import Obstacle, ObstacleKind

# In letters, as `weight` counts: a paragraph or two, the beginning of an article, and what passes for none.
_LITTLE = 600
_BEGINNING = 1500
_READ_OF_TEXT = 20_000
_MOST_BLOCKS = 2000
_NOTE = 200
_NOTHING = 60
# A wall is all that its page holds; a front page with a banner is something else. In characters.
_MOST_ON_A_WALL = 6000
_LONGEST_NOTICE = 300
_HEAD_BLOCKS = 8
_LONGEST_EVIDENCE = 120
_CONSENT_HOSTS = ("consent.", "guce.", "cmp.", "myprivacy.", "privacy.")


def may_be_obstructed(text: str) -> bool:
    """Whether ``text`` is so short that something may stand before the rest of it."""
    return weight(text[:_READ_OF_TEXT]) < _BEGINNING


def find_obstacle(tree: Element, text: str, stated: Stated, url: str | None) -> Obstacle | None:
    """What stands between the reader and the article.

    Args:
        tree: the page, whole.
        text: what was extracted.
        stated: what the page states of itself.
        url: where the page finally came from.
    """
    page, length = blocks(tree)[:_MOST_BLOCKS], weight(text)
    if length < _LITTLE and _is_short(page):
        found = _challenge(tree, page, stated, length) or _consent(page, text, url)
        if found is not None:
            return found
    if length < _BEGINNING and (found := _paywall(page, stated)) is not None:
        return found
    if length < _NOTHING:
        return Obstacle(ObstacleKind.NO_TEXT, f"the page yields {len(text)} characters of text")
    return None


def _is_short(page: Sequence[Block]) -> bool:
    return sum(len(block.text) for block in page) < _MOST_ON_A_WALL


def _challenge(tree: Element, page: Sequence[Block], stated: Stated, length: float) -> Obstacle | None:
    lines = (stated.title or "", *(block.text for block in page[:_HEAD_BLOCKS]))
    notice = next((line for line in lines if CHALLENGE.search(line[:_LONGEST_NOTICE])), None)
    if notice is None:
        return None
    services = _services(tree)
    if not services and length >= _NOTE:
        return None  # a short report headed "Unusual activity at the volcano"
    by = f" (by {', '.join(services)})" if services else ""
    return Obstacle(ObstacleKind.BOT_CHALLENGE, f"{_quoted(notice)}{by}")


def _services(tree: Element) -> tuple[str, ...]:
    """The services that put challenges before sites and have left their marks on ``tree``."""
    scripts = [node.get("src") or node.text or "" for node in tree.iter("script", "iframe")]
    held = [*scripts, *(f"{node.get('id')} {node.get('class')}" for node in tree.iter("div", "form"))]
    return tuple(dict.fromkeys(name for mark, name in CHALLENGE_MARKS if any(mark in words for words in held)))


def _consent(page: Sequence[Block], text: str, url: str | None) -> Obstacle | None:
    host = _host(url)
    if host.startswith(_CONSENT_HOSTS):
        return Obstacle(ObstacleKind.CONSENT_WALL, f"the page comes from {host}")
    lines = [line for line in text.split("\n") if line] or [block.text for block in page]
    about = [line for line in lines if CONSENT.search(line)]
    if not any(AGREE.search(block.text) for block in page) or 2 * weight(" ".join(about)) < weight(" ".join(lines)):
        return None
    return Obstacle(ObstacleKind.CONSENT_WALL, _quoted(about[0])) if about else None


def _paywall(page: Sequence[Block], stated: Stated) -> Obstacle | None:
    notice = next((b.text for b in page if len(b.text) <= _LONGEST_NOTICE and PAYWALL.search(b.text)), None)
    if notice is not None:
        return Obstacle(ObstacleKind.PAYWALL, _quoted(notice))
    if stated.is_free is False:
        return Obstacle(ObstacleKind.PAYWALL, "the page states isAccessibleForFree: false")
    return None


def _quoted(words: str) -> str:
    return f"the page says “{words[:_LONGEST_EVIDENCE]}”"


def _host(url: str | None) -> str:
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
