"""Whether what rules refer to is there: topics, officials, channels, feeds and tags."""

from collections.abc import Set

from monitor.config.faults import Faults, known_words, shown
from monitor.config.items import Collection, Item
from monitor.config.nodes import references
from monitor.config.yaml import Place

_TAG = "tag:"


def check_topics_and_officials(rules: Collection, known: Collection, kind: str, faults: Faults) -> None:
    """Refuse a ``topic`` or ``official`` (``kind``) that no file describes."""
    if not known.complete:
        return
    ids = known.ids()
    for item in rules.items:
        when = item.raw.get("when") if isinstance(item.raw, dict) else None
        for id_, place in references(when, kind, (*item.place, "when")):
            _check(item, place, id_, ids, kind, faults)


def check_channels(rules: Collection, channels: Set[str], faults: Faults) -> None:
    """Refuse a channel in ``notify`` that the settings do not describe."""
    for item in rules.items:
        for index, name in enumerate(item.texts("notify")):
            _check(item, (*item.place, "notify", index), name, channels, "channel", faults)


def check_sources(rules: Collection, feeds: Collection, faults: Faults) -> None:
    """Refuse a feed or tag in ``sources`` that no feed has."""
    if not feeds.complete:
        return
    ids = feeds.ids()
    tags = {tag for feed in feeds.items for tag in feed.texts("tags")}
    for item in rules.items:
        for side in ("include", "exclude"):
            for index, name in enumerate(item.texts("sources", side)):
                place = (*item.place, "sources", side, index)
                if name.startswith(_TAG):
                    _check(item, place, name.removeprefix(_TAG), tags, "tag", faults)
                else:
                    _check(item, place, name, ids, "feed", faults)


def _check(item: Item, place: Place, name: str, known: Set[str], kind: str, faults: Faults) -> None:
    if name not in known:
        hint = known_words(name, known, f"no {kind} is described anywhere")
        faults.add(item.document.path, item.document.line(place), f"there is no {kind} {shown(name)}", hint)
