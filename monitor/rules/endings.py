"""Endings of words, made when rules are compiled: all in languages without a dictionary, and what dictionaries lack.

A form counts only in documents in its language, and the forms that a word does not really have are mostly no words.
"""

from collections.abc import Callable, Iterable, Iterator, Set

from monitor.rules.arabic_nouns import arabic_forms
from monitor.rules.indo_iranian_nouns import hindi_forms, persian_forms, urdu_forms
from monitor.rules.swahili_nouns import swahili_forms
from monitor.rules.uralic_nouns import finnish_forms, hungarian_forms

_HIGH = {"a": "ı", "ı": "ı", "o": "u", "u": "u", "e": "i", "ə": "i", "i": "i", "ö": "ü", "ü": "ü"}
_BACK = frozenset("aıou")
# "His" of three letters or fewer is a word of its own.
_SHORTEST_AZERI_OWNED = 3
# Before a vowel.
_SOFTENED = {"k": "y", "q": "ğ"}

# The last are "his" and "their", which are verbs and other words behind short ones: סגר and סגרו.
_HEBREW_ENDINGS = ("ים", "י", "ות", "יו", "יהם", "ו")
_SHORTEST_OWNED = 3
_TO_INNER_LETTER = str.maketrans("ךםןףץ", "כמנפצ")


def noun_forms(word: str, language: str) -> frozenset[str]:
    """The other forms of the noun ``word`` in ``language``; none in a language that has a dictionary, or is unknown."""
    make = _MAKERS.get(language)
    return frozenset(make(word)) - {word} if make else frozenset()


def completed(word: str, forms: Iterable[str], language: str, *, in_phrase: bool = False) -> set[str]:
    """The ``forms`` of ``word`` by the dictionary of ``language``, and those that it lacks.

    These are forms with an article written on (Romanian, Bulgarian, Arabic), and forms that the dictionary, which has
    one base for each, takes for those of another word (German, Polish). ``in_phrase`` is as :func:`arabic_forms` has
    it.
    """
    found = set(forms)
    if language == "ar":
        return arabic_forms(word, found, in_phrase=in_phrase)
    complete = _COMPLETED.get(language)
    return found.union(complete(word, found)) if complete else found


def _romanian(_: str, forms: Set[str]) -> Iterator[str]:
    yield from _with_articles(forms, _ROMANIAN_ARTICLES)
    for form in forms:
        if form.endswith("ă"):
            yield from (form[:-1] + "a", form[:-1] + "ei")


def _bulgarian(_: str, forms: Set[str]) -> Iterator[str]:
    return _with_articles(forms, _BULGARIAN_ARTICLES)


def _with_articles(forms: Set[str], articles: dict[str, tuple[str, ...]]) -> Iterator[str]:
    return (form + article for form in forms for article in articles.get(form[-1:], articles[""]))


def _german(word: str, forms: Set[str]) -> Iterator[str]:
    """The endings of participles: the dictionary has besetztes for besetzt, but besetzten for besetzen."""
    stems = {form[:-2] for form in forms if form.endswith("em")}
    stems = {stem for stem in stems if {stem + "er", stem + "es"} <= forms}
    if word.islower() and word.endswith("te"):
        stems.add(word[:-1])
    yield from (stem + ending for stem in stems for ending in _GERMAN_ADJECTIVE)


def _polish(_: str, forms: Set[str]) -> Iterator[str]:
    """The plural of a masculine noun: the dictionary has dronów for dron, but drony for drona."""
    for stem in forms:
        if stem + "ów" in forms:
            yield from (stem + ending for ending in _POLISH_PLURAL)


_ROMANIAN_ARTICLES: dict[str, tuple[str, ...]] = {
    "i": ("i", "lor"), "e": ("le", "lor", "a"), "u": ("l", "lui"), "a": (), "ă": (), "": ("ul", "ului"),
}  # fmt: skip
_BULGARIAN_ARTICLES: dict[str, tuple[str, ...]] = {
    "а": ("та",), "я": ("та",), "о": ("то",), "е": ("то",), "и": ("те",), "у": (), "": ("ът", "а", "ят", "я"),
}  # fmt: skip
_GERMAN_ADJECTIVE = ("e", "en", "em", "er", "es")
_POLISH_PLURAL = ("y", "om", "ami", "ach")

_COMPLETED: dict[str, Callable[[str, Set[str]], Iterable[str]]] = {
    "bg": _bulgarian, "de": _german, "pl": _polish, "ro": _romanian,
    "fa": persian_forms, "fi": finnish_forms, "hi": hindi_forms, "hu": hungarian_forms, "sw": swahili_forms,
}  # fmt: skip


def _azeri(word: str) -> Iterator[str]:
    """Number, possession and case, by vowel harmony: seçki, seçkilər, seçkisi, seçkilərində."""
    word = word.replace("I", "ı").replace("İ", "i").lower()
    vowel = next((letter for letter in reversed(word) if letter in _HIGH), None)
    if vowel is None:
        return
    high = _HIGH[vowel]
    yield from _azeri_cases(word, high)
    yield from _azeri_plural(word)
    yield from _azeri_owned(f"{word}s{high}" if word[-1] in _HIGH else f"{_softened(word)}{high}")
    if word[-1] == high and len(word) > _SHORTEST_AZERI_OWNED:
        # It may be owned as it is listed: nüvə proqramı, etiraz aksiyası.
        yield from _azeri_owned(word)
        stem = word[:-2] if word[-2] == "s" and word[-3] in _HIGH else word[:-1]
        yield from _azeri_plural(stem.removesuffix("ğ") + "q" if stem.endswith("ğ") else stem)


def _azeri_plural(stem: str) -> Iterator[str]:
    back = next((letter in _BACK for letter in reversed(stem) if letter in _HIGH), False)
    many, high = (f"{stem}lar", "ı") if back else (f"{stem}lər", "i")
    yield from _azeri_cases(many, high)
    yield from _azeri_owned(many + high)


def _azeri_owned(stem: str) -> Iterator[str]:
    high = stem[-1]
    low = _low(high)
    yield stem
    cases = (f"n{high}n", f"n{high}", f"n{low}", f"nd{low}", f"nd{low}n", f"l{low}", f"yl{low}")
    yield from (stem + ending for ending in cases)


def _azeri_cases(stem: str, high: str) -> Iterator[str]:
    low = _low(high)
    yield stem
    yield from (f"{stem}{ending}{low}{end}" for ending, end in (("d", ""), ("d", "n"), ("d", "ki"), ("l", "")))
    if stem[-1] in _HIGH:
        yield from (f"{stem}n{high}n", f"{stem}n{high}", f"{stem}y{low}")
    else:
        soft = _softened(stem)
        yield from (f"{soft}{high}n", f"{soft}{high}", f"{soft}{low}")


def _low(vowel: str) -> str:
    return "a" if vowel in _BACK else "ə"


def _softened(stem: str) -> str:
    return stem[:-1] + _SOFTENED.get(stem[-1], stem[-1])


def _hebrew(word: str) -> Iterator[str]:
    """The plurals, free and construct, and the feminine construct: טיל, טילים, טילי; סנקציה, סנקציות, סנקציית.

    Of a feminine construct the plural: תחנת, תחנות.
    """
    if word.endswith("ה"):
        yield from (word[:-1] + ending for ending in ("ות", "אות", "ת", "ית", "תו", "ותיו", "ותיהם"))
    elif word.endswith("ית"):
        yield word[:-1] + "ות"
    elif not word.endswith("ות"):
        endings = _HEBREW_ENDINGS if len(word) > _SHORTEST_OWNED else _HEBREW_ENDINGS[:3]
        yield from (word.translate(_TO_INNER_LETTER) + ending for ending in endings)
        if word.endswith("ת"):
            yield word[:-1] + "ות"


_MAKERS: dict[str, Callable[[str], Iterator[str]]] = {"az": _azeri, "ur": urdu_forms, "he": _hebrew}

LANGUAGES = frozenset(_MAKERS) | frozenset(_COMPLETED) | {"ar"}
