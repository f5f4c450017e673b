"""Finnish, Estonian, Hungarian: endings follow the vowels of the name, and stems change before them."""

from collections.abc import Iterable

from monitor.rules.paradigms.endings import Decline, declined_by

_BACK = frozenset("aou")
_FINNISH_STOPS = ("kk", "pp", "tt")

_finnish: Decline = declined_by(
    ("", 0, "in ia issa ista iin illa ilta ille ina iksi"),
    ("nen", 3, "sen sta sessa sesta seen sella selta selle sena seksi"),
    ("s", 0, "in ia issa ista iin illa ilta ille ina iksi"),
    ("us as is os ys äs", 0, "in ia issa ista iin illa ilta ille ina iksi ta"),
    ("us as is os ys äs", 1, "ksen ksessa ksesta kseen ksella kselta kselle ksena kseksi"),
    *((vowel, 0, f"n a ssa sta {vowel}n lla lta lle na ksi") for vowel in "aeiouyäöåéáíóú"),
    *((vowel + vowel, 0, f"n ta ssa sta h{vowel}n seen lla lta lle na ksi") for vowel in "aeiouyäö"),
    ("niemi järvi talvi lampi", 1, "en ea essa esta een ella elta elle ena eksi"),
    ("saari vuori", 1, "en ta essa esta een ella elta elle ena eksi"),
    ("mäki joki", 2, "en essa esta ella elta elle eksi"),
    ("mäki joki", 1, "ea een ena"),
    ("lahti", 2, "den dessa desta della delta delle deksi"),
    ("lahti", 1, "tea teen tena"),
    ("koski", 1, "en ea essa esta een ella elta elle ena eksi"),
)


def finnish(word: str) -> Iterable[str]:
    """Double stops are single in closed syllables: Pekka, Pekan."""
    weak = (word[:-2] + word[-1],) if word[-3:-1] in _FINNISH_STOPS else ()
    back = not _BACK.isdisjoint(word)
    for stem in (word, *weak):
        for form in _finnish(stem):
            ending = form[len(stem) - 3 :]
            yield form if back else form[: len(stem) - 3] + ending.replace("a", "ä")


estonian: Decline = declined_by(
    ("", 0, "i it isse is ist ile il ilt iga ini ita iks e et ele el elt ega"),
    ("s r m n", 0, "i it isse is ist ile il ilt iga ini ita iks e t esse es est ele el elt ega eta eni eks"),
    ("el er", 2, "li le lit lile lilt liga ri rit rile rilt riga"),
    ("el er", 0, "i it isse is ist ile il ilt iga ini ita iks"),
    ("ne", 0, "t sse s st le l lt ga ni ta ks"),
    ("ne", 2, "se st sele selt sega"),
    ("a e i o u y õ ä ö ü", 0, "t d sse s st le l lt ga ni ta ks"),
)

_HUNGARIAN_BACK = frozenset("aáoóuú")
_HUNGARIAN_VOWELS = frozenset("aáeéiíoóöőuúüű")
_LENGTHENED = {"a": "á", "e": "é", "o": "ó", "ö": "ő"}
_DIGRAPHS = ("sz", "zs", "cs", "gy", "ny", "ly", "ty")
_BACK_SUFFIXES = "nak ra ról ban ba ból hoz nál tól"
_FRONT_SUFFIXES = "nek re ről ben be ből hez höz nél től"


def hungarian(word: str) -> Iterable[str]:
    """Names whose last vowel is e, i, ö or ü take front endings, and back ones, too, if they hold a, o or u."""
    vowels = [letter for letter in word if letter in _HUNGARIAN_VOWELS]
    back = not _HUNGARIAN_BACK.isdisjoint(vowels)
    front = not vowels or vowels[-1] not in _HUNGARIAN_BACK
    vowel_last = word[-1] in _HUNGARIAN_VOWELS or (word[-1] == "y" and word[-2:] not in _DIGRAPHS)
    stem = word[:-1] + _LENGTHENED.get(word[-1], word[-1]) if vowel_last else word
    with_stem = "v" if vowel_last else ""
    if not vowel_last:
        # -val and -vel take on the last consonant, of which only the first letter is doubled: Kováccsal.
        doubled = word[-2] if word[-2:] in _DIGRAPHS else word[-1]
        stem_doubled = word[:-2] + doubled + word[-2:] if word[-2:] in _DIGRAPHS else word + doubled
    else:
        stem_doubled = stem + with_stem
    yield from (stem + suffix for suffix in ("t", "ért", "ig", "é"))
    yield word + "ként"
    if back:
        yield from (stem + suffix for suffix in _BACK_SUFFIXES.split())
        yield stem_doubled + "al"
        yield from () if vowel_last else (word + "ot", word + "at", word + "on")
    if front:
        yield from (stem + suffix for suffix in _FRONT_SUFFIXES.split())
        yield stem_doubled + "el"
        yield from () if vowel_last else (word + "et", word + "öt", word + "en", word + "ön")


URALIC: dict[str, Decline] = {"fi": finnish, "et": estonian, "hu": hungarian}
