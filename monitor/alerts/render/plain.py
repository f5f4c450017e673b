"""Plain text as mail readers show it: lines of a bounded width in any script, and bars of block characters. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from monitor.alerts.clean import before_marks
from monitor.text.boundaries import line_chances
from monitor.text.direction import direction

WIDTH = 72
_FIRST_STRONG, _LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _POP = "\u2068", "\u2066", "\u2067", "\u2069"
_OPENING = frozenset({_FIRST_STRONG, _LEFT_TO_RIGHT, _RIGHT_TO_LEFT})
_ADDRESS = re.compile(r"\w+://\S+")
_COMMAND = re.compile(r"`[^`]+`")
_EIGHTHS = " ▏▎▍▌▋▊▉"


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """``text`` in lines of at most :data:`WIDTH` columns, the first led by ``first`` and all others by ``rest``.

    Lines break where UAX #14 lets them, but at no slash, not within an address and at no hyphen of a command in
    backquotes; and within a word only where it is longer than a line. An isolate ends with its line (UAX #9, rule X8),
    so one that goes on is opened again on the next, the same way round.
    """
    lead, lines, open_isolates = first, list[str](), list[str]()
    for line in _lines(text, WIDTH - max(_columns(first), _columns(rest))):
        reopened = "".join(open_isolates)
        open_isolates = _still_open(line, open_isolates)
        lines.append(lead + reopened + line + _POP * len(open_isolates))
        lead = rest
    return "\n".join(lines) if lines else first.rstrip()


def bar(value: int, most: int, width: int) -> str:
    """``value`` as a bar of eighths of a block, ``width`` columns long for ``most``; whatever is not nothing shows."""
    eighths = max(value * width * 8 // most, 1) if value else 0
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def padded(text: str, width: int) -> str:
    """``text`` with spaces behind it, up to ``width`` columns."""
    return text + " " * (width - _columns(text))


def _lines(text: str, width: int) -> Iterator[str]:
    line, used = "", 0
    for piece in _pieces(text, width):
        columns = _columns(piece.rstrip())
        if line and used + columns > width:
            yield line.rstrip()
            line, used = "", 0
        line += piece
        used += _columns(piece)
    if line.strip():
        yield line.rstrip()


def _pieces(text: str, width: int) -> Iterator[str]:
    """``text`` cut wherever a line may end."""
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    commands = [match.span() for match in _COMMAND.finditer(text)]
    place = 0
    for chance in line_chances(text):
        if text[chance - 1] == "/" or _is_within(chance, addresses):
            continue
        if text[chance - 1] == "-" and _is_within(chance, commands):
            continue
        piece = text[place:chance]
        yield from [piece] if _columns(piece) <= width or "://" in piece else _chopped(piece, width)
        place = chance


def _is_within(place: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < place < end for start, end in spans)


def _chopped(word: str, width: int) -> Iterator[str]:
    """``word``, which no line holds, in pieces that a line holds; no letter is torn from its marks."""
    while _columns(word) > width:
        # Wide letters take two columns: half as many of them fit, and marks are no wider for being many.
        cut = before_marks(word, width // 2) or width // 2
        yield word[:cut]
        word = word[cut:]
    yield word


def _columns(text: str) -> int:
    """How many columns of a terminal ``text`` takes: two for wide letters, none for marks and controls."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.category(char) in ("Mn", "Me", "Cf") for char in text)


def _still_open(line: str, before: list[str]) -> list[str]:
    """The isolates that are open at the end of ``line``, with those that were ``before`` it; each with a direction."""
    found = list(before)
    for place, char in enumerate(line):
        if char == _FIRST_STRONG:
            found.append(_RIGHT_TO_LEFT if direction(line[place + 1 :]) == "rtl" else _LEFT_TO_RIGHT)
        elif char in _OPENING:
            found.append(char)
        elif char == _POP and found:
            found.pop()
    return found
