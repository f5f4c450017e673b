"""From a listed term to the patterns that find it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.model import How
from monitor.rules.analysis import STRENGTH
from monitor.rules.heads import HEADS, split_head
from monitor.rules.lexicon import Context, Lexicon, Listed
from monitor.rules.phrases import Pattern
from monitor.text.scripts import Script, script_of
from monitor.text.tokens import Passage

_SHORTEST_CLOSED = 6

_COMMA = re.compile(r"[,،、&+]")
_JOINABLE = frozenset({Script.LATIN, Script.CYRILLIC, Script.GREEK, Script.HANGUL})


class UnusableTerm(ValueError):
    """A term that can never be found. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term as listed, the language it is listed under ("" for none), and how far it may vary."""

    text: str
    language: str = ""
    name: bool = False
    exact: bool = False
    loose: bool = False


def patterns(term: Term, lexicon: Lexicon) -> Iterator[Pattern]:
    """The patterns that find ``term``. Raises :class:`UnusableTerm`."""
    passage = Passage(term.text)
    words = passage.words
    wild = _wildcards(term.text, passage)
    commas = _COMMA.search(term.text) is not None
    yield _pattern(term, lexicon, words, wild, commas=commas)
    if term.exact or term.name or commas:
        return
    joint = STRENGTH[How.COMPOUND]
    for joined, joined_wild in _spellings(term.text, passage, wild):
        yield _pattern(term, lexicon, joined, joined_wild, rank=joint)


def _wildcards(text: str, passage: Passage) -> tuple[bool, ...]:
    """For each word, whether an asterisk stands at its end."""
    if not passage.words:
        raise UnusableTerm(f"the term {text!r} has no letters or digits: write a word")
    starts = {start for start, _ in passage.spans}
    wild = tuple(text[end : end + 1] == "*" and end + 1 not in starts for _, end in passage.spans)
    if text.count("*") != sum(wild):
        raise UnusableTerm(f"`*` in {text!r} does not stand at the end of a word: it can only stand there")
    for word, is_wild in zip(passage.words, wild, strict=True):
        if is_wild and len(word) < 2 and script_of(word) is not Script.UNSPACED:
            raise UnusableTerm(f"{word}* in {text!r} would match too much: put at least two letters before the `*`")
    return wild


def _pattern(
    term: Term, lexicon: Lexicon, words: list[str], wild: tuple[bool, ...], *, rank: int = 0, commas: bool = False
) -> Pattern:
    context = Context.IN_NAME if term.name else Context.ALONE if len(words) == 1 else Context.IN_PHRASE
    unspaced_first, unspaced_last = (script_of(words[index]) is Script.UNSPACED for index in (0, -1))
    lexemes = tuple(
        lexicon.lexeme(
            Listed(
                word,
                context,
                term.language,
                exact=term.exact,
                wildcard=is_wild and script_of(word) is not Script.UNSPACED,
                loose=term.loose,
            )
        )
        for word, is_wild in zip(words, wild, strict=True)
    )
    return Pattern(lexemes, rank, unspaced_first, unspaced_last and not wild[-1], commas)


def _spellings(text: str, passage: Passage, wild: tuple[bool, ...]) -> Iterator[tuple[list[str], tuple[bool, ...]]]:
    """The term with two of its words closed up, or with its only word taken apart behind a known first part."""
    words = passage.words
    for index in range(len(words) - 1):
        left, right = words[index : index + 2]
        hyphen = "-" in text[passage.spans[index][1] : passage.spans[index + 1][0]]
        if wild[index] or not _may_close(left, right, apart=len(words) > 2 and not hyphen):
            continue
        yield [*words[:index], left + right, *words[index + 2 :]], wild[:index] + wild[index + 1 :]
    for index, word in enumerate(words):
        parts = split_head(word)
        if parts:
            yield [*words[:index], *parts, *words[index + 1 :]], (*wild[:index], False, *wild[index:])


def _may_close(left: str, right: str, *, apart: bool) -> bool:
    script = script_of(left)
    if script not in _JOINABLE or script_of(right) is not script or not (left[-1] + right[0]).isalpha():
        return False
    if script is Script.HANGUL:
        return True
    if apart and left.lower() not in HEADS:
        return False
    return len(left + right) >= _SHORTEST_CLOSED
