"""Parts of a page that are no text of its article, by what their mark-up calls them.

Class names tell little, so nothing of any length is taken out for one: a body may carry "social-share-enabled".
"""

import re
from functools import lru_cache

from monitor.articles.html import Element, drop, text_of

# Boxes about something else, by class, id or what builders of pages name their components.
_BOX = re.compile(
    r"related|read[-_]?more|read-also|newsletter|share-|sharing|social-|caption|(?<![a-z])share(?:bar|box|tools|links)|"
    r"sharedaddy|addthis|addtoany|toolbar|paywall|regwall|sign-?up(?![a-z])|recirc|taboola|outbrain|"
    r"most[-_](?:read|popular)|"
    r"trending|breadcrumb|live-?(?:badge|controls|label)|load-?more|"
    r"(?<![a-z])(?:advert(?:isement)?|ads?|promo|sponsored)(?![a-z])|"
    r"(?<![a-z])cookie|gdpr|screen-reader|sr-only|visually-hidden|photo[-_]?(?:text|credit)|pic[-_]?text|"
    r"img[-_]?(?:text|desc)",
    re.IGNORECASE,
)
# Elements that show a picture's words, controls, or what other servers fill in (https://amp.dev/documentation/components).
_NEVER_TEXT_TAGS = (
    "figcaption button label amp-sidebar amp-consent amp-ad amp-embed amp-list amp-social-share amp-user-notification "
    "amp-subscriptions-dialog"
)
_NEVER_TEXT = frozenset(_NEVER_TEXT_TAGS.split())
# A name in the text that shows a card: the card is none of it.
_CARD = re.compile(r"(?:popover|tooltip|hover-?card|rollover)[\w-]*(?:block|card|content|body|inner)", re.IGNORECASE)
# A post of somebody, quoted where it stands.
_EMBEDDED = re.compile(r"embed|twitter-tweet", re.IGNORECASE)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ROLES = frozenset({"toolbar", "navigation", "complementary", "dialog", "alertdialog", "menu", "search", "contentinfo"})
# Never the whole article: a body may carry "social-share-enabled", a container "has-related".
_NEVER_A_BOX = frozenset({"html", "body", "article", "main"})
_MOST_PARAGRAPHS = 5
_LONGEST_BOX = 1500


def drop_boxes(tree: Element) -> None:
    """Take out captions, controls, and boxes that their mark-up says are about something else."""
    for element in list(tree.iter()):
        if element.tag in _NEVER_TEXT or _is_box(element):
            drop(element)


@lru_cache(maxsize=4096)  # the elements of a site share their names
def _is_called_a_box(names: str) -> bool:
    return bool(_BOX.search(names) or _CARD.search(names))


def _is_box(element: Element) -> bool:
    attributes = element.attrib
    if not attributes or element.tag in _NEVER_A_BOX:
        return False
    names = " ".join(attributes.get(name, "") for name in ("class", "id", "data-component"))
    is_hidden = "hidden" in attributes or _NOT_SHOWN.search(attributes.get("style", ""))
    if not (_is_called_a_box(names) or is_hidden or attributes.get("role") in _ROLES):
        return False
    if _EMBEDDED.search(names) and next(element.iter("blockquote"), None) is not None:
        return False
    if next(element.iter("h1"), None) is not None or len(text_of(element)) > _LONGEST_BOX:
        return False
    return sum(1 for _ in element.iter("p")) <= _MOST_PARAGRAPHS
