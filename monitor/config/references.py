"""Whether what rules refer to is there: topics, officials, other rules, channels, feeds and tags."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Any

from monitor import query
from monitor.config.faults import Faults, known_words, shown
from monitor.config.items import Collection, Item
from monitor.config.yaml import Place
from monitor.model import Feed
from monitor.query.notation import IDENTIFIER
from monitor.rulebook import SourceFilter

_KINDS = frozenset({"topic", "official", "rule"})
_TAG = "tag:"


@dataclass(frozen=True, slots=True)
class Reference:
    """A topic, official or rule (``kind``) that a rule names at ``place``, and in a query at ``column``."""

    kind: str
    id: str
    place: Place
    column: int | None = None

    @property
    def where(self) -> str:
        """Words that lead to the column, for the beginning of a message."""
        return f"`query`, column {self.column}: " if self.column else ""


def references(item: Item) -> Iterator[Reference]:
    """What the rule ``item`` refers to, as it stands there: a rule that has other faults must be checked as well."""
    for place, text in _leaves(item, "query"):
        try:
            found = query.references(text)
        except query.QueryError:
            continue
        yield from (Reference(each.kind, each.id, place, each.column) for each in found)
    for kind in sorted(_KINDS):
        yield from (Reference(kind, text, place) for place, text in _leaves(item, kind))


def _leaves(item: Item, key: str) -> Iterator[tuple[Place, str]]:
    """The texts under ``key`` in the condition of ``item``, and their places."""
    raw = item.raw if isinstance(item.raw, dict) else {}
    for name in ("when", "query"):
        if name in raw:
            yield from _texts({name: raw[name]}, key, item.place)


def _texts(data: Any, key: str, place: Place) -> Iterator[tuple[Place, str]]:  # noqa: ANN401 - any YAML value
    found = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in found:
        if step == key and isinstance(value, str):
            yield (*place, step), value
        elif step != "phrase":
            yield from _texts(value, key, (*place, step))


def check_named(rules: Collection, known: Collection, kind: str, faults: Faults) -> None:
    """Refuse a ``topic``, ``official`` or ``rule`` (``kind``) that no file describes."""
    if not known.complete:
        return
    ids = known.ids()
    for item in rules.items:
        for found in references(item):
            if found.kind == kind:
                _check(item, found.place, found.id, ids, kind, faults, found.where)


def warn_of_doubts(rules: Collection, faults: Faults) -> None:
    """Warn of words in queries that were hardly meant as words."""
    for item in rules.items:
        for place, text in _leaves(item, "query"):
            try:
                doubts = query.doubts(text)
            except query.QueryError:
                continue
            for doubt in doubts:
                line = item.document.line(place)
                faults.warn(item.document.path, line, f"`query`, column {doubt.column}: {doubt.message}")


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


def warn_of_deaf(rules: Iterable[tuple[Item, SourceFilter]], feeds: Iterable[Feed], faults: Faults) -> None:
    """Warn of rules that listen to no feed, and of what they both include and exclude."""
    names = [{feed.id, *(_TAG + tag for tag in feed.tags)} for feed in feeds]
    for item, sources in rules:
        line = item.document.line((*item.place, "sources"))
        included = [each for each in names if not sources.include or not sources.include.isdisjoint(each)]
        both = ", ".join(shown(name) for name in sorted(sources.include & sources.exclude))
        if included and all(sources.exclude & each for each in included):
            message = f"the rule {shown(item.id or '')} listens to no feed: `sources` excludes all that it includes"
            faults.warn(item.document.path, line, message, "exclude fewer feeds or tags, or include others")
        elif both:
            message = f"`sources` of the rule {shown(item.id or '')} includes and excludes {both}: exclusion wins"
            faults.warn(item.document.path, line, message, "take it out of one of the two")


def _check(item: Item, place: Place, name: str, known: Set[str], kind: str, faults: Faults, where: str = "") -> None:
    if name not in known:
        # What is no id is refused where it stands, and no choice here.
        choices = [each for each in known if re.fullmatch(IDENTIFIER, each)]
        hint = known_words(name, choices, f"no {kind} is described anywhere")
        faults.add(item.document.path, item.document.line(place), f"{where}there is no {kind} {shown(name)}", hint)
