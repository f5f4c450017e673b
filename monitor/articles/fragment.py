"""The HTML that a feed carries in its entries, made into clean lines."""

from collections.abc import Collection

from monitor.articles.clean import Cleaned, clean_lines, teaser_blocks
from monitor.articles.credit import marked_credits
from monitor.articles.html import blocks, parse_fragment
from monitor.articles.plain import likeness_key


def clean_markup(markup: str, title: str = "", names: Collection[str] = ()) -> Cleaned:
    """The paragraphs of ``markup`` without ``title``, and the credit under them.

    ``names`` is what the outlet is called, as :func:`clean_lines` takes it.
    """
    root = parse_fragment(markup)
    if root is None:
        return Cleaned((), None)
    found = blocks(root)
    # A feed entry that is one link is its own teaser: it must not be taken for that of another article.
    teasers = teaser_blocks(found) if len(found) > 1 else []
    unwanted = frozenset(likeness_key(block.text) for block in teasers)
    lines = [block.text for block in found]
    return clean_lines(lines, title=title, unwanted=unwanted, marked=marked_credits(root), names=names)
