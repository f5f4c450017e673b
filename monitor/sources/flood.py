"""When most of a feed suddenly looks new: what is old under other names, what is news, and what is in doubt. Pure.

A new content system, another numbering or encoding changes every guid, link or headline of a feed at once, and would
alert on all it holds. Then resemblance that would prove nothing of one entry is believed: of forty that look new and
bear the headlines of forty known ones, none is new.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Entry, FeedState, Remembered
from monitor.sources.identity import GUID, LINK, PLACE, TITLE, keys_of
from monitor.sources.recognise import Recognised, is_day, same_moment

LEAST = 4
# A feed that was not read for longer may well have replaced all it holds.
_USUAL_GAP = timedelta(days=1)
# How long before the last reading an entry may be dated and still be news: it can come late into its feed.
_LATE = timedelta(hours=12)

_Either = Entry | Remembered
_Pairs = dict[int, Remembered]


@dataclass(frozen=True, slots=True)
class Flood:
    """A document that was sorted out as a flood.

    ``same`` are entries that something proves to be old only in a flood; ``renamed`` counts those that were recognised
    under new names anyhow. ``turnover``: it was no flood after all, and what is held may go on.
    """

    same: tuple[tuple[Entry, Remembered], ...]
    new: tuple[Entry, ...]
    held: tuple[Entry, ...]
    renamed: int = 0
    turnover: bool = False


def find_flood(found: Recognised, recent: Sequence[Remembered], state: FeedState, now: datetime) -> Flood | None:
    """Sort out a document most of which looks new; ``None`` when that is as it should be.

    ``recent`` are the entries last seen in the feed, ``state`` is what the feed was before.
    """
    new = {place: entry for place, (entry, each) in enumerate(found.rows) if each is None}
    renamed = {place: each for place, (entry, each) in enumerate(found.rows) if each and _is_renamed(entry, each)}
    looks_new = len(new) + len(renamed)
    if not new or looks_new < LEAST or 2 * looks_new <= len(found.rows) or not recent:
        return None
    last = state.last_success_at or now
    owned = {each.id for _, each in found.known}
    guessed = _resembling(new, [each for each in recent if each.id not in owned], last - _LATE)
    same = renamed | guessed
    explained = 2 * len(same) >= looks_new
    if not explained and _scrolls(found):
        return None
    late = now - last > _USUAL_GAP
    news = _news(found, same, last - _LATE, above=explained, late=late)
    held = tuple(entry for place, entry in new.items() if place not in same and place not in news)
    if not (guessed or held) or 2 * (len(same) + len(held)) <= looks_new:
        return None
    if not explained and state.flood is not None:
        return Flood((), tuple(new.values()), (), turnover=True)
    return Flood(
        same=tuple((new[place], each) for place, each in guessed.items()),
        new=tuple(new[place] for place in sorted(news)),
        held=held,
        renamed=len(renamed),
    )


def _is_renamed(entry: Entry, each: Remembered) -> bool:
    """Whether an entry was recognised by what it says alone: neither its guid nor its link was known."""
    shared = frozenset(entry.keys) & each.keys
    return bool(each.keys) and not (keys_of(shared, GUID) or keys_of(shared, LINK))


def _resembling(new: dict[int, Entry], remembered: Iterable[Remembered], since: datetime) -> _Pairs:
    """What entries, by place, seem to have been: each remembered one once, by headline, moment or path."""
    left = {each.id: each for each in remembered}
    same: _Pairs = {}
    for trait in (_title_and_moment, _title, _moment, _place):
        _pair_by(trait, new, left, same)
    if 2 * len(same) >= len(new) and not _dates_kept(new, same):
        return same
    # Where dates outlived the change, or there was none, a headline that recurs under a later date is news.
    return {place: each for place, each in same.items() if not _recurs(new[place], each, since)}


def _pair_by(
    trait: Callable[[_Either], Hashable | None], new: dict[int, Entry], left: dict[str, Remembered], same: _Pairs
) -> None:
    by_trait: defaultdict[Hashable, list[Remembered]] = defaultdict(list)
    for each in reversed(left.values()):
        if (value := trait(each)) is not None:
            by_trait[value].append(each)
    for place, entry in new.items():
        if place not in same and by_trait.get(trait(entry)):
            same[place] = by_trait[trait(entry)].pop()
            del left[same[place].id]


def _title(either: _Either) -> Hashable | None:
    return next(iter(keys_of(either.keys, TITLE)), None)


def _place(either: _Either) -> Hashable | None:
    return next(iter(keys_of(either.keys, PLACE)), None)


def _moment(either: _Either) -> Hashable | None:
    date = either.published
    return date.replace(microsecond=0) if date and not is_day(date) else None


def _title_and_moment(either: _Either) -> Hashable | None:
    return (_title(either), _moment(either)) if _title(either) and _moment(either) else None


def _dates_kept(entries: dict[int, Entry], same: _Pairs) -> bool:
    """Whether most of those that resemble one another bear the same date."""
    dated = [(entries[place].published, each.published) for place, each in same.items()]
    both = [(one, other) for one, other in dated if one and other]
    return bool(both) and 2 * sum(same_moment(one, other) for one, other in both) >= len(both)


def _recurs(entry: Entry, each: Remembered, since: datetime) -> bool:
    date = entry.published
    return date is not None and each.published is not None and not same_moment(date, each.published) and date > since


def _news(found: Recognised, same: _Pairs, since: datetime, *, above: bool, late: bool) -> set[int]:
    """The places of what is news: by its date where dates tell; else because it stands ``above`` what is known.

    Or, where nothing else tells, because it is so ``late`` that the feed may have replaced all it holds.
    """
    entries = {place: entry for place, (entry, each) in enumerate(found.rows) if each is None or place in same}
    depth = max((place for place, (_, each) in enumerate(found.rows) if each or place in same), default=-1)
    told = _dates_tell(entries, same)
    return {
        place
        for place, entry in entries.items()
        if place not in same
        and (entry.published > since if told and entry.published else late or (above and place < depth))
    }


def _dates_tell(entries: dict[int, Entry], same: _Pairs) -> bool:
    """Whether dates are those of the entries, and not of the moment at which the feed was made anew."""
    minutes = Counter(each.published.replace(second=0, microsecond=0) for each in entries.values() if each.published)
    most = max(minutes.values(), default=0)
    if most >= LEAST and 2 * most > minutes.total():
        return False
    both = [place for place, each in same.items() if entries[place].published and each.published]
    return 2 * len(both) < len(entries) or _dates_kept(entries, same)


def _scrolls(found: Recognised) -> bool:
    """Whether the new entries all stand above known ones: much has happened, and the feed shows it."""
    known = [each is not None for _, each in found.rows]
    return any(known) and known == sorted(known)
