"""Where on a page its article stands, found from the paragraphs that were extracted, and the date printed in it.

Class names tell little: sites call the same thing twenty names. But once the paragraphs are known, the headline before
them, the dateline between, and the credit after them are known by their place.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from monitor.articles.clean import is_furniture
from monitor.articles.credit import credit_of, unlisted_credit_of
from monitor.articles.html import Block, Element, text_of
from monitor.articles.plain import likeness_key, opening_key
from monitor.text.dates import is_fetch_day, read_date

_SHORTEST_PARAGRAPH = 25
_LONGEST_DATELINE = 90
_BLOCKS_TO_CREDIT = 4
_BLOCKS_TO_DATE = 40
_MOST_TIMES = 200
_YEAR = re.compile(r"\d{4}\W*$")
_ANY_TIME = datetime.max.replace(tzinfo=UTC, year=9000)
_WHOLE_PAGE = frozenset({"body", "html"})
_ASIDE = frozenset({"nav", "footer", "aside"})
_HEADINGS = frozenset({"h1", "h2", "h3"})
# Between a standfirst and the text; around an article, for a date that calls itself that of publication.
_BLOCKS_TO_SECOND = 12
_BLOCKS_ABOVE = 4
_BLOCKS_BELOW = 8
_PUBLISHED = re.compile(
    r"\b(?:first )?(?:published|posted)(?: on| at)?\b|\b(?:veröffentlicht|publiziert|erschienen)(?: am)?\b|"
    r"\bpublié(?:e)? le\b|"
    r"\bpublicad[oa](?: el| em)?\b|\bpubblicato(?: il)?\b|\bgepubliceerd(?: op)?\b|\bopublikowano\b|\bpublicerad\b|"
    r"опубликован\w*|опубліковано|дата публикации|yayın(?:lanma)? tarihi|تاريخ النشر|نشر في|نُشر في|تاریخ انتشار|פורסם|"
    r"प्रकाशित|发布时间|發布時間|发表于|发布于|公開日|掲載日|기사입력|입력|등록|เผยแพร่",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:last )?(?:updated|modified|edited)\b|\baktualisiert\b|\bmis à jour\b|\bactualizad[oa]\b|\batualizad[oa]\b|"
    r"\baggiornato\b|\bbijgewerkt\b|обновлен|оновлено|güncelle|آخر تحديث|به‌روز|עודכן|अपडेट|更新|최종수정|수정|อัปเดต",
    re.IGNORECASE,
)
_MODIFIED = ("modif", "updat")


@dataclass(frozen=True, slots=True)
class Region:
    """The blocks of a page, and which of them is the headline (if any), the first and the last paragraph.

    ``second`` is the paragraph after the first, which may be a standfirst over the dateline. ``container`` is the
    article element around the paragraphs, or else the smallest element around them all.
    """

    blocks: Sequence[Block]
    headline: int | None
    first: int
    second: int
    last: int
    container: Element


def locate(blocks: Sequence[Block], lines: Sequence[str], title: str | None) -> Region | None:
    """Find the article whose paragraphs are ``lines``; ``None`` when the blocks hold none of them."""
    wanted = {opening_key(line) for line in lines if len(line) >= _SHORTEST_PARAGRAPH}
    keys = [opening_key(block.text) for block in blocks]
    title_key = opening_key(title or "")
    places = [at for at, key in enumerate(keys) if key in wanted and key != title_key]
    if not places:
        return None
    first, second, last = places[0], next(iter(places[1:]), places[0]), places[-1]
    container = _container(blocks[first].element, blocks[last].element)
    return Region(blocks, _headline(blocks[:first], keys, title_key), first, second, last, container)


def is_titled(block: Block, title: str | None) -> bool:
    """Whether ``block`` is the headline, known by the ``title`` that the page states."""
    return bool(title) and block.element.tag in _HEADINGS and likeness_key(block.text) == likeness_key(title or "")


def dated_links(tree: Element) -> frozenset[str]:
    """The texts of dates for machines that are links by themselves, and not parts of links to other articles."""
    dates = islice(tree.xpath("//time[@datetime][ancestor::a or descendant::a]"), _MOST_TIMES)
    stated = ((date, text) for date in dates if 0 < len(text := text_of(date)) <= _LONGEST_DATELINE)
    return frozenset(text for date, text in stated if all(_says_only(link, text) for link in date.iterancestors("a")))


def _says_only(element: Element, text: str) -> bool:
    """Whether ``element`` holds the letters of ``text`` and no others; no more of it is read than that takes."""
    letters, said = "".join(text.split()), ""
    for piece in element.itertext():
        said += "".join(piece.split())
        if len(said) > len(letters):
            return False
    return said == letters


def printed_date(region: Region, now: datetime) -> datetime | None:
    """The date that the article itself shows: in its article element, or between its headline and its first paragraph.

    Above the headline a page prints the day on which it was rendered, wherever it was fetched or stored since: only an
    article element tells what stands there from the article's own date. Outside the container a date of the day of the
    fetch (give or take one) is suspect as well. A date that calls itself that of publication goes before all of these,
    whether it stands just above the headline, below it, or under the text.
    """
    if found := _labelled_date(region, now):
        return found
    enclosed = region.container.tag not in _WHOLE_PAGE
    times = _times(region)
    for element in times if enclosed else ():
        if _is_within(element, region.container) and (found := _machine_date(element, now)):
            return found
    below = region.first if region.headline is None else region.headline + 1
    end = region.second if region.second - region.first <= _BLOCKS_TO_SECOND else region.first
    for at in range(max(0, region.first - _BLOCKS_TO_DATE), end):
        block = region.blocks[at]
        inside = enclosed and _is_within(block.element, region.container)
        if at < below and not (inside and _is_article(region.container)):
            continue
        if len(block.text) > _LONGEST_DATELINE or _stands_aside(block.element) or _is_update(block.text):
            continue
        found = _block_date(block, times, now)
        if found and (inside or not is_fetch_day(found, now)):
            return found
    return None


def _labelled_date(region: Region, now: datetime) -> datetime | None:
    """The date of the block nearest to the headline that says "published" or the like."""
    top = region.first if region.headline is None else region.headline
    end = region.second if region.second - region.first <= _BLOCKS_TO_SECOND else region.first
    near = [*range(top, end), *reversed(range(max(0, top - _BLOCKS_ABOVE), top))]
    below = range(end, min(region.last + 1 + _BLOCKS_BELOW, len(region.blocks)))
    for at in (*near, *below):
        block = region.blocks[at]
        if len(block.text) > _LONGEST_DATELINE:
            continue
        # Among the paragraphs somebody may tell when a book was published.
        label = _PUBLISHED.match(block.text) if end <= at <= region.last else _PUBLISHED.search(block.text)
        if label and not _stands_aside(block.element) and (found := read_date(block.text[label.end() :], now)):
            return found
    return None


def _is_update(text: str) -> bool:
    return bool(_UPDATED.search(text)) and not _PUBLISHED.search(text)


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


def _headline(above: Sequence[Block], keys: Sequence[str], title_key: str) -> int | None:
    """The last heading above the paragraphs, rather than a line in a menu that repeats the title.

    Not the ``h1`` where another heading or the title follows it: it may be the name of the site, over today's date.
    """
    headings = [at for at, block in enumerate(above) if block.element.tag in _HEADINGS and not _is_date(block.text)]
    titled = [at for at in range(len(above)) if keys[at] == title_key]
    if not any(keys[at] == title_key or above[at].element.tag == "h1" for at in headings):
        return titled[-1] if titled else None
    last = headings[-1]
    return last if keys[last] == title_key else max([last, *titled[-1:]])


def _is_date(text: str) -> bool:
    """Whether a heading is a dateline: some sites set it in an ``h3``."""
    return len(text) <= _LONGEST_DATELINE and bool(_YEAR.search(text)) and read_date(text, _ANY_TIME) is not None


def _container(first: Element, last: Element) -> Element:
    around = [first, *first.iterancestors()]
    others = [last, *last.iterancestors()]
    shared = [node for node in around if node in others]
    for node in shared:
        if _is_article(node):
            return node
    return shared[0]


def _is_article(element: Element) -> bool:
    """Whether the mark-up says that ``element`` is an article; of a whole page it says nothing about its parts."""
    if element.tag in _WHOLE_PAGE:
        return False
    return element.tag == "article" or "Article" in (element.get("itemtype") or "")


def _times(region: Region) -> Mapping[Element, None]:
    """The time elements that may tell the article's date, in order, down to the last paragraph: below stand comments.

    In an article element that is each of its own, else each that follows the headline in the document.
    """
    first, last = region.blocks[region.first].element, region.blocks[region.last].element
    headline = None if region.headline is None else region.blocks[region.headline].element
    if headline is not None and _is_within(first, headline):
        headline = None  # bare text in a box around the paragraphs: what stands above it there cannot be told
    found: dict[Element, None] = {}
    counts = False
    for element in region.container.getroottree().iter():
        counts = counts or element is headline or (element is region.container and _is_article(element))
        if counts and element.tag == "time" and not _stands_aside(element, region.container):
            found[element] = None
        if element is last:
            break
    return found


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


def _block_date(block: Block, times: Collection[Element], now: datetime) -> datetime | None:
    if block.element.tag not in _WHOLE_PAGE:
        for element in block.element.iter("time"):
            if element in times and (found := _machine_date(element, now)):
                return found
    return read_date(block.text, now)


def _machine_date(element: Element, now: datetime) -> datetime | None:
    about = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
    if any(word in about for word in _MODIFIED):
        return None
    return read_date(element.get("datetime") or "", now)
