"""Paragraphs that extraction ran together, taken apart where the page does, and those that it broke, mended.

On a page that fits none of its patterns, such as one laid out in a table, trafilatura gives all it finds as one line.
In some elements it keeps the line breaks of the mark-up, which no reader sees; a term across one would not be found.
"""

from collections.abc import Sequence
from itertools import accumulate

from monitor.articles.html import Block
from monitor.articles.plain import likeness_key

# Rows of a table are lines too, and shorter.
_SHORTEST = 160
# Each costs a search through the page; where extraction has failed, there are few lines.
_MOST = 50


def split_joined(lines: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """``lines``, where each long one that is the text of several consecutive ``blocks`` is those, one a line."""
    whole = frozenset(block.text for block in blocks)
    if all(len(line) < _SHORTEST or line in whole for line in lines):
        return list(lines)
    keys = [likeness_key(block.text) for block in blocks]
    known, page = frozenset(keys), "".join(keys)
    place_of = {offset: place for place, offset in enumerate(accumulate(map(len, keys), initial=0))}
    found: list[str] = []
    left = _MOST
    for line in lines:
        key = likeness_key(line) if len(line) >= _SHORTEST and left else ""
        if not key or key in known:
            found.append(line)
            continue
        left -= 1
        start = page.find(key)
        first, end = place_of.get(start), place_of.get(start + len(key))
        is_joined = start >= 0 and first is not None and end is not None
        found.extend([block.text for block in blocks[first:end]] if is_joined else [line])
    return found


def join_broken(lines: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """``lines``, where those that together are the text of one of ``blocks`` are that one."""
    whole = frozenset(block.text for block in blocks)
    if all(line in whole for line in lines):
        return list(lines)
    text_of_key = {likeness_key(block.text): block.text for block in blocks}
    keys = [likeness_key(line) for line in lines]
    found: list[str] = []
    left, at = _MOST, 0
    while at < len(lines):
        end = at + 1
        if keys[at] and keys[at] not in text_of_key and left:
            left -= 1
            end = _end_of_broken(keys, at, [key for key in text_of_key if key.startswith(keys[at])])
        found.append(lines[at] if end == at + 1 else text_of_key["".join(keys[at:end])])
        at = end
    return found


def _end_of_broken(keys: Sequence[str], first: int, whole: Sequence[str]) -> int:
    """Behind which of ``keys`` those from ``first`` on have come to one of the ``whole`` ones; the next, if none do."""
    joined = keys[first]
    for at in range(first + 1, len(keys)):
        joined += keys[at]
        if joined in whole:
            return at + 1
        if not any(key.startswith(joined) for key in whole):
            break
    return first + 1
