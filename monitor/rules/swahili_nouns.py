"""The forms of Swahili nouns: number is told by the prefix of the class, place by an ending, "of" agrees with the noun.

The dictionary has few of these, and none of a word that it does not know.
"""

from collections.abc import Iterator, Set

# Singular and plural: people, things, tools; the longer prefix stands before a vowel.
_CLASSES = (("mw", "w"), ("mw", "wa"), ("mw", "mi"), ("m", "wa"), ("m", "mi"), ("ch", "vy"), ("ki", "vi"))
_VOWELS = frozenset("aeiou")
# Any other noun may have the plural of fruits, or of people with an office: kombora, rais.
_OTHERS = "ma"
_OF = frozenset({"wa", "ya", "la", "cha", "vya", "za", "pa"})
_PLACE = "ni"
# With less, what ends in -ni is mostly a word of its own.
_SHORTEST = 4


def swahili_forms(word: str, forms: Set[str]) -> Iterator[str]:
    """Forms of the noun ``word`` beside ``forms``: mkutano, mikutano, mikutanoni. Of "of" those of all classes."""
    noun = word.lower()
    if noun in _OF:
        yield from _OF
    if len(noun) < _SHORTEST:
        return
    numbers = set(_numbers(noun))
    yield from numbers
    yield from (form + _PLACE for form in {noun, *numbers, *forms} if not form.endswith(_PLACE))


def _numbers(noun: str) -> Iterator[str]:
    """The plural of a singular and the singular of a plural, by every class that ``noun`` may be of."""
    for pair in _CLASSES:
        for own, other in (pair, pair[::-1]):
            stem = noun.removeprefix(own)
            if stem != noun and stem[:1] and (other not in ("mw", "w", "ch", "vy") or stem[0] in _VOWELS):
                yield other + stem
    if not noun.startswith(_OTHERS):
        yield _OTHERS + noun
