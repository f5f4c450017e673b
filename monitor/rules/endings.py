"""Endings of words, made when rules are compiled: all in languages without a dictionary, and what dictionaries lack.

A form counts only in documents in its language, and the forms that a word does not really have are mostly no words.
"""

from collections.abc import Callable, Iterable, Iterator, Set

from monitor.rules.arabic_nouns import arabic_forms
from monitor.rules.homographs import without_homographs
from monitor.rules.indo_iranian_nouns import hindi_forms, persian_forms, urdu_forms
from monitor.rules.slavic_nouns import slavic_forms
from monitor.rules.swahili_nouns import swahili_forms
from monitor.rules.uralic_nouns import finnish_forms, hungarian_forms
from monitor.rules.verbs import without_verb

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


def noun_forms(word: str, language: str, *, in_phrase: bool = False) -> set[str]:
    """The other forms of the noun ``word`` in ``language``; none in a language that has a dictionary, or is unknown.

    ``in_phrase`` is as in :func:`completed`.
    """
    make = _MAKERS.get(language)
    found = set(make(word)) - {word} if make else set()
    return found if in_phrase else without_homographs(word, found, language)


def completed(word: str, forms: Iterable[str], language: str, *, in_phrase: bool = False) -> set[str]:
    """The ``forms`` of ``word`` by the dictionary of ``language``, and those that it lacks.

    These are forms with an article written on (Romanian, Bulgarian), and forms that the dictionary does not have or
    takes for those of another word (:mod:`monitor.rules.arabic_nouns`, :mod:`monitor.rules.slavic_nouns`). Those of a
    verb are taken away (:mod:`monitor.rules.verbs`), and those that are mostly another word unless ``word`` stands
    ``in_phrase`` (:mod:`monitor.rules.homographs`), which :func:`arabic_forms` reads, too.
    """
    found = without_verb(word, frozenset(forms), language)
    if language == "ar":
        return arabic_forms(word, found, in_phrase=in_phrase)
    found.update(slavic_forms(word, frozenset(found), language))
    if complete := _COMPLETED.get(language):
        found = found.union(complete(word, found))
    return found if in_phrase else without_homographs(word, found, language)


def _romanian(word: str, forms: Set[str]) -> Iterator[str]:
    """The articles, and the plural of dronă, and of terorist beside a neuter: atacuri teroriste."""
    if word.endswith("ist"):
        forms = forms | {word + "ă", word + "e"}
    if word.endswith("ică") or (word.endswith("ă") and word[:-1] + "i" not in forms):
        forms = forms | {word[:-1] + "e"}
    yield from forms
    yield from _with_articles(word, forms, _ROMANIAN_ARTICLES)
    for form in forms:
        if form.endswith("ă"):
            yield from (form[:-1] + "a", form[:-1] + "ei")


def _bulgarian(word: str, forms: Set[str]) -> Iterator[str]:
    """The articles: soft ones where no hard one is known, for ударят is "they hit"."""
    yield from _with_articles(word, forms, _BULGARIAN_ARTICLES)
    if word.endswith(_BULGARIAN_SOFT) and word + "ът" not in forms:
        yield from (word + "я", word + "ят")


def _with_articles(word: str, forms: Set[str], articles: dict[str, tuple[str, ...]]) -> set[str]:
    """``forms`` with the articles that they lack: in дълга the debt has one, and дългата is "the long one"."""
    have = {articled for form in forms for articled in _articled(form, articles)} - {word}
    return {articled for form in forms - have for articled in _articled(form, articles)}


def _articled(form: str, articles: dict[str, tuple[str, ...]]) -> Iterator[str]:
    # Shorter ones are abbreviations: т, a ton, makes та, "the".
    if len(form) >= _SHORTEST_ARTICLED:
        yield from (form + article for article in articles.get(form[-1], articles[""]))


def _german(word: str, forms: Set[str]) -> Iterator[str]:
    """Endings of participles (the dictionary has besetztes for besetzt, but besetzten for besetzen), and Boots."""
    stems = {form[:-2] for form in forms if form.endswith("em")}
    stems = {stem for stem in stems if {stem + "er", stem + "es"} <= forms}
    if word.islower() and word.endswith("te"):
        stems.add(word[:-1])
    if word.istitle() and word.endswith("er") and len(word) > _SHORTEST_GERMAN and word[:-1] + "m" in forms:
        stems.add(word[:-2])
    yield from (stem + ending for stem in stems for ending in _GERMAN_ADJECTIVE)
    if word + "es" in forms:
        yield word + "s"


def _greek(word: str, _: Set[str]) -> Iterator[str]:
    """What new compounds lack, and genitives: κυβερνοεπιθέσεις, κυβερνοεγκλήματα, συνόρων, μυστικών."""
    if word.endswith(_GREEK_ACTION):
        yield from (word[:-1] + ending for ending in ("εις", "εων", "εως"))
    elif word.endswith(_GREEK_FEMININE) and len(word) > _SHORT_GREEK:
        yield from (word[:-1] + ending for ending in ("ης", "ες", "ων"))
    elif word.endswith("μα"):
        yield from (word + ending for ending in ("τος", "τα", "των"))
    elif word.endswith(_GREEK_NEUTER):
        yield from (word[:-1] + ending for ending in ("ου", "α", "ων"))


def _swedish(word: str, forms: Set[str]) -> Iterator[str]:
    """The article of plurals, the genitive of what has an article, and lagar, which is a verb's, too."""
    plurals = {form for form in forms if form.endswith(_SWEDISH_PLURALS)}
    if word + "arna" in forms:
        plurals.add(word + "ar")
    articled = {form for form in forms if form.startswith(word) and form.endswith(_SWEDISH_ARTICLES)}
    articled.update(plural + "na" for plural in plurals)
    yield from plurals | articled | {form + "s" for form in articled}


_ROMANIAN_ARTICLES: dict[str, tuple[str, ...]] = {
    "i": ("i", "lor"), "e": ("le", "lor", "a"), "u": ("l", "lui"), "a": (), "ă": (), "": ("ul", "ului"),
}  # fmt: skip
_BULGARIAN_ARTICLES: dict[str, tuple[str, ...]] = {
    "а": ("та",), "я": ("та",), "о": ("то",), "е": ("то", "те"), "и": ("те",), "у": (),
    "": ("ът", "а", "та"),
}  # fmt: skip
_SHORTEST_ARTICLED = 3
_BULGARIAN_SOFT = ("тел", "ар", "яр")
# Not der and dem.
_SHORTEST_GERMAN = 4
_GERMAN_ADJECTIVE = ("e", "en", "em", "er", "es")
# Of είδη the form είδες is "you saw".
_SHORT_GREEK = 4
_GREEK_FEMININE = ("η", "ή")
_GREEK_NEUTER = ("ο", "ό")
_GREEK_ACTION = ("ση", "ξη", "ψη")
_SWEDISH_PLURALS = ("ar", "er", "or")
_SWEDISH_ARTICLES = ("en", "et", "an", "na")

_COMPLETED: dict[str, Callable[[str, Set[str]], Iterable[str]]] = {
    "bg": _bulgarian, "de": _german, "el": _greek, "ro": _romanian, "sv": _swedish,
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
        yield from (word[:-1] + ending for ending in ("ות", "אות", "ת", "תו", "ותיו", "ותיהם"))
        if word.endswith("יה"):
            # Else it is an adjective: כלכלית is "economic".
            yield word[:-1] + "ית"
    elif word.endswith("ית"):
        yield word[:-1] + "ות"
    elif not word.endswith("ות"):
        endings = _HEBREW_ENDINGS if len(word) > _SHORTEST_OWNED else _HEBREW_ENDINGS[:3]
        yield from (word.translate(_TO_INNER_LETTER) + ending for ending in endings)
        if word.endswith("ת"):
            yield word[:-1] + "ות"


_MAKERS: dict[str, Callable[[str], Iterator[str]]] = {"az": _azeri, "ur": urdu_forms, "he": _hebrew}

LANGUAGES = frozenset(_MAKERS) | frozenset(_COMPLETED) | {"ar"}
