"""Warnings about terms and rules that can be compiled but will surprise: too much found, or less than expected."""

import json
import re
from collections.abc import Iterator, Mapping, Set
from functools import cache
from importlib import resources
from itertools import chain, starmap

from monitor.errors import ConfigFault
from monitor.model import Field
from monitor.rulebook import All, Condition, Near, NoneOf, Official, OfficialRef, Phrase, Regex, Rule, Rulebook, RuleRef
from monitor.rulebook import Leaf as LeafCondition
from monitor.rules import arabic, misread
from monitor.rules.forms import assumed_language, dictionary_of, languages_of
from monitor.rules.leaves import Leaf
from monitor.rules.licences import about_offices
from monitor.rules.places import fault_at
from monitor.rules.reach import Reach
from monitor.rules.vocabulary import Used, leaves, parts, used_terms
from monitor.text.fold import fold
from monitor.text.scripts import Script, script_of
from monitor.text.tokens import words

# A letter beyond ASCII right behind or before \b, with brackets and repetitions between the two.
_LETTER = r"[^\W\d_a-zA-Z]"
_BLIND = re.compile(rf"\\b(?:\(\?[a-z-]*:|[(\[])*{_LETTER}|{_LETTER}(?:[)\]*+?]|\{{[\d,]+\}})*\\b")

# Where a space parts syllables, two common ones make a rare word.
_OF_SYLLABLES = frozenset({"vi"})


def words_to_ask_about(rulebook: Rulebook) -> dict[str, set[str]]:
    """Words of which :func:`advise` wants to know whether they are ordinary ones, by the code of their dictionary."""
    asked: dict[str, set[str]] = {}
    for used, language, term in _listed(rulebook):
        if not used.exact:
            asked.setdefault("en", set()).update(misread.words_to_ask_about(term, language))
    for official in _watched_in_small_letters(rulebook):
        for _, code, word in _surname_words(official):
            asked.setdefault(code, set()).add(word)
    return asked


def advise(rulebook: Rulebook, ordinary: Set[tuple[str, str]], unread: Mapping[str, str]) -> tuple[ConfigFault, ...]:
    """What to tell the owner of ``rulebook``, in its order.

    ``ordinary`` are those of :func:`words_to_ask_about` that their dictionary has, each behind its code; ``unread``
    says why, of the dictionaries that could not be read.
    """
    warnings: dict[ConfigFault, None] = {}
    english = frozenset(word for code, word in ordinary if code == "en")
    for used, language, term in _listed(rulebook):
        warnings.update(dict.fromkeys(_about(used, language, term, english)))
    for official in _watched_in_small_letters(rulebook):
        warnings.update(dict.fromkeys(_about_surnames(official, ordinary)))
    warnings.update(dict.fromkeys(about_offices(rulebook)))
    reach = Reach({rule.id: rule for rule in rulebook.rules})
    for rule in rulebook.rules:
        warnings.update(dict.fromkeys(_about_reach(rule, reach)))
    return (*starmap(_unread_dictionary, unread.items()), *warnings)


def _unread_dictionary(code: str, reason: str) -> ConfigFault:
    return fault_at(
        f"dictionary of {code}",
        f"it could not be read, so words in that language are found only as they are listed: {reason}",
        "a dictionary needs up to a gigabyte of memory for some seconds; start again when there is as much",
    )


def _listed(rulebook: Rulebook) -> Iterator[tuple[Used, str, str]]:
    """Each term that rules use, behind its language and where it stands."""
    for used in used_terms(rulebook):
        for language, listed in used.terms.items():
            for term in listed:
                yield used, language, term


def _about(used: Used, language: str, term: str, english: Set[str]) -> Iterator[ConfigFault]:
    if not (used.case_exact and term != term.lower()):
        yield from (_about_phrase if " " in term else _about_term)(used.place, term, language)
    yield from misread.about_signs(used.place, term)
    if not (term.isascii() or used.exact):
        yield from misread.about_letters(used.place, term, language, english)


def _about_phrase(place: str, term: str, language: str) -> Iterator[ConfigFault]:
    """About words parted by spaces, all of which are among the commonest of one language (de la, of the)."""
    languages = frozenset((language,)) if language else None
    for part in term.split():
        in_these = _languages_by_word().get(fold(part), frozenset()) - _OF_SYLLABLES
        languages = in_these if languages is None else languages & in_these
        if not languages:
            return
    yield fault_at(
        place,
        f"the phrase {term!r} is made of the commonest words of its language and will be found nearly everywhere",
        "add a word that tells more",
    )


def _about_term(place: str, term: str, language: str) -> Iterator[ConfigFault]:
    found = words(term)
    if found and script_of(found[0]) is Script.UNSPACED:
        yield from _about_unspaced(place, term, language)
    if len(found) != 1:
        return
    folded, script = fold(found[0]), script_of(found[0])
    if len(folded) == 1 and script is not Script.UNSPACED:
        yield fault_at(
            place, f"the term {term!r} is a single letter and will be found nearly everywhere", "write a word"
        )
    elif script is not Script.UNSPACED and folded in common_words().get(language or _assumed(found[0]), ()):
        yield _too_common_in_small_letters(place, term) if term.isupper() else _too_common(place, term)
    if script is Script.ARABIC:
        own = [particle + folded for particle in arabic.PARTICLES if particle + folded in arabic.GUARD]
        if own:
            yield fault_at(
                place,
                f"{term!r} is not found in {'، '.join(own)}: these are words of their own",
                "list them beside it if you mean them too",
            )


def _about_unspaced(place: str, term: str, language: str) -> Iterator[ConfigFault]:
    # Every character is a word to the matcher; the lists have the words that readers know.
    languages = _languages_by_word().get(fold(term), frozenset())
    if language in languages or (not language and languages):
        yield _too_common(place, term)


def _too_common(place: str, term: str) -> ConfigFault:
    return fault_at(
        place,
        f"the term {term!r} is one of the commonest words of its language and will be found nearly everywhere",
        "write a phrase, or a word that tells more",
    )


def _too_common_in_small_letters(place: str, term: str) -> ConfigFault:
    return fault_at(
        place,
        f"the term {term!r} is in small letters one of the commonest words of its language and will be found nearly "
        "everywhere",
        f"let capitals count: `case:{term}` in a query, `case: exact` beside a phrase or topic",
    )


def _assumed(word: str) -> str:
    """The language that ``word``, listed without one, can only be in as far as the lists go."""
    return "ko" if script_of(word) is Script.HANGUL else assumed_language(word)


@cache
def _languages_by_word() -> Mapping[str, frozenset[str]]:
    """The languages among whose commonest words each word is."""
    found: dict[str, set[str]] = {}
    for language, listed in common_words().items():
        for word in listed:
            found.setdefault(word, set()).add(language)
    return {word: frozenset(languages) for word, languages in found.items()}


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


def _about_surnames(official: Official, ordinary: Set[tuple[str, str]]) -> Iterator[ConfigFault]:
    for surname, code, word in _surname_words(official):
        if (code, word) in ordinary:
            yield fault_at(
                official.place,
                f"the surname {surname!r} is also an ordinary word, and words are capitalised in headlines",
                "write `case: exact` where a rule names this official",
            )


def _about_reach(rule: Rule, reach: Reach) -> Iterator[ConfigFault]:
    """Whether ``rule`` can never match, or matches whatever comes."""
    reach.turn_to_next_rule()
    kinds = set(map(type, parts(rule.when)))
    if not kinds.isdisjoint((NoneOf, RuleRef)):
        yield from _about_contradiction(rule, reach)
    if not kinds.isdisjoint((Regex, RuleRef)):
        yield from _about_expressions(rule, reach)
    if rule.languages:
        yield from _about_languages(rule, reach)
    for part in parts(rule.when):
        match part:
            case Regex(pattern) if _BLIND.search(pattern.replace("\\\\", "")):
                yield _blind(rule, pattern)
            case Near(_, of) if not frozenset.intersection(*map(_fields, of)):
                yield _apart(rule, of)


def _blind(rule: Rule, pattern: str) -> ConfigFault:
    return fault_at(
        rule.place,
        f"`\\b` in `/{pattern}/` knows ASCII letters only and finds no word end beside another letter",
        "list the word as a phrase, found as a whole word; or write `(?m:^|\\PL)` in front and `(?m:\\PL|$)` behind",
    )


def _fields(condition: Condition) -> frozenset[Field]:
    return frozenset[Field]().union(*(leaf.where.fields for leaf in leaves(condition)))


def _apart(rule: Rule, of: tuple[Condition, ...]) -> ConfigFault:
    fields = " and ".join(", ".join(sorted(_fields(part))) for part in of)
    return fault_at(
        rule.place,
        f"a `near` of the rule `{rule.id}` can never hold: what stands in {fields} cannot stand close together",
        "let them look in the same field, or ask for both with `all`",
    )


def _about_contradiction(rule: Rule, reach: Reach) -> Iterator[ConfigFault]:
    found, what = reach.contradiction(rule.when), f"the rule `{rule.id}`"
    if found is None:
        inside = (reach.contradiction(part) for part in parts(rule.when) if isinstance(part, All) and part != rule.when)
        found = next((refused for refused in inside if refused is not None), None)
        what = f"a part of the rule `{rule.id}`"
    if found is not None:
        named = f"`{Leaf(found).name}`" if isinstance(found, LeafCondition) else "the same condition"
        yield fault_at(
            rule.place,
            f"{what} can never match: it requires and refuses {named} at once",
            "take it out of one of the two",
        )


def _about_expressions(rule: Rule, reach: Reach) -> Iterator[ConfigFault]:
    everywhere = reach.refused_everywhere(rule.when)
    if everywhere is not None:
        yield fault_at(
            rule.place,
            f"the rule `{rule.id}` refuses `/{everywhere.pattern}/`, which is found in nearly every article",
            "make the expression tell more, or take it out",
        )
    elif not rule.sources.include and reach.is_everywhere(rule.when):
        # Of some feeds, every article may be wanted.
        yield fault_at(
            rule.place,
            f"the rule `{rule.id}` will match nearly every article: its expression is found in nearly any text",
            "make the expression tell more, or require a word beside it",
        )


def _about_languages(rule: Rule, reach: Reach) -> Iterator[ConfigFault]:
    accepted = frozenset(chain.from_iterable(map(_same_language, rule.languages)))
    if reach.is_impossible(rule.when, lambda leaf: _is_foreign(leaf, accepted)):
        spoken = ", ".join(sorted(rule.languages))
        yield fault_at(
            rule.place,
            f"the rule `{rule.id}` looks only at articles in {spoken}, and what it requires is listed in other "
            "languages, whose words are found there only as they are written",
            f"list terms in {spoken}, write them without a language, or change `languages`",
        )


def _same_language(code: str) -> frozenset[str]:
    """``code``, and those that share its dictionary: Bosnian, Croatian and Serbian are read as one."""
    return languages_of(dictionary_of(code) or code) | {code}


def _is_foreign(leaf: LeafCondition, accepted: frozenset[str]) -> bool:
    """Whether ``leaf`` lists terms, all of them in languages that are not ``accepted``."""
    return isinstance(leaf, Phrase) and accepted.isdisjoint(leaf.terms) and not leaf.terms.get("")
