"""When most of a feed suddenly looks new: what is old under other names, what is news, and what is in doubt. Pure.

A new content system, another numbering or encoding changes every guid, link or headline of a feed at once, and would
alert on all it holds. Then resemblance that would prove nothing of one entry is believed: of forty that look new and
bear the headlines of forty known ones, none is new.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from monitor.model import Entry, FeedState, FloodState, Remembered
from monitor.sources.identity import GUID, LINK, PLACE, TITLE, keys_of
from monitor.sources.recognise import Recognised, is_day, other_words, same_moment, same_words

LEAST = 4
# A feed that was not read for longer may well have replaced all it holds.
_USUAL_GAP = timedelta(days=1)
# How long before the last reading an entry may be dated and still be news: it can come late into its feed.
_LATE = timedelta(hours=12)
_DAY = timedelta(days=1)
# A feed that replaces all it holds does so again before long, however often it is read in between.
AGAIN_WITHIN = timedelta(days=30)

_Either = Entry | Remembered
_Pairs = dict[int, Remembered]


@dataclass(frozen=True, slots=True)
class Flood:
    """A document that was sorted out as a flood.

    ``same`` are entries that something proves to be old only in a flood; ``renamed`` counts those that were recognised
    under new names anyhow. ``unexplained``: they are too few to show what has happened. ``turnover``: it was no flood
    after all, and what is held may go on.
    """

    same: tuple[tuple[Entry, Remembered], ...]
    new: tuple[Entry, ...]
    held: tuple[Entry, ...]
    renamed: int = 0
    unexplained: bool = False
    turnover: bool = False


@dataclass(frozen=True, slots=True)
class _Novelty:
    """What looks new in a document, by place, and what some of it seems to have been before.

    ``renamed`` were recognised under new names, ``guessed`` are ``new`` ones that resemble old ones. ``doubtful`` are
    the places of ``new`` ones that do so too, but under a later date or with other words. News are dated after
    ``since``.
    """

    new: dict[int, Entry]
    renamed: _Pairs
    guessed: _Pairs
    doubtful: frozenset[int]
    since: datetime

    @property
    def number(self) -> int:
        """How many entries look new."""
        return len(self.new) + len(self.renamed)

    @property
    def same(self) -> _Pairs:
        """Those that are old for all that."""
        return self.renamed | self.guessed

    @property
    def explained(self) -> bool:
        """Whether so many are old that it is the feed that has changed."""
        return 2 * len(self.same) >= self.number


def find_flood(found: Recognised, recent: Sequence[Remembered], state: FeedState, now: datetime) -> Flood | None:
    """Sort out a document most of which looks new; ``None`` when that is as it should be.

    ``recent`` are the entries last seen in the feed, ``state`` is what the feed was before.
    """
    last = min(state.last_success_at or now, now)  # the clock may have been set back since
    look = _novelty(found, recent, last)
    # Nothing to compare with is as it should be only in a feed that never held anything.
    if look is None or 2 * look.number <= len(found.rows) or not (recent or state.last_new_at):
        return None
    if not look.explained and _scrolls(found):
        return None
    late = bool(recent) and now - last > _USUAL_GAP
    same = look.same
    news = _news(found, look, late=late)
    held = tuple(entry for place, entry in look.new.items() if place not in same and place not in news)
    if not (look.guessed or held) or 2 * (len(same) + len(held)) <= look.number:
        return None
    if not look.explained and _replaces_all(state, now):
        return Flood((), tuple(look.new.values()), (), turnover=True)
    return Flood(
        same=tuple((look.new[place], each) for place, each in look.guessed.items()),
        new=tuple(look.new[place] for place in sorted(news)),
        held=held,
        renamed=len(look.renamed),
        unexplained=not look.explained,
    )


def looks_renamed(found: Recognised, recent: Sequence[Remembered], state: FeedState) -> bool:
    """Whether a part of a feed looks as in a flood: much of it is new, and most of that resembles what is known."""
    look = _novelty(found, recent, state.last_success_at) if state.last_success_at else None
    return look is not None and look.explained


def _novelty(found: Recognised, recent: Sequence[Remembered], last: datetime) -> _Novelty | None:
    """What looks new in a document of a feed that was ``last`` read then; ``None`` when it is little."""
    new = {place: entry for place, (entry, each) in enumerate(found.rows) if each is None}
    renamed = {place: each for place, (entry, each) in enumerate(found.rows) if each and _is_renamed(entry, each)}
    if not new or len(new) + len(renamed) < LEAST:
        return None
    owned = {each.id for _, each in found.known}
    left = [each for each in recent if each.id not in owned]
    since = last - _LATE
    pairs = _resembling(new, left)
    doubtful = frozenset(place for place, each in pairs.items() if _may_be_another(new[place], each, since))
    guessed = {place: each for place, each in pairs.items() if place not in doubtful}
    if 2 * len(guessed) < len(new) or _dates_kept(new, guessed):
        # Where dates outlived the change, or there was none, a headline that recurs under a later date is news.
        guessed = {place: each for place, each in guessed.items() if not _recurs(new[place], each, since)}
    return _Novelty(new, renamed, guessed, doubtful, since)


def _replaces_all(state: FeedState, now: datetime) -> bool:
    """Whether the feed was seen before to replace all it holds, and not because it has changed."""
    if state.flood is not FloodState.DOUBTED:
        return state.flood is FloodState.TURNOVER
    return state.flood_at is not None and now - state.flood_at <= AGAIN_WITHIN


def _is_renamed(entry: Entry, each: Remembered) -> bool:
    """Whether an entry was recognised by what it says alone: neither its guid nor its link was known."""
    shared = frozenset(entry.keys) & each.keys
    return bool(each.keys) and not (keys_of(shared, GUID) or keys_of(shared, LINK))


def _resembling(new: dict[int, Entry], remembered: Iterable[Remembered]) -> _Pairs:
    """What entries, by place, seem to have been: each remembered one once, by headline, moment or path."""
    left = {each.id: each for each in remembered}
    same: _Pairs = {}
    for traits in (_titles_and_moment, _titles, _moments):
        _pair_by(traits, new, left, same)
    # The page of a programme, which all of its episodes link to, tells none of them.
    common = _common_places(new.values()) | _common_places(left.values())
    _pair_by(lambda either: _places(either) - common, new, left, same)
    return same


def _pair_by(
    traits: Callable[[_Either], Iterable[Hashable]], new: dict[int, Entry], left: dict[str, Remembered], same: _Pairs
) -> None:
    """Pair by any of the ``traits`` of both: an entry whose headline was edited has the keys of all that it had."""
    by_trait: defaultdict[Hashable, list[Remembered]] = defaultdict(list)
    for each in reversed(left.values()):
        for value in traits(each):
            by_trait[value].append(each)
    for place, entry in new.items():
        for value in traits(entry) if place not in same else ():
            found = _last(by_trait[value], left)
            if found is not None:
                same[place] = found
                del left[found.id]
                break


def _last(candidates: list[Remembered], left: dict[str, Remembered]) -> Remembered | None:
    """The last of those that are ``left``; forgets the others."""
    while candidates and candidates[-1].id not in left:
        candidates.pop()
    return candidates[-1] if candidates else None


def _titles(either: _Either) -> frozenset[str]:
    return keys_of(either.keys, TITLE)


def _places(either: _Either) -> frozenset[str]:
    return keys_of(either.keys, PLACE)


def _common_places(found: Iterable[_Either]) -> frozenset[str]:
    places = Counter(place for each in found for place in _places(each))
    return frozenset(place for place, number in places.items() if number > 1)


def _moments(either: _Either) -> frozenset[datetime]:
    date = either.published
    return frozenset({date.replace(microsecond=0)} if date and not is_day(date) else ())


def _titles_and_moment(either: _Either) -> frozenset[tuple[str, datetime]]:
    return frozenset((title, moment) for title in _titles(either) for moment in _moments(either))


def _dates_kept(entries: dict[int, Entry], same: _Pairs) -> bool:
    """Whether most of those that resemble one another bear the same date."""
    dated = [(entries[place].published, each.published) for place, each in same.items()]
    both = [(one, other) for one, other in dated if one and other]
    return bool(both) and 2 * sum(same_moment(one, other) for one, other in both) >= len(both)


def _recurs(entry: Entry, each: Remembered, since: datetime) -> bool:
    date = entry.published
    return date is not None and each.published is not None and not same_moment(date, each.published) and date > since


def _may_be_another(entry: Entry, each: Remembered, since: datetime) -> bool:
    """Whether it may be another article for all that it resembles: a daily warning, or a column, has one headline.

    It has other words or none, and a later date; or other words and no date to hold against the other's. A path that is
    known under another host makes it the same, not so the very link: recognising has found that to tell two articles.
    """
    shared = frozenset(entry.keys) & each.keys
    if same_words(entry, each) or (keys_of(shared, PLACE) and not keys_of(shared, LINK)):
        return False
    if entry.published is None:
        return other_words(entry, each)
    if each.published is None:
        return entry.published > since and other_words(entry, each)
    # A date of midnight says the day.
    ends = entry.published + _DAY if entry.published.time() == time.min else entry.published
    return ends > since and not same_moment(entry.published, each.published)


def _news(found: Recognised, look: _Novelty, *, late: bool) -> set[int]:
    """The places of what is news: by its date where dates tell; else because it stands above what is known.

    That does not count where the feed has not changed, nor for what is doubtful. Or, where nothing else tells, because
    it is so ``late`` that the feed may have replaced all it holds.
    """
    same, since = look.same, look.since
    entries = {place: entry for place, (entry, each) in enumerate(found.rows) if each is None or place in same}
    depth = max((place for place, (_, each) in enumerate(found.rows) if each or place in same), default=-1)
    told = _dates_tell(entries, same)
    return {
        place
        for place, entry in entries.items()
        if place not in same
        and (
            entry.published > since
            if told and entry.published
            else late or (look.explained and place < depth and place not in look.doubtful)
        )
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
