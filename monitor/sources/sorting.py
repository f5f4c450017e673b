"""What the entries of a document are to a feed that has been read before: news, known, edited, in doubt. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.model import EditPolicy, Entry, FeedState, FloodState, Memory, PollOutcome, Remembered, Sighting
from monitor.sources.flood import AGAIN_WITHIN, LEAST, Flood, find_flood, looks_renamed
from monitor.sources.identity import letters, with_keys
from monitor.sources.recognise import Recognised, recognise

# How often an entry that stays in its feed is written to be seen, and a held feed told of again.
_SEEN_EVERY = timedelta(days=7)
_TOLD_EVERY = timedelta(days=1)
_DATE_MOVED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hold:
    """What people are told of a feed that was held.

    ``same`` counts entries that were recognised in spite of all, ``renamed`` those that changed their headlines all at
    once; ``new`` and ``held`` are the headlines of those that went through and of those that wait. ``begun``: what
    waits, or is ``old`` for being too much for news, stands in parts of a sitemap that are read for the first time.
    """

    same: int
    renamed: int
    new: tuple[str, ...]
    held: tuple[str, ...]
    begun: bool = False
    old: int = 0


@dataclass(frozen=True, slots=True)
class Sorted:
    """A poll's outcome with its entries sorted out. ``hold`` is given when people are to be told of one.

    ``undecided``: it was pushed, and holds what only the whole feed can decide on; a poll of it must follow at once.
    """

    outcome: PollOutcome
    hold: Hold | None = None
    undecided: bool = False


def sort_out(
    outcome: PollOutcome, before: FeedState, memory: Memory, now: datetime, edits: EditPolicy, *, pushed: bool = False
) -> Sorted:
    """Sort out the entries of ``outcome`` by what is remembered of their feed, which stood at ``before``.

    Those of a first poll only get identities of their own: there is nothing to hold them against. What was ``pushed``
    is but a part of the feed, often the new one alone: that tells nothing of the feed as a whole.
    """
    if before.last_success_at is None:
        return Sorted(_first(outcome, memory))
    found = recognise([with_keys(entry) for entry in outcome.fresh], memory.akin)
    if pushed and looks_renamed(found, memory.recent, before):
        return Sorted(replace(outcome, fresh=()), undecided=True)
    return _pushed(outcome, found, now, edits) if pushed else _polled(outcome, found, before, memory, now, edits)


def _polled(
    outcome: PollOutcome, found: Recognised, before: FeedState, memory: Memory, now: datetime, edits: EditPolicy
) -> Sorted:
    flood = find_flood(found, memory.recent, before, now)
    mass = _is_mass(found)
    heard = edits is not EditPolicy.IGNORE and not mass and (flood is None or flood.turnover)
    sorted_out = replace(
        outcome,
        fresh=flood.new if flood else found.new,
        held=flood.held if flood else (),
        sightings=_sightings((*found.known, *(flood.same if flood else ())), now, heard=heard),
        release=flood is not None and flood.turnover,
    )
    renamed = sum(_is_renamed(entry, each) for entry, each in found.known) if mass else 0
    return _told(sorted_out, flood, renamed if 2 * renamed > len(found.known) else 0, now)


def _pushed(outcome: PollOutcome, found: Recognised, now: datetime, edits: EditPolicy) -> Sorted:
    """Where many entries of a push are edited, nothing is learned of these, so that a poll sees what the push saw."""
    heard = edits is not EditPolicy.IGNORE
    undecided = heard and _is_mass(found)
    known = [(entry, each) for entry, each in found.known if not (undecided and _is_edited(entry, each))]
    sorted_out = replace(outcome, fresh=found.new, sightings=_sightings(known, now, heard=heard))
    return Sorted(sorted_out, undecided=undecided)


def _is_mass(found: Recognised) -> bool:
    """Whether so many entries are edited at once that it is the feed that changed and not the articles.

    Another encoding does it, or a counter in every summary.
    """
    edited = sum(_is_edited(entry, each) for entry, each in found.known)
    return edited >= LEAST and 2 * edited > len(found.known)


def _sightings(known: Iterable[tuple[Entry, Remembered]], now: datetime, *, heard: bool) -> tuple[Sighting, ...]:
    """What is to be learned of known entries; whether they were edited only where that is to be ``heard``."""
    return tuple(
        Sighting(each.id, entry, heard and _is_edited(entry, each))
        for entry, each in known
        if _teaches(entry, each, now)
    )


def _first(outcome: PollOutcome, memory: Memory) -> PollOutcome:
    fresh = recognise([with_keys(entry) for entry in outcome.fresh], memory.akin).new
    names = {entry.identity for entry in fresh}
    known = recognise([with_keys(entry) for entry in outcome.known], memory.akin, names).new
    return replace(outcome, fresh=fresh, known=known)


def _told(outcome: PollOutcome, flood: Flood | None, renamed: int, now: datetime) -> Sorted:
    """``outcome`` with what the feed is from now on taken for, and what people hear of it."""
    if flood is not None and flood.turnover:
        return Sorted(replace(outcome, state=replace(outcome.state, flood=FloodState.TURNOVER)))
    if flood is None and not renamed:
        ended = _is_over(outcome.state, now)
        return Sorted(replace(outcome, state=replace(outcome.state, flood=None)) if ended else outcome)
    state = outcome.state
    lately = state.flood_at is not None and now - state.flood_at < _TOLD_EVERY
    told = lately or (state.flood is FloodState.HELD and not outcome.held)
    kind = FloodState.DOUBTED if flood is not None and flood.unexplained else FloodState.HELD
    held = replace(state, flood=kind, flood_at=state.flood_at if told else now)
    hold = Hold(
        same=len(flood.same) + flood.renamed if flood else 0,
        new=tuple(entry.title for entry in outcome.fresh),
        held=tuple(entry.title for entry in outcome.held),
        renamed=renamed,
    )
    return Sorted(replace(outcome, state=held), None if told else hold)


def _is_over(state: FeedState, now: datetime) -> bool:
    """Whether a feed that looks as usual is no more taken for what it was: doubt outlasts quiet polls for a while."""
    if state.flood is FloodState.DOUBTED:
        return state.flood_at is None or now - state.flood_at > AGAIN_WITHIN
    return state.flood is FloodState.HELD


def _teaches(entry: Entry, each: Remembered, now: datetime) -> bool:
    """Whether there is something to write down: not at every poll, for a feed repeats its entries."""
    if each.seen_at is None or now - each.seen_at >= _SEEN_EVERY or not frozenset(entry.keys) <= each.keys:
        return True
    moved = _moved(entry.published, each.published) or _moved(entry.updated, each.updated)
    return moved or (entry.title, entry.fingerprint) != (each.title, each.fingerprint)


def _is_edited(entry: Entry, each: Remembered) -> bool:
    """Whether the feed says something else of the article than before. Of what earlier versions stored, none does."""
    if each.seen_at is None:
        return False
    words = None not in (entry.fingerprint, each.fingerprint) and entry.fingerprint != each.fingerprint
    later = entry.updated is not None and each.updated is not None and entry.updated > each.updated
    return words or later or _is_renamed(entry, each)


def _is_renamed(entry: Entry, each: Remembered) -> bool:
    if each.title is None or entry.title == each.title:
        return False
    return letters(entry.title) != letters(each.title)


def _moved(one: datetime | None, other: datetime | None) -> bool:
    """Whether a date is another. Some feeds date all they hold by the minute: that is not worth a line at each poll."""
    if one is None or other is None:
        return one is not other
    return abs(one - other) >= _DATE_MOVED
