"""A second reading of a page, for when the first yields too little: where its prose is densest, or what it states.

Readability's idea (https://github.com/mozilla/readability) on the blocks of a page: the text of an article is where
the most prose stands together. It is cruder than trafilatura, which is asked first; but it needs no length in
characters, no ``p`` elements and no class names, so it reads Chinese and Korean pages that trafilatura gives up on.
"""

import re
from collections.abc import Sequence
from html import unescape
from itertools import chain, islice

from monitor.articles.html import Block, Element, blocks, parse_fragment
from monitor.articles.metadata import Stated
from monitor.articles.plain import likeness_key, plain_lines, weight

# In letters, as `weight` counts. The first reading stands unless another holds twice as much, and a paragraph at least.
_TOO_LITTLE = 0.5
_LEAST = 200
_SHORT = 250
_PLENTY = 4000  # characters
_SHORTEST_PROSE = 60
_SHORTEST_SENTENCE = 25
_LINKED = 0.3
_LEVELS = 3
_SHARE_A_LEVEL = 0.6
_ASIDE = frozenset({"nav", "footer", "aside", "form", "header", "button", "label"})
# What readers write below an article may be ten times as long.
_OTHERS = re.compile(r"comment|disqus|respond|(?<![a-z])repl(?:y|ies)|review|cookie|consent|related", re.IGNORECASE)
_NEAR = 30
_SENTENCE_END = re.compile(r"[.!?؟。！？।۔…][\"'”»’」』)\]]*$")
_MARK_UP = re.compile(r"<(?:p|br|div|li|h\d|a|em|strong|b|i|span)\b[^>]*>", re.IGNORECASE)


def better_reading(lines: Sequence[str], page: Sequence[Block], stated: Stated) -> list[str]:
    """``lines``, or those of another reading that holds at least twice as much.

    The first of the others is the ``articleBody`` that the page states for machines. The second is the place on the
    page with the densest prose; it is a guess, and asked only where the first reading is shorter than an article.
    """
    found, body = "".join(lines), _stated_lines(stated)
    if not body and len(found) > _PLENTY:
        return list(lines)
    had = weight(found)
    if len(lines) == 1 < len(body) and likeness_key(lines[0]) == likeness_key("".join(body)):
        return body  # the same, with its paragraphs
    for other in (body, densest(page) if had < _SHORT else []):
        held = weight(" ".join(other))
        if held >= _LEAST and had < _TOO_LITTLE * held:
            return other
    return list(lines)


def densest(page: Sequence[Block]) -> list[str]:
    """The prose under the element that holds the most of it; of what stands deeper, each level counts for less."""
    prose = [block for block in page if _is_prose(block)]
    scores: dict[Element, float] = {}
    for block in prose:
        share = 1.0
        for node in islice(chain((block.element,), block.element.iterancestors()), _LEVELS + 1):
            scores[node] = scores.get(node, 0.0) + share * weight(block.text)
            share *= _SHARE_A_LEVEL if node is not block.element else 1.0
    if not scores:
        return []
    best = max(scores, key=lambda node: scores[node])
    inside = {id(node) for node in best.iter()}
    places = [at for at, block in enumerate(page) if id(block.element) in inside]
    held = [at for at in places if _is_prose(page[at])]
    return [page[at].text for at in places if held[0] <= at <= held[-1] and not _is_aside(page[at])]


def _stated_lines(stated: Stated) -> list[str]:
    body = stated.body or ""
    if "&lt;" in body:
        body = unescape(body)
    if not _MARK_UP.search(body):
        return plain_lines(unescape(body))
    root = parse_fragment(body)
    return [block.text for block in blocks(root)] if root is not None else []


def _is_prose(block: Block) -> bool:
    length = weight(block.text)
    if block.link_share > _LINKED or length < _SHORTEST_SENTENCE:
        return False
    return (length >= _SHORTEST_PROSE or bool(_SENTENCE_END.search(block.text))) and not _is_aside(block)


def _is_aside(block: Block) -> bool:
    around = islice(chain((block.element,), block.element.iterancestors()), _NEAR)
    return block.link_share > _LINKED or any(
        node.tag in _ASIDE or _OTHERS.search(f"{node.get('class') or ''} {node.get('id') or ''}") for node in around
    )
