"""The forms of Arabic nouns: those that the dictionary has, and more.

Newspapers leave out vowel signs, and the accusative's alef (شنوا هجوما) is in the dictionary for some nouns only. What
is lacking is told by the shape of a word: إضراب is an action and has the plural in ات, ألغام and بنوك are plurals.
"""

import re
from collections.abc import Iterator, Set
from functools import cache

from monitor.rules.arabic import ARTICLE
from monitor.text.countries import one_word_countries
from monitor.text.fold import fold, without_arabic_signs

# Of two or three letters too many are also the beginning of another word, or of a name (كوب and كوبا, سلط and سلطان).
_SHORTEST = 4
_WITHOUT_ALEF = ("ة", "ا", "ى", "ء", "أ")
# With an alef the adjective of a place is the place: روسي and روسيا.
_ADJECTIVE = "ي"
_WITHOUT_PLURAL_IN_AT = ("ون", "ات", "ا", "ى", "ي", "ة")
_FEMININE = ("ات", "تان", "تين", "تا", "تي")
_DUAL = ("ان", "ين")
# صواريخ باليستية: the feminine stands beside every plural that is not of people.
_OF_ADJECTIVE = ("ة", "ات", "تان", "تين", "ان", "ين", "ون")
# Not two students, not two clowns, and Solomon.
_NO_DUALS = frozenset({"طالبان", "مهرجان", "سليمان"})

# نزاع, اتفاق, إضراب, تفجير, توتر, تفاهم: what is done. فيضان, and what is as long as انفجار or بروتوكول.
_PLURAL_IN_AT = re.compile("..ا.|ات.ا.|إ..ا.|ت[^ا].ي?.|ت.ا..|...+ان|.{6,}")
# تقرير and مرسوم have تقارير and مراسيم.
_BROKEN = re.compile("ت[^ا].ي.|م..و.")
# ألغام, بنوك, and صواريخ or قنابل; with ا, ت, ي or ن before them the last two may be verbs.
_PLURAL_WITH_ALEF = re.compile("[أا][^ا].ا.|[^اأإتين].و.")
_PLURAL = re.compile(rf"{_PLURAL_WITH_ALEF.pattern}|[^اأإتين].ا.ي?.|ت.ا.ي.")
# It would be "the gardens".
_RIYADH = "رياض"


def arabic_forms(word: str, forms: Set[str], *, in_phrase: bool) -> set[str]:
    """The forms of the noun or adjective ``word``, of which the dictionary has ``forms``.

    ``in_phrase`` says that ``word`` is one of several in a term: these license forms that would be another word alone.
    """
    noun = without_arabic_signs(word)
    bare = noun.removeprefix(ARTICLE) if in_phrase or noun.endswith("ة") else noun
    found = set(forms) | set(_numbers(bare)) | set(_accusatives(bare, forms, in_phrase=in_phrase))
    if in_phrase and len(bare) >= _SHORTEST and bare.endswith(_ADJECTIVE):
        found |= {bare + ending for ending in _OF_ADJECTIVE}
    return found | set(_with_article(bare, found))


def _numbers(noun: str) -> Iterator[str]:
    """The plurals that the shape of a noun tells, and the dual."""
    if noun.endswith("ة"):
        yield from (noun[:-1] + ending for ending in _FEMININE)
    if _BROKEN.fullmatch(noun):
        yield f"{noun[:2]}ا{noun[2]}ي{noun[4]}"
    if noun.startswith(ARTICLE):
        return
    if _PLURAL_IN_AT.fullmatch(noun) and not noun.endswith(_WITHOUT_PLURAL_IN_AT):
        yield noun + "ات"
    if len(noun) >= _SHORTEST and not noun.endswith((*_DUAL, *_WITHOUT_PLURAL_IN_AT)):
        yield from {noun + ending for ending in _DUAL} - _NO_DUALS


def _accusatives(noun: str, forms: Set[str], *, in_phrase: bool) -> Iterator[str]:
    """The indefinite accusative, of the plurals too: هجوما, ألغاما. A word with the article has none."""
    long_enough = in_phrase or (len(noun) >= _SHORTEST and not noun.endswith(_ADJECTIVE))
    if long_enough and not noun.startswith(ARTICLE) and not noun.endswith(_WITHOUT_ALEF):
        yield noun + "ا"
    yield from (form + "ا" for form in forms if _PLURAL_WITH_ALEF.fullmatch(form))


def _with_article(noun: str, forms: Set[str]) -> Iterator[str]:
    """Those forms with the article that are a noun's by their shape: others are a verb's with the same letters."""
    is_feminine, dual = noun.endswith("ة"), {noun + ending for ending in _DUAL}
    for form in forms:
        is_noun = is_feminine or form in dual or form.endswith(("ة", "ات")) or _PLURAL.fullmatch(form)
        bare = fold(form)
        if is_noun and not bare.startswith(ARTICLE) and bare != _RIYADH and ARTICLE + bare not in _countries():
            yield ARTICLE + form


@cache
def _countries() -> frozenset[str]:
    """Countries by their folded names: Algeria would be "the islands", and Bahrain "the two seas"."""
    return frozenset(map(fold, one_word_countries("ar")))
