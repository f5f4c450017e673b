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
)
_ENDINGS = (
    (r"(ić|vić|vic|ović|đ.*)$", BALKAN),
    (r"(skyi|skyy|tskyi|tskyy|skyj)$", UKRAINIAN),
    (r"[^aeiou](ov|ev)(a|á)?$|[aeiouy](ev|yev|iev)(a)?$|(off|eff)$|[a-z](ova|eva|yeva|ina|yna)$", SLAVIC),
    (r"(sky|skiy|skii|skij|skaya|skaia|skaja|enko|chuk|tchuk|tschuk|yuk|niuk|shyn|vych|vich|chyk|chenko|iuk)$", SLAVIC),
    (r"(ský|cký|ová|ček|žel|íček)$", "czech"),
    (r"(wski|wska|cki|cka|czyk|szcz.*|rz.+|sz.+)$", "polish"),
    (r"(escu|eanu|oiu)$", "romanian"),
    (r"(oglu|oğlu)$", "turkish"),
    (r"(zadeh|nejad|pour|ollahian|khah|manesh)$", "persian"),
    (r"(opoulos|akis|idis|iadis|otis|oulos)$", "greek"),
    (r"(mann|tz|sch.+|.+sch|hauer|bauer|bock|meier|meyer|berger)$", "german"),
    (r"(sson|ssen|strøm|ström|gaard|qvist|holm|lund)$", "nordic"),
    (r"(eaux|eau|ault|oux|ois|ille|eron|ier)$", "french"),
    (r"(ez|illo|uez)$", "spanish"),
    (r"(elli|etti|ucci|acci|oni|ini|aro|ello|etta|ella|zzi|gli[oae])$", "italian"),
)
_COMPILED = tuple((re.compile(pattern), origin) for pattern, origin in _ENDINGS)
# Endings that Russian names share with others: they tell nothing by themselves.
_WEAK = re.compile(r"(ina|yna|off|eff)$")
_UKRAINIAN = re.compile(r"(?<![czksptg])h(?!$)|[^aeiou]y[^aeiouy]|yi|iu(?!$)|ii$")
_ARTICLE = re.compile(r"^(al|el|ad|as|ar|an|at|az|ash|es|er)-.")
_LETTERLESS = re.compile(r"[-'’.]")


def origin_of_word(word: str, given: str) -> str:
    """The origin of a word that is not listed, in lower case; ``given`` is that of its neighbours ("" if unknown)."""
    if _ARTICLE.match(word):
        return given if given in ROMANISED else "arabic"
    by_letters = _by_letters(word)
    if by_letters:
        return by_letters
    found = next((origin for pattern, origin in _COMPILED if pattern.search(word)), "")
    if found == SLAVIC and given in (UKRAINIAN, BALKAN, "baltic"):
        return given
    if found == SLAVIC and _WEAK.search(word) and given and given != SLAVIC:
        return given
    if found == SLAVIC and not _WEAK.search(word):
        return found
    return given or found or ENGLISH


def looks_ukrainian(word: str) -> bool:
    """Whether a Slavic word shows the habits of romanised Ukrainian: h for г, y for и."""
    return _UKRAINIAN.search(word) is not None


def common_origin(listed: Sequence[Sequence[Known]]) -> str:
    """The origin that the listed words of a name share: that of the first that has only one. "" if there is none."""
    for known in listed:
        origins = {entry.origin for entry in known}
        if len(origins) == 1 and NO_ORIGIN not in origins:
            return origins.pop()
    return ""


def _by_letters(word: str) -> str:
    if word.endswith("ić"):
        return BALKAN
    for letters, origin in _LETTERS:
        if not set(letters).isdisjoint(word):
            return origin
    return ""
