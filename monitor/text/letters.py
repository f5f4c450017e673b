"""Which language a name is in, as far as its letters tell."""

import unicodedata
from functools import cache

_JAPANESE = frozenset({"HIRAGANA", "KATAKANA"})
# The language that letters are taken for where nothing else is known, by script.
_USUAL = {
    "LATIN": "en", "CYRILLIC": "ru", "ARABIC": "ar", "CJK": "zh", "HANGUL": "ko", "GREEK": "el", "HEBREW": "he",
    "THAI": "th", "DEVANAGARI": "hi", "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn",
    "MALAYALAM": "ml", "GUJARATI": "gu", "GURMUKHI": "pa", "ORIYA": "or", "SINHALA": "si", "GEORGIAN": "ka",
    "ARMENIAN": "hy", "ETHIOPIC": "am", "LAO": "lo", "MYANMAR": "my", "KHMER": "km", "TIBETAN": "bo", "THAANA": "dv",
    "HIRAGANA": "ja", "KATAKANA": "ja",
}  # fmt: skip
# Letters that tell the languages of a script apart, the surest first.
_TELLING = {
    "CYRILLIC": (
        ("be", "ў"), ("mk", "ѓќѕ"), ("sr", "јљњћђџ"), ("kk", "әғқңұһ"), ("tg", "ҷҳӣӯ"), ("uk", "іїєґ"),
    ),
    "ARABIC": (("ps", "ټډړښځڅګڼې"), ("ku", "ڕڵۆێ"), ("ur", "ٹڈڑںےہھ"), ("fa", "پچژگکی")),
}  # fmt: skip
_SCRIPTS = {
    **{language: frozenset({script}) for script, language in _USUAL.items()},
    **dict.fromkeys(("bg", "uk", "be", "mk", "ky", "tg", "mn", "tt", "ba", "cv", "os", "ce"), frozenset({"CYRILLIC"})),
    **dict.fromkeys(("sr", "bs", "kk", "uz", "az", "tk", "sh"), frozenset({"CYRILLIC", "LATIN"})),
    **dict.fromkeys(("fa", "ur", "ps", "sd", "ug"), frozenset({"ARABIC"})),
    "ku": frozenset({"ARABIC", "LATIN"}),
    **dict.fromkeys(("mr", "ne", "sa"), frozenset({"DEVANAGARI"})),
    "as": frozenset({"BENGALI"}),
    "yi": frozenset({"HEBREW"}),
    "ja": _JAPANESE | {"CJK"},
    "ko": frozenset({"HANGUL", "CJK"}),
}
_LATIN = frozenset({"LATIN"})


def scripts_of(text: str) -> frozenset[str]:
    """The scripts of the letters of ``text``, by the first words of their Unicode names: LATIN, CJK, KATAKANA …"""
    return frozenset(_script(char) for char in text if char.isalpha()) - {""}


def language_of_letters(name: str) -> str | None:
    """The language that ``name`` is taken for: two letters of ISO 639-1.

    Latin letters are taken for English, and Cyrillic and Arabic ones for Russian and Arabic where none of them tells of
    another language. ``None`` when there is no letter, the script is not known, or scripts are mixed that no language
    mixes: letters of two scripts that look alike are a disguise.
    """
    scripts = scripts_of(name)
    if scripts & _JAPANESE and scripts <= _JAPANESE | {"CJK"}:
        return "ja"
    if len(scripts) != 1:
        return None
    (script,) = scripts
    letters = set(name.lower())
    told = (language for language, telling in _TELLING.get(script, ()) if not letters.isdisjoint(telling))
    return next(told, _USUAL.get(script))


def language_for(name: str, stated: str | None) -> str | None:
    """``stated``, unless that language is not written in the letters of ``name``: then what they are taken for."""
    if stated and scripts_of(name) <= _SCRIPTS.get(stated, _LATIN):
        return stated
    return language_of_letters(name)


@cache
def _script(char: str) -> str:
    first = unicodedata.name(char, "").replace("-", " ").partition(" ")[0]
    if unicodedata.category(char) == "Lm" and first not in _JAPANESE:
        return ""  # apostrophes and the like, which any script takes
    return first
