"""Plain words, safe links and stated dates out of what a feed holds."""

import calendar
import html
import re
from datetime import UTC, datetime, timedelta
from time import struct_time
from urllib.parse import urljoin, urlsplit

_LONGEST_URL = 4096
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before the web: what software writes when it has no date
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_HIDDEN = re.compile(r"<(script|style)\b[^>]*>.{0,10000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.{0,10000}?-->", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
# Control characters, lone surrogates, non-characters, and the marks that turn the direction of all that follows
# (Trojan Source, CVE-2021-42574). Joiners and the plain direction marks stay: Persian and Hebrew are written with them.
_UNSPEAKABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_SPACE = re.compile(r"[\s\x85\u2028\u2029]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")


def plain(value: object, limit: int) -> str:
    """``value`` as one line of at most ``limit`` characters, without mark-up, entities or control characters."""
    if not isinstance(value, str):
        return ""
    text = value[: 8 * limit]
    if "<" in text:
        for pattern in (_COMMENT, _HIDDEN, _TAG):
            text = pattern.sub("", text)
    text = _UNSPEAKABLE.sub("", html.unescape(text))
    return _SPACE.sub(" ", text).strip()[:limit].rstrip()


def markup(value: object, limit: int) -> str:
    """HTML as the feed gave it, but for control characters, cut at ``limit`` characters."""
    return _UNSPEAKABLE.sub("", value[:limit]) if isinstance(value, str) else ""


def link(value: object, base: str) -> str | None:
    """``value`` as an absolute http or https URL, or ``None`` when it is none (``javascript:``, ``data:``)."""
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_URL:
        return None
    try:
        url = urljoin(base, _UNSPEAKABLE.sub("", value.strip()))
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
    return stated if _EARLIEST <= stated < _LATEST else None


def language_tag(value: object) -> str | None:
    """A BCP 47 tag such as ``ar`` or ``pt-BR``, or ``None`` when ``value`` is not one."""
    if not isinstance(value, str):
        return None
    tag = value.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None
