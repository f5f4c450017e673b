"""Which pages of a sitemap are news. Pure.

A sitemap may list fifty thousand pages, mostly without titles and dates, so they go by their addresses alone. That
fails where a site moves its pages, and where a part of an index is read for the first time: what was there all along
looks new then, and only a date can tell.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from monitor.model import Entry, FeedState, FloodState, PollOutcome, RowRead, SitemapPart
from monitor.sources.identity import identities_of_page
from monitor.sources.sorting import Hold, Sorted

# Of how many pages most must be unknown to be held.
_LEAST = 10
# A sitemap is often made anew by the hour only, so that a page is listed after the moment that it is dated.
_LATE = timedelta(hours=12)
_DAY = timedelta(days=1)
_TOLD_EVERY = timedelta(days=1)
_MOST_ROWS = 20

_Pages = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class _Looked:
    """What a sitemap lists beside known addresses: unknown pages by identity, and known ones that have ``moved``."""

    unknown: _Pages
    moved: tuple[Entry, ...]


def sort_pages(
    outcome: PollOutcome,
    before: FeedState,
    parts: Sequence[SitemapPart],
    known: Set[str],
    now: datetime,
    unread: int = 0,
) -> Sorted:
    """Sort out the pages that ``parts`` of a sitemap list, in which ``known`` are all identities known of the feed.

    ``before`` is what the feed was. A page is known under either scheme, with ``www.`` or without, and with a last
    slash or without. Where a part is read for the first time, or most of the others is unknown, news is what is dated
    later than the last reading; the rest is known from then on, or held. ``unread`` counts the pages of parts that were
    not read because they stand as they were: these are known. The first poll only notes what was read.
    """
    outcome = replace(outcome, state=replace(outcome.state, sitemap_rows=_rows_after(before.sitemap_rows, parts)))
    if before.last_success_at is None:
        return Sorted(outcome)
    looked = _look_up(outcome.fresh, known)
    never_read = _never_read(parts, before.sitemap_rows, looked.unknown.keys())
    surprising = {name: entry for name, entry in looked.unknown.items() if name in never_read}
    usual = {name: entry for name, entry in looked.unknown.items() if name not in never_read}
    listed = unread + sum(entry.identity not in never_read for entry in outcome.fresh)
    is_flood = len(usual) >= _LEAST and 2 * len(usual) > listed
    since = before.last_success_at - _LATE
    expected = _dated_after(since, usual.values()) if is_flood else usual.keys()
    news = expected | _dated_after(since, surprising.values())
    sorted_out = replace(
        outcome,
        fresh=tuple(entry for name, entry in looked.unknown.items() if name in news),
        known=(*outcome.known, *looked.moved, *(entry for name, entry in surprising.items() if name not in news)),
        held=tuple(entry for name, entry in usual.items() if name not in news),
    )
    return _told(sorted_out, len(looked.moved), now)


def _rows_after(rows: Iterable[RowRead], parts: Iterable[SitemapPart]) -> tuple[RowRead, ...]:
    first = {each.row: each.first for each in rows}
    for part in parts:
        first[part.row] = min(part.place, first.pop(part.row, part.place))
    return tuple(RowRead(row, place) for row, place in first.items())[-_MOST_ROWS:]


def _look_up(listed: Iterable[Entry], known: Set[str]) -> _Looked:
    unknown: dict[str, Entry] = {}
    moved: list[Entry] = []
    met: set[str] = set()
    for entry in listed:
        if entry.identity in known:
            continue
        names = identities_of_page(entry.url) if entry.url else (entry.identity,)
        if names[0] in met or not known.isdisjoint(names):
            # To be known by this address next time: to try the others takes twenty times as long.
            moved.append(entry)
        else:
            unknown[entry.identity] = entry
        met.add(names[0])
    return _Looked(unknown, tuple(moved))


def _never_read(parts: Iterable[SitemapPart], rows: Iterable[RowRead], unknown: Collection[str]) -> Set[str]:
    """The pages of parts that are read for the first time. Not of those at the growing end of a row that was read.

    Where most pages are known, the part was read under another name, or by a version that did not note what it read.
    """
    first = {each.row: each.first for each in rows}
    never: set[str] = set()
    read: set[str] = set()
    for part in parts:
        was_read = part.row in first and part.place >= first[part.row]
        mostly_known = 2 * sum(page in unknown for page in part.pages) <= len(part.pages)
        (read if was_read or mostly_known else never).update(part.pages)
    return never - read


def _dated_after(since: datetime, pages: Collection[Entry]) -> Set[str]:
    """Those of ``pages`` that are dated later; none, where most bear the date at which the sitemap was made."""
    dates = {entry.identity: date for entry in pages if (date := entry.published or entry.updated)}
    minutes = Counter(date.replace(second=0, microsecond=0) for date in dates.values())
    if max(minutes.values(), default=0) >= max(_LEAST, len(dates) / 2):
        return frozenset()
    return {name for name, date in dates.items() if _end_of(date) > since}


def _end_of(date: datetime) -> datetime:
    """The last moment that ``date`` may mean: midnight stands for a day."""
    return date + _DAY if date.time() == time.min else date


def _told(outcome: PollOutcome, moved: int, now: datetime) -> Sorted:
    """``outcome`` with whether its feed is held from now on, and what people hear of it, once a day at most."""
    state = outcome.state
    if not outcome.held:
        ended = state.flood is FloodState.HELD
        return Sorted(replace(outcome, state=replace(state, flood=None)) if ended else outcome)
    told = state.flood_at is not None and now - state.flood_at < _TOLD_EVERY
    held = replace(state, flood=FloodState.HELD, flood_at=state.flood_at if told else now)
    hold = Hold(
        same=moved,
        renamed=0,
        new=tuple(entry.title for entry in outcome.fresh),
        held=tuple(entry.title or entry.url or "" for entry in outcome.held),
    )
    return Sorted(replace(outcome, state=held), None if told else hold)
