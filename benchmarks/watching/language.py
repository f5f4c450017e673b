"""Words and names of a language, drawn from a seed: words as often as they occur, names from syllables."""

import random
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import wordfreq

LANGUAGES = ("en", "ar", "ru", "de", "zh")
# Those that write spaces between words.
SPACED = ("en", "ar", "ru", "de")
_SCRIPTS = {"en": "LATIN", "ar": "ARABIC", "ru": "CYRILLIC", "de": "LATIN", "zh": "CJK"}

# Nobody watches for the commonest words, and one word without others is seldom a common one.
_COMMONEST = 300
_COMMON = 3_000
_MOST_LISTED = 20_000
_MOST_WORDS = 60_000

_LENGTHS = (1, 2, 2, 2, 3, 3, 4)

_SYLLABLES = """
ba ба با 巴|da да دا 达|fe фе في 费|ga га غا 加|ho хо هو 霍|ka ка كا 卡|ki ки كي 基|la ла لا 拉|li ли لي 利
lo ло لو 洛|ma ма ما 马|me ме مي 梅|mi ми مي 米|na на نا 纳|ni ни ني 尼|no но نو 诺|ra ра را 拉|ri ри ري 里
ro ро رو 罗|sa са سا 萨|se се سي 塞|so со سو 索|ta та تا 塔|te те تي 特|to то تو 托|va ва فا 瓦|ve ве في 韦
vo во فو 沃|za за زا 扎|zo зо زو 佐
"""
_WRITTEN = [
    dict(zip(("en", "ru", "ar", "zh"), each.split(), strict=True))
    for each in _SYLLABLES.replace("\n", "|").split("|")
    if each.strip()
]


class Language:
    """Words of one language, most frequent first."""

    def __init__(self, code: str) -> None:
        frequencies = wordfreq.get_frequency_dict(code, wordlist="large")
        script = _SCRIPTS[code]
        words = (word for word in frequencies if word.isalpha() and unicodedata.name(word[0]).startswith(script))
        self.code = code
        self._words = [word for word, _ in zip(words, range(_MOST_WORDS), strict=False)]
        self._upto = list(accumulate(frequencies[word] for word in self._words))

    def join(self, words: list[str]) -> str:
        """``words`` in a row."""
        return (" " if self.code in SPACED else "").join(words)

    def running(self, random_: random.Random) -> str:
        """A word as running text has it."""
        return self._words[bisect_left(self._upto, random_.random() * self._upto[-1])]

    def listed(self, random_: random.Random, commonest: int = _COMMONEST) -> str:
        """A word as rules have it: the more common the likelier, down from the rank ``commonest``."""
        return self._words[int(commonest * (_MOST_LISTED / commonest) ** random_.random())]

    def uniform(self, random_: random.Random) -> str:
        """Any word but the commonest, each as likely as the others."""
        return self._words[_COMMONEST + int(random_.random() * (len(self._words) - _COMMONEST))]

    def phrase(self, random_: random.Random, *, shortest: int = 1) -> str:
        """A phrase as rules have it: ``shortest`` to four words."""
        length = max(shortest, random_.choice(_LENGTHS))
        commonest = _COMMONEST if length > 1 else _COMMON
        return self.join([self.listed(random_, commonest) for _ in range(length)])


@cache
def language(code: str) -> Language:
    """The language ``code``, loaded once."""
    return Language(code)


@dataclass(frozen=True, slots=True)
class Person:
    """A generated person: full name and surname by language."""

    names: Mapping[str, str]
    surnames: Mapping[str, str]


def make_person(random_: random.Random) -> Person:
    """A person whose name is written the same way, syllable by syllable, in four scripts."""
    given = random_.choices(_WRITTEN, k=2)
    family = random_.choices(_WRITTEN, k=3)
    names, surnames = {}, {}
    for code in _WRITTEN[0]:
        first, last = ("".join(each[code] for each in part).capitalize() for part in (given, family))
        surnames[code] = last
        names[code] = f"{first}·{last}" if code == "zh" else f"{first} {last}"
    return Person(names, surnames)
