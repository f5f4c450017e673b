"""A word as rules list it, and the readings of documents that count as it in every language.

What counts in documents in its own language only, such as inflected forms, is the lexicon's to know.
"""

from collections.abc import Iterable
from enum import IntEnum, auto
from typing import NamedTuple

from monitor.model import How
from monitor.rules import analysis, arabic
from monitor.text.fold import DOTTED_I, fold, fold_keeping_accents
from monitor.text.scripts import Script, script_of

_SHORT_NAME = 4
# Letters that only Vietnamese has; đ and ă are Croatian and Romanian, too.
_VIETNAMESE_LETTERS = frozenset("ơưƠƯ") | {chr(code) for code in range(0x1EA0, 0x1EFA)}
_ACCENTS_MATTER = DOTTED_I | {"vi"}


class Context(IntEnum):
    """What a listed word stands in, which decides its forms.

    Only Arabic and Hebrew words, and those with homographs, are ever ``IN_PHRASE``: others are read alike in either.
    """

    ALONE = auto()
    IN_PHRASE = auto()
    IN_NAME = auto()


class Listed(NamedTuple):
    """A word as listed: what it stands in, the language of its term ("" for none), and how far it may vary."""

    word: str
    context: Context
    language: str = ""
    exact: bool = False
    wildcard: bool = False
    loose: bool = False
    # A name of one word, of which Slavic languages make adjectives.
    alone: bool = False
    # Letters that a hyphen, or nothing, parts from digits (С-300): they have no other forms, and need their capital.
    designation: bool = False


def plain_forms(listed: Listed) -> dict[str, How]:
    """The keys that count as ``listed`` in documents of every language."""
    word, script = listed.word, script_of(listed.word)
    if listed.exact:
        return {analysis.AS_WRITTEN + form: How.FOLDED for form in lowered(word)}
    if listed.context is Context.IN_NAME and listed.language != "vi":
        forms = name_forms(word, listed.language)
    elif script is Script.ARABIC:
        forms = _arabic_forms(listed, fold(word))
    elif script is Script.HEBREW:
        forms = _hebrew_forms(listed, _without_marks(fold(word)))
    elif accents_matter(listed):
        forms = {analysis.ACCENTED + form: How.FOLDED for form in lowered(word)}
    else:
        forms = {fold(word).replace("'", ""): How.FOLDED}
    if listed.loose:
        forms[analysis.LOOSE + analysis.loosened(fold(word))] = How.LOOSE
    return forms


def name_forms(word: str, language: str = "") -> dict[str, How]:
    """The keys that count as a ``word`` of a name."""
    folded = fold(word)
    if script_of(word) is Script.ARABIC:
        return _arabic_name_forms(word, folded, language)
    return {_without_marks(folded): How.FOLDED}


def keys_of_forms(forms: Iterable[str], listed: Listed) -> set[str]:
    """``forms`` as documents' readings have them.

    Behind an apostrophe stand suffixes, which readings take off; of Cyrillic words it is a letter (перемир'я).
    """
    if script_of(listed.word) is Script.CYRILLIC:
        forms = (form.replace("'", "") for form in forms)
    plain = (form for form in forms if "'" not in form)
    if accents_matter(listed):
        return {analysis.ACCENTED + fold_keeping_accents(form, listed.language) for form in plain}
    return {fold(form) for form in plain}


def accents_matter(listed: Listed) -> bool:
    """Whether the word's language has other words that differ in accents alone (Vietnamese, Turkish, Azeri)."""
    return listed.language in _ACCENTS_MATTER or (
        not listed.language and not _VIETNAMESE_LETTERS.isdisjoint(listed.word)
    )


def lowered(word: str) -> set[str]:
    """``word`` lowered, accents kept, as most languages do and as Turkish does: documents may be in either."""
    return {fold_keeping_accents(word, language) for language in (None, "tr")}


def _arabic_forms(listed: Listed, folded: str) -> dict[str, How]:
    """One word with the article requires it, one without may take it; in a phrase it is ignored."""
    forms = {folded: How.FOLDED}
    if listed.language in analysis.UNPREFIXED:
        return forms
    bare = arabic.without_article(folded)
    if bare is None:
        forms[analysis.BARE + folded] = How.FOLDED
    elif listed.context is Context.IN_PHRASE:
        forms[bare] = How.ARTICLE
        forms[analysis.BARE + bare] = How.ARTICLE
    if listed.context is Context.IN_PHRASE:
        forms[analysis.IN_PHRASE + (bare or folded)] = How.CLITIC
        forms[analysis.IN_PHRASE + folded] = How.CLITIC
    return forms


def _hebrew_forms(listed: Listed, form: str) -> dict[str, How]:
    """A word listed with the article counts behind letters that swallow it, one of two letters with it."""
    forms = {form: How.FOLDED}
    bare = analysis.without_hebrew_article(form)
    if bare is not None:
        forms[analysis.SWALLOWED + bare] = How.CLITIC
    if len(form) == 2:
        in_phrase = listed.context is Context.IN_PHRASE
        forms[analysis.IN_PHRASE + form if in_phrase else analysis.HEBREW_ARTICLE + form] = How.CLITIC
    return forms


def _arabic_name_forms(word: str, folded: str, language: str) -> dict[str, How]:
    """A name keeps its article. In short ones ى and ي are two letters, and two letters may stand behind a particle."""
    if language in analysis.UNPREFIXED:
        return {folded: How.FOLDED}
    yeh = arabic.yeh_form(word, folded) if len(folded) <= _SHORT_NAME else None
    forms = {folded if yeh is None else analysis.YEH + yeh: How.FOLDED}
    return forms | ({analysis.SHORT + folded: How.CLITIC} if len(folded) == 2 else {})


def _without_marks(folded: str) -> str:
    return folded.replace("'", "").replace('"', "")
