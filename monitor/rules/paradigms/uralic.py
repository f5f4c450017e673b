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
    ("ai ei oi ui yi äi öi", 0, "n a ta ssa sta in hin lla lta lle na ksi"),
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
# In German names these end in the sound of c: Scholzcal.
_SOUNDS_LIKE_C = ("lz", "nz", "rz", "tz")
_BACK_SUFFIXES = "nak ra ról ban ba ból hoz nál tól"
_FRONT_SUFFIXES = "nek re ről ben be ből hez höz nél től"


def hungarian(word: str) -> Iterable[str]:
    """Names whose last vowel is e, i, ö or ü take front endings, and back ones, too, if they hold a, o or u."""
    vowels = [letter for letter in word if letter in _HUNGARIAN_VOWELS]
    vowel_last = word[-1] in _HUNGARIAN_VOWELS or (word[-1] == "y" and word[-2:] not in _DIGRAPHS)
    stem = word[:-1] + _LENGTHENED.get(word[-1], word[-1])
    forms = [stem + suffix for suffix in ("t", "ért", "ig", "é")]
    if not _HUNGARIAN_BACK.isdisjoint(vowels):
        forms += [stem + suffix for suffix in _BACK_SUFFIXES.split()]
        forms += [before + "al" for before in _before_with(stem, vowel_last=vowel_last)]
        forms += [] if vowel_last else [word + suffix for suffix in ("ot", "at", "on")]
    if not vowels or vowels[-1] not in _HUNGARIAN_BACK:
        forms += [stem + suffix for suffix in _FRONT_SUFFIXES.split()]
        forms += [before + "el" for before in _before_with(stem, vowel_last=vowel_last)]
        forms += [] if vowel_last else [word + suffix for suffix in ("et", "öt", "en", "ön")]
    return [*forms, word + "ként"]


def _before_with(stem: str, *, vowel_last: bool) -> tuple[str, ...]:
    """``stem`` before -al or -el ("with"), which double a last consonant, of two letters the first: Kováccsal."""
    if vowel_last:
        return (stem + "v",)
    if stem.endswith(_DIGRAPHS):
        return (stem[:-1] + stem[-2:],)
    return (stem + stem[-1], stem + "c") if stem.endswith(_SOUNDS_LIKE_C) else (stem + stem[-1],)


URALIC: dict[str, Decline] = {"fi": finnish, "et": estonian, "hu": hungarian}
