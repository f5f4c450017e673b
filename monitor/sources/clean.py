"""Plain words, safe links and stated dates out of what a feed holds."""

import calendar
import html
import re
from datetime import UTC, datetime, timedelta
from time import struct_time
from urllib.parse import urljoin, urlsplit

from monitor.sources.mojibake import repaired

_LONGEST_URL = 4096
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before the web: what software writes when it has no date
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_HIDDEN = re.compile(r"<(script|style)\b[^>]*>.{0,10000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.{0,10000}?-->|<!--[^>]{0,10000}>?", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
# Control characters, lone surrogates, non-characters, and the marks that turn the direction of all that follows
# (Trojan Source, CVE-2021-42574). Joiners and the plain direction marks stay: Persian and Hebrew are written with them.
_UNSPEAKABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
# Mark-up that was escaped once too often, which readers would see: told by an end tag, or a line break.
_SHOWN_TAG = re.compile(r"</[A-Za-z][A-Za-z0-9]{0,10}\s{0,9}>|<br\s{0,9}/?>", re.IGNORECASE)
_ESCAPED_TAG = re.compile(r"&lt;/[A-Za-z][A-Za-z0-9]{0,10}\s{0,9}&gt;|&lt;br\s{0,9}/?&gt;", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_ESCAPES = 3
# Marks that no address has, and that right-to-left text leaves at its ends.
_UNSEEN_IN_LINKS = re.compile("[\u200b-\u200f\u2060\xad]")
_SPACE = re.compile(r"[\s\x85\u2028\u2029]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")


def plain(value: object, limit: int) -> str:
    """``value`` as one line of at most ``limit`` characters, without mark-up, entities or control characters.

    What was escaped twice, or wrapped in CDATA twice, is unwrapped; text read in a wrong encoding is mended where it is
    sure.
    """
    if not isinstance(value, str):
        return ""
    text = _without_tags(_CDATA.sub("", value[: 8 * limit]))
    for _ in range(_ESCAPES):
        text = html.unescape(text)
        if _SHOWN_TAG.search(text):
            text = _without_tags(text)
        if not _ENTITY.search(text):
            break
    return _SPACE.sub(" ", _UNSPEAKABLE.sub("", repaired(text))).strip()[:limit].rstrip()


def markup(value: object, limit: int) -> str:
    """HTML as the feed gave it, cut at ``limit`` characters: without control characters, and not escaped as a whole."""
    if not isinstance(value, str):
        return ""
    text = _CDATA.sub("", value[:limit])
    if _ESCAPED_TAG.search(text) and not _TAG.search(text):
        text = html.unescape(text)
    return _UNSPEAKABLE.sub("", repaired(text))


def _without_tags(text: str) -> str:
    if "<" in text:
        for pattern in (_COMMENT, _HIDDEN, _TAG):
            text = pattern.sub("", text)
    return text


def link(value: object, base: str) -> str | None:
    """``value`` as an absolute http or https URL, or ``None`` when it is none (``javascript:``, ``data:``)."""
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_URL:
        return None
    try:
        url = urljoin(base, _UNSEEN_IN_LINKS.sub("", _UNSPEAKABLE.sub("", value)).strip())
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def moment(value: object) -> datetime | None:
    """feedparser's ``struct_time`` (UTC) as an aware datetime; ``None`` for no date and for one that cannot be."""
    if not isinstance(value, struct_time):
        return None
    try:
        stated = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=calendar.timegm(value))
    except (ValueError, OverflowError):
        return None
    return within_reason(stated)


def within_reason(stated: datetime) -> datetime | None:
    """``stated``, unless no page of the web can be of that time."""
    return stated if EARLIEST <= stated < LATEST else None


def language_tag(value: object) -> str | None:
    """A BCP 47 tag such as ``ar`` or ``pt-BR``, or ``None`` when ``value`` is not one."""
    if not isinstance(value, str):
        return None
    tag = value.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None
