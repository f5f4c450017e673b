"""A summary in the article's own words: its lead, and the sentences that add what the rule looks for.

Extractive on purpose: nothing is said that the article does not say, no text leaves the machine, and it takes about a
millisecond. Sentences come from ICU (Unicode Standard Annex 29) and are mended where ICU cuts inside a quotation.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.alerts.clean import clip, one_line
from monitor.text.boundaries import sentence_starts

Span = tuple[int, int]

_QUOTES = {"“": "”", "«": "»", "「": "」", "『": "』", "„": "“", "‹": "›"}
_STRAIGHT = '"'
_MARKS = re.compile(f"[{''.join(_QUOTES)}{''.join(_QUOTES.values())}{_STRAIGHT}]")
# A quotation longer than this is cut at its sentences after all: an unclosed mark must not swallow an article.
_LONGEST_QUOTE = 600
# Thai and Lao put no mark at the end of a sentence; a space ends a clause.
_SPACE_ENDS = frozenset({"th", "lo"})
_SPACE_ENDED_SCRIPTS = re.compile(r"[\u0e00-\u0eff]")
_SHORTEST_CLAUSE = 80
_NO_LETTERS = re.compile(r"[\W_]+")
_FULL_WIDTH_ENDS = "。！？；」』”"


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a summary may be: whole sentences, and characters (Unicode code points) in total."""

    sentences: int = 3
    characters: int = 480


def summarise(
    title: str, text: str, spans: Sequence[Span], *, language: str | None, budget: Budget | None = None
) -> str:
    """The summary of an article, on one line.

    ``spans`` are the places of hits in ``text``, in code points, end exclusive; ``language`` is a BCP 47 tag, or
    ``None`` when it is not known. The lead comes first; then, as far as the ``budget`` goes, whichever sentence adds
    most hits that are not yet named; then the sentences after the lead. They stand in the order of the text. Empty for
    an empty text. A lead that only repeats ``title`` is passed over.
    """
    budget = budget or Budget()
    heading = _bare(title)
    units = [unit for unit in _units(text, language) if _bare(text[slice(*unit)]) != heading]
    if not units:
        return ""
    named = _named(text, units, spans)
    chosen: list[int] = []
    for candidate in _ranked(units, named):
        if len(chosen) == budget.sentences:
            break
        if not chosen or len(_joined(text, units, sorted([*chosen, candidate]))) <= budget.characters:
            chosen.append(candidate)
    summary = _joined(text, units, sorted(chosen))
    return summary if len(summary) <= budget.characters else _clip_closed(summary, budget.characters)


def _ranked(units: Sequence[Span], named: Sequence[frozenset[str]]) -> Iterator[int]:
    """Indexes of ``units`` by worth: the lead, then those that add most to what is named, then the rest in order."""
    yield 0
    seen = set(named[0])
    left = list(range(1, len(units)))
    while left:
        best = max(left, key=lambda index: (len(named[index] - seen), -index))
        if not named[best] - seen:
            break
        left.remove(best)
        seen |= named[best]
        yield best
    yield from left


def _named(text: str, units: Sequence[Span], spans: Sequence[Span]) -> list[frozenset[str]]:
    """What each unit names: the words of the hits inside it, folded, so that a second mention adds nothing."""
    found: list[set[str]] = [set() for _ in units]
    starts = [start for start, _ in units]
    for start, end in spans:
        index = bisect_right(starts, start) - 1
        if index >= 0 and start < units[index][1]:
            found[index].add(text[start:end].casefold())
    return [frozenset(words) for words in found]


def _units(text: str, language: str | None) -> list[Span]:
    """The sentences of ``text``, trimmed, with quotations whole and clauses where a script has no sentence end."""
    units: Sequence[Span] = list(_mended(text, list(pairwise([*sentence_starts(text), len(text)]))))
    if language.partition("-")[0] in _SPACE_ENDS if language else _SPACE_ENDED_SCRIPTS.search(text):
        units = [clause for unit in units for clause in _clauses(text, *unit)]
    return [trimmed for unit in units if (trimmed := _trimmed(text, *unit))[0] < trimmed[1]]


def _mended(text: str, pieces: Sequence[Span]) -> Iterator[Span]:
    """``pieces`` with those joined that belong to one quotation or go on in lower case."""
    held: Span | None = None
    for start, end in pieces:
        if held is None:
            held = (start, end)
        elif _goes_on(text, held, start):
            held = (held[0], end)
        else:
            yield held
            held = (start, end)
    if held is not None:
        yield held


def _goes_on(text: str, held: Span, start: int) -> bool:
    """Whether the piece at ``start`` continues ``held``: same paragraph, and an open quotation or a lower-case word."""
    if "\n" in text[held[0] : start].rstrip(" ") or start - held[0] > _LONGEST_QUOTE:
        return False
    return _is_open(text[slice(*held)]) or text[start : start + 1].islower()


def _is_open(piece: str) -> bool:
    """Whether a quotation that begins in ``piece`` does not end in it."""
    return _closing_mark(piece) != ""


def _closing_mark(piece: str) -> str:
    """The mark that would close the outermost quotation left open at the end of ``piece``, or nothing."""
    expected: list[str] = []
    for character in _MARKS.findall(piece):
        if expected and character == expected[-1]:
            expected.pop()
        elif character in _QUOTES:
            expected.append(_QUOTES[character])
        elif character == _STRAIGHT:
            expected.append(_STRAIGHT)
    return expected[0] if expected else ""


def _clauses(text: str, start: int, end: int) -> Iterator[Span]:
    """``text[start:end]`` cut at spaces, into clauses that are not too short to make sense."""
    begin = start
    for space in re.finditer(r"\s+", text[start:end]):
        place = start + space.start()
        if place - begin >= _SHORTEST_CLAUSE:
            yield begin, place
            begin = start + space.end()
    yield begin, end


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _joined(text: str, units: Sequence[Span], order: Sequence[int]) -> str:
    """The units of ``order`` as one line; full-width sentence ends take no space after them."""
    summary = ""
    for index in order:
        piece = one_line(text[slice(*units[index])])
        gap = "" if not summary or summary[-1] in _FULL_WIDTH_ENDS else " "
        summary += gap + piece
    return summary


def _clip_closed(summary: str, limit: int) -> str:
    """The beginning of ``summary``; a quotation that the cut leaves open is closed after the ellipsis."""
    clipped = clip(summary, limit - 1)
    return clipped + _closing_mark(clipped)


def _bare(text: str) -> str:
    """``text`` folded to its letters and digits, to compare a lead with a title."""
    return _NO_LETTERS.sub("", text.casefold())
