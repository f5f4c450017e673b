"""Warnings about terms that can be compiled but will surprise: too much found, or less than expected."""

from collections.abc import Iterator

from monitor.errors import ConfigFault
from monitor.rulebook import Official, OfficialRef, Rulebook, Terms
from monitor.rules import arabic
from monitor.rules.lemmas import Lemmas
from monitor.rules.places import fault_at
from monitor.rules.vocabulary import leaves, listed_phrases, used_officials, used_topics
from monitor.text.fold import fold
from monitor.text.scripts import Script, script_of
from monitor.text.tokens import words


def advise(rulebook: Rulebook, lemmas: Lemmas) -> tuple[ConfigFault, ...]:
    """What to tell the owner of ``rulebook``, in its order; ``lemmas`` holds the dictionaries of its languages."""
    warnings: dict[ConfigFault, None] = {}
    for place, terms in _used_terms(rulebook):
        for term in (term for listed in terms.values() for term in listed):
            warnings.update(dict.fromkeys(_about_term(place, term)))
    small_too = {
        leaf.id
        for rule in rulebook.rules
        for leaf in leaves(rule.when)
        if isinstance(leaf, OfficialRef) and not leaf.where.case_exact
    }
    for official in rulebook.officials.values():
        if official.id in small_too:
            warnings.update(dict.fromkeys(_about_surnames(official, lemmas)))
    return tuple(warnings)


def _used_terms(rulebook: Rulebook) -> Iterator[tuple[str, Terms]]:
    yield from listed_phrases(rulebook)
    yield from ((topic.place, topic.terms) for topic in used_topics(rulebook))
    for official in used_officials(rulebook):
        yield from ((official.place, terms) for terms in (official.names, official.surnames, official.roles))


def _about_term(place: str, term: str) -> Iterator[ConfigFault]:
    found = words(term)
    if len(found) != 1:
        return
    folded, script = fold(found[0]), script_of(found[0])
    if len(folded) == 1 and script is not Script.UNSPACED:
        yield fault_at(
            place, f"the term {term!r} is a single letter and will be found nearly everywhere", "write a word"
        )
    if script is Script.ARABIC:
        own = [particle + folded for particle in arabic.PARTICLES if particle + folded in arabic.GUARD]
        if own:
            yield fault_at(
                place,
                f"{term!r} is not found in {'، '.join(own)}: these are words of their own",
                "list them beside it if you mean them too",
            )


def _about_surnames(official: Official, lemmas: Lemmas) -> Iterator[ConfigFault]:
    for language, surnames in official.surnames.items():
        for surname in surnames:
            if script_of(surname or " ").has_case and lemmas.is_headword(surname.lower(), language or "en"):
                yield fault_at(
                    official.place,
                    f"the surname {surname!r} is also an ordinary word, and words are capitalised in headlines",
                    "write `case: exact` where a rule names this official",
                )
