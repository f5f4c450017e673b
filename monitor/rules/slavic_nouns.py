"""Forms of Slavic nouns that the dictionaries lack: of words that they do not have, and cases that they left out.

The dictionaries have one base for each form, so a form that is also another word's is not there, and some paradigms
are not complete. What is there tells which declension a noun has: with Polish dronów goes drony.
"""

import re
from collections.abc import Callable, Iterator, Set

# Of shorter stems too many forms are other words.
_SHORTEST_STEM = 3
_TO_CYRILLIC = str.maketrans("aeioumv", "аеиоумв")
_VOWEL = re.compile("[аеиоуъюя]")

_SERBIAN_MASCULINE = "a u om e i ima ovi ove ova ovima"
_SERBIAN_FEMININE = "e i u om o ama"
_SLOVENE_MASCULINE = "a u i e ih ov om"
_SLOVENE_SOFT = "a u i e ih ev em"
_SLOVENE_FEMININE = "e i o am ah ami"
_SLOVENE_NEUTER = "a u om em i ih"
_SLOVENE_ADJECTIVE = "i a o e ega emu em im ih imi"
# Before others the locative changes the last letter: rząd, rządzie.
_POLISH_BEFORE_IE = tuple("bfmnpwsz")


def slavic_forms(word: str, forms: Set[str], language: str) -> Iterator[str]:
    """Forms of ``word``, listed in its dictionary form, beside the ``forms`` that the dictionary of ``language`` has.

    ``language`` is the code of a dictionary; of those without a rule there are none. Some forms made are no words.
    """
    make = _MAKERS.get(language)
    return make(word, forms) if make and not word.isupper() else iter(())


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
    """All cases of a word that the dictionary does not have: dron, drona, dronovi."""
    if forms:
        return
    latin = word.isascii() or word[-1] in "čćđšž"
    masculine, feminine = (
        endings if latin else endings.translate(_TO_CYRILLIC) for endings in (_SERBIAN_MASCULINE, _SERBIAN_FEMININE)
    )
    if word.endswith(("a", "а")):
        yield from _with(word[:-1], feminine)
    elif not word.endswith(tuple("eiouеиоу")):
        yield from _with(word, masculine)


def _slovene(word: str, forms: Set[str]) -> Iterator[str]:
    """What is left of a declension of which one form is there, and all of a word that is not."""
    if not forms and word[-1] not in "aeiou":
        yield from _with(word, _SLOVENE_MASCULINE)
    for form in forms:
        if form.endswith(("ov", "om")):
            yield from _with(form[:-2], _SLOVENE_MASCULINE)
        elif form.endswith("em") and form[:-1] + "v" in forms:
            yield from _with(form[:-2], _SLOVENE_SOFT)
        elif form.endswith("ega"):
            yield from _with(form[:-3], _SLOVENE_ADJECTIVE)
    if word.endswith("a"):
        yield from _with(word[:-1], _SLOVENE_FEMININE)
        yield from _with(word[:-1], "")
    elif word.endswith(("e", "o")):
        yield from _with(word[:-1], _SLOVENE_NEUTER)


def _polish(word: str, forms: Set[str]) -> Iterator[str]:
    """The plural of drony, the singular of dron, broni of broń, and wyborów of wybory."""
    for stem in forms:
        if stem + "ów" in forms:
            yield from _with(stem, "y om ami ach")
    if word + "ów" in forms:
        yield word + "owi"
        if word + "u" not in forms:
            yield word + "a"
        if word.endswith(_POLISH_BEFORE_IE):
            yield word + "ie"
    for form in forms:
        stem = form.removesuffix("iami")
        if word.endswith(("ń", "ć", "ś", "ź")) and stem != form:
            yield from (stem + "i", stem + "ią")
    if word.endswith(("y", "i")) and word[:-1] + "om" in forms:
        yield word[:-1] + "ów"


def _czech(word: str, forms: Set[str]) -> Iterator[str]:
    """The cases of neuters in -í, and those that people in -k have alone: uprchlíka, uprchlíkovi."""
    if word.endswith("í"):
        yield from _with(word, "m ch mi")
    if word[:-1] + "ci" in forms and word.endswith("k"):
        yield from _with(word, "a ovi")


def _ukrainian(word: str, forms: Set[str]) -> Iterator[str]:
    """The longer dative: вибухові."""
    if word + "ом" in forms:
        yield word + "ові"


_MAKERS: dict[str, Callable[[str, Set[str]], Iterator[str]]] = {
    "bg": _bulgarian, "cs": _czech, "hbs": _serbian, "pl": _polish, "sl": _slovene, "uk": _ukrainian,
}  # fmt: skip
