"""Expressions of RE2, whose search takes time in proportion to the text: https://github.com/google/re2/wiki/Syntax

The only file that knows the library. Texts are searched as UTF-8 and its offsets counted back to code points here, so
that one pass over the text does for all matches.
"""

import re
from collections.abc import Iterator
from itertools import islice

import re2

_LONGEST = 2000
_MEMORY = 4 * 1024 * 1024
# Where each match must look far ahead, as `a(.*b)?` does, finding all of them would take the square of the text.
_MOST = 1000

_SURROGATES = re.compile("[\ud800-\udfff]")
_QUOTED = re.compile(r"\\Q.*?(?:\\E|\Z)", re.DOTALL)
_BYTE = re.compile(r"(?<!\\)(?:\\\\)*\\C")
_SAMPLES = (b"", b"a", b" a 1 ", "ا".encode())

_REASONS = {
    "(?=": "look-ahead, `(?=...)`",
    "(?!": "look-ahead, `(?!...)`",
    "(?<": "look-behind, `(?<=...)` or `(?<!...)`",
    "(?>": "atomic groups, `(?>...)`",
}
_SENTENCES = {
    "missing ]": "a `[` is not closed",
    "missing )": "a `(` is not closed",
    "unexpected )": "a `)` closes nothing: write `\\)` for the character",
    "trailing \\": "a `\\` ends it: write `\\\\` for the character",
    "pattern too large - compile failed": "it is too large with its repetitions written out: repeat less often",
}


class BadExpression(ValueError):
    """An expression that cannot be searched for. The message is the rest of a sentence that begins with its name."""


class Expression:
    """A compiled expression. Letter case counts when ``case_exact``; no match goes beyond a line end.

    Raises :class:`BadExpression`.
    """

    def __init__(self, pattern: str, *, case_exact: bool) -> None:
        if len(pattern) > _LONGEST:
            raise BadExpression(f"is longer than {_LONGEST} characters")
        if _SURROGATES.search(pattern):
            raise BadExpression("holds half of a surrogate pair")
        if _BYTE.search(_QUOTED.sub("", pattern)):
            raise BadExpression("holds `\\C`, a single byte: write `.` for a character")
        try:
            self._compiled = re2.compile(pattern.encode(), _options(case_exact=case_exact))
        except re2.error as error:
            raise BadExpression(_explained(error)) from None
        if any(start == end for sample in _SAMPLES for start, end in self._spans(sample)):
            raise BadExpression("matches the empty text, so it would be found everywhere: require a character")

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of the matches in ``text``, in code points: none is empty, none overlaps another.

        The first thousand are given. Takes time in proportion to the text.
        """
        data = text.encode() if not _SURROGATES.search(text) else _SURROGATES.sub("\ufffd", text).encode()
        spans = ((start, end) for start, end in self._spans(data) if start < end)
        yield from islice(spans if len(data) == len(text) else _in_code_points(data, spans), _MOST)

    def _spans(self, data: bytes) -> Iterator[tuple[int, int]]:
        return (found.span() for found in self._compiled.finditer(data))


def _options(*, case_exact: bool) -> re2.Options:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    options.never_nl = True
    options.never_capture = True
    options.case_sensitive = case_exact
    return options


def _in_code_points(data: bytes, spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """``spans``, ascending, of the UTF-8 ``data`` as offsets of its text."""
    seen = counted = 0
    for start, end in spans:
        first = counted + len(data[seen:start].decode())
        seen, counted = end, first + len(data[start:end].decode())
        yield first, counted


def _explained(error: re2.error) -> str:
    said = error.args[0]
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    what, _, part = text.partition(": ")
    if what == "invalid perl operator":
        return f"holds {_REASONS.get(part[:3], f'{_shown(part)}, a group')}, which RE2 does not have"
    if what == "invalid escape sequence":
        return _bad_escape(part)
    if what == "invalid repetition size":
        return f"repeats something {_shown(part)} times: give the smaller number first, and at most 1000 over all"
    if what == "no argument for repetition operator":
        character = _shown("\\" + part)
        return f"has nothing before {_shown(part)} that could be repeated: write {character} for the character"
    if what == "bad repetition operator":
        return f"repeats a repetition, {_shown(part)}, which RE2 does not have"
    if what == "invalid character class range":
        return f"holds {_shown(part)}, which is no range or class of characters"
    return f"cannot be read: {_SENTENCES.get(text, _SENTENCES.get(what, 'RE2 says ' + _shown(text)))}"


def _bad_escape(part: str) -> str:
    if part[1:2].isdigit() or part[1:2] == "k":
        return f"refers back to what was found, {_shown(part)}, which RE2 does not have"
    if part[1:2] in ("u", "U"):
        return "holds `\\u`: write a character by its number as `\\x{0041}`"
    return f"holds {_shown(part)}, an escape that RE2 does not have"


def _shown(part: str) -> str:
    return "`" + "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in part[:40]) + "`"
