"""Which entries of a document were seen before, when their keys may agree and disagree. Pure.

Two mistakes are possible, and they do not weigh the same. An old entry taken for new repeats an alert, and the story it
belongs to will often swallow even that. A new entry taken for an old one is lost. So one key alone counts only where
nothing contradicts it, and each remembered entry is recognised in one entry of a document at most.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

from monitor.ids import digest_id
from monitor.model import Entry, Remembered
from monitor.sources.identity import GUID, LINK, PLACE, TITLE, keys_of, letters

# Two statements of one moment differ by a time zone at worst.
_APART = timedelta(hours=15)
_ALIKE = 0.5  # of the words of the longer headline
_MOST_CANDIDATES = 40  # for an entry, by each of its traits


@dataclass(frozen=True, slots=True)
class Recognised:
    """A document sorted out: its entries in order, each with what it was recognised as, or ``None`` when it is new.

    The new ones stand under identities that nothing else has.
    """

    rows: tuple[tuple[Entry, Remembered | None], ...]

    @property
    def new(self) -> tuple[Entry, ...]:
        """The entries that nothing remembered is."""
        return tuple(entry for entry, each in self.rows if each is None)

    @property
    def known(self) -> tuple[tuple[Entry, Remembered], ...]:
        """The entries that were recognised, with what they are."""
        return tuple((entry, each) for entry, each in self.rows if each is not None)


def recognise(found: Sequence[Entry], remembered: Sequence[Remembered], taken: Collection[str] = ()) -> Recognised:
    """Tell which of the entries ``found`` in a feed are among those ``remembered`` of it, the last seen first.

    All entries have their keys. An entry that stands in the document twice counts once. No new one gets an identity
    that is ``taken``.
    """
    entries = _distinct(found)
    owner = _owners(entries, remembered)
    taken = {*taken, *(each.identity for each in remembered)}
    rows: list[tuple[Entry, Remembered | None]] = []
    for place, entry in enumerate(entries):
        if place in owner:
            rows.append((entry, owner[place]))
        else:
            rows.append((_named_apart(entry, taken), None))
    return Recognised(tuple(rows))


def _owners(entries: Sequence[Entry], remembered: Sequence[Remembered]) -> dict[int, Remembered]:
    """What each entry, by its place, was recognised as. The surest pair first; of equals, what was seen last."""
    void = _shared(entries)
    candidates = _Candidates(remembered)
    pairs: list[tuple[int, int, Remembered]] = []
    for place, entry in enumerate(entries):
        akin = candidates.of(entry, void)
        pairs += [(score, place, each) for each in akin if (score := _likeness(entry, each, void))]
    pairs.sort(key=lambda pair: (-pair[0], pair[1]))
    owner: dict[int, Remembered] = {}
    taken: set[str] = set()
    for _, place, each in pairs:
        if place not in owner and each.id not in taken:
            owner[place] = each
            taken.add(each.id)
    return owner


def alike(one: str, other: str) -> bool:
    """Whether two headlines share at least half of their words (of their letters, where words are not spaced)."""
    first, second = _words(one), _words(other)
    return bool(first and second) and len(first & second) >= _ALIKE * max(len(first), len(second))


def _words(title: str) -> frozenset[str]:
    """The folded words of a headline; its letters, where it has hardly any spaces."""
    words = [word for word in map(letters, title[:250].split()) if word]
    return frozenset(words if len(words) > 2 else "".join(words))


def same_moment(one: datetime | None, other: datetime | None) -> bool:
    """Whether both are dates, and the same to the second."""
    return one is not None and other is not None and one.replace(microsecond=0) == other.replace(microsecond=0)


def same_words(entry: Entry, each: Remembered) -> bool:
    """Whether both have a text, and it is the same."""
    return entry.fingerprint is not None and entry.fingerprint == each.fingerprint


def other_words(entry: Entry, each: Remembered) -> bool:
    """Whether both have a text, and it is another."""
    return entry.fingerprint is not None and each.fingerprint is not None and entry.fingerprint != each.fingerprint


def is_day(moment: datetime) -> bool:
    """Whether a date says the day only, or the hour at best: many entries of a day may share it."""
    return not (moment.minute or moment.second)


def _likeness(entry: Entry, each: Remembered, void: frozenset[str]) -> int:
    """How surely they are one: 0 for not, else the higher the surer."""
    if not each.keys:
        return 100 if entry.identity == each.identity else 0
    shared = frozenset(entry.keys) & each.keys - void
    title = bool(keys_of(shared, TITLE))
    if keys_of(shared, LINK):
        return 0 if _other_article(entry, each, title=title) else 80 + 10 * title + 5 * bool(keys_of(shared, GUID))
    if keys_of(shared, GUID):
        return _by_guid(entry, each, title=title, place=bool(keys_of(shared, PLACE)))
    return _by_title(entry, each, void, place=bool(keys_of(shared, PLACE))) if title else 0


def _other_article(entry: Entry, each: Remembered, *, title: bool) -> bool:
    """Whether two under one link are two: a daily briefing, a live page, or an episode that links to its programme.

    Guids that both have, and that differ, are where it begins; then all but the link must speak against it.
    """
    guids = keys_of(entry.keys, GUID)
    if not guids or not keys_of(each.keys, GUID) or guids & each.keys:
        return False
    if _apart(entry, each):
        return not same_words(entry, each)
    if title or alike(entry.title, each.title or ""):
        return False
    dated = entry.published is not None and each.published is not None
    return other_words(entry, each) or (dated and not same_moment(entry.published, each.published))


def _by_guid(entry: Entry, each: Remembered, *, title: bool, place: bool) -> int:
    """A guid alone: publishers number their items anew, or give one guid to whatever is on top."""
    both_link = bool(keys_of(entry.keys, LINK)) and bool(keys_of(each.keys, LINK))
    other_page = both_link and not place
    if title:
        return 0 if other_page and _apart(entry, each) else 70
    dated = entry.published is not None and each.published is not None
    if dated and not place and not same_moment(entry.published, each.published):
        return 0
    like = alike(entry.title, each.title or "")
    moment = entry.published if same_moment(entry.published, each.published) else None
    if other_page:
        return 65 if like and moment else 0
    if like or (moment and not is_day(moment)):
        return 65
    return 60 if place or same_words(entry, each) else 0


def _by_title(entry: Entry, each: Remembered, void: frozenset[str], *, place: bool) -> int:
    """A headline without guid or link: some are used over and over."""
    alike_words = same_words(entry, each)
    if same_moment(entry.published, each.published):
        precise = entry.published is not None and not is_day(entry.published)
        return 50 if precise or alike_words or place or _has_title_only(entry, void) else 0
    if _apart(entry, each):
        return 45 if place and alike_words else 0
    if place and (alike_words or not other_words(entry, each)):
        return 45
    if alike_words:
        return 40
    return 30 if _has_title_only(entry, void) and not other_words(entry, each) else 0


def _has_title_only(entry: Entry, void: frozenset[str]) -> bool:
    return not (keys_of(entry.keys, GUID) | keys_of(entry.keys, LINK)) - void


def _apart(entry: Entry, each: Remembered) -> bool:
    if entry.published is None or each.published is None:
        return False
    return abs(entry.published - each.published) > _APART


def _distinct(found: Sequence[Entry]) -> list[Entry]:
    """``found`` without what stands in it twice: the same guid and link, or the headline and one of them.

    A headline and a guid are not enough for two that have different links. Each entry is looked up, not compared with
    all others: thousands may have one guid.
    """
    kept: list[Entry] = []
    met: set[tuple[str | None, ...]] = set()
    for entry in found:
        guid, link, place, title = (_key(entry, kind) for kind in (GUID, LINK, PLACE, TITLE))
        names: set[tuple[str | None, ...]] = {(title, link)} if link else set()
        names |= {(guid, link)} if guid and link else set()
        names |= {(title, guid, place)} if guid and place else set()
        names |= {(title, entry.identity)} if not (guid or link) else set()
        linked, bare = (title, guid, "linked"), (title, guid, "bare")
        against = ({bare} if link else {bare, linked}) if guid else set()
        if met.isdisjoint(names | against):
            kept.append(entry)
            met |= names | ({linked if link else bare} if guid else set())
    return kept


def _key(entry: Entry, kind: str) -> str | None:
    return next((key for key in entry.keys if key[0] == kind), None)


def _shared(entries: Iterable[Entry]) -> frozenset[str]:
    """The guids and links that several entries of the document have, and that therefore tell nothing."""
    seen: set[str] = set()
    shared: set[str] = set()
    for entry in entries:
        for key in entry.keys:
            if key[0] != TITLE:
                (shared if key in seen else seen).add(key)
    return frozenset(shared)


class _Candidates:
    """What is remembered, by all that an entry may be recognised by.

    One key may be that of thousands, and that many entries times as many would take minutes. So of each only the first
    few are looked at; of one headline also those of the same date, and those of the same words.
    """

    def __init__(self, remembered: Iterable[Remembered]) -> None:
        found: defaultdict[tuple[object, ...], list[Remembered]] = defaultdict(list)
        for each in remembered:
            for trait in _traits(each.keys or (each.identity,), each):
                if len(found[trait]) < _MOST_CANDIDATES:
                    found[trait].append(each)
        self._found = found

    def of(self, entry: Entry, void: frozenset[str]) -> Collection[Remembered]:
        """What ``entry`` may be. Keys that are ``void`` would prove nothing."""
        keys = [key for key in (*entry.keys, entry.identity) if key not in void]
        return {each.id: each for trait in _traits(keys, entry) for each in self._found.get(trait, ())}.values()


def _traits(keys: Iterable[str], either: Entry | Remembered) -> Iterator[tuple[object, ...]]:
    for key in keys:
        yield (key,)
        if key[0] == TITLE:
            if either.published is not None:
                yield key, either.published.replace(microsecond=0)
            if either.fingerprint is not None:
                yield key, either.fingerprint


def _named_apart(entry: Entry, taken: set[str]) -> Entry:
    """``entry`` under an identity that is not ``taken``, and now is: one guid may name several articles."""
    identity = entry.identity
    for number in count():
        if identity not in taken:
            break
        date = entry.published.isoformat() if entry.published else ""
        identity = digest_id("also", entry.guid or "", entry.url or "", entry.title, date, str(number))
    taken.add(identity)
    return entry if identity == entry.identity else replace(entry, identity=identity)
