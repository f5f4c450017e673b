"""Where a name comes from, told by its letters, its endings and the given names that it goes with.

An origin is the name of a table of data/sources.txt.
"""

import re
from collections.abc import Sequence

from monitor.rules.spellings.names import NO_ORIGIN, Known

ENGLISH = "english"
SLAVIC = "slavic"
UKRAINIAN = "ukrainian"
BALKAN = "balkan"
PINYIN = "pinyin"
# Names that are written anew in each orthography of Latin letters; other names keep their letters there.
RESPELLED = frozenset({SLAVIC, UKRAINIAN, BALKAN})
# Names whose Latin letters are a romanisation that differs from country to country.
ROMANISED = frozenset({"arabic", "persian", "indian"})
EAST_ASIAN = frozenset({PINYIN, "korean", "japanese"})

# Letters, the most telling first.
_LETTERS = (
    ("ğışəİ", "turkish"),
    ("łńśźćżęą", "polish"),
    ("ėųįāēīūģķļņ", "baltic"),
    ("řěůňťďľĺŕ", "czech"),
    ("őű", "hungarian"),
    ("șțăş", "romanian"),
    ("ãõ", "portuguese"),
    ("ñ", "spanish"),
    ("ß", "german"),
    ("øåæ", "nordic"),
    ("čšž", "czech"),
)
_ENDINGS = (
    (r"(ić|vic)$|đ", BALKAN),
    (r"sky[iyj]$", UKRAINIAN),
    (r"[^aeiou]ova?$|.eva?$|(off|eff|.ina|.yna)$", SLAVIC),
    (r"(sky|ski[iyj]|ska[yij]a|enko|[^aeiou]ko|ak|ik|uk|[ai]yan|nyan|shyn|ullin|utdinov|v[yi]ch|chyk)$", SLAVIC),
    (r"(ský|cký|ová|ček|žel|íček)$", "czech"),
    (r"(wski|wska|cki|cka|czyk|szcz.*|rz.+|sz.+)$", "polish"),
    (r"ski$", SLAVIC),
    (r"(escu|eanu|oiu)$", "romanian"),
    (r"(oglu|oğlu)$", "turkish"),
    (r"(zadeh|nejad|pour|ollahian|khah|manesh)$", "persian"),
    (r"(opoulos|akis|idis|iadis|otis|oulos)$", "greek"),
    (r"(mann|tz|sch.+|.+sch|hauer|bauer|bock|meier|meyer|berger)$", "german"),
    (r"(sson|ssen|strøm|ström|gaard|qvist|holm|lund)$", "nordic"),
    (r"^ç", "turkish"),
    (r"yya|^abd(el|ul|al)|(ullah|allah|uddin|eddin)$", "arabic"),
    (r"(tsu|shi$|hiro|suke|nobu|yama|kawa|moto|zawa|mura$|saki$|ichi$)", "japanese"),
    (r"(eaux|eau|ault|oux|ois|ille|eron|ier)$", "french"),
    (r"(ez|illo|uez)$", "spanish"),
    (r"(elli|etti|ucci|acci|oni|ini|aro|ello|etta|ella|zzi|gli[oae])$", "italian"),
)
_COMPILED = tuple((re.compile(pattern), origin) for pattern, origin in _ENDINGS)
# Endings that Russian names share with others: they tell nothing by themselves.
_WEAK = re.compile(r"(ina|yna|off|eff|ev|eva|(?<!n)ko|(?<!v)sky|ak|ik|(?<!ch)uk)$")
# Endings that are Russian beside a given name that Russians bear, too.
_RUSSIAN = re.compile(r"([yuao]kin|shin|zhin|yn|[nr]in|min|[uy]lin|usin|ykh|oy)$")
_UKRAINIAN = re.compile(r"(?<![czksptg])h(?!$)|yi$|yy$|ii$")
_UMLAUTS = frozenset("äöü")
_SYLLABLE = (
    r"(?:(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?"
    r"(?:[iuü]?a(?:ng|n|i|o)?|iong|ong|ou|o|[iuü]?en?g?|ei|er|[iuü]ng|[iuü]n|ui|iu|uo|[iuü]))"
)
_PINYIN = re.compile(f"{_SYLLABLE}{{1,3}}")
_PINYIN_ONLY = re.compile(r"^x|^q[iu]|^zh|[aeiou]qi|[aeiou]xi|ngx|[iu]ang|ongq|uan")
_ARTICLE = re.compile(r"(al|el|ad|as|ar|an|at|az|ash|es|er)-(?=.)")


def origin_of_word(word: str, given: str) -> str:
    """The origin of a word that is not listed, in lower case; ``given`` is that of its neighbours ("" if unknown)."""
    if _ARTICLE.match(word):
        return given if given in ROMANISED else "arabic"
    by_letters = _by_letters(word)
    if by_letters == "czech" and given in (BALKAN, "baltic"):
        return given
    if by_letters:
        return by_letters
    found = _by_ending(word)
    if found == SLAVIC and given in ("", ENGLISH) and looks_ukrainian(word):
        return UKRAINIAN
    if found == SLAVIC and given in (UKRAINIAN, BALKAN, "baltic"):
        return given
    if found == SLAVIC and _WEAK.search(word) and given and given != SLAVIC:
        return given
    if found == SLAVIC and not _WEAK.search(word):
        return found
    if given in ("", ENGLISH) and not _UMLAUTS.isdisjoint(word):
        return "german"
    return given or found or ENGLISH


def looks_ukrainian(word: str) -> bool:
    """Whether a Slavic word shows the habits of romanised Ukrainian: h for г, y for и."""
    return _UKRAINIAN.search(word) is not None


def without_article(word: str) -> tuple[str, str]:
    """The Arabic article that begins ``word`` with its hyphen ("" if there is none), and the rest."""
    found = _ARTICLE.match(word)
    return ("", word) if found is None else (found.group(), word[found.end() :])


def shared_origin(words: Sequence[str], listed: Sequence[Sequence[Known]]) -> str:
    """The origin of a whole name: of its first listed word that has only one, else of a telling word. "" if unknown."""
    lowered = [word.lower() for word in words]
    if all(map(_PINYIN.fullmatch, lowered)) and any(map(_PINYIN_ONLY.search, lowered)):
        return PINYIN
    for known in listed:
        found = {entry.origin for entry in known}
        if len(found) == 1 and NO_ORIGIN not in found:
            return found.pop()
        if found == {SLAVIC, UKRAINIAN}:
            return UKRAINIAN if any(map(looks_ukrainian, lowered)) else SLAVIC
    if any(entry.origin == SLAVIC for known in listed for entry in known) and _RUSSIAN.search(lowered[-1]):
        return SLAVIC
    borne = [entry.origin for known in listed for entry in known]
    unlisted = (word for word, known in zip(lowered, listed, strict=True) if not known)
    told = next(filter(None, (_by_letters(word) or _by_ending(word) for word in unlisted)), "")
    return told or next((origin for origin in borne if origin not in (NO_ORIGIN, SLAVIC)), "")


def _by_ending(word: str) -> str:
    if _ARTICLE.match(word):
        return "arabic"
    return next((origin for pattern, origin in _COMPILED if pattern.search(word)), "")


def _by_letters(word: str) -> str:
    if word.endswith("ić"):
        return BALKAN
    for letters, origin in _LETTERS:
        if not set(letters).isdisjoint(word):
            return origin
    return ""
