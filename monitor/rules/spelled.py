"""The patterns of names that were listed in Latin letters, as other languages usually spell them."""

from collections.abc import Iterator
from itertools import product

from monitor.model import How
from monitor.rules.analysis import STRENGTH
from monitor.rules.build import Name
from monitor.rules.lexicon import Lexicon
from monitor.rules.phrases import Pattern
from monitor.rules.spellings import Spelled, spellings
from monitor.rules.terms import SHORTEST_REVERSED, Term, cut, generated_pattern, patterns
from monitor.text.tokens import words

# In these a name is written without spaces, so that each spelling is a term of its own.
_UNSPACED = frozenset({"zh", "ja"})
# In these "and" is written on to words.
_UNREVERSED = frozenset({"ar", "fa", "he"})


def name_patterns(name: Name, lexicon: Lexicon) -> Iterator[Pattern]:
    """The patterns that find ``name`` in the languages that it is not listed in."""
    found = spellings(name.text, but_not=name.listed)
    spaced = [spelled for spelled in found if spelled.language not in _UNSPACED]
    if spaced:
        yield from _patterns(_merged(spaced), lexicon)
    # With the family name first, as terms.py has it of listed names.
    turned = [spelled for spelled in spaced if spelled.language not in _UNREVERSED and len(spelled.words) == 2]
    if turned and all(len(word) >= SHORTEST_REVERSED for word in name.text.split()):
        yield from _patterns(_merged(turned)[::-1], lexicon)
    for spelled in found:
        if spelled.language in _UNSPACED:
            for text in spelled.words[0]:
                whole = Term(text, spelled.language, name=True, rank=STRENGTH[How.GENERATED])
                yield from patterns(cut(whole), lexicon)


def _patterns(spelled: tuple[tuple[str, ...], ...], lexicon: Lexicon) -> Iterator[Pattern]:
    return (generated_pattern(parts, lexicon) for parts in in_parts(spelled))


def in_parts(spelled: tuple[tuple[str, ...], ...]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """A name cut at hyphens and spaces, as articles are: the spellings of each part, for each number of parts."""
    for chosen in product(*map(_by_length, spelled)):
        yield tuple(part for parts in chosen for part in parts)


def _by_length(forms: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """The spellings of a word by the number of their parts: those of the first part, those of the second, …"""
    cut: dict[int, list[list[str]]] = {}
    for form in forms:
        parts = [form] if form.isalpha() else words(form)
        cut.setdefault(len(parts), []).append(parts)
    for alike in cut.values():
        yield tuple(tuple(dict.fromkeys(parts)) for parts in zip(*alike, strict=True))


def _merged(spaced: list[Spelled]) -> tuple[tuple[str, ...], ...]:
    """The spellings of each word in all languages together: no text mixes two languages within a name."""
    length = len(spaced[0].words)
    alike = [spelled.words for spelled in spaced if len(spelled.words) == length]
    return tuple(tuple(dict.fromkeys(word for words in alike for word in words[index])) for index in range(length))
