"""Where on a page its article stands, found from the paragraphs that were extracted, and the date printed in it.

Class names tell little: sites call the same thing twenty names. But once the paragraphs are known, the headline before
them, the dateline between, and the credit after them are known by their place.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.articles.clean import is_furniture
from monitor.articles.credit import credit_of, unlisted_credit_of
from monitor.articles.dates import is_fetch_day, read_date
from monitor.articles.html import Block, Element
from monitor.articles.plain import likeness_key

_KEY = 80
_SHORTEST_PARAGRAPH = 25
_LONGEST_DATELINE = 90
_BLOCKS_TO_CREDIT = 4
_BLOCKS_TO_DATE = 40
_WHOLE_PAGE = frozenset({"body", "html"})
_ASIDE = frozenset({"nav", "footer", "aside"})
_MODIFIED = ("modif", "updat")


@dataclass(frozen=True, slots=True)
class Region:
    """The blocks of a page, and which of them is the headline (if any), the first and the last paragraph.

    ``container`` is the article element around the paragraphs, or else the smallest element around them all.
    """

    blocks: Sequence[Block]
    headline: int | None
    first: int
    last: int
    container: Element


def locate(blocks: Sequence[Block], lines: Sequence[str], title: str | None) -> Region | None:
    """Find the article whose paragraphs are ``lines``; ``None`` when the blocks hold none of them."""
    wanted = {likeness_key(line)[:_KEY] for line in lines if len(line) >= _SHORTEST_PARAGRAPH}
    keys = [likeness_key(block.text)[:_KEY] for block in blocks]
    title_key = likeness_key(title or "")[:_KEY]
    places = [at for at, key in enumerate(keys) if key in wanted and key != title_key]
    if not places:
        return None
    first, last = places[0], places[-1]
    headlines = [at for at, block in enumerate(blocks[:first]) if keys[at] == title_key or block.element.tag == "h1"]
    container = _container(blocks[first].element, blocks[last].element)
    return Region(blocks, _heading(blocks, headlines), first, last, container)


def printed_date(region: Region, now: datetime) -> datetime | None:
    """The date that the article itself shows: in its container, or between its headline and its first paragraph.

    Outside the container a date of the day of the fetch (give or take one) is suspect: pages print today's date there.
    """
    enclosed = region.container.tag not in _WHOLE_PAGE
    for element in _times(region) if enclosed else ():
        if found := _machine_date(element, now):
            return found
    start = region.first if region.headline is None else region.headline + 1
    for at in range(max(0, region.first - _BLOCKS_TO_DATE), region.first):
        block = region.blocks[at]
        inside = enclosed and _is_within(block.element, region.container)
        if len(block.text) > _LONGEST_DATELINE or not (inside or at >= start) or _stands_aside(block.element):
            continue
        found = _block_date(block, now)
        if found and (inside or not is_fetch_day(found, now)):
            return found
    return None


def credit_after(region: Region, marked: Collection[str]) -> str | None:
    """The credit in one of the first blocks after the last paragraph, where extraction may have lost it.

    One that is known by its mark-up alone (``marked``) must come first: further down, others' sources are named.
    """
    for place, block in enumerate(region.blocks[region.last + 1 : region.last + 1 + _BLOCKS_TO_CREDIT]):
        if _stands_aside(block.element):
            return None
        found = credit_of(block.text)
        if found is None and place == 0 and likeness_key(block.text) in marked and not is_furniture(block.text):
            found = unlisted_credit_of(block.text, marked=True)
        if found:
            return found
    return None


def _heading(blocks: Sequence[Block], places: Sequence[int]) -> int | None:
    """The heading element nearest above the paragraphs, rather than a line in a menu that repeats it."""
    proper = [at for at in places if str(blocks[at].element.tag) in ("h1", "h2", "h3")]
    nearest = proper or places
    return nearest[-1] if nearest else None


def _container(first: Element, last: Element) -> Element:
    around = [first, *first.iterancestors()]
    others = [last, *last.iterancestors()]
    shared = [node for node in around if node in others]
    for node in shared:
        if node.tag == "article" or "Article" in (node.get("itemtype") or ""):
            return node
    return shared[0]


def _times(region: Region) -> Iterator[Element]:
    """The time elements of the container down to the last paragraph; below stand comments."""
    last = region.blocks[region.last].element
    for element in region.container.iter():
        if element.tag == "time" and not _stands_aside(element, region.container):
            yield element
        if element is last:
            return


def _stands_aside(element: Element, inside: Element | None = None) -> bool:
    """Whether ``element`` is navigation, a footer, an aside, or part of another article than ``inside``."""
    for node in (element, *element.iterancestors()):
        if node is inside:
            return False
        if node.tag in _ASIDE or (inside is not None and node.tag == "article"):
            return True
    return False


def _is_within(element: Element, container: Element) -> bool:
    return any(node is container for node in (element, *element.iterancestors()))


def _block_date(block: Block, now: datetime) -> datetime | None:
    if block.element.tag not in _WHOLE_PAGE:
        for element in block.element.iter("time"):
            if found := _machine_date(element, now):
                return found
    return read_date(block.text, now)


def _machine_date(element: Element, now: datetime) -> datetime | None:
    about = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
    if any(word in about for word in _MODIFIED):
        return None
    return read_date(element.get("datetime") or "", now)
