"""Warnings about terms that can be compiled but will surprise: too much found, or less than expected."""

from collections.abc import Iterator

from monitor.errors import ConfigFault
from monitor.rulebook import Official, OfficialRef, Rulebook
from monitor.rules import arabic
from monitor.rules.lemmas import Lemmas
from monitor.rules.vocabulary import leaves, term_sets
from monitor.text.fold import fold
from monitor.text.scripts import Script, script_of
from monitor.text.tokens import words


def advise(rulebook: Rulebook, lemmas: Lemmas) -> tuple[ConfigFault, ...]:
    """What to tell the owner of ``rulebook``, in its order; ``lemmas`` holds the dictionaries of its languages."""
    warnings: dict[ConfigFault, None] = {}
    for place, terms in term_sets(rulebook):
        for term in (term for listed in terms.values() for term in listed):
            warnings.update(dict.fromkeys(_about_term(place, term)))
    loose_case = {
        leaf.id
        for rule in rulebook.rules
        for leaf in leaves(rule.when)
        if isinstance(leaf, OfficialRef) and not leaf.where.case_exact
    }
    for official in rulebook.officials.values():
        if official.id in loose_case:
            warnings.update(dict.fromkeys(_about_surnames(official, lemmas)))
    return tuple(warnings)


def warning_at(place: str, message: str, hint: str) -> ConfigFault:
    """A warning at ``place`` ("file:line")."""
    path, _, line = place.rpartition(":")
    return (
        ConfigFault(path, int(line), message, hint)
        if path and line.isdecimal()
        else ConfigFault(place, None, message, hint)
    )


def _about_term(place: str, term: str) -> Iterator[ConfigFault]:
    found = words(term)
    if len(found) != 1:
        return
    folded, script = fold(found[0]), script_of(found[0])
    if len(folded) == 1 and script is not Script.UNSPACED:
        yield warning_at(
            place, f"the term {term!r} is a single letter and will be found nearly everywhere", "write a word"
        )
    if script is Script.ARABIC:
        own = [particle + folded for particle in arabic.PARTICLES if particle + folded in arabic.GUARD]
        if own:
            yield warning_at(
                place,
                f"{term!r} is not found in {'، '.join(own)}: these are words of their own",
                "list them beside it if you mean them too",
            )


def _about_surnames(official: Official, lemmas: Lemmas) -> Iterator[ConfigFault]:
    for language, surnames in official.surnames.items():
        for surname in surnames:
            if script_of(surname or " ").has_case and lemmas.is_headword(surname.lower(), language or "en"):
                yield warning_at(
                    official.place,
                    f"the surname {surname!r} is also an ordinary word, and words are capitalised in headlines",
                    "write `case: exact` where a rule names this official",
                )
