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
from monitor.model import Field, Hit
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
    """How long a summary may be: whole sentences, and characters (Unicode code points) in total.

    Three sentences of an Arabic or Russian agency report come to some 550 characters: with less, a lead that is long
    leaves no room for the sentence in which an official is named in full.
    """

    sentences: int = 3
    characters: int = 600


@dataclass(frozen=True, slots=True)
class _Named:
    """What a sentence names: leaves of the rule, and the terms listed for them in whichever form they stand there."""

    leaves: frozenset[str] = frozenset()
    terms: frozenset[tuple[str, str]] = frozenset()


def summarise(title: str, text: str, hits: Sequence[Hit], *, language: str | None, budget: Budget | None = None) -> str:
    """The summary of an article, on one line.

    Of ``hits`` those in the body count; ``language`` is a BCP 47 tag, or ``None`` when it is not known. The lead comes
    first; then, as far as the ``budget`` goes, whichever sentence names most leaves of the rule that are not named yet,
    or else most listed terms; then the sentences after the lead. They stand in the order of the text. Empty for an
    empty text. A lead that only repeats ``title`` is passed over.
    """
    budget = budget or Budget()
    heading = _bare(title)
    units = [unit for unit in _units(text, language) if _bare(text[slice(*unit)]) != heading]
    if not units:
        return ""
    pieces = [one_line(text[slice(*unit)]) for unit in units]
    summary = _joined(pieces, _chosen(pieces, _named(units, hits), budget))
    return summary if len(summary) <= budget.characters else _clip_closed(summary, budget.characters)


def _chosen(pieces: Sequence[str], named: Sequence[_Named], budget: Budget) -> list[int]:
    """Indexes of the ``pieces`` that make the summary, ascending.

    A sentence that does not fit names nothing: the next one that names the same is as welcome as before.
    """
    chosen = [0]
    left: Sequence[int] = range(1, len(pieces))
    while len(chosen) < budget.sentences:
        left = [index for index in left if len(_joined(pieces, sorted([*chosen, index]))) <= budget.characters]
        if not left:
            break
        leaves = frozenset[str]().union(*(named[index].leaves for index in chosen))
        terms = frozenset[tuple[str, str]]().union(*(named[index].terms for index in chosen))
        best = max(left, key=lambda at: (len(named[at].leaves - leaves), len(named[at].terms - terms), -at))
        chosen.append(best)
        left = [index for index in left if index != best]
    return sorted(chosen)


def _named(units: Sequence[Span], hits: Sequence[Hit]) -> list[_Named]:
    """What each of ``units`` names. Another form of the same term is no other term."""
    found: list[list[Hit]] = [[] for _ in units]
    starts = [start for start, _ in units]
    for hit in hits:
        index = bisect_right(starts, hit.start) - 1
        if hit.field is Field.BODY and index >= 0 and hit.start < units[index][1]:
            found[index].append(hit)
    return [
        _Named(frozenset(hit.leaf for hit in inside), frozenset((hit.leaf, hit.variant) for hit in inside))
        for inside in found
    ]


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


def _joined(pieces: Sequence[str], order: Sequence[int]) -> str:
    """The pieces of ``order`` as one line; full-width sentence ends take no space after them."""
    summary = ""
    for index in order:
        gap = "" if not summary or summary[-1] in _FULL_WIDTH_ENDS else " "
        summary += gap + pieces[index]
    return summary


def _clip_closed(summary: str, limit: int) -> str:
    """The beginning of ``summary``; a quotation that the cut leaves open is closed after the ellipsis."""
    clipped = clip(summary, limit - 1)
    return clipped + _closing_mark(clipped)


def _bare(text: str) -> str:
    """``text`` folded to its letters and digits, to compare a lead with a title."""
    return _NO_LETTERS.sub("", text.casefold())
