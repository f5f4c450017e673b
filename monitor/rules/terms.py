"""From a listed term to the patterns that find it."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from monitor.model import How
from monitor.rules.analysis import STRENGTH, UNPREFIXED
from monitor.rules.forms import assumed_language, dictionary_of
from monitor.rules.heads import HEADS, split_head
from monitor.rules.homographs import has_homographs
from monitor.rules.lexicon import Lexicon
from monitor.rules.listed import Context, Listed
from monitor.rules.phrases import Manner, Pattern
from monitor.text.scripts import Script, script_of
from monitor.text.tokens import Passage

_SHORTEST_CLOSED = 6
_SHORTEST_LEFT = 3
SHORTEST_REVERSED = 3
# A name of so many Chinese or Japanese characters is found by them alone.
_TELLING = 3
_COMPOUND = STRENGTH[How.COMPOUND]

# Letters and digits in one word: G7, 5G.
_DESIGNATION = re.compile(r"([^\W\d_][^\d'’]*)(\d+)|(\d+)([^\W\d_][^\d'’]*)")
# So few letters may be another word, apart: с 300 is "with 300".
_SHORT_DESIGNATION = 3

_COMMA = re.compile(r"[,،、&+]")
_JOINABLE = frozenset({Script.LATIN, Script.CYRILLIC, Script.GREEK, Script.HANGUL})
# Other languages that write words of a term closed up, or apart.
_CLOSING = UNPREFIXED | {"hi", "mr", "ne"}
_PREFIXED = frozenset({Script.ARABIC, Script.HEBREW})
_UNREVERSED = frozenset({Script.UNSPACED, Script.ARABIC, Script.HEBREW})
# Between the parts of a Persian or Urdu word.
_HALF_SPACE = "\u200c"


class UnusableTerm(ValueError):
    """A term that can never be found. The message says why and what to do."""


class Term(NamedTuple):
    """A term as listed, the language it is listed under ("" for none), how far it may vary, and how far it has already.

    ``rank`` is that of the least deviation that finding the term means (:data:`monitor.rules.analysis.STRENGTH`).
    """

    text: str
    language: str = ""
    name: bool = False
    exact: bool = False
    loose: bool = False
    rank: int = 0


class Cut(NamedTuple):
    """A term cut into words: which of them an asterisk ends, which a hyphen follows, and whether it holds a comma.

    Of a word that is cut further, a hyphen follows each part but the last.
    """

    term: Term
    words: list[str]
    wild: tuple[bool, ...]
    hyphens: tuple[bool, ...]
    commas: bool

    @property
    def is_fixed(self) -> bool:
        """Whether the words count only as they are cut."""
        return self.term.exact or self.term.name or self.commas


def cut(term: Term) -> Cut:
    """``term`` cut into words. Raises :class:`UnusableTerm`."""
    passage = Passage(term.text)
    words = passage.words
    if not words:
        raise UnusableTerm(f"the term {term.text!r} has no letters or digits: write a word")
    wild = _wildcards(term.text, passage) if "*" in term.text else (False,) * len(words)
    hyphens = _hyphens(term.text, passage) if "-" in term.text else (False,) * len(words)
    return Cut(term, words, wild, hyphens, _COMMA.search(term.text) is not None)


def dictionary_words(parts: Cut) -> Iterator[tuple[str, str]]:
    """The words of a term whose other forms count, each after the code of its dictionary."""
    if parts.term.exact or parts.term.name:
        return
    halves = [] if parts.commas else [half for word in parts.words for half in _halves(word)]
    for word in (*parts.words, *halves):
        code = dictionary_of(parts.term.language or assumed_language(word))
        if code:
            yield code, word


def patterns(parts: Cut, lexicon: Lexicon) -> Iterator[Pattern]:
    """The patterns that find a term, spellings closed up and apart among them."""
    lexemes = _lexemes(parts, lexicon)
    yield _pattern(parts, parts.words, lexemes)
    if parts.term.name and _may_be_reversed(parts):
        yield _pattern(parts, parts.words[::-1], lexemes[::-1])
    if parts.is_fixed:
        return
    words = parts.words
    for index in range(len(words) - 1):
        closed = [*words[:index], words[index] + words[index + 1], *words[index + 2 :]]
        if _is_designation(*words[index : index + 2]) and not parts.wild[index]:
            yield _varied(parts, lexicon, closed, slice(index, index + 1), ())
        elif _may_close(parts, index):
            joint = lexicon.joint(lexemes[index], lexemes[index + 1], words[index])
            yield _pattern(parts, closed, (*lexemes[:index], joint, *lexemes[index + 2 :]), _COMPOUND)
    for index, word in enumerate(words):
        if halves := _halves(word):
            apart = [*words[:index], *halves, *words[index + 1 :]]
            yield _varied(parts, lexicon, apart, slice(index, index), halves[1:])


def _varied(parts: Cut, lexicon: Lexicon, words: list[str], place: slice, added: tuple[str, ...]) -> Pattern:
    """The pattern of a term with ``words`` in place of its own: at ``place`` words are closed up, or ``added``."""
    wild, hyphens = list(parts.wild), list(parts.hyphens)
    wild[place] = [False for _ in added]
    hyphens[place] = [True for _ in added]
    varied = parts._replace(words=words, wild=tuple(wild), hyphens=tuple(hyphens))
    return _pattern(varied, words, _lexemes(varied, lexicon), _COMPOUND)


def generated_pattern(words: tuple[tuple[str, ...], ...], lexicon: Lexicon) -> Pattern:
    """The pattern of a name whose words are each found in any of their generated spellings."""
    return Pattern(tuple(map(lexicon.generated, words)), Manner(STRENGTH[How.GENERATED], fixed=True))


def _may_be_reversed(parts: Cut) -> bool:
    """Whether a name may stand with the family name first: Orbán Viktor is Viktor Orbán.

    Not where "and" is written on to words, for "Trump and Donald Tusk" would hold Donald Trump; nor where a word is
    short: И Ван may be "and Van".
    """
    return len(parts.words) == 2 and all(
        len(word) >= SHORTEST_REVERSED and script_of(word) not in _UNREVERSED for word in parts.words
    )


def _wildcards(text: str, passage: Passage) -> tuple[bool, ...]:
    """For each word, whether an asterisk stands at its end."""
    starts = {start for start, _ in passage.spans}
    wild = tuple(text[end : end + 1] == "*" and end + 1 not in starts for _, end in passage.spans)
    if text.count("*") != sum(wild):
        raise UnusableTerm(f"`*` in {text!r} does not stand at the end of a word: it can only stand there")
    for word, is_wild in zip(passage.words, wild, strict=True):
        if is_wild and len(word) < 2 and script_of(word) is not Script.UNSPACED:
            raise UnusableTerm(f"{word}* in {text!r} would match too much: put at least two letters before the `*`")
    return wild


def _hyphens(text: str, passage: Passage) -> tuple[bool, ...]:
    return tuple(text[end : end + 1] == "-" for _, end in passage.spans)


def _pattern(parts: Cut, words: list[str], lexemes: tuple[int, ...], rank: int = 0) -> Pattern:
    starts, ends = (script_of(words[index]) is Script.UNSPACED for index in (0, -1))
    foreign = parts.term.name and (starts or ends)
    # ICU takes the end of 埃尔多安 and the next character for a word: a long name tells by itself where it ends.
    known = foreign and len(words) >= _TELLING
    manner = _manner(
        max(rank, parts.term.rank),
        starts and not known,
        ends and not known and not parts.wild[-1],
        parts.commas,
        parts.is_fixed,
        foreign,
    )
    return Pattern(lexemes, manner)


_manner = cache(Manner)


def _lexemes(parts: Cut, lexicon: Lexicon) -> tuple[int, ...]:
    term, words = parts.term, parts.words
    many = Context.IN_NAME if term.name else Context.IN_PHRASE if len(words) > 1 else Context.ALONE
    alone = term.name and len(words) == 1
    lexemes = []
    for index, (word, is_wild) in enumerate(zip(words, parts.wild, strict=True)):
        script = script_of(word)
        context = many
        if many is Context.IN_PHRASE and script not in _PREFIXED and not has_homographs(word, term.language):
            context = Context.ALONE
        wildcard = is_wild and script is not Script.UNSPACED
        designation = _is_short_designation(parts, index)
        listed = Listed(word, context, term.language, term.exact, wildcard, term.loose, alone, designation)
        lexemes.append(lexicon.lexeme(listed))
    return tuple(lexemes)


def _is_short_designation(parts: Cut, index: int) -> bool:
    """Whether word ``index`` is a few capital letters that only a hyphen parts from digits: С of С-300."""
    word = parts.words[index]
    if parts.term.exact or parts.term.name or len(word) > _SHORT_DESIGNATION or not word[:1].isupper():
        return False
    pairs = ((left, left + 1) for left in (index - 1, index) if 0 <= left < len(parts.words) - 1)
    return any(parts.hyphens[left] and _is_designation(parts.words[left], parts.words[right]) for left, right in pairs)


def _is_designation(left: str, right: str) -> bool:
    """Whether one of two words is letters and the other digits, as in G-7."""
    return _DESIGNATION.fullmatch(left + right) is not None and (left.isdigit() or right.isdigit())


def _halves(word: str) -> tuple[str, ...]:
    """The parts of ``word`` that may stand apart: behind a known first part, around half-spaces, letters and digits."""
    if designation := _DESIGNATION.fullmatch(word):
        return tuple(filter(None, designation.groups()))
    if _HALF_SPACE in word:
        return tuple(filter(None, word.split(_HALF_SPACE)))
    return split_head(word) or ()


def _may_close(parts: Cut, index: int) -> bool:
    """Whether word ``index`` and the next may be written as one: in longer terms only behind a hyphen or known head."""
    left, right = parts.words[index : index + 2]
    script = script_of(left)
    joinable = script in _JOINABLE or parts.term.language in _CLOSING
    if parts.wild[index] or not joinable or script_of(right) is not script:
        return False
    if not (left[-1] + right[0]).isalpha():
        return False
    if script is Script.HANGUL:
        return True
    is_head = left.lower() in HEADS
    if not is_head and (len(left) < _SHORTEST_LEFT or (len(parts.words) > 2 and not parts.hyphens[index])):
        return False
    return len(left + right) >= _SHORTEST_CLOSED
