"""Forms of Slavic nouns that the dictionaries lack: of words that they do not have, and cases that they left out.

The dictionaries have one base for each form, so a form that is also another word's is not there, and some paradigms
are not complete. What is there tells which declension a noun has: with Polish dronów goes drony.
"""

import re
from collections.abc import Callable, Iterator, Set

# Of shorter stems too many forms are other words.
_SHORTEST_STEM = 3
_LATIN = re.compile("[a-zčćđšž]", re.IGNORECASE)
_TO_CYRILLIC = str.maketrans("aceioujhmv", "ацеиоујхмв")
_VOWEL = re.compile("[aeiouyáéíóúůýěаеиоуъюя]")

# Not strana, "side", for stranih is "of foreign ones".
_SERBIAN_ADJECTIVE = re.compile("([eo]va|[sčšć]ka|[^aeiou]na|[ео]ва|[счшћ]ка|[^аеиоу]на)$")
_SLOVENE_ADJECTIVES = ("ski", "ški", "čki", "čni", "lni", "rni", "ska", "ška", "čka", "čna", "lna", "rna")
_SLOVENE_ADJECTIVE = "i a o e ega emu em im ih imi"
# Of a shorter thing the form of a person may be another word: list, lista.
_LONG_CZECH = 5
_POLISH_LOCATIVES = {
    "t": "cie", "d": "dzie", "r": "rze", "ł": "le", **{letter: letter + "ie" for letter in "bfmnpwsz"},
}  # fmt: skip


def slavic_forms(word: str, forms: Set[str], language: str) -> Iterator[str]:
    """Forms of ``word``, listed in its dictionary form, beside the ``forms`` that the dictionary of ``language`` has.

    ``language`` is the code of a dictionary; of those without a rule there are none. Some forms made are no words. All
    are in small letters.
    """
    make = _MAKERS.get(language)
    if make is None or word.isupper():
        return iter(())
    word = word.lower()
    return make(word, {form.lower() for form in forms} - {word})


def _with(stem: str, endings: str) -> Iterator[str]:
    if len(stem) >= _SHORTEST_STEM:
        yield from (stem + ending for ending in endings.split(" "))


def _bulgarian(word: str, _: Set[str]) -> Iterator[str]:
    """The word itself, which has articles, too, and the plural: кибератаки, наводнения, оръжия, заложници, дронове."""
    yield from _with(word, "")
    match word[-1]:
        case "а" | "я":
            yield from _with(word[:-1], "и")
        case "е":
            yield from _with(word[:-1].removesuffix("и"), "ия")
        case "о":
            yield from _with(word[:-1], "а")
        case last if _VOWEL.fullmatch(last):
            return
        case _ if len(_VOWEL.findall(word)) == 1:
            yield from _with(word, "ове")
        case "к":
            yield from _with(word[:-1], "ци")
        case _:
            yield from _with(word, "и")


def _serbian(word: str, forms: Set[str]) -> Iterator[str]:
    """The cases of words that the dictionary does not have, or not in this alphabet: dron, dronovi; рату of рат."""
    made = _serbian_cases(word, forms)
    return made if _LATIN.search(word) else (form.translate(_TO_CYRILLIC) for form in made)


def _serbian_cases(word: str, forms: Set[str]) -> Iterator[str]:
    if _SERBIAN_ADJECTIVE.search(word):
        yield from _with(word[:-1], "e oj u om ih im")
    elif word.endswith(("nje", "ње")):
        yield from _with(word[:-1], "a u em ima")
    elif word.endswith(("a", "а")) and (not forms or not forms.isdisjoint((word[:-1] + "e", word[:-1] + "е"))):
        yield from _with(word[:-1], "e i u om o ama")
    elif not _VOWEL.fullmatch(word[-1]):
        is_short = len(_VOWEL.findall(word)) == 1
        if (is_short and not forms) or not forms.isdisjoint((word + "ovi", word + "ови")):
            yield from _with(word, "a u om ovi ove ova ovima")
        elif not forms or not forms.isdisjoint((word + "om", word + "ом")):
            yield from _with(word, "a u om e i ima")
            if word.endswith(("k", "к")):
                yield from _with(word[:-1], "ci cima")


def _slovene(word: str, forms: Set[str]) -> Iterator[str]:
    """What is left of a declension of which one form is there, and all of a word that is not."""
    yield from _slovene_cases(word)
    if not _VOWEL.fullmatch(word[-1]) and (not forms or word + "u" in forms):
        yield from _with(word, "a u i e ih ov om")
    if word + "ju" in forms:
        yield from _with(word, "ja ju jem ji jev je jih")
    for form in forms:
        # Of a neuter all is told above: delom is a work's, and deli and delov are parts'.
        if form.endswith(("ov", "om")) and not word.endswith("o"):
            yield from _with(form[:-2], "a u i e ih ov om")
        elif form.endswith("em") and form[:-1] + "v" in forms:
            yield from _with(form[:-2], "a u i e ih ev em")
        elif form.endswith("ega"):
            yield from _with(form[:-3], _SLOVENE_ADJECTIVE)


def _slovene_cases(word: str) -> Iterator[str]:
    """The cases that the end of a word tells. Some have no ending: raket, mest."""
    if word.endswith(_SLOVENE_ADJECTIVES):
        yield from _with(word[:-1], _SLOVENE_ADJECTIVE)
    if word.endswith("a"):
        yield from _with(word[:-1], "e i o am ah ami em ")
    elif word.endswith("e"):
        yield from _with(word[:-1], "a u em i ih")
    elif word.endswith("o"):
        yield from _with(word[:-1], "a u om i ih ")
    elif word.endswith("ost"):
        yield from _with(word, "i jo im ih mi")


def _polish(word: str, forms: Set[str]) -> Iterator[str]:
    """Plural and singular of dron, broni of broń, bazie of baza, and wyborów of wybory."""
    for form in forms:
        if form.endswith("ów"):
            yield from _with(form[:-2], "owi y om ami ach")
    if not forms.isdisjoint((word + "em", word + "ów")):
        yield word + "owi"
    if word + "ów" in forms and word + "u" not in forms:
        yield word + "a"
    stem = word.removesuffix("a")
    if len(stem) >= _SHORTEST_STEM and (stem != word or word + "ów" in forms):
        yield from (stem[:-1] + ending for letter, ending in _POLISH_LOCATIVES.items() if stem.endswith(letter))
    for form in forms:
        stem = form.removesuffix("iami")
        if word.endswith(("ń", "ć", "ś", "ź")) and stem != form:
            yield from (stem + "i", stem + "ią")
    if word.endswith(("y", "i")) and word[:-1] + "om" in forms:
        yield word[:-1] + "ów"
    elif word.endswith("o"):
        yield from _with(word[:-1], "a u em om ami ach")


def _czech(word: str, forms: Set[str]) -> Iterator[str]:
    """Cases of neuters, of adjectives that are nouns, of masculines, and those that people alone have: migranta."""
    if word.endswith("í"):
        yield from _with(word, "m ch mi")
    elif word.endswith("ý"):
        yield from _with(word[:-1], "á é í ého ému ou ým ých ými")
    elif word.endswith("o"):
        yield from _with(word[:-1], "a u em ům y ech ")
    elif word.endswith("e"):
        yield from _with(word[:-1], "i í ím emi ích")
    elif not _VOWEL.fullmatch(word[-1]) and (not forms or not forms.isdisjoint((word + "ů", word + "u"))):
        yield from _with(word, "u em y ů ům ech")
        if word.endswith(("h", "k")):
            yield from _with(word[:-1], "zích cích")
        if len(word) >= _LONG_CZECH or not forms.isdisjoint((word + "i", word[:-1] + "ci")):
            yield from _with(word, "a ovi i")
            yield from _with(word.removesuffix("k"), "ci")


def _russian(word: str, forms: Set[str]) -> Iterator[str]:
    """The plural of an adjective, which the dictionary has for the masculine alone: подводные of подводная."""
    stem = word[:-2]
    if word.endswith("ая") and stem + "ой" in forms:
        yield from _with(stem, "ие их им ими" if stem[-1] in "гкхжшщ" else "ые ых ым ыми")


def _ukrainian(word: str, forms: Set[str]) -> Iterator[str]:
    """The longer dative: вибухові."""
    if word + "ом" in forms:
        yield word + "ові"


_MAKERS: dict[str, Callable[[str, Set[str]], Iterator[str]]] = {
    "bg": _bulgarian, "cs": _czech, "hbs": _serbian, "pl": _polish, "ru": _russian, "sl": _slovene, "uk": _ukrainian,
}  # fmt: skip
