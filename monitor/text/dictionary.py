"""The forms that words take, by the dictionaries of simplemma. The only file that imports simplemma.

A dictionary maps each form to one base, and is read here the other way round: from a listed word to its base to all
forms of that. Open, a dictionary takes up to a gigabyte and some seconds, so :mod:`monitor.rules.forms` runs this file
as a program of its own, ``python -m monitor.text.dictionary CODE``: words as a JSON list on standard input, their
:class:`Inflection` by word as JSON on standard output.
"""

import heapq
import json
import sys
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from simplemma import __version__ as simplemma_version
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES, DefaultDictionaryFactory

__all__ = ["CODES", "VERSION", "Inflection", "inflect"]

# What answers depend on: the dictionaries, and how :func:`inflect` reads them. Answers of other versions are not used.
VERSION = f"{simplemma_version}-5"

# Dictionaries by their code. Most are codes of ISO 639-1; "hbs" serves Bosnian, Croatian and Serbian.
CODES = frozenset(SUPPORTED_LANGUAGES)

# Words that no dictionary has are inflected like those that end as they do, in so many letters at least. The models
# that share most letters vote, and forms count that more than half of them have.
_SHORTEST_TAIL = 3
_MOST_VOTERS = 9
# More are kept, for some have no forms to vote with.
_MOST_MODELS = 60
_SHORTEST_GUESSED = 5
# Sorts behind every letter.
_LAST = chr(sys.maxunicode)
# A word with more forms is a Swahili verb, whose forms are sentences.
_MOST_FORMS = 1000


# How verbs end in their dictionary form. Forms of a verb do not count where a word is also a headword of its own.
_INFINITIVES = {
    "it": ("are", "ere", "ire"), "es": ("ar", "er", "ir"), "pt": ("ar", "er", "ir"), "fr": ("er", "ir", "re"),
    "pl": ("ć",), "cs": ("t",), "sk": ("ť",), "ru": ("ть", "ться", "ти"), "uk": ("ти", "тися"), "de": ("en",),
}  # fmt: skip


class Inflection(NamedTuple):
    """The forms of a word, in lower or mixed case as the dictionary has them; ``known`` is false when they are guessed.

    ``base`` says whether the word, in small letters, is a dictionary form itself.
    """

    forms: tuple[str, ...]
    known: bool
    base: bool


class _Model(NamedTuple):
    """A dictionary word that ends like an unknown one, in ``shared`` letters, and the base of that word."""

    shared: int
    is_base: bool
    form: str
    base: str


def inflect(dictionary: Mapping[str, str], words: Iterable[str], code: str = "") -> dict[str, Inflection]:
    """The forms of each of ``words`` by ``dictionary``, which is that of ``code``.

    They are those of its base, and of headwords those that their ending suggests, too. For a dictionary has one base
    for each form, so that the Polish "broni" is a form of a verb there and not of "broń".
    """
    bases = {word: _bases(dictionary, word) for word in words}
    models = _models(dictionary, {word for word in bases if _may_be_guessed(word)}, bases)
    wanted = {base for found in bases.values() for base in found} | set(bases) | {word.lower() for word in bases}
    wanted |= {model.base for found in models.values() for model in found}
    forms: dict[str, list[str]] = {}
    for form, base in dictionary.items():
        if base in wanted:
            forms.setdefault(base, []).append(form)
    verbs = _INFINITIVES.get(code, ())
    found = {word: _forms(word, bases[word], models.get(word, []), forms, verbs) for word in bases}
    return {
        word: Inflection(
            tuple(sorted(every)) if len(every) <= _MOST_FORMS else (),
            known=bool(bases[word]) or word.lower() in forms,
            base=dictionary.get(word.lower()) == word.lower(),
        )
        for word, every in found.items()
    }


def _bases(dictionary: Mapping[str, str], word: str) -> set[str]:
    """The bases of ``word`` as written and in small letters; else, as German writes nouns, with a capital."""
    found = {dictionary.get(word), dictionary.get(word.lower())} - {None}
    return {base for base in (found or {dictionary.get(word.capitalize())}) if base}


def _may_be_guessed(word: str) -> bool:
    letters = all(unicodedata.category(char)[0] in "LM" for char in word)
    return len(word) >= _SHORTEST_GUESSED and letters and not word.isupper()


def _models(dictionary: Mapping[str, str], words: set[str], bases: Mapping[str, set[str]]) -> dict[str, list[_Model]]:
    """For each of ``words`` the dictionary words that share most of its ending, best first, bases before others.

    Only bases are models of a known word, which is taken to be listed in its dictionary form.
    """
    known = {word for word in words if bases[word]}
    headwords = _by_ending(((form, base) for form, base in dictionary.items() if form == base), known)
    every = _by_ending(dictionary.items(), words - known)
    return {word: list(_nearest(word.lower(), headwords if word in known else every)) for word in words}


def _by_ending(entries: Iterable[tuple[str, str]], words: set[str]) -> list[tuple[str, str]]:
    """Forms read backwards that end like one of ``words``, and their bases, in order: those that end alike together."""
    tails = {word.lower()[-_SHORTEST_TAIL:] for word in words}
    return sorted((form[::-1], base) for form, base in entries if form[-_SHORTEST_TAIL:] in tails) if tails else []


def _nearest(word: str, by_ending: list[tuple[str, str]]) -> Iterator[_Model]:
    ending = word[::-1]
    wanted = _MOST_MODELS
    taken = slice(0, 0)
    for shared in range(len(word), _SHORTEST_TAIL - 1, -1):
        start = bisect_left(by_ending, (ending[:shared],))
        stop = bisect_left(by_ending, (ending[:shared] + _LAST,))
        # What shares more letters stands within what shares fewer.
        fresh = chain(by_ending[start : taken.start], by_ending[max(start, taken.stop) : stop])
        models = (_Model(shared, backwards[::-1] == base, backwards[::-1], base) for backwards, base in fresh)
        found = heapq.nlargest(wanted, models)
        yield from found
        wanted -= len(found)
        if not wanted:
            break
        taken = slice(start, stop)


def _forms(
    word: str, bases: set[str], models: list[_Model], forms: Mapping[str, list[str]], verbs: tuple[str, ...]
) -> set[str]:
    own = {form for base in (word, word.lower()) for form in forms.get(base, ())}
    if own:
        # Italian "rifugiato" is a refugee, not only a form of the verb, and has "rifugiati".
        bases = {base for base in bases if not (verbs and base.endswith(verbs))}
    found = own | {form for base in bases for form in forms.get(base, ())} | bases
    return found if bases and not own else found | set(_guessed(word.lower(), models, forms))


def _guessed(word: str, models: list[_Model], forms: Mapping[str, list[str]]) -> Iterator[str]:
    voters = [model for model in models if len(forms.get(model.base, ())) > 1][:_MOST_VOTERS]
    votes: Counter[str] = Counter()
    for model in voters:
        stem, changed = model.form[: -model.shared], word[: -model.shared]
        votes.update({changed + form[len(stem) :] for form in forms[model.base] if form.startswith(stem)})
    yield from (form for form, number in votes.items() if 2 * number > len(voters))


def main(code: str) -> None:
    """Inflect the words on standard input."""
    dictionary = DefaultDictionaryFactory(cache_max_size=1).get_dictionary(code)
    json.dump(inflect(dictionary, json.load(sys.stdin), code), sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main(sys.argv[1])
