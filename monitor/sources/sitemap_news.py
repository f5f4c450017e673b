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
# No site has more news in a day, by far: so many pages of one day, or without a date, are old ones.
_MOST_IN_A_DAY = 500
# A sitemap is often made anew by the hour only, so that a page is listed after the moment that it is dated.
_LATE = timedelta(hours=12)
_DAY = timedelta(days=1)
_TOLD_EVERY = timedelta(days=1)
_MOST_ROWS = 20

_Pages = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class _Begun:
    """Parts that are read for the first time: their ``pages``, of each that does not stand before those of its row.

    ``earlier`` are the pages of those that do, which are old.
    """

    pages: tuple[Set[str], ...]
    earlier: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Sifted:
    """What a part brings that is read for the first time: ``news``, what is in ``doubt``, and how much is ``old``.

    Old without proof, that is, for being too much.
    """

    news: Set[str]
    doubt: Set[str]
    old: int


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
    later than the last reading. What no date tells is held; of a part read for the first time it is known from then on,
    where it stands before others of its row, or lists more than can be news. ``unread`` counts the pages of parts that
    were not read because they stand as they were: these are known. The first poll only notes what was read.
    """
    outcome = replace(outcome, state=replace(outcome.state, sitemap_rows=_rows_after(before.sitemap_rows, parts)))
    if before.last_success_at is None:
        return Sorted(outcome)
    looked = _look_up(outcome.fresh, known)
    begun = _never_read(parts, before.sitemap_rows, looked.unknown.keys())
    surprising = begun.earlier.union(*begun.pages)
    usual = {name: entry for name, entry in looked.unknown.items() if name not in surprising}
    listed = unread + sum(entry.identity not in surprising for entry in outcome.fresh)
    since, most = _expectation(before.last_success_at, now)
    sifted = _sift(begun, looked.unknown, since, most)
    news = _expected(usual, listed, since) | sifted.news
    held = (usual.keys() - news) | sifted.doubt
    old = [entry for name, entry in looked.unknown.items() if name not in news and name not in held]
    sorted_out = replace(
        outcome,
        fresh=tuple(entry for name, entry in looked.unknown.items() if name in news),
        known=(*outcome.known, *looked.moved, *old),
        held=tuple(entry for name, entry in looked.unknown.items() if name in held),
    )
    return _told(sorted_out, len(looked.moved), sifted, now)


def _expectation(last_read: datetime, now: datetime) -> tuple[datetime, int]:
    """From when on pages are news, and how many there may be by ``now``."""
    last = min(last_read, now)  # the clock may have been set back since
    return last - _LATE, _MOST_IN_A_DAY * (1 + (now - last) // _DAY)


def _expected(unknown: _Pages, listed: int, since: datetime) -> Set[str]:
    """News among the ``unknown`` pages of parts that were read before, which list so many: all, or what is dated."""
    if len(unknown) < _LEAST or 2 * len(unknown) <= listed:
        return unknown.keys()
    return _dated_after(since, _believed(unknown.values()))


def _rows_after(rows: Iterable[RowRead], parts: Iterable[SitemapPart]) -> tuple[RowRead, ...]:
    after = {each.row: each for each in rows}
    for part in parts:
        before = after.pop(part.row, RowRead(part.row, part.place))
        newest_first = before.newest_first if part.newest_first is None else part.newest_first
        after[part.row] = RowRead(part.row, min(part.place, before.first), newest_first)
    return tuple(after.values())[-_MOST_ROWS:]


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


def _never_read(parts: Iterable[SitemapPart], rows: Iterable[RowRead], unknown: Collection[str]) -> _Begun:
    """The parts that are read for the first time. Not those at the growing end of a row that was read.

    Where most pages are known, the part was read under another name, or by a version that did not note what it read.
    """
    first = {each.row: each.first for each in rows}
    earlier: set[str] = set()
    others: list[Set[str]] = []
    read: set[str] = set()
    for part in parts:
        mostly_known = 2 * sum(page in unknown for page in part.pages) <= len(part.pages)
        if mostly_known or (part.row in first and part.place >= first[part.row]):
            read.update(part.pages)
        elif part.row in first:
            earlier.update(part.pages)
        else:
            others.append(part.pages)
    return _Begun(tuple(pages - read for pages in others), frozenset(earlier - read))


def _sift(begun: _Begun, unknown: _Pages, since: datetime, most: int) -> _Sifted:
    """What parts that are read for the first time bring beside old pages.

    That is in doubt which no date tells, if there is not more of it in its part than ``most``, the news of the time. An
    earlier date that half of the pages share tells nothing either: some sites give all pages one that stands still.
    """
    surprising = begun.earlier.union(*begun.pages)
    dates = _believed([entry for name, entry in unknown.items() if name in surprising])
    news = _dated_after(since, dates)
    shared = Counter(dates.values())
    proven = {name for name, date in dates.items() if name in news or shared[date] < max(2, len(dates) / 2)}
    unproven = [{name for name in pages if name in unknown and name not in proven} for pages in begun.pages]
    few = (pages for pages in unproven if len(pages) <= most)
    doubt = frozenset[str]().union(*few) - begun.earlier
    old = frozenset[str]().union(*unproven) - begun.earlier - doubt
    return _Sifted(news, doubt, len(old))


def _believed(pages: Collection[Entry]) -> Mapping[str, datetime]:
    """The dates of ``pages``, by identity; none, where most bear the date at which the sitemap was made.

    Midnight stands for a day, which many pages share, but not more than any site has news in a day.
    """
    dates = {entry.identity: date for entry in pages if (date := entry.published or entry.updated)}
    minutes = Counter(date.replace(second=0, microsecond=0) for date in dates.values())
    made = any(
        count >= max(_MOST_IN_A_DAY if _is_day(minute) else _LEAST, len(dates) / 2) for minute, count in minutes.items()
    )
    return {} if made else dates


def _dated_after(since: datetime, dates: Mapping[str, datetime]) -> Set[str]:
    return {name for name, date in dates.items() if _end_of(date) > since}


def _is_day(date: datetime) -> bool:
    return date.time() == time.min


def _end_of(date: datetime) -> datetime:
    """The last moment that ``date`` may mean."""
    return date + _DAY if _is_day(date) else date


def _told(outcome: PollOutcome, moved: int, sifted: _Sifted, now: datetime) -> Sorted:
    """``outcome`` with whether its feed is held from now on, and what people hear of it.

    Of pages that wait, once a day at most; of those that were taken for old without proof, each time.
    """
    state = outcome.state
    lately = state.flood_at is not None and now - state.flood_at < _TOLD_EVERY
    is_told = bool(sifted.old or (outcome.held and not lately))
    if outcome.held:
        state = replace(state, flood=FloodState.HELD, flood_at=state.flood_at if lately else now)
    elif state.flood is FloodState.HELD:
        state = replace(state, flood=None)
    hold = Hold(
        same=moved,
        renamed=0,
        new=tuple(entry.title for entry in outcome.fresh),
        held=tuple(entry.title or entry.url or "" for entry in outcome.held),
        begun=len(sifted.doubt) == len(outcome.held),
        old=sifted.old,
    )
    return Sorted(replace(outcome, state=state), hold if is_told else None)
