"""The lines that extraction found, put where they stand on the page, with what it lost between them.

Where trafilatura knows no pattern of a page, it collects paragraphs one by one: sub-headings, lists, quotations and the
standfirst are left behind, the name of the site comes first, and now and then a paragraph leaves its place. A keyword
that only a list holds would be missed. Once the paragraphs are known, all of that is known by its place.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import chain, islice

from monitor.articles.clean import is_furniture, is_teaser
from monitor.articles.html import Block, Element
from monitor.articles.plain import likeness_key, opening_key, weight
from monitor.text.dates import read_date

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol", "dl", "blockquote"})
_PARTS = frozenset({"li", "dd", "dt", "p", "div", "span"})
_LEVELS = 6
_WRAPPERS = 2
_ASIDE = frozenset({"nav", "footer", "aside", "form", "header"})
_LINKED = 0.5
_SHORTEST_PARAGRAPH = 25
_LONGEST_DATELINE = 90
_BLOCKS_ABOVE = 20
_LONGEST_STANDFIRST = 600
_SHORTEST_STANDFIRST = 25
_SHORTEST_UNCALLED = 35
# What stands between a headline and the text, by class or itemprop.
_STANDFIRST = re.compile(
    r"stand-?first|sub-?(?:title|head(?:line)?|titulo)|(?<![a-z])(?:dek|deck|lead|lede|intro|abstract|summary|chapo|chapeau|"
    r"sommario|occhiello|entradilla|bajada|vorspann|anleser|alternativeheadline|description)(?![a-z])",
    re.IGNORECASE,
)


def arrange(lines: Sequence[str], blocks: Sequence[Block], title: str | None, now: datetime) -> list[str]:
    """``lines`` in the order of the page, from its headline on, with the standfirst and without the dateline.

    Args:
        lines: the text as extracted, one paragraph each.
        blocks: what the page shows, without teasers.
        title: the headline, if it is known.
        now: the moment of the fetch, for dates.
    """
    keys = [opening_key(block.text) for block in blocks]
    places = _places(lines, keys)
    headline = _headline(blocks, keys, opening_key(title or ""), [place for place in places if place is not None])
    ordered = _in_order(lines, places)
    below = [(line, place) for line, place in ordered if headline is None or place is None or place > headline]
    if not below or headline is None:
        return [line for line, _ in ordered]
    first = next((at for line, at in below if at is not None and len(line) >= _SHORTEST_PARAGRAPH), None)
    above = blocks[headline + 1 : first][-_BLOCKS_ABOVE:] if first is not None else ()
    datelines = [likeness_key(block.text) for block in above if _is_dateline(block, now)]
    kept = [line for line, _ in below if not any(likeness_key(line) in dateline for dateline in datelines)]
    known = {opening_key(line) for line in kept}
    return [*(block.text for block in above if _is_standfirst(block) and opening_key(block.text) not in known), *kept]


def fill_gaps(paragraphs: Sequence[str], blocks: Sequence[Block]) -> tuple[str, ...]:
    """``paragraphs`` with the sub-headings, list items and quotations that stand between two of them and are missing.

    A heading belongs to the paragraph that follows it directly, and to the text when the element around it holds the
    paragraph before as well: a box about something else has its heading to itself. A list or a quotation belongs to the
    text when it stands in one element with the paragraph before or after it.
    """
    place_of = {opening_key(line): place for place, line in reversed(list(enumerate(paragraphs)))}
    before: dict[int, list[str]] = {}
    pending: list[Block] = []
    above: Block | None = None
    for block in blocks:
        place = place_of.get(opening_key(block.text))
        if place is None and (block.element.tag in _HEADINGS or _list_around(block.element) is not None):
            pending.append(block)
            continue
        if place is not None:
            if place and above is not None and pending and _belong(pending, above, block):
                before.setdefault(place, [lost.text for lost in pending])
            above = block
        pending = []
    return tuple(line for place, own in enumerate(paragraphs) for line in (*before.get(place, ()), own))


def _places(lines: Sequence[str], keys: Sequence[str]) -> list[int | None]:
    """Where on the page each line stands: the next block that begins like it, or else the last before; if any."""
    all_of: dict[str, list[int]] = {}
    for at, key in enumerate(keys):
        all_of.setdefault(key, []).append(at)
    found: list[int | None] = []
    reached = -1
    for line in lines:
        known = all_of.get(opening_key(line), [])
        after = bisect_right(known, reached)
        place = known[min(after, len(known) - 1)] if known else None
        reached = place if place is not None else reached
        found.append(place)
    return found


def _in_order(lines: Sequence[str], places: Sequence[int | None]) -> list[tuple[str, int | None]]:
    """The lines by place; one that has none stays behind the line it came after."""
    keyed: list[tuple[int, str, int | None]] = []
    last = -1
    for line, place in zip(lines, places, strict=True):
        last = place if place is not None else last
        keyed.append((last, line, place))
    return [(line, place) for _, line, place in sorted(keyed, key=lambda item: item[0])]


def _headline(blocks: Sequence[Block], keys: Sequence[str], title_key: str, places: Sequence[int]) -> int | None:
    """The block that is the headline of the text at ``places``: the title as a heading, or else the title in any form.

    Of several the last one over most of the text: a menu may repeat the title, and a box below may, too.
    """
    if not title_key or not places:
        return None
    middle = sorted(places)[len(places) // 2]
    titled = [at for at in range(middle) if keys[at] == title_key]
    return next((at for at in reversed(titled) if blocks[at].element.tag in _HEADINGS), titled[-1] if titled else None)


def _is_dateline(block: Block, now: datetime) -> bool:
    return len(block.text) <= _LONGEST_DATELINE and read_date(block.text, now) is not None


def _is_standfirst(block: Block) -> bool:
    """Whether the mark-up of a block under the headline says that it sums the text up."""
    element = block.element
    is_called_so = _STANDFIRST.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}")
    if element.tag not in _HEADINGS and not is_called_so:
        return False
    least = _SHORTEST_STANDFIRST if is_called_so else _SHORTEST_UNCALLED
    if not least <= weight(block.text) <= _LONGEST_STANDFIRST or block.link_share > _LINKED:
        return False
    return not is_teaser(block.text) and not is_furniture(block.text) and not _stands_aside(element)


def _belong(lost: Sequence[Block], above: Block, below: Block) -> bool:
    """Whether ``lost`` are of the text that ``above`` and ``below`` are paragraphs of.

    All or none: one that leads elsewhere is announced by the others.
    """
    over, under = {*above.element.iterancestors()}, {*below.element.iterancestors()}
    return all(
        _fits(block.element, over, under)
        and block.link_share <= _LINKED
        and not is_teaser(block.text)
        and not is_furniture(block.text)
        for block in lost
    )


def _fits(element: Element, over: Collection[Element], under: Collection[Element]) -> bool:
    around = _list_around(element)
    if around is None:
        parent = element.getparent()
        return parent in over and parent in under
    parent = around.getparent()
    for _ in range(_WRAPPERS):
        if parent is not None and parent.tag == "div" and len(parent) == 1:
            parent = parent.getparent()
    return (parent in over or parent in under) and not _stands_aside(around)


def _list_around(element: Element) -> Element | None:
    """The outermost list or quotation that ``element`` is a part of, within a few levels."""
    found = None
    for node in islice(chain((element,), element.iterancestors()), _LEVELS):
        if node.tag in _LISTS:
            found = node
        elif node.tag not in _PARTS:
            break
    return found


def _stands_aside(element: Element) -> bool:
    return any(node.tag in _ASIDE for node in chain((element,), element.iterancestors()))
