"""The sentences of an article, as a summary shows them: quotations whole and with their speaker. Pure.

Sentences come from ICU (Unicode Standard Annex 29) and are mended where ICU cuts inside a quotation, and where a
quotation says who spoke only in the sentence beside it.
"""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from monitor.alerts.asides import asides
from monitor.text.boundaries import sentence_starts, word_boundaries

Span = tuple[int, int]

# What closes each quotation; „deutsch“ and „polski” differ.
_QUOTES = {"“": "”", "«": "»", "「": "」", "『": "』", "„": "“”", "‹": "›"}
# Some languages open with what others close with: »Dansk«, ”svenska”.
_TURNED = {"»": "«", "›": "‹", "”": "”"}
_STRAIGHT = '"'
# Between letters a straight mark is none: Hebrew writes its abbreviations so.
_MARKS = re.compile(rf"[{''.join(_QUOTES)}{''.join(_QUOTES.values())}]|{_STRAIGHT}(?!\w)|(?<!\w){_STRAIGHT}")
# Quotations in single marks, which are also apostrophes: those that end with a mark of the sentence.
_SINGLE = re.compile(r"(?<!\w)(?:‘[^‘\n]{1,600}?[.,!?…]’|'(?:[^'\n]|(?<=\w)'(?=\w)){1,600}?[.,!?…]')(?!\w)")
# « Français » : ICU cuts before a mark that a space stands before, not behind it.
_SPACED_CLOSE = re.compile(r"[»›](?=\s)[^\S\n]*")
# A quotation longer than this is cut at its sentences after all: an unclosed mark must not swallow an article.
_LONGEST_QUOTE = 600
# Thai and Lao put no mark at the end of a sentence; a space ends a clause.
_SPACE_ENDS = frozenset({"th", "lo"})
_SPACE_ENDED_SCRIPTS = re.compile(r"[\u0e00-\u0eff]")
_LOOKED_AT = 2000  # characters that tell the script
_SHORTEST_CLAUSE = 80
_FEW_WORDS = 3  # "she said so": where a script has no capitals, so few words beside a quotation name nobody


def sentences(text: str, language: str | None, is_named: Callable[[int, int], bool]) -> list[Span]:
    """The sentences of ``text`` that belong to the report, trimmed, as spans of code points in order.

    Left out are captions, teasers and the like, unless nothing else is there. ``language`` is a BCP 47 tag or ``None``;
    ``is_named`` says whether somebody is known to be named in a stretch of the text.
    """
    text = _SINGLE.sub(lambda found: f"“{found[0][1:-1]}”", text.replace("״", _STRAIGHT))
    closes = not is_space_ended(text, language)
    left_out = sorted(asides(text, list(_paragraphs(text)), closes=closes))
    starts = [_behind_mark(text, start) for start in sentence_starts(text)]
    units: Sequence[Span] = list(_mended(text, list(pairwise([*starts, len(text)]))))
    if not closes:
        units = [clause for unit in units for clause in _clauses(text, *unit)]
    trimmed = [span for unit in units if (span := _trimmed(text, *unit))[0] < span[1]]
    kept = [unit for unit in trimmed if not _is_within(unit, left_out)]
    return list(_with_speakers(text, kept or trimmed, is_named))


def closing_mark(piece: str) -> str:
    """The mark that would close the outermost quotation left open at the end of ``piece``, or nothing."""
    expected = _expected(piece)
    return expected[0][0] if expected else ""


def is_space_ended(text: str, language: str | None) -> bool:
    """Whether a space is all that ends a sentence; where the language is not known, most letters say so."""
    if language:
        return language.partition("-")[0] in _SPACE_ENDS
    begin = text[:_LOOKED_AT]
    return 2 * len(_SPACE_ENDED_SCRIPTS.findall(begin)) > sum(character.isalpha() for character in begin)


def _behind_mark(text: str, start: int) -> int:
    closing = _SPACED_CLOSE.match(text, start)
    return closing.end() if closing else start


def _is_within(unit: Span, spans: Sequence[Span]) -> bool:
    """Whether ``unit`` begins in one of ``spans``, which stand in order."""
    before = bisect_right(spans, unit[0], key=lambda span: span[0]) - 1
    return before >= 0 and unit[0] < spans[before][1]


def _paragraphs(text: str) -> Iterator[Span]:
    for line in re.finditer(r"[^\n]+", text):
        span = _trimmed(text, *line.span())
        if span[0] < span[1]:
            yield span


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
    return bool(_expected(text[slice(*held)])) or text[start : start + 1].islower()


def _expected(piece: str) -> list[str]:
    """The marks that would close the quotations left open at the end of ``piece``, the outermost first."""
    return next((list(open_ones) for _, open_ones in deque(_levels(piece, 0, len(piece)), maxlen=1)), [])


def _levels(text: str, start: int, end: int) -> Iterator[tuple[re.Match[str], list[str]]]:
    """Each quotation mark of ``text[start:end]``, with what would close the quotations that are open behind it."""
    expected: list[str] = []
    for mark in _MARKS.finditer(text, start, end):
        character = mark[0]
        if expected and character in expected[-1]:
            expected.pop()
        elif character in _QUOTES:
            expected.append(_QUOTES[character])
        elif character == _STRAIGHT and text[mark.end() : mark.end() + 1].strip():
            expected.append(_STRAIGHT)
        elif not expected and character in _TURNED:
            expected.append(_TURNED[character])
        yield mark, expected


def _with_speakers(text: str, units: Sequence[Span], is_named: Callable[[int, int], bool]) -> Iterator[Span]:
    """``units`` with each quotation that does not say whose it is joined to the sentence beside it that does.

    That is the one before it in its paragraph; for a bare quotation at the beginning of one, the one after it; and
    where there is none, the end of the paragraph before.
    """
    joined: list[Span] = []
    bare: Span | None = None
    for unit in units:
        span = unit
        if bare is not None:
            if _are_beside(text, bare, unit):
                span = (bare[0], unit[1])
            else:
                _settle(joined, bare)
            bare = None
        if _says_whose(text, span, is_named):
            joined.append(span)
        elif joined and _are_beside(text, joined[-1], span):
            joined[-1] = (joined[-1][0], span[1])
        elif span == unit and not _words_outside(text, span):
            bare = span
        else:
            _settle(joined, span)
    if bare is not None:
        _settle(joined, bare)
    yield from joined


def _settle(joined: list[Span], alone: Span) -> None:
    """Put a quotation that stands ``alone`` behind the sentence before it, where both are short."""
    if joined and alone[1] - joined[-1][0] <= _LONGEST_QUOTE:
        joined[-1] = (joined[-1][0], alone[1])
    else:
        joined.append(alone)


def _are_beside(text: str, before: Span, after: Span) -> bool:
    """Whether both stand in one paragraph and are short enough together."""
    return "\n" not in text[before[1] : after[0]] and after[1] - before[0] <= _LONGEST_QUOTE


def _says_whose(text: str, unit: Span, is_named: Callable[[int, int], bool]) -> bool:
    """Whether ``unit`` holds no quotation, or names somebody beside it: by a capital, a hit, or more than few words."""
    outside = list(_outside(text, *unit))
    if outside == [unit] or any(is_named(*span) for span in outside):
        return True
    words = _words_outside(text, unit)
    if any(text[start].islower() for start, _ in words):
        return any(text[start].isupper() for start, _ in words if start > unit[0])
    return len(words) > _FEW_WORDS


def _words_outside(text: str, unit: Span) -> list[Span]:
    return [word for span in _outside(text, *unit) for word in _words(text, *span)]


def _outside(text: str, start: int, end: int) -> Iterator[Span]:
    """The stretches of ``text[start:end]`` that stand outside of quotations."""
    begin, depth = start, 0
    for mark, open_ones in _levels(text, start, end):
        now = len(open_ones)
        if depth == 0 and now > 0 and begin < mark.start():
            yield begin, mark.start()
        if depth > 0 and now == 0:
            begin = mark.end()
        depth = now
    if depth == 0 and begin < end:
        yield begin, end


def _words(text: str, start: int, end: int) -> Iterator[Span]:
    edges = sorted(word_boundaries(text[start:end]))
    for first, last in pairwise(edges):
        if any(character.isalpha() for character in text[start + first : start + last]):
            yield start + first, start + last


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
