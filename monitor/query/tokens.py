"""Cuts a query into tokens, as people type and paste it: any kind of quotation mark, full-width and Arabic signs."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from monitor.model import Field
from monitor.query import lookalikes
from monitor.query.errors import QueryError, shown
from monitor.query.notation import LANGUAGES, check_identifier
from monitor.query.shape import MOST_PLACES, MOST_SCORE, MOST_WEIGHT, MOST_WORDS
from monitor.rulebook import Span

LONGEST_QUERY = 10_000

# One character for one, so that columns stay.
_SIGNS = str.maketrans("（）｜～＾：；，،；－−／＊＂", '()|~^:;,,;--/*"')
# Which way text runs is told by invisible marks, which are pasted along with it.
_MARKS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_SKIPPED = re.compile(rf"[\s{_MARKS}]+")
_MARK = re.compile(f"[{_MARKS}]")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

_CLOSERS = {
    '"': '"',
    "“": '”“‟"',
    "„": '”“‟"',
    "”": '”"',
    "‟": '”"',
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
}
_QUOTES = "".join(sorted({*_CLOSERS, *"".join(_CLOSERS.values())}))
# In Hebrew the quotation mark also marks abbreviations, inside the word.
_INSIDE_WORD = re.compile('(?<=[א-ת])"(?=[א-ת])')
_BARE = re.compile(rf"(?:[^\s()|~^{_QUOTES}]|{_INSIDE_WORD.pattern})+")
_PREFIX = re.compile(rf"([A-Za-z][A-Za-z,-]*)[{_MARKS}]*:")
_WEIGHT = re.compile(r"\^([+-]?)(\d{1,7})(?:~(\d{1,7}))?(?![\w~^])")
_SLOP = re.compile(r"~(\d{1,7})(?![\w~])")
_IDENTIFIER = re.compile(rf"[^\s()|~^:{_QUOTES}]*")

REFERENCES = ("topic", "official", "rule")
_FIELDS = tuple(field.value for field in Field)
_WORDS = (*_FIELDS, "case", "exact", *REFERENCES)
_UNCLOSED = "a quotation mark is opened, but not closed"


class Kind(Enum):
    """What a token is."""

    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    MINUS = auto()
    NEAR = auto()
    COUNT = auto()
    SCORE = auto()
    WEIGHT = auto()
    SLOP = auto()
    BAR = auto()
    PREFIX = auto()
    REFERENCE = auto()
    REGEX = auto()
    WORD = auto()
    QUOTED = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query from ``start`` to ``end``. ``text`` is what it says, without what only marks it.

    ``number`` and ``most`` are those of operators and weights; ``span`` is that of NEAR/sentence; ``ordered`` of ONEAR.
    """

    kind: Kind
    start: int
    end: int
    text: str = ""
    number: int = 0
    most: int = 1
    span: Span | None = None
    ordered: bool = False

    @property
    def column(self) -> int:
        """Where it begins, from 1."""
        return self.start + 1


def tokens(text: str) -> Iterator[Token]:
    """The tokens of ``text``, an ``END`` last. Raises :class:`QueryError`."""
    if len(text) > LONGEST_QUERY:
        raise QueryError(f"the query is longer than {LONGEST_QUERY} characters: split the rule", LONGEST_QUERY + 1)
    unreadable = _UNREADABLE.search(text)
    if unreadable:
        raise QueryError(
            "a control character or half of a surrogate pair stands here: remove it", unreadable.start() + 1
        )
    return _Lexer(text).run()


class _Lexer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._signs = text.translate(_SIGNS)
        self._at = 0

    def run(self) -> Iterator[Token]:
        while True:
            skipped = _SKIPPED.match(self._text, self._at)
            if skipped:
                self._at = skipped.end()
            if self._at == len(self._text):
                yield Token(Kind.END, self._at, self._at)
                return
            token = self._next(self._signs[self._at])
            yield token
            self._at = token.end

    def _next(self, sign: str) -> Token:
        if sign in _CLOSERS:
            return self._quoted(sign)
        if sign in "()":
            return Token(Kind.OPEN if sign == "(" else Kind.CLOSE, self._at, self._at + 1)
        if sign == "|":
            return self._bar()
        if sign == "/":
            return self._regex()
        if sign == "^":
            return self._weight()
        if sign == "~":
            return self._slop()
        if sign in "-–—":
            return self._minus()
        if sign in _QUOTES:
            raise self._error("a quotation mark closes nothing: open it before the phrase")
        return self._prefix() or self._bare()

    def _error(self, message: str, at: int | None = None) -> QueryError:
        return QueryError(message, (self._at if at is None else at) + 1)

    def _spaced(self, index: int) -> bool:
        """Whether a space, or an end of the query, stands at ``index``."""
        return not 0 <= index < len(self._text) or self._text[index].isspace()

    def _is_bound(self) -> bool:
        """Whether a prefix or a bar stands right before."""
        return self._at > 0 and self._signs[self._at - 1] in ":|"

    def _bar(self) -> Token:
        if self._spaced(self._at - 1) or self._spaced(self._at + 1) or self._signs[self._at + 1] == "|":
            raise self._error("`|` stands between words without spaces, as in `one|two`; between other things write OR")
        return Token(Kind.BAR, self._at, self._at + 1)

    def _minus(self) -> Token:
        if self._spaced(self._at + 1):
            raise self._error("a minus stands right before what must not be there: leave no space, or write NOT")
        return Token(Kind.MINUS, self._at, self._at + 1)

    def _quoted(self, opener: str) -> Token:
        """A quoted phrase; ``\\"`` stands for a quotation mark, ``\\\\`` for a backslash."""
        found: list[str] = []
        index = self._at + 1
        while index < len(self._text):
            letter = self._text[index]
            if letter == "\\" and self._text[index + 1 : index + 2] in ("\\", *_QUOTES):
                found.append(self._text[index + 1])
                index += 2
            elif self._signs[index] in _CLOSERS[opener] and not _INSIDE_WORD.match(self._text, index):
                return Token(Kind.QUOTED, self._at, index + 1, "".join(found))
            else:
                found.append(letter)
                index += 1
        raise self._error(_UNCLOSED)

    def _regex(self) -> Token:
        """An expression between slashes; ``\\/`` stands for a slash in it."""
        found: list[str] = []
        index = self._at + 1
        while index < len(self._text) and self._text[index] != "/":
            if self._text[index] == "\\":
                escaped = self._text[index + 1 : index + 2]
                found.append(escaped if escaped == "/" else "\\" + escaped)
                index += 2
            else:
                found.append(self._text[index])
                index += 1
        if index >= len(self._text):
            raise self._error("an expression is opened by `/`, but not closed by another")
        return Token(Kind.REGEX, self._at, index + 1, "".join(found))

    def _weight(self) -> Token:
        found = _WEIGHT.match(self._signs, self._at)
        if not found:
            raise self._error("`^` wants a weight: write `^5` or `^-3`, with `^5~2` counted at most twice")
        weight, most = int(found[2]), int(found[3] or 1)
        if not 1 <= weight <= MOST_WEIGHT:
            raise self._error(f"a weight is a whole number up to {MOST_WEIGHT}, or a negative one, and not 0")
        if not 1 <= most <= MOST_PLACES:
            raise self._error(f"the number behind `~` goes from 1 to {MOST_PLACES}")
        number = -weight if found[1] == "-" else weight
        return Token(Kind.WEIGHT, self._at, found.end(), number=number, most=most)

    def _slop(self) -> Token:
        found = _SLOP.match(self._signs, self._at)
        if not found:
            raise self._error('`~` wants a number of words, behind a quoted phrase: `"one two"~5`')
        return Token(
            Kind.SLOP, self._at, found.end(), number=self._number(found[1], MOST_WORDS, "the number behind `~`")
        )

    def _number(self, digits: str, most: int, name: str) -> int:
        number = int(digits)
        if not 1 <= number <= most:
            raise self._error(f"{name} goes from 1 to {most}")
        return number

    def _prefix(self) -> Token | None:
        found = _PREFIX.match(self._signs, self._at)
        if not found:
            return None
        name, end = found[1], found.end()
        if self._spaced(end):
            raise self._error(f"nothing stands right behind {shown(name + ':')}: leave no space there")
        if name in REFERENCES:
            return self._reference(name, end)
        names = name.split(",")
        if not (all(each in _FIELDS for each in names) or name in LANGUAGES or name in ("case", "exact")):
            message = self._misplaced_number(name, found.start(1) + len(name))
            if message:
                raise self._error(message)
            raise self._error(
                f"{shown(name + ':')} is not known{_near(names)}; to look for this text, put it in quotes"
            )
        return Token(Kind.PREFIX, self._at, end, name)

    def _misplaced_number(self, name: str, end: int) -> str | None:
        """What to write for ``NEAR:5`` and ``COUNT:3(...)``."""
        if name.upper() in ("NEAR", "ONEAR"):
            return lookalikes.near(name.upper(), self._signs[end:])
        return lookalikes.counted(name.upper(), self._signs[end:]) if name.upper() in lookalikes.EXAMPLES else None

    def _reference(self, kind: str, start: int) -> Token:
        found = _IDENTIFIER.match(self._text, start)
        id_ = _MARK.sub("", found[0]) if found else ""
        try:
            check_identifier(id_)
        except ValueError as error:
            raise self._error(f"{shown(id_)} {error}", start) from None
        return Token(Kind.REFERENCE, self._at, found.end() if found else start, f"{kind}:{id_}")

    def _bare(self) -> Token:
        found = _BARE.match(self._signs, self._at)
        assert found is not None  # noqa: S101 - every other character begins one of the other tokens
        end = found.end()
        word = _MARK.sub("", self._text[self._at : end])
        signs = word.translate(_SIGNS)
        operator = self._operator(signs, end)
        if operator:
            return operator
        # Right behind a prefix or a bar stands a word, whatever it looks like: `fr:or`, `url:and/or`.
        message = _misunderstood(signs) or (None if self._is_bound() else lookalikes.certain(signs))
        if message:
            raise self._error(message)
        return Token(Kind.WORD, self._at, end, word.replace("＊", "*"))

    def _operator(self, word: str, end: int) -> Token | None:
        if word in ("AND", "OR", "NOT"):
            return Token(Kind[word], self._at, end)
        name, _, number = word.partition("/")
        if name in ("NEAR", "ONEAR"):
            return self._near(name, number, end)
        if name in ("COUNT", "SCORE"):
            if not number.isdecimal() or len(number) > 7:
                raise self._error(lookalikes.counted(name, self._signs[end:]))
            most = MOST_PLACES if name == "COUNT" else MOST_SCORE
            return Token(Kind[name], self._at, end, number=self._number(number, most, f"the number of {name}"))
        return None

    def _near(self, name: str, within: str, end: int) -> Token:
        ordered = name == "ONEAR"
        if within in tuple(Span):
            return Token(Kind.NEAR, self._at, end, span=Span(within), ordered=ordered)
        if not within.isdecimal() or len(within) > 7:
            raise self._error(lookalikes.near(name, self._signs[end:]))
        number = self._number(within, MOST_WORDS, f"the number of {name}")
        return Token(Kind.NEAR, self._at, end, number=number, ordered=ordered)


def _near(names: list[str]) -> str:
    close = [near for name in names for near in difflib.get_close_matches(name[:40].lower(), _WORDS, n=1)]
    return f" (did you mean {shown(','.join(close) + ':')}?)" if close else ""


def _misunderstood(word: str) -> str | None:
    """What to write in place of ``word``, which means something elsewhere and nothing here."""
    if word in ("&", "&&"):
        return f"{shown(word)} is not known: write AND"
    if word[0] == "!":
        return "`!` is not known: write NOT, or `-` right before the word"
    if word[0] == "+":
        return "`+` says nothing here: every word must be there unless OR stands beside it"
    if word[0] in "'‘’":
        return 'single quotes hold nothing together: write "double ones"'
    if {word[0], word[-1]} & {",", ";"}:
        return "a comma or semicolon says nothing here: write OR between alternatives, or put the text in quotes"
    if "\\" in word:
        return "a `\\` means something only in quotes: put the text in quotes"
    return None
