"""The notice of sums that do not add up."""

from collections.abc import Sequence
from datetime import datetime

from monitor.model import Notice


def accounts_broken(sums: Sequence[tuple[str, str, int, Sequence[str]]], now: datetime) -> Notice:
    """The notice that something does not add up: for each of ``sums`` its name, what is wrong, how often, and where."""
    names = ", ".join(name for name, _, _, _ in sums)
    paragraphs = [
        "What became of every entry, match and alert is added up now and then, and it does not add up. Something may "
        "have been lost, or told twice. `news-monitor report` shows the sums of a day, `news-monitor db check` all "
        "that is wrong; please report this with the ids below.",
    ]
    paragraphs += [f"{name}: {number} {says}." for name, says, number, _ in sums]
    items = tuple(f"{name}: {key}" for name, _, _, ids in sums for key in ids)
    occasion = f"{names} {now:%Y-%m-%d}"
    return Notice("accounts", occasion, None, f"The sums do not add up: {names}", tuple(paragraphs), items)
