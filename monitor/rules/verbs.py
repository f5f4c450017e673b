"""The forms of nouns that a dictionary also has for a verb, less those of the verb.

Treffen is a meeting and "to meet", hamn is a harbour and "end up!", tratat is a treaty and "treated". The verb of
تفجير, an explosion, is written فجر, which is "dawn".
"""

import re
from collections.abc import Callable, Set

from monitor.rules.arabic import ARTICLE
from monitor.text.fold import without_arabic_signs

_OF_SECOND_FORM = re.compile("ت[^ا].ي.")
_SWEDISH_ARTICLES = ("en", "et")
_SWEDISH_VERB = ("a", "ad", "ade", "ades", "ads", "ande", "as", "at", "ats")


def without_verb(word: str, forms: Set[str], language: str) -> set[str]:
    """The ``forms`` of ``word``, but a verb's when it is a noun as well. ``language`` is a dictionary's code."""
    drop = _DROP.get(language)
    return drop(word, forms) if drop else set(forms)


def _arabic(word: str, forms: Set[str]) -> set[str]:
    noun = without_arabic_signs(word).removeprefix(ARTICLE)
    return {form for form in forms if noun in form} if _OF_SECOND_FORM.fullmatch(noun) else set(forms)


def _german(word: str, forms: Set[str]) -> set[str]:
    noun = {word, word + "s"}
    is_infinitive = word.istitle() and word.endswith("en") and noun <= forms
    return {form for form in forms if not (is_infinitive and form.islower())}


def _romanian(word: str, forms: Set[str]) -> set[str]:
    """Of a participle only what has its t, or ț before i."""
    stem = word[:-1]
    if not word.endswith("t") or stem not in forms:
        return set(forms)
    return {form for form in forms if form.startswith((word, stem + "ț", stem + "ţ"))}


def _swedish(word: str, forms: Set[str]) -> set[str]:
    if forms.isdisjoint(word + article for article in _SWEDISH_ARTICLES):
        return set(forms)
    # No noun with -et has the plural -ar: spel is a game, and spelar "plays".
    present = {word + "ar"} if word + "et" in forms else set()
    return set(forms) - {word + ending for ending in _SWEDISH_VERB} - present


_DROP: dict[str, Callable[[str, Set[str]], set[str]]] = {"ar": _arabic, "de": _german, "ro": _romanian, "sv": _swedish}
