"""Which story an article belongs to, decided from what was stored before; nothing is looked up here.

First whether it is a copy of a text that was told already, then whether it tells the same event as others. Both would
rather tell news twice than not at all: whatever tells two texts apart (other numbers, other names, another headline
over a short text, days between them) counts against joining.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean

from monitor.ids import digest_id
from monitor.model import Look, Sketch, Stored, StoryKey, TermKind
from monitor.stories.across import same_event_across
from monitor.stories.naming import named
from monitor.stories.shingles import shared

# How long an event is news: articles further apart tell of another one of its kind.
WINDOW = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where joining begins.

    A copy shares ``part`` of the shorter and ``least`` of the longer text (``own_part`` of the shorter within a
    source, whose articles have the same boilerplate), and of what names and numbers say ``facts``; texts that share
    ``form`` of the shorter but not the facts are forms, filled in anew. Below ``short`` letters it shares ``headline``
    of the headline too. Articles tell the same event from a likeness of ``event`` on. That grows with the time between
    them by up to ``later``, by ``unlearnt`` articles' worth while little was learnt of what is common, and by ``few``
    divided by the number of articles to be like. Where each has a central name that the other never mentions, the
    likeness counts ``apart`` times. They share ``terms`` at least.
    """

    part: float = 0.5
    least: float = 0.25
    own_part: float = 0.8
    facts: float = 0.5
    numbers: float = 0.4
    form: float = 0.25
    short: int = 1000
    headline: float = 0.3
    event: float = 0.13
    later: float = 0.5
    unlearnt: float = 1.0
    few: float = 0.5
    apart: float = 0.2
    terms: int = 4


BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class _Likeness:
    told: Stored
    value: float
    terms: tuple[str, ...] = ()


def decide(sketch: Sketch, look: Look, bounds: Bounds = BOUNDS) -> StoryKey:
    """The story and the group of copies of the article of ``sketch``, among those that ``look`` found, and why.

    An article that joins none begins its own, named after it, so that it is the same however often this is decided.
    """
    common = {told.sketch.article_id: _common(sketch, told.sketch) for told in look.told}
    # Articles that share much of their text: copies of it, or forms.
    near = [
        told
        for told in look.told
        if common[told.sketch.article_id] > bounds.form * min(sketch.shingles, told.sketch.shingles)
    ]
    same = [told for told in near if _same_facts(sketch, told.sketch, bounds)]
    copies = [told for told in same if _is_copy(sketch, told.sketch, common[told.sketch.article_id], bounds)]
    if copies:
        copied = max(copies, key=lambda told: (common[told.sketch.article_id], told.sketch.at))
        reason = _copy_reason(copied.sketch, common[copied.sketch.article_id] / sketch.shingles)
        return StoryKey(copied.story_id, reason, copied.wire_id)
    own = digest_id("wire", sketch.article_id)
    # A form that is filled in anew, or a notice in place of the text, tells no event by its words.
    forms = {told.sketch.article_id for told in near} - {told.sketch.article_id for told in same}
    others = [told for told in look.told if told.sketch.article_id not in forms]
    event = _same_event(sketch, others, bounds)
    if event is not None:
        return StoryKey(event.told.story_id, _event_reason(sketch, event), own)
    across = same_event_across(sketch, others)
    if across is not None:
        return StoryKey(across.told.story_id, across.reason(sketch), own)
    alone = digest_id("story", "article", sketch.article_id)
    few = not (sketch.copy_keys or sketch.event_keys)
    return StoryKey(alone, "too little text to tell it from other articles" if few else "the first of its story", own)


def _common(sketch: Sketch, other: Sketch) -> float:
    return shared(sketch.prints, sketch.shingles, other.prints, other.shingles)


def _is_copy(sketch: Sketch, other: Sketch, common: float, bounds: Bounds) -> bool:
    """Whether two texts have so much in common that one may be a copy of the other."""
    sizes = sketch.shingles, other.shingles
    own = bool(sketch.source) and sketch.source == other.source
    part = bounds.own_part if own else bounds.part
    return common > 0 and common >= part * min(sizes) and common >= bounds.least * max(sizes)


def _same_facts(one: Sketch, other: Sketch, bounds: Bounds) -> bool:
    """Whether two texts of much the same wording say the same: a form that is filled in anew every day does not."""
    if _is_absent(one.subject, other) and _is_absent(other.subject, one):
        return False
    if _numbered_apart(one, other) and _numbered_apart(other, one):
        return False
    shorter, longer = sorted((one, other), key=lambda sketch: sketch.letters)
    facts = {key for key, term in shorter.terms.items() if term.kind is not TermKind.WORD} or set(shorter.terms)
    if _share(shorter, facts, longer) < bounds.facts:
        return False
    numbers = {key for key in facts if shorter.terms[key].kind is TermKind.NUMBER}
    if len(numbers) > 2 and sum(key in longer.terms for key in numbers) < bounds.numbers * len(numbers):
        return False
    if shorter.letters >= bounds.short:
        return True
    return all(_share(a, _headline(a), b) >= bounds.headline for a, b in ((one, other), (other, one)))


def _numbered_apart(one: Sketch, other: Sketch) -> bool:
    """Whether the headline of one has a number that the other never mentions: the twelfth bulletin, the third round."""
    return any(
        term.headline and term.kind is TermKind.NUMBER and key not in other.terms for key, term in one.terms.items()
    )


def _headline(sketch: Sketch) -> set[str]:
    return {key for key, term in sketch.terms.items() if term.headline}


def _share(sketch: Sketch, keys: Iterable[str], other: Sketch) -> float:
    """How much of the weight of ``keys`` in ``sketch`` is of terms that ``other`` has; all where there is none."""
    weights = {key: sketch.terms[key].weight for key in keys}
    total = sum(weights.values())
    return sum(weight for key, weight in weights.items() if key in other.terms) / total if total else 1.0


def _same_event(sketch: Sketch, stored: Iterable[Stored], bounds: Bounds) -> _Likeness | None:
    """The article most like this one, of the story whose articles are most like it, if they tell the same event."""
    stories: dict[str, list[_Likeness]] = defaultdict(list)
    for told in stored:
        if told.sketch.language == sketch.language and abs(told.sketch.at - sketch.at) <= WINDOW:
            stories[told.story_id].append(_likeness(sketch, told, bounds))
    best, most = None, 1.0
    for likenesses in stories.values():
        nearest = max(likenesses, key=lambda each: each.value)
        apart = abs(nearest.told.sketch.at - sketch.at) / WINDOW
        needed = bounds.event * (1 + bounds.later * apart) * (1 + bounds.unlearnt / max(1, sketch.learnt))
        needed *= 1 + bounds.few / len(likenesses)
        ratio = fmean(each.value for each in likenesses) / needed
        if ratio >= most and len(nearest.terms) >= bounds.terms:
            best, most = nearest, ratio
    return best


def _likeness(ours: Sketch, told: Stored, bounds: Bounds) -> _Likeness:
    """The cosine of the weighted terms of two articles; far less where each is about somebody else."""
    theirs = told.sketch
    products = {key: term.weight * theirs.terms[key].weight for key, term in ours.terms.items() if key in theirs.terms}
    length = ours.norm * theirs.norm
    value = sum(products.values()) / length if length else 0.0
    if _is_absent(ours.central, theirs) and _is_absent(theirs.central, ours):
        value *= bounds.apart
    return _Likeness(told, value, tuple(sorted(products, key=lambda key: -products[key])))


def _is_absent(central: str | None, other: Sketch) -> bool:
    return central is not None and central not in other.terms


def _copy_reason(other: Sketch, part: float) -> str:
    by = f" by {other.source}" if other.source else ""
    return f"copy of {named(other)}{by}, {min(part, 1):.0%} of its text".replace("%", " %")


def _event_reason(sketch: Sketch, event: _Likeness) -> str:
    other = event.told.sketch
    hours = round(abs(other.at - sketch.at) / timedelta(hours=1))
    shown = {kind: _shown(sketch, event.terms, kind) for kind in TermKind}
    parts = [
        *([f"names {shown[TermKind.NAME]}"] if shown[TermKind.NAME] else []),
        *([f"numbers {shown[TermKind.NUMBER]}"] if shown[TermKind.NUMBER] else []),
        *([f"words {shown[TermKind.WORD]}"] if not shown[TermKind.NAME] else []),
        f"{hours} h apart",
    ]
    by = f" by {other.source}" if other.source else ""
    return f"same event as {named(other)}{by}: {'; '.join(parts)}"


def _shown(sketch: Sketch, terms: Iterable[str], kind: TermKind) -> str:
    """The first of the shared ``terms`` of a kind, as the article writes them."""
    found = [sketch.names.get(key, key) for key in terms if sketch.terms[key].kind is kind]
    return ", ".join(found[:3])
