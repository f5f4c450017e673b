"""What a name sounds like in any script, coarsely: its consonants in ten classes.

Ryabkov, Rjabkow, Рябков, ريابكوف and リャブコフ meet, since each language writes the vowels of a foreign name as it
pleases and tells fewer consonants apart than others do: Arabic has no p and no v, Japanese no l. A letter that may
stand for several sounds gives several skeletons. Skeletons are no spellings: words that have nothing to do with one
another share them too, the shorter the oftener.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import product

from anyascii import anyascii

from monitor.text.fold import fold
from monitor.text.scripts import Script, script_of

# Beyond these a word has too many readings to tell anything.
MOST = 8
_LONGEST = 32

# A grapheme, and the classes that it may stand for: B (b, p), F (f, v), H, K (g, k), L, M, N, R, S (all hissing
# sounds), T (d, t). "-" is none, which is also what graphemes have that are not listed: vowels.
_Table = Mapping[str, tuple[str, ...]]


def _table(lines: str) -> _Table:
    cells = (cell.split(":") for cell in lines.split())
    return {grapheme: tuple("" if each == "-" else each for each in sounds.split("/")) for grapheme, sounds in cells}


_LATIN = _table(
    "b:B p:B f:F v:F d:T t:T k:K q:K g:K l:L r:R m:M n:N s:S z:S h:H/- w:F/- j:S/- x:KS c:K "
    "ce:S ci:S cy:S ge:K/S gi:K/S ch:S/K/H sh:S zh:S kh:H gh:K ph:F th:T ck:K ts:S tz:S sz:S cz:S sch:S tch:S tsch:S "
    "dj:S dzh:S dz:S rz:S/R szcz:S shch:S schtsch:S wh:F/- dh:T/S"
)
# What single languages read otherwise.
_LATIN_OF = {
    "de": _table("j:- w:F z:S ge:K gi:K ch:H/K dsch:S sch:S tsch:S sh:S"),
    "fr": _table("w:F/- gu:K ge:S gi:S dj:S"),
    "es": _table("j:H ge:H/K gi:H/K gu:K h:H/- ch:S v:F/B ll:L/-"),
    "tr": _table("c:S ce:S ci:S j:S ge:K gi:K gh:K/- w:F y:-"),
    "pl": _table("j:- w:F ch:H c:S"),
    "cs": _table("j:- w:F ch:H c:S"),
    "sv": _table("j:- w:F"),
    "fi": _table("j:- w:F"),
    "ja": _table("r:R/L b:B/F h:H/F/- ー:R/- v:F j:S y:- ssh:S"),
}  # fmt: skip
_CYRILLIC = _table(
    "б:B п:B в:F ф:F г:K д:T т:T ж:S з:S с:S ц:S ч:S ш:S щ:S к:K х:H л:L м:M н:N р:R љ:L њ:N ђ:S ћ:S џ:S ў:F дж:S дз:S"
)
_CYRILLIC_OF = {"uk": _table("г:H/K/-"), "be": _table("г:H/K")}
_GREEK = _table(
    "β:F γ:K/- δ:T ζ:S θ:T κ:K λ:L μ:M ν:N ξ:KS π:B ρ:R σ:S ς:S τ:T φ:F χ:H ψ:BS μπ:B ντ:T/NT γκ:K τζ:S τσ:S "
    "αυ:F/- ευ:F/-"
)
_ARABIC = _table(
    "ب:B پ:B ت:T ط:T د:T ض:T ث:T/S ذ:T/S ظ:S ج:S/K چ:S ح:H خ:H ه:H/- ز:S س:S ش:S ص:S ژ:S غ:K ق:K ك:K گ:K ف:F ڤ:F ل:L "
    "م:M ن:N ر:R تش:S/TS تس:S/TS دج:S"
)
_ARABIC_OF = {"fa": _table("و:-/F ث:S ذ:S ض:S ج:S"), "ur": _table("و:-/F ث:S ذ:S ض:S ج:S")}
_HEBREW = _table(
    "ב:B/F ג:K ד:T ו:-/F ז:S ח:H ט:T כ:K/H ך:K/H ל:L מ:M ם:M נ:N ן:N ס:S פ:B/F ף:F צ:S ץ:S ק:K ר:R ש:S ת:T ה:H/-"
)

_TABLES: Mapping[Script, tuple[_Table, Mapping[str, _Table]]] = {
    Script.LATIN: (_LATIN, _LATIN_OF),
    Script.CYRILLIC: (_CYRILLIC, _CYRILLIC_OF),
    Script.GREEK: (_GREEK, {}),
    Script.ARABIC: (_ARABIC, _ARABIC_OF),
    Script.HEBREW: (_HEBREW, {}),
}
# Latin letters that lose their sound with their accent.
_SOUNDING = str.maketrans({"ç": "s", "č": "sh", "ć": "sh", "ğ": "gh", "ł": "l", "Ç": "s", "Č": "sh", "Ć": "sh"})
# What Devanagari marks by a dot is an n, but before lips an m.
_NASAL = re.compile("[ँं](?![पफबभम])")
_KANA = ("\u3041", "\u30ff")
_RUSSIAN_CASES = ("ого", "его", "ому", "ему", "ыми", "ими", "ами", "ями", "ым", "им", "ом", "ем", "ах", "ях")


@lru_cache(maxsize=100_000)
def skeletons(word: str, language: str) -> tuple[str, ...]:
    """The ways in which ``word`` of ``language``, an ISO 639-1 code, may sound; none where the script tells no sounds.

    Han and Hangul tell none. At most :data:`MOST`, each once; a doubled consonant counts once.
    """
    script = script_of(word)
    if _KANA[0] <= word[0] <= _KANA[1]:
        letters = "ー".join(anyascii(part) for part in word[:_LONGEST].split("ー"))
        return _spelled(letters, _merged(Script.LATIN, "ja"))
    if script in (Script.UNSPACED, Script.HANGUL):
        return ()
    folded = fold(word[:_LONGEST].translate(_SOUNDING)).replace("'", "")
    if script not in _TABLES:
        script, folded = Script.LATIN, anyascii(_NASAL.sub("न", word[:_LONGEST])).lower()
    table = _merged(script, language)
    forms = [folded, *_without_ending(folded, script)]
    found = (each for form in forms for each in _spelled(form, table))
    return tuple(dict.fromkeys(found))[:MOST]


@lru_cache(maxsize=256)
def _merged(script: Script, language: str) -> _Table:
    general, special = _TABLES[script]
    return {**general, **special.get(language, {})}


def _without_ending(word: str, script: Script) -> list[str]:
    """``word`` without what Russian and its neighbours put behind names, or a joined Arabic particle before them."""
    if script is Script.CYRILLIC:
        return [word.removesuffix(end) for end in _RUSSIAN_CASES if word.endswith(end) and len(word) > len(end) + 3][:1]
    if script is Script.ARABIC and len(word) > 4:
        return [word[size:] for size in (3, 2, 1) if _is_particle(word[:size])][:1]
    return []


def _is_particle(letters: str) -> bool:
    return letters in ("وال", "بال", "فال", "كال", "ال", "لل", "و", "ب", "ل")


def _spelled(word: str, table: _Table) -> tuple[str, ...]:
    """The skeletons of a folded word: the longest graphemes first, all readings of each."""
    parts: list[tuple[str, ...]] = []
    readings, place = 1, 0
    before: tuple[str, ...] = ("",)
    while place < len(word):
        grapheme = _grapheme(word, place, table)
        place += len(grapheme)
        sounds = heard = table.get(grapheme, ("",))
        if "H" in sounds and "" in sounds:
            # Silent at the end; at the beginning it never is.
            sounds = ("",) if place == len(word) else sounds if parts else tuple(filter(None, sounds))
        if heard == before and heard != ("",):
            sounds = ("",)
        elif readings * len(sounds) > 4 * MOST:
            sounds = sounds[:1]
        readings *= len(sounds)
        before = heard
        parts.append(sounds)
    # Persian writes the o before a final v as it writes v.
    return tuple(dict.fromkeys("".join(each).replace("FF", "F") for each in product(*parts)))[:MOST]


def _grapheme(word: str, place: int, table: _Table) -> str:
    """The longest grapheme of ``table`` at ``place``; the letter itself if there is none."""
    for size in (7, 5, 4, 3, 2):
        if (found := word[place : place + size]) in table and len(found) == size:
            return found
    return word[place]
