"""Endings of nouns, made when rules are compiled: all in languages without a dictionary, and articles written on.

A form counts only in documents in its language, and the forms that a word does not really have are mostly no words.
"""

from collections.abc import Callable, Iterable, Iterator

_HIGH = {"a": "ı", "ı": "ı", "o": "u", "u": "u", "e": "i", "ə": "i", "i": "i", "ö": "ü", "ü": "ü"}
_BACK = frozenset("aıou")
# Before a vowel.
_SOFTENED = {"k": "y", "q": "ğ"}

_URDU_ENDINGS = {"ی": ("یاں", "یوں"), "ہ": ("ے", "وں"), "ا": ("ے", "وں")}
_URDU_OTHER = ("وں", "یں")

_TO_INNER_LETTER = str.maketrans("ךםןףץ", "כמנפצ")


def noun_forms(word: str, language: str) -> frozenset[str]:
    """The other forms of the noun ``word`` in ``language``; none in a language that has a dictionary, or is unknown."""
    make = _MAKERS.get(language)
    return frozenset(make(word)) - {word} if make else frozenset()


def with_articles(forms: Iterable[str], language: str) -> set[str]:
    """``forms``, each also with the article that Romanian and Bulgarian write on: dictionaries lack many of these."""
    endings = _ARTICLES.get(language)
    found = set(forms)
    for form in tuple(found) if endings else ():
        found.update(form + article for article in _of_ending(form, endings or {}))
        if language == "ro" and form.endswith("ă"):
            found.update((form[:-1] + "a", form[:-1] + "ei"))
    return found


def _of_ending(form: str, endings: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return endings.get(form[-1:], endings[""])


_ARTICLES: dict[str, dict[str, tuple[str, ...]]] = {
    "ro": {"i": ("i", "lor"), "e": ("le", "lor", "a"), "u": ("l", "lui"), "a": (), "ă": (), "": ("ul", "ului")},
    "bg": {"а": ("та",), "я": ("та",), "о": ("то",), "е": ("то",), "и": ("те",), "у": (), "": ("ът", "а", "ят", "я")},
}


def _azeri(word: str) -> Iterator[str]:
    """Number, possession and case, by vowel harmony: seçki, seçkilər, seçkisi, seçkilərində."""
    word = word.replace("I", "ı").replace("İ", "i").lower()
    vowel = next((letter for letter in reversed(word) if letter in _HIGH), None)
    if vowel is None:
        return
    low, high = ("a" if vowel in _BACK else "ə"), _HIGH[vowel]
    many, of_many = f"{word}l{low}r", "ı" if low == "a" else "i"
    yield from _azeri_cases(word, low, high)
    yield from _azeri_cases(many, low, of_many)
    owned = f"{word}s{high}" if word[-1] in _HIGH else f"{_softened(word)}{high}"
    for stem, vowel_of_stem in ((owned, high), (many + of_many, of_many)):
        yield stem
        cases = (f"n{vowel_of_stem}n", f"n{vowel_of_stem}", f"n{low}", f"nd{low}", f"nd{low}n", f"l{low}", f"yl{low}")
        yield from (stem + ending for ending in cases)


def _azeri_cases(stem: str, low: str, high: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem}{ending}{low}{end}" for ending, end in (("d", ""), ("d", "n"), ("l", "")))
    if stem[-1] in _HIGH:
        yield from (f"{stem}n{high}n", f"{stem}n{high}", f"{stem}y{low}")
    else:
        soft = _softened(stem)
        yield from (f"{soft}{high}n", f"{soft}{high}", f"{soft}{low}")


def _softened(stem: str) -> str:
    return stem[:-1] + _SOFTENED.get(stem[-1], stem[-1])


def _urdu(word: str) -> Iterator[str]:
    """The plurals, direct and oblique: پابندی, پابندیاں, پابندیوں."""
    endings = _URDU_ENDINGS.get(word[-1])
    if endings is None:
        yield from (word + ending for ending in _URDU_OTHER)
    else:
        yield from (word[:-1] + ending for ending in endings)


def _hebrew(word: str) -> Iterator[str]:
    """The plurals, free and construct, and the feminine construct: טיל, טילים, טילי; סנקציה, סנקציות, סנקציית."""
    if word.endswith("ה"):
        yield from (word[:-1] + ending for ending in ("ות", "ת", "ית"))
    elif word.endswith("ית"):
        yield word[:-1] + "ות"
    elif not word.endswith("ות"):
        yield from (word.translate(_TO_INNER_LETTER) + ending for ending in ("ים", "י", "ות"))


_MAKERS: dict[str, Callable[[str], Iterator[str]]] = {"az": _azeri, "ur": _urdu, "he": _hebrew}

LANGUAGES = frozenset(_MAKERS) | frozenset(_ARTICLES)
