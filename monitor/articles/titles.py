"""The headline of an article, from the headings that its page shows and the titles that it states.

What a page states is often written for search engines or cut short; what its reader sees is the heading. But the first
heading may be the name of the site. So a heading is believed when it is like one of the stated titles, and a stated
title when no heading is.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from monitor.articles.html import Element, shown_text
from monitor.articles.plain import likeness_key

_SEPARATORS = r"\s+(?:[|–—•·»«-]|::|:)\s+|\s*[|｜]\s*|\s+::\s+|(?<=\w):\s+|_(?=[^_]*$)"
_SPLIT = re.compile(_SEPARATORS)
_MOST_HEADINGS = 40
_MOST_PARTS = 12
_LONGEST = 500
_SHORTEST_NAME = 3
# How much two titles share, 0 to 1, to be forms of one: among several headings, and where a page has one alone.
_ALIKE = 0.5
_SOLE_ALIKE = 0.4


def choose_title(tree: Element, stated: Sequence[str], document: str, site: str | None, url: str | None) -> str | None:
    """The headline.

    Args:
        tree: the page.
        stated: the titles that it states for machines, the most trusted first.
        document: what its ``title`` element says.
        site: the name of the site, if it is stated.
        url: where it came from; its host tells the name of the site, too.
    """
    headings = _headings(tree, "h1")
    names = _names(site, url)
    own = [title for title in headings if likeness_key(title) not in names]
    known = [without_site(title, names, own) for title in (*stated, document) if title.strip()]
    keys = {likeness_key(title) for title in known}
    others = _headings(tree, "h2", "h3") if not own else []
    for heading in (*own, *others):
        if likeness_key(heading) in keys:
            return heading
    least = _SOLE_ALIKE if len(own) == 1 else _ALIKE
    if known and own:
        likeness, best = max(((likeness_of(h, known), h) for h in own), key=lambda pair: pair[0])
        if likeness >= least:
            return best
    return next(iter((*known, *own, *headings)), None)


def without_site(title: str, names: Sequence[str] | frozenset[str], headings: Sequence[str] = ()) -> str:
    """``title`` without the name of its site, as in "Talks resume | Example News" and "Example News: Talks resume".

    A part is known for the name of the site, or of one of its sections behind a heading of the page, never by its
    length or place alone.
    """
    title = title[:_LONGEST]
    cuts = [(found.start(), found.end()) for found in _SPLIT.finditer(title)][:_MOST_PARTS]
    keys = {likeness_key(heading) for heading in headings}
    for start, end in cuts:
        if likeness_key(title[:start]) in keys:
            return title[:start].strip()
        if likeness_key(title[end:]) in keys:
            return title[end:].strip()
    for start, end in reversed(cuts):
        if likeness_key(title[end:]) in names:
            return without_site(title[:start].strip(), names)
    for start, end in cuts[:1]:
        if likeness_key(title[:start]) in names:
            return title[end:].strip()
    return title


def likeness_of(heading: str, titles: Sequence[str]) -> float:
    """How much ``heading`` is like the most like of ``titles``: the pairs of letters they share, as Dice counts."""
    own = _pairs(heading)
    return max((2 * len(own & other) / (len(own) + len(other) or 1) for other in map(_pairs, titles)), default=0.0)


def _headings(tree: Element, *tags: str) -> list[str]:
    shown = (shown_text(node)[:_LONGEST] for _, node in zip(range(_MOST_HEADINGS), tree.iter(*tags), strict=False))
    return list(dict.fromkeys(text for text in shown if text))


def _names(site: str | None, url: str | None) -> frozenset[str]:
    """What the site may be called: its stated name, parts of that, and its host with and without what surrounds it."""
    return frozenset(key for key in _name_keys(site, url) if len(key) >= _SHORTEST_NAME)


def _name_keys(site: str | None, url: str | None) -> Iterator[str]:
    if site:
        yield likeness_key(site)
        yield likeness_key(re.sub(r"^the\s+", "", site, flags=re.IGNORECASE))
        yield likeness_key(f"the {site}")
        yield from (likeness_key(part) for part in _SPLIT.split(site))
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return
    labels = host.split(".")
    yield likeness_key(host)
    yield likeness_key(f"www.{host}")
    yield from (likeness_key(label) for label in labels[:-1])
    yield from (likeness_key(f"the{label}") for label in labels[:-1])
    yield from (label.removeprefix("the") for label in labels[:-1])


def _pairs(text: str) -> frozenset[str]:
    key = likeness_key(text)
    return frozenset(key[at : at + 2] for at in range(len(key) - 1)) or frozenset((key,))
