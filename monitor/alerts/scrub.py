"""Text from a far side without the address that it was sent to, which may hold a token."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

_SEPARATORS = re.compile(r"[/?&=;:@,#]+")
_SHORTEST_TOKEN = 8
_SHORTEST_WORD = 3
_HIDDEN = "[address]"


def without_address(text: str, url: str) -> str:
    """``text`` without ``url`` and the parts of it behind the host: many a 404 says "Cannot POST /TOKEN"."""
    for form in _forms(url):
        text = text.replace(form, _HIDDEN)
    return text


def without_tokens(text: str, address: str) -> str:
    """``text`` without any part of ``address`` behind its scheme: each may be a secret, the host's name too. One of
    a few letters, such as a topic, is hidden where it is a word.
    """
    behind = address.partition("://")[2]
    parts = {part for whole in (behind, unquote(behind)) for part in _SEPARATORS.split(whole)}
    for form in (address, *sorted(parts, key=len, reverse=True)):
        if len(form) >= _SHORTEST_TOKEN:
            text = text.replace(form, _HIDDEN)
        elif len(form) >= _SHORTEST_WORD:
            text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", _HIDDEN, text)
    return text


def _forms(url: str) -> Iterator[str]:
    """``url`` and its parts that may not be shown, the longest first."""
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    yield from (form for form in (url, target, parts.path) if len(form) > 1)
    tokens = {part for part in _SEPARATORS.split(target) if len(part) >= _SHORTEST_TOKEN}
    yield from sorted(tokens, key=len, reverse=True)
