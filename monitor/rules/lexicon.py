"""From the words of a document to the listed words that they count as.

A **lexeme** is a listed word together with all forms that count as it. Rules name lexemes, documents hold readings
(:mod:`monitor.rules.analysis`); the lexicon looks the readings up.
"""

from enum import IntEnum, auto
from typing import NamedTuple

from monitor.model import How
from monitor.rules import analysis, arabic, paradigms
from monitor.rules.lemmas import Lemmas, assumed_language, dictionary_of
from monitor.text.fold import DOTTED_I, fold, fold_keeping_accents
from monitor.text.scripts import Script, script_of

# Lexeme, rank of its form's How, and the only document language in which the form counts (None: all).
Entry = tuple[int, int, str | None]
# Lexemes that a word counts as, each with the rank of how.
Counts = dict[int, int]

_FOLDED = analysis.STRENGTH[How.FOLDED]
_SHORT_NAME = 4
# Letters that only Vietnamese has; đ and ă are Croatian and Romanian, too.
_VIETNAMESE_LETTERS = frozenset("ơưƠƯ") | {chr(code) for code in range(0x1EA0, 0x1EFA)}
_ACCENTS_MATTER = DOTTED_I | {"vi"}


class Context(IntEnum):
    """What a listed word stands in, which decides the forms that count."""

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


class Lexicon:
    """Listed words by the forms that count as them. ``name_languages`` are those whose case endings names may take."""

    def __init__(self, lemmas: Lemmas, name_languages: frozenset[str] = frozenset()) -> None:
        self.lemmas = lemmas
        self._name_languages = sorted(name_languages & paradigms.INFLECTING)
        self._ids: dict[Listed, int] = {}
        self._lengths: list[int] = []
        self._entries: dict[str, tuple[Entry, ...]] = {}
        self._stems: dict[str, tuple[int, ...]] = {}
        self._stem_lengths: list[int] = []
        self._accents = False
        self._loose = False

    def lexeme(self, listed: Listed) -> int:
        """The number of the lexeme of ``listed``, made when it is new."""
        if listed.context is Context.IN_PHRASE and script_of(listed.word) is not Script.ARABIC:
            listed = listed._replace(context=Context.ALONE)
        known = self._ids.get(listed)
        if known is not None:
            return known
        number = self._ids[listed] = len(self._ids)
        self._lengths.append(len(listed.word))
        if listed.wildcard:
            self._add_stem(number, listed)
        else:
            self._add_forms(number, listed)
        return number

    def length(self, lexeme: int) -> int:
        """How many characters the shortest form of ``lexeme`` has: short words are common."""
        return self._lengths[lexeme]

    def look_up(self, word: str, language: str | None) -> Counts:
        """The lexemes that ``word`` counts as, worked out afresh."""
        found = analysis.readings(word, language, self.lemmas.lemma)
        if self._accents:
            found.update(analysis.accented_readings(word, language))
        if self._loose:
            found.update(analysis.loose_readings(found))
        counts: Counts = {}
        for key, how in found.items():
            for lexeme, rank, only in self._entries.get(key, ()):
                if only is None or only == language:
                    rank = max(rank, analysis.STRENGTH[how])
                    counts[lexeme] = min(rank, counts.get(lexeme, rank))
            if self._stems:
                self._count_stems(key.removeprefix(analysis.BARE), counts)
        return counts

    def _count_stems(self, key: str, counts: Counts) -> None:
        if ":" in key:
            return
        rank = analysis.STRENGTH[How.WILDCARD]
        for length in self._stem_lengths:
            if length > len(key):
                return
            for lexeme in self._stems.get(key[:length], ()):
                counts[lexeme] = rank if length < len(key) else _FOLDED

    def _add_stem(self, number: int, listed: Listed) -> None:
        stem = fold(listed.word)
        if listed.context is Context.IN_PHRASE and script_of(listed.word) is Script.ARABIC:
            stem = arabic.without_article(stem) or stem
        self._stems[stem] = (*self._stems.get(stem, ()), number)
        if len(stem) not in self._stem_lengths:
            self._stem_lengths = sorted((*self._stem_lengths, len(stem)))

    def _add_forms(self, number: int, listed: Listed) -> None:
        forms = self._forms(listed)
        # "being" is found wherever "is" stands: the dictionary form tells how common a word is, too.
        self._lengths[number] = min(len(key.rpartition(":")[2]) for key in forms)
        for key, how in forms.items():
            self._add(key, (number, analysis.STRENGTH[how], None))
        if listed.context is Context.IN_NAME and not listed.exact:
            self._add_case_forms(number, listed)

    def _add(self, key: str, entry: Entry) -> None:
        self._entries[key] = (*self._entries.get(key, ()), entry)

    def _forms(self, listed: Listed) -> dict[str, How]:
        """The keys that count as ``listed`` in documents of every language."""
        word, script = listed.word, script_of(listed.word)
        if listed.exact:
            self._accents = True
            return {analysis.AS_WRITTEN + form: How.FOLDED for form in _lowered(word)}
        folded = fold(word)
        if script is Script.ARABIC:
            forms = _arabic_forms(listed, folded)
        elif script is Script.HEBREW:
            forms = {folded.replace("'", "").replace('"', ""): How.FOLDED}
        elif listed.context is not Context.IN_NAME and _accents_matter(listed):
            self._accents = True
            forms = {analysis.ACCENTED + form: How.FOLDED for form in _lowered(word)}
        else:
            forms = {folded.replace("'", ""): How.FOLDED}
        dictionary = dictionary_of(listed.language or assumed_language(word))
        if listed.context is not Context.IN_NAME and dictionary:
            forms.update(self._lemma_forms(listed.word, dictionary))
        if listed.loose:
            self._loose = True
            forms[analysis.LOOSE + analysis.loosened(folded)] = How.LOOSE
        return forms

    def _lemma_forms(self, word: str, dictionary: str) -> dict[str, How]:
        """Keys of the dictionary forms of ``word``: only of words with a capital if it has one (Price, not prices)."""
        prefix = f"{analysis.LEMMAS[analysis.capitals(word)]}{dictionary}:"
        bases = {word.lower(), self.lemmas.lemma(word, dictionary)}
        return {prefix + fold_keeping_accents(base, dictionary): How.LEMMA for base in bases if base}

    def _add_case_forms(self, number: int, listed: Listed) -> None:
        script = script_of(listed.word)
        rank = analysis.STRENGTH[How.CASE_FORM]
        for form in {fold(form) for form in paradigms.case_forms(listed.word, script)}:
            self._add(form, (number, rank, None))
        if script is Script.LATIN:
            for language in self._name_languages:
                for form in {fold(form) for form in paradigms.latin_forms(listed.word, language)}:
                    self._add(form, (number, rank, language))


def _accents_matter(listed: Listed) -> bool:
    """Whether the word's language has other words that differ in accents alone (Vietnamese, Turkish, Azeri)."""
    return listed.language in _ACCENTS_MATTER or (
        not listed.language and not _VIETNAMESE_LETTERS.isdisjoint(listed.word)
    )


def _lowered(word: str) -> set[str]:
    """``word`` lowered, accents kept, as most languages do and as Turkish does: documents may be in either."""
    return {fold_keeping_accents(word, language) for language in (None, "tr")}


def _arabic_forms(listed: Listed, folded: str) -> dict[str, How]:
    """One word with the article requires it, one without may take it; in a phrase it is ignored, in a name kept."""
    forms = {folded: How.FOLDED}
    if listed.language in analysis.UNPREFIXED:
        return forms
    if listed.context is Context.IN_NAME:
        yeh = arabic.yeh_form(listed.word, folded) if len(folded) <= _SHORT_NAME else None
        forms = forms if yeh is None else {analysis.YEH + yeh: How.FOLDED}
        return forms | ({analysis.SHORT + folded: How.CLITIC} if len(folded) == 2 else {})
    bare = arabic.without_article(folded)
    if bare is None:
        forms[analysis.BARE + folded] = How.FOLDED
    elif listed.context is Context.IN_PHRASE:
        forms[bare] = How.ARTICLE
        forms[analysis.BARE + bare] = How.ARTICLE
    return forms
