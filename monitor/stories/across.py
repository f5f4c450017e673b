"""Whether two articles in different languages tell the same event, by what can be known in any language.

What is merged makes no alert, and names meet by chance as words of one language seldom do. So several things that few
articles have must be shared, within hours; nothing may speak against it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.model import Sketch, Stored, Trace, TraceKind
from monitor.stories.naming import named
from monitor.stories.traces import is_capitalised
from monitor.text.language_names import language_name
from monitor.text.scripts import script_of


@dataclass(frozen=True, slots=True)
class Across:
    """Where joining across languages begins.

    Articles are at most ``window`` apart, and share a telling number, and ``pieces`` of evidence, ``later`` more at the
    end of that: whatever a name is of, an official, a number. What more than ``common`` of all articles have is none.
    It takes ``uncased`` more where neither article can tell its names from its other words. ``names`` at least are
    names or officials.

    All numbers and officials of either headline are shared, and ``numbers`` of all numbers. ``part`` of the names of
    each is, and the one that it writes most if that is ``central`` times or more; of officials alone where names cannot
    be told.
    """

    window: timedelta = timedelta(hours=12)
    pieces: float = 3.0
    later: float = 2.0
    uncased: float = 1.0
    common: float = 0.01
    part: float = 0.5
    numbers: float = 0.5
    names: int = 2
    central: int = 3


ACROSS = Across()

_Pair = tuple[Trace, Trace]


@dataclass(frozen=True, slots=True)
class Crossing:
    """The article that another tells the same event as, in another language, and what they share."""

    told: Stored
    shared: tuple[_Pair, ...]
    value: float

    def reason(self, sketch: Sketch) -> str:
        """Why, as alerts say it."""
        other = self.told.sketch
        hours = round(abs(other.at - sketch.at) / timedelta(hours=1))
        shown = {kind: _shown(self.shared, kind) for kind in TraceKind}
        parts = [
            *([f"officials {shown[TraceKind.LISTED]}"] if shown[TraceKind.LISTED] else []),
            *([f"names {shown[TraceKind.NAME]}"] if shown[TraceKind.NAME] else []),
            *([f"numbers {shown[TraceKind.NUMBER]}"] if shown[TraceKind.NUMBER] else []),
            f"{hours} h apart",
        ]
        by = f" by {other.source}" if other.source else ""
        return f"same event as {named(other)}{by}, in {language_name(other.language)}: {'; '.join(parts)}"


def same_event_across(sketch: Sketch, stored: Iterable[Stored], bounds: Across = ACROSS) -> Crossing | None:
    """The article in another language that has most in common with this one, if it tells the same event."""
    if not sketch.traces or not sketch.language:
        return None
    told = list(stored)
    # A story that has articles in this language is judged by them.
    known = {each.story_id for each in told if each.sketch.language == sketch.language}
    background = _background(sketch, told, bounds)
    ours = _without(sketch, background)
    best = None
    for each in told:
        if each.story_id in known or not each.sketch.traces or not each.sketch.language:
            continue
        found = _crossing(ours, replace(each, sketch=_without(each.sketch, background)), bounds)
        if found is not None and (best is None or found.value > best.value):
            best = found
    return best


def _background(sketch: Sketch, told: Iterable[Stored], bounds: Across) -> frozenset[str]:
    """The keys of numbers that were told before the event was."""
    before = sketch.at - bounds.window
    return frozenset(
        key
        for each in told
        if each.sketch.at < before
        for trace in each.sketch.traces
        if trace.kind is TraceKind.NUMBER
        for key in trace.keys
    )


def _without(sketch: Sketch, keys: frozenset[str]) -> Sketch:
    return replace(sketch, traces=tuple(trace for trace in sketch.traces if keys.isdisjoint(trace.keys)))


def _crossing(sketch: Sketch, told: Stored, bounds: Across) -> Crossing | None:
    apart = abs(told.sketch.at - sketch.at)
    if apart > bounds.window:
        return None
    shared = _pairs(sketch.traces, told.sketch.traces)
    rare = [pair for pair in shared if max(one.share for one in pair) <= bounds.common]
    value, names = _evidence(rare)
    needed = bounds.pieces + bounds.later * (apart / bounds.window)
    if not (_tells_names(sketch) or _tells_names(told.sketch)):
        needed += bounds.uncased
    numbered = any(pair[0].kind is TraceKind.NUMBER and _strength(pair) == 1 for pair in rare)
    if not numbered or value < needed or names < bounds.names:
        return None
    for place, one in enumerate((sketch, told.sketch)):
        if not _covers(one, [pair[place] for pair in shared], bounds):
            return None
    return Crossing(told, tuple(rare), value)


def _pairs(ours: Sequence[Trace], theirs: Sequence[Trace]) -> list[_Pair]:
    """The traces that both have, each in at most one pair."""
    by_key = {key: trace for trace in reversed(theirs) for key in trace.keys}
    pairs: list[_Pair] = []
    taken: set[int] = set()
    for trace in ours:
        other = next((by_key[key] for key in trace.keys if key in by_key), None)
        if other is not None and id(other) not in taken:
            taken.add(id(other))
            pairs.append((trace, other))
    return pairs


def _evidence(pairs: Sequence[_Pair]) -> tuple[float, int]:
    """How many pieces of evidence ``pairs`` are, and how many of them are somebody or somewhere."""
    value, names = 0.0, 0
    for pair in pairs:
        if pair[0].kind is TraceKind.LISTED:
            value, names = value + 1, names + 1
        elif pair[0].kind is TraceKind.NUMBER:
            value += _strength(pair)
    for group in _groups([pair for pair in pairs if pair[0].kind is TraceKind.NAME]):
        strength = sum(_strength(pair) for pair in group)
        value += min(1.25, strength)
        names += strength >= 1
    return value, names


def _groups(pairs: Sequence[_Pair]) -> list[list[_Pair]]:
    """Names that stand side by side in either article are one: of one person, of one place."""
    groups: list[list[_Pair]] = []
    for pair in pairs:
        beside = [group for group in groups if any(_beside(pair, other) for other in group)]
        groups = [group for group in groups if group not in beside]
        groups.append([pair, *(each for group in beside for each in group)])
    return groups


def _beside(one: _Pair, other: _Pair) -> bool:
    return any(abs(a.place - b.place) == 1 for a, b in zip(one, other, strict=True))


def _strength(pair: _Pair) -> float:
    """Half of what is otherwise, for what recurs by chance: names of few consonants, numbers of one digit and zeros."""
    size = max(len(key.partition(":")[2].strip("0.")) for key in set(pair[0].keys) & set(pair[1].keys))
    return 1.0 if size > (1 if pair[0].kind is TraceKind.NUMBER else 3) else 0.5


def _tells_names(sketch: Sketch) -> bool:
    """Whether the names of an article can be told from its other words."""
    return is_capitalised(sketch.language) and any(map(_is_name, sketch.traces))


def _covers(sketch: Sketch, shared: Sequence[Trace], bounds: Across) -> bool:
    """Whether enough of what an article says is shared: what only one of them says makes another event of it."""
    if any(trace.headline and trace not in shared for trace in sketch.traces):
        return False
    numbers = [trace for trace in sketch.traces if trace.kind is TraceKind.NUMBER and trace.share <= bounds.common]
    if _part(numbers, shared) < bounds.numbers:
        return False
    told = (TraceKind.LISTED, TraceKind.NAME) if _tells_names(sketch) else (TraceKind.LISTED,)
    names = [trace for trace in sketch.traces if trace.kind in told]
    most = max(names, key=lambda trace: (trace.times, trace in shared), default=None)
    if most is not None and most.times >= bounds.central and most not in shared:
        return False
    return _part(names, shared) >= bounds.part


def _part(traces: Sequence[Trace], shared: Sequence[Trace]) -> float:
    """How much of ``traces`` is shared; all where there are none."""
    return sum(trace in shared for trace in traces) / len(traces) if traces else 1.0


def _is_name(trace: Trace) -> bool:
    return trace.kind is TraceKind.NAME and script_of(trace.shown[0]).has_case


def _shown(shared: Iterable[_Pair], kind: TraceKind) -> str:
    found = [pair for pair in shared if pair[0].kind is kind]
    return ", ".join("/".join(dict.fromkeys((ours.shown, theirs.shown))) for ours, theirs in found[:3])
