"""The forms of Persian, Urdu and Hindi nouns that dictionaries lack, or all of them where there is no dictionary."""

import re
from collections.abc import Iterable, Iterator, Set

from monitor.text.countries import one_word_countries

_HALF_SPACE = "\u200c"
_LONG_VOWELS = ("ا", "و")

# With less, what ends so is mostly another word: سیلی is a slap and سیل a flood, درمان a cure and در a door.
_SHORTEST = 4
_MANY = ("ها", "های", "هایی", "هایش", "هایشان")
_THEIRS = ("ش", "شان")
# Not students; and a football club of Isfahan, not armies.
_NO_PEOPLE = frozenset({"طالبان", "سپاهان"})
# Not of the system, but of the army; not of the news agency, but in Persian.
_OTHER_WITH_YEH = frozenset({"نظام", "فارس"})
# انفجار and انتخاب, which Arabic made, have its plural; وزیر has وزرا.
_ACTION = re.compile("[اإ][^اوی]{2,3}ا.")
_OFFICE = re.compile("([^ایھ])([^اویھ])ی([^اویھہ])")
# In گروه and دانشگاه the ه is heard: گروگان is a hostage, not a group.
_ENDS_IN_E = re.compile("[^اوی]ه$")
_OFFICES = ("ا", "اء", "ای", "ائے")

_URDU_ENDINGS = {"ی": ("یاں", "یوں"), "ہ": ("ے", "وں"), "ا": ("ے", "وں")}
_URDU_OTHER = ("وں", "یں")
# Other words, where they are short: بچا "was saved", بچہ "child".
_SHORTEST_WITH_EITHER_VOWEL = 5

_HINDI_FINALS = {"ी": ("ियां", "ियों"), "ि": ("ियां", "ियों"), "ा": ("े", "ों", "ाएं", "ायें", "ाओं"), "ू": ("ुएं", "ुओं")}
_HINDI_OTHER = ("ें", "ों")


def persian_forms(word: str, forms: Set[str]) -> Iterator[str]:
    """Plurals written closed, "his" and "their", the people of -ان, and the ی of things.

    That ی is "a", and makes adjectives. Behind a name it makes another one (ایران and ایرانی, کریم and کریمی), and of
    people what they do: رهبر leads, and رهبری is leading.
    """
    for spelling in {word, *_other_hamza(word)}:
        yield spelling
        if len(spelling) < _SHORTEST:
            continue
        many = {*_many(spelling), *_people(spelling)}
        yield from many
        things = {spelling} if _is_thing(spelling, forms) else set()
        yield from _with_yeh(things | many)
        if spelling.endswith(_LONG_VOWELS):
            yield spelling + "ی"
        yield from (stem + ending for stem in (spelling, *many) if not stem.endswith("ی") for ending in _THEIRS)


def _is_thing(noun: str, forms: Set[str]) -> bool:
    if noun in one_word_countries("fa") or noun in _OTHER_WITH_YEH:
        return False
    return noun.endswith("ات") or (noun + "ان" not in forms and any(form.endswith(("ها", "های")) for form in forms))


def _other_hamza(word: str) -> Iterator[str]:
    """رئیس is written رییس, too."""
    yield from (word.replace("ئی", "یی"), word.replace("یی", "ئی"))


def _many(noun: str) -> Iterator[str]:
    yield from (noun + ending for ending in _MANY)
    yield from (f"{noun}{_HALF_SPACE}{ending}" for ending in _MANY)
    if _ACTION.fullmatch(noun):
        yield noun + "ات"
    if noun.endswith("ه"):
        yield noun[:-1] + "ات"
    yield from _offices(noun)


def _offices(noun: str) -> Iterator[str]:
    if shape := _OFFICE.fullmatch(noun):
        yield from ("".join(shape.groups()) + ending for ending in _OFFICES)


def _people(noun: str) -> Iterator[str]:
    """پناهنده, پناهندگان; پناهجو, پناهجویان; شهروند, شهروندان."""
    if _ENDS_IN_E.search(noun):
        yield noun[:-1] + "گان"
    else:
        yield from {noun + ("یان" if noun.endswith(_LONG_VOWELS) else "ان")} - _NO_PEOPLE


def _with_yeh(nouns: Iterable[str]) -> Iterator[str]:
    for noun in nouns:
        if noun.endswith(_LONG_VOWELS):
            yield from (noun + "ی", noun + "یی")
        elif not noun.endswith(("ی", "ه")):
            yield noun + "ی"


def urdu_forms(word: str) -> Iterator[str]:
    """The plurals, direct and oblique (پابندی, پابندیاں, پابندیوں), of Arabic and English words too."""
    for spelling in (word, *_other_vowel(word)):
        endings = _URDU_ENDINGS.get(spelling[-1])
        yield spelling
        yield from (
            (spelling[:-1] + ending for ending in endings) if endings else (spelling + ending for ending in _URDU_OTHER)
        )
    if len(word) < _SHORTEST:
        return
    yield from _offices(word)
    if word.endswith("ہ"):
        yield word[:-1] + "ات"
    elif not word.endswith(("ا", "ی", "ے", "و", "ات")):
        yield from (word + "ات", word + "ز")


def _other_vowel(word: str) -> Iterator[str]:
    """دھماکہ is written دھماکا, too."""
    if len(word) >= _SHORTEST_WITH_EITHER_VOWEL and word.endswith(("ہ", "ا")):
        yield word[:-1] + ("ا" if word.endswith("ہ") else "ہ")


def hindi_forms(word: str, _: Set[str]) -> Iterator[str]:
    """The plurals, direct and oblique: नदी, नदियां, नदियों; मिसाइल, मिसाइलें, मिसाइलों."""
    endings = _HINDI_FINALS.get(word[-1])
    if endings is None:
        yield from (word + ending for ending in _HINDI_OTHER)
    else:
        yield from (word[:-1] + ending for ending in endings)
