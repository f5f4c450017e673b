"""The case forms of one word of a person's name, by the language of the document.

Stemmers must not touch names: they read Лавров as лавр ("laurel"). Instead each listed name gets the forms that its
ending has. Whether a word is a man's or a woman's name, given name or surname is not known, so its forms are the union
of what it may be; but where the ending tells (-ов, -ова), no form of the other sex is made beyond those that look the
same. Plurals are left out.
"""

import re
import unicodedata

from monitor.rules.paradigms.baltic import BALTIC
from monitor.rules.paradigms.east_slavic import EAST_SLAVIC
from monitor.rules.paradigms.elsewhere import ELSEWHERE
from monitor.rules.paradigms.endings import Decline
from monitor.rules.paradigms.owners import OWNERS
from monitor.rules.paradigms.south_slavic import SOUTH_SLAVIC
from monitor.rules.paradigms.turkic import TURKIC
from monitor.rules.paradigms.uralic import URALIC
from monitor.rules.paradigms.west_slavic import WEST_SLAVIC
from monitor.text.wordlists import word_set

_DECLINES: dict[str, Decline] = {
    **EAST_SLAVIC,
    **WEST_SLAVIC,
    **SOUTH_SLAVIC,
    **BALTIC,
    **URALIC,
    **TURKIC,
    **ELSEWHERE,
}

LANGUAGES: frozenset[str] = frozenset(_DECLINES)

_LATIN = re.compile("[a-z\u00df-\u02af\u1e00-\u1eff'ʻ]+")
_CYRILLIC = re.compile("[\u0400-\u052f']+")
_ALPHABETS: dict[str, tuple[re.Pattern[str], ...]] = {
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "kk", "ky", "tt"), (_CYRILLIC,)),
    **dict.fromkeys(("sr", "sh", "cnr", "bs", "uz"), (_LATIN, _CYRILLIC)),
    "el": (re.compile("[\u0370-\u03ff\u1f00-\u1fff]+"),),
    "hy": (re.compile("[\u0561-\u0587]+"),),
    "ka": (re.compile("[\u10d0-\u10ff]+"),),
}
_LATIN_ALONE = (_LATIN,)

# Words that stand in names and never change: von der Leyen, фон дер Ляйен.
_PARTICLES = word_set("von van der den del della dos bin ibn фон дер бин ибн бін ібн аль эль")

# Very frequent words that a form of a short name would be: Tom, tome ("that", Croatian); Nagy, nagyon ("very").
_YUGOSLAV = "tome time nama pola evo томе тиме нама пола ево"
_ORDINARY: dict[str, frozenset[str]] = {
    language: word_set(ordinary)
    for language, ordinary in {
        "ru": "тому она оно ону",
        "uk": "тому вона вони",
        "cs": "tomu ano teda pole",
        "sk": "ani teda more",
        "sl": "tem more morem",
        **dict.fromkeys(("hr", "bs", "sr", "sh", "cnr"), _YUGOSLAV),
        "lt": "mano mane namo namas name",
        "lv": "mans mana manu manā manam namā",
        "hu": "mint nagyon bent akart akarnak",
    }.items()
}

# Names of two letters that end in a vowel are not declined, and with an ending they are other words: To, tom; Su, sun.
_SHORTEST = 3
_SHORT_WITH_FORMS = re.compile("[^\\W_][^\\Waeiouyаеиоуыэюяіїє_]")
_SHORTEST_FORM = 3
_LONGEST = 40


def case_forms(word: str, language: str | None) -> frozenset[str]:
    """The other case forms that texts in ``language`` give one word of a person's name.

    ``word`` is in the nominative, in the script in which it is listed; ``language`` is a language code, whose part
    before a hyphen counts. The forms are lower case, at least three letters long, and without ``word`` itself. There
    are none when the language is not known, does not decline names or is not written in the letters of ``word``.
    """
    return _forms(word, language, _DECLINES)


def owner_forms(word: str, language: str | None) -> frozenset[str]:
    """The adjectives that texts in ``language`` make of a surname that stands alone, in all their cases.

    Arguments and forms are as those of :func:`case_forms`.
    """
    return _forms(word, language, OWNERS)


def _forms(word: str, language: str | None, declines: dict[str, Decline]) -> frozenset[str]:
    base = (language or "").partition("-")[0].lower()
    decline = declines.get(base)
    if decline is None or not word or len(word) > _LONGEST:
        return frozenset()
    name = _lowered(word, base)
    if len(name) < _SHORTEST and not _SHORT_WITH_FORMS.fullmatch(name):
        return frozenset()
    if name in _PARTICLES or not any(letters.fullmatch(name) for letters in _ALPHABETS.get(base, _LATIN_ALONE)):
        return frozenset()
    forms = frozenset(form for form in decline(name) if len(form) >= _SHORTEST_FORM)
    return forms - {name} - _ORDINARY.get(base, frozenset())


def _lowered(word: str, language: str) -> str:
    """``word`` in small letters as ``language`` has them, with one kind of apostrophe."""
    if language in ("tr", "az"):
        word = word.replace("İ", "i").replace("I", "ı")
    lowered = unicodedata.normalize("NFC", word).replace("İ", "i").lower()
    return lowered.replace("’", "'").replace("ʼ", "'")
