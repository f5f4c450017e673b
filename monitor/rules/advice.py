"""Warnings about terms that can be compiled but will surprise: too much found, or less than expected."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from monitor.errors import ConfigFault
from monitor.rulebook import Official, OfficialRef, Rulebook
from monitor.rules import arabic
from monitor.rules.forms import Forms, assumed_language, dictionary_of
from monitor.rules.places import fault_at
from monitor.rules.vocabulary import leaves, used_terms
from monitor.text.fold import fold
from monitor.text.scripts import Script, script_of
from monitor.text.tokens import words


def words_asked_about(rulebook: Rulebook) -> dict[str, set[str]]:
    """The words that :func:`advise` will ask ``forms`` about, by the code of their dictionary."""
    asked: dict[str, set[str]] = {}
    for official in _watched_in_small_letters(rulebook):
        for _, code, word in _surname_words(official):
            asked.setdefault(code, set()).add(word)
    return asked


def advise(rulebook: Rulebook, forms: Forms) -> tuple[ConfigFault, ...]:
    """What to tell the owner of ``rulebook``, in its order; ``forms`` holds the words of :func:`words_asked_about`."""
    warnings: dict[ConfigFault, None] = {}
    for place, terms in used_terms(rulebook):
        for language, listed in terms.items():
            for term in listed:
                # A phrase of words parted by spaces tells enough.
                if " " not in term:
                    warnings.update(dict.fromkeys(_about_term(place, term, language)))
    for official in _watched_in_small_letters(rulebook):
        warnings.update(dict.fromkeys(_about_surnames(official, forms)))
    unread = (_unread_dictionary(code, reason) for code, reason in forms.failures.items())
    return (*unread, *warnings)


def _unread_dictionary(code: str, reason: str) -> ConfigFault:
    return fault_at(
        f"dictionary of {code}",
        f"it could not be read, so words in that language are found only as they are listed: {reason}",
        "a dictionary needs up to a gigabyte of memory for some seconds; start again when there is as much",
    )


def _about_term(place: str, term: str, language: str) -> Iterator[ConfigFault]:
    found = words(term)
    if len(found) != 1:
        return
    folded, script = fold(found[0]), script_of(found[0])
    if len(folded) == 1 and script is not Script.UNSPACED:
        yield fault_at(
            place, f"the term {term!r} is a single letter and will be found nearly everywhere", "write a word"
        )
    elif folded in common_words().get(language or assumed_language(found[0]), ()):
        yield fault_at(
            place,
            f"the term {term!r} is one of the commonest words of its language and will be found nearly everywhere",
            "write a phrase, or a word that tells more",
        )
    if script is Script.ARABIC:
        own = [particle + folded for particle in arabic.PARTICLES if particle + folded in arabic.GUARD]
        if own:
            yield fault_at(
                place,
                f"{term!r} is not found in {'، '.join(own)}: these are words of their own",
                "list them beside it if you mean them too",
            )


@cache
def common_words() -> Mapping[str, frozenset[str]]:
    """Folded words that make a thousandth of the text of a language, or more, by language."""
    text = resources.files("monitor.rules").joinpath("data/common_words.json").read_text(encoding="utf-8")
    return {language: frozenset(found) for language, found in json.loads(text).items()}


def _watched_in_small_letters(rulebook: Rulebook) -> Iterator[Official]:
    """The officials that some rule watches for in any letter case."""
    watched = {
        leaf.id
        for rule in rulebook.rules
        for leaf in leaves(rule.when)
        if isinstance(leaf, OfficialRef) and not leaf.where.case_exact
    }
    return (official for official in rulebook.officials.values() if official.id in watched)


def _surname_words(official: Official) -> Iterator[tuple[str, str, str]]:
    """The surnames of ``official`` in scripts with capitals: as listed, the code of a dictionary, in small letters."""
    for language, surnames in official.surnames.items():
        code = dictionary_of(language or "en")
        for surname in surnames:
            if code and script_of(surname).has_case:
                yield surname, code, surname.lower()


def _about_surnames(official: Official, forms: Forms) -> Iterator[ConfigFault]:
    for surname, code, word in _surname_words(official):
        if forms.of(word, code).base:
            yield fault_at(
                official.place,
                f"the surname {surname!r} is also an ordinary word, and words are capitalised in headlines",
                "write `case: exact` where a rule names this official",
            )
