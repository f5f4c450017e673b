"""Sub-headings that extraction lost, put back between the paragraphs where the page has them.

Where paragraphs stand in a plain ``div``, trafilatura collects them one by one and leaves the headings between them; a
keyword that only a sub-heading holds would be missed.
"""

from collections.abc import Sequence

from monitor.articles.clean import is_furniture, is_teaser
from monitor.articles.html import Block
from monitor.articles.plain import opening_key

_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_LINKED = 0.5


def with_headings(paragraphs: Sequence[str], blocks: Sequence[Block]) -> tuple[str, ...]:
    """``paragraphs`` with the sub-headings of the page that stand between two of them and are missing.

    A heading belongs to the paragraph that follows it directly, and to the text when the element around it holds the
    paragraph before as well: a box about something else has its heading to itself.
    """
    place_of = {opening_key(line): place for place, line in reversed(list(enumerate(paragraphs)))}
    before: dict[int, list[str]] = {}
    pending: list[Block] = []
    above: Block | None = None
    for block in blocks:
        place = place_of.get(opening_key(block.text))
        if place is None and block.element.tag in _HEADINGS:
            pending.append(block)
            continue
        if place is not None:
            if place and above is not None and pending and _belong(pending, above, block):
                before.setdefault(place, [heading.text for heading in pending])
            above = block
        pending = []
    return tuple(line for place, own in enumerate(paragraphs) for line in (*before.get(place, ()), own))


def _belong(headings: Sequence[Block], above: Block, below: Block) -> bool:
    """Whether ``headings`` are of the text that ``above`` and ``below`` are paragraphs of.

    All or none: one that leads elsewhere is announced by the others.
    """
    around = {*above.element.iterancestors()} & {*below.element.iterancestors()}
    return all(
        heading.element.getparent() in around
        and heading.link_share <= _LINKED
        and not is_teaser(heading.text)
        and not is_furniture(heading.text)
        for heading in headings
    )
