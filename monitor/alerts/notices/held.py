"""The notice of a feed that is held."""

from collections.abc import Sequence
from datetime import datetime

from monitor.model import Notice


def feed_held(
    feed_id: str,
    source: str,
    *,
    same: int,
    renamed: int,
    new: int,
    held: Sequence[str],
    now: datetime,
    begun: bool = False,
    old: int = 0,
) -> Notice:
    """The notice that a feed is held, because most of its entries looked new, or changed their headlines, at once.

    ``begun``: because a part of a sitemap is read for the first time, of which ``old`` pages were taken for old.
    """
    paragraphs = [_what_happened(f"`{feed_id}` ({source})", renamed, begun=begun)]
    if old:
        paragraphs.append(
            f"Taken for old, for they are more than a site publishes in the time: {old}. Nobody is told of them."
        )
    if same:
        paragraphs.append(f"Recognised by headline, date or link, and alerting nobody again: {same}.")
    if new:
        paragraphs.append(f"New by their date or place, and read as usual: {new}.")
    if held:
        paragraphs.append(
            f"In doubt, held back and listed below: {len(held)}. If they are news, run "
            f"`news-monitor feeds release {feed_id}`; if not, `news-monitor feeds release {feed_id} --drop`, or do "
            "nothing."
        )
    paragraphs.append("Nothing else needs to be done: the feed is read on, and goes by its new names from now on.")
    subject = f"Feed {feed_id} is held" if held or renamed or not old else f"Feed {feed_id} has a part of old pages"
    return Notice("feed-held", now.isoformat(), feed_id, subject, tuple(paragraphs), tuple(held))


def _what_happened(feed: str, renamed: int, *, begun: bool) -> str:
    if begun:
        return (
            f"The sitemap {feed} has a part that was not there before, with pages of which no date says whether they "
            "are new. That is how it looks when a site begins a section, or another month."
        )
    if renamed:
        return (
            f"{renamed} entries of the feed {feed} changed their headlines at once. That is how it looks when a site "
            "changes its encoding; no alert was made of it. Look at the feed if letters are wrong."
        )
    return (
        f"Nearly everything in the feed {feed} suddenly looked new. That is how it looks when a site gets a new "
        "content system, or numbers, links or encodes its articles in another way."
    )
