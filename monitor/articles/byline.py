"""The authors whom a page prints under its headline, where it states none for machines."""

import re
from collections.abc import Iterator
from itertools import islice

from monitor.articles.credit import credit_of
from monitor.articles.html import Element, shown_text
from monitor.articles.plain import likeness_key
from monitor.articles.region import Region

# By class, itemprop or rel, as words: "article__author", "byline-name".
_MARK = re.compile(
    r"(?<![a-z])(?:authors?|by-?line|writer|reporter|journalist|autore?|auteur|autor)(?![a-z])", re.IGNORECASE
)
_BY = re.compile(
    r"^(?:by|written by|from|von|par|por|de|di|door|av|af|przez|автор[ыи]?|текст|بقلم|كتب|كتبت|نوشتهٔ?|نویسنده|מאת|"
    r"द्वारा|文・?|記者|作者|글|โดย|oleh|bởi|yazan|haber)\s*[:：]?\s+|^(?:作者|文|記者|撰文)[:：・]\s*",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s*(?:記者|기자|记者)$|\s*[|•·].*$|,\s+(?:[a-z].*|[A-Z]{2,}.*)$")
_BETWEEN = re.compile(r"\s*[,،、;]\s+|\s+(?:and|und|et|y|e|и|та|і|و|&)\s+")
_LONGEST = 100
_LONGEST_NAME = 60
_MOST_WORDS = 5
_MOST = 10
_MOST_DESCENDANTS = 12
_NO_NAME = re.compile(r"[\d@/!?？]|\.\s|…")


def printed_authors(region: Region, site: str | None) -> tuple[str, ...]:
    """Those named by the first element between headline and text whose mark-up says that it holds authors."""
    for element in _marked(region):
        line = _BY.sub("", shown_text(element)[:_LONGEST]).strip()
        names = [name for part in _BETWEEN.split(_AFTER.sub("", line)) if (name := part.strip())]
        if names and all(_is_person(name, site) for name in names):
            return tuple(dict.fromkeys(names))[:_MOST]
    return ()


def _marked(region: Region) -> Iterator[Element]:
    """The elements below the headline and above the first paragraph that are marked so, and hold little else."""
    first = region.blocks[region.first].element
    headline = region.blocks[region.headline].element if region.headline is not None else None
    counts = False
    for element in region.container.getroottree().iter():
        if element is first:
            return
        if counts and _is_marked(element):
            yield element
        counts = counts or element is headline


def _is_marked(element: Element) -> bool:
    """Whether ``element`` is called a byline, and is short enough to be one."""
    about = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('rel') or ''}"
    return bool(_MARK.search(about)) and next(islice(element.iter(), _MOST_DESCENDANTS, None), None) is None


def _is_person(name: str, site: str | None) -> bool:
    if len(name) > _LONGEST_NAME or len(name.split()) > _MOST_WORDS or _NO_NAME.search(name) or credit_of(name):
        return False
    return bool(likeness_key(name)) and likeness_key(name) != likeness_key(site or "")
