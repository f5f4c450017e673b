"""What a document that is not a feed seems to be, so that its error says what to do."""

import re

from monitor.errors import Fault
from monitor.sources.clean import plain

_LOOKED_AT = 65_536
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,500}?)</title", re.IGNORECASE | re.DOTALL)
_FEED_LINK = re.compile(r"<link\b[^>]{0,500}application/(?:rss|atom)\+xml[^>]{0,500}>", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*["']?([^"'\s>]{1,500})""", re.IGNORECASE)
_LISTING = "; if it lists articles, `kind: page` reads it"
_CHALLENGES = ("cf-challenge", "cf_chl_", "challenge-platform", "just a moment...", "captcha", "checking your browser")
# The others stand on pages that anybody may read, too: in a form for comments, or in the script of a service.
_SURE_CHALLENGES = ("cf_chl_", "just a moment...", "checking your browser")


def fault_of(text: str) -> Fault:
    """What is wrong where ``text`` stands instead of a feed: a challenge to prove oneself a browser, or no feed."""
    head = text[:_LOOKED_AT].lower()
    is_challenge = "<html" in head and any(mark in head for mark in _SURE_CHALLENGES)
    return Fault.HTTP_CHALLENGE if is_challenge else Fault.NOT_A_FEED


def describe(text: str, content_type: str | None) -> str:
    """Say in a sentence or two what ``text`` is instead of a feed."""
    head = text[:_LOOKED_AT].strip().lstrip("\ufeff")
    lower = head.lower()
    if not head.strip("\x00 \t\r\n"):
        return "The answer is empty; it is not a feed."
    if "<html" in lower or "<!doctype html" in lower or "<body" in lower:
        return _page(head, lower)
    stated = f" ({plain(content_type, 60)})" if content_type else ""
    return f"The answer{stated} is not a feed; it begins with `{plain(head[:400], 60)}`."


def _page(head: str, lower: str) -> str:
    title = _TITLE.search(head)
    named = f" titled `{plain(title[1], 100)}`" if title else ""
    if any(mark in lower for mark in _CHALLENGES):
        return f"The answer is a challenge page{named}: the site wants a person with a browser."
    offer = _FEED_LINK.search(head)
    href = _HREF.search(offer[0]) if offer else None
    advice = f"; it offers the feed {plain(href[1], 300)}" if href else ""
    return f"The answer is an HTML page{named}, not a feed{advice or _LISTING}."
