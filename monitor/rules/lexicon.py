"""From the words of a document to the listed words that they count as.

A **lexeme** is a listed word together with all forms that count as it. Rules name lexemes, documents hold readings
(:mod:`monitor.rules.analysis`); the lexicon looks the readings up.
"""

from collections.abc import Iterable, Iterator
from enum import IntEnum, auto
from functools import cache
from typing import NamedTuple

from monitor.model import How
from monitor.rules import analysis, arabic, endings, paradigms
from monitor.rules.forms import Forms, assumed_language, dictionary_of, languages_of
from monitor.rules.joints import Joints
from monitor.text.dictionary import CODES
from monitor.text.fold import DOTTED_I, fold, fold_keeping_accents
from monitor.text.scripts import Script, script_of

# Lexeme, rank of its form's How, the languages of documents in which the form counts (None: all; a document in an
# unknown language has the language None), and how many capitals a word must begin with.
Languages = frozenset[str | None]
Entry = tuple[int, int, Languages | None, int]
# Lexemes that a word counts as, each with the rank of how.
Counts = dict[int, int]

_FOLDED = analysis.STRENGTH[How.FOLDED]
_LEMMA = analysis.STRENGTH[How.LEMMA]
_CASE_FORM = analysis.STRENGTH[How.CASE_FORM]
_WILDCARD = analysis.STRENGTH[How.WILDCARD]
_GENERATED = analysis.STRENGTH[How.GENERATED]

_SHORT_NAME = 4
# Bidens is the President in Latvian, and somebody else's plural in English.
_BALTIC_ENDINGS = ("s", "as", "is", "us")
_BALTIC_LANGUAGES: Languages = frozenset({"lt", "lv"})
# Letters that only Vietnamese has; đ and ă are Croatian and Romanian, too.
_VIETNAMESE_LETTERS = frozenset("ơưƠƯ") | {chr(code) for code in range(0x1EA0, 0x1EFA)}
_ACCENTS_MATTER = DOTTED_I | {"vi"}

_TOLD_APART = frozenset().union(
    *map(languages_of, CODES), analysis.LANGUAGES, endings.LANGUAGES, paradigms.LANGUAGES, _BALTIC_LANGUAGES
)
_ANY_OTHER = "und"


def told_apart(language: str | None) -> str | None:
    """``language``, or one code for all in which no word counts otherwise than in the others."""
    return language if language is None or language in _TOLD_APART else _ANY_OTHER


class Context(IntEnum):
    """What a listed word stands in, which decides its forms. Only Arabic and Hebrew words are ever ``IN_PHRASE``."""

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


class Lexicon:
    """Listed words by the forms that count as them. Words may be added at any time."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._ids: dict[Listed | tuple[str, ...] | tuple[int, int], int] = {}
        self._lengths: list[int] = []
        self._entries: dict[str, tuple[Entry, ...]] = {}
        self._stems: dict[str, tuple[int, ...]] = {}
        self._stem_lengths: list[int] = []
        self._joints = Joints()
        self._names = _Names()
        self._accents = False
        self._loose = False

    def lexeme(self, listed: Listed) -> int:
        """The number of the lexeme of ``listed``, made when it is new since the last :meth:`settle`."""
        known = self._ids.get(listed)
        if known is not None:
            return known
        number = self._number(listed, len(listed.word))
        if listed.wildcard:
            self._add_stem(number, listed)
        else:
            self._add_forms(number, listed)
        return number

    def generated(self, spellings: tuple[str, ...]) -> int:
        """The number of the lexeme of one word of a name in all ``spellings`` that were generated for it."""
        known = self._ids.get(spellings)
        if known is not None:
            return known
        number = self._number(spellings, min(map(len, spellings)))
        baltic = {word + ending for word in spellings for ending in _BALTIC_ENDINGS}
        everywhere: tuple[Entry] = ((number, _GENERATED, None, 0),)
        in_baltic: tuple[Entry] = ((number, _GENERATED, _BALTIC_LANGUAGES, 0),)
        for word in spellings:
            for key in self._name_forms(word):
                self._add(key, in_baltic if word in baltic else everywhere)
            self._names.add(number, word, _GENERATED)
        return number

    def joint(self, left: int, right: int, head: str) -> int:
        """The number of the lexeme of two written as one word, which begins with ``head``, as ``left`` is listed."""
        known = self._ids.get((left, right))
        if known is not None:
            return known
        number = self._number((left, right), len(head) + self._lengths[right])
        self._joints.add(number, left, right, fold(head))
        return number

    def settle(self) -> None:
        """Forget which words were listed: they fill much memory, and later ones may be lexemes of their own."""
        self._ids.clear()

    def length(self, lexeme: int) -> int:
        """How many characters the shortest form of ``lexeme`` has: short words are common."""
        return self._lengths[lexeme]

    def look_up(self, word: str, language: str | None) -> Counts:
        """The lexemes that ``word`` counts as, worked out afresh."""
        folded = fold(word)
        for form, entry in self._names.unfold(folded, language):
            self._add(form, entry)
        found = analysis.readings(word, folded, language)
        if self._accents:
            found.update(analysis.accented_readings(word, folded, language))
        if self._loose:
            found.update(analysis.loose_readings(found))
        counts = self._count(found, language, analysis.capitals(word))
        for head, tail in self._joints.cuts(folded):
            # A Korean tail may have a particle; any other is looked up as it stands, for most are no words at all.
            read = analysis.readings(tail, tail, language) if script_of(tail) is Script.HANGUL else {tail: How.FOLDED}
            if right := self._count(read, language, 0):
                self._joints.count(head, right, counts)
        return counts

    def keys(self) -> dict[int, set[str]]:
        """By lexeme the readings that count as it, in documents of any language; a stem ends in ``*``."""
        for letter in self._names.letters():
            for language in (None, *paradigms.LANGUAGES):
                for form, entry in self._names.unfold(letter, language):
                    self._add(form, entry)
        keys: dict[int, set[str]] = {}
        for key, entries in self._entries.items():
            for lexeme, *_ in entries:
                keys.setdefault(lexeme, set()).add(key)
        for stem, lexemes in self._stems.items():
            for lexeme in lexemes:
                keys.setdefault(lexeme, set()).add(f"{stem}*")
        for number, head, right in self._joints.all():
            keys.setdefault(number, set()).update(head + key for key in keys.get(right, ()) if ":" not in key)
        return keys

    def _count(self, found: analysis.Readings, language: str | None, begins: int) -> Counts:
        """The lexemes that the readings of a word, which ``begins`` with so many capitals, count as."""
        counts: Counts = {}
        for key, how in found.items():
            for lexeme, rank, languages, capitals in self._entries.get(key, ()):
                if begins >= capitals and (languages is None or language in languages):
                    rank = max(rank, analysis.STRENGTH[how])
                    counts[lexeme] = min(rank, counts.get(lexeme, rank))
            if self._stems:
                self._count_stems(key.removeprefix(analysis.BARE), counts)
        return counts

    def _count_stems(self, key: str, counts: Counts) -> None:
        if ":" in key and not key.startswith(analysis.AS_WRITTEN):
            return
        for length in self._stem_lengths:
            if length > len(key):
                return
            for lexeme in self._stems.get(key[:length], ()):
                counts[lexeme] = _WILDCARD if length < len(key) else _FOLDED

    def _number(self, key: Listed | tuple[str, ...] | tuple[int, int], length: int) -> int:
        number = self._ids[key] = len(self._lengths)
        self._lengths.append(length)
        return number

    def _add_stem(self, number: int, listed: Listed) -> None:
        for stem in self._stems_of(listed):
            self._stems[stem] = (*self._stems.get(stem, ()), number)
            if len(stem) not in self._stem_lengths:
                self._stem_lengths = sorted((*self._stem_lengths, len(stem)))

    def _stems_of(self, listed: Listed) -> set[str]:
        if listed.exact:
            self._accents = True
            return {analysis.AS_WRITTEN + form for form in _lowered(listed.word)}
        stem = fold(listed.word)
        in_phrase = listed.context is Context.IN_PHRASE
        return {(arabic.without_article(stem) if in_phrase else None) or stem}

    def _add(self, key: str, entry: tuple[Entry]) -> None:
        """Add an entry to a form. Forms that a lexeme has for itself share the tuple: most memory is in these."""
        others = self._entries.get(key)
        self._entries[key] = entry if others is None else (*others, *entry)

    def _add_forms(self, number: int, listed: Listed) -> None:
        capitals = 1 if listed.designation else 0
        for key, how in self._plain_forms(listed).items():
            self._add(key, ((number, analysis.STRENGTH[how], None, capitals),))
        if listed.exact or listed.designation:
            return
        if listed.context is Context.IN_NAME:
            self._accents = True
            self._names.add(number, listed.word, _CASE_FORM, alone=listed.alone)
        else:
            self._add_other_forms(number, listed)

    def _plain_forms(self, listed: Listed) -> dict[str, How]:
        """The keys that count as ``listed`` in documents of every language."""
        word, script = listed.word, script_of(listed.word)
        if listed.exact:
            self._accents = True
            return {analysis.AS_WRITTEN + form: How.FOLDED for form in _lowered(word)}
        if listed.context is Context.IN_NAME and listed.language != "vi":
            forms = self._name_forms(word, listed.language)
        elif script is Script.ARABIC:
            forms = _arabic_forms(listed, fold(word))
        elif script is Script.HEBREW:
            forms = _hebrew_forms(listed, _without_marks(fold(word)))
        elif _accents_matter(listed):
            self._accents = True
            forms = {analysis.ACCENTED + form: How.FOLDED for form in _lowered(word)}
        else:
            forms = {fold(word).replace("'", ""): How.FOLDED}
        if listed.loose:
            self._loose = True
            forms[analysis.LOOSE + analysis.loosened(fold(word))] = How.LOOSE
        return forms

    def _name_forms(self, word: str, language: str = "") -> dict[str, How]:
        folded = fold(word)
        if script_of(word) is Script.ARABIC:
            return _arabic_name_forms(word, folded, language)
        return {_without_marks(folded): How.FOLDED}

    def _add_other_forms(self, number: int, listed: Listed) -> None:
        """Add the other forms of a word in documents in its language: only ones with a capital if it has one.

        An Arabic word listed with the article has none: الجزائر is a country, and جزائر are islands.
        """
        if listed.context is Context.ALONE and arabic.without_article(fold(listed.word)):
            return
        language = listed.language or assumed_language(listed.word)
        code = dictionary_of(language)
        if code is not None:
            languages: Languages = languages_of(code)
            entry = ((number, _LEMMA, languages, analysis.capitals(listed.word)),)
            forms: Iterable[str] = endings.completed(listed.word, self._forms.of(listed.word, code).forms, code)
        else:
            entry = ((number, _CASE_FORM, _only(language), 0),)
            forms = endings.noun_forms(listed.word, language)
        for form in _keys(forms, listed):
            self._add(form, entry)
            # "being" is found wherever "is" stands: the shortest form tells how common a word is, too.
            self._lengths[number] = min(self._lengths[number], len(form))


class _Names:
    """Words of names, whose case forms in a language are made when the first word of a text in it might be one."""

    def __init__(self) -> None:
        self._words: dict[str, list[tuple[int, str, int, bool]]] = {}
        self._done: dict[tuple[str, str | None], int] = {}

    def add(self, number: int, word: str, rank: int, *, alone: bool = False) -> None:
        """Lexeme ``number`` counts in the case forms of ``word``, as ``rank`` at least; ``alone`` in owners', too."""
        self._words.setdefault(fold(word)[:1], []).append((number, word, rank, alone))

    def letters(self) -> tuple[str, ...]:
        """The letters that listed words begin with."""
        return tuple(self._words)

    def unfold(self, folded: str, language: str | None) -> Iterator[tuple[str, tuple[Entry]]]:
        """The forms not made yet in ``language`` that begin with the letter that the word ``folded`` begins with."""
        if language is not None and language not in paradigms.LANGUAGES:
            return
        letter = folded[:1]
        listed = self._words.get(letter, ())
        done = self._done.get((letter, language), 0)
        if done == len(listed):
            return
        self._done[letter, language] = len(listed)
        languages = _only(language)
        for number, name, rank, alone in listed[done:]:
            entry = ((number, rank, languages, 0),)
            for form in _case_forms(name, language):
                yield fold(form), entry
            # Accents tell the adjective from another person: Czech Fialova is of Fiala, and Fialová is a woman.
            for form in paradigms.owner_forms(name, language) if alone else ():
                yield analysis.ACCENTED + fold_keeping_accents(form, language), entry


def _case_forms(name: str, language: str | None) -> frozenset[str]:
    """The case forms of ``name`` in documents in ``language``; in any language of its script where that is unknown."""
    if language is not None:
        return paradigms.case_forms(name, language)
    if script_of(name) is Script.LATIN:
        return frozenset()
    return frozenset().union(*(paradigms.case_forms(name, each) for each in paradigms.LANGUAGES))


@cache
def _only(language: str | None) -> Languages:
    """That language alone: thousands of forms share one."""
    return frozenset({language})


def _without_marks(folded: str) -> str:
    return folded.replace("'", "").replace('"', "")


def _keys(forms: Iterable[str], listed: Listed) -> set[str]:
    """``forms`` as documents' readings have them. Behind an apostrophe stand suffixes, which readings take off."""
    plain = (form for form in forms if "'" not in form)
    if _accents_matter(listed):
        return {analysis.ACCENTED + fold_keeping_accents(form, listed.language) for form in plain}
    return {fold(form) for form in plain}


def _accents_matter(listed: Listed) -> bool:
    """Whether the word's language has other words that differ in accents alone (Vietnamese, Turkish, Azeri)."""
    return listed.language in _ACCENTS_MATTER or (
        not listed.language and not _VIETNAMESE_LETTERS.isdisjoint(listed.word)
    )


def _lowered(word: str) -> set[str]:
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
    """A word listed with the article counts behind letters that swallow it, one of two letters with it in a phrase."""
    forms = {form: How.FOLDED}
    bare = analysis.without_hebrew_article(form)
    if bare is not None:
        forms[analysis.SWALLOWED + bare] = How.CLITIC
    if listed.context is Context.IN_PHRASE and len(form) == 2:
        forms[analysis.IN_PHRASE + form] = How.CLITIC
    return forms


def _arabic_name_forms(word: str, folded: str, language: str) -> dict[str, How]:
    """A name keeps its article. In short ones ى and ي are two letters, and two letters may stand behind a particle."""
    if language in analysis.UNPREFIXED:
        return {folded: How.FOLDED}
    yeh = arabic.yeh_form(word, folded) if len(folded) <= _SHORT_NAME else None
    forms = {folded if yeh is None else analysis.YEH + yeh: How.FOLDED}
    return forms | ({analysis.SHORT + folded: How.CLITIC} if len(folded) == 2 else {})
